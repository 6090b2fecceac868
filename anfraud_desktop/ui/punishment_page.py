"""联合惩戒: who reaches the thresholds, by which facts; the sheet that reports them, and the record of it."""

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from anfraud_desktop.actions import punishment_sheets, punishments
from anfraud_desktop.actions.masks import masked_right
from anfraud_desktop.actions.permits import why_not
from anfraud_desktop.actions.punishment_sheets import Form
from anfraud_desktop.actions.punishments import Candidate, Facts
from anfraud_desktop.actions.sight import Sight
from anfraud_desktop.records.people import Person
from anfraud_desktop.records.punishments import Punishment
from anfraud_desktop.rules.rights import ledger_operation
from anfraud_desktop.ui import parts, theme
from anfraud_desktop.ui.columns import Row, told
from anfraud_desktop.ui.emptiness import Empty
from anfraud_desktop.ui.page import Host, Primary, Workspace
from anfraud_desktop.ui.permitted import allow
from anfraud_desktop.ui.saving import save
from anfraud_desktop.ui.table import Table

if TYPE_CHECKING:
    from anfraud_desktop.actions.punishment_facts import Told
    from anfraud_desktop.ui.tasks import Task

READ = frozenset({"people", "cards", "cases", "involvements", "dispositions", "transfers", "punishments"})
PEOPLE = (
    told("name", "姓名", theme.COLUMN_NAME),
    told("id_number", "证件号码", theme.COLUMN_NUMBER),
    told("category", "类别", theme.COLUMN_LEAST),
    told("cards", "张数", theme.COLUMN_LEAST, right=True),
    told("times", "次数", theme.COLUMN_LEAST, right=True),
    told("crimes", "判决", theme.COLUMN_LEAST, right=True),
    told("state", "登记情况", theme.COLUMN_CHOICE),
)
FACTS = (
    told("on", "日期", theme.COLUMN_DAY),
    told("words", "事实", theme.COLUMN_LONG),
    told("card", "卡、账户", theme.COLUMN_LONG),
    told("case", "案件", theme.COLUMN_LONG),
    told("counts", "计入", theme.COLUMN_LONG),
)
SHEET = "联合惩戒报送认定表"


class PunishmentPage(Workspace):
    """Candidates above, the facts of the current one below."""

    topic = "punishment"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.title = "惩戒报送"
        self.refused = why_not(host.office, ledger_operation(Punishment.table, "list"))
        self.seen = Sight(masked_right(host.office, Person))
        self.key = ledger_operation(Punishment.table, "create")
        self.found: list[Candidate] = []
        self.facts: Facts | None = None
        self.primary = Primary("登记拟报送", "add", self.propose, why_not=why_not(host.office, self.key))
        self._stale = True
        self._asked: Task[Any] | None = None
        self._build()
        self.commands = {"refresh": self.look, "new": self.propose}

    def _build(self) -> None:
        self.people = Table(PEOPLE, self._people_rows, filters=False)
        self.people.picked.connect(self._ask)
        self.people.opened.connect(lambda at: self.host.open_record(Person.table, at))
        self.lines = Table(FACTS, self._fact_rows, filters=False)
        self.lines.opened.connect(self._open)
        self.summary = parts.label("", "muted")
        self.result = parts.label("", "heading", wrap=True, selectable=True)
        self.cautions = parts.label("", "warn", wrap=True, selectable=True)
        self.person_button = parts.button("打开人员", self._open_person, icon="person")
        self.sheet_button = parts.button("打印报送表…", self._sheet_menu, icon="pdf")
        strip = parts.frame("header")
        strip.setLayout(parts.row(self.summary, None, margins=(theme.L, theme.S, theme.L, theme.S)))
        told_of = parts.frame("bar")
        row = parts.row(gap=theme.L, margins=(theme.L, theme.S, theme.L, theme.S))
        row.addLayout(parts.column(self.result, self.cautions, gap=theme.XS), 1)
        row.addWidget(self.person_button)
        row.addWidget(self.sheet_button)
        told_of.setLayout(row)
        tables = [parts.spread(table, high=True) for table in (self.people, self.lines)]
        self.setLayout(parts.column(strip, tables[0], told_of, tables[1], gap=0))
        if self.refused:
            self.people.empty.tell(Empty(self.refused, icon="lock"))
        else:
            words = "没有达到报送条件的人；事实够了的人会列在这里，逐条列出依据"
            self.people.empty.tell(Empty(words, icon="person_prohibited"))
        self.lines.empty.tell(Empty("选一个人，看看认定的事实", icon="card"))
        self._show_facts(None)

    # Looking

    def enter(self, **given: Any) -> None:
        """Look again where something has changed since the last time."""
        del given
        if self._stale:
            self.look()

    def on_changed(self, ledgers: frozenset[str]) -> None:
        """Look again when the page is next shown, or now where it is."""
        if ledgers & READ:
            self._stale = True
            if self.isVisible():
                self.look()

    def look(self) -> None:
        """Read who reaches the thresholds."""
        self._stale = False
        office = self.host.office
        if not self.refused:
            self.host.reads.start(
                lambda _: (punishments.candidates(office), punishments.threshold(office)), self.alive(self._show)
            )

    def _show(self, read: tuple[list[Candidate], Any]) -> None:
        self.found, bound = read
        here = self.people.current_id()
        unsure = "" if bound.sure else "（没有核对办法原文，须以原文为准）"
        reached = f"{bound.cards} 张（个）或 {bound.times} 次，或者生效判决"
        self.summary.setText(f"达到报送条件 {len(self.found):,} 人　条件：{reached}{unsure}")
        self.people.show_ids(array("q", [one.person.id or 0 for one in self.found]))
        ids = [one.person.id for one in self.found]
        if ids:
            self.people.go_to(here if here in ids else ids[0] or 0)
        self._ask(self.people.current_id() if ids else 0)

    def _ask(self, at: int) -> None:
        office = self.host.office
        if self._asked and self._asked.running:
            self._asked.cancel()
        if at:
            self._asked = self.host.reads.start(
                lambda _: punishments.facts(office, at), self.alive(self._show_facts), refused=lambda _: None
            )
        else:
            self._show_facts(None)

    def _show_facts(self, found: Facts | None) -> None:
        self.facts = found
        self.lines.show_ids(array("q", range(1, len(found.told) + 1) if found else ()))
        reasons = f"{found.result}：{'；'.join(found.finding.reasons)}" if found else ""
        self.result.setText(reasons)
        self.cautions.setText("\n".join(found.cautions) if found else "")
        self.cautions.setVisible(bool(found and found.cautions))
        ready = bool(found and found.finding.category)
        allow(self.sheet_button, self.host.office, self.key, when=ready)
        self.person_button.setEnabled(found is not None)

    def _people_rows(self, ids: Sequence[int]) -> list[Row]:
        by_id = {one.person.id or 0: one for one in self.found}
        return [self._person_row(at, by_id[at]) for at in ids if at in by_id]

    def _person_row(self, at: int, one: Candidate) -> Row:
        finding = one.finding
        texts = {
            "name": self.seen.shown(one.person, "name"), "id_number": self.seen.shown(one.person, "id_number"),
            "category": Punishment.category.show(finding.category.code) if finding.category else "",
            "cards": f"{finding.cards:,}", "times": f"{finding.times:,}", "crimes": f"{finding.crimes or ''}",
            "state": Punishment.state.show(one.state),
        }  # fmt: skip
        return Row(at, texts, faded=bool(one.state))

    def _fact_rows(self, ids: Sequence[int]) -> list[Row]:
        lines = self.facts.told if self.facts else ()
        return [
            Row(at, self._fact_texts(lines[at - 1]), faded=bool(lines[at - 1].left_out))
            for at in ids
            if at <= len(lines)
        ]

    def _fact_texts(self, one: "Told") -> dict[str, str]:
        return {
            "on": str(one.fact.on or "不详"), "words": one.words, "card": self.seen.text(one.card),
            "case": one.case, "counts": one.left_out or "计入",
        }  # fmt: skip

    # Doing

    def _open(self, at: int) -> None:
        if self.facts and at <= len(self.facts.told):
            one = self.facts.told[at - 1]
            self.host.open_record(one.ledger, one.id)

    def _open_person(self) -> None:
        if self.facts:
            self.host.open_record(Person.table, self.facts.person.id or 0)

    def propose(self) -> None:
        """Write down that the current person is to be reported, and open the record."""
        office, at = self.host.office, self.people.current_id()
        if at and self.found and self.primary and not self.primary.why_not:
            self.host.tasks.start(lambda _: punishments.propose(office, at), self.alive(self._proposed))

    def _proposed(self, record: Punishment) -> None:
        self.host.toasts.show("已登记拟报送", "ok")
        self.host.open_record(Punishment.table, record.id or 0)

    def _sheet_menu(self) -> None:
        menu = QMenu(self)
        menu.addAction("PDF，用于打印…").triggered.connect(lambda _checked: self.sheet("pdf"))
        menu.addAction("Word，可以修改…").triggered.connect(lambda _checked: self.sheet("docx"))
        menu.popup(self.sheet_button.mapToGlobal(QPoint(0, self.sheet_button.height())))

    def sheet(self, form: Form) -> None:
        """Write the sheet of the current person to a file."""
        office, found = self.host.office, self.facts
        if found:
            at = found.person.id or 0
            save(self, f"{SHEET}-{at}.{form}", lambda: punishment_sheets.sheet(office, at, form), "打印报送表")
