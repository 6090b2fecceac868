"""What signing in does besides opening the file: rules of age for accounts and passwords, the log, what is told."""

from datetime import datetime, timedelta
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from anfraud_desktop.errors import Unavailable, UserError
from anfraud_desktop.store import accounts
from anfraud_desktop.store.accounts import Row
from anfraud_desktop.store.audit import Entry
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.policy import policy
from anfraud_desktop.store.sealing import FLOOR_KIB
from anfraud_desktop.store.signers import enrol

SIGNING = ("supervisor", "auditor")  # whose sign-in signs the head of the log
KEEPERS = ("administrator", "supervisor")  # they release others and so are never closed for not having come
_hasher = PasswordHasher(time_cost=1, memory_cost=FLOOR_KIB, parallelism=1)


def first_facts(at: datetime) -> dict[str, Any]:
    """Return what is known of an account whose person has just chosen a password."""
    return {"password_at": _text(at), "last": _text(at), "old": []}


def _text(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _since(row: Row, name: str, at: datetime) -> timedelta:
    """Return how long ago a moment was; none where it is not known, or the clock has gone back."""
    known = row.facts.get(name)
    return max(at - datetime.fromisoformat(known), timedelta()) if known else timedelta()


def refuse_stale(row: Row, at: datetime) -> None:
    """Raise Unavailable for an account that nobody used for long, and for a password that has run out."""
    rules = policy()
    if row.role not in KEEPERS and _since(row, "last", at) > timedelta(days=rules["idle_days"]):
        raise Unavailable(f"这个账户超过 {rules['idle_days']} 天没有使用，已停用。请管理员和审核人一起解锁。")
    if rules["days"] and _since(row, "password_at", at) > timedelta(days=rules["days"]):
        raise Unavailable(f"密码已用满 {rules['days']} 天，请先修改密码再登录（命令 password）。")


def notes_for(row: Row, failures: int, at: datetime) -> tuple[str, ...]:
    """Return what a person should know after signing in."""
    notes: list[str] = []
    if last := row.facts.get("last"):
        notes.append(f"上次登录 {last[:16].replace('T', ' ')}")
    if failures:
        notes.append(f"其间有 {failures} 次输错密码；如果不是本人，请立即修改密码并报告管理员")
    rules = policy()
    left = rules["days"] - _since(row, "password_at", at).days
    if rules["days"] and left <= rules["warn_days"]:
        notes.append(f"密码还有 {left} 天到期，请及时修改")
    return tuple(notes)


def log(store: Store, row: Row, failures: int, at: datetime, keys: bytes) -> None:
    """Write a sign-in into the log, with the failures before it; whose place it is signs the head."""
    with store.change("登录", by=row.name, signed=row.role in SIGNING) as change:
        if failures:
            change.entries.append(Entry("sign_in_failed", "", 0, {"count": failures}))
        change.entries.append(Entry("sign_in", "", 0, {}))
        known = accounts.mirrored(store)
        if known is not None and known != keys:
            change.entries.append(Entry("keys_changed", "", 0, {}))
        accounts.mirror(change, keys)
        accounts.update(change, row._replace(facts={"password_at": _text(at)} | row.facts | {"last": _text(at)}))
        if store.signer:
            enrol(change.connection, store.signer)


def with_password(row: Row, old: str, new: str, at: datetime) -> dict[str, Any]:
    """Return an account's facts with a new password; raises UserError for one that was used lately."""
    kept = policy()["reuse"]
    if kept and (new == old or any(_is(hashed, new) for hashed in row.facts.get("old", ()))):
        raise UserError(f"最近 {kept} 次用过的密码不能再用，没有修改。请换一个。")
    olds = [*row.facts.get("old", ()), _hasher.hash(old)][-(kept - 1) :] if kept > 1 else []
    return row.facts | {"password_at": _text(at), "old": olds}


def _is(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except VerifyMismatchError:
        return False
