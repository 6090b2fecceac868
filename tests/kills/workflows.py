"""What is at work when it is killed: each workflow acknowledges on its output what it has been told is done.

Run as `python -m tests.kills.workflows NAME FOLDER`; it goes on until it is killed.
"""

import shutil
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

from openpyxl import Workbook

import anfraud_desktop.records  # noqa: F401  registers the ledgers
from anfraud_desktop.actions import accounts, backups, imports, notices, records, vaults
from anfraud_desktop.actions.made_up import identity_number
from anfraud_desktop.actions.office import Office
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.records.people import Person
from anfraud_desktop.store.database import Store
from tests.factories import KEY, a_case, a_person
from tests.founding import PASSWORD, signed_in

FILE = "case.db"
PEOPLE_A_BOOK = 25
VERSIONS = Path(__file__).parent.parent / "files" / "versions"


def said(*words: object) -> None:
    """Acknowledge: from here on it must not be lost."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def office(folder: Path) -> Office:
    return Office(Store.open(folder / FILE, KEY), "王警官", "investigator")


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
    desk = vaults.sign_in(path, "王五", "Kite-Moss-Barn-42")
    said("up")
    desk.store.close()
    while True:
        shutil.copy(VERSIONS / "case-v1.db", folder / "next.db")
        (folder / "next.db").replace(path)
        desk = vaults.sign_in(path, "王五", "Kite-Moss-Barn-42")
        desk.store.close()


def backing(folder: Path) -> None:
    """Back the file up after each change."""
    desk = signed_in(folder / FILE, "赵六")
    for number in count():
        records.add(desk, "people", {"name": "钱某某", "remark": f"{number}" * 50})
        said(backups.make(desk).path.name)


def rekeying(folder: Path) -> None:
    """Change the data key, again and again, with a change in between."""
    desk = vaults.with_second(signed_in(folder / FILE, "李四"), "王五", PASSWORD)
    for number in count():
        with desk.change("登记") as change:
            change.save(a_person(id_number="", remark=f"{number}" * 50))
        said(desk.store.count(Person))
        accounts.change_key(desk)


WORKFLOWS: dict[str, Callable[[Path], None]] = {
    "saves": saves, "taking": taking, "drafting": drafting, "migrating": migrating,
    "backing": backing, "rekeying": rekeying,
}  # fmt: skip

if __name__ == "__main__":
    WORKFLOWS[sys.argv[1]](Path(sys.argv[2]))
