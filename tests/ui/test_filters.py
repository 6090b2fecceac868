from datetime import date, datetime
from decimal import Decimal

import pytest

import anfraud_desktop.records  # noqa: F401  registers the ledgers
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.conditions import Condition
from anfraud_desktop.ui import filters

TODAY = date(2026, 3, 20)
THAT_DAY = (datetime(2026, 3, 7), datetime(2026, 3, 7, 23, 59))  # noqa: DTZ001  records keep naive local time


def parsed(ledger: str, name: str, text: str) -> list[filters.Filter]:
    return filters.parse(Record.ledgers[ledger], name, text, TODAY)


@pytest.mark.parametrize(
    ("ledger", "name", "text", "wanted"),
    [
        ("people", "name", "王", [Condition("name", "contains", "王")]),
        ("people", "name", "=王芳", [Condition("name", "=", "王芳")]),
        ("people", "name", "~芳", [Condition("name", "contains", "芳")]),
        ("people", "name", "空", [Condition("name", "empty")]),
        ("people", "name", "非空", [Condition("name", "filled")]),
        ("people", "id_number", " 4209 00x", [Condition("id_number", "contains", "420900X")]),
        ("people", "sex", "男", [Condition("sex", "=", "1")]),
        ("cases", "offence", "bx", [Condition("offence", "contains", "bx")]),
        ("cases", "amount", ">5万", [Condition("amount", ">", Decimal("50000.00"))]),
        ("cases", "amount", "1000..5000",
         [Condition("amount", ">=", Decimal("1000.00")), Condition("amount", "<=", Decimal("5000.00"))]),
        ("cases", "amount", "区间 1000..", [Condition("amount", ">=", Decimal("1000.00"))]),
        ("cases", "filed_on", "2026-03", [Condition("filed_on", "between", (date(2026, 3, 1), date(2026, 3, 31)))]),
        ("cases", "filed_on", "2026", [Condition("filed_on", "between", (date(2026, 1, 1), date(2026, 12, 31)))]),
        ("cases", "filed_on", ">2026-02", [Condition("filed_on", ">", date(2026, 2, 28))]),
        ("cases", "filed_on", "<2026-02", [Condition("filed_on", "<", date(2026, 2, 1))]),
        ("cases", "filed_on", "3.7", [Condition("filed_on", "=", date(2026, 3, 7))]),
        ("cases", "filed_on", "＞＝２０２６-０３-０７", [Condition("filed_on", ">=", date(2026, 3, 7))]),
        ("cases", "filed_on", "2026-01..2026-02",
         [Condition("filed_on", ">=", date(2026, 1, 1)), Condition("filed_on", "<=", date(2026, 2, 28))]),
        ("dispositions", "decided_at", "2026-03-07", [Condition("decided_at", "between", THAT_DAY)]),
        ("involvements", "person", "王", [Condition("person.name", "contains", "王")]),
        ("involvements", "person", "4209", [Condition("person.id_number", "contains", "4209")]),
        ("dispositions", "involvement", "王", [Condition("involvement.person.name", "contains", "王")]),
        ("cards", "cases", "A4209", [filters.Through("cases", "cases", (Condition("number", "contains", "A4209"),))]),
        ("people", "photo", "空", [Condition("photo", "empty")]),
    ],
)  # fmt: skip
def test_what_a_clerk_writes_means(ledger: str, name: str, text: str, wanted: list[filters.Filter]) -> None:
    assert parsed(ledger, name, text) == wanted


@pytest.mark.parametrize(
    ("ledger", "name", "text"),
    [("cases", "filed_on", "昨天"), ("cases", "amount", ">很多"), ("cases", "amount", ">"),
     ("cases", "filed_on", "2026-13"),
     ("people", "photo", "王"), ("involvements", "roles", "没有这个角色")],
)  # fmt: skip
def test_what_cannot_be_understood_is_told_in_chinese(ledger: str, name: str, text: str) -> None:
    with pytest.raises(ValueError) as told:
        parsed(ledger, name, text)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in str(told.value))


def test_an_empty_box_is_no_condition() -> None:
    assert parsed("people", "name", "  ") == []
