"""The table of naming: each row, the gates before the rows, and what no fact may ever widen."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anfraud_desktop import resources
from anfraud_desktop.rules.naming import (
    APPROVALS,
    DOCUMENTS,
    MODES,
    ORGANS,
    ROLES,
    Facts,
    Mode,
    Order,
    row_of,
    rows,
    rule_naming,
    strictest,
)

DAY = date(2026, 11, 1)
ORDER = Order("安公缉字〔2026〕1号", date(2026, 10, 1), "county")
ALL = frozenset(APPROVALS)
ADULT = Facts("detained", DAY, name="张建国", born_on=date(1990, 1, 1), act_on=date(2025, 5, 1))
FALLBACK = "个人信息保护法第三十四条"
ZA = "治安管理处罚法第一百三十六条"
XS12 = "刑事诉讼法第十二条"

# outcome, row, mode in an exposure notice without approvals and necessity, article
TABLE: list[tuple[str | None, str, Mode, str]] = [
    ("convicted_final", "D01", "mask", "刑事诉讼法第二百零二条"),
    ("convicted_suspended", "D02", "mask", FALLBACK),
    ("convicted_exempt", "D03", "mask", FALLBACK),
    ("convicted_first_instance", "D04", "mask", XS12),
    ("prosecuted", "D05", "mask", XS12),
    ("transferred_for_prosecution", "D06", "mask", XS12),
    ("arrested", "D07", "mask", XS12),
    ("detained", "D08", "mask", XS12),
    ("bail", "D09", "aggregate", XS12),
    ("residential_surveillance", "D10", "aggregate", XS12),
    ("summoned", "D11", "aggregate", XS12),
    ("compelled", "D11", "aggregate", XS12),
    ("filed_only", "D11", "aggregate", XS12),
    ("wanted", "D12", "mask", "第二百七十四条"),
    ("admin_detention", "D13", "aggregate", ZA),
    ("admin_fine", "D14", "aggregate", ZA),
    ("admin_warning", "D14", "aggregate", ZA),
    ("admin_confiscation", "D15", "aggregate", ZA),
    ("fraud_law_penalty", "D16", "aggregate", "第一百四十一条"),
    ("unit_penalty", "D17", "aggregate", "行政处罚法第四十八条"),
    ("admin_not_punished", "D18", "never", FALLBACK),
    ("not_filed", "D18", "never", FALLBACK),
    ("admin_ended", "D18", "never", FALLBACK),
    ("nonprosecution_statutory", "D19", "never", "第一百七十七条第一款"),
    ("nonprosecution_insufficient", "D20", "never", "第一百七十五条第四款"),
    ("nonprosecution_discretionary", "D21", "aggregate", "第一百七十七条第二款"),
    ("nonprosecution_conditional", "D22", "never", "第二百八十二条"),
    ("case_withdrawn", "D23", "never", "第一百八十六条"),
    ("investigation_ended", "D23", "never", "第一百八十六条"),
    ("acquitted", "D24", "never", "刑事诉讼法"),
    ("proceedings_ended", "D25", "never", "刑事诉讼法第十六条"),
    ("punishment_cat1", "D26", "mask", "惩戒办法第七条"),
    ("punishment_cat2", "D27", "aggregate", "第七条"),
    ("punishment_cat3", "D27", "aggregate", "第七条"),
    ("admonished", "D28", "never", FALLBACK),
    ("served", "D31", "never", FALLBACK),
    ("transferred_out", "D32", "aggregate", FALLBACK),
    ("merged_case", "D32", "aggregate", FALLBACK),
    ("judgment_unspecified", "D24", "never", "刑事诉讼法"),
    ("nonprosecution_unspecified", "D19", "never", "刑事诉讼法"),
    ("unknown", "unknown", "never", FALLBACK),
    (None, "unknown", "never", FALLBACK),
    ("nobody_knows_this_key", "unknown", "never", FALLBACK),
]
OUTCOMES = [outcome for outcome, *_ in TABLE]
NAMED = [outcome for outcome, _, mode, _ in TABLE if mode == "mask"]


@pytest.mark.parametrize(
    ("outcome", "row", "mode", "article"), TABLE, ids=[f"{row}-{out}-{mode}-{art}" for out, row, mode, art in TABLE]
)
def test_each_outcome_has_its_row_mode_and_article(outcome: str | None, row: str, mode: Mode, article: str) -> None:
    ruling = rule_naming(replace(ADULT, outcome=outcome))
    assert (ruling.row, ruling.mode, ruling.photo) == (row, mode, False)
    assert article in ruling.article
    assert ruling.reason
    assert ruling.shown_name == ("张某某" if mode == "mask" else None)


def test_the_table_here_holds_every_row_and_outcome_of_the_law() -> None:
    assert {row for _, row, _, _ in TABLE} | {"D29", "D30"} == {*rows(), "unknown"}
    assert {key for row in rows().values() for key in row.outcomes} <= set(OUTCOMES)


def test_the_rows_are_d01_to_d32() -> None:
    assert sorted(rows()) == [f"D{n:02d}" for n in range(1, 33)]


def test_an_outcome_stands_in_one_row_only() -> None:
    keys = [key for row in rows().values() for key in row.outcomes]
    assert len(keys) == len(set(keys))


def test_a_full_name_after_a_final_judgment_needs_all_three_approvals() -> None:
    final = replace(ADULT, outcome="convicted_final")
    for missing in APPROVALS:
        assert rule_naming(replace(final, approvals=ALL - {missing})).mode == "mask"
    ruling = rule_naming(replace(final, approvals=ALL))
    assert (ruling.mode, ruling.shown_name, ruling.photo) == ("full", "张建国", False)


@pytest.mark.parametrize(("necessity", "photo"), [(None, False), ("", False), ("  ", False), ("便于群众辨认", True)])
def test_a_photo_needs_a_stated_necessity(necessity: str | None, photo: bool) -> None:  # noqa: FBT001  a column
    ruling = rule_naming(replace(ADULT, outcome="convicted_final", approvals=ALL, necessity=necessity))
    assert ruling.photo == photo


@pytest.mark.parametrize("outcome", [outcome for outcome in OUTCOMES if outcome != "convicted_final"])
def test_no_approval_lifts_another_row_to_a_full_name(outcome: str | None) -> None:
    ruling = rule_naming(replace(ADULT, outcome=outcome, approvals=ALL, necessity="便于群众辨认"))
    assert ruling.mode != "full"
    assert not ruling.photo


@pytest.mark.parametrize("outcome", ["bail", "residential_surveillance"])
@pytest.mark.parametrize(("necessity", "mode"), [(None, "aggregate"), (" ", "aggregate"), ("涉案人数多", "mask")])
def test_bail_and_surveillance_are_counted_only_unless_a_necessity_is_stated(
    outcome: str, necessity: str | None, mode: Mode
) -> None:
    assert rule_naming(replace(ADULT, outcome=outcome, necessity=necessity)).mode == mode


@pytest.mark.parametrize("organ", ORGANS)
def test_who_is_wanted_by_an_order_in_force_is_named_with_photo_in_that_paper(organ: str) -> None:
    order = replace(ORDER, organ=organ)
    ruling = rule_naming(replace(ADULT, outcome="wanted", document="wanted", order=order))
    assert (ruling.mode, ruling.photo, ruling.row, ruling.shown_name) == ("full", True, "D12", "张建国")


@pytest.mark.parametrize(
    "order",
    [None, replace(ORDER, number=""), replace(ORDER, number=" "), replace(ORDER, organ="station"),
     replace(ORDER, issued_on=DAY + timedelta(1))],
    ids=["none", "no number", "blank number", "of a station", "of tomorrow"],
)  # fmt: skip
def test_without_an_order_in_force_the_wanted_are_masked(order: Order | None) -> None:
    ruling = rule_naming(replace(ADULT, outcome="wanted", document="wanted", order=order))
    assert (ruling.mode, ruling.photo, ruling.shown_name) == ("mask", False, "张某某")


def test_the_wanted_are_masked_in_an_exposure_notice() -> None:
    assert rule_naming(replace(ADULT, outcome="wanted", order=ORDER)).mode == "mask"


@pytest.mark.parametrize("outcome", [outcome for outcome in OUTCOMES if outcome != "wanted"])
def test_a_wanted_paper_is_for_nobody_else(outcome: str | None) -> None:
    facts = replace(ADULT, outcome=outcome, document="wanted", order=ORDER, approvals=ALL, necessity="急")
    assert rule_naming(facts).mode == "never"


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_bulletin_counts_at_most(outcome: str | None) -> None:
    facts = replace(ADULT, outcome=outcome, document="bulletin", approvals=ALL, necessity="急", order=ORDER)
    ruling = rule_naming(facts)
    assert ruling.mode in ("aggregate", "never")
    assert ruling.shown_name is None


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_an_appeal_blocks_even_a_first_judgment(outcome: str | None) -> None:
    assert rule_naming(replace(ADULT, outcome=outcome, appeal=True)).mode == "never"


@pytest.mark.parametrize("outcome", NAMED)
def test_a_sealed_record_is_never_shown(outcome: str | None) -> None:
    ruling = rule_naming(replace(ADULT, outcome=outcome, sealed=True))
    assert ruling.mode == "never"
    assert "第一百三十六条" in ruling.article
    assert "第五十九条" in ruling.article


@pytest.mark.parametrize("role", [role for role in ROLES if role != "suspect"])
def test_victims_witnesses_informants_and_families_are_never_shown(role: str) -> None:
    ruling = rule_naming(replace(ADULT, outcome="convicted_final", role=role, approvals=ALL))
    assert (ruling.mode, ruling.row, ruling.shown_name) == ("never", "D30", None)


def test_being_a_minor_stands_before_every_other_gate() -> None:
    facts = replace(ADULT, born_on=date(2010, 1, 1), role="victim", sealed=True, appeal=True)
    ruling = rule_naming(facts)
    assert ruling.row == "D29"
    assert ruling.article.startswith("未成年人保护法第一百零三条")


def test_the_eighteenth_birthday_itself_is_a_minors_day() -> None:
    assert rule_naming(replace(ADULT, born_on=date(2007, 5, 1))).row == "D29"
    assert rule_naming(replace(ADULT, born_on=date(2007, 4, 30))).row == "D08"


@pytest.mark.parametrize(("born", "row"), [(date(2002, 1, 1), "D08"), (date(2004, 1, 1), "D29")])
def test_without_the_acts_day_the_filing_counts(born: date, row: str) -> None:
    assert rule_naming(replace(ADULT, born_on=born, act_on=None, filed_on=date(2026, 3, 1))).row == row


@pytest.mark.parametrize("outcome", ["admin_detention", "admin_fine", "admin_confiscation", "fraud_law_penalty"])
def test_before_the_law_of_2026_the_fallback_article_is_named(outcome: str) -> None:
    facts = replace(ADULT, outcome=outcome, act_on=date(2025, 1, 1))
    assert rule_naming(replace(facts, published_on=date(2025, 12, 31))).article == FALLBACK
    assert ZA in rule_naming(replace(facts, published_on=date(2026, 1, 1))).article or outcome == "fraud_law_penalty"


def test_an_unnamed_person_is_masked_and_never_blank() -> None:
    assert rule_naming(replace(ADULT, name="")).shown_name == "某某"


def test_the_strictest_of_modes_stands() -> None:
    assert strictest("full", "never", "mask") == "never"
    assert strictest("full", "mask") == "mask"
    assert strictest("aggregate") == "aggregate"


def test_a_vague_outcome_takes_the_strictest_of_its_rows() -> None:
    for outcome, names in resources.table("law", "naming.toml")["vague"].items():
        found = row_of(outcome)
        assert found is not None
        assert found.mode == strictest(*(rows()[name].mode for name in names))


# What no fact may do.

facts_of_any_kind = st.builds(
    Facts,
    outcome=st.sampled_from(OUTCOMES),
    published_on=st.dates(date(2024, 1, 1), date(2028, 1, 1)),
    name=st.sampled_from(["张建国", "欧阳明", "", "买买提·阿不都"]),
    born_on=st.none() | st.dates(date(1960, 1, 1), date(2012, 1, 1)),
    act_on=st.none() | st.dates(date(2020, 1, 1), date(2026, 1, 1)),
    case_act_from=st.none() | st.dates(date(2020, 1, 1), date(2026, 1, 1)),
    filed_on=st.none() | st.dates(date(2020, 1, 1), date(2026, 1, 1)),
    appeal=st.booleans(),
    sealed=st.booleans(),
    role=st.sampled_from(ROLES),
    approvals=st.frozensets(st.sampled_from(APPROVALS)),
    necessity=st.none() | st.just("便于群众辨认"),
    order=st.none() | st.just(ORDER),
    document=st.sampled_from(DOCUMENTS),
)
adults = st.builds(replace, st.just(ADULT), outcome=st.sampled_from(OUTCOMES), document=st.sampled_from(DOCUMENTS),
                   approvals=st.frozensets(st.sampled_from(APPROVALS)), necessity=st.none() | st.just("急"),
                   order=st.none() | st.just(ORDER))  # fmt: skip
strictures: list[dict[str, Any]] = [
    {"appeal": True}, {"sealed": True}, {"role": "victim"}, {"born_on": None}, {"born_on": date(2010, 1, 1)},
    {"approvals": frozenset()}, {"necessity": None}, {"order": None}, {"outcome": None}, {"outcome": "acquitted"},
    {"document": "bulletin"}, {"act_on": None, "case_act_from": None, "filed_on": None},
    {"case_act_from": date(2000, 1, 1)},
]  # fmt: skip


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_minor_is_never_shown_whatever_was_decided_and_approved(outcome: str | None, document: Any) -> None:
    for given_approvals in [frozenset[str](), *(ALL - {one} for one in APPROVALS), ALL]:
        facts = replace(ADULT, outcome=outcome, document=document, approvals=given_approvals, order=ORDER,
                        necessity="急", born_on=date(2007, 5, 1))  # fmt: skip
        ruling = rule_naming(facts)
        assert (ruling.mode, ruling.row, ruling.photo, ruling.shown_name) == ("never", "D29", False, None)


@given(facts_of_any_kind, st.sampled_from([*strictures]))
def test_a_stricter_fact_never_widens_the_mode(facts: Facts, stricter: dict[str, Any]) -> None:
    if stricter == {"document": "bulletin"} and facts.document == "wanted":
        return  # a count in a bulletin is not stricter than no wanted paper at all
    before, after = rule_naming(facts), rule_naming(replace(facts, **stricter))
    assert MODES.index(after.mode) >= MODES.index(before.mode)
    assert before.photo or not after.photo


@given(facts_of_any_kind)
def test_every_ruling_says_why_and_by_which_article(facts: Facts) -> None:
    ruling = rule_naming(facts)
    assert ruling.mode in MODES
    assert ruling.reason
    assert re.search(r"[法定]第[一二三四五六七八九十百零]+条|办法第七条", ruling.article)
    assert (ruling.shown_name is None) == (
        ruling.mode in ("aggregate", "never") or (ruling.mode == "full" and not facts.name)
    )
    assert not ruling.photo or ruling.mode == "full"


@given(adults)
def test_a_full_name_comes_only_from_a_final_judgment_or_a_wanted_order(facts: Facts) -> None:
    ruling = rule_naming(facts)
    if ruling.mode == "full":
        final = facts.outcome == "convicted_final" and facts.approvals == ALL and facts.document == "exposure"
        wanted = facts.outcome == "wanted" and facts.document == "wanted" and facts.order is not None
        assert final or wanted


@given(facts_of_any_kind)
def test_what_is_not_shown_in_full_never_holds_the_given_name(facts: Facts) -> None:
    ruling = rule_naming(facts)
    if ruling.mode != "full" and ruling.shown_name:
        assert not set("建国明阿不都") & set(ruling.shown_name)
