"""Every figure and every cell, counted again in plain Python over all records of random files."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anfraud_desktop.errors import Missing
from anfraud_desktop.records.cards import Card
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.dispositions import Disposition
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.records.people import Person
from anfraud_desktop.records.victims import Victim
from anfraud_desktop.schema.record import Record
from anfraud_desktop.statistics.figures import Cell, dimensions, number, records, split
from anfraud_desktop.statistics.indicators import INDICATORS, Indicator, Ratio
from anfraud_desktop.statistics.periods import Period, parse
from anfraud_desktop.store.database import Store
from tests.factories import a_card, a_case, a_disposition, a_person, a_victim, an_involvement, card_number, id_number

KEY = bytes(range(32))
DAYS = [
    None, "2025-10-01", "2025-10-31", "2026-02-28", "2026-09-30", "2026-10-01", "2026-10-15", "2026-10-31",
    "2026-11-01", "2028-02-29", "2028-03-01",
]  # fmt: skip
PERIODS = ["2026-10", "2026-W44", "2026-Q4", "2026", "2028-02", "2026-09-30..2026-10-31", "2028-02-29"]
MEASURES = [
    "detained", "arrested", "bail", "transferred_for_prosecution", "prosecuted", "nonprosecution_unspecified",
    "convicted_final", "acquitted", "admin_detention", "admin_fine", "case_withdrawn", "punishment_cat1", "released",
]  # fmt: skip
BORN = [None, "2008-10-31", "2008-10-30", "2008-02-29", "1996-10-31", "1966-10-30", "1950-01-01"]
MARKED = ["cases", "people", "involvements", "dispositions", "cards"]
AMOUNTS = [None, "0.1", "0.2", "0", "1234567.89"]

Made = dict[str, list[Any]]


def made(seed: int, size: int) -> Made:
    """Return the values of a file's records, dense around the periods; links are places in the other lists."""
    pick = Random(seed)  # noqa: S311  repeatable, not secret
    cases, people = max(1, size // 2), max(1, size // 2)
    pairs = [(person, case) for person in range(people) for case in range(cases)]
    parts = pick.sample(pairs, min(len(pairs), size))
    return {
        "cases": [_case(pick) for _ in range(cases)],
        "people": [{"born_on": pick.choice(BORN), "sex": pick.choice([None, "1", "2"])} for _ in range(people)],
        "involvements": [_part(pick, *pair) for pair in parts],
        "dispositions": [_disposition(pick, len(parts)) for _ in range(size * 3)],
        "cards": [_card(pick, cases) for _ in range(size)],
        "victims": [
            {"case": pick.randrange(cases), "role": pick.choice(["victim", "witness"]), "sex": pick.choice([None, "2"])}
            for _ in range(size // 2)
        ],
        "marks": [
            (pick.choice(["remove", "remove", "restore"]), pick.choice(MARKED), pick.randint(1, max(1, size)))
            for _ in range(size // 2)
        ],
    }


def _case(pick: Random) -> dict[str, Any]:
    dates = {name: pick.choice(DAYS) for name in ("accepted_on", "filed_on", "solved_on", "closed_on")}
    money = {name: pick.choice(AMOUNTS) for name in ("amount", "loss", "recovered", "frozen")}
    kinds = {
        "offence": pick.choice([None, "C266", "A-FZ44"]),
        "fraud_type": pick.choice([None, "01", "02"]),
        "township": pick.choice([None, "420982001", "420982002"]),
    }
    return dates | money | kinds


def _part(pick: Random, person: int, case: int) -> dict[str, Any]:
    return {
        "person": person, "case": case, "captured_on": pick.choice(DAYS), "illegal_gain": pick.choice(AMOUNTS),
    }  # fmt: skip


def _disposition(pick: Random, parts: int) -> dict[str, Any]:
    return {
        "involvement": pick.randrange(parts), "measure": pick.choice(MEASURES), "decided_on": pick.choice(DAYS),
        "revoked_on": pick.choice([None, None, None, "2028-03-20"]),
    }  # fmt: skip


def _card(pick: Random, cases: int) -> dict[str, Any]:
    return {
        "kind": pick.choice(["debit", "corporate", "iot", "internet"]), "seized_on": pick.choice(DAYS),
        "institution": pick.choice([None, "中国银行", "中国移动"]), "seizure": pick.choice([None, "seized"]),
        "cases": pick.sample(range(cases), min(cases, pick.randrange(4))),
    }  # fmt: skip


def written(path: Path, given_: Made) -> Store:
    """Write a file; ids are places plus one. Then remove and restore what is asked, where that is possible."""
    store = Store.create(path, KEY)
    with store.change("测试", by="王警官") as change:
        change.add([a_case(**one) for one in given_["cases"]])
        change.add([_person(one, at) for at, one in enumerate(given_["people"], 1)])
        change.add([an_involvement(**_linked(one, "person", "case")) for one in given_["involvements"]])
        change.add([a_disposition(**_linked(one, "involvement")) for one in given_["dispositions"]])
        for one in given_["cards"]:
            linked = " ".join(str(at + 1) for at in one["cases"])
            change.save(a_card(**one | {"cases": linked, "number": card_number()}))
        change.add([a_victim(one["case"] + 1, role=one["role"], sex=one["sex"]) for one in given_["victims"]])
    for mark, table, at in given_["marks"]:
        _mark(store, mark, Record.ledgers[table], at)
    return store


def _person(one: dict[str, Any], serial: int) -> Person:
    born = one["born_on"]
    known = born is not None and one["sex"] is not None
    place = serial * 2 - (one["sex"] == "1")
    return a_person(**one | {"id_number": id_number(date.fromisoformat(born), place) if known else None})


def _linked(one: dict[str, Any], *names: str) -> dict[str, Any]:
    return one | {name: one[name] + 1 for name in names}


def _mark(store: Store, mark: str, ledger: type[Record], at: int) -> None:
    try:
        with store.change("测试", by="王警官") as change:
            if mark == "remove":
                change.remove(ledger, at, "录错")
            else:
                change.restore(ledger, at)
    except Missing:
        return


@dataclass(frozen=True)
class Row:
    """One record as the recount sees it: its days, who and which case it concerns, and all values by name."""

    id: int
    days: tuple[date, ...]
    person: int | None
    case: int | None
    values: dict[str, Any]


class Recount:
    """All live records, joined by hand."""

    def __init__(self, store: Store) -> None:
        self.cases = {one.id: one for one in store.all(Case)}
        self.people = {one.id: one for one in store.all(Person)}
        self.involvements = {
            one.id: one for one in store.all(Involvement) if one.person in self.people and one.case in self.cases
        }
        self.dispositions = [one for one in store.all(Disposition) if one.involvement in self.involvements]
        self.cards = store.all(Card)
        self.victims = [one for one in store.all(Victim) if one.case in self.cases]

    def of_cases(self, day: str) -> Iterator[Row]:
        for one in self.cases.values():
            yield Row(one.id or 0, _days(one.values[day]), None, one.id, self._case(one.id))

    def of_involvements(self, day: str) -> Iterator[Row]:
        for one in self.involvements.values():
            joined = self._case(one.case) | self._person(one.person) | one.values
            yield Row(one.id or 0, _days(joined[day]), one.person, one.case, joined)

    def of_dispositions(self) -> Iterator[Row]:
        for one in self.dispositions:
            part = self.involvements[one.involvement]
            joined = (
                self._case(part.case) | self._person(part.person) | {"measure": one.measure, "gone": one.revoked_on}
            )
            yield Row(one.id or 0, _days(one.decided_on), part.person, part.case, joined)

    def of_victims(self) -> Iterator[Row]:
        for one in self.victims:
            joined = (
                self._case(one.case) | one.values | {"sex": one.sex, "fraud_type": self._case(one.case)["fraud_type"]}
            )
            yield Row(one.id or 0, _days(joined["filed_on"]), None, one.case, joined)

    def of_cards(self, day: str) -> Iterator[Row]:
        for one in self.cards:
            linked = tuple(self.cases[at].filed_on for at in one.cases or () if at in self.cases)
            found = linked if day == "filed_on" else (one.seized_on,)
            yield Row(one.id or 0, tuple(at for at in found if at), None, None, one.values)

    def _case(self, at: int | None) -> dict[str, Any]:
        return dict(self.cases[at].values)

    def _person(self, at: int | None) -> dict[str, Any]:
        person = self.people[at]
        return {"sex": person.sex, "born_on": person.born_on}


def _days(day: date | None) -> tuple[date, ...]:
    return (day,) if day else ()


Test = Callable[[dict[str, Any]], bool]
BANK = {"bank", "debit", "credit", "payment", "ecny", "corporate"}
LINE = {"sim", "iot", "landline"}
SPELT: dict[str, tuple[str, str, str, Test]] = {
    # indicator: rows, day, what is counted, which rows
    "accepted": ("cases", "accepted_on", "row", lambda _: True),
    "filed": ("cases", "filed_on", "row", lambda _: True),
    "filed_criminal": ("cases", "filed_on", "row", lambda v: v["nature"] != "administrative"),
    "filed_administrative": ("cases", "filed_on", "row", lambda v: v["nature"] == "administrative"),
    "filed_with_loss": ("cases", "filed_on", "row", lambda v: (v["loss"] or 0) > 0),
    "solved": ("cases", "solved_on", "row", lambda _: True),
    "closed": ("cases", "closed_on", "row", lambda _: True),
    "amount": ("cases", "filed_on", "amount", lambda _: True),
    "loss": ("cases", "filed_on", "loss", lambda _: True),
    "recovered": ("cases", "filed_on", "recovered", lambda _: True),
    "frozen": ("cases", "filed_on", "frozen", lambda _: True),
    "captured": ("involvements", "captured_on", "person", lambda _: True),
    "illegal_gain": ("involvements", "captured_on", "illegal_gain", lambda _: True),
    "people": ("involvements", "filed_on", "person", lambda _: True),
    "victims": ("victims", "filed_on", "row", lambda v: v["role"] == "victim"),
    "cards": ("cards", "filed_on", "row", lambda _: True),
    "bank_cards": ("cards", "filed_on", "row", lambda v: v["kind"] in BANK),
    "lines": ("cards", "filed_on", "row", lambda v: v["kind"] in LINE),
    "cards_seized": ("cards", "seized_on", "row", lambda _: True),
    "bank_cards_seized": ("cards", "seized_on", "row", lambda v: v["kind"] in BANK),
    "lines_seized": ("cards", "seized_on", "row", lambda v: v["kind"] in LINE),
}
DECIDED: dict[str, tuple[str, Test]] = {
    "handled": ("person", lambda _: True),
    "decisions": ("row", lambda _: True),
    "withdrawn": ("case", lambda v: v["measure"] == "case_withdrawn"),
    "detained": ("person", lambda v: v["measure"] == "detained"),
    "arrested": ("person", lambda v: v["measure"] == "arrested"),
    "bail": ("person", lambda v: v["measure"] == "bail"),
    "residential_surveillance": ("person", lambda v: v["measure"] == "residential_surveillance"),
    "wanted": ("person", lambda v: v["measure"] == "wanted"),
    "transferred": ("person", lambda v: v["measure"] == "transferred_for_prosecution"),
    "transferred_cases": ("case", lambda v: v["measure"] == "transferred_for_prosecution"),
    "prosecuted": ("person", lambda v: v["measure"] == "prosecuted"),
    "not_prosecuted": ("person", lambda v: v["measure"].startswith("nonprosecution")),
    "judged": ("person", lambda v: v["measure"].startswith(("convicted", "acquitted", "judgment"))),
    "convicted": ("person", lambda v: v["measure"].startswith("convicted")),
    "penalised": ("person", lambda v: v["measure"].startswith("admin_")),
    "admin_detained": ("person", lambda v: v["measure"] == "admin_detention"),
    "admin_fined": ("person", lambda v: v["measure"] == "admin_fine"),
    "punished": ("person", lambda v: v["measure"].startswith("punishment")),
}
VALUES = {
    "township": "township", "offence": "offence", "fraud_type": "fraud_type", "nature": "nature", "sex": "sex",
    "outcome": "measure", "card_kind": "kind", "institution": "institution", "seizure": "seizure",
}  # fmt: skip


@dataclass(frozen=True)
class Counted:
    """The rows that count (one for each person or case where those are counted), and what is counted or summed."""

    rows: list[Row]
    what: str

    @property
    def total(self) -> int | Decimal:
        if self.what in ("row", "person", "case"):
            return len(self.rows)
        return sum((row.values[self.what] or Decimal(0) for row in self.rows), Decimal(0))

    @property
    def ids(self) -> list[int]:
        if self.what in ("person", "case"):
            return sorted(getattr(row, self.what) for row in self.rows)
        return sorted(row.id for row in self.rows if self.what == "row" or row.values[self.what])


def counted(recount: Recount, name: str, period: Period) -> Counted:
    if name in DECIDED:
        what, test = DECIDED[name]
        rows = [row for row in recount.of_dispositions() if test(row.values) and not row.values["gone"]]
    else:
        table, day, what, test = SPELT[name]
        found = recount.of_victims() if table == "victims" else getattr(recount, f"of_{table}")(day)
        rows = [row for row in found if test(row.values)]
    rows = [row for row in rows if any(period.start <= day < period.end for day in row.days)]
    if what in ("person", "case"):
        once: dict[Any, Row] = {}
        for row in sorted(rows, key=lambda row: (row.days[0], row.id)):
            once.setdefault(getattr(row, what), row)
        rows = list(once.values())
    return Counted(rows, what)


def key(row: Row, by: str, period: Period) -> str:
    if by == "month":
        return str(row.days[0])[:7]
    if by != "age":
        return row.values[VALUES[by]] or ""
    born = row.values["born_on"]
    if born is None:
        return ""
    age = _age(born, period.end - timedelta(days=1))
    return str(max(start for start in (0, 18, 30, 45, 60) if start <= age))


def _age(born: date, day: date) -> int:
    """Count birthdays that lie before the day; that of 29 February is the 28th where there is no 29th."""
    years = 0
    while True:
        year = born.year + years + 1
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        birthday = date(year, 2, 28) if (born.month, born.day) == (2, 29) and not leap else born.replace(year=year)
        if birthday >= day:
            return years
        years += 1


def test_the_recount_knows_every_indicator() -> None:
    assert {*SPELT, *DECIDED} == {item.name for item in INDICATORS.values() if isinstance(item, Indicator)}


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32), st.integers(2, 30), st.sampled_from(PERIODS))
def test_every_figure_and_every_cell_equals_a_recount_and_the_length_of_its_list(
    seed: int, size: int, text: str
) -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        store = written(Path(folder) / "case.db", made(seed, size))
        try:
            for period in (parse(text), parse("2026")):
                _compare(store, period)
        finally:
            store.close()


def _compare(store: Store, period: Period) -> None:
    recount = Recount(store)
    for item in INDICATORS.values():
        if isinstance(item, Ratio):
            continue
        expected = counted(recount, item.name, period)
        _equal(store, item, period, expected)
        for dimension in dimensions(item):
            cells: dict[str, list[Row]] = {}
            for row in expected.rows:
                cells.setdefault(key(row, dimension.name, period), []).append(row)
            found = split(store, item, period, dimension.name)
            assert found == {cell: Counted(rows, expected.what).total for cell, rows in cells.items()}
            assert sum(found.values()) == expected.total
            for cell, rows in cells.items():
                _equal(store, item, period, Counted(rows, expected.what), Cell(dimension.name, cell))


def _equal(store: Store, item: Indicator, period: Period, expected: Counted, *cells: Cell) -> None:
    assert number(store, item, period, cells) == expected.total, (item.name, cells)
    behind = records(store, item, period, cells)
    assert list(behind.ids) == expected.ids, (item.name, cells)
    if not item.is_money:
        assert len(behind.ids) == expected.total


@pytest.mark.parametrize("by", ["sex", "age", "township", "outcome"])
def test_rows_and_columns_of_a_crossed_table_have_the_same_total(store: Store, by: str) -> None:
    with store.change("测试", by="王警官") as change:
        for at in range(12):
            case = change.save(a_case(township=("府城街道", "南城街道", None)[at % 3]))
            person = change.save(a_person(id_number=id_number(date(1960 + at * 4, 1, 1))))
            part = change.save(an_involvement(person, case))
            for measure in ("detained", "bail")[: at % 3]:
                change.save(a_disposition(part, measure=measure, decided_on="2026-10-05"))
    item, period = INDICATORS["handled"], parse("2026-10")
    assert isinstance(item, Indicator)
    rows = split(store, item, period, by)
    columns = split(store, item, period, "sex")
    crossed = {
        (row, column): number(store, item, period, [Cell(by, row), Cell("sex", column)])
        for row in rows
        for column in columns
    }
    assert {row: sum(crossed[row, column] for column in columns) for row in rows} == rows
    assert {column: sum(crossed[row, column] for row in rows) for column in columns} == columns
    assert sum(rows.values()) == sum(columns.values()) == number(store, item, period) == 8
