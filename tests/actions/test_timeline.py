"""The timeline of a case: every date of all that hangs on it, in order, with what is still to come."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from anfraud_desktop.actions import records, timeline
from anfraud_desktop.actions.exports import Terms
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.timeline import CLOCK, Event, chosen, kinds_of
from anfraud_desktop.documents.images import pdf_text
from anfraud_desktop.errors import Missing, Refused
from anfraud_desktop.records.cards import Card
from anfraud_desktop.records.requests import Request
from anfraud_desktop.records.transfers import Transfer
from anfraud_desktop.schema.kinds import Day, Link, Links, Moment
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import entries
from tests.factories import a_card, a_case, a_disposition, a_person, a_victim, an_involvement, card_number
from tests.filled import filled

NOON = datetime(2026, 3, 13, 12, 0)  # noqa: DTZ001  local time


@pytest.fixture
def desk(office: Office) -> Office:
    return replace(office, clock=lambda: NOON)


def at_case(office: Office) -> int:
    """Write a case with a person who was detained, a card, a victim and a note; return its id."""
    case = records.save(office, a_case(name="李某帮信案", filed_on="2026-03-10", summary="甲")).id or 0
    person = records.save(office, a_person(name="钱成年")).id or 0
    part = records.save(office, an_involvement(person, case, captured_on="2026-03-11")).id or 0
    records.save(office, a_disposition(part, decided_on="2026-03-12"))
    records.save(office, a_card(holder=person, cases=(case,), seized_on="2026-03-12"))
    records.save(office, a_victim(case, born_on="1960-01-01"))
    records.add(
        office, "notes", {"case": case, "at": "2026-03-12 08:00", "officer": "王警官", "text": "到银行调取资料"}
    )
    return case


def told(events: list[Event]) -> list[str]:
    return [f"{event.when} {event.what}" for event in events]


def test_every_date_of_the_case_stands_in_its_order_with_its_people(desk: Office) -> None:
    found = timeline.timeline(desk, at_case(desk))
    past = [event for event in found if not event.coming]
    assert told(past) == [
        "2026-03-10 案件·立案日期", "2026-03-11 涉案人员·到案日期", "2026-03-12 涉案卡·查扣日期",
        "2026-03-12 处置·决定日期", "2026-03-12 08:00 记事·记事时刻",
    ]  # fmt: skip
    assert [event.people for event in past] == ["", "钱成年", "钱成年", "钱成年", ""]
    assert [event.about for event in past][3:] == ["刑事拘留", "到银行调取资料"]


def test_open_clocks_stand_at_their_strict_end_as_coming(desk: Office) -> None:
    coming = [event for event in timeline.timeline(desk, at_case(desk)) if event.coming]
    arrest = next(event for event in coming if event.field in ("starts_on", "decided_on") and "逮捕" in event.what)
    assert (arrest.at, arrest.kind, arrest.ledger, arrest.people) == (
        date(2026, 3, 15),
        CLOCK,
        "dispositions",
        "钱成年",
    )
    assert "刑事诉讼法第九十一条" in arrest.about


def test_a_birth_is_no_event(desk: Office) -> None:
    assert not any(event.field == "born_on" for event in timeline.timeline(desk, at_case(desk)))


def _targets(ledger: type[Record]) -> set[str]:
    return {field.target for field in ledger.fields.values() if isinstance(field, Link | Links)}


REACHED = [
    ledger
    for ledger in Record.ledgers.values()
    if _targets(ledger) & {"cases", "involvements", "cards"}
    and any(isinstance(field, Day | Moment) and name != "born_on" for name, field in ledger.fields.items())
]


@pytest.mark.parametrize("ledger", REACHED, ids=lambda ledger: ledger.table)
def test_every_ledger_that_links_to_a_case_is_in_its_timeline(office: Office, ledger: type[Record]) -> None:
    record = filled(office, ledger)
    office = replace(office, role="supervisor")
    cases = [
        case.id or 0
        for case in office.store.all(Record.ledgers["cases"])
        if record.id in timeline.ids_of_case(office, ledger, case.id or 0)
    ]
    assert cases
    for at in cases:
        assert ledger is Record.ledgers["cases"] or any(
            (event.ledger, event.id) == (ledger.table, record.id) for event in timeline.timeline(office, at)
        )


def test_a_request_of_another_case_on_the_same_card_is_not_of_this_one(desk: Office) -> None:
    one, other = (records.save(desk, a_case()).id or 0 for _ in range(2))
    card = records.save(desk, a_card(cases=(one, other))).id or 0
    asked = {"kind": "query_account", "institution": "湖北银行", "target_kind": "bank_account", "card": card}
    asked["kind"], asked["target_kind"] = Request.kind.codes.options[0].code, Request.target_kind.codes.options[0].code
    for case, target in ((one, card_number()), (other, card_number()), (None, card_number())):
        with desk.change("登记") as change:
            change.save(Request.read({**asked, "target": target, "case": case or "", "sent_at": "2026-03-05 09:30"}))
    assert timeline.ids_of_case(desk, Request, one) == [1, 3]
    assert timeline.ids_of_case(desk, Request, other) == [2, 3]


def test_a_hand_that_names_no_case_belongs_to_those_of_its_card(desk: Office) -> None:
    case = records.save(desk, a_case()).id or 0
    card = records.save(desk, a_card(cases=(case,))).id or 0
    hand = records.save(
        desk, Transfer.read({"card": card, "role": "user", "to_name": "阿强", "handed_on": "2026-02-01"})
    )
    assert timeline.ids_of_case(desk, Transfer, case) == [hand.id]
    assert timeline.ids_of_case(desk, Card, case) == [card]


def test_what_is_chosen_is_of_its_kind_and_holds_every_word(desk: Office) -> None:
    found = timeline.timeline(desk, at_case(desk))
    assert told(chosen(found, ["notes", "involvements"])) == [
        "2026-03-11 涉案人员·到案日期",
        "2026-03-12 08:00 记事·记事时刻",
    ]
    assert told(chosen(found, (), "03-12 资料")) == ["2026-03-12 08:00 记事·记事时刻"]
    assert chosen(found, (), "资料 钱成年") == []
    assert list(kinds_of(found))[-1] == CLOCK
    assert kinds_of(found)["notes"] == "记事"


def test_a_clerk_reads_numbers_masked_and_others_cases_not_at_all(desk: Office) -> None:
    case = at_case(desk)
    number = desk.store.get(Card, 1).number or ""
    clerk = replace(desk, officer="周录入", role="clerk")
    with pytest.raises(Refused):
        timeline.timeline(clerk, case)
    mine = replace(desk, role="clerk")
    assert number in str(timeline.timeline(desk, case))
    assert number not in str(timeline.timeline(mine, case))


def test_a_case_that_there_is_not_is_missing(desk: Office) -> None:
    with pytest.raises(Missing):
        timeline.timeline(desk, 99)


def test_a_print_is_logged_and_one_of_a_sealed_case_names_who_asks(desk: Office) -> None:
    case = at_case(desk)
    text = "".join(pdf_text(timeline.pdf(desk, case, timeline.timeline(desk, case)))).replace("\n", "")
    assert "李某帮信案" in text
    [line] = entries.lines(desk.store, entries.ids(desk.store, entries.Wanted(events=("print",))))
    assert (line.ledger, line.record) == ("cases", case)
    records.change(desk, "cases", case, {"sealed": "是"})
    events = timeline.timeline(desk, case)
    with pytest.raises(Refused, match="封存"):
        timeline.pdf(desk, case, events)
    named = timeline.pdf(desk, case, events, Terms(recipient="安陆市人民检察院", purpose="审查起诉"))
    assert "安陆市人民检察院" in "".join(pdf_text(named))
