"""Checks of people, victims and parts in cases: numbers, doubles, ages."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from anfraud_desktop.actions.checks.check import Check, Found, Holdings, empty, filled, numbered, outcome, terms
from anfraud_desktop.records.dispositions import Disposition
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.records.people import Person
from anfraud_desktop.records.victims import Victim
from anfraud_desktop.rules.ages import may_have_been_minor
from anfraud_desktop.rules.numbers import NumberCheck, check_identity
from anfraud_desktop.schema.kinds.numbers import RESIDENT_CARD

SEXES = {"男": "1", "女": "2"}  # GB/T 2261.1


@dataclass(frozen=True)
class _Identity:
    """Somebody's number as it was judged, beside what was typed."""

    ledger: str
    id: int
    number: str
    sex: str | None
    born: date | None
    judged: NumberCheck


def _identities(file: Holdings) -> list[_Identity]:
    """Judge everybody's number by the type of its document; a victim's is a resident's."""
    where = filled("id_number")
    rows = [(Person.table, *row) for row in file.values(Person, "id_number", "sex", "born_on", "id_type", where=where)]
    rows += [(Victim.table, *row, None) for row in file.values(Victim, "id_number", "sex", "born_on", where=where)]
    return [
        _Identity(ledger, at, number, sex, born, check_identity(id_type or RESIDENT_CARD, number))
        for ledger, at, number, sex, born, id_type in rows
    ]


def identity_number(file: Holdings) -> Iterator[Found]:
    """Judge every number by the type of its document."""
    for one in file.once(_identities):
        if one.judged.problems:
            yield Found(one.id, "；".join(one.judged.problems), (one.number, one.judged.problems), ledger=one.ledger)


def identity_facts(file: Holdings) -> Iterator[Found]:
    """Hold sex and birth date against the number."""
    for one in file.once(_identities):
        facts = one.judged.facts
        if one.born and facts.get("born_on", str(one.born)) != str(one.born):
            yield Found(one.id, "出生日期与证件号码中的不一致", (one.number, one.born), "born_on", one.ledger)
        if one.sex and SEXES.get(facts.get("sex", ""), one.sex) != one.sex:
            yield Found(one.id, "性别与证件号码推定的不一致", (one.number, one.sex), "sex", one.ledger)


def same_person(file: Holdings) -> Iterator[Found]:
    """Find people of one name and birth date who stand in the file more than once."""
    groups: dict[tuple[str, str], dict[int, str | None]] = defaultdict(dict)
    for at, name, born, number in file.values(Person, "name", "born_on", "id_number", where=filled("name", "born_on")):
        groups[name, born.isoformat()][at] = number
    for key, group in groups.items():
        if len(group) > 1:
            *others, newest = group
            detail = f"与人员 {numbered(others)} 同名、同出生日期，证件号码不同"
            yield Found(newest, detail, (key, sorted(group.items())))


def same_number(file: Holdings) -> Iterator[Found]:
    """Find one number under two types of document."""
    groups: dict[str, list[int]] = defaultdict(list)
    for at, number in file.values(Person, "id_number", where=filled("id_number")):
        groups[number].append(at)
    for number, group in groups.items():
        if len(group) > 1:
            yield Found(group[-1], f"与人员 {numbered(group[:-1])} 的号码相同，证件类型不同", (number, group))


def shared_phone(file: Holdings) -> Iterator[Found]:
    """Find a phone that many people have."""
    groups: dict[str, list[int]] = defaultdict(list)
    for at, phone in file.values(Person, "phone", where=filled("phone")):
        groups[phone].append(at)
    most = terms("shared_phone")["people"]
    for phone, group in groups.items():
        if len(group) >= most:
            detail = f"{len(group)} 人登记了同一个电话：{numbered(group)}"
            yield Found(group[-1], detail, (phone, group))


def unknown_age(file: Holdings) -> Iterator[Found]:
    """Find people in a case whose birth date is not known: the law takes them for minors."""
    parts = file.values(Involvement, "person", where=empty("person.born_on"))
    for at in sorted({person for _, person in parts}):
        yield Found(at, "没有出生日期，按未成年人处理，不得公开")


def victim_suspect(file: Holdings) -> Iterator[Found]:
    """Find victims and witnesses who are suspects in the same case."""
    suspects: dict[int, list[tuple[int, str, str | None]]] = defaultdict(list)
    for at, case, name, number in file.values(Involvement, "case", "person.name", "person.id_number"):
        suspects[case].append((at, name, number))
    for at, case, name, number in file.values(Victim, "case", "name", "id_number"):
        for part, other, other_number in suspects.get(case, ()):
            known = bool(number and other_number)
            if number == other_number if known else name == other:
                same = "证件号码相同" if known else "同名，证件号码不全"
                yield Found(at, f"与本案涉案人员 #{part} {same}", (case, part, name, number, other_number))


def unsealed_minor(file: Holdings) -> Iterator[Found]:
    """Find ended matters of minors whose case is not sealed."""
    kinds = tuple(terms("unsealed_minor")["outcomes"])
    paths = ("involvement", "measure", "stage", "involvement.case", "involvement.case.sealed",
             "involvement.person.born_on", "involvement.acted_on", "involvement.case.act_from",
             "involvement.case.filed_on")  # fmt: skip
    where = [*empty("revoked_on"), *filled("involvement.person.born_on")]
    told: set[int] = set()
    for at, part, measure, stage, case, is_sealed, *days in file.values(Disposition, *paths, where=where):
        if is_sealed or case in told or not outcome(measure, stage).startswith(kinds):
            continue
        if any(days[1:]) and may_have_been_minor(*days).may_be_minor:
            told.add(case)
            yield Found(case, f"涉案人员 #{part} 行为时未满或可能未满18周岁，处置 #{at} 已作出", (part, measure, *days))


CHECKS = (
    Check("identity_number", "people", "id_number", identity_number),
    Check("identity_facts", "people", "born_on", identity_facts),
    Check("same_person", "people", "name", same_person),
    Check("same_number", "people", "id_type", same_number),
    Check("shared_phone", "people", "phone", shared_phone),
    Check("unknown_age", "people", "born_on", unknown_age),
    Check("victim_suspect", "victims", "name", victim_suspect),
    Check("unsealed_minor", "cases", "sealed", unsealed_minor),
)
