from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anfraud_desktop.statistics.figures import Figure, Quotient, Value
from anfraud_desktop.statistics.indicators import INDICATORS, counted, declared
from anfraud_desktop.statistics.periods import parse
from anfraud_desktop.statistics.wording import (
    Told,
    change_spelt,
    column_title,
    compared,
    narrative,
    rounded,
    said,
    spelt,
)

FILED, RATE, LOSS = declared("filed"), declared("solved_rate"), declared("loss")
OCTOBER = parse("2026-10")


def percent(above: int, below: int) -> Quotient:
    return Quotient(above, below, 100)


@pytest.mark.parametrize(
    ("now", "last", "year_ago", "text"),
    [
        (12, 10, 15, "，环比上升20.0%，同比下降20.0%"),
        (12, 12, 12, "，环比持平，同比持平"),
        (12, 0, 6, "，上月无，同比上升100.0%"),
        (12, 0, 0, "，上月无，去年同期无"),
        (0, 0, 4, "，环比持平，同比下降100.0%"),
        (10001, 10000, 10010, "，环比基本持平，同比下降0.1%"),
    ],
)
def test_rises_and_falls_are_told_as_papers_tell_them(now: int, last: int, year_ago: int, text: str) -> None:
    assert compared(Figure(FILED, now, last, year_ago), OCTOBER) == text


def test_a_percentage_moves_by_points_and_says_nothing_without_a_base() -> None:
    assert compared(Figure(RATE, percent(1, 2), percent(1, 4), percent(0, 0)), OCTOBER) == "，环比上升25.0个百分点"
    assert compared(Figure(RATE, percent(1, 4), percent(0, 1), percent(1, 2)), OCTOBER) == (
        "，环比上升25.0个百分点，同比下降25.0个百分点"
    )


@pytest.mark.parametrize(("text", "word"), [("2026-W43", "上周无"), ("2026-Q3", "上季度无"), ("2026-H1", "上个半年无")])
def test_the_period_before_is_named_by_its_kind(text: str, word: str) -> None:
    assert word in compared(Figure(FILED, 1, 0, 1), parse(text))


def test_a_year_is_compared_once() -> None:
    assert compared(Figure(FILED, 3, 2, 2), parse("2026")) == "，同比上升50.0%"


@pytest.mark.parametrize(
    ("item", "value", "table", "sentence"),
    [
        (FILED, 1234, "1,234", "1,234起"),
        (LOSS, Decimal("0.30"), "0.30", "0.30元"),
        (LOSS, Decimal("9999.99"), "9,999.99", "9,999.99元"),
        (LOSS, Decimal(10000), "10,000.00", "1.00万元"),
        (LOSS, Decimal("123456789.01"), "123,456,789.01", "12,345.68万元"),
        (RATE, percent(2, 3), "66.7", "66.7%"),
        (RATE, percent(3, 2), "150.0", "150.0%"),
        (RATE, percent(0, 0), "—", "—"),
    ],
)
def test_a_value_is_spelt_for_a_table_and_for_a_sentence(item: object, value: Value, table: str, sentence: str) -> None:
    assert item in (FILED, LOSS, RATE)
    assert (spelt(item, value), said(item, value)) == (table, sentence)


@pytest.mark.parametrize(
    ("move", "text"),
    [(Fraction(1, 3), "+33.3%"), (Fraction(-1, 2), "-50.0%"), (Fraction(0), "0.0%"), (Fraction(-1, 10**6), "0.0%"),
     (Fraction(123), "+12,300.0%"), (None, "—")],
)  # fmt: skip
def test_a_change_carries_its_sign_in_a_table(move: Fraction | None, text: str) -> None:
    assert change_spelt(FILED, move) == text


def test_a_change_between_percentages_is_in_points() -> None:
    assert change_spelt(RATE, Fraction(-5, 2)) == "-2.5点"


@given(st.fractions(), st.integers(0, 4))
def test_rounding_is_half_up_and_never_further_than_half_a_step(number: Fraction, places: int) -> None:
    off = Fraction(rounded(number, places)) - number
    assert abs(off) <= Fraction(1, 2 * 10**places)
    assert Fraction(rounded(-number, places)) == -Fraction(rounded(number, places))


def test_half_is_rounded_away_from_zero() -> None:
    assert (str(rounded(Fraction(1, 8), 2)), str(rounded(Fraction(-1, 8), 2))) == ("0.13", "-0.13")


def test_the_head_of_a_column_has_one_bracket() -> None:
    assert [column_title(counted(name)) for name in ("captured", "admin_fined")] == [
        "抓获（人）",
        "罚款（人）",
    ]


def told(splits: dict[str, dict[str, int]], **values: int) -> Told:
    figures: dict[str, Figure] = {}
    for name, item in INDICATORS.items():
        value: Value = values.get(name, 0)
        if item.unit == "%":
            value = percent(values.get("solved", 0) if name == "solved_rate" else 0, values.get("filed", 0))
        figures[name] = Figure(item, value, 0 if item.unit != "%" else percent(0, 0), value)
    return Told(OCTOBER, figures, splits, "府城派出所")


def test_a_month_without_anything_is_told_in_one_sentence() -> None:
    assert narrative(told({})) == ("2026年10月，府城派出所没有登记受理、立案和破案的案件。",)


def test_cases_are_told_with_their_parts_and_rate() -> None:
    paragraph, *_ = narrative(told({}, filed=4, filed_criminal=3, filed_administrative=1, solved=2))
    assert paragraph == (
        "2026年10月，府城派出所立案4起（其中刑事3起、行政1起），上月无，同比持平；破案2起，上月无，同比持平；"
        "破案率50.0%，同比持平。"
    )


def test_kinds_that_tie_with_one_left_out_are_not_named() -> None:
    split = {"fraud_type": {"01": 5, "02": 2, "03": 1, "04": 1, "": 3}, "township": {"420982001": 12}}
    _, kinds, *_ = narrative(told(split, filed=12))
    assert kinds == (
        "从诈骗类型看，较多的为刷单返利类5起（占41.7%），虚假网络投资理财类2起（占16.7%）；"
        "从发案地看，府城街道12起（占100.0%）。"
    )


def test_only_measures_that_were_taken_are_told() -> None:
    *_, measures = narrative(
        told({}, filed=1, detained=2, penalised=3, admin_fined=3, transferred=2, transferred_cases=1)
    )
    assert measures == (
        "打击处理方面，采取强制措施等：刑事拘留2人；移送审查起诉1起2人，上月无，同比持平；行政处罚3人（其中罚款3人）。"
    )
