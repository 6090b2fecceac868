"""Does one workflow again and again, each time with a disk that fails one step later, until it is no longer hit.

Run with faults.c preloaded as `python -m tests.faults.driver NAME FOLDER MOST STRIDE`; prints one line a run: where the
disk failed, how, whether the process then tried once more on a whole disk or died, what the program said (done;
refused; told, where a refusal says that it is done but for its end, or not known; defect), how often it was hit, and
whether the files, opened again, hold just that (`right`, or what is wrong).
"""

import ctypes
import errno
import os
import pickle
import shutil
import sys
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import anfraud_desktop.records  # noqa: F401  registers the ledgers
from anfraud_desktop.actions import vaults
from anfraud_desktop.actions.office import Office
from anfraud_desktop.errors import UserError
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.records.notices import Notice
from anfraud_desktop.records.people import Person
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import archive, keyfile, verifying
from anfraud_desktop.store.backups import folder_for
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.keyfile import key_path
from anfraud_desktop.store.replacing import TEMPORARY
from tests.faults.work import CODE, PRISTINE, WORK, WORKED, Keys, begin, desk, unlocked
from tests.founding import PASSWORD
from tests.kills.workflows import FILE

MODES = {"once": (1, errno.EIO), "ever": (2, errno.EIO), "short": (3, errno.EIO), "full": (2, errno.ENOSPC)}
LEDGERS: tuple[type[Record], ...] = (Person, Case, Involvement, Notice)
RIGHT = "right"
SENTENCES = {  # by workflow: what else a refusal may say of it
    "backup": {"备份已经做好": "told:done"},
    "rekey": {"数据密钥已更换": "told:done", "还不知道": "told:unknown"},
}


class Fault(NamedTuple):
    """Where and how the disk fails, and whether the same work is then tried again."""

    at: int
    how: str
    again: bool


class Held(NamedTuple):
    """What a folder holds: records and acts, the epoch of its data key, good backups, and what is not whole."""

    records: tuple[object, ...]
    epoch: int
    backups: frozenset[str]
    broken: tuple[str, ...]


class Bench(NamedTuple):
    """What every run of a workflow needs: its name, the folder, the disk that fails, and the open slots."""

    name: str
    root: Path
    shim: ctypes.CDLL
    keys: Keys

    @property
    def path(self) -> Path:
        return self.root / WORKED / FILE


def held(root: Path, path: Path, keys: Keys) -> Held:
    """Return what a folder holds, opened as at the next start; raises what keeps it from opening, or is not sound."""
    pristine = key_path(root / PRISTINE / FILE).read_bytes()
    if key_path(path).read_bytes() == pristine:  # passwords and code open it as they did
        store = Store.open(path, keys["王五"][1].data_key)
    else:
        store = vaults.sign_in(path, "王五", PASSWORD).store
        own = keyfile.unlock(key_path(path), "赵六", PASSWORD)
        printed = keyfile.unlock_with_recovery(key_path(path), (root / CODE).read_text(encoding="utf-8"))
        if {own.data_key, printed.data_key} != {store.key} or own.pending_key:
            raise AssertionError
    try:
        return _held(path, store)
    finally:
        store.close()


def _held(path: Path, store: Store) -> Held:
    wrong = tuple(check.name for check in verifying.verify(store) if not check.ok)
    folder = folder_for(path, "")
    found = sorted(folder.iterdir())
    good = frozenset(one.name for one in found if one.suffix == archive.SUFFIX and is_good(one))
    left = [one.name for one in (*found, *path.parent.iterdir()) if one.name.startswith(TEMPORARY)]
    broken = (*wrong, *left, *(one.name for one in found if one.name not in good))
    names = tuple(sorted(str(person.name) for person in store.all(Person)))
    acts = store.rows("SELECT count(DISTINCT op) FROM log WHERE event IN ('new', 'change', 'remove')")[0][0]
    records = (*(store.count(ledger) for ledger in LEDGERS), names, acts)
    return Held(records, keyfile.identity(key_path(path), store.key)[1], good, broken)


def is_good(path: Path) -> bool:
    try:
        archive.check(archive.read(path))
    except UserError:
        return False
    return True


def wrong(bench: Bench, said: str, now: Held | str, states: tuple[Held, Held]) -> str:
    """Say what is wrong with a folder after a run, given what it held before and what it holds when all goes well."""
    before, after = states
    if isinstance(now, str):
        return now
    if now.broken:
        return f"half: {now.broken}"
    outcomes = {"done": (after,), "told:done": (after,), "told:unknown": states, "refused:unavailable": (before,)}
    if (now.records, now.epoch) not in [(state.records, state.epoch) for state in outcomes.get(said, ())]:
        return f"untrue: {now.records} {now.epoch}"
    gone, new = before.backups - now.backups, now.backups - before.backups
    if gone - (before.backups - after.backups) or (gone and not new):
        return f"displaced: {gone}"
    if bench.name == "backup" and bool(new) != said.endswith("done"):
        return f"untrue: {len(new)} new"
    return RIGHT


def child(bench: Bench, fault: Fault) -> tuple[str, int]:
    """Do the work on a failing disk, perhaps then on a whole one; return what was said and how often it was hit."""
    office = desk(bench.path, bench.keys, *WORK[bench.name].by)
    mode, code = MODES[fault.how]
    bench.shim.fault_arm(str(bench.path.parent).encode(), fault.at, mode, code)
    said = attempt(bench, office)
    hits = int(bench.shim.fault_hits())
    bench.shim.fault_disarm()
    if fault.again and said.startswith("refused"):
        said = attempt(bench, office)
    return said, hits


def attempt(bench: Bench, office: Office) -> str:
    try:
        WORK[bench.name].do(office, bench.path.parent)
    except UserError as told:
        sentences = SENTENCES.get(bench.name, {})
        outcome = next((said for words, said in sentences.items() if words in told.message), "")
        return outcome or f"refused:{told.kind}"
    except Exception as defect:  # noqa: BLE001  a defect is an answer, too
        return f"defect:{type(defect).__name__}"
    return "done"


def forked(work: Callable[[], Any]) -> Any:
    """Do something in a process of its own that ends without closing anything, as a crash would."""
    reader, writer = os.pipe()
    if not (pid := os.fork()):
        os.write(writer, pickle.dumps(work()))
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as told:
        data = told.read()
    os.waitpid(pid, 0)
    return pickle.loads(data)  # noqa: S301  our own


def truth(root: Path, path: Path, keys: Keys) -> Held | str:
    """Return the state of a folder, or what keeps it from opening."""
    try:
        return held(root, path, keys)
    except Exception as error:  # noqa: BLE001  whatever it is
        return f"corrupt: {type(error).__name__} {error}"


def run(bench: Bench, fault: Fault) -> tuple[str, int, Held | str]:
    """Return what the program said, how often the disk failed, and what the folder holds afterwards."""
    shutil.rmtree(bench.path.parent, ignore_errors=True)
    shutil.copytree(bench.root / PRISTINE, bench.path.parent)
    said, hits = forked(lambda: child(bench, fault))
    return said, hits, forked(lambda: truth(bench.root, bench.path, bench.keys))


def main(name: str, root: Path, most: int, stride: int) -> None:
    """Go through every way of failing and every step of it, or every so many."""
    bench = Bench(name, root, ctypes.CDLL(os.environ["LD_PRELOAD"]), unlocked(root))
    forked(lambda: begin(name, root, bench.keys))
    before = forked(lambda: truth(root, root / PRISTINE / FILE, bench.keys))
    said, _, after = run(bench, Fault(1_000_000, "once", again=False))
    if said != "done" or isinstance(before, str) or isinstance(after, str) or before == after:
        raise SystemExit(f"{name}: {said} {before} {after}")
    for how, again in product(MODES, (False, True)):
        for at in range(0, most, stride):
            said, hits, now = run(bench, Fault(at, how, again=again))
            told = wrong(bench, said, now, (before, after))
            sys.stdout.write(f"{at}\t{how}\t{again}\t{said}\t{hits}\t{told}\n")
            if not hits:
                break


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
