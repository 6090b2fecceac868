"""What makes a password fit."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anfraud_desktop.store.passwords import LONGEST, password_problem

NAME = "wangjg"


@pytest.mark.parametrize(
    "password",
    [
        "梧桐-Harbor-7391", "Nest-Cove-Fern-91", "correct horse battery", "春江花月夜潮水连海平海上明月共潮生",
        " 两头有空格 Aa1 ", "😀" * 3 + "🚓Ab1-🚨🧾x", "Kz7-" * 3 + "m", "ＡＢＣ１２３ａｂｃ－９",
        "aB3-" + "x" * 120 + "yz9-",
    ],
)  # fmt: skip
def test_a_fit_password_has_no_problem(password: str) -> None:
    assert password_problem(NAME, password) == ""


@pytest.mark.parametrize(("password", "length"), [("", 0), ("Aa1-bcdef", 9), ("Aa1-" * 32 + "x", 129)])
def test_length_is_counted_in_characters(password: str, length: int) -> None:
    assert f"现有 {length} 个" in password_problem(NAME, password)


def test_length_is_counted_in_nfc() -> None:
    parted = unicodedata.normalize("NFD", "é" * 5 + "Ab1-")
    assert "现有 9 个" in password_problem(NAME, parted)


@pytest.mark.parametrize("password", ["abcdefghijkm", "kite moss in", "KITEMOSSBARN", "kitemoss2937", "kite-moss-ba"])
def test_fewer_than_three_classes_want_sixteen_characters(password: str) -> None:
    assert "三类" in password_problem(NAME, password)
    assert password_problem(NAME, password + " quoz wek") == ""


@pytest.mark.parametrize(
    "password",
    [
        "Password123!", "p@ssw0rd1234", "P@$$w0rd2026", "2026-Admin-2026", "Qwerty12345!", "1qaz@WSX3edc",
        "密码1234567890",
        "Gongan@12345", "Jingcha_110110", "Fanzha-96110", "Fucheng@2026", "公安12345678!", "Anlu-Kite-2026",
        "Kite-派出所-26", "Kite9-Anfraud-x", "Woaini5201314!", "1234567890Qwerty", "!@#Welcome2026",
    ],
)  # fmt: skip
def test_what_people_think_of_first_is_denied(password: str) -> None:
    assert "太常见" in password_problem(NAME, password)


@pytest.mark.parametrize("password", ["420900199003071233", "19900000001", "2026112220261122", "１２３４５６７８９０"])
def test_digits_alone_are_denied_however_many(password: str) -> None:
    assert "只用数字" in password_problem(NAME, password)


@pytest.mark.parametrize("password", ["aaaaaaaaaaaaaaaa", "Aa1-Aa1-Aa1-Aa1-", "哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈"])
def test_few_different_characters_are_denied_however_many(password: str) -> None:
    assert "不同的字符" in password_problem(NAME, password)


def test_one_piece_over_and_over_is_denied() -> None:
    assert "太常见" in password_problem(NAME, "Kite7-" * 4)


@pytest.mark.parametrize(("name", "password"), [("wangjg", "Kite-WangJG-77"), ("王警官", "王警官-Kite-7391")])
def test_the_users_own_name_is_denied(name: str, password: str) -> None:
    assert "用户名" in password_problem(name, password)


@given(st.text(max_size=140), st.text(max_size=140))
def test_any_text_gets_an_answer_and_none_holds_the_password(name: str, password: str) -> None:
    told = password_problem(name, password)
    assert len(unicodedata.normalize("NFC", password)) <= LONGEST or told
    assert len(password) < 10 or password not in told
