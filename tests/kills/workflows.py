"""What is at work when it is killed: each workflow acknowledges on its output what it has been told is done.

Run as `python -m tests.kills.workflows NAME FOLDER`; it goes on until it is killed. What the words mean stands with
the checks of aftermath.py.
"""

import shutil
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

from openpyxl import Workbook

import anfraud_desktop.records  # noqa: F401  registers the ledgers
from anfraud_desktop.actions import accounts, backups, imports, notices, opening, records, retention, vaults
from anfraud_desktop.actions.made_up import identity_number
from anfraud_desktop.actions.office import Office
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.records.people import Person
from anfraud_desktop.schema.kinds.links import kept
from anfraud_desktop.store.database import Store
from tests.factories import KEY, a_case, a_person
from tests.founding import PASSWORD

FILE = "case.db"
PEOPLE_A_BOOK = 25
VERSIONS = Path(__file__).parent.parent / "files" / "versions"
VERSION_1 = ("王五", "Kite-Moss-Barn-42")  # who signs in to the oldest file, and their password
ORDER = "责令删除决定书 安公网决字〔2026〕7号"


def said(*words: object) -> None:
    """Acknowledge: from here on it must not be lost."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def office(folder: Path) -> Office:
    return Office(Store.open(folder / FILE, KEY), "王警官", "investigator")


def started(folder: Path, name: str, password: str = PASSWORD) -> Office:
    """Open a file as a window does: alone, whatever the one killed before has left."""
    return opening.open_file(folder / FILE, name, password).office


def saves(folder: Path) -> None:
    """Write a person with a case and a part in it, all in one action."""
    desk = office(folder)
    for _ in count():
        with desk.change("登记") as change:
            person = change.save(a_person(id_number=identity_number(desk.store.count(Person)), remark="备注" * 200))
            case = change.save(a_case(number=f"府城〔2026〕{person}号"))
            change.save(Involvement({"person": person, "case": case, "roles": ("card_owner",)}))
        said(person)


def taking(folder: Path) -> None:
    """Import book after book."""
    desk = office(folder)
    for number in count(desk.store.count(Person) // PEOPLE_A_BOOK):
        path = folder / f"book-{number}.xlsx"
        book(path, number)
        done = imports.commit(desk, imports.preview(desk, path))
        said(done.batch)


def book(path: Path, number: int) -> None:
    """Write a book of people nobody else has."""
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(["姓名", "身份证号", "案件编号", "采取措施"])
    for at in range(PEOPLE_A_BOOK):
        serial = number * PEOPLE_A_BOOK + at
        sheet.append([f"张{'一二三四五六七八九十'[at % 10]}", identity_number(serial), f"府城〔2026〕{serial}号", ""])
    made.save(path)


def drafting(folder: Path) -> None:
    """Draft one notice after the other about the file's only case."""
    desk = office(folder)
    for _ in count():
        made = notices.draft(desk, {"subject": "关于电信网络诈骗案件的通告", "cases": [1], "involvements": [1]})
        said(made.id)


def migrating(folder: Path) -> None:
    """Open a file of the first version, which brings it up; put it back when it is done and go on."""
    path = folder / FILE
    desk = vaults.sign_in(path, *VERSION_1)
    said("up")
    desk.store.close()
    while True:
        shutil.copy(VERSIONS / "case-v1.db", folder / "next.db")
        (folder / "next.db").replace(path)
        desk = vaults.sign_in(path, *VERSION_1)
        desk.store.close()


def backing(folder: Path) -> None:
    """Back the file up after each change."""
    desk = started(folder, "赵六")
    for number in count():
        records.add(desk, "people", {"name": "钱某某", "remark": f"{number}" * 50})
        said(backups.make(desk).path.name)


def rekeying(folder: Path) -> None:
    """Change the data key, again and again, with a change in between."""
    desk = vaults.with_second(started(folder, "李四"), "王五", PASSWORD)
    for number in count():
        with desk.change("登记") as change:
            change.save(a_person(id_number="", remark=f"{number}" * 50))
        said(desk.store.count(Person))
        accounts.change_key(desk)


def trace(number: int) -> str:
    """Return eight characters that stand for one person who is purged, and nowhere else in the file."""
    return "".join(chr(0x4E00 + int(digit)) for digit in f"{number:07d}") + "。"


def purging(folder: Path) -> None:
    """Write a person with all that hangs on one, and delete them for good."""
    desk = vaults.with_second(started(folder, "王五"), "李四", PASSWORD)
    for number in count(desk.store.count(Case)):
        with desk.change("登记") as change:
            case = change.save(a_case(number=f"府城〔2026〕{number}号"))
            photo = kept(trace(number).encode() * 30, "照片.jpg")
            person = change.save(a_person(id_number=identity_number(number), remark=trace(number) * 30, photo=photo))
            change.save(Involvement({"person": person, "case": case, "roles": ("card_owner",)}))
        said("in", number)
        done = retention.purge(desk, [("people", person)], ORDER, "依法应删", dependents=True)
        said("out" if done.swept else "unswept", number)


WORKFLOWS: dict[str, Callable[[Path], None]] = {
    "saves": saves, "import": taking, "notice": drafting, "migration": migrating,
    "backup": backing, "rekey": rekeying, "purge": purging,
}  # fmt: skip

if __name__ == "__main__":
    WORKFLOWS[sys.argv[1]](Path(sys.argv[2]))
