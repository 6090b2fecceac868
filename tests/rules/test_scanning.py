"""What a public text may not hold: found where it stands, with a proposal; what may stand is let through."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anfraud_desktop import resources
from anfraud_desktop.rules.masking import mask, scan_text
from tests.factories import card_number, id_number

ID = "420900199001010015"
CARD = "6212260000000000018"
PHONE = "19900001234"


def found(text: str, *names: str) -> list[tuple[str, str]]:
    return [(item.kind, text[item.start : item.end]) for item in scan_text(text, names)]


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        (f"证件号{ID}。", "id", ID), ("证件号42090019900101001x。", "id", "42090019900101001x"),
        ("证件号420900 19900101 0015。", "id", "420900 19900101 0015"),
        ("证件号420900-1990-01-01-0015。", "id", "420900-1990-01-01-0015"),
        ("4 2 0 9 0 0 1 9 9 0 0 1 0 1 0 0 1 5", "id", "4 2 0 9 0 0 1 9 9 0 0 1 0 1 0 0 1 5"),
        ("４２０９００１９９００１０１００１５", "id", "４２０９００１９９００１０１００１５"),
        ("旧证420900900101001号", "id", "420900900101001"),
        (f"电话{PHONE}联系", "phone", PHONE), ("199 0000 1234", "phone", "199 0000 1234"),
        ("199-0000-1234", "phone", "199-0000-1234"), ("+86 19900001234", "phone", PHONE),
        ("+86 199 0000 1234", "phone", "86 199 0000 1234"),
        ("0086-199-0000-1234", "phone", "0086-199-0000-1234"), ("0712-5222110", "phone", "0712-5222110"),
        (f"微信wx{PHONE}", "phone", PHONE), (f"{PHONE}abc", "phone", PHONE),
        ("199\u200b0000\u200b1234", "phone", "199\u200b0000\u200b1234"),
        (f"卡号{CARD}", "bank_card", CARD), ("6212 2600 0000 0000 018", "bank_card", "6212 2600 0000 0000 018"),
        ("账号 622000000000。", "bank_card", "622000000000"),
        ("驾驶鄂K12345小车", "plate", "鄂K12345"), ("驾驶鄂K·12345小车", "plate", "鄂K·12345"),
        ("驾驶鄂AD12345小车", "plate", "鄂AD12345"), ("驾驶鄂k12345小车", "plate", "鄂k12345"),
        ("ß驾驶鄂K12345小车", "plate", "鄂K12345"),
        ("驾驶粤Z1234港车", "plate", "粤Z1234港"),
        ("住安陆市府城街道碧涢路8号", "address", "碧涢路8号"), ("家住碧涢路8号", "address", "家住碧涢路8号"),
        ("住棠棣镇李家村三组", "address", "李家村三组"), ("在棠棣镇李家村作案", "address", "李家村"),
        ("住府城街道解放社区", "address", "解放社区"), ("住安陆市阳光小区3栋", "address", "阳光小区3栋"),
        ("抓获罪犯三名", "guilt", "罪犯"), ("打击犯罪分子", "guilt", "犯罪分子"), ("警惕骗子", "guilt", "骗子"),
        ("抓获同案犯一名", "guilt", "案犯"), ("其已犯诈骗罪", "guilt", "已犯"),
        ("经技术侦查发现", "method", "技术侦查"), ("通过手机定位", "method", "手机定位"),
        ("线人举报", "method", "线人"),
    ],
)  # fmt: skip
def test_what_may_not_stand_is_found_in_its_place(text: str, kind: str, place: str) -> None:
    assert found(text) == [(kind, place)]


@pytest.mark.parametrize(
    "text",
    [
        "", "2025-05-01至2025-06-01", "2025-05-01—2025-06-01", "2025-05-01 2025-06-01 2025-07-01",
        "文书号：安公（府城）拘字〔2026〕2号", "（2026）鄂0982刑初12号", "案件编号A4209820000002026030001。",
        "涉案金额1234567.89元", "1,234,567元", "举报电话110、96110、12381", "张某某，男，32岁，湖北省安陆市人",
        "湖北省安陆市府城街道", "本案犯罪嫌疑人张某某", "因涉嫌诈骗罪犯罪嫌疑人", "共犯人员", "侵犯人身权利",
        "一线人员", "在线人数", "一线人民警察", "特情况", "独特情节", "2026年3月5日", "2026 年 11 月 1 日",
        "深入各镇农村、街道社区宣传", "府城街道开展社区宣传", "在棠棣镇接受社区矫正", "棠棣镇村民", "各乡村",
        "到棠棣镇后上公路，分三组抓捕",
        "张某甲、张某乙", "420900********0015", "199****1234",
    ],
)  # fmt: skip
def test_what_may_stand_is_let_through(text: str) -> None:
    assert found(text) == []


def test_several_numbers_side_by_side_are_all_found() -> None:
    text = f"{PHONE} 19900005678 {ID} {CARD} 0712-5222110"
    assert found(text) == [
        ("phone", PHONE), ("phone", "19900005678"), ("id", ID), ("bank_card", CARD), ("phone", "0712-5222110"),
    ]  # fmt: skip


def test_forbidden_names_are_found_however_they_are_spaced() -> None:
    text = "张建国、张 建国、张　建国与李明，john smith"
    names = ("张建国", "李明", "John Smith", "", "王")
    assert found(text, *names) == [
        ("name", "张建国"), ("name", "张 建国"), ("name", "张　建国"), ("name", "李明"), ("name", "john smith"),
    ]  # fmt: skip
    assert scan_text("李明", ["李明"])[0].proposal == "李某"


def test_a_masked_name_is_no_forbidden_name() -> None:
    assert found("李某某，犯罪嫌疑人", "李某甲", "李明", "李") == []


def test_of_two_names_that_overlap_the_longer_is_found() -> None:
    assert found("张建国", "张建", "张建国") == [("name", "张建国")]


def test_a_number_has_its_mask_for_a_proposal() -> None:
    proposals = [item.proposal for item in scan_text(f"{ID}，{PHONE}，{CARD}，鄂K12345，罪犯")]
    assert proposals == ["420900********0015", "199****1234", "621226*********0018", "某车牌", "犯罪嫌疑人"]


def test_a_text_is_masked_throughout() -> None:
    text = f"罪犯张某（{ID}，{PHONE}）住安陆市府城街道碧涢路8号，卡{CARD}。"
    assert mask("text", text) == (
        "犯罪嫌疑人张某（420900********0015，199****1234）住安陆市府城街道，卡621226*********0018。"
    )


@pytest.mark.parametrize("group", resources.table("law", "text_scan.toml")["group"], ids=lambda group: group["kind"])
def test_every_barred_word_of_the_table_is_found(group: dict[str, Any]) -> None:
    for word in group["words"]:
        assert [kind for kind, _ in found(f"经查，{word}。")] == [group["kind"]]
    for phrase in group.get("unless", []):
        assert found(f"经查，{phrase}。") == []


around = st.text(st.sampled_from("张某，。电话：转账至卡号身份证、年月日 \n"), max_size=12)
gaps = st.sampled_from(["", " ", "-", "\u00a0", "\u3000", "—"])


residents = st.builds(id_number, st.dates(date(1900, 1, 1), date(2026, 11, 1)), st.integers(0, 999))


@given(around, residents, st.integers(0, 17), st.sampled_from("0123456789"), around)
def test_an_identity_number_is_found_with_any_one_digit_changed(
    before: str, number: str, at: int, digit: str, after: str
) -> None:
    changed = number[:at] + digit + number[at + 1 :]
    assert ("id", changed) in found(f"{before}，{changed}，{after}")


@given(around, st.integers(0, 10**9), gaps, around)
def test_a_card_number_is_found_however_it_is_spaced(before: str, serial: int, gap: str, after: str) -> None:
    number = card_number("621226", 19, serial)
    written = gap.join([number[:4], number[4:8], number[8:12], number[12:16], number[16:]])
    assert ("bank_card", written) in found(f"{before}，{written}，{after}")


@given(st.text(st.sampled_from("0123456789X -—张罪犯案人线鄂Kk·镇村路号社区A"), max_size=60))
def test_finds_stand_in_order_and_do_not_overlap(text: str) -> None:
    end = 0
    for item in scan_text(text, ["张人"]):
        assert end <= item.start < item.end <= len(text)
        end = item.end


@given(st.text(st.sampled_from("0123456789X -，。张某电话年月日"), max_size=60))
def test_a_masked_text_holds_no_number_any_more(text: str) -> None:
    once = mask("text", text)
    assert scan_text(once) == ()
    assert mask("text", once) == once


def test_a_long_text_is_scanned_in_a_moment() -> None:
    text = "1 2 3 4 5 6 7 " * 3000 + "1" * 20000 + " -" * 5000 + "张某某在安陆市府城街道" * 2000
    assert isinstance(scan_text(text), tuple)
