"""The day's work: each thing in one list, what presses first, whose it is, and the same on paper."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pypdfium2
import pytest

from anfraud_desktop.actions import records, requests, settling, worklists
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.worklists import LATER, OVERDUE, SOON, TODAY, Worklist
from anfraud_desktop.errors import Refused
from anfraud_desktop.store import logbook
from tests.factories import a_case, a_disposition, a_person, an_involvement, id_number

Decide = Callable[..., int]
NOW = datetime(2026, 11, 2, 9, 30)  # noqa: DTZ001  local time


@pytest.fixture
def desk(office: Office) -> Office:
    return replace(office, clock=lambda: NOW)


@pytest.fixture
def decide(desk: Office) -> Decide:
    """Write a case with one person and a measure taken about them, and return the disposition."""
    made = iter(range(1, 50))

    def decided(measure: str, day: str, lead: str = "王警官") -> int:
        serial = next(made)
        number = f"A4209820000002026{serial:02}{serial:04}"
        case = records.save(desk, a_case(number=number, name=f"第{serial}案", lead_officer=lead)).id or 0
        person = records.save(desk, a_person(id_number=id_number(serial=serial))).id or 0
        part = records.save(desk, an_involvement(person, case)).id or 0
        found = a_disposition(part, measure=measure, decided_on=day, document_number="")
        return records.save(desk, found).id or 0

    return decided


def told(found: Worklist) -> dict[str, list[tuple[str, str]]]:
    return {view: [(item.kind, item.case) for item in items] for view, items in found.items.items() if items}


def test_each_item_stands_in_the_list_of_its_state(desk: Office, decide: Decide) -> None:
    decide("detained", "2026-10-20")
    decide("bail", "2026-01-15")
    decide("bail", "2025-11-05")
    found = told(worklists.worklist(desk))
    assert ("detention", "第1案") in found[OVERDUE]
    assert ("bail", "第2案") in found[LATER]
    assert ("bail", "第3案") in found[SOON] + found.get(TODAY, [])


def test_what_concerns_freedom_comes_before_what_is_nearer(desk: Office, decide: Decide) -> None:
    decide("admin_fine", "2026-09-01")
    decide("detained", "2026-10-20")
    kinds = [kind for kind, _ in told(worklists.worklist(desk))[OVERDUE]]
    assert kinds.index("detention") < kinds.index("fine_payment")


def test_an_officer_sees_their_own_cases_unless_they_ask_for_all(desk: Office, decide: Decide) -> None:
    decide("detained", "2026-10-20")
    other = replace(desk, officer="赵警官")
    assert not any(told(worklists.worklist(other)).values())
    assert told(worklists.worklist(other, mine=False))[OVERDUE] == [("detention", "第1案")]


def test_a_supervisor_sees_every_case(desk: Office, decide: Decide, supervisor: Office) -> None:
    decide("detained", "2026-10-20", lead="李警官")
    found = worklists.worklist(replace(supervisor, store=desk.store, clock=desk.clock))
    assert not found.mine
    assert ("detention", "第1案") in told(found)[OVERDUE]


def test_the_number_beside_the_page_is_that_of_the_two_pressing_lists(desk: Office, decide: Decide) -> None:
    decide("detained", "2026-10-20")
    decide("detained", "2026-10-30")
    found = worklists.worklist(desk)
    assert worklists.pressing(desk) == len(found.items[OVERDUE]) + len(found.items[TODAY]) > 0


def test_what_was_settled_is_in_no_list(desk: Office, decide: Decide) -> None:
    decide("detained", "2026-10-20")
    item = next(item for item in worklists.worklist(desk).items[OVERDUE] if item.kind == "detention")
    assert item.clock
    settling.settle(desk, item.clock, "已于10月22日提请逮捕")
    assert "detention" not in {one.kind for some in worklists.worklist(desk).items.values() for one in some}


def test_an_answer_that_a_bank_owes_is_listed_until_it_comes(desk: Office) -> None:
    given = {
        "kind": "query", "institution": "某某银行", "target_kind": "bank", "target": "6217000000000000019",
        "document_number": "安公(府城)查财字〔2026〕3号",
    }  # fmt: skip
    asked = requests.draft(desk, given).request
    requests.send(desk, [asked.id or 0], {"sent_at": "2026-10-20 09:00", "reply_due_on": "2026-10-27"})
    [item] = [one for one in worklists.worklist(desk).items[OVERDUE] if one.kind == worklists.ANSWER]
    assert (item.ledger, item.id, item.left) == ("requests", asked.id, "逾期 6 天")
    requests.answer(desk, asked.id or 0, {"replied_on": "2026-10-28", "result": "done", "reply": "已反馈"})
    kinds = {one.kind for some in worklists.worklist(desk).items.values() for one in some}
    assert worklists.ANSWER not in kinds


def test_kinds_count_what_their_lists_hold(desk: Office, decide: Decide) -> None:
    for _ in range(3):
        decide("detained", "2026-10-20")
    items = worklists.worklist(desk).items[OVERDUE]
    for kind, _, number in worklists.kinds(items):
        assert number == sum(item.kind == kind for item in items)


def test_an_administrator_has_no_worklist(desk: Office) -> None:
    administrator = replace(desk, role="administrator", signer=None)
    assert worklists.pressing(administrator) == 0
    with pytest.raises(Refused):
        worklists.worklist(administrator)


def test_the_paper_tells_each_item_with_its_article_and_is_logged(desk: Office, decide: Decide) -> None:
    decide("detained", "2026-10-20")
    before = logbook.newest(desk.store)[0]
    data = worklists.pdf(desk, worklists.worklist(desk))
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))
    flat = "".join(text.split())
    assert "已超期" in flat
    assert "第1案" in flat
    assert "刑事诉讼法第九十一条" in flat
    assert logbook.newest(desk.store)[0] == before + 1
