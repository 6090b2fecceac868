"""Numbers: one spelling whatever was typed, and every wrong digit found."""

from datetime import date

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric, uscc

from anfraud_desktop.rules.numbers import bare, check_identity, check_number
from tests.factories import card_number, id_number, phone

KINDS = ("id", "bank_card", "phone", "uscc", "imei", "iccid", "case_number", "document_number")
DIGITS = st.text("0123456789", min_size=1, max_size=24)
WRITTEN = st.text(
    st.sampled_from("0123456789xX０９Ｘ -–—‑−\u00a0\u3000\u200b\u202e\ufeffAＡ()（）+〔〕号"), max_size=30
)
RESIDENTS = st.builds(id_number, st.dates(date(1900, 1, 1), date(2026, 11, 1)), st.integers(0, 999))
FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("42098219010412019X", id="as it stands"),
        pytest.param("42098219010412019x", id="lower-case x"),
        pytest.param("４２０９８２１９０１０４１２０１９Ｘ", id="full-width"),
        pytest.param("４２０９８２１９０１０４１２０１９ｘ", id="full-width, lower-case"),
        pytest.param("42098219010412019X\u00a0", id="trailing NBSP"),
        pytest.param("\u3000420982 19010412 019X", id="ideographic and plain blanks"),
        pytest.param("420982-19010412-019X", id="hyphens"),
        pytest.param("420982–19010412—019X", id="dashes"),
        pytest.param("420982‐19010412‑019X", id="typographic hyphens"),
        pytest.param("420982−19010412−019X", id="minus signs"),
        pytest.param("\u202a42098219010412019X\u202c", id="bidi marks from a chat program"),
        pytest.param("\ufeff42098219010412019X", id="byte order mark"),
        pytest.param("420982\u200b19010412\u200b019X", id="zero-width blanks"),
        pytest.param("\t42098219010412019X\r\n", id="tab and line end"),
    ],
)
def test_an_identity_number_has_one_spelling(written: str) -> None:
    found = check_number("id", written)
    assert (found.ok, found.normal) == (True, "42098219010412019X")


@pytest.mark.parametrize(
    ("number", "born_on", "sex"),
    [
        pytest.param("420900199001010015", "1990-01-01", "男", id="the division of the city itself"),
        pytest.param("420900198506150027", "1985-06-15", "女", id="an even serial is a woman's"),
        pytest.param("810000199001010019", "1990-01-01", "男", id="residence permit of Hong Kong"),
        pytest.param("932682198501010017", "1985-01-01", "男", id="foreign permanent resident"),
        pytest.param("420982190104120018", "1901-04-12", "男", id="a very old person"),
    ],
)
def test_an_identity_number_tells_birth_and_sex(number: str, born_on: str, sex: str) -> None:
    found = check_number("id", number)
    assert (found.ok, found.facts["born_on"], found.facts["sex"]) == (True, born_on, sex)


@pytest.mark.parametrize("prefix", ["420982", "420900", "422202", "429004", "810000", "820000", "830000", "110101"])
def test_no_division_is_refused(prefix: str) -> None:
    number = f"{prefix}199003070010"
    assert check_number("id", number[:17] + ric.calc_check_digit(number)).ok


@pytest.mark.parametrize("prefix", ["990000", "000000", "160000"])
def test_an_unknown_division_is_no_more_than_a_warning(prefix: str) -> None:
    number = f"{prefix}199003070010"
    found = check_number("id", number[:17] + ric.calc_check_digit(number))
    assert (found.ok, found.problems, "division" in found.facts) == (True, (), False)
    assert bool(found.warnings) == (prefix[0] != "9")


@pytest.mark.parametrize("prefix", ["422202", "420983", "429001"])
def test_a_former_division_is_known_and_warned_of(prefix: str) -> None:
    number = f"{prefix}196003070010"
    found = check_number("id", number[:17] + ric.calc_check_digit(number))
    assert (found.ok, "湖北省" in found.facts["division"]) == (True, True)
    assert "旧区划" in found.warnings[0]


def test_the_division_is_told_as_exactly_as_it_is_known() -> None:
    assert check_number("id", "42098219010412019X").facts["division"] == "湖北省安陆市"
    assert check_number("id", "420900199001010015").facts["division"] == "湖北省孝感市"


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        pytest.param("420900199001010016", "校验位", id="check digit"),
        pytest.param("420900199002300016", "出生日期", id="30 February"),
        pytest.param("420900199013010018", "出生日期", id="13th month"),
        pytest.param("42090019900101001", "18 位", id="a digit short"),
        pytest.param("4209001990010100155", "18 位", id="a digit too many"),
        pytest.param("4209001990O1010015", "数字", id="the letter O"),
        pytest.param("X20900199001010015", "数字", id="an X in front"),
        pytest.param("", "18 位", id="nothing"),
        pytest.param("420900180001010013", "1900", id="born in 1800"),
    ],
)
def test_a_wrong_identity_number_is_told_what_is_wrong(number: str, problem: str) -> None:
    found = check_number("id", number)
    assert not found.ok
    assert problem in found.problems[0]
    assert not number or number not in "".join(found.problems)


@given(RESIDENTS, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_every_change_of_one_digit_is_found(number: str, at: int, digit: str) -> None:
    assume(number[at] != digit)
    assert check_number("id", number).ok
    assert not check_number("id", number[:at] + digit + number[at + 1 :]).ok


@given(RESIDENTS, st.integers(0, 16))
def test_every_swap_of_neighbours_is_found(number: str, at: int) -> None:
    swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    assert check_number("id", swapped).ok == (swapped == number)


@given(st.dates(date(1900, 1, 1), date(1999, 12, 31)), st.integers(0, 999))
def test_an_old_number_is_raised_to_18_digits_with_a_warning(born_on: date, serial: int) -> None:
    found = check_number("id", f"420900{born_on:%y%m%d}{serial:03d}")
    assert (found.ok, found.normal) == (True, id_number(born_on, serial))
    assert "15 位" in found.warnings[0]
    assert check_number("id", found.normal).warnings == ()


@given(RESIDENTS, st.data())
def test_blanks_hyphens_and_full_width_digits_do_not_matter(number: str, data: st.DataObject) -> None:
    parts = [number[:6], number[6:14], number[14:]]
    written = data.draw(st.sampled_from(["", " ", "-", "—", "\u00a0", "\u3000", "\u200b"])).join(parts)
    if data.draw(st.booleans()):
        written = written.translate(FULL_WIDTH)
    assert check_number("id", written.lower()).normal == number


@pytest.mark.parametrize("kind", KINDS)
@given(text=WRITTEN | st.text(max_size=20))
@example(text="ΐ")
@example(text="e\u200b\u0301")
@example(text="（2026）鄂0982刑初12号")
@example(text="安公(府城)拘字[2026]2号")
def test_the_normal_spelling_of_a_number_is_normal(kind: str, text: str) -> None:
    found = check_number(kind, text)
    again = check_number(kind, found.normal)
    assert again.normal == found.normal
    assert again.ok == found.ok


@pytest.mark.parametrize("kind", KINDS)
@given(text=st.text(max_size=60))
def test_any_text_is_judged_with_a_sentence(kind: str, text: str) -> None:
    found = check_number(kind, text)
    assert found.ok == (not found.problems)


def test_an_unknown_kind_is_a_defect_of_the_caller() -> None:
    with pytest.raises(KeyError):
        check_number("face", "1")


@given(st.text(max_size=30))
def test_nothing_invisible_stays_in_a_number(text: str) -> None:
    assert bare(bare(text)) == bare(text)
    assert not set(bare(text)) & set(" \t\n\u00a0\u3000\u200b\u200e\u202e\u061c\ufeff-—")


@pytest.mark.parametrize(
    ("id_type", "written", "normal"),
    [
        pytest.param("111", "420900 19900101 0015", "420900199001010015", id="111 resident identity card"),
        pytest.param("111", "830000199001010015", "830000199001010015", id="111 residence permit of Taiwan"),
        pytest.param("113", "420900199001010015", "420900199001010015", id="113 household register"),
        pytest.param("553", "932682198501010017", "932682198501010017", id="553 permanent residence, new"),
        pytest.param("553", "usa110085062801", "USA110085062801", id="553 permanent residence, old"),
        pytest.param("516", "h12345678", "H12345678", id="516 home return permit"),
        pytest.param("516", "M1234567801", "M1234567801", id="516 home return permit with its count of issue"),
        pytest.param("511", "0123 4567", "01234567", id="511 permit of Taiwan"),
        pytest.param("414", "e12345678", "E12345678", id="414 passport"),
        pytest.param("414", "EA1234567", "EA1234567", id="414 passport of two letters"),
        pytest.param("990", "ABC-12345", "ABC12345", id="990 other"),
        pytest.param("", "ABC12345", "ABC12345", id="no type"),
    ],
)
def test_each_document_has_its_own_number(id_type: str, written: str, normal: str) -> None:
    found = check_identity(id_type, written)
    if written.startswith("83"):
        normal = normal[:17] + ric.calc_check_digit(normal)
        found = check_identity(id_type, normal)
    assert (found.ok, found.normal) == (True, normal)


@pytest.mark.parametrize(
    ("id_type", "number"),
    [("111", "E12345678"), ("516", "420900199001010015"), ("516", "K12345678"), ("516", "H1234567"),
     ("511", "H12345678"), ("511", "1234567"), ("414", "E1"), ("553", "US110085062801"), ("990", "")],
)  # fmt: skip
def test_a_number_of_another_document_is_refused(id_type: str, number: str) -> None:
    assert not check_identity(id_type, number).ok


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("6212 2600 0000 0000 018", "6212260000000000018"),
        ("６２１２２６０００００００００００１８", "6212260000000000018"),
        ("6212-2600-0000-0000-018", "6212260000000000018"),
    ],
)
def test_a_card_number_has_one_spelling(written: str, normal: str) -> None:
    found = check_number("bank_card", written)
    assert (found.ok, found.normal, found.warnings) == (True, normal, ())


@pytest.mark.parametrize(
    ("number", "bank"),
    [
        pytest.param(card_number("621226", 19, 1), "中国工商银行", id="six digits"),
        pytest.param(card_number("9558", 19, 2), "中国工商银行", id="a prefix of four digits"),
        pytest.param(card_number("622848", 19, 3), "中国农业银行", id="ABC"),
        pytest.param(card_number("955100", 19, 4), "中国邮政储蓄银行", id="longer than ABC's 95510"),
        pytest.param(card_number("690755", 18, 5), "招商银行", id="one prefix, length 18"),
        pytest.param(card_number("622412", 16, 6), "湖北省农村信用社", id="a bank of the province"),
    ],
)
def test_the_bank_is_guessed_from_prefix_and_length(number: str, bank: str) -> None:
    assert check_number("bank_card", number).facts == {"bank_guess": bank, "card_type_guess": "借记卡"}


def test_a_prefix_of_another_length_tells_no_bank() -> None:
    assert "bank_guess" not in check_number("bank_card", card_number("622848", 16, 1)).facts


@pytest.mark.parametrize(
    ("number", "problem"),
    [("62122600000", "12—19 位"), ("62122600000000000031", "12—19 位"), ("621226000000000000O", "数字"), ("", "数字")],
)
def test_a_card_number_of_another_length_is_refused(number: str, problem: str) -> None:
    found = check_number("bank_card", number)
    assert not found.ok
    assert problem in found.problems[0]


@given(st.integers(0, 10**9), st.integers(0, 18), st.integers(1, 9))
def test_a_wrong_digit_of_a_card_warns_and_does_not_block(serial: int, at: int, step: int) -> None:
    number = card_number("621226", 19, serial)
    wrong = number[:at] + str((int(number[at]) + step) % 10) + number[at + 1 :]
    assert check_number("bank_card", number).warnings == ()
    assert check_number("bank_card", wrong).ok
    assert "校验位" in check_number("bank_card", wrong).warnings[0]


def test_a_passbook_account_has_no_check_digit() -> None:
    assert check_number("bank_card", "042098200000").warnings == ()


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("19900001234", "19900001234"), ("+86 199 0000 1234", "19900001234"), ("+8619900001234", "19900001234"),
        ("0086-199-0000-1234", "19900001234"), ("8619900001234", "19900001234"), ("(+86)19900001234", "19900001234"),
        ("１９９０００01234", "19900001234"), ("199\u00a00000\u30001234", "19900001234"),
        ("199—0000—1234", "19900001234"),
        ("\u202d19900001234\u202c", "19900001234"), ("0712-5222222", "07125222222"), ("(0712)5222222", "07125222222"),
        ("（0712）522 2222", "07125222222"), ("010-85222222", "01085222222"), ("110", "110"), ("96110", "96110"),
        ("12381", "12381"), ("4008001234", "4008001234"), ("1440000000001", "1440000000001"),
        ("+86 0712 5222222", "07125222222"),
    ],
)  # fmt: skip
def test_a_phone_number_has_one_spelling(written: str, normal: str) -> None:
    found = check_number("phone", written)
    assert (found.ok, found.normal) == (True, normal)


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("1990000123", "11 位"), ("199000012345", "11 位"), ("1990000123456", "11 位"), ("12345678901", "11 位"),
        ("5222222", "区号"), ("199O0001234", "手机"), ("张三", "手机"), ("", "手机"), ("07125222222801123", "固定电话"),
    ],
)  # fmt: skip
def test_a_wrong_phone_number_is_told_what_is_wrong(number: str, problem: str) -> None:
    found = check_number("phone", number)
    assert not found.ok
    assert problem in found.problems[0]


@pytest.mark.parametrize(
    ("number", "operator"),
    [
        ("19900001234", "中国电信"), ("13800001234", "中国移动"), ("13490001234", "中国电信"),
        ("13400001234", "中国移动"), ("19200001234", "中国广电"), ("17000001234", "中国电信"),
        ("17030001234", "中国移动"), ("17040001234", "中国联通"), ("17400001234", "中国电信"),
        ("17490001234", "卫星通信"), ("16600001234", "中国联通"),
    ],
)  # fmt: skip
def test_the_operator_is_guessed_from_the_segment(number: str, operator: str) -> None:
    assert check_number("phone", number).facts["operator_guess"] == operator


def test_an_unknown_segment_is_no_problem() -> None:
    found = check_number("phone", "19400001234")
    assert (found.ok, found.facts) == (True, {})


@given(st.integers(0, 9999))
def test_a_made_up_phone_number_is_right(serial: int) -> None:
    assert check_number("phone", phone(serial)).normal == phone(serial)


@given(
    st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17), st.integers(0, 17), st.sampled_from("07AY")
)
def test_a_wrong_character_of_a_credit_code_is_found(body: str, at: int, character: str) -> None:
    number = body + uscc.calc_check_digit(body)
    assert check_number("uscc", number.lower()).normal == number
    assume(number[at] != character)
    assert not check_number("uscc", number[:at] + character + number[at + 1 :]).ok


@pytest.mark.parametrize(
    ("number", "problem"),
    [("91350100M000100Y44", "校验位"), ("91350100M000100Y4", "18 位"), ("91350100I000100Y43", "不含字母")],
)
def test_a_wrong_credit_code_is_told_what_is_wrong(number: str, problem: str) -> None:
    assert problem in check_number("uscc", number).problems[0]


def test_a_credit_code_tells_division_and_organisation() -> None:
    found = check_number("uscc", "9135 0100 M000100 Y43")
    assert (found.ok, found.facts["division"]) == (True, "350100")


@pytest.mark.parametrize(
    ("number", "ok"),
    [("490154203237518", True), ("49-015420-323751-8", True), ("490154203237519", False), ("4901542032375181", True),
     ("A0000000002329", True), ("49015420323751", True), ("4901542032375", False)],
)  # fmt: skip
def test_a_device_number_is_checked(*, number: str, ok: bool) -> None:
    assert check_number("imei", number).ok == ok


@given(st.text("0123456789", min_size=14, max_size=14), st.integers(0, 14), st.integers(1, 9))
def test_a_wrong_digit_of_a_device_number_is_found(body: str, at: int, step: int) -> None:
    number = body + str(luhn.calc_check_digit(body))
    assert check_number("imei", number).ok
    assert not check_number("imei", number[:at] + str((int(number[at]) + step) % 10) + number[at + 1 :]).ok


@pytest.mark.parametrize(
    ("number", "ok", "warned", "operator"),
    [
        pytest.param("8986000000000000000" + str(luhn.calc_check_digit("8986000000000000000")), True, False, "中国移动",
                     id="20 digits with a check digit"),
        pytest.param("8986000000000000000A", True, True, "中国移动", id="20 characters with a letter"),
        pytest.param("8986030000000000000", True, True, "中国电信", id="19 digits, check digit wrong"),
        pytest.param("89860500000000000000", True, True, "", id="an operator that nobody knows"),
        pytest.param("8985000000000000000", False, False, "", id="another country"),
        pytest.param("898600000000000000", False, False, "", id="too short"),
    ],
)  # fmt: skip
def test_a_card_serial_warns_and_rarely_blocks(*, number: str, ok: bool, warned: bool, operator: str) -> None:
    found = check_number("iccid", number)
    assert (found.ok, bool(found.warnings), found.facts.get("operator", "")) == (ok, warned, operator)
