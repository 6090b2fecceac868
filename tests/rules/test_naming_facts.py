"""The facts of a ruling as the command line takes them: each read in its own type, odd ones refused by name."""

import json
from dataclasses import fields
from datetime import date
from typing import Any

import pytest

from anfraud_desktop.errors import Invalid
from anfraud_desktop.rules.naming import Facts, Order, rule_naming

DAY = date(2026, 11, 1)
GIVEN: dict[str, Any] = {
    "outcome": "wanted", "name": "张建国", "born_on": "1990-01-01", "act_on": "2025-05-01", "filed_on": None,
    "published_on": "2026-11-01", "appeal": False, "sealed": False, "role": "suspect",
    "approvals": ["legal_review"], "necessity": None,
    "order": {"number": "安公缉字〔2026〕1号", "issued_on": "2026-10-01", "organ": "county"}, "document": "wanted",
}  # fmt: skip


def test_facts_are_read_from_json() -> None:
    facts = Facts.from_json(json.loads(json.dumps(GIVEN)), date(2020, 1, 1))
    order = Order("安公缉字〔2026〕1号", date(2026, 10, 1), "county")
    assert facts == Facts("wanted", DAY, name="张建国", born_on=date(1990, 1, 1), act_on=date(2025, 5, 1), order=order,
                          approvals=frozenset({"legal_review"}), document="wanted")  # fmt: skip


def test_facts_that_are_not_given_are_the_strictest() -> None:
    facts = Facts.from_json({}, DAY)
    assert facts == Facts(None, DAY)
    assert rule_naming(facts).mode == "never"


@pytest.mark.parametrize(
    "key", ["outcome", "name", "born_on", "act_on", "filed_on", "published_on", "necessity", "order"]
)
def test_a_null_fact_is_one_that_is_not_given(key: str) -> None:
    facts = Facts.from_json(GIVEN | {key: None}, DAY)
    assert getattr(facts, key) == getattr(Facts(None, DAY), key)
    assert rule_naming(facts).reason


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("colour", "red"), ("born_on", "gestern"), ("born_on", "2025-02-30"), ("born_on", "20250101"),
        ("born_on", 19900101), ("published_on", "2026/11/01"), ("role", "judge"), ("role", None),
        ("document", "poster"), ("approvals", None), ("approvals", "legal_review"), ("approvals", ["mayor"]),
        ("approvals", [["legal_review"]]), ("appeal", "no"), ("appeal", None), ("sealed", 1),
        ("outcome", 7), ("name", ["张"]), ("necessity", True),
        ("order", "1号"), ("order", {"number": "1号"}),
        ("order", {"number": "", "issued_on": "2026-10-01", "organ": "county"}),
        ("order", {"number": 1, "issued_on": "2026-10-01", "organ": "county"}),
        ("order", {"number": "1号", "issued_on": None, "organ": "county"}),
        ("order", {"number": "1号", "issued_on": "2026-10-01", "organ": "station"}),
        ("order", {"number": "1号", "issued_on": "2026-10-01", "organ": "county", "seal": "yes"}),
    ],
)  # fmt: skip
def test_an_odd_fact_is_refused_in_chinese_under_its_name(key: str, value: object) -> None:
    with pytest.raises(Invalid) as refused:
        Facts.from_json(GIVEN | {key: value}, DAY)
    assert set(refused.value.problems) == {key}
    problem = refused.value.problems[key]
    assert any("一" <= character <= "龥" for character in problem)
    assert "isoformat" not in problem
    assert "object" not in problem


def test_all_odd_facts_are_told_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        Facts.from_json({"colour": 1, "role": "judge", "born_on": "x"}, DAY)
    assert set(refused.value.problems) == {"colour", "role", "born_on"}


def test_every_fact_can_be_given() -> None:
    assert set(GIVEN) | {"case_act_from"} == {item.name for item in fields(Facts)}
