"""What narrows a ruling below its row: impossible days, papers that are no wanted order, and what is still lacking."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anfraud_desktop import resources
from anfraud_desktop.rules.naming import APPROVALS, MODES, Facts, Order, Row, rows, rule_naming

DAY = date(2026, 11, 1)
BOY = date(2010, 1, 1)
ADULT = Facts("detained", DAY, name="张建国", born_on=date(1990, 1, 1), act_on=date(2025, 5, 1))
WANTED = replace(ADULT, outcome="wanted", document="wanted")
OUTCOMES = sorted(outcome for row in rows().values() for outcome in row.outcomes)


@pytest.mark.parametrize("fact", ["act_on", "case_act_from", "filed_on"])
@given(years=st.integers(1, 60))
def test_a_day_after_the_publication_makes_nobody_an_adult(fact: str, years: int) -> None:
    later = DAY.replace(year=DAY.year + years)
    assert rule_naming(Facts("detained", DAY, born_on=BOY, **{fact: later})).row == "D29"  # type: ignore[arg-type]  # a day


def test_a_slip_in_the_acts_day_leaves_the_other_days() -> None:
    slip = replace(ADULT, act_on=date(2062, 5, 1))
    assert rule_naming(slip).row == "D29"
    assert rule_naming(replace(slip, case_act_from=date(2025, 5, 1))).row == "D08"
    assert rule_naming(replace(slip, filed_on=date(2026, 3, 1))).row == "D08"


def test_the_act_on_the_day_of_publication_is_no_slip() -> None:
    assert rule_naming(replace(ADULT, act_on=DAY)).row == "D08"
    assert rule_naming(replace(ADULT, act_on=DAY + timedelta(days=1))).row == "D29"


@pytest.mark.parametrize(
    "number", ["安公(府城)拘字〔2026〕2号", "安公捕字〔2026〕2号", "安公(府城)行罚决字〔2026〕2号"]
)
def test_the_paper_of_another_decision_is_no_wanted_order(number: str) -> None:
    ruling = rule_naming(replace(WANTED, order=Order(number, date(2026, 10, 1), "county")))
    assert (ruling.mode, ruling.photo, ruling.needs) == ("mask", False, ("order",))


@pytest.mark.parametrize(
    "number", ["安公缉字〔2026〕1号", "安公通〔2026〕3号", "安公悬赏〔2026〕3号", "公缉〔2026〕100号"]
)
def test_a_wanted_order_or_reward_notice_shows_the_name(number: str) -> None:
    ruling = rule_naming(replace(WANTED, order=Order(number, date(2026, 10, 1), "ministry")))
    assert (ruling.mode, ruling.photo, ruling.needs) == ("full", True, ())


@pytest.mark.parametrize("outcome", [outcome for outcome in OUTCOMES if outcome != "wanted"])
def test_in_a_wanted_paper_a_row_that_forbids_keeps_its_own_reason(outcome: str) -> None:
    plain = rule_naming(replace(ADULT, outcome=outcome))
    ruling = rule_naming(replace(WANTED, outcome=outcome))
    assert ruling.mode == "never"
    if plain.mode == "never":
        assert ruling == plain
    else:
        assert (ruling.row, ruling.reason != plain.reason) == (plain.row, True)
        assert "第二百七十四条" in ruling.article


def test_a_ruling_says_which_approvals_it_lacks() -> None:
    final = replace(ADULT, outcome="convicted_final")
    assert rule_naming(final).needs == APPROVALS
    assert rule_naming(replace(final, approvals=frozenset({"bureau_head"}))).needs == (
        "legal_review",
        "impact_assessment",
    )
    assert rule_naming(replace(final, approvals=frozenset(APPROVALS))).needs == ()


@pytest.mark.parametrize(
    ("facts", "needs"),
    [
        pytest.param(replace(ADULT, outcome="bail"), ("necessity",), id="D09 bail without a necessity"),
        pytest.param(replace(ADULT, outcome="bail", necessity="征集线索"), (), id="D09 bail with a necessity"),
        pytest.param(WANTED, ("order",), id="D12 wanted without an order"),
        pytest.param(replace(WANTED, document="exposure"), (), id="D12 wanted in an exposure notice"),
        pytest.param(ADULT, (), id="D08 nothing widens a detention"),
        pytest.param(replace(ADULT, outcome="convicted_suspended"), (), id="D02 nothing widens a suspended sentence"),
        pytest.param(replace(ADULT, outcome="convicted_final", document="bulletin"), (), id="D01 in a bulletin"),
        pytest.param(replace(ADULT, outcome="convicted_final", appeal=True), (), id="D01 under appeal"),
    ],
)
def test_a_ruling_lacks_only_what_would_widen_it(facts: Facts, needs: tuple[str, ...]) -> None:
    assert rule_naming(facts).needs == needs


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_what_a_ruling_lacks_would_widen_it(outcome: str) -> None:
    facts = replace(ADULT, outcome=outcome)
    before = rule_naming(facts)
    given_now = replace(facts, approvals=frozenset(APPROVALS), necessity="征集线索")
    widened = MODES.index(rule_naming(given_now).mode) < MODES.index(before.mode)
    assert widened == bool(before.needs)


@pytest.mark.parametrize("row", rows().values(), ids=lambda row: row.row)
def test_each_row_names_its_source_article_and_first_day(row: Row) -> None:
    assert row.since <= DAY
    for fact in ("source", "article", "reason"):
        assert getattr(row, fact)


@pytest.mark.parametrize("row", [row for row in rows().values() if row.outcomes], ids=lambda row: row.row)
def test_an_article_counts_from_its_first_day(row: Row) -> None:
    since, outcome = row.since, row.outcomes[0]
    facts = replace(ADULT, outcome=outcome, born_on=date(1970, 1, 1), act_on=date(2010, 1, 1), necessity="征集线索")
    fallback = resources.table("law", "naming.toml")["fallback_article"]
    before = rule_naming(replace(facts, published_on=since - timedelta(days=1)))
    after = rule_naming(replace(facts, published_on=since))
    assert before.mode == after.mode
    if outcome != "wanted":
        assert before.article == fallback
        assert after.article == row.article


@pytest.mark.parametrize("outcome", ["admin_detention", "admin_fine", "admin_confiscation", "fraud_law_penalty"])
def test_before_2026_no_ruling_speaks_of_sealed_records(outcome: str) -> None:
    facts = replace(ADULT, outcome=outcome, act_on=date(2025, 1, 1))
    assert "封存" not in rule_naming(replace(facts, published_on=date(2025, 12, 31))).reason
    assert "封存" in rule_naming(replace(facts, published_on=date(2026, 1, 1))).reason
