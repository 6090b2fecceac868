"""What a column means by its values, where its heading says nothing, or says something its values deny."""

from collections.abc import Callable
from dataclasses import replace

from anfraud_desktop.exchange.headings import Column, Layout
from anfraud_desktop.exchange.lines import Cell, SheetLines
from anfraud_desktop.rules.numbers import bare, check_number
from anfraud_desktop.schema.kinds import Choice, Choices
from anfraud_desktop.schema.record import Record

SAMPLE = 60
ENOUGH = 0.8
HARDLY = 0.2


def _identity(text: str) -> bool:
    return check_number("id", text).ok


def _case(text: str) -> bool:
    number = bare(text)
    return len(number) == 23 and number.startswith("A") and check_number("case_number", text).ok  # noqa: PLR2004  numbers.md 4.1


def _mobile(text: str) -> bool:
    number = bare(text)
    return len(number) == 11 and check_number("phone", text).ok  # noqa: PLR2004  a mobile number


def _bank(text: str) -> bool:
    number = bare(text)
    return 16 <= len(number) <= 19 and number.isdigit() and not _identity(text)  # noqa: PLR2004  UnionPay


_numbers: dict[tuple[str, str], Callable[[str], bool]] = {
    ("people", "id_number"): _identity,
    ("cases", "number"): _case,
    ("people", "phone"): _mobile,
    ("cards", "number"): _bank,
}
_choices = (("cases", "offence"), ("cases", "fraud_type"), ("dispositions", "measure"), ("involvements", "roles"),
            ("cards", "kind"), ("people", "sex"), ("cases", "township"), ("people", "education"))  # fmt: skip


def refine(layout: Layout, sheet: SheetLines) -> Layout:
    """Return the layout with unknown columns guessed from their values, and numbers under a wrong heading mended."""
    columns = list(layout.columns)
    for at, column in enumerate(columns):
        if column.how in ("given", "remembered", "repeated"):
            continue
        values = _values(sheet, layout.head_line, column.at)
        if not values:
            continue
        taken = {(c.ledger, c.field) for n, c in enumerate(columns) if n != at}
        columns[at] = _known(column, values, taken) if column.ledger else _guessed(column, values, taken)
    return replace(layout, columns=tuple(columns))


def _values(sheet: SheetLines, head_line: int, at: int) -> list[str]:
    found: list[str] = []
    for number, row in enumerate(sheet.rows[head_line:], head_line + 1):
        cell: Cell = row[at] if at < len(row) else None
        if isinstance(cell, str) and cell.strip() and (number, at) not in sheet.merged:
            found.append(cell.strip())
            if len(found) == SAMPLE:
                break
    return found


def _share(test: Callable[[str], bool], values: list[str]) -> float:
    return sum(map(test, values)) / len(values)


def _known(column: Column, values: list[str], taken: set[tuple[str, str]]) -> Column:
    """Keep what the heading says, unless it names a number and the values are all another kind of number."""
    own = _numbers.get((column.ledger, column.field))
    if own is None or (column.ledger, column.field) == ("cards", "number") or _share(own, values) > HARDLY:
        return column
    for (ledger, field), test in _numbers.items():
        if (ledger, field) not in taken and test is not own and _share(test, values) >= ENOUGH:
            return replace(column, ledger=ledger, field=field, how="values")
    return column


def _guessed(column: Column, values: list[str], taken: set[tuple[str, str]]) -> Column:
    for (ledger, field), test in _numbers.items():
        if (ledger, field) not in taken and _share(test, values) >= ENOUGH:
            return replace(column, ledger=ledger, field=field, how="values")
    for ledger, field in _choices:
        target = Record.ledgers[ledger].fields[field]
        if isinstance(target, Choice | Choices) and (ledger, field) not in taken:
            known = [text for text in values if target.codes.find(text)]
            if len(known) >= ENOUGH * len(values):
                return replace(column, ledger=ledger, field=field, how="values")
    return column
