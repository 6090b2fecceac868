"""What changes a key file besides a password: people invited, let go; a new recovery sheet, a new data key.

A new data key is written in three steps, each of which may be the last: the next header as `pending` of the present
one, the case file under the new key, the next header in its place. Whoever signs in after a cut finds which it was.
"""

import copy
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from anfraud_desktop.errors import Missing, Unavailable
from anfraud_desktop.store import keyfile, recovery
from anfraud_desktop.store.keyfile import Unlocked, b64, key_bound, owner_hash, raw
from anfraud_desktop.store.sealing import KEY, Kdf, Pairs, derive, plain_bytes, seal

HOURS = 24  # how long an activation code is good for
CODE = 20  # characters of Crockford's base 32: 100 bits
GROUP = 5

_BAD_CODE = "激活码不正确或已经用过，没有激活。请核对，或请管理员重新发码。"


def invite(path: Path, opened: Unlocked, name: str, at: datetime, slot_id: str = "") -> tuple[str, str, datetime]:
    """Give a person an activation slot, in place of the slot named; return its id, the code to hand over, its end.

    Raises Unavailable where somebody else has the name, Missing for an unknown slot.
    """
    header = keyfile.verified(path, opened)
    who = owner_hash(header["vault_id"], name)
    left = [slot for slot in header["slots"] if slot["id"] != slot_id]
    if slot_id and len(left) == len(header["slots"]):
        raise Missing("密钥文件里没有这个账户。")
    if any(slot.get("who") == who for slot in left):
        raise Unavailable("已有同名账户，请换一个名字。")
    code = "".join(secrets.choice(recovery.ALPHABET) for _ in range(CODE))
    until = at.astimezone(UTC) + timedelta(hours=HOURS)
    made: dict[str, Any] = {
        "id": slot_id or f"u-{secrets.token_hex(4)}", "kind": "activation", "who": who,
        "until": until.isoformat(timespec="seconds"),
    }  # fmt: skip
    public = _pairs(header, made["id"], code).public()[0]
    made["pk_x"] = b64(public)
    made["dek"] = b64(seal(public, opened.data_key, key_bound(header, made)))
    header["slots"] = [*left, made]
    keyfile.write(path, header, opened.data_key)
    return made["id"], "-".join(code[n : n + GROUP] for n in range(0, CODE, GROUP)), until


def _pairs(header: dict[str, Any], slot_id: str, code: str) -> Pairs:
    key = derive(plain_bytes(code), f"activation {header['vault_id']} {slot_id}", 1)
    return Pairs(key, bytes(KEY))


def activate(  # noqa: PLR0913  who, with what, when
    path: Path, name: str, code: str, password: str, *, at: datetime, kdf: Kdf | None = None
) -> Unlocked:
    """Turn an activation slot into its person's own: fresh keys that nobody else has ever seen; raises Unavailable."""
    header = keyfile.read(path)
    who = owner_hash(header["vault_id"], name)
    found = (slot for slot in header["slots"] if slot.get("who") == who and slot["kind"] == "activation")
    slot = next(found, None)
    plain = recovery.folded(code)
    if slot is None or len(plain) != CODE:
        raise Unavailable(_BAD_CODE)
    pairs = _pairs(header, slot["id"], plain)
    if pairs.public()[0] != raw(slot, "pk_x"):
        raise Unavailable(_BAD_CODE)
    if at.astimezone(UTC) > datetime.fromisoformat(slot["until"]):
        raise Unavailable("激活码已过 24 小时，没有激活。请管理员重新发码。")
    opened = keyfile.opened_by(header, slot, pairs, raw(slot, "dek"))
    own = keyfile.person_slot(header, who, password, pairs=Pairs.new(), kdf=kdf, slot_id=slot["id"])
    own["dek"] = b64(seal(raw(own, "pk_x"), opened.data_key, key_bound(header, own)))
    header["slots"][header["slots"].index(slot)] = own
    keyfile.write(path, header, opened.data_key)
    return keyfile.unlock(path, name, password)


def new_recovery(path: Path, opened: Unlocked) -> str:
    """Put another recovery slot in the place of the one there is, and return its code to be printed once."""
    header = keyfile.verified(path, opened)
    code = recovery.new_code()
    pairs = keyfile.recovery_pairs(header, recovery.checked(code))
    slot: dict[str, Any] = {"id": "recovery", "kind": "recovery", "pk_x": b64(pairs.public()[0])}
    slot["dek"] = b64(seal(pairs.public()[0], opened.data_key, key_bound(header, slot)))
    header["slots"] = [slot, *(one for one in header["slots"] if one["kind"] != "recovery")]
    keyfile.write(path, header, opened.data_key)
    return code


def begin_rekey(path: Path, opened: Unlocked) -> tuple[bytes, dict[str, Any]]:
    """Write the next header as pending and return the new data key with it; every slot there is gets the new key."""
    header = keyfile.verified(path, opened)
    header["pending"] = None
    coming, key = copy.deepcopy(header), secrets.token_bytes(KEY)
    coming["epoch"] += 1
    for slot in coming["slots"]:
        slot["dek"] = b64(seal(raw(slot, "pk_x"), key, key_bound(coming, slot)))
    keyfile.complete(coming, key)
    header["pending"] = coming
    keyfile.write(path, header, opened.data_key)
    return key, coming


def end_rekey(path: Path, coming: dict[str, Any], key: bytes) -> None:
    """Put the next header in its place: the case file is under the new key."""
    keyfile.write(path, coming, key)


def settle(path: Path, opened: Unlocked, *, changed: bool) -> None:
    """End what a cut has left, once it is known under which key the case file is."""
    if changed and opened.pending_key:
        end_rekey(path, opened.header["pending"], opened.pending_key)
    else:
        keyfile.write(path, opened.header | {"pending": None}, opened.data_key)
