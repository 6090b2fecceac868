"""The dialogs of the retention page: on what ground something is deleted, a period set, a person's request answered."""

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from anfraud_desktop.actions.corrections import Request
from anfraud_desktop.errors import Invalid, UserError
from anfraud_desktop.rules.retention import Period
from anfraud_desktop.schema.record import Record
from anfraud_desktop.ui import parts, theme
from anfraud_desktop.ui.dialogs import Dialog

CORRECT, DECLINE, DECLINE_DELETION = "correct", "decline", "decline_deletion"
ANSWERS = {CORRECT: "更正、补充", DECLINE: "不予更正", DECLINE_DELETION: "不予删除"}
Read = Callable[[str, int, Mapping[str, object]], str]  # ledger, record, values: its name; raises UserError
ITEMS = 4  # fields that one request may name
MARGINS = (theme.XL, theme.XL, theme.XL, theme.L)


def line(name: str, text: str = "", hint: str = "") -> QLineEdit:
    """Return a line to type in, named for those who cannot see its label."""
    made = QLineEdit(text)
    made.setAccessibleName(name)
    made.setPlaceholderText(hint)
    return made


def read_day(text: str) -> date:
    """Read a day as it is typed; raises Invalid."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid({"on": "请写成 2026-10-20"}, {"on": "请求日期"}) from None


class _Asking(Dialog):
    """A dialog of labelled lines with one thing to do; what is wrong with what was typed is told in place."""

    def __init__(self, parent: QWidget, title: str, text: str, answer: str, look: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(theme.DIALOG + theme.FORM_LABEL)
        self.lines = parts.column(gap=theme.S)
        self.error = parts.label("", "danger", wrap=True)
        self.error.hide()
        self.confirm: QPushButton = parts.button(answer, self.try_it, look=look)
        self.confirm.setDefault(True)
        foot = parts.row(None, parts.button("返回", self.reject), self.confirm)
        heading = parts.label(title, "heading", wrap=True)
        words = parts.label(text, wrap=True)
        self.setLayout(
            parts.column(heading, words, self.lines, self.error, theme.S, foot, gap=theme.M, margins=MARGINS)
        )

    def ask(self, name: str, *widgets: QWidget) -> QLabel:
        """Add a line: its label, and what is to be filled in beside it."""
        label = parts.label(name, "label")
        label.setFixedWidth(theme.FORM_LABEL)
        self.lines.addLayout(parts.row(label, *(parts.spread(one) for one in widgets), gap=theme.S))
        return label

    def try_it(self) -> None:
        """Take what was typed, or say what is wrong with it."""
        try:
            self.check()
        except UserError as mistake:
            self.error.setText(mistake.message)
            self.error.show()
            self.adjustSize()
        else:
            self.accept()

    def check(self) -> None:
        """Raise UserError where something is wanting; a dialog overrides this."""


class PurgeDialog(_Asking):
    """Asks on what ground and why records are deleted for good, and whether their person has asked for it."""

    def __init__(self, parent: QWidget, what: str, basis: str, today: date) -> None:
        text = f"{what}。记录、查找索引、附件和修改历史里的内容都会清除，不能撤销，也不能从回收站找回。"
        super().__init__(parent, "彻底删除", text, "下一步：第二人确认", "danger")
        self.basis = line("法律依据", basis, "法律条文，或责令删除的文书文号")
        self.reason = line("原因", "", "记入日志，不写姓名、号码")
        self.by = line("请求人", "", "本人请求删除的填写，随后出具答复书")
        self.on = line("请求日期", today.isoformat())
        self.ask("法律依据", self.basis)
        self.ask("原因", self.reason)
        self.ask("请求人", self.by)
        self.ask("请求日期", self.on)
        self.basis.setCursorPosition(0)
        self.reason.setFocus()

    def check(self) -> None:
        """Want a ground and a reason; the rest is judged when it is done."""
        empty = {
            name: "必须填写"
            for name, one in (("法律依据", self.basis), ("原因", self.reason))
            if not one.text().strip()
        }
        if empty:
            raise Invalid(empty)
        if self.by.text().strip():
            read_day(self.on.text())

    @property
    def request(self) -> Request | None:
        """Who has asked for it, where somebody has."""
        by = self.by.text().strip()
        return Request(by, read_day(self.on.text())) if by else None


class YearsDialog(_Asking):
    """Asks how many years the station keeps something, and by which paper."""

    def __init__(self, parent: QWidget, period: Period, years: int, least: int) -> None:
        text = f"{period.title}自{period.begins}的次年起保存，最少 {least} 年。改动由管理员和审核人两人确认，记入日志。"
        super().__init__(parent, "修改保存年数", text, "下一步：第二人确认", "primary")
        self.years = line("年数", str(years))
        self.basis = line("依据", "", "上级的保管期限表及其文号")
        self.ask("年数", self.years)
        self.ask("依据", self.basis)

    def check(self) -> None:
        """Want a number and a source."""
        if not self.years.text().strip().isdecimal():
            raise Invalid({"年数": "应为整数"})
        if not self.basis.text().strip():
            raise Invalid({"依据": "必须填写"})


class RequestDialog(_Asking):
    """Asks what a person wants done with their data and how it is answered."""

    def __init__(self, parent: QWidget, today: date, read: Read) -> None:
        text = "本人请求更正、补充或删除个人信息的，核实后在这里处理，并出具写明条文和救济途径的答复书。"
        super().__init__(parent, "答复本人请求", text, "处理并保存答复书…", "primary")
        self._read = read
        self.ledger, self.answer = parts.DropDown(), parts.DropDown()
        for table, ledger in Record.ledgers.items():
            if not ledger.managed:
                self.ledger.addItem(ledger.title, table)
        for key, words in ANSWERS.items():
            self.answer.addItem(words, key)
        self.ledger.setAccessibleName("台账")
        self.answer.setAccessibleName("答复")
        self.record = line("记录编号", "", "记录编号，例如 12")
        self.title = parts.label("", "muted", wrap=True)
        self.by, self.on = line("请求人"), line("请求日期", today.isoformat())
        self.why = line("理由", "", "不予更正、删除的理由")
        self.items = [(parts.DropDown(), line("请求改为")) for _ in range(ITEMS)]
        self._lay()
        self.ledger.setCurrentIndex(self.ledger.findData("people"))

    def _lay(self) -> None:
        self.ask("记录", self.ledger, self.record)
        self.ask("", self.title)
        self.ask("请求人", self.by, self.on)
        self.ask("答复", self.answer)
        for number, (field, text) in enumerate(self.items):
            field.setAccessibleName("项目")
            self.ask("请求改为" if not number else "", field, text)
        self.ask("理由", self.why)
        self.ledger.currentIndexChanged.connect(lambda _: self._choose_ledger())
        self.answer.currentIndexChanged.connect(lambda _: self._choose_answer())
        self.record.editingFinished.connect(self._tell_record)
        self._choose_answer()

    def _choose_ledger(self) -> None:
        fields = Record.ledgers[self.table].fields
        for drop, text in self.items:
            drop.clear()
            drop.addItem("（项目）", "")
            for name, field in fields.items():
                drop.addItem(field.label, name)
            text.clear()
        self._tell_record()

    def _choose_answer(self) -> None:
        deletion, corrects = self.kind == DECLINE_DELETION, self.kind == CORRECT
        for drop, text in self.items:
            drop.setEnabled(not deletion)
            text.setEnabled(not deletion)
        self.why.setEnabled(not corrects)
        self.why.setPlaceholderText(
            "不写时按保存期限说明" if deletion else "" if corrects else "核实的结果，为什么不予更正"
        )

    def _tell_record(self) -> None:
        try:
            self.title.setText(self._read(self.table, self.record_id, {}) if self.record.text().strip() else "")
        except UserError as mistake:
            self.title.setText(mistake.message)

    @property
    def table(self) -> str:
        """The ledger that is meant."""
        return str(self.ledger.currentData())

    @property
    def kind(self) -> str:
        """How it is answered: a key of `ANSWERS`."""
        return str(self.answer.currentData())

    @property
    def record_id(self) -> int:
        """The record's number; raises Invalid."""
        text = self.record.text().strip().removeprefix("#")
        if not (text.isdecimal() and text.isascii()):
            raise Invalid({"记录编号": "应为数字，在台账列表或记录页的标题里可以看到"})
        return int(text)

    @property
    def given(self) -> dict[str, object]:
        """What is asked for, by field name."""
        return {str(drop.currentData()): text.text().strip() for drop, text in self.items if drop.currentData()}

    @property
    def request(self) -> Request:
        """Who asks; raises Invalid."""
        if not self.by.text().strip():
            raise Invalid({"请求人": "必须填写"})
        return Request(self.by.text().strip(), read_day(self.on.text()))

    def check(self) -> None:
        """Want a record, a person, and what each kind of answer needs."""
        given = {} if self.kind == DECLINE_DELETION else self.given
        self._read(self.table, self.record_id, given)
        assert self.request  # noqa: S101  raises what is wrong
        if self.kind != DECLINE_DELETION and not given:
            raise Invalid({"请求改为": "请选一个项目，写明请求改成什么"})
        if self.kind == DECLINE and not self.why.text().strip():
            raise Invalid({"理由": "必须填写"})
