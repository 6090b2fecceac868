"""Passwords asked in between: a second person's, for what one alone may not do, and the officer's own once more."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLineEdit, QProgressBar, QWidget

from anfraud_desktop.errors import UserError
from anfraud_desktop.ui import parts, theme
from anfraud_desktop.ui.dialogs import Dialog
from anfraud_desktop.ui.page import Host
from anfraud_desktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from anfraud_desktop.actions.office import Office

Check = Callable[[str, str], Any]  # name, password; raises UserError


class PasswordDialog(Dialog):
    """Says what is to be confirmed and asks one of some people for their password; `outcome` is what `check` gave.

    `check` runs on a thread of its own. A wrong password is told in place and may be typed over.
    """

    def __init__(
        self, parent: QWidget, words: tuple[str, str], people: Sequence[tuple[str, str]], check: Check
    ) -> None:
        super().__init__(parent)
        title, about = words
        self.setWindowTitle(title)
        self.setMinimumWidth(theme.DIALOG)
        self.outcome: Any = None
        self._check = check
        self.lane = Tasks(self)
        self.lane.broken.connect(self._broken)
        self.name = parts.DropDown()
        self.name.setAccessibleName("姓名")
        for name, role in people:
            self.name.addItem(f"{name}（{role}）", name)
        self.name.setEnabled(len(people) > 1)
        self.password = QLineEdit()
        self.password.setAccessibleName("密码")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.error = parts.label("", "danger", wrap=True)
        self.error.hide()
        self.bar = QProgressBar()
        self.confirm = parts.button("确认", self.try_it, look="primary")
        self._build(title, about)
        self.password.textEdited.connect(lambda _: self.error.hide())
        self.password.returnPressed.connect(self.try_it)
        self.password.setFocus()

    def _build(self, title: str, about: str) -> None:
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        retain = self.bar.sizePolicy()
        retain.setRetainSizeWhenHidden(True)
        self.bar.setSizePolicy(retain)
        self.bar.hide()
        head = parts.row(parts.drawing("lock", "accent", theme.XL), parts.label(title, "heading"), None, gap=theme.M)
        foot = parts.row(None, parts.button("返回", self.reject), self.confirm)
        told = parts.frame("notice-accent")
        told.setLayout(parts.row(parts.label(about, wrap=True), margins=(theme.M, theme.S, theme.M, theme.S)))
        self.setLayout(
            parts.column(
                head, told, theme.XS,
                parts.label("姓名", "label"), self.name,
                parts.label("密码", "label"), self.password, self.error, self.bar, foot,
                gap=theme.S, margins=(theme.XL, theme.XL, theme.XL, theme.L),
            )
        )  # fmt: skip

    def try_it(self) -> None:
        """Check what was typed."""
        name, password = str(self.name.currentData()), self.password.text()
        if self.lane.busy():
            return
        if not password:
            self._refused(UserError("请输入密码。"))
            return
        self._busy(busy=True)
        check = self._check
        self.lane.start(lambda _: check(name, password), self._passed, refused=self._refused)

    def _passed(self, outcome: Any) -> None:
        self.password.clear()
        self.outcome = outcome
        self.accept()

    def _refused(self, mistake: UserError) -> None:
        self._busy(busy=False)
        self.error.setText(mistake.message)
        self.error.show()
        self.password.setFocus()
        self.password.selectAll()

    def _broken(self, wrong: Exception) -> None:
        self._busy(busy=False)
        self.reject()
        raise wrong

    def _busy(self, *, busy: bool) -> None:
        for widget in (self.password, self.confirm):
            widget.setEnabled(not busy)
        self.confirm.setText("正在核对…" if busy else "确认")
        self.bar.setVisible(busy)

    def done(self, result: int) -> None:
        """Let a check that is under way come to its end first."""
        self.lane.finish()
        super().done(result)


def seconds(office: "Office", key: str) -> list[tuple[str, str]]:
    """Return (name, role's name) of everybody who may confirm an operation beside the officer."""
    from anfraud_desktop.actions import permits, vaults
    from anfraud_desktop.actions.office import ROLES

    return [
        (one.name, ROLES.get(one.role, one.role))
        for one in vaults.accounts(office)
        if one.active and one.name != office.officer and not permits.may_second(key, office.role, one.role)
    ]


def ask_second(parent: QWidget, host: Host, key: str, about: str) -> "Office | None":
    """Ask a second person to confirm an operation; return the office with them, None where it is left.

    An operation for which the officer's role needs nobody gets the office as it is. `about` says in plain words what
    is confirmed, with its numbers: what it is, of whom, how many.
    """
    from anfraud_desktop.actions import vaults
    from anfraud_desktop.actions.permits import needs_second
    from anfraud_desktop.rules.rights import operations

    office = host.office
    if not needs_second(office, key):
        return office
    people = seconds(office, key)
    if not people:
        title = operations()[key].title
        host.toasts.show(f"“{title}”要两人确认，现在没有合适的第二个账户。没有做任何改动，请管理员先开立账户。", "warn")
        return None
    words = ("第二人确认", about)
    asked = PasswordDialog(parent, words, people, lambda name, password: vaults.with_second(office, name, password))
    asked.exec()
    found: Office | None = asked.outcome
    return found and replace(office, second=found.second)


def ask_self(parent: QWidget, host: Host, about: str) -> bool:
    """Ask the officer's own password once more before something weighty; False where it is left."""
    from anfraud_desktop.actions import locking

    office = host.office
    me = office.officer_text.removeprefix(office.officer).strip("（）")

    def check(_name: str, password: str) -> bool:
        locking.confirm(office, password)
        return True

    asked = PasswordDialog(parent, ("再次输入密码", about), [(office.officer, me)], check)
    asked.exec()
    return bool(asked.outcome)
