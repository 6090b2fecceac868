"""Clocks that somebody settles: done or extended as the law allows, each with its reason, undone by reopening."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from anfraud_desktop.actions import clocks, records, settling
from anfraud_desktop.actions.clock import Clock
from anfraud_desktop.actions.office import Office
from anfraud_desktop.errors import Invalid, Missing, Refused
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.dispositions import Disposition
from anfraud_desktop.records.settlements import Settlement
from anfraud_desktop.store import logbook
from tests.factories import a_case, a_disposition, a_person, an_involvement

NOW = datetime(2026, 3, 6, 9, 0)  # noqa: DTZ001  the station's own clock is naive local time


@pytest.fixture
def desk(office: Office) -> Office:
    return replace(office, clock=lambda: NOW)


@pytest.fixture
def detained(desk: Office) -> Disposition:
    case = records.save(desk, a_case()).id or 0
    part = records.save(desk, an_involvement(records.save(desk, a_person()).id or 0, case)).id or 0
    made = records.save(desk, a_disposition(part, decided_on="2026-03-05", decided_at="2026-03-05 22:30"))
    assert isinstance(made, Disposition)
    return made


@pytest.fixture
def case(desk: Office) -> int:
    given = {"offence": None, "nature": "administrative", "filed_on": "2026-03-02", "status": "filed"}
    return records.save(desk, a_case(**given)).id or 0


def running(office: Office) -> dict[str, Clock]:
    return {clock.kind: clock for clock in clocks.clocks(office)}


def test_what_is_done_is_gone_and_stands_in_the_log_with_its_reason(desk: Office, detained: Disposition) -> None:
    made = settling.settle(desk, running(desk)["detention_family_notice"], " 3月6日8时已电话通知其妻 ")
    assert "detention_family_notice" not in running(desk)
    assert (made.outcome, made.settled_on, made.limit) == ("done", date(2026, 3, 6), "拘留后通知家属")
    *_, entry = logbook.of_record(desk.store, "dispositions", detained.id or 0)
    assert (entry[3], entry[4]) == ("办结：拘留后通知家属", "settle")
    assert '"reason":"3月6日8时已电话通知其妻"' in entry[5]


def test_reopened_it_runs_again(desk: Office, detained: Disposition) -> None:
    assert detained.id
    made = settling.settle(desk, running(desk)["detention_family_notice"], "已通知")
    settling.reopen(desk, made.id or 0, "登记错了人")
    assert "detention_family_notice" in running(desk)
    assert desk.store.all(Settlement) == []
    with pytest.raises(Missing):
        settling.reopen(desk, made.id or 0, "再一次")


def test_a_changed_start_makes_it_another_clock(desk: Office, detained: Disposition) -> None:
    settling.settle(desk, running(desk)["detention_family_notice"], "已通知")
    records.change(desk, "dispositions", detained.id or 0, {"decided_at": "2026-03-05 23:30"})
    assert "detention_family_notice" in running(desk)


def test_nothing_is_settled_without_a_reason_nor_twice(desk: Office, detained: Disposition) -> None:
    assert detained.id
    clock = running(desk)["detention_family_notice"]
    with pytest.raises(Invalid, match="原因"):
        settling.settle(desk, clock, " ")
    settling.settle(desk, clock, "已通知")
    with pytest.raises(Invalid, match="相同"):
        settling.settle(desk, clock, "又一次")
    assert len(desk.store.all(Settlement)) == 1


def test_an_administrative_case_is_extended_twice_and_no_more(desk: Office, case: int) -> None:
    settling.extend(desk, running(desk)["admin_case"], "admin_case_extended", "案情复杂", "安公行延字〔2026〕3号")
    assert running(desk)["admin_case_extended"].due == date(2026, 5, 6)
    *_, entry = logbook.of_record(desk.store, "cases", case)
    assert '"due":["2026-04-01","2026-05-06"]' in entry[5]
    settling.extend(desk, running(desk)["admin_case_extended"], "admin_case_extended_twice", "鉴定未回")
    found = running(desk)["admin_case_extended_twice"]
    assert found.due == date(2026, 6, 1)
    with pytest.raises(Refused, match="不能延长"):
        settling.extend(desk, found, "admin_case_extended_twice", "再延")
    settling.settle(desk, found, "已作出决定")
    assert running(desk) == {}


def test_only_what_the_law_allows_is_an_extension(desk: Office, case: int, detained: Disposition) -> None:
    assert case
    assert detained.id
    with pytest.raises(Invalid, match="admin_case_extended"):
        settling.extend(desk, running(desk)["admin_case"], "bail", "写错")
    with pytest.raises(Refused, match="不能延长"):
        settling.extend(desk, running(desk)["detention_handover"], "detention", "路远")


def test_what_is_over_is_not_extended(desk: Office, case: int) -> None:
    late = replace(desk, clock=lambda: datetime(2026, 4, 2))  # noqa: DTZ001  as above
    assert desk.store.get(Case, case)
    with pytest.raises(Refused, match="届满后不能再延长"):
        settling.extend(late, running(late)["admin_case"], "admin_case_extended", "忘了")


def test_another_officers_clock_and_a_role_without_the_right_are_refused(desk: Office, detained: Disposition) -> None:
    case = desk.store.all(Case)[0].id or 0
    records.change(desk, "cases", case, {"lead_officer": "赵警官"})
    clock = running(desk)["detention"]
    for other in (replace(desk, officer="钱警官"), replace(desk, officer="李所长", role="supervisor")):
        with pytest.raises(Refused):
            settling.settle(other, clock, "已办")
    assert detained.id


def test_a_clock_whose_record_is_gone_is_not_settled(desk: Office, detained: Disposition) -> None:
    clock = running(desk)["detention"]
    records.remove(desk, "dispositions", [detained.id or 0], "登记有误")
    with pytest.raises(Missing):
        settling.settle(desk, clock, "已办")
