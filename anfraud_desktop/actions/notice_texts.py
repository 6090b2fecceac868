"""The words of a notice: people as the ruling lets them be shown, counts that point at nobody, cases without people.

Nothing of a person is written here but what the ruling allows: the name that it shows, sex, age, county, role, charge,
amounts, the outcome with its day and number. Free text of the case file stays inside.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from anfraud_desktop import resources
from anfraud_desktop.actions.outcomes import FIRST
from anfraud_desktop.actions.rulings import Entry, Files
from anfraud_desktop.documents.notices import NoticeEntry
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.dispositions import Disposition
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.records.people import Person
from anfraud_desktop.rules.ages import age_on
from anfraud_desktop.rules.masking import county_of
from anfraud_desktop.rules.numbers import division_name

FEWEST = 3  # a smaller number points at somebody
CONVICTED = ("convicted_final", "convicted_suspended", "convicted_exempt", "punishment_cat1", FIRST)
ACCUSED = ("prosecuted",)

_part = re.compile(r"\[([^\[\]]*)\]")
_gap = re.compile(r"\{(\w+)\}")
_digits = "一二三四五六七八九十百千万零两〇0-9"
_penalty = re.compile(
    rf"(?:(?:判处)?(?:无期徒刑|有期徒刑|拘役|管制|罚金|人民币|剥夺政治权利|没收个人财产|并处|缓刑|宣告|执行|考验期|终身"
    rf"|年|个?月|元|又|至|[{_digits}]|[，、,;； ]))+"
)


def words() -> Mapping[str, Any]:
    """Return the templates."""
    return resources.table("templates", "notices.toml")


def filled(template: str, values: Mapping[str, str]) -> str:
    """Fill a template; a part in brackets is left out where one of its values is empty.

    >>> filled("被拘留[，文书号：{number}]。", {"number": ""})
    '被拘留。'
    """

    def whole(match: re.Match[str]) -> str:
        return match[1] if all(values[name] for name in _gap.findall(match[1])) else ""

    return _gap.sub(lambda match: values[match[1]], _part.sub(whole, template))


def person_entry(files: Files, entry: Entry, on: date, photo: bytes | None) -> NoticeEntry:
    """Return the entry of somebody whom the ruling lets stand with a name or a masked name."""
    part, case = files.parts[entry.involvement], files.case_of(entry.involvement)
    disposition = files.disposition(entry)
    offence = _offence(disposition, case)
    charge = "convicted" if entry.outcome in CONVICTED else "charged"
    values = {
        "who": _who(files.person_of(entry.involvement), on) + _identity(files, entry),
        "suspect": _standing_of(entry.outcome),
        "span": _span(part, case),
        "circumstances": _circumstances(part, case),
        "charge": filled(words()[charge], {"offence": offence}),
        "amount": Case.amount.paper(case.amount),
        "gain": Involvement.illegal_gain.paper(part.illegal_gain),
    }
    return NoticeEntry(
        shown_name=entry.shown_name or "",
        paragraphs=(filled(words()["person"], values),),
        outcome=_outcome(entry.outcome, disposition, offence),
        heading=f"{offence.removesuffix('罪')}案件",
        photo=photo,
    )


def _circumstances(part: Involvement, case: Case) -> str:
    kind, roles = Case.fraud_type.show(case.fraud_type), Involvement.roles.show(part.roles)
    return "，".join(text for text in (f"{kind}案件" if kind else "", f"涉案角色：{roles}" if roles else "") if text)


def _identity(files: Files, entry: Entry) -> str:
    """Return what a wanted notice says besides (程序规定第二百七十五条); only there is somebody shown in full."""
    person = files.person_of(entry.involvement)
    if entry.mode != "full" or entry.outcome != "wanted":
        return ""
    told = (Person.ethnicity.show(person.ethnicity), f"证件号码{person.id_number}" if person.id_number else "")
    return "".join(f"，{text}" for text in told if text)


def _standing_of(outcome: str) -> str:
    if outcome in CONVICTED:
        return ""
    return str(words()["accused" if outcome in ACCUSED else "suspect"])


def _offence(disposition: Disposition | None, case: Case) -> str:
    own = Disposition.offence.show(disposition.offence) if disposition else ""
    return own or Case.offence.show(case.offence) or "电信网络诈骗及其关联犯罪"


def _who(person: Person, on: date) -> str:
    sex = Person.sex.show(person.sex) if person.sex in ("1", "2") else ""
    age = f"{age_on(person.born_on, on)}岁" if person.born_on else ""
    home = county_of(person.registered_address or "") or _home_by_number(person)
    return "，".join(part for part in (sex, age, f"{home}人" if home else "") if part)


def _home_by_number(person: Person) -> str:
    return division_name(person.id_number) if person.id_number and person.id_type == "111" else ""


def _span(part: Involvement, case: Case) -> str:
    """Return the months of the act: a day would point at somebody."""
    first, last = part.acted_on or case.act_from, None if part.acted_on else case.act_to
    if first is None:
        return ""
    if last is None or (first.year, first.month) == (last.year, last.month):
        return _month(first)
    return f"{_month(first)}至{last.month}月" if first.year == last.year else f"{_month(first)}至{_month(last)}"


def _month(day: date) -> str:
    return f"{day.year}年{day.month}月"


def _outcome(outcome: str, disposition: Disposition | None, offence: str) -> str:
    template = words()["outcome"].get(outcome, "")
    if disposition is None or not template:
        return ""
    number = Disposition.document_number.show(disposition.document_number)
    values = {
        "offence": offence,
        "day": Disposition.decided_on.paper(disposition.decided_on),
        "number": number.replace("(", "（").replace(")", "）"),
        "penalty": _penalty_of(outcome, disposition.result),
    }
    return filled(template, values)


def _penalty_of(outcome: str, result: str | None) -> str:
    """Return the penalty as it was entered where it is nothing but a penalty; else the plain word for one."""
    plain = re.sub(r"\s+", "", result or "").rstrip("。")
    if plain and _penalty.fullmatch(plain):
        return plain.removeprefix("判处")
    return str(words()["penalty"].get(outcome, ""))


def case_entry(case: Case) -> NoticeEntry:
    """Return a case told without any person, place or day."""
    filed = case.filed_on or case.accepted_on
    values = {
        "month": _month(filed) if filed else "",
        "fraud_type": Case.fraud_type.show(case.fraud_type),
        "amount": Case.amount.paper(case.amount),
    }
    return NoticeEntry("", (filled(words()["case"], values),), heading="典型案例")


def counts(labels: Sequence[str]) -> tuple[str, ...]:
    """Return the sentence that counts people who are not shown, one label for each; nothing for fewer than three.

    A cell under three is told together with others, so that it cannot be found from the total (rulings.md).
    """
    total = len(labels)
    if total < FEWEST:
        return ()
    cells = Counter(labels).most_common()
    shown = [(label, number) for label, number in cells if number >= FEWEST]
    others = [number for _, number in cells if number < FEWEST]
    while others and shown and (len(others) == 1 or sum(others) < FEWEST):
        others.append(shown.pop()[1])
    told = [f"{label}{number}人" for label, number in shown]
    if others and shown:
        told.append(f"其他{sum(others)}人")
    return (filled(words()["counts"], {"total": str(total), "cells": "、".join(told)}),)
