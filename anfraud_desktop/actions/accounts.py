"""Accounts: opened by two, activated by their own person alone, changed, released, closed; the data key and recovery.

Whoever opens an account never knows its password or its signing key: they hand over a code that is good once, for a
day. An account that is closed takes its slot with it, and the data key is changed, since a key that was once known
cannot be taken back otherwise.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from anfraud_desktop.actions import signing
from anfraud_desktop.actions.backups import before_big_step
from anfraud_desktop.actions.office import ROLES, Office, now
from anfraud_desktop.actions.permits import permit
from anfraud_desktop.errors import Invalid, Missing, Refused, Unavailable, UserError
from anfraud_desktop.store import accounts, attempts, keychanges, keyfile
from anfraud_desktop.store.accounts import Row
from anfraud_desktop.store.audit import Entry
from anfraud_desktop.store.change import Change
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.keyfile import Unlocked, key_path
from anfraud_desktop.store.passwords import password_problem
from anfraud_desktop.store.sealing import Kdf
from anfraud_desktop.store.signers import fingerprint

_UNSETTLED = (
    "数据密钥已更换，数据完好；但磁盘写不进去，密钥文件还没有收尾，案件文件已关闭。"
    "请检查磁盘空间后重新登录，登录时自动收尾；不要替换密钥文件。"
)
NEEDED = ("administrator", "supervisor")  # without one of each nothing that takes two can be done any more


@dataclass(frozen=True)
class Activation:
    """An account that waits for its person: the code to hand over, good until `until` (local time), once."""

    name: str
    role: str
    code: str = field(repr=False)
    until: datetime


@dataclass(frozen=True)
class Activated:
    """An account that its person has made their own; `fingerprint` is of their public key, for the signed form."""

    name: str
    role: str
    fingerprint: str


def add(office: Office, name: str, role: str) -> Activation:
    """Open an account; raises Invalid for a name or role that will not do, Refused without the second person."""
    permit(office, "manage_accounts")
    name = name.strip()
    problems = {} if name else {"name": "请填写姓名"}
    if role not in ROLES:
        problems["role"] = f"没有叫“{role}”的角色。可用：{'、'.join(f'{key}（{text}）' for key, text in ROLES.items())}"
    if any(one.name == name for one in accounts.everyone(office.store)):
        problems["name"] = "已有同名账户；忘记密码请用重置"
    if problems:
        raise Invalid(problems, {"name": "姓名", "role": "角色"})
    keys = key_path(office.store.path)
    slot, code, until = keychanges.invite(keys, _opened(office), name, now(), keyfile.slot_of(keys, name) or "")
    with _change(office, f"开立账户：{ROLES[role]}", "account_new", name) as change:
        accounts.add(change, name, slot, role, {"invited_at": _text(now())})
        accounts.mirror(change, keys.read_bytes())
    return Activation(name, role, code, until.astimezone().replace(tzinfo=None))


def reset(office: Office, name: str) -> Activation:
    """Let a person choose a new password with a new code: the old one and the old signing key end now."""
    permit(office, "unlock_account")
    row = _row(office, name)
    keys = key_path(office.store.path)
    _, code, until = keychanges.invite(keys, _opened(office), name, now(), row.slot)
    with _change(office, "重置账户密码", "account_reset", name) as change:
        accounts.close_keys(change, row.slot)
        accounts.update(change, row._replace(active=True, facts={"invited_at": _text(now())}))
        accounts.mirror(change, keys.read_bytes())
    attempts.release(office.store.path, keyfile.owner_of(keys, name))
    return Activation(name, row.role, code, until.astimezone().replace(tzinfo=None))


def activate(  # noqa: PLR0913  who, with what, when
    path: Path, name: str, code: str, password: str, *, at: Callable[[], datetime] = now, kdf: Kdf | None = None
) -> Activated:
    """Make an account one's own with the code that was handed over; raises UserError and changes nothing."""
    if problem := password_problem(name, password):
        raise UserError(problem)
    keys = key_path(path)
    who = keyfile.owner_of(keys, name)
    attempts.wait(path, who)
    try:
        opened = keychanges.activate(keys, name, code, password, at=_aware(at()), kdf=kdf)
    except Unavailable:
        attempts.failed(path, who)
        raise
    attempts.passed(path, who)
    with closing(Store.open(path, opened.data_key)) as store:
        row = next((one for one in accounts.everyone(store) if one.slot == opened.slot), None)
        if row is None:
            raise Unavailable("案件文件里没有这个账户，请管理员重新开立。")
        with store.change("激活账户", by=name) as change:
            change.entries.append(Entry("account_activated", "", 0, {}))
            accounts.update(change, row._replace(facts=signing.first_facts(at())))
            accounts.mirror(change, keys.read_bytes())
    return Activated(name, row.role, fingerprint(opened.pairs.public()[1]))


def set_role(office: Office, name: str, role: str) -> None:
    """Give an account another role, at once; raises Refused where nobody would be left who must be there."""
    permit(office, "manage_accounts")
    if role not in ROLES:
        raise Invalid({"role": f"没有叫“{role}”的角色"}, {"role": "角色"})
    row = _row(office, name)
    _refuse_empty_post(office, row, role)
    with _change(office, f"设定角色：{ROLES[role]}", "account_role", name) as change:
        accounts.update(change, row._replace(role=role))


def disable(office: Office, name: str, *, keep_key: bool = False) -> None:
    """Close an account: it may not sign in from now on, its slot is gone, and the data key is changed.

    `keep_key` leaves the data key for later, for somebody who leaves in peace.
    """
    permit(office, "manage_accounts")
    row = _row(office, name)
    _refuse_empty_post(office, row, "")
    if row.name in (office.officer, office.second.name if office.second else ""):
        raise Refused("不能停用正在操作的账户，请由另外两位同事办理。没有做任何改动。")
    keys = key_path(office.store.path)
    with _change(office, "停用账户", "account_closed", name) as change:
        accounts.close_keys(change, row.slot)
        accounts.update(change, row._replace(active=False))
    if keyfile.slot_of(keys, name):
        keyfile.remove_person(keys, _opened(office), row.slot)
    _mirror(office)
    if not keep_key:
        _change_key(office)


def unlock(office: Office, name: str) -> None:
    """Release an account that wrong passwords or a long absence have closed."""
    permit(office, "unlock_account")
    row = _row(office, name)
    if not row.active:
        raise Refused("这个账户已停用，不能解锁；要重新启用请用重置。没有做任何改动。")
    with _change(office, "解锁账户", "account_unlocked", name) as change:
        accounts.update(change, row._replace(facts=row.facts | {"last": _text(now())}))
    attempts.release(office.store.path, keyfile.owner_of(key_path(office.store.path), name))


def change_key(office: Office) -> None:
    """Put the whole file under a new data key; passwords and recovery sheet stay as they are."""
    permit(office, "change_data_key")
    _change_key(office)


def _change_key(office: Office) -> None:
    """Change the data key so that a cut at any moment leaves a file that opens (keychanges.py tells the steps)."""
    before_big_step(office, "key")
    keys = key_path(office.store.path)
    with _change(office, "更换数据密钥", "rekey", "") as change:
        accounts.keep_log_key(change, office.store.audit_key)
    key, coming = keychanges.begin_rekey(keys, _opened(office))
    try:
        office.store.rekey(key)
    except Unavailable:
        with suppress(UserError), _change(office, "数据密钥没有更换", "rekey", ""):
            pass  # the entry alone: the log must not leave it at what was begun
        raise
    try:
        keychanges.end_rekey(keys, coming, key)
        _mirror(office)
    except Unavailable:
        office.store.close()  # whoever signs in settles it; until then the key file does not fit the key in hand
        raise Unavailable(_UNSETTLED) from None


def recover(path: Path, code: str, name: str, password: str, kdf: Kdf | None = None) -> str:
    """Open the file with the printed recovery code, make an administrator, and return the code of the next sheet.

    The old code opens nothing from then on. Raises UserError for a name or password that will not do.
    """
    if problem := password_problem(name, password):
        raise UserError(problem)
    keys = key_path(path)
    opened = keyfile.unlock_with_recovery(keys, code)
    with closing(Store.open(path, opened.pending_key or opened.data_key)) as store:
        if any(one.name == name and one.active for one in accounts.everyone(store)):
            raise Refused("已有同名账户，没有改动。请用一个新的名字。")
        slot = keyfile.add_person(keys, opened, name, password, kdf)
        fresh = keychanges.new_recovery(keys, opened)
        with store.change("使用恢复密钥", by=name) as change:
            change.entries.append(Entry("recovery_used", "", 0, {"administrator": True}))
            accounts.add(change, name, slot, "administrator", signing.first_facts(now()))
            accounts.mirror(change, keys.read_bytes())
    return fresh


def check_recovery(path: Path, code: str) -> None:
    """Make sure that the recovery sheet still opens the file, without using it up; raises Unavailable."""
    keyfile.unlock_with_recovery(key_path(path), code)


def _opened(office: Office) -> Unlocked:
    """Return the key file as the signed-in office can write it: by the data key that it has."""
    keys = key_path(office.store.path)
    header = keyfile.read(keys)
    keyfile.check_mac(header, office.store.key)
    return Unlocked(office.store.key, office.signer.slot if office.signer else "", keyfile.nobody(), header)


@contextmanager
def _change(office: Office, what: str, event: str, name: str) -> Iterator[Change]:
    """Hand out a signed change that tells which account it is about."""
    with office.change(what, signed=True) as change:
        change.entries.append(Entry(event, "", 0, {"account": name} if name else {}))
        yield change


def _mirror(office: Office) -> None:
    with office.change("核对密钥文件") as change:
        accounts.mirror(change, key_path(office.store.path).read_bytes())


def _row(office: Office, name: str) -> Row:
    found = next((one for one in accounts.everyone(office.store) if one.name == name.strip()), None)
    if found is None:
        raise Missing(f"没有叫“{name.strip()}”的账户")
    return found


def _refuse_empty_post(office: Office, row: Row, role: str) -> None:
    held = [one.role for one in accounts.everyone(office.store) if one.active and one.name != row.name]
    for needed in NEEDED:
        if row.role == needed != role and needed not in held:
            raise Refused(f"这是最后一个启用的{ROLES[needed]}账户，没有改动。请先给另一个人设定这个角色。")


def _text(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _aware(at: datetime) -> datetime:
    """Return a moment of the station's clock in UTC."""
    return at.astimezone(UTC)
