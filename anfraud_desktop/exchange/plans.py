"""What taking a book in would do: which records are new, changed, the same or refused, before anything is written."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from anfraud_desktop.errors import UserError
from anfraud_desktop.exchange.drafts import PLACEHOLDER, Draft, Problem, RowReader
from anfraud_desktop.exchange.guesses import refine
from anfraud_desktop.exchange.headings import Layout, find_layout, letter, with_given
from anfraud_desktop.exchange.lines import Book, SheetLines
from anfraud_desktop.schema.kinds import Link, Links
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.conditions import Condition
from anfraud_desktop.store.database import Store

CHUNK = 400
STATES = ("new", "changed", "same", "refused")

Progress = Callable[[int, int, str], None]


@dataclass
class Plan:
    """The whole of a book, understood and held against the case file; nothing is written yet."""

    book: Book
    layouts: list[Layout] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    stands: dict[tuple[int, str, str], str] = field(
        default_factory=dict
    )  # (line, ledger, field): what another line says

    @property
    def refused(self) -> list[Problem]:
        """Every refusal, in the order of the lines."""
        found = [problem for draft in self.drafts for problem in draft.problems]
        return sorted(found, key=lambda problem: (problem.sheet, problem.line))

    def counts(self) -> dict[str, dict[str, int]]:
        """Return each fed ledger's own new, changed, same and refused."""
        counted = Counter((draft.ledger.table, draft.state) for draft in self.drafts)
        tables = dict.fromkeys(draft.ledger.table for draft in self.drafts)
        return {table: {state: counted[table, state] for state in STATES} for table in tables}

    def columns(self) -> list[dict[str, str]]:
        """Return how each heading was understood."""
        return [
            {"sheet": layout.sheet, "column": letter(column.at), "heading": column.heading, "ledger": column.ledger,
             "field": column.field, "how": column.how}
            for layout in self.layouts
            for column in layout.columns
            if column.heading
        ]  # fmt: skip


def make_plan(  # noqa: PLR0913  one keyword a way of understanding the book
    store: Store,
    book: Book,
    *,
    sheet: str | None = None,
    columns: Mapping[str, str] | None = None,
    remembered: Callable[[Layout], Mapping[str, str]] = lambda _: {},
    progress: Progress = lambda _done, _total, _words: None,
) -> Plan:
    """Understand a book and hold it against the case file; raises UserError where no sheet holds a ledger."""
    plan = Plan(book)
    for lines in _chosen(book, sheet, plan):
        layout = find_layout(lines, columns or ())
        if layout is None:
            plan.warnings.append(f"工作表“{lines.name}”没有认出台账表头，没有读入")
            continue
        layout = with_given(layout, remembered(layout), "remembered")
        layout = with_given(layout, columns or {}, "given")
        layout = refine(layout, lines)
        progress(0, len(lines.rows), f"读取“{lines.name}”")
        found = RowReader(lines, layout).read()
        plan.layouts.append(layout)
        plan.drafts += found.drafts
        plan.warnings += _unread(layout) + found.warnings
    if not plan.layouts:
        raise UserError(
            "没有认出台账的表头，没有读入任何数据。请确认表头有“姓名、身份证号、案件编号”等字样，或用列对应表指明。"
        )
    _Resolver(store, plan, progress).run()
    return plan


def _chosen(book: Book, name: str | None, plan: Plan) -> Iterable[SheetLines]:
    if name is not None:
        found = [lines for lines in book.sheets if lines.name == name]
        if not found:
            raise UserError(f"这个工作簿里没有名为“{name}”的工作表，没有读入任何数据。")
        return found
    hidden = [lines.name for lines in book.sheets if lines.hidden and lines.rows]
    if hidden:
        plan.warnings.append(f"隐藏的工作表没有读入：{'、'.join(hidden)}。需要时请指明工作表名")
    return [lines for lines in book.sheets if lines.rows and not lines.hidden]


def _unread(layout: Layout) -> list[str]:
    found = [c.heading.replace("\n", "") for c in layout.columns if c.heading and not c.ledger and c.how != "repeated"]
    unknown = [heading for heading in found if heading not in ("序号", "编号")]
    repeated = [c.heading for c in layout.columns if c.how == "repeated"]
    told = [f"工作表“{layout.sheet}”的列没有认出、没有读入：{'、'.join(unknown)}"] if unknown else []
    return told + ([f"工作表“{layout.sheet}”的列重复、只读了第一列：{'、'.join(repeated)}"] if repeated else [])


class _Resolver:
    """Ties drafts of one thing together, finds what is in the file already, and hands refusals down."""

    def __init__(self, store: Store, plan: Plan, progress: Progress) -> None:
        self.store = store
        self.plan = plan
        self.progress = progress
        self.instead: dict[Draft, Draft] = {}

    def run(self) -> None:
        by_ledger: dict[type[Record], list[Draft]] = defaultdict(list)
        for draft in self.plan.drafts:
            by_ledger[draft.ledger].append(draft)
        done = 0
        for ledger, drafts in by_ledger.items():
            self.progress(done, len(self.plan.drafts), f"核对{ledger.title}")
            for draft in drafts:
                self._relink(draft)
            self._name_links(ledger, drafts)
            self._hand_down(drafts)
            kept = self._merge(drafts)
            self._against_file(ledger, kept)
            done += len(drafts)
        self.plan.drafts = [draft for draft in self.plan.drafts if draft not in self.instead]
        self.plan.warnings += [text for draft in self.plan.drafts if not draft.refused for text in draft.warnings]

    def _relink(self, draft: Draft) -> None:
        draft.links = {name: self.instead.get(other, other) for name, other in draft.links.items()}
        draft.side = {name: [self.instead.get(o, o) for o in others] for name, others in draft.side.items()}

    def _name_links(self, ledger: type[Record], drafts: list[Draft]) -> None:
        """Resolve link columns, whose cells hold the key of a record: a case number, an identity number."""
        for name, item in ledger.fields.items():
            if isinstance(item, Link | Links):
                written = {text for d in drafts if isinstance(d.values[name], str) for text in _parts(d.values[name])}
                if written:
                    self._name_link(name, item, [d for d in drafts if isinstance(d.values[name], str)], written)

    def _name_link(self, name: str, item: Link | Links, drafts: list[Draft], written: set[str]) -> None:
        target = Record.ledgers[item.target]
        key = target.key[-1]
        there = {r.values[key]: r.id for r in self._with(target, key, sorted(written))}
        planned = {d.values[key]: d for d in self.plan.drafts if d.ledger is target and d not in self.instead}
        for draft in drafts:
            ids: list[int] = []
            for text in _parts(draft.values[name]):
                if text in there:
                    ids.append(there[text] or PLACEHOLDER)
                elif text in planned and isinstance(item, Link):
                    draft.links[name] = planned[text]
                elif text in planned:
                    draft.side.setdefault(name, []).append(planned[text])
                else:
                    problem = f"{item.label}：没有{target.fields[key].label}为“{text}”的{target.title}"
                    self._refuse(draft, problem, f"{draft.ledger.table}.{name}", text)
            if isinstance(item, Link):
                draft.values[name] = ids[0] if ids else PLACEHOLDER
            else:
                draft.values[name] = tuple(ids) or None

    def _refuse(self, draft: Draft, problem: str, rule: str, value: str = "") -> None:
        sheet = self.plan.layouts[0].sheet if len(self.plan.layouts) == 1 else ""
        draft.problems.append(Problem(sheet, draft.line, "", value, problem, rule, draft.ledger.table))

    def _hand_down(self, drafts: list[Draft]) -> None:
        """Refuse what hangs on something refused: a record cannot be without the ones that it links to."""
        for draft in drafts:
            if draft.refused:
                continue
            for other in draft.links.values():
                if other.refused:
                    text = f"所属的{other.ledger.title}（第 {other.line} 行）没有通过，这条一并退回"
                    self._refuse(draft, text, f"{other.ledger.table}.refused")
                    break
            lost = [o for others in draft.side.values() for o in others if o.refused]
            if lost:
                draft.side = {n: [o for o in others if not o.refused] for n, others in draft.side.items()}
                draft.warnings.append(f"第 {draft.line} 行：所属的{lost[0].ledger.title}没有通过，先不关联")

    def _merge(self, drafts: list[Draft]) -> list[Draft]:
        """Make one of drafts with the same key: the first row stands, later rows fill what it left empty."""
        first: dict[Any, Draft] = {}
        kept: list[Draft] = []
        for draft in drafts:
            key = _draft_key(draft)
            if draft.refused or key is None or key not in first:
                kept.append(draft)
                if not draft.refused and key is not None:
                    first[key] = draft
                continue
            standing = first[key]
            if self._other_person(standing, draft):
                kept.append(draft)
                continue
            self._fold(standing, draft)
            self.instead[draft] = standing
        return kept

    def _other_person(self, standing: Draft, draft: Draft) -> bool:
        """Refuse a second name on one identity number: which of the two is right only the clerk can tell."""
        named = standing.values.get("id_number") is not None and "name" in draft.values
        if not named or standing.values["name"] == draft.values["name"]:
            return False
        text = f"姓名：与第 {standing.line} 行证件号码相同而姓名不同，请核对"
        self._refuse(draft, text, f"{draft.ledger.table}.name", str(draft.values["name"]))
        return True

    def _fold(self, standing: Draft, draft: Draft) -> None:
        for name, value in draft.values.items():
            item = draft.ledger.fields[name]
            if value is None or isinstance(item, Links):
                continue
            if standing.values[name] is None:
                standing.values[name] = value
                if name in draft.links:
                    standing.links[name] = draft.links[name]
            elif standing.values[name] != value or standing.links.get(name) is not draft.links.get(name):
                self.plan.stands[draft.line, draft.ledger.table, name] = item.paper(standing.values[name])
                first = f"第 {standing.line} 行"
                told = f"第 {draft.line} 行的{item.label}与{first}不同（同一{draft.ledger.title}），以{first}为准"
                self.plan.warnings.append(told)
        for name, others in draft.side.items():
            held = standing.side.setdefault(name, [])
            held += [other for other in others if other not in held]

    def _with(self, ledger: type[Record], name: str, values: list[Any]) -> list[Record]:
        """Return the live records whose field has one of the values."""
        found: list[Record] = []
        for start in range(0, len(values), CHUNK):
            condition = Condition(name, "in", values[start : start + CHUNK])
            found += self.store.page(ledger, self.store.ids(ledger, [condition]))
        return found

    def _against_file(self, ledger: type[Record], drafts: list[Draft]) -> None:
        for draft in drafts:
            for name, other in draft.links.items():
                draft.values[name] = other.before.id if other.before else PLACEHOLDER
        probe = next(
            (n for n in ledger.key if isinstance(ledger.fields[n], Link)), ledger.key[-1] if ledger.key else ""
        )
        live = [draft for draft in drafts if not draft.refused]
        asked = {draft.values[probe] for draft in live} - {None, PLACEHOLDER} if probe else set()
        there = {record.key_values(): record for record in self._with(ledger, probe, sorted(asked))} if asked else {}
        for draft in drafts:
            if draft.refused:
                draft.state = "refused"
                continue
            key = ledger.key_of(draft.values)
            if key is not None and PLACEHOLDER not in key and key in there:
                draft.before = there[key]
        self._unnumbered(ledger, live)
        for draft in live:
            if draft.before is not None:
                self._compare(draft)

    def _unnumbered(self, ledger: type[Record], drafts: list[Draft]) -> None:
        """Know a row again that was taken in before although nothing numbers it: every given value must be the same."""
        keyless = [draft for draft in drafts if draft.before is None and ledger.key_of(draft.values) is None]
        if not keyless or "name" not in ledger.fields:
            return
        there = self._with(ledger, "name", sorted({draft.values["name"] for draft in keyless}))
        free = [record for record in there if record.key_values() is None]
        for draft in keyless:
            same = (r for r in free if all(v in (None, r.values[n]) for n, v in draft.values.items()))
            if (found := next(same, None)) is not None:
                draft.before = found
                free.remove(found)

    def _compare(self, draft: Draft) -> None:
        before = draft.before
        if before is None:
            return
        if before.values.get("name") != draft.values.get("name") and "id_number" in draft.ledger.fields:
            text = "姓名：与案件文件中同一证件号码的姓名不同，请核对"
            self._refuse(draft, text, f"{draft.ledger.table}.name", str(draft.values["name"]))
            draft.state = "refused"
            return
        after = wanted(draft, before)
        draft.state = "same" if after.values == before.values and not _new_sides(draft) else "changed"


def wanted(draft: Draft, before: Record) -> Record:
    """Return what a record in the file becomes: given values over its own, links to several records joined."""
    changes: dict[str, Any] = {}
    for name, value in draft.values.items():
        if value is None or value == PLACEHOLDER:
            continue
        joined = isinstance(draft.ledger.fields[name], Links)
        changes[name] = tuple(dict.fromkeys((*(before.values[name] or ()), *value))) if joined else value
    for name, others in draft.side.items():
        known = [other.before.id for other in others if other.before and other.before.id]
        changes[name] = tuple(dict.fromkeys((*(changes.get(name) or before.values[name] or ()), *known))) or None
    return before.but(**changes)


def _new_sides(draft: Draft) -> bool:
    return any(other.before is None for others in draft.side.values() for other in others)


def _parts(text: str) -> list[str]:
    return [part for part in text.replace("，", "、").replace(",", "、").replace("；", "、").split("、") if part]


def _draft_key(draft: Draft) -> tuple[Any, ...] | None:
    """Return what tells a draft apart from the others of the book; linked drafts stand for ids not yet given."""
    parts: list[Any] = []
    for name in draft.ledger.key:
        part = draft.links.get(name, draft.values[name])
        if part is None:
            return None
        parts.append(part)
    return (*parts, *(draft.values[name] for name in draft.ledger.optional_key)) if parts else None
