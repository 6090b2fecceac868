"""Numbers of cases and of official papers: one spelling, and little that is refused."""

import pytest

from anfraud_desktop.rules.numbers import check_number


def test_a_case_number_tells_organ_month_and_serial() -> None:
    found = check_number("case_number", "a420982000000 202603 0001")
    assert (found.ok, found.normal) == (True, "A4209820000002026030001")
    assert found.facts == {"organ": "420982000000", "month": "2026-03", "serial": "0001"}


@pytest.mark.parametrize(
    ("number", "ok", "warned"),
    [("A4209820000002026130001", False, False), ("AJ-2026-0001", True, True), ("A420982000000202603001", True, True),
     ("A", False, False), ("", False, False)],
)  # fmt: skip
def test_a_case_number_of_the_station_is_let_through_with_a_warning(*, number: str, ok: bool, warned: bool) -> None:
    found = check_number("case_number", number)
    assert (found.ok, bool(found.warnings)) == (ok, warned)


@pytest.mark.parametrize(
    ("written", "normal", "warned"),
    [
        ("安公(城关)立字〔2026〕12号", "安公(城关)立字〔2026〕12号", False),
        ("安公（城关）立字[2026]12号", "安公(城关)立字〔2026〕12号", False),
        ("安公（城关）立字【2026】12号", "安公(城关)立字〔2026〕12号", False),
        ("安公 城关 立字 〔２０２６〕 12 号", "安公城关立字〔2026〕12号", False),
        ("浦公(禁毒)行罚决字[2019]51476号", "浦公(禁毒)行罚决字〔2019〕51476号", False),
        ("(2026)鄂0982刑初12号", "（2026）鄂0982刑初12号", False),
        ("（2026）鄂0982刑初12号", "（2026）鄂0982刑初12号", False),
        ("杭西公(刑)立字[2020]03503", "杭西公(刑)立字〔2020〕03503", True),
        ("口头", "口头", True),
    ],
)  # fmt: skip
def test_a_document_number_is_written_with_its_own_brackets(*, written: str, normal: str, warned: bool) -> None:
    found = check_number("document_number", written)
    assert (found.ok, found.normal, bool(found.warnings)) == (True, normal, warned)
