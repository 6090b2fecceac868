"""A record's history field by field: who changed what, when, from what to what; an old value is written anew."""

from array import array
from collections.abc import Sequence

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from anfraud_desktop.actions import histories
from anfraud_desktop.actions.histories import Version
from anfraud_desktop.actions.office import Office
from anfraud_desktop.errors import Invalid, UserError
from anfraud_desktop.rules.rights import ledger_operation
from anfraud_desktop.schema.record import Record
from anfraud_desktop.ui import parts, theme
from anfraud_desktop.ui.columns import Row, told
from anfraud_desktop.ui.dialogs import Dialog, ask_reason
from anfraud_desktop.ui.emptiness import Empty
from anfraud_desktop.ui.page import Host
from anfraud_desktop.ui.permitted import allow
from anfraud_desktop.ui.second import ask_second
from anfraud_desktop.ui.table import Table

COLUMNS = (
    told("at", "时间", theme.COLUMN_TEXT),
    told("officer", "人员", theme.COLUMN_NAME - theme.M),
    told("what", "操作", theme.COLUMN_CHOICE),
    told("label", "项目", theme.COLUMN_NAME),
    told("old", "原来", theme.COLUMN_NUMBER),
    told("new", "改为", theme.COLUMN_NUMBER),
)
ROWS = 10  # that are seen at once: the dialog must fit the smallest window
EVERY = ""  # the field's name in the choice that shows all
NAMED = 14  # characters of a value that a button tells


class HistoryDialog(Dialog):
    """All changes of all fields, newest first; `title` is what the record is called. Restoring leaves it open."""

    def __init__(self, parent: QWidget, host: Host, ledger: str, record: int, title: str = "") -> None:
        super().__init__(parent)
        self.host, self.ledger, self.record = host, Record.ledgers[ledger], record
        self.found: list[Version] | None = None
        self.listed: list[Version] = []
        self.setWindowTitle("修改记录")
        self._build(title or f"{self.ledger.one} #{record}")
        self._list()
        self.look()

    def _build(self, title: str) -> None:
        self.field = parts.DropDown()
        self.field.setAccessibleName("项目")
        self.field.setMinimumWidth(theme.COLUMN_NUMBER)
        self.field.currentIndexChanged.connect(lambda _: self._list())
        self.table = Table(COLUMNS, self._rows, filters=False)
        self.table.picked.connect(lambda _: self._tell())
        wide, high = sum(column.width for column in COLUMNS) + theme.XXL, (ROWS + 1) * theme.ROW + theme.STATUS
        self.table.setMinimumSize(wide, high)
        self.old, self.new = (parts.label("", wrap=True, selectable=True) for _ in range(2))
        self.words = parts.label("", "caption", wrap=True)
        inside = QWidget()
        inside.setLayout(parts.column(_line("原来", self.old), _line("改为", self.new), self.words, None, gap=theme.XS))
        values = parts.scrolled(inside)
        values.setFixedHeight(theme.TEXT_HEIGHT)
        self.restore_button = parts.button("恢复原来的值", self.restore, icon="undo")
        self.restore_button.setToolTip("把原来的值写成新的一次修改；现在的值留在修改记录里")
        close = parts.button("关闭", self.accept, look="primary")
        head = parts.row(parts.spread(parts.label(title, "heading", wrap=True)), self.field, gap=theme.M)
        foot = parts.row(None, self.restore_button, close)
        margins = (theme.XL, theme.XL, theme.XL, theme.L)
        self.setLayout(
            parts.column(head, parts.spread(self.table, high=True), values, foot, gap=theme.M, margins=margins)
        )

    # Looking

    def look(self) -> None:
        """Read the history."""
        office, ledger, record = self.host.office, self.ledger.table, self.record
        self.table.wait(waiting=True)
        self.host.reads.start(lambda _: histories.versions(office, ledger, record), self._show, refused=self._refused)

    def _refused(self, mistake: UserError) -> None:
        if isValid(self):
            self.found = []
            self._list()
            self.table.empty.tell(Empty(mistake.message, icon="lock"))

    def _show(self, found: list[Version]) -> None:
        if not isValid(self):
            return
        self.found = found
        wanted, changed = self.field.currentData() or EVERY, {one.field for one in found}
        self.field.blockSignals(True)  # noqa: FBT003  Qt's own
        self.field.clear()
        self.field.addItem("全部项目", EVERY)
        for name, field in self.ledger.fields.items():
            if name in changed:
                self.field.addItem(field.label, name)
        self.field.setCurrentIndex(max(self.field.findData(wanted), 0))
        self.field.blockSignals(False)  # noqa: FBT003  Qt's own
        self._list()

    def show_field(self, name: str) -> None:
        """Show one field's changes alone; an empty name shows all."""
        self.field.setCurrentIndex(max(self.field.findData(name), 0))

    def _list(self) -> None:
        wanted = self.field.currentData() or EVERY
        self.listed = [one for one in self.found or () if wanted in (EVERY, one.field)]
        self.table.empty.tell(Empty("没有修改记录" if self.found is not None else "正在查找…", icon="history"))
        self.table.show_ids(array("q", range(1, len(self.listed) + 1)))
        if self.listed and not self.table.current_id():
            self.table.go_to(1)
        self._tell()

    def _rows(self, ids: Sequence[int]) -> list[Row]:
        return [Row(at, _texts(self.listed[at - 1])) for at in ids if at <= len(self.listed)]

    def chosen(self) -> Version | None:
        """Return the change of the current row."""
        at = self.table.current_id()
        return self.listed[at - 1] if 0 < at <= len(self.listed) else None

    def _tell(self) -> None:
        """Say of the chosen change the whole of both values, and name what restoring would write."""
        one = self.chosen()
        self.old.setText((one.old or "（空）") if one and not one.first else "—")
        self.new.setText((one.new or "（空）") if one else "—")
        self.words.setText("登记时就是这个值，没有更早的可以恢复。" if one and one.first else "")
        name = (one.old[:NAMED] + ("…" if len(one.old) > NAMED else "")) if one else ""
        empty = one is None or one.first
        self.restore_button.setText("恢复原来的值" if empty else f"恢复为“{name}”" if name else "恢复为空")
        key = ledger_operation(self.ledger.table, "edit")
        allow(self.restore_button, self.host.office, key, when=not empty and not self.ledger.managed)

    # Doing

    def restore(self) -> None:
        """Write the value from before the chosen change anew; asks the second person where saving takes one."""
        one = self.chosen()
        if one is None or not self.restore_button.isEnabled():
            return
        about = f"把{self.ledger.one}的{one.label}恢复为以前的值，由两人共同确认。"
        office = ask_second(self, self.host, ledger_operation(self.ledger.table, "edit"), about)
        if office is not None:
            self._restore(office, one, "")

    def _restore(self, office: Office, one: Version, reason: str) -> None:
        ledger, record = self.ledger.table, self.record
        self.restore_button.setEnabled(False)
        self.host.tasks.start(
            lambda _: histories.restore_value(office, ledger, record, one.field, seq=one.seq, reason=reason),
            lambda _: self._restored(one),
            refused=lambda mistake: self._unrestored(mistake, office, one),
        )

    def _restored(self, one: Version) -> None:
        self.host.toasts.show(f"已恢复{one.label}，刚才的值留在修改记录里", "ok")
        if isValid(self):
            self.look()

    def _unrestored(self, mistake: UserError, office: Office, one: Version) -> None:
        if not isValid(self):
            self.host.toasts.show(mistake.message, "danger")
            return
        self._tell()
        if isinstance(mistake, Invalid) and set(mistake.problems) == {"reason"}:
            words = f"恢复{one.label}"
            if reason := ask_reason(self, words, mistake.problems["reason"], "写明原因并恢复", danger=False):
                self._restore(office, one, reason)
            return
        self.words.setText(mistake.message)


def _line(title: str, value: QWidget) -> QWidget:
    made = QWidget()
    row = parts.row(parts.label(title, "label"), gap=theme.M)
    row.addWidget(value, 1)
    made.setLayout(row)
    return made


def _texts(one: Version) -> dict[str, str]:
    return {
        "at": f"{one.at:%Y-%m-%d %H:%M}", "officer": one.officer, "what": one.what, "label": one.label,
        "old": one.old, "new": one.new,
    }  # fmt: skip
