"""Clocks as badges: in words what is left, on hover the sentence of the law; beside a record's name."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from anfraud_desktop.actions import clocks, records
from anfraud_desktop.actions.clock import Look, Place
from anfraud_desktop.actions.office import Office
from anfraud_desktop.rules.deadlines import Moment
from anfraud_desktop.ui.clock_marks import mark, next_clock
from anfraud_desktop.ui.pages import book
from tests.factories import a_case, a_disposition, a_person, an_involvement

NINE = datetime(2026, 3, 5, 9, 0)  # noqa: DTZ001  the station's own clock is naive local time


def marked(office: Office, kind: str, start: Moment, now: datetime) -> tuple[str, str]:
    clock = Look(office, now).clock(kind, Place("dispositions", 1), start)
    assert clock
    found = mark(clock, now)
    assert clock.rule in found.why
    return found.word, found.tone


@pytest.mark.parametrize(
    ("start", "now", "word", "tone"),
    [
        (date(2026, 3, 2), "2026-04-05T00:00", "2027-03-01", "plain"),
        (date(2026, 3, 2), "2027-02-24T00:00", "剩 5 天", "warn"),
        (date(2026, 3, 2), "2027-03-01T08:00", "今日", "danger"),
        (date(2026, 3, 2), "2027-03-02T08:00", "今日", "danger"),
        (date(2026, 3, 2), "2027-03-04T08:00", "已超期 2 天", "danger"),
    ],
)
def test_a_day_limit_counts_to_the_day_to_act(office: Office, start: date, now: str, word: str, tone: str) -> None:
    assert marked(office, "bail", start, datetime.fromisoformat(now)) == (word, tone)


@pytest.mark.parametrize(
    ("hours", "word", "tone"),
    [(1, "剩 47 小时", "warn"), (37, "剩 11 小时", "danger"), (47.5, "剩 30 分钟", "danger"), (49, "已超期", "danger"),
     (100, "已超期 2 天", "danger")],
)  # fmt: skip
def test_an_hour_limit_counts_hours_and_minutes(office: Office, hours: float, word: str, tone: str) -> None:
    assert marked(office, "stop_payment", NINE, NINE + timedelta(hours=hours)) == (word, tone)


def test_what_is_unsure_is_to_be_looked_at(office: Office) -> None:
    now = datetime(2027, 9, 21)  # noqa: DTZ001  as above
    assert marked(office, "fine_payment", date(2027, 9, 20), now) == ("2027-10-05 待核对", "warn")


def test_cases_and_people_in_them_and_dispositions_show_the_next_clock(office: Office) -> None:
    desk = replace(office, clock=lambda: NINE)
    case = records.save(desk, a_case())
    part = records.save(desk, an_involvement(records.save(desk, a_person()).id or 0, case.id or 0))
    assert next_clock(desk, case) == []
    made = records.save(desk, a_disposition(part.id or 0, decided_on="2026-03-04"))
    glances = book().glances
    for record in (case, part, made):
        [badge] = glances[record.table](desk, record)
        assert badge.why.startswith(clocks.of_record(desk, record)[0].title)
    assert set(glances) >= {"cases", "involvements", "dispositions"}
