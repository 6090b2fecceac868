"""Correcting and deleting at the person's request: the history keeps what was, the log tells, the paper answers."""

from dataclasses import replace
from datetime import date

import pytest

from anfraud_desktop.actions import corrections, records
from anfraud_desktop.actions.corrections import Request
from anfraud_desktop.actions.office import Office
from anfraud_desktop.documents.images import pdf_text
from anfraud_desktop.errors import Invalid, Missing, Refused, UserError
from anfraud_desktop.records.people import Person
from anfraud_desktop.store import logbook, verifying
from anfraud_desktop.store.signers import Signer
from tests.factories import a_case, a_person, an_involvement, id_number

ASKED = Request("张建国", date(2026, 10, 20))
ADDRESS = "湖北省安陆市棠棣镇李店村三组"


@pytest.fixture
def person(desk: Office) -> int:
    """Write a person in a case of the officer's own; return their number."""
    added = records.save(desk, a_person(name="张建国", address="湖北省安陆市府城街道"))
    case = records.save(desk, a_case(status="investigating"))
    assert added.id is not None
    assert case.id is not None
    records.save(desk, an_involvement(added.id, case.id))
    return added.id


def events(office: Office, person: int) -> list[str]:
    return [row[4] for row in logbook.of_record(office.store, "people", person)]


def words(paper: bytes) -> str:
    return "".join("".join(pdf_text(paper)).split())


def test_a_correction_changes_the_record_keeps_what_was_and_answers_on_paper(desk: Office, person: int) -> None:
    done = corrections.correct(desk, "people", person, {"address": ADDRESS}, ASKED)
    assert desk.store.get(Person, person).address == ADDRESS
    assert done.changed == ("现住址",)
    told = records.history(desk, "people", person)
    assert ("address", "现住址", "湖北省安陆市府城街道", ADDRESS) in told[-3].changes
    assert events(desk, person)[-3:] == ["change", "correct", "print"]
    paper = words(done.paper)
    assert "个人信息更正答复书" in paper
    assert "张建国：" in paper
    assert "《中华人民共和国个人信息保护法》第四十六条" in paper
    assert "已更正" in paper
    assert all(one.ok for one in verifying.verify(desk.store))


def test_the_change_and_the_word_that_it_was_asked_for_are_one_act(desk: Office, person: int) -> None:
    corrections.correct(desk, "people", person, {"address": ADDRESS}, ASKED)
    ops = desk.store.rows("SELECT op, context FROM log WHERE event IN ('change', 'correct') AND record = ?", (person,))
    assert len({op for op, _ in ops}) == 1
    assert not any("张建国" in (context or "") for _, context in ops)


def test_what_was_empty_is_supplemented_and_what_follows_is_told_too(desk: Office) -> None:
    added = records.save(desk, a_person(name="李四", id_number="", phone=""))
    assert added.id is not None
    number = id_number(date(1988, 8, 8), serial=7)
    done = corrections.correct(desk, "people", added.id, {"id_number": number, "phone": "19900001234"}, ASKED)
    assert {"证件号码", "联系电话", "出生日期"} <= set(done.changed)
    paper = words(done.paper)
    assert "已补充" in paper
    assert "随之更正" in paper


def test_what_stands_there_already_is_not_corrected_and_nothing_is_logged(desk: Office, person: int) -> None:
    before = events(desk, person)
    with pytest.raises(UserError, match="一致"):
        corrections.correct(desk, "people", person, {"address": "湖北省安陆市府城街道"}, ASKED)
    assert events(desk, person) == before


def test_a_wrong_value_is_refused_with_its_field(desk: Office, person: int) -> None:
    with pytest.raises(Invalid) as wrong:
        corrections.correct(desk, "people", person, {"born_on": "1950-01-01"}, ASKED)
    assert "born_on" in wrong.value.problems


@pytest.mark.parametrize("role", ["supervisor", "administrator", "auditor"])
def test_who_may_not_edit_may_not_correct(desk: Office, person: int, role: str) -> None:
    with pytest.raises(Refused):
        corrections.correct(replace(desk, role=role, officer="陈某某"), "people", person, {"address": ADDRESS}, ASKED)
    assert desk.store.get(Person, person).address != ADDRESS


def test_a_clerk_corrects_what_is_their_own_and_the_paper_masks_numbers_for_them(desk: Office) -> None:
    clerk = replace(desk, role="clerk", officer="小王")
    added = records.save(clerk, a_person(phone="19900005678"))
    assert added.id is not None
    paper = words(corrections.correct(clerk, "people", added.id, {"phone": "19900001234"}, ASKED).paper)
    assert "19900005678" not in paper
    assert "5678" in paper


def test_a_request_that_is_declined_changes_nothing_and_gives_reason_and_remedy(desk: Office, person: int) -> None:
    paper = corrections.decline(
        desk, "people", person, {"born_on": "1990-03-07", "address": ADDRESS}, ASKED, why="与户籍登记不一致"
    )
    text = words(paper)
    assert desk.store.get(Person, person).address != ADDRESS
    assert "未更正的理由：与户籍登记不一致。" in text
    assert "第五十条第一款" in text
    assert "第五十条第二款" in text
    assert events(desk, person)[-2:] == ["decline", "print"]
    with pytest.raises(Invalid):
        corrections.decline(desk, "people", person, {"address": ADDRESS}, ASKED, why=" ")


def test_a_deletion_before_its_time_is_declined_with_the_period(desk: Office, person: int) -> None:
    text = words(corrections.decline_deletion(desk, "people", person, ASKED))
    assert "个人信息删除答复书" in text
    assert "不予删除的理由：案件没有办结" in text
    assert "第四十七条第二款" in text
    assert desk.store.get(Person, person)


def test_a_deletion_that_was_done_is_answered_without_what_was_deleted(desk: Office) -> None:
    administrator = Signer("周管理员", "u-admin", "administrator", bytes(range(32)))
    pair = replace(desk, officer="李所长", role="supervisor", second=administrator)
    text = words(corrections.deleted(pair, ASKED))
    assert "你的个人信息已经彻底删除" in text
    assert "第四十七条" in text
    with pytest.raises(Refused):
        corrections.deleted(replace(pair, second=None), ASKED)


@pytest.mark.parametrize(
    ("request_", "given", "field"),
    [
        (Request(" ", date(2026, 10, 20)), {"address": ADDRESS}, "requested_by"),
        (Request("张建国", date(2027, 1, 1)), {"address": ADDRESS}, "requested_on"),
        (ASKED, {}, "fields"),
        (ASKED, {"balloon": "1"}, "fields"),
    ],
)  # fmt: skip
def test_an_odd_request_is_sent_back_with_what_is_wrong(
    desk: Office, person: int, request_: Request, given: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as wrong:
        corrections.correct(desk, "people", person, given, request_)
    assert field in wrong.value.problems


def test_nobody_corrects_what_is_not_there(desk: Office) -> None:
    with pytest.raises(Missing):
        corrections.correct(desk, "people", 99, {"address": ADDRESS}, ASKED)
