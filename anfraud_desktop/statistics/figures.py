"""Figures computed: an indicator over a period, beside the two periods it is compared with; its cells; its records."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from anfraud_desktop.errors import UserError
from anfraud_desktop.schema.kinds import Link
from anfraud_desktop.schema.record import Record
from anfraud_desktop.statistics.dimensions import DIMENSIONS, Dimension
from anfraud_desktop.statistics.indicators import INDICATORS, Declared, Indicator, Ratio, counted
from anfraud_desktop.statistics.periods import Period
from anfraud_desktop.store.conditions import Condition, Tally, end_of
from anfraud_desktop.store.database import Store

Number = int | Decimal
FEN = 100


@dataclass(frozen=True)
class Quotient:
    """A ratio's value with what it is made of; `value` is None where the base is zero."""

    above: Number
    below: Number
    scale: int

    @property
    def value(self) -> Fraction | None:
        """The exact quotient."""
        return Fraction(self.above) * self.scale / Fraction(self.below) if self.below else None


Value = int | Decimal | Quotient


@dataclass(frozen=True)
class Figure:
    """An indicator's values: of the period, of the one before, of the same one last year."""

    item: Declared
    value: Value
    last_period: Value
    last_year: Value

    @property
    def change(self) -> Fraction | None:
        """环比 as a fraction, for a percentage in percentage points; None where there is nothing to compare with."""
        return change(self.item, self.value, self.last_period)

    @property
    def year_change(self) -> Fraction | None:
        """同比, as `change`."""
        return change(self.item, self.value, self.last_year)


@dataclass(frozen=True)
class Cell:
    """One cell of a split: which dimension, and the key in it."""

    dimension: str
    key: str


@dataclass(frozen=True)
class Behind:
    """The records behind a figure: ids of one ledger, oldest first."""

    ledger: str
    ids: "array[int]"


def change(item: Declared, value: Value, base: Value) -> Fraction | None:
    """Return (value − base) / base exactly; for percentages the difference in points."""
    now, then = exact(value), exact(base)
    if now is None or then is None:
        return None
    if item.unit == "%":
        return now - then
    return (now - then) / then if then else None


def exact(value: Value) -> Fraction | None:
    """Return a value as a fraction; None for a ratio without base."""
    return value.value if isinstance(value, Quotient) else Fraction(value)


def figures(store: Store, period: Period, items: Iterable[Declared] | None = None) -> dict[str, Figure]:
    """Compute several indicators (all unless told) by name; each number is asked of the file once."""
    chosen = list(INDICATORS.values() if items is None else items)
    columns = [_column(store, chosen, at) for at in (period, period.previous(), period.last_year())]
    return {item.name: Figure(item, *(column[item.name] for column in columns)) for item in chosen}


def _column(store: Store, items: Sequence[Declared], period: Period) -> dict[str, Value]:
    found: dict[str, Number] = {}
    for item in items:
        for part in _parts(item):
            if part.name not in found:
                found[part.name] = number(store, part, period)
    return {
        item.name: Quotient(found[item.above], found[item.below], item.scale)
        if isinstance(item, Ratio)
        else found[item.name]
        for item in items
    }


def _parts(item: Declared) -> tuple[Indicator, ...]:
    return (counted(item.above), counted(item.below)) if isinstance(item, Ratio) else (item,)


def number(store: Store, item: Indicator, period: Period, cells: Sequence[Cell] = ()) -> Number:
    """Compute a count or a sum, of the whole period or of a cell; yuan are exact decimals."""
    return _spelt(item, store.figure(Tally(item.ledger, item.measure, conditions(item, period, cells))))


def split(store: Store, item: Indicator, period: Period, by: str, cells: Sequence[Cell] = ()) -> dict[str, Number]:
    """Split a figure by a dimension, in the dimension's order: key → number, only where there is something.

    The numbers add up to the figure: someone who would stand in two cells stands in that of the earliest record.
    """
    dimension = dimension_of(item, by)
    path = path_of(item, dimension)
    where = conditions(item, period, cells, first=True)
    measure = item.measure if item.is_money else "count"
    found: dict[str, int] = {}
    for one, amount in store.breakdown(Tally(item.ledger, measure, where), path).items():
        key = dimension.key(one, period)
        found[key] = found.get(key, 0) + amount
    return {key: _spelt(item, found[key]) for key in dimension.order(found)}


def records(store: Store, item: Indicator, period: Period, cells: Sequence[Cell] = ()) -> Behind:
    """Return the records behind a figure or a cell; for counts and people their number is the figure."""
    where = conditions(item, period, cells)
    ledger = Record.ledgers[item.ledger]
    if item.is_money:
        where = (*where, Condition(item.measure.removeprefix("sum:"), ">", 0, indexed=False))
    if not item.subject:
        return Behind(ledger.table, array("q", sorted(store.ids(ledger, where))))
    target, _ = end_of(ledger, item.subject)
    ids = store.breakdown(Tally(item.ledger, "count", where), item.subject)
    return Behind(target.table, array("q", sorted(ids)))


def conditions(
    item: Indicator, period: Period, cells: Sequence[Cell] = (), *, first: bool = False
) -> tuple[Condition, ...]:
    """Return what holds for exactly the records that a figure, or a cell of it, counts.

    `first` asks for one record of each person (or case) that is counted once; a cell always does.
    """
    where = [Condition(item.date, "between", (period.start, period.last_day)), *item.where, *_alive(item.ledger)]
    if item.subject and (first or cells):
        where.append(Condition(item.subject, "first", item.date))
    for cell in cells:
        dimension = dimension_of(item, cell.dimension)
        where += dimension.conditions(path_of(item, dimension), cell.key, period)
    return tuple(where)


def dimensions(item: Declared) -> list[Dimension]:
    """Return what an indicator can be split by: nothing for a ratio, whose parts can be split."""
    if isinstance(item, Ratio):
        return []
    return [dimension for dimension in DIMENSIONS.values() if dimension.path(item.ledger, item.date) is not None]


def dimension_of(item: Indicator, name: str) -> Dimension:
    """Return a dimension by its name or title; raises UserError that names the ones this indicator has."""
    for found in dimensions(item):
        if name in (found.name, found.title):
            return found
    known = "、".join(f"{found.name}（{found.title}）" for found in dimensions(item))
    raise UserError(f"“{item.title}”不能按“{name}”分组，可用的分组：{known}。")


def path_of(item: Indicator, dimension: Dimension) -> str:
    """Return where the indicator's ledger holds a dimension's value."""
    return dimension.path(item.ledger, item.date) or ""


@cache
def _alive(table: str) -> tuple[Condition, ...]:
    """Return conditions that walk along every required link, so that what hangs on a removed record does not count."""
    return tuple(Condition(f"{path}.id", "filled") for path in _required(table))


def _required(table: str) -> list[str]:
    found: list[str] = []
    for name, field in Record.ledgers[table].fields.items():
        if isinstance(field, Link) and field.required:
            found += [name, *(f"{name}.{path}" for path in _required(field.target))]
    return found


def _spelt(item: Indicator, found: Any) -> Number:
    return Decimal(found) / FEN if item.is_money else int(found)
