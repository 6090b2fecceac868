"""What the columns of a station's book mean: headings by their synonyms, odd ones by their values."""

import difflib
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from anfraud_desktop.errors import UserError
from anfraud_desktop.exchange.lines import Cell, SheetLines
from anfraud_desktop.schema.record import Field, Record

SEARCHED_LINES = 15  # title lines and heads end before
FEWEST = 2  # headings that make a line a head
LIKENESS = 0.84

_unit_note = re.compile(r"[（(【\[].*?[)）】\]]")
_noise = re.compile(r"[\s*＊:：、，,。./／\-—_]+|\d+$")
_counter = frozenset({"序号", "编号", "号", "行号", "no", "num"})


@dataclass(frozen=True)
class Column:
    """One column of a sheet: its place (from 0), its heading as it stands, and what it was taken for.

    `how` is one of heading, likeness, values, given, remembered; an ignored column has an empty `ledger`.
    """

    at: int
    heading: str
    ledger: str = ""
    field: str = ""
    how: str = ""

    def target(self) -> Field[Any]:
        """Return the field that the column feeds."""
        return Record.ledgers[self.ledger].fields[self.field]


@dataclass(frozen=True)
class Layout:
    """Where a sheet's head ends, and its columns."""

    sheet: str
    head_line: int
    columns: tuple[Column, ...]

    @property
    def signature(self) -> str:
        """Names the layout, whatever stands below its head."""
        text = "\x1f".join(f"{column.at}:{plain(column.heading)}" for column in self.columns)
        return hashlib.sha256(text.encode()).hexdigest()


def letter(at: int) -> str:
    """Return a column's letters: 0 is A."""
    text = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


@lru_cache(maxsize=4096)
def plain(heading: str) -> str:
    """Fold a heading to what tells it apart: no blanks, notes in brackets, punctuation, trailing counters."""
    folded = unicodedata.normalize("NFKC", heading).lower()
    without = _unit_note.sub("", folded)
    return _noise.sub("", without or folded)


def vocabulary() -> dict[str, tuple[str, str]]:
    """Return what each known heading means, as (ledger, field); earlier ledgers win."""
    words: dict[str, tuple[str, str]] = {}
    for ledger in importable():
        for name, field in ledger.fields.items():
            for text in (field.label, *field.headings):
                words.setdefault(plain(text), (ledger.table, name))
    return words


def importable() -> Iterator[type[Record]]:
    """Yield the ledgers that a book may feed; those that belong to their own actions are not among them."""
    order = ("cases", "people", "cards", "dispositions", "involvements", "victims")
    rest = [table for table in Record.ledgers if table not in order]
    for table in (*order, *rest):
        if table in Record.ledgers and not Record.ledgers[table].managed:
            yield Record.ledgers[table]


def find_layout(sheet: SheetLines, said: Iterable[str] = ()) -> Layout | None:
    """Return the layout of a sheet by its headings, or None for a sheet that holds no ledger.

    Headings that somebody has `said` something about count as known when the head is looked for.
    """
    words = vocabulary()
    known = words | {plain(heading): ("", heading) for heading in said}
    scores = [(_score(row, known), -at) for at, row in enumerate(sheet.rows[:SEARCHED_LINES])]
    best, at = max(scores, default=(0, 0))
    if best < FEWEST:
        return None
    head = -at
    above = sheet.rows[head - 1] if head else []
    columns: list[Column] = []
    taken: set[tuple[str, str]] = set()
    for place, cell in enumerate(sheet.rows[head]):
        group = _text(above[place]) if place < len(above) else ""
        column = _column(place, _text(cell), group, words)
        if column.ledger and (column.ledger, column.field) in taken and column.field != "number":
            column = Column(place, column.heading, how="repeated")
        taken.add((column.ledger, column.field))
        columns.append(column)
    return Layout(sheet.name, head + 1, tuple(columns))


def _score(row: list[Cell], words: Mapping[str, tuple[str, str]]) -> int:
    return len({words[plain(text)] for cell in row if (text := _text(cell)) and plain(text) in words})


def _text(cell: Cell) -> str:
    return cell.strip() if isinstance(cell, str) else ""


def _column(at: int, heading: str, group: str, words: Mapping[str, tuple[str, str]]) -> Column:
    own = plain(heading)
    if not own or own in _counter:
        return Column(at, heading)
    for text in (plain(group) + own, own):
        if text in words:
            ledger, field = words[text]
            return Column(at, heading, ledger, field, "heading")
    near = difflib.get_close_matches(own, words, 1, LIKENESS)
    if near:
        ledger, field = words[near[0]]
        return Column(at, heading, ledger, field, "likeness")
    return Column(at, heading)


def with_given(layout: Layout, given: Mapping[str, str], how: str) -> Layout:
    """Return the layout with columns as someone says: heading (or column letter) to `ledger.field`, empty to ignore.

    Raises UserError for a heading that is not there, a ledger or a field that does not exist.
    """
    columns = list(layout.columns)
    for key, target in given.items():
        places = [n for n, column in enumerate(columns) if key in (column.heading, letter(column.at))]
        places = places or [n for n, column in enumerate(columns) if plain(column.heading) == plain(key)]
        if not places:
            raise UserError(f"表头里没有“{key}”这一列，没有读入任何数据。请核对列对应表。")
        ledger, _, field = target.partition(".")
        if target and (
            ledger not in {item.table for item in importable()} or field not in Record.ledgers[ledger].fields
        ):
            raise UserError(f"“{target}”不是可以导入的项目，没有读入任何数据。请写成 people.name 的样子。")
        for place in places:
            columns[place] = replace(columns[place], ledger=ledger, field=field, how=how)
    return replace(layout, columns=tuple(columns))
