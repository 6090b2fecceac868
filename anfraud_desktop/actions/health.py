"""案件文件体检: every check run over the file, findings let stand with a reason, and all of it on paper.

A finding is known by a key over the facts that it rests on: once they change, what was accepted comes back. Who may
not open a record of a ledger sees of its findings the number alone.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from anfraud_desktop.actions.checks import cards, cases, dispositions, notices, parts, people, station
from anfraud_desktop.actions.checks.check import SEVERITIES, Check, Found, Holdings, Words, words
from anfraud_desktop.actions.links import titles
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.permits import permit, why_not
from anfraud_desktop.actions.sight import sight
from anfraud_desktop.documents.health_papers import Group, HealthPaper, Line, health_pdf
from anfraud_desktop.errors import Invalid, Missing
from anfraud_desktop.exchange.exports import without_numbers
from anfraud_desktop.rules.rights import ledger_operation
from anfraud_desktop.schema.kinds import Link
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import entries, inspecting
from anfraud_desktop.store.audit import Entry, canonical
from anfraud_desktop.store.inspecting import Acceptance

Progress = Callable[[int, int, str], None]  # done, total, words; raises to stop

CHECKS: tuple[Check, ...] = tuple(
    check for module in (station, people, cases, parts, dispositions, cards, notices) for check in module.CHECKS
)
HIDDEN = "详情须由有查看权限的人员打开记录查看"


@dataclass(frozen=True)
class Finding:
    """One finding as the officer may read it; `acceptance` tells who let it stand, None while nobody did."""

    key: str
    ledger: str
    id: int
    field: str
    title: str
    detail: str
    acceptance: Acceptance | None = None

    @property
    def label(self) -> str:
        """The label of the field, empty where the finding has none."""
        return Record.ledgers[self.ledger].fields[self.field].label if self.ledger and self.field else ""

    def json(self) -> dict[str, Any]:
        """Return the finding as the command line tells it."""
        standing = self.acceptance
        return {
            "finding": self.key, "ledger": self.ledger or None, "id": self.id or None, "field": self.field or None,
            "title": self.title, "detail": self.detail, "accepted": standing is not None,
            "reason": standing.reason if standing else None, "accepted_by": standing.officer if standing else None,
            "accepted_at": standing.at if standing else None,
        }  # fmt: skip


@dataclass(frozen=True)
class Checked:
    """A check with what it found, oldest record first."""

    key: str
    words: Words
    findings: tuple[Finding, ...]

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that nobody has accepted."""
        return tuple(one for one in self.findings if one.acceptance is None)

    def standing(self, keys: Collection[str], acceptance: Acceptance | None) -> "Checked":
        """Return the same with another acceptance of some findings."""
        found = (replace(one, acceptance=acceptance) if one.key in keys else one for one in self.findings)
        return replace(self, findings=tuple(found))

    def json(self) -> dict[str, Any]:
        """Return the check as the command line tells it."""
        return {
            "key": self.key, "name": self.words.name, "title": self.words.meaning, "remedy": self.words.remedy,
            "source": self.words.source, "severity": self.words.severity,
            "findings": [one.json() for one in self.findings],
        }  # fmt: skip


@dataclass(frozen=True)
class Health:
    """What came of all checks, the gravest first; `at` is the station's local time."""

    at: datetime
    checks: tuple[Checked, ...]

    @property
    def ok(self) -> int:
        """How many checks have nothing open."""
        return sum(not one.open for one in self.checks)

    @property
    def open(self) -> int:
        """How many findings nobody has accepted."""
        return sum(len(one.open) for one in self.checks)

    @property
    def accepted(self) -> int:
        """How many findings somebody let stand."""
        return sum(len(one.findings) for one in self.checks) - self.open

    def standing(self, keys: Collection[str], acceptance: Acceptance | None) -> "Health":
        """Return the same with another acceptance of some findings."""
        return replace(self, checks=tuple(one.standing(keys, acceptance) for one in self.checks))

    def json(self) -> dict[str, Any]:
        """Return the document of `health --json`."""
        return {
            "ok": self.ok, "total": len(self.checks), "open": self.open, "accepted": self.accepted,
            "checks": [one.json() for one in self.checks],
        }  # fmt: skip


def run(office: Office, progress: Progress | None = None) -> Health:
    """Run every check; raises Refused where the officer may not. That it was done is logged, with its counts."""
    permit(office, "check_file")
    file = Holdings(office)
    struck: list[tuple[Check, list[Found]]] = []
    for done, check in enumerate(CHECKS):
        if progress:
            progress(done, len(CHECKS), words(check.key).name)
        struck.append((check, list(check.find(file))))
    standing = inspecting.accepted(office.store)
    told = _Titles(office, ((check, found) for check, every in struck for found in every))
    checked = [
        Checked(check.key, words(check.key), tuple(_finding(check, found, standing, told) for found in every))
        for check, every in struck
    ]
    order = list(SEVERITIES)
    health = Health(office.clock(), tuple(sorted(checked, key=lambda one: order.index(one.words.severity))))
    if not office.store.read_only:
        with office.change("案件文件体检") as change:
            counts = {"checks": len(CHECKS), "open": health.open, "accepted": health.accepted}
            change.entries.append(Entry("check", "", 0, counts))
    return health


def _place(check: Check, found: Found) -> tuple[str, str]:
    """Return ledger and field of a finding; one in another ledger brings its own field, or has the check's name."""
    ledger = found.ledger or check.ledger
    field = found.field or check.field
    return (ledger, field if ledger and field in Record.ledgers[ledger].fields else "") if found.id else ("", "")


def key_of(check: Check, found: Found) -> str:
    """Return the key of a finding: check, ledger, record, and a digest of field and facts."""
    ledger, field = _place(check, found)
    facts = canonical([field, repr(found.facts)]).encode()
    return f"{check.key}:{ledger}:{found.id}:{hashlib.sha256(facts).hexdigest()[:16]}"


class _Titles:
    """What the officer may read about the records of findings, asked for by sets."""

    def __init__(self, office: Office, every: Iterable[tuple[Check, Found]]) -> None:
        ids: dict[str, set[int]] = defaultdict(set)
        for check, found in every:
            ids[_place(check, found)[0]].add(found.id)
        ids.pop("", None)
        self._told = {table: _readable(office, table, sorted(some)) for table, some in ids.items()}

    def of(self, ledger: str, at: int) -> str | None:
        """Return a record's title, numbers in it masked; None where the officer may not open it."""
        return self._told[ledger].get(at) if ledger else ""


def _readable(office: Office, table: str, ids: list[int]) -> dict[int, str]:
    ledger = Record.ledgers[table]
    if why_not(office, ledger_operation(table, "view")):
        return {}
    seen, masks = sight(office, ledger, "view"), _carries_numbers(ledger)
    told = titles(office.store, ledger, ids).items()
    return {at: without_numbers(text) if masks else text for at, text in told if seen.sees(at)}


def _carries_numbers(ledger: type[Record]) -> bool:
    """Tell whether a ledger's titles hold numbers of people or cards."""
    fields = [ledger.fields[name] for name in ledger.named_by]
    targets = [Record.ledgers[field.target] for field in fields if isinstance(field, Link)]
    return any(field.sensitive for field in fields) or any(map(_carries_numbers, targets))


def _finding(check: Check, found: Found, standing: dict[str, Acceptance], told: _Titles) -> Finding:
    key = key_of(check, found)
    ledger, field = _place(check, found)
    title = told.of(ledger, found.id)
    number = f"{Record.ledgers[ledger].one} #{found.id}" if ledger else "案件文件"
    shown = f"{number}　{title}" if title else number
    detail = HIDDEN if title is None else found.detail
    return Finding(key, ledger, found.id, field, shown, detail, standing.get(key))


def accept(office: Office, keys: Sequence[str], reason: str) -> Acceptance:
    """Let findings stand, for one reason that is logged with each; one comes back when its facts change.

    Raises Refused where the officer may not check the file or open the records, Invalid without a reason, Missing
    where a finding is not there any more: then none of them is accepted.
    """
    permit(office, "check_file", reason=reason)
    there = _still_there(office, keys)
    for ledger in sorted({ledger for ledger, _ in there.values() if ledger}):
        permit(office, ledger_operation(ledger, "view"), about=(ledger, 0))
    if not reason.strip():
        raise Invalid({"reason": "请写明接受的理由，理由记入日志"}, {"reason": "理由"})
    with office.change("接受体检发现", reason=reason) as change:
        for key, (ledger, record) in there.items():
            standing = inspecting.accept(change, key, reason.strip())
            told = {"check": key.partition(":")[0], "finding": key, "reason": reason.strip()}
            change.entries.append(Entry("accept finding", ledger, record, told))
    return standing


def _still_there(office: Office, keys: Sequence[str]) -> dict[str, tuple[str, int]]:
    """Return ledger and record of findings by key; raises Missing unless each of them is found again."""
    file = Holdings(office)
    wanted = {key.partition(":")[0] for key in keys}
    found = {
        key_of(check, one): (_place(check, one)[0], one.id)
        for check in CHECKS
        if check.key in wanted
        for one in check.find(file)
    }
    if not keys or not found.keys() >= set(keys):
        raise Missing("有的发现已经不在了，可能已经改好。没有写入任何内容，请重新体检。")
    return {key: found[key] for key in keys}


def reopen(office: Office, keys: Sequence[str]) -> None:
    """Take acceptances back; raises Refused where the officer may not, Missing where there is none."""
    permit(office, "check_file")
    if not keys or not inspecting.accepted(office.store).keys() >= set(keys):
        raise Missing("有的发现没有被接受过，或者已经重新打开。没有改动任何内容。")
    with office.change("重新打开体检发现") as change:
        for key in keys:
            check, ledger, record, _ = key.split(":")
            inspecting.reopen(change, key)
            change.entries.append(Entry("reopen finding", ledger, int(record), {"check": check, "finding": key}))


def pdf(office: Office, health: Health) -> bytes:
    """Return the findings as a PDF on A4, and log that they were printed."""
    permit(office, "check_file")
    data = health_pdf(paper(office, health), bundled=office.settings.bundled_fonts)
    with office.change("打印体检结果") as change:
        sha256 = hashlib.sha256(data).hexdigest()
        change.entries.append(Entry("print", "", 0, {"form": "health", "sha256": sha256}))
    return data


def paper(office: Office, health: Health) -> HealthPaper:
    """Return the words of the paper."""
    unit = office.unit
    return HealthPaper(
        unit=f"{unit.bureau or ''}{unit.name or ''}" if unit else "",
        at=health.at,
        officer=office.officer_text,
        checks=len(health.checks),
        ok=health.ok,
        open=health.open,
        accepted=health.accepted,
        groups=tuple(
            Group(one.words.name, SEVERITIES[one.words.severity], one.words.meaning, one.words.remedy, one.words.basis,
                  tuple(_line(finding) for finding in one.findings))
            for one in health.checks
            if one.findings
        ),
        sound=tuple(one.words.name for one in health.checks if not one.findings),
        log_head=entries.printed_head(office.store),
    )  # fmt: skip


def _line(finding: Finding) -> Line:
    standing = finding.acceptance
    return Line(
        finding.title, finding.label, finding.detail, f"{standing.officer}：{standing.reason}" if standing else ""
    )
