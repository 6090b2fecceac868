"""What a killed workflow has left: each check yields what is wrong, as (corrupt, lost or half; in words)."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from anfraud_desktop.actions import backups, opening
from anfraud_desktop.actions.office import Office
from anfraud_desktop.errors import UserError
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.records.notices import Notice
from anfraud_desktop.records.people import Person
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import archive, audit, verifying
from anfraud_desktop.store.backups import folder_for, newest_first
from anfraud_desktop.store.connection import DatabaseError
from anfraud_desktop.store.database import Store
from tests.actions.staging import settle_unit, stage
from tests.conftest import NOW
from tests.factories import KEY
from tests.founding import PASSWORD, founded
from tests.kills.workflows import FILE, PEOPLE_A_BOOK, VERSION_1, VERSIONS, trace
from tests.store.decrypted import decrypted

Faults = Iterator[tuple[str, str]]
CORRUPT, LOST, HALF = KINDS = ("corrupt", "lost", "half")
TRACE = len(trace(0))
CUT_OFF = "上次没有正常关闭；案件文件已检查，完好"


class Workflow(NamedTuple):
    """How the folder of a workflow is laid out, before the first kill or each, and what must hold after every kill.

    `after` takes the folder and the words acknowledged. `at_once`: the kill does not wait for a first word.
    """

    lay: Callable[[Path], object]
    after: Callable[[Path, list[str]], Faults]
    anew: bool = False
    at_once: bool = False


def faults(workflow: Workflow, folder: Path, acknowledged: list[str]) -> list[tuple[str, str]]:
    """Return all that is wrong after a kill; a file that does not open counts as corrupt."""
    found: list[tuple[str, str]] = []
    try:
        found.extend(workflow.after(folder, acknowledged))
    except (UserError, DatabaseError) as error:
        found.append((CORRUPT, f"{type(error).__name__}: {error}"))
    return found


def counted(there: int, told: int) -> Faults:
    """What was acknowledged is there; one act more may be, which was cut off before it could be acknowledged."""
    if there < told:
        yield LOST, f"{there} of {told}"
    if there > told + 1:
        yield HALF, f"{there} where {told} were acknowledged"


def equal(kind: str, found: object, wanted: object) -> Faults:
    if found != wanted:
        yield kind, f"{found} instead of {wanted}"


def unsound(store: Store) -> Faults:
    """Check pages, structure, rows, histories, links and signatures, and the chain link by link."""
    yield from ((CORRUPT, f"{check.name}: {check.detail}") for check in verifying.verify(store) if not check.ok)
    mac, earlier = audit.FIRST, store.rows("SELECT until, key FROM log_keys ORDER BY until")
    for seq, *told, row_hash, found, context in store.rows("SELECT * FROM log ORDER BY seq"):
        key = next((key for until, key in earlier if seq <= until), store.audit_key)
        mac = audit.chained(key, mac, (seq, *told), row_hash, context)
        yield from equal(CORRUPT, found, mac)
    by_event = "SELECT count(*) FROM log WHERE ledger = ? AND event = ?"
    for table, ledger in Record.ledgers.items():
        new, purged = (store.rows(by_event, (table, event))[0][0] for event in ("new", "purge"))
        yield from equal(HALF, store.count(ledger), new - purged)


def opened(folder: Path, name: str, password: str = PASSWORD) -> opening.Opened:
    """Open a file as a window does."""
    return opening.open_file(folder / FILE, name, password)


def clean_start(desk: opening.Opened) -> Faults:
    """What was said of a crash at the start is that all is well."""
    yield from ((CORRUPT, note) for note in desk.notes if not note.startswith(CUT_OFF))


def drop_backups(folder: Path) -> None:
    """Delete the backups of a file, so that each kill has its own."""
    for path in newest_first(folder_for(folder / FILE, ""), "case"):
        path.unlink()


# One for each workflow


def bare(folder: Path) -> None:
    Store.create(folder / FILE, KEY).close()


def staged(folder: Path) -> None:
    with closing(Store.create(folder / FILE, KEY)) as store:
        office = Office(store, "王警官", "investigator", lambda: NOW)
        settle_unit(office)
        stage(office)


def version_1(folder: Path) -> None:
    for left in folder.glob("case.db*"):
        left.unlink()
    drop_backups(folder)
    for name in ("db", "keys"):
        shutil.copy(VERSIONS / f"case-v1.{name}", folder / f"case.{name}")


def after_saves(folder: Path, acknowledged: list[str]) -> Faults:
    last = max(map(int, acknowledged))
    with closing(Store.open(folder / FILE, KEY)) as store:
        there = store.count(Person)
        yield from counted(there, last)
        yield from equal(HALF, (store.count(Case), store.count(Involvement)), (there, there))
        yield from equal(LOST, len(store.search(f"府城〔2026〕{last}号")), 1)
        yield from unsound(store)


def after_import(folder: Path, acknowledged: list[str]) -> Faults:
    with closing(Store.open(folder / FILE, KEY)) as store:
        batches = store.rows("SELECT count(*) FROM batches")[0][0]
        yield from counted(batches, max(map(int, acknowledged)))
        yield from equal(HALF, store.count(Person), batches * PEOPLE_A_BOOK)
        yield from unsound(store)
    drop_backups(folder)


def after_notice(folder: Path, acknowledged: list[str]) -> Faults:
    with closing(Store.open(folder / FILE, KEY)) as store:
        yield from counted(store.count(Notice), max(map(int, acknowledged)))
        yield from unsound(store)


def after_migration(folder: Path, _: list[str]) -> Faults:
    desk = opened(folder, *VERSION_1)
    yield from clean_start(desk)
    store = desk.office.store
    there = {name: store.count(ledger) for name, ledger in Record.ledgers.items()}
    wanted = {"cases": 1, "people": 1, "involvements": 1, "office": 1}
    yield from equal(LOST, {name: many for name, many in there.items() if many}, wanted)
    yield from equal(LOST, len(store.search("单建国")), 1)
    yield from unsound(store)
    desk.close()
    for path in newest_first(folder_for(folder / FILE, ""), "case"):
        archive.check(archive.read(path))


def after_backup(folder: Path, acknowledged: list[str]) -> Faults:
    there = newest_first(folder_for(folder / FILE, ""), "case")
    yield from ((LOST, name) for name in set(acknowledged) - {path.name for path in there})
    for path in there:
        archive.check(archive.read(path))
    desk = opened(folder, "赵六")
    yield from clean_start(desk)
    held = desk.office.store.count(Person)
    yield from unsound(desk.office.store)
    desk.close()
    again, newest = folder / "again" / FILE, max(there, key=lambda path: archive.read(path).manifest.state.log)
    restored = backups.restore(newest, again, backups.by_password("赵六", PASSWORD))
    with closing(opened(again.parent, "赵六")) as copy:
        yield from unsound(copy.office.store)
        there_then = copy.office.store.count(Person)
        yield from counted(held, there_then)
        yield from equal(HALF, restored.rows, there_then + 1)  # the unit's record
    shutil.rmtree(again.parent)
    for path in set(there) - {newest}:
        path.unlink()


def after_rekey(folder: Path, acknowledged: list[str]) -> Faults:
    for name in ("王五", "赵六"):  # the first settles what the cut has left, the second finds it settled
        desk = opened(folder, name)
        yield from clean_start(desk)
        yield from counted(desk.office.store.count(Person), max(map(int, acknowledged)))
        yield from unsound(desk.office.store)
        desk.close()
    for path in newest_first(folder_for(folder / FILE, ""), "case"):
        archive.check(archive.read(path))
    drop_backups(folder)


def after_purge(folder: Path, acknowledged: list[str]) -> Faults:
    told = list(zip(acknowledged[::2], map(int, acknowledged[1::2]), strict=True))
    gone = {number for word, number in told if word in {"out", "unswept"}}
    desk = opened(folder, "王五")
    yield from clean_start(desk)
    store = desk.office.store
    people, last = store.all(Person), max(number for _, number in told)
    living = {person.remark[:TRACE] for person in people if person.remark}
    yield from counted(store.count(Case), last + 1)
    yield from equal(HALF, store.count(Involvement), len(people))
    yield from equal(HALF, store.rows("SELECT count(*) FROM files"), [(len(people),)])
    yield from ((LOST, "a purge undone") for number in gone if trace(number) in living)
    plain = decrypted(store)
    swept = (number for word, number in told if word == "out")
    yield from ((HALF, "a trace of a purge") for number in swept if trace(number).encode() in plain)
    yield from unsound(store)
    desk.close()


AFTERMATH = {
    "saves": Workflow(bare, after_saves),
    "import": Workflow(bare, after_import),
    "notice": Workflow(staged, after_notice),
    "migration": Workflow(version_1, after_migration, anew=True, at_once=True),
    "backup": Workflow(founded, after_backup),
    "rekey": Workflow(founded, after_rekey),
    "purge": Workflow(founded, after_purge),
}
