"""Does one workflow again and again, each time with a disk that fails one step later, until it is no longer hit.

Run with faults.c preloaded as `python -m tests.faults.driver NAME FOLDER MOST STRIDE`; prints one line a run: where the
disk failed, how, whether the process then tried once more on a whole disk or died, what the program said (done,
refused, defect), how often it was hit, and whether the file, opened again, holds just that.
"""

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import NamedTuple

import anfraud_desktop.records  # noqa: F401  registers the ledgers
from anfraud_desktop.actions import imports, notices, records
from anfraud_desktop.actions.made_up import identity_number
from anfraud_desktop.actions.office import Office
from anfraud_desktop.errors import UserError
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.records.notices import Notice
from anfraud_desktop.records.people import Person
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.soundness import page_faults, structure_faults
from tests.conftest import NOW
from tests.factories import KEY, a_case, a_person

FILE = "case.db"
MODES = {"once": (1, errno.EIO), "ever": (2, errno.EIO), "short": (3, errno.EIO), "full": (2, errno.ENOSPC)}
Work = Callable[[Office, Path], object]


class Fault(NamedTuple):
    """Where and how the disk fails, and whether the same work is then tried again."""

    at: int
    how: str
    again: bool


def save(office: Office, _: Path) -> None:
    """Write three records in one action."""
    with office.change("登记") as change:
        person = change.save(a_person(name="钱某某", id_number=identity_number(9000), remark="备注" * 500))
        case = change.save(a_case(number="府城〔2026〕90号"))
        change.save(Involvement({"person": person, "case": case, "roles": ("card_owner",)}))


def edit(office: Office, _: Path) -> None:
    records.change(office, "people", 1, {"name": "钱某某", "remark": "改" * 900})


def throw(office: Office, _: Path) -> None:
    records.remove(office, "cases", [1], "重复")


def take(office: Office, folder: Path) -> None:
    imports.commit(office, imports.preview(office, folder.parent / "book.xlsx"))


def draft(office: Office, _: Path) -> None:
    notices.draft(office, {"subject": "关于电信网络诈骗案件的通告", "cases": [1], "involvements": [1]})


WORK: dict[str, Work] = {"save": save, "edit": edit, "throw": throw, "take": take, "draft": draft}
LEDGERS: tuple[type[Record], ...] = (Person, Case, Involvement, Notice)


def state(path: Path) -> tuple[object, ...]:
    """Return what the file holds, with its entries in the log; raises where it is not sound."""
    store = Store.open(path, KEY)
    try:
        if page_faults(store.connection) or structure_faults(store.connection):
            raise AssertionError
        names = tuple(sorted(str(person.name) for person in store.all(Person)))
        acts = store.rows("SELECT count(DISTINCT op) FROM log WHERE event IN ('new', 'change', 'remove')")[0][0]
        return (*(store.count(ledger) for ledger in LEDGERS), names, acts)
    finally:
        store.close()


def child(name: str, path: Path, shim: ctypes.CDLL, fault: Fault) -> str:
    """Do the work on a failing disk, perhaps then on a whole one; return what was said and how often it was hit."""
    office = Office(Store.open(path, KEY), "王警官", "investigator", lambda: NOW)
    mode, code = MODES[fault.how]
    shim.fault_arm(str(path.parent).encode(), fault.at, mode, code)
    said = attempt(WORK[name], office, path.parent)
    hits = shim.fault_hits()
    shim.fault_disarm()
    if fault.again and said.startswith("refused"):
        said = attempt(WORK[name], office, path.parent)
    return f"{said} {hits}"


def attempt(work: Work, office: Office, folder: Path) -> str:
    try:
        work(office, folder)
    except UserError as told:
        return f"refused:{told.kind}"
    except Exception as wrong:  # noqa: BLE001  a defect is an answer, too
        return f"defect:{type(wrong).__name__}"
    return "done"


def forked(work: Callable[[], str]) -> str:
    """Do something in a process of its own that ends without closing anything, as a crash would."""
    reader, writer = os.pipe()
    if not (pid := os.fork()):
        os.write(writer, work().encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as told:
        text = told.read()
    os.waitpid(pid, 0)
    return text


def run(name: str, root: Path, shim: ctypes.CDLL, fault: Fault) -> tuple[str, int, str]:
    """Return what the program said, how often the disk failed, and what the file holds afterwards."""
    folder = root / "work"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copy(root / "pristine.db", folder / FILE)
    said, hits = forked(lambda: child(name, folder / FILE, shim, fault)).split()
    return said, int(hits), forked(lambda: truth(folder / FILE))


def main(name: str, root: Path, most: int, stride: int) -> None:
    """Go through every way of failing and every step of it, or every so many."""
    shim = ctypes.CDLL(os.environ["LD_PRELOAD"])
    before = forked(lambda: truth(root / "pristine.db"))
    said, _, after = run(name, root, shim, Fault(1_000_000, "once", again=False))
    if said != "done" or after == before:
        raise SystemExit(f"{name}: {said}")
    wanted = {"done": after, "refused:unavailable": before}
    for how, again in product(MODES, (False, True)):
        for at in range(0, most, stride):
            said, hits, found = run(name, root, shim, Fault(at, how, again=again))
            right = found == wanted.get(said, "")
            sys.stdout.write(f"{at}\t{how}\t{again}\t{said}\t{hits}\t{'right' if right else found}\n")
            if not hits:
                break


def truth(path: Path) -> str:
    """Return the state of a file, or what keeps it from opening."""
    try:
        return repr(state(path))
    except Exception as wrong:  # noqa: BLE001  whatever it is
        return f"broken:{type(wrong).__name__}"


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
