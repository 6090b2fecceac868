"""Checks of cards: their numbers, whose they are, what became of them."""

from collections.abc import Iterator
from datetime import timedelta

from anfraud_desktop.actions.checks.check import Check, Found, Holdings, empty, filled, terms
from anfraud_desktop.actions.checks.days import months_after
from anfraud_desktop.records.cards import Card
from anfraud_desktop.rules.numbers import bank_of
from anfraud_desktop.store.conditions import Condition

TAKEN = ("seized", "frozen", "stopped")


def card_number(file: Holdings) -> Iterator[Found]:
    """Judge every number by the kind of card: check digit, length, form."""
    for at, kind, number in file.values(Card, "kind", "number", where=filled("number")):
        found = Card.number.check(number, {"kind": kind})
        if told := (*found.problems, *found.warnings):
            yield Found(at, "；".join(told), (kind, number))


def card_bank(file: Holdings) -> Iterator[Found]:
    """Find bank cards whose first digits no known bank issues."""
    term = terms("card_bank")
    where = [Condition("kind", "in", term["kinds"])]
    for at, number in file.values(Card, "number", where=where):
        if number and len(number) in term["lengths"] and not bank_of(number):
            yield Found(at, "发卡行识别码不在发卡行表中", (number,))


def card_holder(file: Holdings) -> Iterator[Found]:
    """Find cards of nobody."""
    for (at,) in file.values(Card, where=empty("holder", "holder_name")):
        yield Found(at, "没有户主，也没有户主姓名")


def card_case(file: Holdings) -> Iterator[Found]:
    """Find cards of no case."""
    for (at,) in file.values(Card, where=empty("cases")):
        yield Found(at, "没有写明涉及哪个案件")


def card_holder_name(file: Holdings) -> Iterator[Found]:
    """Hold the holder's typed name against the linked person's."""
    rows = file.values(Card, "holder", "holder_name", "holder.name", "holder.aliases", where=filled("holder_name"))
    for at, holder, typed, name, aliases in rows:
        if typed not in (name, *(aliases or ())):
            yield Found(at, f"户主姓名与所链接的人员 #{holder} 不同", (holder, typed, name))


def seizure_day(file: Holdings) -> Iterator[Found]:
    """Find a seizure without its day, a day without a seizure, and days that cannot be."""
    for at, state, day, opened in file.values(Card, "seizure", "seized_on", "opened_on"):
        if state in TAKEN and day is None:
            yield Found(at, f"{Card.seizure.show(state)}，没有查扣日期", (state,))
        elif day and state in (None, "none"):
            yield Found(at, "有查扣日期，查扣状态是未查扣或没有填", (state, day), "seizure")
        elif day and day > file.today:
            yield Found(at, f"查扣日期 {day} 在今天之后", (day,))
        elif day and opened and day < opened:
            yield Found(at, f"查扣日期 {day} 早于开户日期 {opened}", (day, opened))


def freeze_lapsed(file: Holdings) -> Iterator[Found]:
    """Find freezes and stopped payments whose time has run out without another entry."""
    term = terms("freeze_lapsed")
    where = [Condition("seizure", "in", ["frozen", "stopped"]), *filled("seized_on")]
    for at, state, day in file.values(Card, "seizure", "seized_on", where=where):
        frozen = state == "frozen"
        until = months_after(day, term["frozen_months"]) if frozen else day + timedelta(days=term["stopped_days"])
        if until < file.today:
            article = term["frozen_article"] if frozen else term["stopped_article"]
            yield Found(at, f"{Card.seizure.show(state)}自 {day} 起，到 {until} 已失效（{article}）", (state, day))


CHECKS = (
    Check("card_number", "cards", "number", card_number),
    Check("card_bank", "cards", "number", card_bank),
    Check("card_holder", "cards", "holder", card_holder),
    Check("card_case", "cards", "cases", card_case),
    Check("card_holder_name", "cards", "holder_name", card_holder_name),
    Check("seizure_day", "cards", "seized_on", seizure_day),
    Check("freeze_lapsed", "cards", "seized_on", freeze_lapsed),
)
