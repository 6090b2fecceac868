"""Checks of what was done to a person in a case: missing, contradictory, out of order, run out."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from anfraud_desktop.actions.checks.check import Check, Found, Holdings, filled, outcome, terms
from anfraud_desktop.actions.checks.days import months_after, out_of_order
from anfraud_desktop.actions.outcomes import standing
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.dispositions import Disposition
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.store.conditions import Condition

PATHS = ("involvement", "measure", "decided_on", "stage", "appeal", "revoked_on", "ends_on", "document_number")
LABELS = Involvement.labels()
Decisions = dict[int, list[Disposition]]


def _decisions(file: Holdings) -> Decisions:
    """Return the dispositions of every part, oldest first, with the fields of PATHS alone."""
    found: Decisions = defaultdict(list)
    for at, *values in file.values(Disposition, *PATHS):
        found[values[0]].append(Disposition(dict(zip(PATHS, values, strict=True)), id=at))
    for decisions in found.values():
        decisions.sort(key=_age)
    return found


def _age(decision: Disposition) -> tuple[date, int]:
    return decision.decided_on or date.min, decision.id or 0


def _measure(decision: Disposition) -> str:
    return Disposition.measure.show(decision.measure)


def undecided(file: Holdings) -> Iterator[Found]:
    """Find parts without any disposition so many days after the capture, or after the case was filed."""
    days = terms("undecided")["days"]
    decided = {part for _, part in file.values(Disposition, "involvement")}
    paths = ("captured_on", "custody", "case.filed_on", "case.accepted_on")
    for at, captured, custody, filed, accepted in file.values(Involvement, *paths):
        since = captured or filed or accepted
        if at not in decided and since and since + timedelta(days=days) < file.today and custody != "at_large":
            yield Found(at, f"自 {since} 起超过 {days} 天没有登记任何处置", (since,))


def doubtful(file: Holdings) -> Iterator[Found]:
    """Find parts whose present outcome cannot be told, as a notice would judge it; undated decisions apart."""
    parts = {at: rest for at, *rest in file.values(Involvement, "captured_on", "custody", "case.status")}
    for at, decisions in file.once(_decisions).items():
        dated = [one for one in decisions if one.decided_on and one.decided_on <= file.today]
        if at not in parts or len(dated) < len(decisions):
            continue
        captured, custody, status = parts[at]
        part = Involvement({"captured_on": captured, "custody": custody})
        for told in standing(dated, part, Case({"status": status}), file.today).blockers:
            yield Found(at, told, (told, _facts(dated), captured, custody, status))


def _facts(decisions: Sequence[Disposition]) -> list[Any]:
    return [(one.id, *one.values.values()) for one in decisions]


def opposed(file: Holdings) -> Iterator[Found]:
    """Find outcomes in force beside each other that exclude each other: a conviction and a 不起诉."""
    group = {kind: number for number, kinds in enumerate(terms("opposed")["groups"]) for kind in kinds}
    for at, decisions in file.once(_decisions).items():
        held = [(one, group.get(outcome(one.measure or "", one.stage))) for one in decisions if one.revoked_on is None]
        for (first, a), (last, b) in combinations([pair for pair in held if pair[1] is not None], 2):
            if a != b:
                told = f"{_measure(first)}（处置 #{first.id}）与{_measure(last)}（处置 #{last.id}）同时有效"
                yield Found(at, told, (first.id, first.measure, last.id, last.measure))


def measure_order(file: Holdings) -> Iterator[Found]:
    """Find steps of the procedure before the step that they follow: a release before any detention."""
    orders = [tuple(map(frozenset, pair)) for pair in terms("measure_order")["orders"]]
    for at, decisions in file.once(_decisions).items():
        dated = [one for one in decisions if one.decided_on]
        for earlier, later in orders:
            first = next((one for one in dated if one.measure in earlier), None)
            last = next((one for one in dated if one.measure in later), None)
            if first and last and _day(last) < _day(first):
                told = f"{_measure(last)}（{last.decided_on}）早于{_measure(first)}（{first.decided_on}）"
                yield Found(at, told, (last.id, last.decided_on, first.id, first.decided_on))


def _day(decision: Disposition) -> date:
    return decision.decided_on or date.min


def measure_lapsed(file: Holdings) -> Iterator[Found]:
    """Find measures in force past their end, or past the longest time that the law gives them, with nothing after."""
    for decisions in file.once(_decisions).values():
        newest = decisions[-1]
        limit = terms("measure_lapsed")["limits"].get(newest.measure)
        if limit is None or newest.revoked_on or newest.decided_on is None:
            continue
        until = newest.ends_on or _limit(newest.decided_on, limit)
        if until < file.today:
            basis = f"截止日期 {until} 已过" if newest.ends_on else f"最长到 {until}（{limit['article']}）"
            facts = (newest.measure, newest.decided_on, newest.ends_on)
            yield Found(newest.id or 0, f"{_measure(newest)}{basis}，没有后续处置", facts)


def _limit(day: date, limit: dict[str, Any]) -> date:
    return months_after(day, limit["months"]) if "months" in limit else day + timedelta(days=limit["days"])


def closed_with_measure(file: Holdings) -> Iterator[Found]:
    """Find closed cases in which somebody is still under a measure."""
    measures = terms("measure_lapsed")["limits"]
    ended = {at: day for at, day in file.values(Case, "closed_on", where=filled("closed_on")) if day <= file.today}
    newest = {part: decisions[-1] for part, decisions in file.once(_decisions).items()}
    for at, case in file.values(Involvement, "case", where=filled("case.closed_on")):
        last = newest.get(at)
        if last and case in ended and last.revoked_on is None and last.measure in measures:
            told = f"涉案人员 #{at} 的{_measure(last)}（处置 #{last.id}）还在执行"
            yield Found(case, told, (ended[case], at, last.id, last.measure))


def at_large(file: Holdings) -> Iterator[Found]:
    """Find people who are captured and still at large."""
    where = [Condition("custody", "=", "at_large"), *filled("captured_on")]
    for at, captured in file.values(Involvement, "captured_on", where=where):
        yield Found(at, f"{captured} 已到案，在控情况仍是在逃", (captured,))


def part_days(file: Holdings) -> Iterator[Found]:
    """Find captures before the act, and days to come."""
    for at, acted, captured in file.values(Involvement, "acted_on", "captured_on"):
        days = {"acted_on": acted, "captured_on": captured}
        for name, told in out_of_order(days, LABELS, (("acted_on", "captured_on"),), file.today):
            yield Found(at, told, (told, acted, captured), name)


CHECKS = (
    Check("undecided", "involvements", "custody", undecided),
    Check("doubtful", "involvements", "custody", doubtful),
    Check("opposed", "involvements", "custody", opposed),
    Check("measure_order", "involvements", "custody", measure_order),
    Check("measure_lapsed", "dispositions", "ends_on", measure_lapsed),
    Check("closed_with_measure", "cases", "closed_on", closed_with_measure),
    Check("at_large", "involvements", "custody", at_large),
    Check("part_days", "involvements", "captured_on", part_days),
)
