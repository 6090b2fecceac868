"""Who may be reported for 联合惩戒: thresholds by the facts, what does not count and why, how long it lasts."""

from datetime import date

import pytest

from anfraud_desktop.rules.punishments import (
    Fact,
    basis,
    bounds,
    categories,
    convicting,
    ends_on,
    judged,
    longest,
    prolonged,
    threshold,
)

DAY = date(2026, 3, 5)


def cards(number: int, on: date | None = DAY) -> list[Fact]:
    return [Fact("card", f"card {at}", on) for at in range(number)]


def times(number: int) -> list[Fact]:
    return [Fact("time", f"transfer {at}", DAY) for at in range(number)]


def crime(offence: str = "C287B2", on: date | None = DAY) -> Fact:
    return Fact("crime", "disposition 1", on, offence)


@pytest.mark.parametrize(
    ("facts", "category"),
    [
        ([], None),
        (cards(2), None),
        (cards(3), "2"),
        (times(2), None),
        (times(3), "2"),
        (cards(2) + times(2), None),
        (cards(1) + times(3), "2"),
        ([crime()], "1"),
        ([crime(), *cards(9)], "1"),
        ([crime("C303")], None),
    ],
)
def test_three_cards_or_three_times_or_a_judgment_are_enough(facts: list[Fact], category: str | None) -> None:
    found = judged(facts).category
    assert (found.code if found else None) == category


def test_the_same_card_counts_once_however_often_it_is_told() -> None:
    found = judged([*cards(2), Fact("card", "card 1", date(2026, 5, 1))])
    assert (found.cards, found.category) == (2, None)


@pytest.mark.parametrize(
    ("on", "counts", "why"),
    [(date(2022, 12, 1), True, ""), (date(2022, 11, 30), False, "2022-12-01"), (None, False, "没有日期")],
)
def test_what_ended_before_the_law_or_has_no_day_is_told_and_not_counted(
    on: date | None,
    counts: bool,  # noqa: FBT001  a case of the table
    why: str,
) -> None:
    found = judged(cards(3, on))
    assert (found.cards == 3, found.category is not None) == (counts, counts)
    assert all(why in reason for _, reason in found.left_out)
    assert len(found.left_out) == (0 if counts else 3)


def test_every_reason_is_told() -> None:
    found = judged([crime(), *cards(3), *times(4)])
    assert (found.crimes, found.cards, found.times, len(found.reasons)) == (1, 3, 4, 3)


def test_a_station_may_set_its_own_figures_within_bounds() -> None:
    assert (threshold().cards, threshold().times, threshold().sure) == (3, 3, False)
    own = threshold({"cards": 5, "times": 2})
    assert (own.cards, own.times, own.sure) == (5, 2, True)
    assert judged(cards(3), {"cards": 5, "times": 5}).category is None
    least, most = bounds()
    assert threshold({"cards": 0, "times": 10**6}) == threshold({"cards": least, "times": most})


def test_only_a_judgment_in_force_convicts() -> None:
    assert convicting(["convicted_final"])
    assert not convicting(["convicted_first_instance", "detained", "convicted_exempt"])


@pytest.mark.parametrize(
    ("category", "start", "end"),
    [("1", "2026-03-05", "2029-03-05"), ("2", "2026-03-05", "2028-03-05"), ("3", "2024-12-31", "2026-12-31"),
     ("2", "2028-02-29", "2030-02-28")],
)  # fmt: skip
def test_how_long_it_lasts(category: str, start: str, end: str) -> None:
    assert ends_on(category, date.fromisoformat(start)).isoformat() == end


def test_a_second_one_is_added_to_the_first_and_never_passes_five_years() -> None:
    first, end = date(2026, 1, 10), date(2028, 1, 10)
    assert prolonged("2", date(2027, 1, 10), first, end) == date(2030, 1, 10)
    assert prolonged("1", date(2027, 1, 10), first, end) == date(2031, 1, 10)
    assert prolonged("1", date(2027, 1, 10), first, date(2029, 1, 10)) == longest(first)


def test_who_determines_and_what_is_published_stand_in_the_table() -> None:
    assert [(one.code, one.publish) for one in categories().values()] == [("1", True), ("2", False), ("3", False)]
    assert "设区的市级以上" in categories()["2"].organ
    assert "联合惩戒办法" in basis()
