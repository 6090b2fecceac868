"""The sign-in window. It opens first, so it imports Qt and little else; unlocking brings the rest in, on its thread."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QProgressBar, QWidget

from anfraud_desktop.errors import UserError
from anfraud_desktop.ui import icons, parts, theme
from anfraud_desktop.ui.tasks import Tasks

Unlock = Callable[[str, str], Any]  # name, password; raises UserError with the sentence to be shown

CAPS_HINT = "大写锁定可能已打开"
SHOW, HIDE = "显示密码", "隐藏密码"


class SignIn(QWidget):
    """Asks for name and password and unlocks. `opened` carries what `unlock` returned.

    `unlock(name, password)` runs on its own thread and raises UserError with the sentence to be shown.
    A `locked` one asks the named officer alone; `others_wanted` says that somebody else is to sign in.
    """

    opened = Signal(object)
    broken = Signal(object)
    others_wanted = Signal()

    def __init__(
        self, unlock: Callable[[str, str], Any], *, name: str = "", file: str = "", locked: bool = False
    ) -> None:
        super().__init__()
        self.locked = locked
        self._words = ("解锁", "正在解锁…") if locked else ("登录", "正在登录…")
        self.setWindowTitle(f"{'已锁定' if locked else '登录'} · 反诈案件工作台")
        parts.role(self, "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._unlock = unlock
        self.tasks = Tasks(self)
        self.tasks.broken.connect(self._broken)
        self.name = QLineEdit(name)
        self.name.setAccessibleName("姓名")
        self.password = QLineEdit()
        self.password.setAccessibleName("密码")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.caps = parts.label("", "warn")
        self.error = parts.label("", "danger", wrap=True)
        self.bar = QProgressBar()
        self.note = parts.label("", "label", wrap=True)
        self.enter_button = parts.button(self._words[0], self.sign_in, look="primary")
        self.ways: Callable[[UserError], tuple[str, Unlock] | None] = lambda _: None  # another way in, after a refusal
        self.way = parts.button("", look="link")
        self.way.hide()
        self.others = parts.button("切换用户", self.others_wanted.emit, look="link")
        self._eye = QAction(icons.icon("eye"), SHOW, self.password)
        self._build(file)
        self._bind()
        self._busy(busy=False)
        QTimer.singleShot(0, self, (self.password if name else self.name).setFocus)

    def _build(self, file: str) -> None:
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        retain = self.bar.sizePolicy()
        retain.setRetainSizeWhenHidden(True)
        self.bar.setSizePolicy(retain)
        for hidden in (self.caps, self.error, self.note):
            hidden.hide()
        self.others.setVisible(self.locked)
        where, safe = parts.label(file, "caption"), parts.label("内容加密保存在本机，不联网", "caption")
        for words in (where, safe):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setLayout(
            parts.column(
                None, parts.row(None, self._card(), None), where,
                safe, None,
                gap=theme.M, margins=(theme.XXL, theme.XL, theme.XXL, theme.XL),
            )
        )  # fmt: skip
        where.setVisible(bool(file))

    def _card(self) -> QFrame:
        mark = parts.drawing("lock" if self.locked else "shield", "accent", theme.XXL)
        head = parts.row(mark, parts.label("已锁定" if self.locked else "反诈案件工作台", "title"), None, gap=theme.M)
        card = parts.frame("card")
        card.setFixedWidth(theme.SIGN_IN)
        card.setLayout(
            parts.column(
                head, self.note, theme.M,
                parts.label("姓名", "label"), self.name, theme.XS,
                parts.label("密码", "label"), self.password, self.caps, self.error, self.way, theme.S,
                self.enter_button, self.bar, parts.row(None, self.others, None),
                gap=theme.S, margins=(theme.XXL, theme.XXL, theme.XXL, theme.XL),
            )
        )  # fmt: skip
        return card

    def _bind(self) -> None:
        self._eye.triggered.connect(self._show_password)
        self.password.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self.name.returnPressed.connect(lambda: self.password.setFocus(Qt.FocusReason.TabFocusReason))
        self.password.returnPressed.connect(self.sign_in)
        for line in (self.name, self.password):
            line.textEdited.connect(lambda _: self._hush())
            line.installEventFilter(self)

    def _hush(self) -> None:
        self.error.hide()
        self.way.hide()

    def sign_in(self) -> None:
        """Unlock with what was typed."""
        self._start(self._unlock)

    def _start(self, unlock: Unlock) -> None:
        name, password = self.name.text().strip(), self.password.text()
        if self.tasks.busy():
            return
        if not name or not password:
            self._refused(UserError("请填写姓名和密码。"))
            return
        self.way.hide()
        self._busy(busy=True)
        self.tasks.start(lambda _: unlock(name, password), self._opened, refused=self._refused)

    def _opened(self, office: Any) -> None:
        self.password.clear()
        self.opened.emit(office)

    def _refused(self, mistake: UserError) -> None:
        self._busy(busy=False)
        self.error.setText(mistake.message)
        self.error.show()
        if found := self.ways(mistake):
            words, unlock = found
            self.way.setText(words)
            self.way.clicked.connect(lambda _: self._start(unlock), Qt.ConnectionType.SingleShotConnection)
            self.way.show()
        line = self.password if self.name.text().strip() else self.name
        line.setFocus()
        line.selectAll()

    def _broken(self, wrong: Exception) -> None:
        self._busy(busy=False)
        self.broken.emit(wrong)

    def _busy(self, *, busy: bool) -> None:
        for widget in (self.password, self.enter_button, self.others):
            widget.setEnabled(not busy)
        self.name.setEnabled(not busy and not self.locked)
        self.enter_button.setText(self._words[busy])
        self.bar.setVisible(busy)

    def again(self, words: str = "") -> None:
        """Ask anew, with words that say why."""
        self._busy(busy=False)
        self.error.hide()
        self.tell(words)
        self.show()
        self.password.setFocus()

    def tell(self, words: str) -> None:
        """Say something above the name; nothing takes it away."""
        self.note.setText(words)
        self.note.setVisible(bool(words))

    def _show_password(self) -> None:
        shown = self.password.echoMode() == QLineEdit.EchoMode.Normal
        self.password.setEchoMode(QLineEdit.EchoMode.Password if shown else QLineEdit.EchoMode.Normal)
        self._eye.setIcon(icons.icon("eye" if shown else "eye_off"))
        self._eye.setText(SHOW if shown else HIDE)

    def eventFilter(self, watched: Any, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """Watch for Caps Lock: a capital without Shift, or a small letter with it. Qt does not tell the lock itself."""
        if watched is self.password and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self._caps(event)
        if watched is self.password and isinstance(event, QInputMethodEvent):
            self.caps.hide()
        return False

    def _caps(self, event: QKeyEvent) -> None:
        letter = event.text()
        if len(letter) == 1 and letter.isascii() and letter.isalpha():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            locked = letter.isupper() != shift
            self.caps.setText(CAPS_HINT if locked else "")
            self.caps.setVisible(locked)
        elif event.key() == Qt.Key.Key_CapsLock:
            self.caps.hide()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  Qt's name
        """Let an unlocking that is under way come to its end."""
        self.tasks.finish()
        event.accept()
