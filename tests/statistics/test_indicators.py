import pytest

from anfraud_desktop.errors import UserError
from anfraud_desktop.schema.codes import CodeTable
from anfraud_desktop.schema.kinds import Choice, Day, Money
from anfraud_desktop.schema.record import Record
from anfraud_desktop.statistics.figures import dimension_of, dimensions
from anfraud_desktop.statistics.indicators import (
    BANK_KINDS,
    INDICATORS,
    LINE_KINDS,
    SECTIONS,
    Indicator,
    Ratio,
    counted,
    declared,
    full_title,
)
from anfraud_desktop.store.conditions import end_of

COUNTED = [item for item in INDICATORS.values() if isinstance(item, Indicator)]


@pytest.mark.parametrize("item", COUNTED, ids=lambda item: item.name)
def test_an_indicator_counts_by_an_indexed_day_of_a_ledger(item: Indicator) -> None:
    _, field = end_of(Record.ledgers[item.ledger], item.date)
    assert isinstance(field, Day)
    assert field.indexed


@pytest.mark.parametrize("item", COUNTED, ids=lambda item: item.name)
def test_every_code_that_an_indicator_names_is_in_its_table(item: Indicator) -> None:
    for condition in item.where:
        _, field = end_of(Record.ledgers[item.ledger], condition.path)
        if isinstance(field, Choice):
            codes = condition.value if isinstance(condition.value, tuple) else (condition.value,)
            assert [code for code in codes if field.option(code) is None] == []


@pytest.mark.parametrize("item", COUNTED, ids=lambda item: item.name)
def test_the_unit_tells_what_is_counted(item: Indicator) -> None:
    kind, _, path = item.measure.partition(":")
    if kind == "sum":
        assert isinstance(end_of(Record.ledgers[item.ledger], path)[1], Money)
        assert item.unit == "元"
    elif kind == "distinct":
        target, _ = end_of(Record.ledgers[item.ledger], path)
        assert item.unit == {"people": "人", "cases": "案"}[target.table]
    else:
        assert item.unit == {"cases": "案", "cards": "张", "dispositions": "人次", "victims": "人次"}[item.ledger]


def test_every_indicator_is_defined_in_words_and_has_a_title_of_its_own() -> None:
    items = list(INDICATORS.values())
    assert all(item.definition.endswith("。") and item.section in SECTIONS for item in items)
    assert len({full_title(item) for item in items}) == len(items)


@pytest.mark.parametrize("item", COUNTED, ids=lambda item: item.name)
def test_a_definition_of_dispositions_says_that_withdrawn_ones_do_not_count(item: Indicator) -> None:
    assert ("已变更撤销的不计" in item.definition) == (item.ledger == "dispositions")


def test_card_kinds_are_of_a_bank_or_a_line_or_neither_never_both() -> None:
    codes = {option.code for option in CodeTable("card_kinds").options}
    assert not set(BANK_KINDS) & set(LINE_KINDS)
    assert {*BANK_KINDS, *LINE_KINDS} <= codes


def test_a_part_is_told_with_its_whole_where_it_stands_alone() -> None:
    assert full_title(declared("admin_fined")) == "行政处罚（罚款）"
    assert declared("行政处罚（罚款）").name == "admin_fined"


def test_an_unknown_indicator_is_refused_with_the_place_to_look() -> None:
    with pytest.raises(UserError, match="report indicators"):
        declared("破案数")


def test_a_ratio_has_no_records_but_names_its_two_parts() -> None:
    ratio = declared("solved_rate")
    assert isinstance(ratio, Ratio)
    with pytest.raises(UserError, match=r"solved.*filed"):
        counted("solved_rate")


def test_a_ratio_cannot_be_split_and_no_figure_can_be_split_by_unit_or_officer() -> None:
    assert dimensions(declared("solved_rate")) == []
    assert {d.name for item in COUNTED for d in dimensions(item)}.isdisjoint({"unit", "lead_officer", "officer"})
    with pytest.raises(UserError, match="不能按“主办民警”分组"):
        dimension_of(counted("solved"), "主办民警")
