"""Wrong passwords, counted beside the case file: they must be known before it can be opened, and outlive a restart.

Owners stand here as in the key file, by hash. What is counted is no secret and not sealed: whoever can write here can
copy the whole file, and against a copy only the password's own cost helps.
"""

import json
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from anfraud_desktop.errors import Unavailable
from anfraud_desktop.store.policy import policy
from anfraud_desktop.store.replacing import replace_file

_LOCKED = "密码连续输错，账户已锁定，数据没有受影响。请管理员和审核人两人一起解锁。"


def lock_path(case: Path) -> Path:
    """Return where the failures of a case file are counted."""
    return case.with_suffix(".lock")


def wait(case: Path, who: str, sleep: Any = time.sleep) -> None:
    """Wait as long as earlier failures ask for, growing with each; raises Unavailable for a locked account."""
    found = _load(case).get(who, {})
    if found.get("locked"):
        raise Unavailable(_LOCKED)
    if number := len(found.get("failures", ())):
        sleep(min(policy()["first_delay"] * 2 ** (number - 1), policy()["longest_delay"]))


def failed(case: Path, who: str) -> None:
    """Count a failure; the one too many locks the account until two people release it.

    Many failures lock it however long ago they were: a clock that is set forward must not forgive them.
    """
    all_of = _load(case)
    found = all_of.setdefault(who, {})
    now = datetime.now(UTC)
    found["failures"] = [*found.get("failures", ()), now.isoformat(timespec="seconds")][-2 * policy()["failures"] :]
    since = now - timedelta(minutes=policy()["minutes"])
    recent = sum(datetime.fromisoformat(at) > since for at in found["failures"])
    if recent >= policy()["failures"] or len(found["failures"]) >= 2 * policy()["failures"]:
        found["locked"] = True
    _save(case, all_of)


def passed(case: Path, who: str) -> int:
    """Forget the failures of somebody who has signed in, and return how many there were."""
    all_of = _load(case)
    found = all_of.pop(who, {})
    if found:
        _save(case, all_of)
    return len(found.get("failures", ()))


def release(case: Path, who: str) -> bool:
    """Unlock an account; tell whether it was locked."""
    all_of = _load(case)
    found = all_of.pop(who, {})
    _save(case, all_of)
    return bool(found.get("locked"))


def is_locked(case: Path, who: str) -> bool:
    """Tell whether an account is locked."""
    return bool(_load(case).get(who, {}).get("locked"))


def _load(case: Path) -> dict[str, Any]:
    try:
        found = json.loads(lock_path(case).read_text(encoding="utf-8"))
        return found if isinstance(found, dict) else {}
    except (OSError, ValueError):
        return {}


def _save(case: Path, told: dict[str, Any]) -> None:
    with suppress(OSError):  # a folder that takes no writes takes no sign-in either; it says so itself
        replace_file(lock_path(case), json.dumps(told, indent=1, sort_keys=True).encode())
