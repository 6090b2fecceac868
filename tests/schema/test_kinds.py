"""Every kind of value and its spellings: typed text, workbook cell, SQLite, editor, paper."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anfraud_desktop.records.cards import Card
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.dispositions import Disposition
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.records.people import Person
from anfraud_desktop.schema.kinds import Aliases, Count, Day, LongText, Moment, Money, Name, Text, Tick
from anfraud_desktop.schema.kinds.money import heading_unit
from anfraud_desktop.schema.kinds.times import expand_day
from anfraud_desktop.schema.record import Field
from tests.factories import card_number, id_number, phone

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
moments = st.datetimes(datetime(1900, 1, 1), datetime(2100, 12, 31)).map(lambda m: m.replace(second=0, microsecond=0))  # noqa: DTZ001  local
yuan = st.integers(0, 10**14).map(lambda fen: Decimal(fen) / 100)
words = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=80)
offences = [option.code for option in Case.offence.codes.options]
roles = [option.code for option in Involvement.roles.codes.options]

KINDS: list[tuple[Field[Any], st.SearchStrategy[Any]]] = [
    (Text("文"), words), (LongText("长"), words), (Day("日"), days), (Moment("刻"), moments), (Money("钱"), yuan),
    (Count("数"), st.integers(0, 10**12 - 1)), (Tick("是"), st.booleans()),
    (Case.offence, st.sampled_from(offences)),
    (Involvement.roles, st.lists(st.sampled_from(roles), min_size=1, unique=True).map(tuple)),
    (Aliases("别"), st.lists(st.text("张王李赵阿", min_size=1, max_size=3), min_size=1, unique=True).map(tuple)),
    (Person.id_number, days.map(lambda day: id_number(day, 12))), (Person.phone, st.integers(0, 9999).map(phone)),
    (Card.number, st.integers(0, 10**9).map(lambda serial: card_number(serial=serial))),
    (Case.number, st.integers(0, 9999).map(lambda n: f"A420982000000202603{n:04d}")),
    (Disposition.document_number, st.integers(1, 9999).map(lambda n: f"安公(府城)拘字〔2026〕{n}号")),
    (Disposition.involvement, st.integers(1, 10**9)),
    (Card.cases, st.lists(st.integers(1, 10**9), min_size=1, unique=True).map(tuple)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "values"), KINDS, ids=lambda item: item.label if isinstance(item, Field) else "values"
)
def test_a_value_comes_back_from_sqlite_and_from_its_editor(field: Field[Any], values: st.SearchStrategy[Any]) -> None:
    @given(values)
    def holds(value: Any) -> None:
        normal = field.read(field.edit(field.read(value) if isinstance(value, str) else value))
        assert field.load(field.cell(normal)) == normal
        assert field.read(field.edit(normal)) == normal
        assert field.show(normal)
        assert field.paper(normal)

    holds()


@pytest.mark.parametrize(
    ("field", "values"), KINDS, ids=lambda item: item.label if isinstance(item, Field) else "values"
)
def test_a_workbook_cell_is_read_as_it_was_written(field: Field[Any], values: st.SearchStrategy[Any]) -> None:
    @given(values)
    def holds(value: Any) -> None:
        normal = field.read(value)
        assert field.read_cell(field.sheet(normal), "金额（元）") == normal

    if field.label not in ("涉案人员", "涉及案件"):  # links are named by their records' keys in a workbook
        holds()


@pytest.mark.parametrize("field", [field for field, _ in KINDS], ids=lambda field: field.label)
@pytest.mark.parametrize("empty", [None, "", "  ", "\u3000\u00a0", "\ufeff"])
def test_nothing_is_read_as_nothing(field: Field[Any], empty: object) -> None:
    assert field.read(empty) is None
    assert field.cell(None) is None
    assert field.show(None) == ""
    assert field.sheet(None) is None


@pytest.mark.parametrize("field", [field for field, _ in KINDS], ids=lambda field: field.label)
@given(junk=st.text(max_size=60))
def test_typed_nonsense_is_a_sentence_and_never_a_crash(field: Field[Any], junk: str) -> None:
    try:
        value = field.read(junk)
    except ValueError as wrong:
        told, value = str(wrong), None
    else:
        told = "读入"
    assert any("\u4e00" <= c <= "\u9fff" for c in told)
    assert field.load(field.cell(value)) == value


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-11-22", date(2026, 11, 22)), ("2026/11/2", date(2026, 11, 2)), ("2026.1.5", date(2026, 1, 5)),
        ("2026年3月5日", date(2026, 3, 5)), ("20261122", date(2026, 11, 22)),
        ("２０２６－０３－０５", date(2026, 3, 5)),
        ("2026-03-05 00:00:00", date(2026, 3, 5)), ("22/11/2026", date(2026, 11, 22)),
        (20260305.0, date(2026, 3, 5)), (datetime(2026, 3, 5, 9), date(2026, 3, 5)),  # noqa: DTZ001  a cell
    ],
)  # fmt: skip
def test_a_day_that_can_be_meant_in_one_way_is_read(typed: object, day: date) -> None:
    assert Day("日").read(typed) == day


@pytest.mark.parametrize(
    "typed", ["11/12/2026", 46348, "二〇二六年", "2026-02-29", "1900-02-29", "2026-13-01", "昨天", "26.3", "3026-01-01"]
)
def test_a_day_that_can_be_meant_otherwise_is_refused(typed: object) -> None:
    with pytest.raises(ValueError, match=r"请|不"):
        Day("日").read(typed)


@pytest.mark.parametrize(
    ("typed", "day"),
    [("260307", "2026-03-07"), ("0307", "2026-03-07"), ("3.7", "2026-3-7"), ("2026-03-07", "2026-03-07")],
)
def test_hasty_digits_become_a_day_of_this_year(typed: str, day: str) -> None:
    assert expand_day(typed, date(2026, 11, 1)) == day


@pytest.mark.parametrize(
    ("cell", "heading", "amount"),
    [
        (831.5021, "涉案金额\n（万元）", "8315021.00"), ("8315021元", "金额（万元）", "8315021.00"),
        ("856.13万", "金额", "8561300.00"),
        ("1,234.50", "金额(元)", "1234.50"), ("８３元", "", "83.00"), ("1.2亿元", "", "120000000.00"),
        ("￥5000元整", "", "5000.00"),
        (0.1 + 0.2, "金额（元）", "0.30"), ("3万5千元", "", "35000.00"),
        (Decimal("12.5"), "", "12.50"), ("0", "元", None),
    ],
)  # fmt: skip
def test_money_takes_its_unit_from_the_cell_then_from_the_heading(
    cell: object, heading: str, amount: str | None
) -> None:
    field = Money("钱")
    if amount is None:
        with pytest.raises(ValueError, match="没有写明单位"):
            field.read_cell(cell, heading)
    else:
        assert field.read_cell(cell, heading) == Decimal(amount)


@pytest.mark.parametrize("cell", ["五万元", "-300元", "8万5", "1.234元", "1e5", "1万亿", "10元5角"])
def test_money_that_can_be_meant_otherwise_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match=r"请|不"):
        Money("钱").read_cell(cell, "金额（元）")


def test_a_heading_states_its_unit() -> None:
    assert [heading_unit(text) for text in ("金额\n（万元）", "金额(单位：元)", "损失万元", "金额")] == [
        "万元",
        "元",
        "万元",
        None,
    ]


@pytest.mark.parametrize("field", [Person.id_number, Card.number, Person.phone, Case.number])
@pytest.mark.parametrize("cell", [420900199003071233, 6.2220210010000e18, 1e16])
def test_a_number_cell_that_has_lost_digits_is_refused(field: Field[Any], cell: float) -> None:
    with pytest.raises(ValueError, match="末几位已丢失"):
        field.read(cell)


@pytest.mark.parametrize(
    "spelt",
    ["42098219010412019X", "42098219010412019x", "４２０９８２１９０１０４１２０１９Ｘ", " 420982 190104 12019X\u00a0"],
)
def test_an_identity_number_has_one_spelling(spelt: str) -> None:
    assert Person.id_number.read(spelt) == "42098219010412019X"


def test_all_kinds_of_middle_dot_are_one_name() -> None:
    assert {Name("名").read(f"买买提{dot}艾力") for dot in "·•‧．・"} == {"买买提·艾力"}


def test_hidden_and_bidirectional_characters_do_not_enter() -> None:
    assert Text("文").read("张\u200b三\u202e\x07") == "张三"


@pytest.mark.parametrize("typed", ["帮信", "帮信罪", "C287B2", "帮助信息网络犯罪活动罪", "帮助信息网络犯罪活动"])
def test_a_choice_is_typed_by_code_label_or_synonym(typed: str) -> None:
    assert Case.offence.read(typed) == "C287B2"


def test_an_unknown_choice_names_near_ones() -> None:
    with pytest.raises(ValueError, match="帮助信息网络犯罪活动罪"):
        Case.offence.read("帮助信息犯罪")
