"""The first day in the window: six pages from the unit to a case file with two accounts and its recovery sheet."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit, QProgressBar, QStackedWidget, QWidget

from anfraud_desktop.errors import UserError
from anfraud_desktop.ui import parts, theme
from anfraud_desktop.ui.tasks import Progress, Tasks

if TYPE_CHECKING:
    from anfraud_desktop.actions.founding import Beginning, Founded

T = TypeVar("T")

WINDOW = (760, 600)
STEPS = ("单位", "账户", "存放", "恢复单", "示例数据", "完成")
ROLES = ("管理员", "审核人")


class Field(QWidget):
    """A line with its label above and what is wrong with it below."""

    def __init__(self, label: str, tip: str = "", *, secret: bool = False) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setAccessibleName(label)
        self.line.setFixedHeight(theme.CONTROL)
        if secret:
            self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.tip = tip
        self.words = parts.label(tip, "caption", wrap=True)
        self.words.setMinimumHeight(theme.L)  # or fields side by side would not stand level
        self.setLayout(parts.column(parts.label(label, "label"), self.line, self.words, gap=theme.XS))
        self.line.textEdited.connect(lambda _: self.say(""))

    @property
    def text(self) -> str:
        """What was typed, as it was typed."""
        return self.line.text()

    def say(self, problem: str) -> None:
        """Show what is wrong; without a problem the tip."""
        self.words.setText(problem or self.tip)
        parts.role(self.words, "danger" if problem else "caption")
        parts.state(self.line, "problem" if problem else "")


class Step(QWidget):
    """One page: a title, a sentence, what is to be filled in. `check` says whether one may go on."""

    def __init__(self, title: str, told: str, *inside: parts.Item) -> None:
        super().__init__()
        self.setLayout(
            parts.column(
                parts.label(title, "title"), parts.label(told, "muted", wrap=True), theme.S, *inside, None, gap=theme.M
            )
        )

    def check(self) -> bool:
        """Look at what was filled in and say what is wrong with it."""
        return True


class UnitStep(Step):
    """The unit's name and code."""

    def __init__(self) -> None:
        self.name = Field("单位名称", "例：府城派出所")
        self.code = Field("机构代码", "12 位数字，与警务平台一致")
        self.bureau = Field("所属公安局", "可以不填，由机构代码得出")
        super().__init__(
            "建立案件文件",
            "一个单位一个案件文件，全程加密，保存在这台电脑上，不联网。",
            self.name,
            self.code,
            self.bureau,
        )

    def check(self) -> bool:
        """Look at name and code as the unit's record does."""
        from anfraud_desktop.actions.founding import unit_problems

        problems = unit_problems(self.name.text, self.code.text)
        self.name.say(problems.get("name", ""))
        self.code.say(problems.get("code", ""))
        if problems and not {"name", "code"} & set(problems):
            self.bureau.say("由机构代码得不出，请填写")
        return not problems


class AccountStep(Step):
    """The two founders: nobody can do everything alone."""

    def __init__(self) -> None:
        self.names = tuple(Field(f"{role}姓名") for role in ROLES)
        self.first = tuple(Field("密码", "10 个字符以上，含三类字符", secret=True) for _ in ROLES)
        self.again = tuple(Field("再输入一次", secret=True) for _ in ROLES)
        sides = [parts.column(*fields, gap=theme.S) for fields in zip(self.names, self.first, self.again, strict=True)]
        super().__init__(
            "两个账户", "管理员管账户和备份，审核人（所领导）审核签发。两人各自输入自己的密码，互不知道。",
            parts.row(*sides, gap=theme.XL),
        )  # fmt: skip

    def check(self) -> bool:
        """Look at names and passwords by the rules for passwords."""
        from anfraud_desktop.actions.founding import account_problems

        typed = (self.first[0].text, self.first[1].text)
        problems = account_problems((self.names[0].text, self.names[1].text), typed)
        for at in range(len(ROLES)):
            same = self.first[at].text == self.again[at].text
            self.again[at].say("" if same else "两次输入的密码不一致")
            words = problems.get(at, "")
            named = bool(words) and "姓名" in words
            self.names[at].say(words if named else "")
            self.first[at].say("" if named else words)
            if not same:
                problems.setdefault(at, "different")
        return not problems


class PlaceStep(Step):
    """Where the case file lies, and where its backups go."""

    def __init__(self, path: Path) -> None:
        self.path = Field("案件文件", "本机硬盘上的一个文件；不能放在 U 盘、网络盘或云盘文件夹里")
        self.backups = Field("备份文件夹", "最好在另一块硬盘上；不填就放在案件文件旁边的“备份”里")
        self.path.line.setText(str(path))
        choose = parts.button("选择…", self._choose_file)
        folder = parts.button("选择…", self._choose_folder)
        super().__init__(
            "存放在哪里", "案件文件和它的密钥文件放在一起；备份自动进行，自动核对。",
            parts.row(parts.spread(self.path), choose, gap=theme.S),
            parts.row(parts.spread(self.backups), folder, gap=theme.S),
        )  # fmt: skip

    def check(self) -> bool:
        """Look at the place as the making of the file does."""
        from anfraud_desktop.actions.founding import place_problem

        text = self.path.text.strip()
        problem = place_problem(Path(text)) if text else "请填写案件文件的位置"
        self.path.say(problem)
        return not problem

    def _choose_file(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, "案件文件放在哪里", self.path.text, "案件文件 (*.db)")
        if path:
            self.path.line.setText(path)

    def _choose_folder(self) -> None:
        if path := QFileDialog.getExistingDirectory(self, "备份放在哪里", self.backups.text):
            self.backups.line.setText(path)


class SheetStep(Step):
    """The recovery code, shown this once; one goes on when its last group has been typed from the paper."""

    def __init__(self) -> None:
        self.code = parts.label("", "figure", wrap=True, selectable=True)
        self.save = parts.button("存为 PDF 去打印", icon="print")
        self.typed = Field(
            "照着纸张输入最后一组（- 后面的 5 个字符）", "打印一式两份，签名后分别封存；这个密钥以后不再显示"
        )
        self._last = ""
        super().__init__(
            "恢复单", "所有人都忘记密码时，只有它能打开案件文件。", self.code, parts.row(self.save, None), self.typed
        )

    def show_code(self, code: str) -> None:
        """Show the code in its four lines."""
        self.code.setText("\n".join(code.split()))
        self._last = code.rsplit("-", 1)[-1]

    def check(self) -> bool:
        """Compare the group that was typed: whoever has it has the paper."""
        right = self.typed.text.strip().upper() == self._last
        self.typed.say("" if right else "与恢复密钥的最后一组不符，请看着打印出来的纸张输入")
        return right


class SampleStep(Step):
    """Made-up data to try things out with."""

    def __init__(self) -> None:
        self.tick = QCheckBox("先放入示例数据试用（全部虚构，随时可以整批移除）")
        super().__init__("示例数据", "一本虚构的台账：300 多人、200 多起案件，可以马上试查找、通告和月报。", self.tick)


class FirstRun(QWidget):
    """The window of the first day. `founded` carries path and name to sign in with, once everything is there."""

    founded = Signal(Path, str)
    broken = Signal(object)

    def __init__(self, path: Path, found: "Callable[[Beginning], Founded] | None" = None) -> None:
        super().__init__()
        self.setWindowTitle("开始使用 · 反诈案件工作台")
        parts.role(self, "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._found = found
        self.made: Founded | None = None
        self.tasks = Tasks(self)
        self.tasks.broken.connect(self._broken)
        self.unit, self.accounts, self.place = UnitStep(), AccountStep(), PlaceStep(path)
        self.sheet, self.samples = SheetStep(), SampleStep()
        self.last = Step("准备好了", "下一步用审核人的账户登录，给其他同事开立账户，然后导入本单位的台账。")
        self.sheet.save.clicked.connect(lambda _: self._save_sheet())
        self._build()
        self.resize(*WINDOW)

    def _build(self) -> None:
        self.steps = QStackedWidget()
        for step in (self.unit, self.accounts, self.place, self.sheet, self.samples, self.last):
            self.steps.addWidget(step)
        self.marks = [parts.label(f"{at}  {name}", "muted") for at, name in enumerate(STEPS, 1)]
        self.error = parts.label("", "danger", wrap=True)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.back = parts.button("上一步", partial(self._go, -1))
        self.next = parts.button("下一步", self.forward, look="primary")
        side = parts.frame("bar")
        side.setFixedWidth(theme.RAIL)
        margins = (theme.XL, theme.XL, theme.L, theme.XL)
        side.setLayout(parts.column(parts.drawing("shield", "accent", theme.XXL), theme.L, *self.marks, None,
                                    gap=theme.M, margins=margins))  # fmt: skip
        card = parts.frame("card")
        foot = parts.row(None, self.back, self.next, gap=theme.S)
        inside = parts.column(parts.spread(self.steps, high=True), self.error, self.bar, foot,
                              gap=theme.M, margins=(theme.XXL, theme.XL, theme.XXL, theme.XL))  # fmt: skip
        card.setLayout(inside)
        self.setLayout(parts.row(side, parts.spread(card, high=True), gap=0))
        self._show()

    def _show(self, error: str = "") -> None:
        """Show where one stands: what is done, what comes, which buttons lead on."""
        at, busy = self.steps.currentIndex(), self.tasks.busy()
        for number, mark in enumerate(self.marks):
            parts.role(mark, "strong" if number == at else "ok" if number < at else "muted")
        self.error.setText(error)
        self.error.setVisible(bool(error))
        self.bar.setVisible(busy)
        made = self.made is not None
        self.back.setVisible(at > 0 and not made)
        self.back.setEnabled(not busy)
        self.next.setEnabled(not busy)
        at_place = self.steps.currentWidget() is self.place
        self.next.setText("去登录" if at == len(STEPS) - 1 else "建立案件文件" if at_place else "下一步")

    def _go(self, by: int) -> None:
        self.steps.setCurrentIndex(self.steps.currentIndex() + by)
        self._show()

    def forward(self) -> None:
        """Go on, if what was filled in lets one; making the file and taking in the samples happen on the way."""
        step = self.steps.currentWidget()
        if self.tasks.busy() or not (isinstance(step, Step) and step.check()):
            return
        if step is self.place:
            self._start(self._make, self._made)
        elif step is self.samples and self.samples.tick.isChecked():
            self._start(self._sample, lambda _: self._go(1))
        elif step is self.last:
            self.founded.emit(Path(self.place.path.text.strip()), self.accounts.names[1].text.strip())
        else:
            self._go(1)

    def _start(self, work: Callable[[Progress], T], then: Callable[[T], object]) -> None:
        self.tasks.start(work, then, refused=lambda mistake: self._show(mistake.message), always=self._settled)
        self._show()

    def _settled(self) -> None:
        self.bar.hide()
        for button in (self.back, self.next):
            button.setEnabled(True)

    def beginning(self) -> "Beginning":
        """Return what was filled in."""
        from anfraud_desktop.actions.founding import Beginning

        names, typed = self.accounts.names, self.accounts.first
        return Beginning(
            self.unit.name.text, self.unit.code.text, names[0].text, names[1].text,
            Path(self.place.path.text.strip()), self.unit.bureau.text, self.place.backups.text.strip(),
            (typed[0].text, typed[1].text),
        )  # fmt: skip

    def _make(self, _: Progress) -> "Founded":
        import anfraud_desktop.records  # noqa: F401  registers the ledgers
        from anfraud_desktop.actions import founding

        return (self._found or founding.found)(self.beginning())

    def _made(self, made: "Founded") -> None:
        self.made = made
        self.sheet.show_code(made.code)
        self._go(1)

    def _sample(self, progress: Progress) -> int:
        from anfraud_desktop.actions import founding, vaults

        beginning = self.beginning()
        office = vaults.sign_in(beginning.path, beginning.supervisor.strip(), beginning.passwords[1])
        try:
            return founding.add_samples(office, progress)
        finally:
            office.store.close()

    def _save_sheet(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, "恢复单存为", "恢复单.pdf", "PDF (*.pdf)")
        if not path or self.made is None:
            return
        try:
            Path(path).write_bytes(self.made.sheet)
        except OSError:
            self._show("恢复单写不进去，请换一个文件夹。打印后请删除这个文件。")
            return
        self._show()

    def _broken(self, wrong: Exception) -> None:
        self._show(wrong.message if isinstance(wrong, UserError) else "程序出错，没有建立案件文件。")
        self.broken.emit(wrong)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  Qt's name
        """Let what is under way come to its end."""
        self.tasks.finish()
        event.accept()
