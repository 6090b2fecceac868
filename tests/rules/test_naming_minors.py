"""Nobody who was or may have been under 18 is shown: every outcome, paper, approval and role there is, one by one."""

from dataclasses import replace
from datetime import date
from itertools import chain, combinations, product

import pytest

from anfraud_desktop import resources
from anfraud_desktop.rules.naming import APPROVALS, DOCUMENTS, ROLES, Facts, Order, rule_naming

DAY = date(2026, 11, 1)
ACT = date(2026, 2, 1)
LAW = resources.table("law", "naming.toml")
OUTCOMES: list[str | None] = [
    *dict.fromkeys(outcome for row in LAW["row"] for outcome in row.get("outcomes", ())),
    *LAW["vague"],
    "no_such_outcome",
    None,
]
SUBSETS = [frozenset(some) for some in chain(*(combinations(sorted(APPROVALS), n) for n in range(len(APPROVALS) + 1)))]
ORDER = Order("安公缉字〔2026〕1号", date(2026, 10, 1), "county")
FACTS = Facts("convicted_final", DAY, name="张建国", necessity="急", order=ORDER)
YOUNG = {
    "eighteen on the very day": {"born_on": date(2008, 2, 1), "act_on": ACT},
    "a child": {"born_on": date(2013, 5, 6), "act_on": ACT},
    "of unknown birth": {"born_on": None, "act_on": ACT},
    "of unknown birth and act": {},
    "grown up since the case began": {"born_on": date(2003, 6, 1), "case_act_from": date(2019, 1, 1), "act_on": None},
    "perhaps a child five years before filing": {"born_on": date(2005, 1, 1), "filed_on": date(2026, 3, 1)},
    "with nothing known of the act": {"born_on": date(1980, 1, 1)},
}


@pytest.mark.parametrize("known", YOUNG.values(), ids=YOUNG)
def test_who_may_have_been_a_minor_is_never_shown(known: dict[str, date | None]) -> None:
    facts = replace(FACTS, **known)  # type: ignore[arg-type]  # each name is a day of Facts
    for outcome, document, approvals, role in product(OUTCOMES, DOCUMENTS, SUBSETS, ROLES):
        ruling = rule_naming(replace(facts, outcome=outcome, document=document, approvals=approvals, role=role))
        told = (outcome, document, role, ruling.row)
        assert (ruling.mode, ruling.shown_name, ruling.photo) == ("never", None, False), told
        assert ruling.article, told


@pytest.mark.parametrize("born_on", [date(2008, 1, 31), date(1990, 3, 7)])
def test_who_was_an_adult_the_day_after_may_be_shown(born_on: date) -> None:
    facts = replace(FACTS, born_on=born_on, act_on=ACT, approvals=SUBSETS[-1])
    assert rule_naming(facts).shown_name == "张建国"


def test_an_outcome_that_nobody_knows_shows_nobody() -> None:
    facts = replace(FACTS, outcome="no_such_outcome", born_on=date(1990, 3, 7), act_on=ACT, approvals=SUBSETS[-1])
    ruling = rule_naming(facts)
    assert (ruling.mode, ruling.shown_name) == ("never", None)
