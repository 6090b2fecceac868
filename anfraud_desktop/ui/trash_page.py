"""The trash: what was removed, by whom, when and why; it is looked through by ledger and brought back."""

from array import array
from collections import Counter
from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QFrame

from anfraud_desktop.actions import permits, records, trash
from anfraud_desktop.actions.trash import Trashed
from anfraud_desktop.schema.record import Record
from anfraud_desktop.ui import parts, theme
from anfraud_desktop.ui.columns import Row, told
from anfraud_desktop.ui.emptiness import Empty
from anfraud_desktop.ui.page import Host, Workspace
from anfraud_desktop.ui.permitted import allow
from anfraud_desktop.ui.table import Table

COLUMNS = (
    told("record", "记录", theme.COLUMN_NAME + theme.S),
    told("title", "名称", theme.COLUMN_LONG),
    told("removed_at", "移入时间", theme.COLUMN_TEXT),
    told("by", "移入人", theme.COLUMN_NAME),
    told("reason", "原因", theme.COLUMN_LONG),
    told("together", "连同", theme.COLUMN_LEAST, right=True),
    told("until", "保存到", theme.COLUMN_DAY),
)
EVERY = ""  # the ledger's name in the choice that shows all


class TrashPage(Workspace):
    """What lies in the trash, newest first; what went there together comes back together, and is counted first."""

    topic = "trash"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.title = "回收站"
        self.refused = permits.why_not(host.office, "restore_record")
        self.found: list[Trashed] | None = None
        self.listed: list[Trashed] = []
        self._stale = True
        self._build()
        if not self.refused:
            self.commands = {"refresh": self.look}

    def _build(self) -> None:
        self.ledger = parts.DropDown()
        self.ledger.setAccessibleName("台账")
        self.ledger.setMinimumWidth(theme.COLUMN_NUMBER)
        self.ledger.addItem("全部台账", EVERY)
        self.ledger.currentIndexChanged.connect(lambda _: self._list())
        self.table = Table(COLUMNS, self._rows, filters=False)
        self.table.choice.changed.connect(self._tell)
        self.table.opened.connect(lambda _: self.restore())
        self.detail = parts.label("", "strong", wrap=True, selectable=True)
        self.meaning = parts.label("", "caption", wrap=True)
        self.restore_button = parts.button("找回", self.restore, icon="undo")
        self.restore_button.setToolTip("放回台账，查找和统计里重新有它")
        self.note = parts.label("", "muted", wrap=True)
        self.setLayout(parts.column(self._strip(), parts.spread(self.table, high=True), self._foot(), gap=0))
        self._list()

    def _strip(self) -> QFrame:
        strip = parts.frame("header")
        row = parts.row(self.ledger, theme.S, gap=theme.S, margins=(theme.L, theme.S, theme.L, theme.S))
        row.addWidget(self.note, 1)
        strip.setLayout(row)
        return strip

    def _foot(self) -> QFrame:
        bar = parts.frame("bar")
        row = parts.row(gap=theme.L, margins=(theme.L, theme.S, theme.L, theme.S))
        row.addLayout(parts.column(self.detail, self.meaning, gap=theme.XS), 1)
        row.addWidget(self.restore_button)
        bar.setLayout(row)
        return bar

    # Looking

    def enter(self, **given: Any) -> None:
        """Look again where something has changed since the last time; `ledger` chooses one."""
        if (wanted := self.ledger.findData(given.get("ledger"))) >= 0:
            self.ledger.setCurrentIndex(wanted)
        if self._stale:
            self.look()

    def on_changed(self, ledgers: frozenset[str]) -> None:
        """Look again when the page is next shown, or now where it is."""
        if ledgers & set(Record.ledgers):
            self._stale = True
            if self.isVisible():
                self.look()

    def look(self) -> None:
        """Read what lies in the trash."""
        if self.refused:
            return
        office = self.host.office
        self._stale = False
        self.table.wait(waiting=True)
        self.host.reads.start(lambda _: (trash.listing(office), trash.note(office)), self.alive(self._show))

    def _show(self, found: tuple[list[Trashed], str]) -> None:
        self.found, note = found
        self.note.setText(note.partition("依据：")[0])
        self.note.setToolTip(note)
        numbers, wanted = Counter(one.ledger for one in self.found), self.ledger.currentData()
        self.ledger.blockSignals(True)  # noqa: FBT003  Qt's own
        self.ledger.clear()
        self.ledger.addItem(f"全部台账 {len(self.found):,}", EVERY)
        for name, ledger in Record.ledgers.items():
            if numbers[name] or name == wanted:
                self.ledger.addItem(f"{ledger.title} {numbers[name]:,}", name)
        self.ledger.setCurrentIndex(max(self.ledger.findData(wanted), 0))
        self.ledger.blockSignals(False)  # noqa: FBT003  Qt's own
        self._list()

    def _list(self) -> None:
        """Show what lies there of the chosen ledger, or say why nothing is shown."""
        wanted = self.ledger.currentData()
        self.listed = [one for one in self.found or () if wanted in (EVERY, one.ledger)]
        if self.refused:
            self.table.empty.tell(Empty(self.refused, icon="lock"))
        elif self.found is None:
            self.table.empty.tell(Empty("正在查找…", icon="clock"))
        elif wanted and self.found:
            one = Record.ledgers[wanted].one
            shown = Empty(f"回收站里没有{one}", "看全部台账", lambda: self.ledger.setCurrentIndex(0), icon="delete")
            self.table.empty.tell(shown)
        else:
            self.table.empty.tell(Empty("回收站是空的。从列表里移走的记录会到这里，可以随时找回", icon="delete"))
        self.table.show_ids(array("q", range(1, len(self.listed) + 1)))
        self._tell()

    def _rows(self, ids: Sequence[int]) -> list[Row]:
        return [Row(at, _texts(self.listed[at - 1])) for at in ids if at <= len(self.listed)]

    def chosen(self) -> list[Trashed]:
        """Return the records that are chosen."""
        return [self.listed[at - 1] for at in self.table.choice.now().ids if at <= len(self.listed)]

    def _tell(self) -> None:
        """Say of what is chosen what it is, and how many records come back with it."""
        some = self.chosen()
        number = sum({one.act: one.together for one in some}.values())
        managed = next((Record.ledgers[one.ledger].one for one in some if one.managed), "")
        if len(some) == 1:
            self.detail.setText(f"{some[0].name}　{some[0].title}")
        else:
            self.detail.setText(f"已选 {len(some):,} 条" if some else "")
        if managed:
            self.meaning.setText(f"{managed}只能由它自己的流程写入，不能从这里找回。")
        elif number > len(some):
            self.meaning.setText(f"当时一起移入的共 {number:,} 条，会一起找回。")
        else:
            self.meaning.setText("" if some or self.refused else "选一条或几条，可以找回")
        self.restore_button.setText(f"找回 {number:,} 条" if number > 1 else "找回")
        allow(self.restore_button, self.host.office, "restore_record", when=bool(some) and not managed)

    # Doing

    def restore(self) -> None:
        """Bring back what is chosen, in one step, with what went there together with it."""
        some = self.chosen()
        if not some or not self.restore_button.isEnabled():
            return
        office = self.host.office
        wanted = [(one.ledger, one.id) for one in some]
        self.host.tasks.start(
            lambda _: records.restore_each(office, wanted),
            lambda number: self.host.toasts.show(f"已找回 {number:,} 条", "ok"),
            title="从回收站找回",
        )


def _texts(one: Trashed) -> dict[str, str]:
    return {
        "record": one.name, "title": one.title, "removed_at": f"{one.removed_at:%Y-%m-%d %H:%M}", "by": one.by,
        "reason": one.reason, "together": f"{one.together - 1:,}" if one.together > 1 else "",
        "until": one.until.isoformat() if one.until else "",
    }  # fmt: skip
