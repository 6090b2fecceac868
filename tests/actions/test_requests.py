"""Requests to banks and operators: what may be sent, what an answer starts, renews and ends, what waits."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from anfraud_desktop.actions import records, requests
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.requests import EXPIRY, LAPSED, REPLY, Outstanding
from anfraud_desktop.errors import Invalid, Refused
from anfraud_desktop.records.requests import Request
from tests.factories import a_card, a_case, a_person, card_number
from tests.filled import write

NOON = datetime(2026, 3, 5, 12, 0)  # noqa: DTZ001  local time
BANK = "中国工商银行"


def at(office: Office, moment: datetime) -> Office:
    return replace(office, clock=lambda: moment)


def case(office: Office, **but: Any) -> int:
    return write(office, a_case(**{"filed_on": "2026-03-01"} | but))


def given(kind: str, **but: Any) -> dict[str, object]:
    return {"kind": kind, "institution": BANK, "target_kind": "bank", "target": card_number()} | but


def paper(number: int) -> str:
    return f"安公（府城）冻财字〔2026〕{number}号"


def draft(office: Office, kind: str, **but: Any) -> Request:
    return requests.draft(office, given(kind, **but)).request


def frozen(office: Office, starts_at: datetime = NOON, **but: Any) -> Request:
    """Write a freeze that was sent and carried out."""
    when = at(office, starts_at)
    made = draft(when, "freeze", case=case(office), document_number=paper(1), **but)
    requests.send(when, [made.id or 0])
    return requests.answer(when, made.id or 0, {"starts_at": starts_at, "amount": "5万"}).request


def sent(office: Office, kind: str, **but: Any) -> Request:
    return requests.send(office, [draft(office, kind, **but).id or 0])[0].request


# Drafting


def test_a_draft_from_a_card_takes_what_the_card_tells(office: Office) -> None:
    holder, where = write(office, a_person()), case(office)
    card = a_card(institution="湖北银行", holder=holder, cases=(where,))
    made = requests.draft(office, {"kind": "查询", "card": write(office, card)})
    record = made.request
    assert (record.institution, record.target_kind, record.target) == ("湖北银行", "bank", card.number)
    assert (record.person, record.case, record.state) == (holder, where, "draft")
    assert made.warnings == ()


@pytest.mark.parametrize(
    ("kind", "number", "guess"),
    [("debit", card_number("621226"), BANK), ("sim", "19900001234", "中国电信"), ("landline", "071212345678", "")],
)
def test_an_institution_that_is_only_guessed_is_said_to_be(office: Office, kind: str, number: str, guess: str) -> None:
    card = write(office, a_card(kind=kind, number=number, institution=""))
    if not guess:
        with pytest.raises(Invalid, match="承办机构"):
            requests.draft(office, {"kind": "查询", "card": card})
        return
    made = requests.draft(office, {"kind": "查询", "card": card})
    assert made.request.institution == guess
    assert "推测" in made.warnings[0]


def test_what_is_asked_twice_is_told_at_drafting_and_at_sending(office: Office) -> None:
    number = card_number()
    first = sent(at(office, NOON), "stop", target=number)
    again = requests.draft(office, given("stop", target=number))
    assert f"#{first.id} 已向{BANK}提出同样的止付" in again.warnings[0]
    assert "待回复" in again.warnings[0]
    [told] = requests.send(office, [again.request.id or 0])
    assert told.warnings == again.warnings


def test_an_old_answer_a_refused_or_an_ended_one_is_not_asking_twice(office: Office) -> None:
    number, then = card_number(), at(office, NOON)
    old = sent(then, "query", target=number, document_number=paper(1))
    requests.answer(then, old.id or 0, {"reply": "余额 0 元"})
    assert requests.draft(office, given("query", target=number)).warnings == ()
    ended = frozen(office, target=card_number())
    requests.lift(office, ended.id or 0, "到期")
    assert requests.draft(office, given("freeze", target=ended.target)).warnings == ()


def test_the_same_draft_is_not_written_twice(office: Office) -> None:
    twice = given("query")
    requests.draft(office, twice)
    with pytest.raises(Invalid, match="已有"):
        requests.draft(office, twice)


# Sending


def test_a_request_is_sent_once_and_asks_for_a_reply_by_the_templates_day(office: Office) -> None:
    record = sent(at(office, NOON), "query", document_number=paper(1))
    assert (record.state, record.sent_at, record.reply_due_on) == ("sent", NOON, date(2026, 3, 8))
    with pytest.raises(Refused, match="已经发出"):
        requests.send(office, [record.id or 0])


@pytest.mark.parametrize(("kind", "asks"), [("query", True), ("stop", False), ("release", True), ("shut", False)])
def test_what_needs_a_paper_is_not_sent_without_its_number(office: Office, kind: str, asks: bool) -> None:  # noqa: FBT001
    made = draft(office, kind)
    if not asks:
        assert requests.send(office, [made.id or 0])[0].request.state == "sent"
        return
    with pytest.raises(Invalid, match="查控文书号"):
        requests.send(office, [made.id or 0])
    assert office.store.get(Request, made.id or 0).state == "draft"


@pytest.mark.parametrize(
    ("facts", "article"),
    [
        ({"filed_on": ""}, "公安机关办理刑事案件程序规定第一百七十四条"),
        ({"filed_on": "2026-12-01"}, "公安机关办理刑事案件程序规定第一百七十四条"),
        ({"offence": "A-FZ44"}, "行政强制法第三十二条"),
    ],
)
def test_nothing_is_frozen_but_in_a_criminal_case_that_is_filed(
    office: Office, facts: dict[str, str], article: str
) -> None:
    made = draft(office, "freeze", case=case(office, **facts), document_number=paper(1))
    with pytest.raises(Refused) as refused:
        requests.send(office, [made.id or 0])
    assert refused.value.article == article
    loose = draft(office, "freeze", document_number=paper(2))
    with pytest.raises(Invalid, match="所属案件"):
        requests.send(office, [loose.id or 0])


def test_payments_from_one_account_are_stopped_twice_and_never_a_third_time(office: Office) -> None:
    number = card_number()
    sent(at(office, NOON), "stop", target=number)
    sent(office, "stop", target=number)
    third = draft(office, "stop", target=number)
    with pytest.raises(Refused, match="已止付 2 次") as refused:
        requests.send(office, [third.id or 0])
    assert "86号" in refused.value.article
    sent(office, "stop", target=card_number())


def test_neither_form_nor_command_line_nor_two_at_once_get_round_the_bound(office: Office) -> None:
    number = card_number()
    sent(at(office, NOON), "stop", target=number)
    sent(office, "stop", target=number)
    with pytest.raises(Refused):
        records.add(office, "requests", given("stop", target=number, sent_at="2026-10-01 09:00"))
    third = draft(office, "stop", target=number)
    with pytest.raises(Refused):
        records.change(office, "requests", third.id or 0, {"sent_at": "2026-10-01 09:00"})
    other = card_number()
    pair = [draft(office, "stop", target=other, institution=name).id or 0 for name in (BANK, "湖北银行")]
    with pytest.raises(Refused, match="同一账户"):
        requests.send(office, pair)
    assert office.store.get(Request, pair[0]).state == "draft"


def test_a_stop_that_the_bank_turned_down_does_not_count(office: Office) -> None:
    number = card_number()
    first = sent(at(office, NOON), "stop", target=number)
    requests.answer(office, first.id or 0, {"result": "未办理", "reply": "账号已注销"})
    sent(at(office, datetime(2026, 3, 6, 9, 0)), "stop", target=number)  # noqa: DTZ001
    sent(office, "stop", target=number)


# Answers and clocks


def test_a_measure_carried_out_needs_its_minute_and_ends_by_law(office: Office) -> None:
    record = sent(at(office, NOON), "stop")
    with pytest.raises(Invalid, match="起始时刻"):
        requests.answer(office, record.id or 0, {})
    done = requests.answer(at(office, NOON), record.id or 0, {"starts_at": "2026-03-05 09:30"}).request
    assert done.expires_at == datetime(2026, 3, 7, 9, 30)  # noqa: DTZ001
    assert (done.state, done.delayed) == ("answered", False)


@pytest.mark.parametrize(
    ("target", "major", "starts", "ends"),
    [
        ("bank", "", "2026-08-31", "2027-02-28"),
        ("bank", "是", "2026-03-05", "2027-03-05"),
        ("securities", "", "2026-03-05", "2028-03-05"),
        ("securities", "是", "2026-03-05", "2028-03-05"),
        ("equity", "", "2026-03-05", "2026-09-05"),
        ("policy", "是", "2026-03-05", "2026-09-05"),
        ("payment", "", "2026-03-05", "2026-09-05"),
    ],
)
def test_how_long_a_freeze_lasts_goes_by_what_is_frozen(target: str, major: str, starts: str, ends: str) -> None:
    record = Request.read(
        given("freeze", target_kind=target, major=major, starts_at=f"{starts} 10:00", expires_at="2030-01-01 00:00")
    )
    assert Request.expires_at.show(record.expires_at) == f"{ends} 23:59"


def test_an_answer_that_comes_late_is_marked(office: Office) -> None:
    record = sent(at(office, NOON), "query", document_number=paper(1))
    told = requests.answer(office, record.id or 0, {"reply": "见附件", "replied_on": "2026-03-09"})
    assert told.request.delayed is True
    assert "逾期" in told.warnings[0]
    with pytest.raises(Invalid, match="早于发出"):
        records.change(office, "requests", record.id or 0, {"replied_on": "2026-03-01"})


def test_what_was_never_sent_has_no_answer(office: Office) -> None:
    with pytest.raises(Refused, match="还没有发出"):
        requests.answer(office, draft(office, "query").id or 0, {"reply": "有"})


# Renewing and lifting


def test_a_freeze_is_renewed_before_it_ends_and_not_after(office: Office) -> None:
    first = frozen(office)
    in_time = at(office, datetime(2026, 9, 5, 23, 59))  # noqa: DTZ001
    renewal = requests.renew(in_time, first.id or 0, {"document_number": paper(2)}).request
    assert (renewal.kind, renewal.follows, renewal.target) == ("renew", first.id, first.target)
    with pytest.raises(Refused, match="自动解除"):
        requests.send(office, [renewal.id or 0])
    requests.send(in_time, [renewal.id or 0])
    requests.answer(in_time, renewal.id or 0, {"starts_at": "2026-09-05 16:00"})
    assert office.store.get(Request, renewal.id or 0).expires_at == datetime(2027, 3, 5, 23, 59)  # noqa: DTZ001
    with pytest.raises(Refused, match="已到期"):
        requests.renew(office, first.id or 0)


def test_a_stop_is_renewed_once_as_the_second_stop(office: Office) -> None:
    day = at(office, NOON)
    first = sent(day, "stop")
    requests.answer(day, first.id or 0, {"starts_at": NOON})
    second = requests.renew(at(office, datetime(2026, 3, 6, 9, 0)), first.id or 0).request  # noqa: DTZ001
    assert (second.kind, second.follows) == ("stop", first.id)


def test_lifting_writes_a_request_whose_answer_ends_the_measure(office: Office) -> None:
    first, later = frozen(office), at(office, datetime(2026, 4, 1, 9, 0))  # noqa: DTZ001
    with pytest.raises(Invalid, match="原因"):
        requests.lift(later, first.id or 0, " ")
    release = requests.lift(later, first.id or 0, "与案件无关", {"document_number": paper(3)}).request
    assert (release.kind, release.reason, release.follows) == ("release", "与案件无关", first.id)
    assert office.store.get(Request, first.id or 0).state == "answered"
    requests.send(later, [release.id or 0])
    requests.answer(later, release.id or 0, {"starts_at": "2026-04-01 15:20"})
    ended = office.store.get(Request, first.id or 0)
    assert (ended.state, ended.ended_at) == ("ended", datetime(2026, 4, 1, 15, 20))  # noqa: DTZ001
    with pytest.raises(Refused, match="已解除"):
        requests.lift(later, first.id or 0, "再解一次")


def test_what_ran_out_is_marked_as_ended_without_a_letter(office: Office) -> None:
    first = frozen(office)
    told = requests.lift(office, first.id or 0, "期限届满")
    assert told.request.ended_at == datetime(2026, 9, 5, 23, 59)  # noqa: DTZ001
    assert "自动解除" in told.warnings[0]
    assert office.store.count(Request) == 1


# What waits


def waiting(office: Office) -> list[tuple[str, bool, bool]]:
    return [(one.what, one.late, one.soon) for one in requests.outstanding(office)]


def only(office: Office) -> Outstanding:
    [one] = requests.outstanding(office)
    return one


def test_a_reply_is_late_on_the_day_after_its_day(office: Office) -> None:
    sent(at(office, NOON), "query", document_number=paper(1))
    assert waiting(at(office, datetime(2026, 3, 7, 9, 0))) == [(REPLY, False, False)]  # noqa: DTZ001
    assert waiting(at(office, datetime(2026, 3, 8, 23, 0))) == [(REPLY, False, True)]  # noqa: DTZ001
    late = only(at(office, datetime(2026, 3, 10, 9, 0)))  # noqa: DTZ001
    assert (late.late, "逾期 2 日" in late.words) == (True, True)


def test_a_freeze_waits_until_it_is_renewed_or_ended_and_tells_the_day_to_act(office: Office) -> None:
    first = frozen(office)
    early = only(at(office, datetime(2026, 8, 1, 9, 0)))  # noqa: DTZ001
    assert (early.what, early.late, early.soon, early.by) == (EXPIRY, False, False, date(2026, 9, 4))
    assert "第二百四十三条" in early.words
    assert only(at(office, datetime(2026, 8, 25, 9, 0))).soon  # noqa: DTZ001
    assert only(office).what == LAPSED
    in_time = at(office, datetime(2026, 9, 1, 9, 0))  # noqa: DTZ001
    renewal = requests.renew(in_time, first.id or 0, {"document_number": paper(2)}).request
    requests.send(in_time, [renewal.id or 0])
    requests.answer(in_time, renewal.id or 0, {"starts_at": "2026-09-01 10:00"})
    assert [one.request.id for one in requests.outstanding(in_time)] == [renewal.id]
    requests.lift(office, first.id or 0, "已续冻")
    assert [one.request.id for one in requests.outstanding(office)] == [renewal.id]


def test_what_is_late_stands_first_then_by_its_day(office: Office) -> None:
    frozen(office)
    sent(at(office, NOON), "query", document_number=paper(4))
    sent(office, "query", document_number=paper(5))
    assert waiting(office) == [(REPLY, True, True), (LAPSED, True, True), (REPLY, False, False)]


# Who may


def test_who_may_not_enter_measures_may_not_ask_banks_either(office: Office) -> None:
    clerk = replace(office, role="clerk")
    with pytest.raises(Refused, match="权限"):
        requests.draft(clerk, given("query"))
    others = write(replace(office, officer="赵警官"), a_case(lead_officer="赵警官"))
    with pytest.raises(Refused, match="本人登记"):
        requests.draft(office, given("query", case=others))


def test_every_step_is_in_the_history_of_the_request(office: Office) -> None:
    record = sent(office, "query", document_number=paper(1))
    requests.answer(office, record.id or 0, {"reply": "余额 12.34 元"})
    assert [event.what for event in records.history(office, "requests", record.id or 0)] == [
        "起草查询", "发出查控函件", "登记查控回复",
    ]  # fmt: skip
