"""Making a case file with its keys, signing in to it, and who has an account."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from anfraud_desktop import settings
from anfraud_desktop.actions.office import Office, now
from anfraud_desktop.errors import Invalid, Refused, Unavailable, UserError
from anfraud_desktop.records import office as office_ledger
from anfraud_desktop.store import accounts as account_table
from anfraud_desktop.store import keyfile, restoring
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.passwords import password_problem
from anfraud_desktop.store.sealing import Kdf
from anfraud_desktop.store.signers import Signer


@dataclass(frozen=True)
class Account:
    """One account: name, key of `office.ROLES`, and whether it may sign in."""

    name: str
    role: str
    active: bool


@dataclass(frozen=True)
class Founder:
    """One of the two people who open a new case file."""

    name: str
    password: str
    role: str


def key_path(path: Path) -> Path:
    """Return where a case file's keys lie: beside it."""
    return keyfile.key_path(path)


def create_file(path: Path, unit: office_ledger.Office, founders: tuple[Founder, ...], kdf: Kdf | None = None) -> str:
    """Make a case file with its key file, accounts and the unit's record; return the recovery code to be printed.

    Raises Invalid for names and passwords that will not do, Unavailable where a file is in the way. What was begun
    is taken away again if a step fails.
    """
    problems = {who.name: text for who in founders if (text := password_problem(who.name, who.password))}
    if len({who.name for who in founders}) != len(founders):
        problems["name"] = "每个人要有自己的账户，用户名不能相同"
    if problems:
        raise Invalid(problems)
    if path.exists() or key_path(path).exists():
        raise Unavailable("这个位置已经有案件文件或密钥文件，没有改动它。请换一个位置或文件名。")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        opened, code = keyfile.create(key_path(path))
        slots = [keyfile.add_person(key_path(path), opened, who.name, who.password, kdf) for who in founders]
        with closing(Store.create(path, opened.data_key)) as store:
            _found(store, unit, list(zip(founders, slots, strict=True)))
    except BaseException:
        for leftover in (path, *key_path(path).parent.glob(key_path(path).name + "*")):
            leftover.unlink(missing_ok=True)
        raise
    return code


def _found(store: Store, unit: office_ledger.Office, founders: list[tuple[Founder, str]]) -> None:
    with store.change("建立案件文件", by=founders[0][0].name) as change:
        change.save(unit)
        for who, slot in founders:
            account_table.add(change, who.name, slot, who.role)


def sign_in(
    path: Path, name: str, password: str, clock: Callable[[], datetime] = now, *, read_only: bool = False
) -> Office:
    """Open a case file for a person; raises Unavailable where the name, the password or the files do not fit."""
    if not read_only:
        restoring.finish(path)
    if not path.is_file():
        raise Unavailable("找不到案件文件，请检查路径，或先建立案件文件。")
    opened = keyfile.unlock(key_path(path), name, password)
    store = Store.open(path, opened.data_key, read_only=read_only)
    role = account_table.role_of(store, opened.slot)
    if role is None:
        store.close()
        raise Unavailable("这个账户已停用，请联系管理员。")
    signer = Signer(name, opened.slot, role, opened.pairs.sign)
    store.signer = signer
    return Office(store, name, role, clock, settings.load(), signer)


def with_second(office: Office, name: str, password: str) -> Office:
    """Return the office with a second person who has typed their own password; both are logged and sign.

    Raises Unavailable where name or password do not fit, Refused for the officer themselves.
    """
    if name == office.officer:
        raise Refused("第二人不能是本人，请换一位同事输入密码。没有做任何改动。")
    opened = keyfile.unlock(key_path(office.store.path), name, password)
    role = account_table.role_of(office.store, opened.slot)
    if role is None:
        raise Unavailable("第二人的账户已停用，请换一位同事。没有做任何改动。")
    return replace(office, second=Signer(name, opened.slot, role, opened.pairs.sign))


def change_password(path: Path, name: str, old: str, new: str) -> None:
    """Give a person a new password; the data is not encrypted again."""
    if problem := password_problem(name, new):
        raise UserError(problem)
    keyfile.change_password(key_path(path), name, old, new)


def accounts(office: Office) -> list[Account]:
    """Return all accounts by name."""
    return [Account(*row) for row in account_table.everyone(office.store)]
