"""What is done on a failing disk, in a folder with a small case file, its keys, older backups, and a book beside it."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from anfraud_desktop.actions import accounts, backups, imports, notices, records, vaults
from anfraud_desktop.actions.made_up import identity_number
from anfraud_desktop.actions.office import Office
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.store import keyfile
from anfraud_desktop.store.backups import Terms, folder_for, make
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.keyfile import Unlocked, key_path
from anfraud_desktop.store.signers import Signer
from tests.actions.staging import settle_unit, stage
from tests.conftest import NOW
from tests.factories import a_case, a_person
from tests.founding import PASSWORD, PEOPLE, founded
from tests.kills.workflows import FILE, book

PRISTINE, WORKED, BOOK, CODE = "pristine", "work", "book.xlsx", "code.txt"
OLDER = tuple(NOW - timedelta(days=days, hours=hours) for days, hours in ((40, 3), (40, 2), (40, 1), (3, 0)))
Keys = dict[str, tuple[str, Unlocked]]  # a name to its role and its open slot
Work = Callable[[Office, Path], object]


def lay(root: Path) -> None:
    """Write the folder that every run begins with: three backups of one old day, of which two may go, one younger."""
    folder = root / PRISTINE
    folder.mkdir()
    path, code = founded(folder)
    (root / CODE).write_text(code, encoding="utf-8")
    for name, _ in PEOPLE:  # whoever has signed in is known to the log as a signer
        office = vaults.sign_in(path, name, PASSWORD, lambda: NOW)
        if name == PEOPLE[-1][0]:
            settle_unit(office)
            stage(office)
            for at in OLDER:
                make(path, office.store.key, folder_for(path, ""), Terms("", "asked", at))
        office.store.close()
    book(root / BOOK, 0)


def unlocked(root: Path) -> Keys:
    """Open the slots once: a password costs more than a run."""
    keys = key_path(root / PRISTINE / FILE)
    return {name: (role, keyfile.unlock(keys, name, PASSWORD)) for name, role in PEOPLE}


def desk(path: Path, keys: Keys, name: str, second: str = "") -> Office:
    """Sign somebody in, and perhaps a second person, by slots that are open already."""
    signers = {who: Signer(who, opened.slot, role, opened.pairs.sign) for who, (role, opened) in keys.items()}
    store = Store.open(path, keys[name][1].data_key)
    store.signer = signers[name]
    office = Office(store, name, keys[name][0], lambda: NOW, signer=store.signer)
    return replace(office, second=signers[second]) if second else office


def save(office: Office, _: Path) -> None:
    """Write three records in one action."""
    with office.change("登记") as change:
        person = change.save(a_person(name="钱某某", id_number=identity_number(9000), remark="备注" * 500))
        case = change.save(a_case(number="府城〔2026〕90号"))
        change.save(Involvement({"person": person, "case": case, "roles": ("card_owner",)}))


def edit(office: Office, _: Path) -> None:
    records.change(office, "people", 1, {"name": "钱某某", "remark": "改" * 900})


def trash(office: Office, _: Path) -> None:
    records.remove(office, "cases", [1], "重复")


def take(office: Office, folder: Path) -> None:
    imports.commit(office, imports.preview(office, folder.parent / BOOK))


def draft(office: Office, _: Path) -> None:
    notices.draft(office, {"subject": "关于电信网络诈骗案件的通告", "cases": [1], "involvements": [1]})


def back_up(office: Office, _: Path) -> None:
    backups.make(office)


def rekey(office: Office, _: Path) -> None:
    accounts.change_key(office)


class Kind(NamedTuple):
    """A piece of work: what is done, by whom, and whether a fresh backup is there before it begins."""

    do: Work
    by: tuple[str, ...] = ("赵六",)
    backed_up: bool = False


WORK: dict[str, Kind] = {
    "save": Kind(save),
    "edit": Kind(edit),
    "trash": Kind(trash),
    "import": Kind(take),
    "draft": Kind(draft),
    "backup": Kind(back_up),
    "rekey": Kind(rekey, by=("李四", "王五"), backed_up=True),
}


def begin(name: str, root: Path, keys: Keys) -> None:
    """Do beforehand what is not to be failed at."""
    if WORK[name].backed_up:
        office = desk(root / PRISTINE / FILE, keys, *WORK[name].by)
        with closing(office.store):
            backups.make(office)
