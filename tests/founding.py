"""A case file with its key file and people, made quickly; each of them signs in with the same password."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from anfraud_desktop.actions import vaults
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.units import founding_unit
from anfraud_desktop.errors import UserError
from anfraud_desktop.store import keyfile
from anfraud_desktop.store.archive import Backup
from anfraud_desktop.store.backups import Terms, make
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.sealing import FLOOR_KIB, Kdf
from tests.factories import a_case, a_person, an_involvement

NOW = datetime(2026, 11, 1, 9, 30)  # noqa: DTZ001  the station's own clock is naive local time
PASSWORD = "Reed-Pond-Lamp-77"
QUICK = Kdf(FLOOR_KIB, 1, 1)
PEOPLE = (("李四", "administrator"), ("王五", "supervisor"), ("赵六", "investigator"))


def founded(folder: Path) -> tuple[Path, str]:
    """Make a case file in a folder; return it and its recovery code."""
    file = folder / "case.db"
    founders = tuple(vaults.Founder(name, PASSWORD, role) for name, role in PEOPLE)
    return file, vaults.create_file(file, founding_unit("府城派出所", "420982030000"), founders, QUICK)


def signed_in(file: Path, name: str) -> Office:
    return vaults.sign_in(file, name, PASSWORD)


def keyed(folder: Path) -> tuple[Store, str]:
    """Make a case file whose key file nobody has a password to; return it open, and its recovery code."""
    file = folder / "case.db"
    opened, code = keyfile.create(keyfile.key_path(file))
    return Store.create(file, opened.data_key), code


def register(store: Store, many: int = 1) -> None:
    """Write a case and a person in it, each time in one change; numbers would run out, so people have none."""
    for _ in range(many):
        with store.change("登记", by="王") as change:
            case, person = change.save(a_case()), change.save(a_person(id_number=""))
            change.save(an_involvement(person, case))


def backed_up(store: Store, folder: Path, at: datetime = NOW) -> Backup:
    """Make a backup as if it were another moment."""
    return make(store.path, store.key, folder, Terms("u-1", "asked", at))


def refusal(act: Callable[[], object]) -> str:
    """Return the sentence with which something is refused."""
    with pytest.raises(UserError) as told:
        act()
    return told.value.message
