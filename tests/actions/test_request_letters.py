"""Letters from the file: one to each institution, whole numbers on paper, the station's own words, all logged."""

from dataclasses import replace

import pytest

from anfraud_desktop.actions import records, request_letters, request_templates, requests
from anfraud_desktop.actions.office import Office
from anfraud_desktop.documents.images import pdf_text
from anfraud_desktop.errors import Invalid, Refused, UserError
from anfraud_desktop.records.requests import Request
from anfraud_desktop.store.signers import Signer
from tests.factories import a_card, a_case, a_person, card_number
from tests.filled import write

PAPER = "安公(府城)冻财字〔2026〕1号"


def draft(office: Office, **but: object) -> int:
    given = {"kind": "freeze", "institution": "中国工商银行", "target_kind": "bank", "target": card_number(),
             "document_number": PAPER, "reply_due_on": "2026-11-03"}  # fmt: skip
    return requests.draft(office, given | but).request.id or 0


def text_of(data: bytes) -> str:
    return "".join("".join(pdf_text(data)).split())


def test_one_letter_goes_to_each_institution_for_each_kind(desk: Office) -> None:
    a, b = draft(desk), draft(desk)
    c = draft(desk, institution="湖北银行")
    d = draft(desk, kind="stop")
    made = request_letters.letters(desk, [a, c, b, d])
    assert [(one.institution, one.kind, one.ids) for one in made] == [
        ("中国工商银行", "freeze", (a, b)), ("湖北银行", "freeze", (c,)), ("中国工商银行", "stop", (d,)),
    ]  # fmt: skip
    assert len({one.name for one in made}) == 3
    first = text_of(made[0].data)
    assert "下列2个账户" in first
    for at in (a, b):
        assert str(desk.store.get(Request, at).target) in first
    assert str(desk.store.get(Request, c).target) not in first


def test_a_letter_tells_case_holder_period_articles_and_contact(desk: Office) -> None:
    case = write(desk, a_case(name="3·05电信网络诈骗案"))
    holder = write(desk, a_person(name="欧阳建国"))
    card = write(desk, a_card(holder=holder, cases=(case,), branch="府城支行"))
    given = {"kind": "freeze", "card": card, "document_number": PAPER, "contact": "赵警官"}
    [one] = request_letters.letters(desk, [requests.draft(desk, given).request.id or 0])
    text = text_of(one.data)
    for words in ("3·05电信网络诈骗案", "欧阳建国", "冻结期限为6个月", "《公安机关办理刑事案件程序规定》第二百三十九条",
                  "联系人：赵警官", PAPER, "安陆市公安局", "回执"):  # fmt: skip
        assert words in text, words


def test_what_differs_among_the_accounts_stands_in_the_table(desk: Office) -> None:
    one, two = (write(desk, a_case(name=f"{name}案")) for name in ("甲", "乙"))
    ids = [draft(desk, case=one), draft(desk, case=two, document_number="安公（府城）冻财字〔2026〕2号")]
    [letter] = request_letters.letters(desk, ids)
    text = text_of(letter.data)
    assert "因案件需要" in text
    assert "文书号" in text
    assert "甲案" in text
    assert "〔2026〕2号" in text


def test_a_letter_without_the_number_that_it_must_bear_is_a_draft(desk: Office) -> None:
    [one] = request_letters.letters(desk, [draft(desk, document_number="")])
    [other] = request_letters.letters(desk, [draft(desk, kind="stop", document_number="")])
    assert (one.draft, other.draft) == (True, False)
    assert "草稿" in text_of(one.data)
    assert "草稿" not in text_of(other.data)


def test_every_letter_is_logged_with_its_recipient_and_without_a_number(desk: Office) -> None:
    at = draft(desk)
    [one] = request_letters.letters(desk, [at])
    assert str(desk.store.get(Request, at).target) not in one.name
    assert [(event.event, event.what) for event in records.history(desk, "requests", at)] == [
        ("new", "起草冻结"), ("print", "打印查控函件"),
    ]  # fmt: skip
    [(told,)] = desk.store.rows("SELECT h.changes FROM history h JOIN log l USING (seq) WHERE l.event = 'print'")
    assert "中国工商银行" in told
    assert "sha256" in told


def test_nothing_is_made_of_nothing_or_without_a_unit_or_by_who_may_not(desk: Office) -> None:
    with pytest.raises(UserError, match="没有选择"):
        request_letters.letters(desk, [])
    with pytest.raises(Refused, match="权限"):
        request_letters.letters(replace(desk, role="supervisor"), [draft(desk)])


def test_without_a_unit_there_is_no_letter(office: Office) -> None:
    with pytest.raises(Refused, match="没有登记单位"):
        request_letters.letters(office, [draft(office)])


# The station's own words


@pytest.fixture
def chief(desk: Office) -> Office:
    second = Signer("周管理", "u-2", "administrator", bytes(32))
    return replace(desk, officer="李所长", role="supervisor", second=second)


OWN = """
[freeze]
title = "协助冻结存款通知书"
opening = "请冻结下列{count}个账户[，期限{period}]。"
columns = ["target", "holder"]
closing = ["请{bureau}反诈中心转办。"]
"""


def test_the_station_replaces_the_words_and_puts_the_programs_own_back(desk: Office, chief: Office) -> None:
    request_templates.replace_templates(chief, "\ufeff" + OWN, "县局新样式")
    assert request_templates.text_in_force(desk) == OWN
    at, other = draft(desk), draft(desk, kind="stop")
    text = text_of(request_letters.letters(desk, [at])[0].data)
    assert "协助冻结存款通知书" in text
    assert "请冻结下列1个账户，期限6个月。" in text
    assert "请安陆市公安局反诈中心转办。" in text
    assert "紧急止付通知书" in text_of(request_letters.letters(desk, [other])[0].data)
    request_templates.restore_templates(chief, "恢复")
    assert "协助冻结财产通知书" in text_of(request_letters.letters(desk, [at])[0].data)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[freeze", "写法有误"),
        ("[freeze]\ntitle = 通知书", "第 2 行"),
        ("", "没有任何函件"),
        ("[thaw]\ntitle='x'", "没有叫“thaw”的函件"),
        ("[freeze]\nopening='x'\ncolumns=['target']", "缺少 title"),
        (OWN.replace("{count}", "{name}"), "{name} 不能填写"),
        (OWN.replace('"target", ', ""), "必须有 target"),
        (OWN.replace('"holder"', '"name"'), "没有“name”"),
        (OWN + "reply_days = 400", "reply_days"),
        (OWN.replace('["请{bureau}反诈中心转办。"]', '"请"'), "closing"),
        ("x" * 100_001, "超过"),
    ],
)
def test_words_that_make_no_letter_are_refused_with_what_is_wrong(chief: Office, text: str, words: str) -> None:
    with pytest.raises(Invalid, match="没有更换模板") as wrong:
        request_templates.replace_templates(chief, text, "换")
    assert words in wrong.value.message
    assert request_templates.text_in_force(chief) != text


def test_the_programs_own_words_pass_their_own_check(chief: Office) -> None:
    text = request_templates.text_in_force(chief)
    request_templates.replace_templates(chief, text, "核对")
    assert request_templates.text_in_force(chief) == text


def test_only_two_who_may_change_the_policy_change_the_words(desk: Office) -> None:
    with pytest.raises(Refused, match="权限"):
        request_templates.replace_templates(desk, OWN, "换")
