"""What the log's reader filters by: person, event, ledger and record, days, only what was refused."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit

from anfraud_desktop.actions.logs import Asked, events
from anfraud_desktop.schema.kinds import Day
from anfraud_desktop.schema.kinds.times import expand_day
from anfraud_desktop.schema.record import Record
from anfraud_desktop.ui import parts, theme

_DAY = Day("日期")


class Filters(QFrame):
    """The strip above the list; `asked` says that another selection is wanted: a choice was made, Enter was pressed."""

    wanted = Signal()

    def __init__(self, today: date) -> None:
        super().__init__()
        parts.role(self, "header")
        self.today = today
        self.officer = self._choice("人员", "全部人员", ())
        self.kind = self._choice("事件", "全部事件", [(name, one.title) for name, one in events().items()])
        ledgers = [(table, ledger.title) for table, ledger in Record.ledgers.items()]
        self.ledger = self._choice("台账", "全部台账", ledgers)
        self.record = self._line("编号", "记录编号", theme.COLUMN_LEAST + theme.XL)
        self.since = self._line("起始日期", "从 日期", theme.COLUMN_DAY)
        self.until = self._line("截止日期", "到 日期", theme.COLUMN_DAY)
        self.refusals = QCheckBox("只看拒绝和失败")
        self.refusals.toggled.connect(lambda _: self.wanted.emit())
        self.error = parts.label("", "danger")
        self.error.hide()
        strip = parts.row(
            self.officer, self.kind, self.ledger, self.record, self.since, self.until, self.refusals,
            parts.tool("dismiss", "清除条件", self.clear), None,
        )  # fmt: skip
        self.setLayout(parts.column(strip, self.error, gap=theme.XS, margins=(theme.L, theme.S, theme.L, theme.S)))

    def _choice(self, name: str, every: str, options: Sequence[tuple[str, str]]) -> parts.DropDown:
        made = parts.DropDown()
        made.setAccessibleName(name)
        made.addItem(every, "")
        for value, words in options:
            made.addItem(words, value)
        made.setFixedWidth(theme.COLUMN_MONEY + theme.S)
        made.view().setMinimumWidth(theme.COLUMN_TEXT)
        made.activated.connect(lambda _: self.wanted.emit())
        return made

    def _line(self, name: str, hint: str, width: int) -> QLineEdit:
        made = QLineEdit()
        made.setAccessibleName(name)
        made.setPlaceholderText(hint)
        made.setFixedWidth(width)
        made.returnPressed.connect(self.wanted.emit)
        return made

    def offer_officers(self, names: Sequence[str]) -> None:
        """Offer the people who stand in the log; the one chosen stays."""
        chosen = self.officer.currentData()
        while self.officer.count() > 1:
            self.officer.removeItem(1)
        for name in names:
            self.officer.addItem(name, name)
        self.officer.setCurrentIndex(max(self.officer.findData(chosen), 0))

    def clear(self) -> None:
        """Ask for everything."""
        for choice in (self.officer, self.kind, self.ledger):
            choice.setCurrentIndex(0)
        for line in (self.record, self.since, self.until):
            line.clear()
        self.refusals.blockSignals(True)  # noqa: FBT003  Qt's own
        self.refusals.setChecked(False)
        self.refusals.blockSignals(False)  # noqa: FBT003  Qt's own
        self.wanted.emit()

    def asked(self) -> Asked | None:
        """Return what is asked for; None, the box marked and the reason told, where something is mistyped."""
        problems = []
        record = self.record.text().strip().removeprefix("#")
        wrong = bool(record) and not (record.isascii() and record.isdigit())
        parts.state(self.record, "problem" if wrong else "")
        if wrong:
            problems.append("编号应为数字")
        days = [self._day(line, problems) for line in (self.since, self.until)]
        self.error.setText("；".join(problems))
        self.error.setVisible(bool(problems))
        if problems:
            return None
        return Asked(
            self.officer.currentData(), self.kind.currentData(), self.ledger.currentData(), int(record or 0),
            since=days[0], until=days[1], refusals=self.refusals.isChecked(),
        )  # fmt: skip

    def _day(self, line: QLineEdit, problems: list[str]) -> date | None:
        try:
            day = _DAY.read(expand_day(line.text(), self.today))
        except ValueError as wrong:
            problems.append(str(wrong))
            parts.state(line, "problem")
            return None
        parts.state(line, "")
        line.setText(_DAY.edit(day))
        return day
