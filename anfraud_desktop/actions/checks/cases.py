"""Checks of cases: what is missing, days and states that contradict each other, sums that cannot be."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from anfraud_desktop.actions.checks.check import Check, Found, Holdings, empty, filled, terms
from anfraud_desktop.actions.checks.days import out_of_order
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.records.victims import Victim
from anfraud_desktop.store.conditions import Condition

MONEY = ("amount", "loss", "recovered", "frozen")
DAYS = ("act_from", "act_to", "accepted_on", "filed_on", "solved_on", "closed_on")
LABELS = Case.labels()


def no_suspects(file: Holdings) -> Iterator[Found]:
    """Find cases that are said to be solved while nobody is named as involved."""
    known = {case for _, case in file.values(Involvement, "case")}
    states = terms("no_suspects")["states"]
    for at, state, solved in file.values(Case, "status", "solved_on"):
        if at not in known and (solved or state in states):
            told = f"状态是{Case.status.show(state)}" if state in states else "有破案日期"
            yield Found(at, f"{told}，没有登记涉案人员", (state, solved), "status")


def no_offence(file: Holdings) -> Iterator[Found]:
    """Find cases without an offence."""
    for (at,) in file.values(Case, where=empty("offence")):
        yield Found(at, "没有填案由，性质和统计都无法确定")


def no_fraud_type(file: Holdings) -> Iterator[Found]:
    """Find frauds whose kind is not told."""
    offences = terms("no_fraud_type")["offences"]
    where = [*empty("fraud_type"), Condition("offence", "in", offences)]
    for at, offence in file.values(Case, "offence", where=where):
        yield Found(at, f"案由是{Case.offence.show(offence)}，没有填诈骗类型", (offence,))


def no_officer(file: Holdings) -> Iterator[Found]:
    """Find open cases that nobody leads."""
    ended = terms("closing_day")["ended"]
    for at, state in file.values(Case, "status", where=empty("lead_officer", "closed_on")):
        if state and state not in ended:
            yield Found(at, "没有主办民警", (state,))


def nature(file: Holdings) -> Iterator[Found]:
    """Hold the nature of a case against its offence."""
    for at, kind, offence in file.values(Case, "nature", "offence", where=filled("nature", "offence")):
        right = "administrative" if offence.startswith("A-") else "criminal"
        if kind != right:
            yield Found(
                at, f"案由是{Case.nature.show(right)}案由，案件性质填的是{Case.nature.show(kind)}", (kind, offence)
            )


def closing_day(file: Holdings) -> Iterator[Found]:
    """Find ended cases without the day of their end, and open ones with it."""
    ended = terms("closing_day")["ended"]
    for at, state, closed in file.values(Case, "status", "closed_on"):
        if state in ended and closed is None:
            yield Found(at, f"状态是{Case.status.show(state)}，没有结案日期", (state,))
        elif closed and state and state not in ended:
            yield Found(at, f"有结案日期，状态是{Case.status.show(state)}", (state, closed), "status")


def solving_day(file: Holdings) -> Iterator[Found]:
    """Find cases past their solution without its day: the month's figures count by it."""
    states = terms("solving_day")["states"]
    for at, state in file.values(Case, "status", where=[*empty("solved_on"), Condition("status", "in", states)]):
        yield Found(at, f"状态是{Case.status.show(state)}，没有破案日期", (state,))


def case_days(file: Holdings) -> Iterator[Found]:
    """Find days of a case in an order that cannot be, and days to come."""
    orders = terms("case_days")["orders"]
    for at, *found in file.values(Case, *DAYS):
        for name, told in out_of_order(dict(zip(DAYS, found, strict=True)), LABELS, orders, file.today):
            yield Found(at, told, (told, *found), name)


def case_number(file: Holdings) -> Iterator[Found]:
    """Find police numbers of a later month than the case: they are given out when it is taken up."""
    for at, number, accepted, filed in file.values(Case, "number", "accepted_on", "filed_on"):
        month = Case.number.check(number, {}).facts.get("month", "") if number else ""
        last = max((day for day in (accepted, filed) if day), default=None)
        if month and last and month > f"{last:%Y-%m}":
            yield Found(at, f"编号里的年月 {month} 晚于受理、立案日期 {last}", (number, last))


def not_filed(file: Holdings) -> Iterator[Found]:
    """Find cases that were taken up and neither filed nor refused in the time for that."""
    term = terms("not_filed")
    last = file.today - timedelta(days=term["days"])
    where = [*empty("filed_on"), Condition("accepted_on", "<", last), Condition("status", "in", term["states"])]
    for at, accepted in file.values(Case, "accepted_on", where=where):
        yield Found(at, f"{accepted} 受理，超过 {term['days']} 天没有立案日期", (accepted,))


def sums(file: Holdings) -> Iterator[Found]:
    """Find sums below zero, and parts that are greater than their whole."""
    for at, *found in file.values(Case, *MONEY):
        money: dict[str, Decimal | None] = dict(zip(MONEY, found, strict=True))
        for name, value in money.items():
            if value is not None and value < 0:
                yield Found(at, f"{LABELS[name]}小于零", (value,), name)
        for part, whole in terms("sums")["parts"]:
            less, more = money[whole], money[part]
            if less is not None and more is not None and more > less:
                yield Found(at, f"{LABELS[part]}大于{LABELS[whole]}", (part, more, less), part)
    for ledger, name in ((Victim, "loss"), (Involvement, "illegal_gain")):
        for at, value in file.values(ledger, name, where=[Condition(name, "<", Decimal(0))]):
            yield Found(at, f"{ledger.fields[name].label}小于零", (value,), name, ledger.table)


def magnitude(file: Holdings) -> Iterator[Found]:
    """Find sums that look as if yuan and wan had been taken for each other."""
    term = terms("magnitude")
    least, most = Decimal(term["least_yuan"]), Decimal(term["most_yuan"])
    for at, *found in file.values(Case, *MONEY):
        for name, value in zip(MONEY, found, strict=True):
            if value and not least <= value < most:
                size = f"不到 {least} 元" if value < least else f"{most / 10_000:f} 万元以上"
                yield Found(at, f"{LABELS[name]}{size}，请核对单位是元还是万元", (name, value), name)


def losses(file: Holdings) -> Iterator[Found]:
    """Hold a case's loss against the losses of its victims."""
    of_victims: dict[int, Decimal] = defaultdict(Decimal)
    for _, case, loss in file.values(Victim, "case", "loss", where=filled("loss")):
        of_victims[case] += loss
    factor = Decimal(10_000)
    for at, loss in file.values(Case, "loss", where=filled("loss")):
        total = of_victims.get(at, Decimal(0))
        if total and total in (loss * factor, loss / factor):
            yield Found(at, "损失金额与受害人损失合计正好相差一万倍，可能是元和万元填错", (loss, total))
        elif total > loss:
            yield Found(at, "受害人损失合计大于损失金额", (loss, total))


def victim_loss(file: Holdings) -> Iterator[Found]:
    """Find victims whose loss is not told."""
    where = [*empty("loss"), Condition("role", "=", "victim")]
    for (at,) in file.values(Victim, where=where):
        yield Found(at, "没有填损失")


def unsealed_penalty(file: Holdings) -> Iterator[Found]:
    """Find ended administrative cases that are not sealed, from the day on which the law asks for it."""
    term = terms("unsealed_penalty")
    where: list[Any] = [Condition("nature", "=", "administrative"), Condition("closed_on", ">=", term["since"])]
    for at, closed, is_sealed in file.values(Case, "closed_on", "sealed", where=where):
        if not is_sealed:
            yield Found(at, f"{closed} 结案的行政案件，没有勾选已封存", (closed,))


CHECKS = (
    Check("no_suspects", "cases", "status", no_suspects),
    Check("no_offence", "cases", "offence", no_offence),
    Check("no_fraud_type", "cases", "fraud_type", no_fraud_type),
    Check("no_officer", "cases", "lead_officer", no_officer),
    Check("nature", "cases", "nature", nature),
    Check("closing_day", "cases", "closed_on", closing_day),
    Check("solving_day", "cases", "solved_on", solving_day),
    Check("case_days", "cases", "filed_on", case_days),
    Check("case_number", "cases", "number", case_number),
    Check("not_filed", "cases", "filed_on", not_filed),
    Check("sums", "cases", "amount", sums),
    Check("magnitude", "cases", "amount", magnitude),
    Check("losses", "cases", "loss", losses),
    Check("victim_loss", "victims", "loss", victim_loss),
    Check("unsealed_penalty", "cases", "sealed", unsealed_penalty),
)
