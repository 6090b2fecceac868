from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from anfraud_desktop.errors import UserError
from anfraud_desktop.schema.record import Record
from anfraud_desktop.statistics.dimensions import DIMENSIONS, born_limit
from anfraud_desktop.statistics.figures import Cell, Quotient, figures, number, records, split
from anfraud_desktop.statistics.indicators import counted, declared
from anfraud_desktop.statistics.periods import parse
from anfraud_desktop.store.database import Store
from tests.factories import a_card, a_case, a_disposition, a_person, a_victim, an_involvement, id_number

OCTOBER = parse("2026-10")
Save = Callable[..., list[int]]


@pytest.fixture
def save(store: Store) -> Save:
    def saved(*given: Record) -> list[int]:
        with store.change("测试", by="王警官") as change:
            return [change.save(record) for record in given]

    return saved


def count(store: Store, name: str, *cells: Cell) -> Any:
    return number(store, counted(name), OCTOBER, cells)


def test_a_moment_before_midnight_belongs_to_its_day_and_midnight_to_the_next(store: Store, save: Save) -> None:
    person, case = save(a_person(), a_case())
    (involvement,) = save(an_involvement(person, case))
    moments = ("2026-09-30 23:59", "2026-10-01 00:00", "2026-10-31 23:59", "2026-11-01 00:00")
    save(*(a_disposition(involvement, decided_on=None, decided_at=moment) for moment in moments))
    assert count(store, "decisions") == 2
    assert count(store, "detained") == 1


def test_29_february_counts_in_its_month_and_is_compared_with_the_28th(store: Store, save: Save) -> None:
    save(a_case(filed_on="2028-02-29"), a_case(filed_on="2027-02-28"), a_case(filed_on="2027-02-27"))
    found = figures(store, parse("2028-02-29"))["filed"]
    assert (found.value, found.last_period, found.last_year) == (1, 0, 1)
    assert figures(store, parse("2028-02"))["filed"].last_year == 2


def test_a_removed_record_leaves_every_figure_and_a_restored_one_comes_back(store: Store, save: Save) -> None:
    person, case = save(a_person(), a_case(filed_on="2026-10-01"))
    (involvement,) = save(an_involvement(person, case))
    save(a_disposition(involvement, decided_on="2026-10-02"), a_card(cases=f"{case}"), a_victim(case))
    names = ("filed", "people", "detained", "cards", "victims", "amount")
    before = [count(store, name) for name in names]
    with store.change("删除", by="王警官") as change:
        change.remove(Record.ledgers["cases"], case, "录错")
    assert [count(store, name) for name in names] == [0] * len(names)
    with store.change("恢复", by="王警官") as change:
        change.restore(Record.ledgers["cases"], case)
    assert [count(store, name) for name in names] == before == [1, 1, 1, 1, 1, Decimal("12345.67")]


def test_what_was_restored_under_a_removed_person_does_not_count(store: Store, save: Save) -> None:
    person, case = save(a_person(), a_case())
    (involvement,) = save(an_involvement(person, case, captured_on="2026-10-05"))
    save(a_disposition(involvement, decided_on="2026-10-05"))
    with store.change("删除", by="王警官") as change:
        change.remove(Record.ledgers["involvements"], involvement, "录错")
    with store.change("删除", by="王警官") as change:
        change.remove(Record.ledgers["people"], person, "录错")
    with store.change("恢复", by="王警官") as change:
        change.restore(Record.ledgers["involvements"], involvement)
    assert [count(store, name) for name in ("captured", "detained", "decisions")] == [0, 0, 0]


def test_a_person_in_two_cases_is_one_person_and_two_times(store: Store, save: Save) -> None:
    person, first, second = save(a_person(), a_case(township="府城街道"), a_case(township="南城街道"))
    one, two = save(an_involvement(person, first), an_involvement(person, second))
    save(a_disposition(two, decided_on="2026-10-09"), a_disposition(one, decided_on="2026-10-08"))
    assert (count(store, "detained"), count(store, "decisions")) == (1, 2)
    assert split(store, counted("detained"), OCTOBER, "township") == {"420982001": 1}
    assert split(store, counted("decisions"), OCTOBER, "township") == {"420982001": 1, "420982002": 1}
    behind = records(store, counted("detained"), OCTOBER)
    assert (behind.ledger, list(behind.ids)) == ("people", [person])


def test_of_two_decisions_on_one_day_the_older_record_decides_the_cell(store: Store, save: Save) -> None:
    person, first, second = save(a_person(), a_case(township="府城街道"), a_case(township="南城街道"))
    one, two = save(an_involvement(person, first), an_involvement(person, second))
    save(a_disposition(two, decided_on="2026-10-08"), a_disposition(one, decided_on="2026-10-08"))
    assert split(store, counted("detained"), OCTOBER, "township") == {"420982002": 1}


def test_a_withdrawn_disposition_does_not_count(store: Store, save: Save) -> None:
    person, case = save(a_person(), a_case())
    (involvement,) = save(an_involvement(person, case))
    save(a_disposition(involvement, decided_on="2026-10-08", revoked_on="2026-10-20"))
    assert (count(store, "detained"), count(store, "handled"), count(store, "decisions")) == (0, 0, 0)


def test_amounts_add_up_exactly(store: Store, save: Save) -> None:
    save(*(a_case(filed_on="2026-10-08", amount=text) for text in ("0.1", "0.2", "99999999999.99")))
    assert count(store, "amount") == Decimal("100000000000.29")
    assert split(store, counted("amount"), OCTOBER, "fraud_type") == {"01": Decimal("100000000000.29")}


def test_a_ratio_keeps_its_parts_and_says_nothing_on_a_zero_base(store: Store, save: Save) -> None:
    save(a_case(filed_on="2026-10-08"), a_case(filed_on="2026-10-08"), a_case(filed_on=None, solved_on="2026-10-09"))
    save(a_case(filed_on="2026-09-08", solved_on="2026-10-09"), a_case(filed_on="2026-10-08", solved_on="2026-10-09"))
    found = figures(store, OCTOBER, [declared("solved_rate")])["solved_rate"]
    assert found.value == Quotient(3, 3, 100)
    assert isinstance(found.last_year, Quotient)
    assert found.last_year.value is None
    assert (found.change, found.year_change) == (Fraction(100), None)


def test_changes_are_exact_fractions_of_the_base(store: Store, save: Save) -> None:
    save(*(a_case(filed_on="2026-10-08") for _ in range(4)), *(a_case(filed_on="2026-09-08") for _ in range(3)))
    found = figures(store, OCTOBER, [declared("filed")])["filed"]
    assert (found.change, found.year_change) == (Fraction(1, 3), None)


def test_a_card_of_two_cases_in_the_period_is_one_card(store: Store, save: Save) -> None:
    first, second, other = save(
        a_case(filed_on="2026-10-08"), a_case(filed_on="2026-10-09"), a_case(filed_on="2026-01-01")
    )
    save(
        a_card(cases=f"{first} {second}"),
        a_card(cases=f"{other}"),
        a_card(cases=None),
        a_card(kind="sim", number="19900000001", cases=f"{first} {other}"),
    )
    assert [count(store, name) for name in ("cards", "bank_cards", "lines", "cards_seized")] == [2, 1, 1, 0]
    assert split(store, counted("cards"), OCTOBER, "card_kind") == {"sim": 1, "debit": 1}


def test_a_card_that_was_seized_counts_in_the_month_of_the_seizure_whatever_its_cases(store: Store, save: Save) -> None:
    save(a_card(seizure="seized", seized_on="2026-10-31"), a_card(seizure="seized", seized_on="2026-11-01"))
    assert count(store, "cards_seized") == 1


def test_a_case_without_nature_is_taken_for_a_criminal_one(store: Store, save: Save) -> None:
    save(a_case(filed_on="2026-10-08", offence=None), a_case(filed_on="2026-10-08", offence="A-FZ44"))
    names = ("filed", "filed_criminal", "filed_administrative")
    assert [count(store, name) for name in names] == [2, 1, 1]


@pytest.mark.parametrize(
    ("born", "day", "band"),
    [
        ("2008-10-30", "2026-10", "18"),
        ("2008-10-31", "2026-10", "0"),
        ("2008-02-28", "2026-02", "0"),
        ("2008-02-29", "2026-02", "0"),
        ("2008-02-29", "2026-02-28..2026-03-01", "18"),
        ("1966-10-30", "2026-10", "60"),
        ("1966-10-31", "2026-10", "45"),
        ("2010-02-28", "2028-02", "18"),
    ],
)
def test_a_year_of_age_is_full_on_the_day_after_the_birthday(
    store: Store, save: Save, born: str, day: str, band: str
) -> None:
    period = parse(day)
    person, case = save(a_person(id_number=id_number(date.fromisoformat(born))), a_case())
    save(an_involvement(person, case, captured_on=period.start))
    assert split(store, counted("captured"), period, "age") == {band: 1}
    assert number(store, counted("captured"), period, [Cell("age", band)]) == 1


def test_a_limit_of_birth_on_29_february_falls_on_1_march_where_there_is_none() -> None:
    assert (born_limit(date(2028, 2, 29), 18), born_limit(date(2028, 2, 29), 20)) == (
        date(2010, 3, 1),
        date(2008, 2, 29),
    )


def test_months_split_a_year_and_add_up(store: Store, save: Save) -> None:
    save(*(a_case(filed_on=day) for day in ("2026-01-01", "2026-01-31", "2026-12-31", "2027-01-01")))
    assert split(store, counted("filed"), parse("2026"), "month") == {"2026-01": 2, "2026-12": 1}
    assert number(store, counted("filed"), parse("2026"), [Cell("month", "2026-01")]) == 2


def test_a_cards_cases_have_no_one_month() -> None:
    names = [dimension.name for dimension in DIMENSIONS.values() if dimension.path("cards", "cases.filed_on")]
    assert names == ["card_kind", "institution", "seizure"]


def test_the_cells_of_a_dimension_read_codes_words_and_the_unknown() -> None:
    assert DIMENSIONS["township"].read("府城") == DIMENSIONS["township"].read("420982001") == "420982001"
    assert DIMENSIONS["township"].read("不详") == ""
    assert (DIMENSIONS["age"].read("不满18周岁"), DIMENSIONS["age"].read("60")) == ("0", "60")
    assert DIMENSIONS["month"].read("2026-3") == "2026-03"
    assert DIMENSIONS["institution"].read("中国银行") == "中国银行"
    for name, text in (("township", "月球"), ("age", "19")):
        with pytest.raises(UserError, match="可填"):
            DIMENSIONS[name].read(text)
