"""The clocks of stop-payments and freezes stand among all others until the measure is lifted or renewed."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from anfraud_desktop.actions import clocks
from anfraud_desktop.actions.office import Office
from anfraud_desktop.records.requests import Request
from tests.factories import a_case, a_person, card_number
from tests.filled import write

MORNING = datetime(2026, 3, 6, 9, 0)  # noqa: DTZ001  local time


def measure(office: Office, **but: Any) -> int:
    given = {"kind": "stop", "institution": "中国工商银行", "target_kind": "bank", "target": card_number(),
             "sent_at": "2026-03-05 09:00", "starts_at": "2026-03-05 09:30"}  # fmt: skip
    return write(office, Request.read(given | but))


def told(office: Office) -> list[tuple[str, int]]:
    return [
        (one.kind, one.id) for one in clocks.clocks(replace(office, clock=lambda: MORNING)) if one.ledger == "requests"
    ]


def test_a_stop_runs_to_its_very_minute(office: Office) -> None:
    case, holder = write(office, a_case(name="三号案")), write(office, a_person(name="张建国"))
    at = measure(office, case=case, person=holder)
    [one] = [clock for clock in clocks.clocks(replace(office, clock=lambda: MORNING)) if clock.ledger == "requests"]
    assert (one.kind, one.id, one.due) == ("stop_payment", at, datetime(2026, 3, 7, 9, 30))  # noqa: DTZ001
    assert (one.person, one.case, one.state) == ("张建国", "三号案", "running")
    assert "86号" in one.article


def test_each_thing_frozen_has_its_own_limit(office: Office) -> None:
    wanted = {"bank": "freeze_deposit", "securities": "freeze_securities", "equity": "freeze_equity"}
    ids = {kind: measure(office, kind="freeze", target_kind=kind) for kind in wanted}
    major = measure(office, kind="freeze", major="是")
    assert sorted(told(office)) == sorted(
        [*((wanted[k], at) for k, at in ids.items()), ("freeze_deposit_major", major)]
    )
    [deposit] = [one for one in clocks.clocks(office, MORNING) if one.id == ids["bank"]]
    assert (deposit.due, deposit.act_by) == (date(2026, 9, 5), date(2026, 9, 4))


def test_what_ended_was_renewed_or_never_began_has_no_clock(office: Office) -> None:
    measure(office, ended_at="2026-03-05 20:00")
    measure(office, result="轮候")
    measure(office, kind="query")
    measure(office, starts_at="")
    first = measure(office, kind="freeze")
    renewal = measure(office, kind="renew", follows=first)
    assert told(office) == [("freeze_deposit", renewal)]
