"""The log as its readers see it: looking through it, noting what was looked at, and checking the file against it."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from anfraud_desktop import resources
from anfraud_desktop.actions.office import ROLES, Office
from anfraud_desktop.actions.ownership import own_ids
from anfraud_desktop.actions.permits import permit, right_of
from anfraud_desktop.errors import UserError
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import anchors, derived, entries, logbook, verifying
from anfraud_desktop.store.anchors import Anchor
from anfraud_desktop.store.audit import Entry
from anfraud_desktop.store.connection import DatabaseError
from anfraud_desktop.store.entries import Line, Scope, Wanted
from anfraud_desktop.store.verifying import Check

if TYPE_CHECKING:
    from array import array

Progress = Callable[[int, int, str], None]  # done, total, words; raises to stop

CHECKS = {
    "pages": "每一页的校验码", "structure": "内部结构", "chain": "日志的链", "histories": "新旧内容",
    "rows": "台账与日志", "links": "关联和附件", "signatures": "签名", "anchors": "锚点", "keys": "密钥文件",
    "search": "查找索引", "seconds": "两人操作",
}  # fmt: skip


@dataclass(frozen=True)
class Event:
    """A kind of entry: its Chinese title, and whether it tells of a refusal or failure."""

    title: str
    refusal: bool = False


@dataclass(frozen=True)
class Asked:
    """What a reader filters by; empty asks for nothing. The days are local, both included; `first` is a number."""

    officer: str = ""
    event: str = ""
    ledger: str = ""
    record: int = 0
    since: date | None = None
    until: date | None = None
    refusals: bool = False
    first: int = 0


@dataclass(frozen=True)
class Verified:
    """What came of checking the file; `window` is how many of the newest entries nothing stands surety for yet."""

    checks: tuple[Check, ...]
    window: int

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return all(check.ok for check in self.checks)

    @property
    def window_words(self) -> str:
        """Say what is not yet covered."""
        if not self.window:
            return "全部记录都在签名或锚点之前。"
        return f"最新的 {self.window:,} 条晚于最近的签名和锚点：对它们的改动要到下一次签名或锚定之后才查得出。"


@cache
def events() -> Mapping[str, Event]:
    """Return every event by its name, in the order in which they are offered."""
    table = resources.table("trust", "events.toml")["event"]
    return {name: Event(row["title"], row.get("refusal", False)) for name, row in table.items()}


def event_title(name: str) -> str:
    """Return an event in Chinese; one that a newer program wrote stands as it is."""
    return events()[name].title if name in events() else name


def note(office: Office, event: str, ledger: str = "", record: int = 0, told: Mapping[str, Any] | None = None) -> None:
    """Write an entry for what changes nothing: something looked at, printed, refused. Nothing where it is read-only.

    `told` is kept in the encrypted history; the log itself holds its names and a keyed hash.
    """
    title = events()[event].title
    if not office.store.read_only:
        with office.change(title) as change:
            change.entries.append(Entry(event, ledger, record, dict(told or {})))


# Reading


def find(office: Office, asked: Asked) -> "array[int]":
    """Return the numbers of the entries that are asked for and may be seen, newest first; that it was asked is logged.

    An auditor sees all, a supervisor the officers' entries on cases of their own, the others their own entries.
    """
    right = permit(office, "read_log")
    told = {name: str(value) for name, value in asdict(asked).items() if value}
    note(office, "read log", told=told)
    scope = None
    if not right.asks("allowed"):
        own = right.asks("own_cases")
        records = {table: frozenset(own_ids(office, one)) for table, one in Record.ledgers.items()} if own else {}
        scope = Scope(office.officer, records)
    return entries.ids(office.store, _wanted(asked), scope)


def _wanted(asked: Asked) -> Wanted:
    refusals = tuple(name for name, event in events().items() if event.refusal)
    chosen = (asked.event,) if asked.event else refusals if asked.refusals else ()
    if asked.event and asked.refusals and asked.event not in refusals:
        chosen = ("",)  # nothing is both
    return Wanted(
        asked.officer, chosen, asked.ledger, asked.record,
        since=day_begins(asked.since) if asked.since else "",
        until=day_begins(asked.until + timedelta(days=1)) if asked.until else "",
        first=asked.first,
    )  # fmt: skip


def day_begins(day: date) -> str:
    """Return when a local day begins, as the log spells moments."""
    return datetime.combine(day, time()).astimezone().astimezone(UTC).isoformat()


def page(office: Office, numbers: Sequence[int]) -> list[Line]:
    """Return some of the entries that `find` has given."""
    return entries.lines(office.store, numbers)


def terms(office: Office, line: Line) -> list[str]:
    """Say on what terms an act was done: role, second person, reason, machine, program, clock."""
    told = line.context or entries.together(office.store, line)
    where = "　".join(str(told[name]) for name in ("host", "login") if told.get(name))
    said = (
        ("角色", ROLES.get(str(told.get("role")), "")),
        ("第二人", str(told.get("second") or "")),
        ("原因", str(told.get("reason") or "")),
        ("电脑", where),
        ("程序版本", str(told.get("version") or "")),
        ("批次", str(line.batch or "")),
        ("时钟", "时钟比上一条早，以编号为准" if told.get("clock") else ""),
    )
    return [f"{name}：{words}" for name, words in said if words]


def fields_text(line: Line) -> str:
    """Return the labels of what was written; values stand in the record's own history, not here."""
    ledger = Record.ledgers.get(line.ledger)
    known = ledger.fields if ledger else {}
    return "、".join(known[name].label for name in line.fields if name in known)


def record_text(line: Line) -> str:
    """Return which record an entry is about, by ledger and number alone: a name would be personal data."""
    ledger = Record.ledgers.get(line.ledger)
    title = ledger.one if ledger else ""
    return f"{title} #{line.record}" if title and line.record else title


def moment(line: Line) -> datetime:
    """Return when an entry was written by this machine's clock, local."""
    return datetime.fromisoformat(line.at).astimezone().replace(tzinfo=None)


def officers(office: Office) -> list[str]:
    """Return everybody whose entries the reader may see."""
    sees_all = right_of(office, "read_log").asks("allowed")
    return entries.officers(office.store) if sees_all else [office.officer]


# Checking


def compare(office: Office, printed: Anchor) -> Check:
    """Compare the log with a head that stands on paper; it says something of a file that has passed `verify`."""
    permit(office, "check_file")
    mac = logbook.macs(office.store, [printed.seq]).get(printed.seq)
    if mac is None:
        words = f"日志里没有第 {printed.seq} 条：文件被换成旧的，或日志末尾被删"
    elif not mac.startswith(printed.mac):
        words = f"第 {printed.seq} 条与纸上的摘要不符：这一条或更早的内容被改写过，或纸来自另一个案件文件"
    else:
        return Check("anchors", ok=True, detail=f"与纸上的摘要一致，第 {printed.seq} 条及以前没有被改动")
    return Check("anchors", ok=False, detail=words)


def verify(office: Office, more: Sequence[Anchor] = (), progress: Progress | None = None) -> Verified:
    """Check the file against its log, its signatures and every anchor this machine knows; the outcome is logged.

    `more` are anchors from elsewhere: files, printed heads. Raises Refused where the officer may not.
    """
    permit(office, "check_file")
    known = [*anchors.known(office.store), *more]
    tell = progress or (lambda *_: None)
    checks = (*verifying.verify(office.store, known, tell), *derived.checks(office.store))
    window = verifying.open_window(office.store, known) if all(check.ok for check in checks) else 0
    found = Verified(checks, window)
    failed = [check.name for check in checks if not check.ok]
    with suppress(UserError, DatabaseError):  # a damaged file may not take it, and the finding is told all the same
        note(office, "verify" if found.ok else "verify failed", told={"failed": failed, "window": window})
    if found.ok:
        anchors.note(office.store)
    return found
