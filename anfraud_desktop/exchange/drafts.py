"""One flat row feeds several ledgers: the drafts of their records, linked as the ledgers are."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from anfraud_desktop.exchange.headings import Column, Layout, importable, letter
from anfraud_desktop.exchange.lines import Cell, SheetLines
from anfraud_desktop.schema.kinds import CardNumber, Link, Links, Phone
from anfraud_desktop.schema.kinds.text import written
from anfraud_desktop.schema.record import Record

TOTALS = frozenset({"合计", "总计", "小计", "共计", "汇总"})
PLACEHOLDER = 0  # stands for the id of a record that is not written yet

_separators = re.compile(r"[、，,;；/|\n]+")


@dataclass(frozen=True)
class Problem:
    """Why a cell refuses its record: sheet, line, column letters, the value as it stands, the sentence, the rule."""

    sheet: str
    line: int
    column: str
    value: str
    problem: str
    rule: str
    ledger: str


@dataclass(eq=False)
class Draft:
    """A record to be: what its cells say, the drafts it links to, and what stands against it."""

    ledger: type[Record]
    line: int
    values: dict[str, Any]
    links: dict[str, "Draft"] = field(default_factory=dict)
    side: dict[str, list["Draft"]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    before: Record | None = None
    state: str = "new"

    @property
    def refused(self) -> bool:
        """Whether the record cannot be taken in."""
        return bool(self.problems)


@dataclass
class SheetDrafts:
    """All drafts of a sheet in the order of their lines, with what was passed over."""

    layout: Layout
    drafts: list[Draft] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


class RowReader:
    """Reads the body of one sheet into drafts."""

    def __init__(self, sheet: SheetLines, layout: Layout) -> None:
        self.sheet = sheet
        self.layout = layout
        self.found = SheetDrafts(layout)
        self.by_ledger: dict[str, list[Column]] = {}
        for column in layout.columns:
            if column.ledger:
                self.by_ledger.setdefault(column.ledger, []).append(column)
        self.ledgers = list(self._fed())
        self.above: dict[str, Draft] = {}
        self.at_line: dict[tuple[int, str], list[Draft]] = {}
        self.memory: dict[tuple[int, str], tuple[Any, str]] = {}

    def _fed(self) -> Iterator[type[Record]]:
        """Yield the ledgers that the columns feed, referred ones first; a mere join comes with what it joins."""
        fed = set(self.by_ledger)
        for ledger in importable():
            required = {item for item in ledger.fields.values() if item.required}
            if required and all(isinstance(item, Link) and item.target in fed for item in required):
                fed.add(ledger.table)
        pending = [ledger for ledger in importable() if ledger.table in fed]
        done: set[str] = set()
        while pending:
            ready = [ledger for ledger in pending if not (self._targets(ledger) & fed - done - {ledger.table})]
            for ledger in ready or pending[:1]:
                done.add(ledger.table)
                pending.remove(ledger)
                yield ledger

    @staticmethod
    def _targets(ledger: type[Record]) -> set[str]:
        return {item.target for item in ledger.fields.values() if isinstance(item, Link | Links)}

    def read(self) -> SheetDrafts:
        """Read every line below the head."""
        head = self.sheet.rows[self.layout.head_line - 1]
        for number, row in enumerate(self.sheet.rows[self.layout.head_line :], self.layout.head_line + 1):
            if self._is_record(number, row, head):
                self._line(number, row)
        hidden = sorted(line for line in self.sheet.hidden_lines if line > self.layout.head_line)
        if hidden:
            lines = "、".join(map(str, hidden[:20]))
            self.found.warnings.append(
                f"工作表“{self.sheet.name}”有 {len(hidden)} 行是隐藏的（第 {lines} 行），已一并读入，请核对"
            )
        return self.found

    def _is_record(self, number: int, row: list[Cell], head: list[Cell]) -> bool:
        mapped = [row[column.at] for columns in self.by_ledger.values() for column in columns if column.at < len(row)]
        filled = sum(cell is not None for cell in mapped)
        first = next((written(cell) for cell in row if cell is not None), "")
        if re.sub(r"\s", "", first).rstrip(":：") in TOTALS:
            self.found.warnings.append(f"第 {number} 行是“{first.strip()}”行，没有作为记录读入")
            return False
        lonely = filled <= 1 and sum(cell is not None for cell in row) <= 1
        if lonely and (len(self.by_ledger) > 1 or filled == 0):
            if first and not re.fullmatch(r"\d+", first):
                self.found.warnings.append(f"第 {number} 行只有一格有内容，没有作为记录读入")
            return False
        return filled > 0 and row[: len(head)] != head

    def _line(self, number: int, row: list[Cell]) -> None:
        here: dict[str, Draft] = {}
        continued = self._continues(row)
        for ledger in self.ledgers:
            drafts = self._drafts(ledger, number, row, here)
            if drafts:
                here[ledger.table] = self.above[ledger.table] = drafts[0]
                self.at_line[number, ledger.table] = drafts
            elif continued and ledger.table in self.above and ledger.table in ("cases", "people", "involvements"):
                here[ledger.table] = self.above[ledger.table]

    def _continues(self, row: list[Cell]) -> bool:
        """Whether a line only adds to the one above: nothing of its own about a person or a case."""
        own = [c for table in ("people", "cases") for c in self.by_ledger.get(table, ())]
        return bool(own) and all(column.at >= len(row) or row[column.at] is None for column in own)

    def _drafts(self, ledger: type[Record], number: int, row: list[Cell], here: dict[str, Draft]) -> list[Draft]:
        columns = [c for c in self.by_ledger.get(ledger.table, ()) if c.at < len(row) and self._own(number, c.at, row)]
        if columns and (shared := self._shared(ledger, number, columns)):
            return shared
        if not columns and not self._joins(ledger, number, here):
            return []
        drafts = [self._draft(ledger, number, part, here) for part in self._split(columns, row)]
        self.found.drafts += drafts
        return drafts

    def _own(self, number: int, at: int, row: list[Cell]) -> bool:
        """Whether a cell speaks for this column: filled, and not the right part of a cell merged across."""
        origin = self.sheet.merged.get((number, at))
        return row[at] is not None and (origin is None or origin[1] == at)

    def _shared(self, ledger: type[Record], number: int, columns: Sequence[Column]) -> list[Draft]:
        """Return the drafts of the line where a block of merged cells begins, if all cells belong to such a block."""
        origins = [self.sheet.merged.get((number, column.at), (number, 0))[0] for column in columns]
        first = max(origins)
        return self.at_line.get((first, ledger.table), []) if first < number else []

    @staticmethod
    def _joins(ledger: type[Record], number: int, here: dict[str, Draft]) -> bool:
        needed = [item for item in ledger.fields.values() if item.required]
        linked = all(isinstance(item, Link) and item.target in here for item in needed)
        return bool(needed) and linked and any(draft.line == number for draft in here.values())

    def _split(self, columns: Sequence[Column], row: list[Cell]) -> Iterator[list[tuple[Column, Cell]]]:
        """Yield the cells of each record: a cell with several card numbers makes several cards."""
        many = [c for c in columns if isinstance(c.target(), CardNumber)]
        others = [(c, row[c.at]) for c in columns if c not in many]
        numbers = [(c, part) for c in many for part in several(row[c.at])]
        if not numbers:
            yield others
        for number in numbers:
            yield [number, *others]

    def _draft(
        self, ledger: type[Record], number: int, cells: Iterable[tuple[Column, Cell]], here: dict[str, Draft]
    ) -> Draft:
        values: dict[str, Any] = dict.fromkeys(ledger.fields)
        problems: dict[str, str] = {}
        shown: dict[str, tuple[str, str]] = {}
        extra: list[str] = []
        for column, raw in cells:
            cell = raw
            if isinstance(column.target(), Phone) and len(parts := several(raw)) > 1:
                cell, *rest = parts
                extra.append(f"{column.target().label}另有 {'、'.join(map(written, rest))}")
            shown[column.field] = (letter(column.at), written(raw))
            values[column.field], problem = self._read(column, cell)
            if problem:
                problems[column.field] = problem
        draft = Draft(ledger, number, values)
        self._link(draft, here)
        reading = ledger.settled(values, problems)
        draft.values = reading.values
        if extra and "remark" in ledger.fields:
            draft.values["remark"] = "；".join(filter(None, [draft.values["remark"], *extra]))
        draft.warnings = [f"第 {number} 行 {ledger.fields[n].label}：{text}" for n, text in reading.warnings.items()]
        for name, text in reading.problems.items():
            column_letter, value = shown.get(name, ("", ""))
            label = ledger.fields[name].label
            draft.problems.append(
                Problem(
                    self.sheet.name,
                    number,
                    column_letter,
                    value,
                    text if text.startswith(label) else f"{label}：{text}",
                    f"{ledger.table}.{name}",
                    ledger.table,
                )
            )
        return draft

    def _read(self, column: Column, cell: Cell) -> tuple[Any, str]:
        """Return a cell's value and what is wrong with it; text that was read before is not read again."""
        key = (column.at, cell) if type(cell) is str else None
        if key in self.memory:
            return self.memory[key]
        target = column.target()
        try:
            if isinstance(target, Link | Links):
                found: tuple[Any, str] = (written(cell), "")
            else:
                found = (target.read_cell(cell, column.heading), "")
        except ValueError as wrong:
            found = (None, str(wrong))
        if key is not None:
            self.memory[key] = found
        return found

    def _link(self, draft: Draft, here: dict[str, Draft]) -> None:
        """Tie a draft to the records of its own line that its ledger refers to."""
        for name, item in _links_of(draft.ledger.table):
            if draft.values[name] is not None:
                continue
            other = here.get(item.target)
            if other is None or item.target == draft.ledger.table or other.ledger is draft.ledger:
                continue
            if isinstance(item, Link):
                draft.links[name] = other
                draft.values[name] = PLACEHOLDER
            elif name == "cases":
                draft.side[name] = [other]


@cache
def _links_of(table: str) -> list[tuple[str, Link | Links]]:
    fields = Record.ledgers[table].fields
    return [(name, item) for name, item in fields.items() if isinstance(item, Link | Links)]


def several(cell: Cell) -> list[Cell]:
    """Return the numbers that stand in one cell: apart by punctuation, or by blanks if each part is whole."""
    if not isinstance(cell, str):
        return [cell]
    parts = [part.strip() for part in _separators.split(cell) if part.strip()]
    found: list[Cell] = []
    for part in parts:
        words = part.split()
        whole = len(words) > 1 and all(len(word) >= 11 and word.isalnum() for word in words)  # noqa: PLR2004  a mobile number
        found += words if whole else [part]
    return found or [cell]
