"""Making a case file with its keys, signing in to it, and who has an account."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path

from anfraud_desktop import settings
from anfraud_desktop.actions import signing
from anfraud_desktop.actions.office import Office, now
from anfraud_desktop.errors import Invalid, Refused, Unavailable, UserError
from anfraud_desktop.records import office as office_ledger
from anfraud_desktop.store import accounts as account_table
from anfraud_desktop.store import attempts, keychanges, keyfile, remembering, restoring
from anfraud_desktop.store.audit import Entry
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.keyfile import Unlocked, WrongPassword
from anfraud_desktop.store.passwords import password_problem
from anfraud_desktop.store.sealing import Kdf, calibrate
from anfraud_desktop.store.signers import Signer


@dataclass(frozen=True)
class Account:
    """One account: name, key of `office.ROLES`, whether it may sign in, has been activated, is locked."""

    name: str
    role: str
    active: bool
    activated: bool = True
    locked: bool = False


@dataclass(frozen=True)
class Founder:
    """One of the two people who open a new case file."""

    name: str
    password: str
    role: str


@cache
def usual_cost() -> Kdf:
    """Return what a password costs on this machine: half a second of Argon2id, measured once a run."""
    return calibrate()


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
            account_table.add(change, who.name, slot, who.role, signing.first_facts(now()))


def sign_in(
    path: Path, name: str, password: str, clock: Callable[[], datetime] = now, *, read_only: bool = False
) -> Office:
    """Open a case file for a person; raises Unavailable where the name, the password or the files do not fit.

    What they should know stands in the office's `notes`: the last sign-in, failures since, a password that runs out.
    """
    if not read_only:
        restoring.finish(path)
    if not path.is_file():
        raise Unavailable("找不到案件文件，请检查路径，或先建立案件文件。")
    opened, failures = unlocked(path, name, password)
    store = _store(path, opened, read_only=read_only)
    try:
        row = _account(store, opened.slot)
        notes = signing.notes_for(row, failures, now())
        store.signer = Signer(name, opened.slot, row.role, opened.pairs.sign)
        if not store.read_only:
            store = _logged(store, opened, row, failures)
        notes = (*filter(None, [remembering.begin(store, name)]), *notes)
    except BaseException:
        store.close()
        raise
    if store.read_only and not read_only:
        notes = ("磁盘写不进去，已用只读方式打开，原有数据完好。请清理磁盘后重新登录。", *notes)
    signer = store.signer
    return Office(store, name, row.role, clock, settings.load(), signer, notes=notes)


def unlocked(path: Path, name: str, password: str) -> tuple[Unlocked, int]:
    """Open a case file's keys with a password, wrong ones counted; return them and how many were wrong before.

    Raises Unavailable, after the wait that earlier failures ask for.
    """
    keys = key_path(path)
    who = keyfile.owner_of(keys, name)
    attempts.wait(path, who)
    try:
        opened = keyfile.unlock(keys, name, password)
    except WrongPassword:
        attempts.failed(path, who)
        raise
    return opened, attempts.passed(path, who)


def _store(path: Path, opened: Unlocked, *, read_only: bool) -> Store:
    """Open the file under its key, or under the one that a change which was cut off has brought."""
    try:
        store = Store.open(path, opened.data_key, read_only=read_only)
    except Unavailable:
        if opened.pending_key is None:
            raise
        store = Store.open(path, opened.pending_key, read_only=read_only)
        if not read_only:
            keychanges.settle(key_path(path), opened, changed=True)
        return store
    if opened.pending_key and not read_only:
        keychanges.settle(key_path(path), opened, changed=False)
    return store


def _account(store: Store, slot: str) -> account_table.Row:
    row = next((one for one in account_table.everyone(store) if one.slot == slot), None)
    if row is None or not row.active:
        raise Unavailable("这个账户已停用，请联系管理员。")
    signing.refuse_stale(row, now())
    return row


def _logged(store: Store, opened: Unlocked, row: account_table.Row, failures: int) -> Store:
    """Write the sign-in into the log; a disk that takes no writes leaves the file open to be read."""
    try:
        signing.log(store, row, failures, now(), key_path(store.path).read_bytes())
    except Unavailable:
        signer = store.signer
        store.close()
        store = Store.open(store.path, opened.pending_key or opened.data_key, read_only=True)
        store.signer = signer
    return store


def with_second(office: Office, name: str, password: str) -> Office:
    """Return the office with a second person who has typed their own password; both are logged and sign.

    Raises Unavailable where name or password do not fit, Refused for the officer themselves.
    """
    if name == office.officer:
        raise Refused("第二人不能是本人，请换一位同事输入密码。没有做任何改动。")
    opened, _ = unlocked(office.store.path, name, password)
    role = account_table.role_of(office.store, opened.slot)
    if role is None:
        raise Unavailable("第二人的账户已停用，请换一位同事。没有做任何改动。")
    return replace(office, second=Signer(name, opened.slot, role, opened.pairs.sign))


def change_password(path: Path, name: str, old: str, new: str, kdf: Kdf | None = None) -> None:
    """Give a person a new password; the data is not encrypted again. Raises UserError for one that will not do."""
    if problem := password_problem(name, new):
        raise UserError(problem)
    opened, _ = unlocked(path, name, old)
    with closing(_store(path, opened, read_only=False)) as store:
        row = next((one for one in account_table.everyone(store) if one.slot == opened.slot), None)
        if row is None or not row.active:
            raise Unavailable("这个账户已停用，请联系管理员。")
        facts = signing.with_password(row, old, new, now())
        keyfile.change_password(key_path(path), name, old, new, kdf)
        store.signer = Signer(name, opened.slot, row.role, opened.pairs.sign)
        with store.change("修改密码", by=name) as change:
            change.entries.append(Entry("password", "", 0, {}))
            account_table.update(change, row._replace(facts=facts))
            account_table.mirror(change, key_path(path).read_bytes())


def accounts(office: Office) -> list[Account]:
    """Return all accounts by name."""
    keys, path = key_path(office.store.path), office.store.path
    return [
        Account(
            one.name, one.role, one.active, "invited_at" not in one.facts,
            keys.exists() and attempts.is_locked(path, keyfile.owner_of(keys, one.name)),
        )
        for one in account_table.everyone(office.store)
    ]  # fmt: skip
