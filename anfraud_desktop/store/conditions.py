"""Conditions, orders and tallies over a ledger, spelt as SQL. A path walks along links: `involvement.case.township`.

A condition's path may also walk along a field of several links (`cases.filed_on` of a card): some live record that it
links to must meet the test. What is sorted, split or summed cannot: it would have several values.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from anfraud_desktop.errors import UserError
from anfraud_desktop.schema.kinds import Choices, Link, Links, LongText, Name, Text
from anfraud_desktop.schema.record import Field, Record
from anfraud_desktop.store.tables import READING, link_table

Op = Literal["=", "!=", "<", "<=", ">", ">=", "in", "between", "contains", "empty", "filled", "first"]


@dataclass(frozen=True)
class Condition:
    """One test on a value. `in` takes a sequence, `between` a pair (both ends belong), `empty`/`filled` nothing.

    `first` keeps, of the records that meet all conditions before it, one for each value of the path: the one where the
    path `value` is least, then the oldest record. So a person in two cases stands in one row of a table only.
    With `indexed` false the test's own index is left alone, where another condition is known to find fewer rows.
    """

    path: str
    op: Op
    value: Any = None
    indexed: bool = True


@dataclass(frozen=True)
class Order:
    """One sort key; names sort by their reading."""

    path: str
    descending: bool = False


@dataclass(frozen=True)
class Tally:
    """A figure: what is counted or summed over a ledger, under which conditions.

    `measure` is `count`, `sum:PATH` (fen of a Money field) or `distinct:PATH`.
    """

    ledger: str
    measure: str = "count"
    where: tuple[Condition, ...] = ()


def live(alias: str) -> str:
    """Return the test that a row is not removed, with the word to SQLite that nearly all are: its index finds nothing.

    Without it every date range would lose against the equality, and the whole table be read.
    """
    return f"likelihood({alias}.removed = 0, 0.999)"


class Query:
    """Collects joins, conditions and parameters for one ledger."""

    def __init__(self, ledger: type[Record]) -> None:
        self.ledger = ledger
        self.joins: dict[str, str] = {}
        self.aliases: dict[str, str] = {"": "base"}
        self.tests: list[str] = [live("base")]
        self.parameters: list[Any] = []

    def column(self, path: str) -> tuple[str, Field[Any], type[Record]]:
        """Return a path's SQL, its field, and the ledger it ends in; raises UserError for a path that leads nowhere."""
        *steps, last = path.split(".")
        alias, ledger, walked = "base", self.ledger, ""
        for step in steps:
            link = ledger.fields.get(step)
            if not isinstance(link, Link):
                raise UserError(f"“{path}”不是可用的条件")
            walked = f"{walked}.{step}"
            target = Record.ledgers[link.target]
            if walked not in self.aliases:
                joined = f"j{len(self.aliases)}"
                self.aliases[walked] = joined
                self.joins[walked] = (
                    f'JOIN "{target.table}" AS {joined} ON {joined}.id = {alias}."{step}" AND {live(joined)}'
                )
            alias, ledger = self.aliases[walked], target
        if last == "id":
            return f"{alias}.id", Field("编号"), ledger
        if last not in ledger.fields:
            raise UserError(f"{ledger.title}没有“{last}”这一项")
        return f'{alias}."{last}"', ledger.fields[last], ledger

    def where(self, conditions: Sequence[Condition]) -> None:
        """Add conditions, all of which must hold."""
        for condition in conditions:
            self.tests.append(self._test(condition))

    def _test(self, condition: Condition) -> str:
        if through := self._through(condition):
            return through
        sql, field, ledger = self.column(condition.path)
        if condition.op == "first":
            return self._first(sql, condition.value)
        if isinstance(field, Links) and condition.op in ("=", "in", "contains"):
            return self._linked(sql, link_table(ledger.table, condition.path.rsplit(".", 1)[-1]), condition.value)
        # A plus before a column is SQLite's own mark: this term names no index.
        return self._compared(sql if condition.indexed else f"+{sql}", field, condition)

    def _compared(self, sql: str, field: Field[Any], condition: Condition) -> str:
        if condition.op in ("empty", "filled"):
            return f"{sql} IS {'NOT ' if condition.op == 'filled' else ''}NULL"
        if condition.op == "contains":
            return self._contains(sql, field, condition.value)
        if condition.op == "in":
            cells = [self._cell(field, value) for value in condition.value]
            self.parameters += cells
            return f"{sql} IN ({', '.join('?' * len(cells))})"
        if condition.op == "between":
            self.parameters += [self._cell(field, value) for value in condition.value]
            return f"{sql} BETWEEN ? AND ?"
        self.parameters.append(self._cell(field, condition.value))
        return f"{sql} IS NOT ?" if condition.op == "!=" else f"{sql} {condition.op} ?"

    @staticmethod
    def _cell(field: Field[Any], value: Any) -> Any:
        return value if type(field) is Field else field.cell(value)

    def _linked(self, sql: str, side: str, value: Any) -> str:
        targets = list(value) if isinstance(value, list | tuple) else [value]
        self.parameters += targets
        owner = sql.split(".", 1)[0]
        return f'{owner}.id IN (SELECT record FROM "{side}" WHERE target IN ({", ".join("?" * len(targets))}))'

    def _through(self, condition: Condition) -> str | None:
        """Test what a field of several links leads to; None where the path walks along no such field."""
        found = split_at_links(self.ledger, condition.path)
        if found is None:
            return None
        before, links, rest = found
        owner, _, ledger = self.column(".".join([*before, links.name]))
        inner = Query(Record.ledgers[links.target])
        inner.where([replace(condition, path=rest)])
        self.parameters += inner.parameters
        targets = f"SELECT base.id {inner.source()}"
        side = link_table(ledger.table, links.name)
        return f'{owner.split(".", 1)[0]}.id IN (SELECT record FROM "{side}" WHERE target IN ({targets}))'

    def _first(self, sql: str, by: str) -> str:
        least, _, _ = self.column(by)
        # With min() SQLite takes the other columns from the row that holds it.
        key = f"min(ifnull({least}, '') || printf('%015d', base.id))"
        chosen = f"SELECT base.id AS id, {key} {self.source()} GROUP BY {sql}"
        self.parameters += self.parameters
        return f"base.id IN (SELECT id FROM ({chosen}))"

    def _contains(self, sql: str, field: Field[Any], value: Any) -> str:
        if isinstance(field, Choices):
            self.parameters.append(f"%|{value}|%")
            return f"{sql} LIKE ?"
        text = str(value)
        if isinstance(field, Name | Text | LongText) or field.tokens == "number":
            self.parameters.append(text)
            return f"instr({sql}, ?) > 0"
        options = getattr(field, "codes", None)
        if options is not None:
            fitting = [code.code for code in options.options if text in code.label or code.initials.startswith(text)]
            self.parameters += fitting
            return f"{sql} IN ({', '.join('?' * len(fitting))})"
        self.parameters.append(text)
        return f"instr(CAST({sql} AS TEXT), ?) > 0"

    def order(self, orders: Sequence[Order]) -> str:
        """Return the ORDER BY clause; newest first where nothing is asked."""
        keys: list[str] = []
        for item in orders:
            sql, field, _ = self.column(item.path)
            if isinstance(field, Name):
                sql = f'{sql[:-1]}{READING}"'
            keys.append(f"{sql} {'DESC' if item.descending else 'ASC'}")
        return ", ".join([*keys, "base.id DESC"])

    def source(self) -> str:
        """Return FROM and WHERE with all joins and tests."""
        joins = " ".join(self.joins.values())
        return f'FROM "{self.ledger.table}" AS base {joins} WHERE {" AND ".join(self.tests)}'


def split_at_links(ledger: type[Record], path: str) -> tuple[list[str], Links, str] | None:
    """Return the steps before the first field of several links in a path, that field, and the path behind it."""
    steps = path.split(".")
    for place, step in enumerate(steps[:-1]):
        field = ledger.fields.get(step)
        if isinstance(field, Links):
            return steps[:place], field, ".".join(steps[place + 1 :])
        if not isinstance(field, Link):
            return None
        ledger = Record.ledgers[field.target]
    return None


def end_of(ledger: type[Record], path: str) -> tuple[type[Record], Field[Any]]:
    """Return the ledger and the field that a path ends in, along links of either kind; raises UserError for neither."""
    if found := split_at_links(ledger, path):
        return end_of(Record.ledgers[found[1].target], found[2])
    _, field, last = Query(ledger).column(path)
    return last, field


def measure_sql(query: Query, measure: str) -> str:
    """Return the aggregate expression of a tally's measure."""
    kind, _, path = measure.partition(":")
    if kind == "count":
        return "count(*)"
    sql, _, _ = query.column(path)
    return f"ifnull(sum({sql}), 0)" if kind == "sum" else f"count(DISTINCT {sql})"
