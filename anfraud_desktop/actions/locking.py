"""Locking the case file while its officer is away, opening it again, and asking for the password in between."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from anfraud_desktop.actions import vaults
from anfraud_desktop.actions.office import Office, now
from anfraud_desktop.errors import Unavailable
from anfraud_desktop.store.audit import Entry

Why = Literal["hand", "idle", "system", "expired"]


def lock(office: Office, why: Why) -> None:
    """Log that the file is locked, close it and forget its key. Nobody is refused this: it only takes away."""
    if not office.store.key:
        return
    try:
        _log(office, "lock", "锁定", why)
    finally:
        office.store.close()


def unlock(office: Office, password: str, clock: Callable[[], datetime] = now) -> Office:
    """Sign the officer in again on the file of a locked office; raises Unavailable as signing in does."""
    return vaults.sign_in(office.store.path, office.officer, password, clock, read_only=office.store.read_only)


def resume(locked: Office, opened: Office) -> bool:
    """Let whoever holds the locked office go on with it; False where it is no longer the same right or key.

    The store takes over the key, so that every page, search and dialog that refers to it works again. What was opened
    is closed then; where False is returned it stays open, for a window that begins anew.
    """
    if (opened.role, opened.signer) != (locked.role, locked.signer):
        return False
    if not locked.store.key:
        locked.store.key, locked.store.audit_key = opened.store.key, opened.store.audit_key
        locked.store.signer = opened.store.signer
    opened.store.close()
    _log(locked, "unlock", "解锁")
    return True


def confirm(office: Office, password: str) -> None:
    """Ask the officer's own password once more; raises Unavailable where it is wrong."""
    opened, _ = vaults.unlocked(office.store.path, office.officer, password)
    if office.signer is None or opened.slot != office.signer.slot:
        raise Unavailable("密码与当前登录的账户不符，没有做任何改动。请重新登录后再试。")


def _log(office: Office, event: str, what: str, why: str = "") -> None:
    if not office.store.read_only:
        with office.change(what) as change:
            change.entries.append(Entry(event, "", 0, {"why": why} if why else {}))
