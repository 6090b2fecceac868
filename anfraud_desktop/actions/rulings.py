"""May these people stand in a public paper: the facts from the case file, the ruling of the law on each.

Many are ruled on at once: what belongs to them is read in pages, never one by one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar, cast

from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.outcomes import UNKNOWN, Standing, outcome_of, standing
from anfraud_desktop.errors import Missing
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.dispositions import Disposition
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.records.people import Person
from anfraud_desktop.records.victims import Victim
from anfraud_desktop.rules.masking import mask_names
from anfraud_desktop.rules.naming import MODES, Document, Facts, Order, Ruling, document_number_fits, rule_naming
from anfraud_desktop.rules.numbers import check_number
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.conditions import Condition
from anfraud_desktop.store.database import PAGE, Store

R = TypeVar("R", bound=Record)

_organs = (("公安部", "ministry"), ("公安厅", "province"), ("公安局", "county"))


@dataclass(frozen=True)
class Entry:
    """The ruling on one person in one case: mode, row, reason, article; the name as it may stand, None where none may.

    `blockers` are Chinese sentences; with any of them, or with mode `never`, the person cannot be put into a paper.
    """

    involvement: int
    person: int
    mode: str
    row: str
    reason: str
    article: str
    shown_name: str | None
    photo: bool
    blockers: tuple[str, ...] = ()
    outcome: str = UNKNOWN
    disposition: int | None = None

    @property
    def blocked(self) -> bool:
        """Whether the person may not be in the paper in any form."""
        return self.mode == "never" or bool(self.blockers)

    @property
    def named(self) -> bool:
        """Whether the person stands in the paper with an entry of their own."""
        return self.mode in ("full", "mask") and not self.blockers

    @property
    def why(self) -> str:
        """Say in Chinese why the person is blocked; the row's reason where the law forbids it."""
        return self.reason if self.mode == "never" else "；".join(self.blockers)

    def json(self) -> dict[str, Any]:
        """Return the ruling as the command line tells it."""
        return {
            "involvement": self.involvement,
            "person": self.person,
            "mode": self.mode,
            "row": self.row,
            "reason": self.reason,
            "article": self.article,
            "shown_name": self.shown_name,
            "photo": self.photo,
            "blockers": list(self.blockers),
        }


@dataclass
class Files:
    """What the case file holds about some involvements."""

    parts: dict[int, Involvement]
    people: dict[int, Person]
    cases: dict[int, Case]
    dispositions: dict[int, list[Disposition]] = field(default_factory=dict)
    victims: dict[int, list[Victim]] = field(default_factory=dict)

    @classmethod
    def of(cls, store: Store, ids: Sequence[int]) -> "Files":
        """Read everything that rulings on the involvements need."""
        parts = _by_id(store.page(Involvement, ids))
        people = _by_id(store.page(Person, _targets(part.person for part in parts.values())))
        cases = _by_id(store.page(Case, _targets(part.case for part in parts.values())))
        files = cls(parts, people, cases)
        for found in _linked(store, Disposition, "involvement", list(parts)):
            files.dispositions.setdefault(found.involvement or 0, []).append(found)
        for other in _linked(store, Victim, "case", list(cases)):
            files.victims.setdefault(other.case or 0, []).append(other)
        return files

    def person_of(self, involvement: int) -> Person:
        """Return the person of an involvement."""
        return self.people[self.parts[involvement].person or 0]

    def case_of(self, involvement: int) -> Case:
        """Return the case of an involvement."""
        return self.cases[self.parts[involvement].case or 0]

    def is_whole(self, involvement: int) -> bool:
        """Tell whether an involvement is there with its person and its case."""
        part = self.parts.get(involvement)
        return part is not None and part.person in self.people and part.case in self.cases

    def disposition(self, entry: Entry) -> Disposition | None:
        """Return the disposition that a ruling stands on."""
        return next((d for d in self.dispositions.get(entry.involvement, ()) if d.id == entry.disposition), None)


def _by_id(records: Sequence[R]) -> dict[int, R]:
    return {record.id: record for record in records if record.id is not None}


def _targets(ids: Iterable[int | None]) -> list[int]:
    return sorted({at for at in ids if at})


def _linked(store: Store, ledger: type[R], link: str, ids: Sequence[int]) -> list[R]:
    found: list[R] = []
    for start in range(0, len(ids), PAGE):
        found += store.page(ledger, store.ids(ledger, [Condition(link, "in", ids[start : start + PAGE])])[::-1])
    return found


def ruling_for(office: Office, involvement: int, document: str = "exposure", on: date | None = None) -> Entry:
    """Return the ruling on one involvement for a kind of paper on a day; raises Missing."""
    return rulings(office, [involvement], document, on)[0]


def rulings(office: Office, ids: Sequence[int], document: str = "exposure", on: date | None = None) -> list[Entry]:
    """Return the rulings on involvements, in their order, names that come out alike told apart.

    Raises Missing for an involvement that is not there.
    """
    return ruled(Files.of(office.store, ids), ids, document, on or office.today)


def ruled(files: Files, ids: Sequence[int], document: str, on: date) -> list[Entry]:
    """Return the rulings on involvements whose files have been read."""
    if missing := [at for at in ids if not files.is_whole(at)]:
        raise Missing(f"涉案人员 #{missing[0]} 不存在或已移入回收站")
    return _told_apart(files, [_entry(files, at, document, on) for at in ids])


def _told_apart(files: Files, entries: list[Entry]) -> list[Entry]:
    """Give people whose masked names are alike 甲, 乙 …; one person has one name in all entries, a blocked one none."""
    people = list(dict.fromkeys(entry.person for entry in entries if entry.named and entry.mode == "mask"))
    names: dict[int, str | None] = {}
    names.update(zip(people, mask_names([files.people[at].name or "" for at in people]), strict=True))
    return [entry if entry.mode == "full" and entry.named else _renamed(entry, names) for entry in entries]


def _renamed(entry: Entry, names: dict[int, str | None]) -> Entry:
    return replace(entry, shown_name=names.get(entry.person) if entry.named else None)


def _entry(files: Files, at: int, document: str, on: date) -> Entry:
    person, case = files.person_of(at), files.case_of(at)
    stands = standing(files.dispositions.get(at, ()), files.parts[at], case, on)
    role, doubts = _role(person, files.victims.get(case.id or 0, ()))
    known = replace(_facts(files, at, stands), role=role, document=cast("Document", document), published_on=on)
    outcomes = [None if outcome == UNKNOWN else outcome for outcome in stands.outcomes]
    found = max((rule_naming(replace(known, outcome=outcome)) for outcome in outcomes), key=_strictness)
    return Entry(
        involvement=at,
        person=person.id or 0,
        mode=found.mode,
        row=found.row,
        reason=found.reason,
        article=found.article,
        shown_name=found.shown_name,
        photo=found.photo and person.photo is not None,
        blockers=(*stands.blockers, *doubts, *_proof(person), *_paper(found, stands.newest)),
        outcome=stands.outcomes[0],
        disposition=stands.newest.id if stands.newest else None,
    )


def _strictness(ruling: Ruling) -> int:
    return MODES.index(ruling.mode)


def _facts(files: Files, at: int, stands: Standing) -> Facts:
    part, person, case = files.parts[at], files.person_of(at), files.case_of(at)
    return Facts(
        outcome=None,
        published_on=date.min,
        name=person.name or "",
        born_on=_born(person),
        act_on=_act_on(part, case, files.dispositions.get(at, ())),
        case_act_from=case.act_from,
        filed_on=case.filed_on or case.accepted_on,
        appeal=stands.appeal,
        sealed=bool(case.sealed),
        necessity=part.necessity,
        order=_order(stands.newest),
    )


def _born(person: Person) -> date | None:
    """Return the birth date; where the number tells another one than was typed, the younger counts."""
    told = check_number("id", person.id_number).facts.get("born_on") if person.id_number else None
    days = [day for day in (person.born_on, date.fromisoformat(told) if told else None) if day]
    return max(days, default=None)


def _proof(person: Person) -> list[str]:
    """Ask for the document that proves the age (publishing gate 1): a birth date alone was only typed."""
    return [] if person.id_number else ["没有登记证件号码，无法证明行为时已满18周岁"]


def _act_on(part: Involvement, case: Case, dispositions: Sequence[Disposition]) -> date | None:
    """Return the act's day, never later than the capture or a decision: nobody is dealt with before the act."""
    if part.acted_on is None and case.act_from is None:
        return None
    days = (part.acted_on, part.captured_on, *(item.decided_on for item in dispositions))
    return min((day for day in days if day), default=None)


def _role(person: Person, victims: Sequence[Victim]) -> tuple[str, list[str]]:
    """Return the person's role in the case as it bears on naming, and the doubt whether they are one of its victims."""
    for other in victims:
        if other.id_number and other.id_number == person.id_number:
            return other.role or "victim", []
    if any(o.name == person.name and not (o.id_number and person.id_number) for o in victims):
        return "suspect", ["与本案的受害人、证人同名，证件号码不全，无法排除是同一人，请补填后再用"]
    return "suspect", []


def _order(newest: Disposition | None) -> Order | None:
    """Return the wanted order that a disposition records, of a county bureau or above; None where there is none."""
    if newest is None or outcome_of(newest) != "wanted" or not newest.document_number or newest.decided_on is None:
        return None
    level = next((level for word, level in _organs if word in (newest.organ or "")), None)
    if level is None or "派出所" in (newest.organ or ""):
        return None
    return Order(newest.document_number, newest.decided_on, level)


def _paper(found: Ruling, newest: Disposition | None) -> list[str]:
    """Hold the document number against the outcome; an entry of one's own needs it (publishing gate 3)."""
    if newest is None:
        return []
    outcome = outcome_of(newest)
    misfit = document_number_fits(outcome, newest.document_number)
    if misfit and misfit.blocks:
        return [misfit.reason]
    if not newest.document_number and found.mode in ("full", "mask") and outcome != "wanted":
        return ["没有登记文书号，不能写入通告"]
    return []
