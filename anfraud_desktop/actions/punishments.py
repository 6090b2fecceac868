"""联合惩戒: who reaches the thresholds, to be reported for determination; the figures that hold here.

Nothing here determines anything: a city's or the province's police or a court does.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from anfraud_desktop.actions import preferences, records
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.ownership import owns
from anfraud_desktop.actions.permits import permit
from anfraud_desktop.actions.punishment_facts import Told, chunks, gathered, paged
from anfraud_desktop.errors import Invalid, Refused
from anfraud_desktop.records.people import Person
from anfraud_desktop.records.punishments import Punishment
from anfraud_desktop.rules import punishments as rules
from anfraud_desktop.rules.ages import age_on
from anfraud_desktop.rules.punishments import Fact, Finding
from anfraud_desktop.rules.rights import ledger_operation
from anfraud_desktop.store import preferences as preference_table
from anfraud_desktop.store.audit import Entry
from anfraud_desktop.store.conditions import Condition

KEPT = "punishment_threshold"
TIME = "time"  # a fact that stands beside the card of the same transfer
ADULT = 18
_LABELS = {"cards": "张数", "times": "次数", "basis": "依据"}


@dataclass(frozen=True)
class Facts:
    """What is known against one person, and what it comes to; `cautions` must be looked at before it is reported."""

    person: Person
    finding: Finding
    told: tuple[Told, ...]
    running: tuple[Punishment, ...] = ()
    cautions: tuple[str, ...] = ()

    @property
    def result(self) -> str:
        """Say the result in a few words."""
        category = self.finding.category
        return f"可报送认定（{Punishment.category.show(category.code)}）" if category else "未达到报送条件"


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be reported: counts, category, and whether that has been proposed or decided already."""

    person: Person
    finding: Finding
    state: str = ""


def threshold(office: Office) -> rules.Threshold:
    """Return the figures that hold here."""
    return rules.threshold(_own(office))


def set_threshold(office: Office, cards: int, times: int, basis: str) -> None:
    """Set the station's own figures from the text of the rule itself; raises Invalid out of bounds or without basis."""
    permit(office, "change_policy", reason=basis)
    least, most = rules.bounds()
    problems = {
        name: f"应在 {least} 至 {most} 之间"
        for name, value in (("cards", cards), ("times", times))
        if not least <= value <= most
    }
    if not basis.strip():
        problems["basis"] = "请写明办法原文的条款或上级文件的文号"
    if problems:
        raise Invalid(problems, _LABELS)
    told: dict[str, Any] = {"cards": cards, "times": times, "basis": basis.strip()}
    with office.change("修改惩戒报送条件", reason=basis.strip()) as change:
        preference_table.save(change, KEPT, json.dumps(told, ensure_ascii=False), preferences.SHARED)
        change.entries.append(Entry("policy", "", 0, told))


def _own(office: Office) -> dict[str, int]:
    kept = preferences.load_shared(office, KEPT) or {}
    return {name: kept[name] for name in ("cards", "times") if name in kept}


def candidates(office: Office) -> list[Candidate]:
    """Return everybody who reaches a threshold by facts that the officer may see: weightiest category first."""
    permit(office, ledger_operation(Punishment.table, "list"), about=(Punishment.table, 0))
    found = {at: _finding(office, told) for at, told in gathered(office, None).items()}
    reached = {at: finding for at, finding in found.items() if finding.category}
    states = _states(office, sorted(reached))
    people = {one.id or 0: one for one in paged(office, Person, sorted(reached))}
    listed = [Candidate(people[at], finding, states.get(at, "")) for at, finding in reached.items() if at in people]
    return sorted(listed, key=_weight)


def _weight(one: Candidate) -> tuple[str, int, int, int]:
    code = one.finding.category.code if one.finding.category else "9"
    return code, -one.finding.cards, -one.finding.times, one.person.id or 0


def _states(office: Office, people: Sequence[int]) -> dict[int, str]:
    """Return, by person, the state of the newest punishment that was not lifted."""
    found: dict[int, str] = {}
    for some in chunks(people):
        for one in office.store.page(Punishment, office.store.ids(Punishment, [Condition("person", "in", some)])[::-1]):
            if one.state != "lifted" and not (one.ends_on and one.ends_on < office.today):
                found[one.person or 0] = one.state or ""
    return found


def facts(office: Office, person_id: int) -> Facts:
    """Return every fact about one person and what they come to; raises Missing, Refused."""
    person = records.show(office, Person.table, person_id)
    assert isinstance(person, Person)  # noqa: S101  for the type checker
    told = gathered(office, person_id).get(person_id, [])
    finding = _finding(office, told)
    why = dict(finding.left_out)
    lines = [_with_reason(one, why) for one in told if one.fact.what != TIME]
    shown = tuple(sorted(lines, key=lambda one: (one.fact.on or date.max, one.ledger, one.id)))
    running = tuple(one for one in office.store.find(Punishment, person=person_id) if one.state != "lifted")
    return Facts(person, finding, shown, running, tuple(_cautions(office, person, shown, running)))


def _finding(office: Office, told: Sequence[Told]) -> Finding:
    return rules.judged([one.fact for one in told], _own(office))


def _with_reason(one: Told, why: Mapping[Fact, str]) -> Told:
    reason = why.get(one.fact, "")
    return replace(one, left_out=reason) if reason else one


def _cautions(office: Office, person: Person, told: Sequence[Told], running: Sequence[Punishment]) -> Iterable[str]:
    bound = threshold(office)
    if not bound.sure:
        yield f"报送条件 {bound.cards} 张（个）、{bound.times} 次没有核对办法原文，报送前请核对。"
    days = [one.fact.on for one in told if one.fact.on and not one.left_out]
    if person.born_on is None:
        yield "没有出生日期，不能确定行为时是否成年，请先查明。"
    elif days and age_on(person.born_on, min(days)) < ADULT:
        yield "行为时未满十八周岁，惩戒须特别慎重，材料按未成年人记录保密。"
    if any(one.left_out for one in told):
        yield "有没有计入的事实，列在下面，请核对。"
    for one in running:
        if one.ends_on and one.ends_on >= office.today:
            category = Punishment.category.show(one.category)
            yield f"正在惩戒期内（{category}，至 {one.ends_on}），再次认定的累计不超过五年。"
        elif one.state == "proposed":
            yield f"已登记拟报送（#{one.id}），不要重复报送。"


def propose(office: Office, person_id: int) -> Punishment:
    """Write down that somebody is to be reported, with the counts; raises Refused where the facts do not reach."""
    found = facts(office, person_id)
    finding = found.finding
    if finding.category is None:
        raise Refused("现有事实没有达到报送条件，没有登记。", rules.basis())
    if any(one.state == "proposed" for one in found.running):
        raise Refused("已登记拟报送，没有重复登记。")
    key = ledger_operation(Punishment.table, "create")
    permit(office, key, own=lambda: owns(office, found.person), about=(Person.table, person_id))
    record = Punishment.read(
        {
            "person": person_id, "subject": "person", "category": finding.category.code,
            "conducts": _conducts(found), "cards": str(finding.cards), "times": str(finding.times),
            "organ": "" if finding.crimes else finding.category.organ, "article": finding.category.article,
            "proposed_on": office.today, "remark": "；".join(finding.reasons),
        }
    )  # fmt: skip
    with office.change("登记拟报送惩戒") as change:
        change.save(record)
    return record


def _conducts(found: Facts) -> tuple[str, ...] | None:
    return tuple(sorted({one.conduct for one in found.told if not one.left_out})) or None
