"""The key file beside the case file: one slot a person, one for recovery, each with its own way to the data key.

Version 1. No name stands in it: a slot carries a keyed hash of its owner's. A password opens its slot's private keys;
those open the data key. The MAC over the whole header is checked right after, and before the file is written anew.
Plain checksums, which need no key, tell damage from a wrong password; against a forger stand the MAC and what each
sealed value is bound to.
"""

import base64
import binascii
import contextlib
import hashlib
import json
import secrets
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from anfraud_desktop.errors import Missing, Unavailable
from anfraud_desktop.store import recovery
from anfraud_desktop.store.replacing import replace_file
from anfraud_desktop.store.sealing import (
    KEY,
    SALT,
    Broken,
    Kdf,
    Pairs,
    derive,
    mac,
    password_key,
    plain_bytes,
    same,
    seal,
    unseal,
    unwrap,
    wrap,
)

MAGIC = "AFKEY"
VERSION = 1
ALGORITHMS = {
    "kdf": "argon2id-v19",
    "wrap": "A256GCM",
    "seal": "HPKE-X25519-HKDF-SHA256-A256GCM",
    "sign": "Ed25519",
    "db": "sqlcipher4",
}
GENERATIONS = 2  # older key files that are kept beside the newest
LARGEST = 1024 * 1024  # bytes; a slot takes half a thousand
SUM = 16  # characters of a checksum

_WRONG = "用户名或密码不正确，请重新输入。数据没有受影响。"
_NOT_YET = "这个账户还没有激活，请先用激活码设定密码。数据没有受影响。"
_DAMAGED = "密钥文件已损坏（{where}），没有打开案件文件，数据没有改动。请用备份中的密钥文件恢复。"
_NEWER = "密钥文件由更新版本的程序写成，没有改动它。请升级程序后再打开。"


class WrongPassword(Unavailable):
    """No such name, or another password: which of them is not said."""


@dataclass(frozen=True)
class Unlocked:
    """An open key file: the data key and, for a person's slot, their signing key."""

    data_key: bytes = field(repr=False)  # a key must not get into a report
    slot: str
    pairs: Pairs
    header: dict[str, Any] = field(repr=False)
    pending_key: bytes | None = field(default=None, repr=False)  # of a change of the data key that was cut off


def b64(data: bytes) -> str:
    """Return bytes as JSON holds them."""
    return base64.b64encode(data).decode()


def raw(slot: dict[str, Any], name: str) -> bytes:
    """Return the bytes that a slot holds under a name; raises ValueError."""
    return base64.b64decode(slot[name], validate=True)


def nobody() -> Pairs:
    """Return keys that open nothing, for who writes a header by the data key alone."""
    return Pairs(bytes(KEY), bytes(KEY))


def slot_of(path: Path, name: str) -> str | None:
    """Return the slot that a name has; raises Unavailable for a file that cannot be read."""
    header = read(path)
    who = owner_hash(header["vault_id"], name)
    return next((str(slot["id"]) for slot in header["slots"] if slot.get("who") == who), None)


def owner_of(path: Path, name: str) -> str:
    """Return what stands for a name in this vault; raises Unavailable for a file that cannot be read."""
    return owner_hash(read(path)["vault_id"], name)


def owner_hash(vault: str, name: str) -> str:
    """Return what stands in a slot for its owner's name."""
    return hashlib.sha256(vault.encode() + b"\x1f" + plain_bytes(name)).hexdigest()[:32]


def bound(header: dict[str, Any], slot: dict[str, Any], *more: str) -> bytes:
    """Return what a slot's sealed values are bound to: swapped, mixed or downgraded they do not open."""
    own = [MAGIC, VERSION, header["vault_id"], slot["id"], slot["kind"], slot.get("who", "")]
    own += [slot["until"]] if "until" in slot else []  # an activation's last moment
    return "\x1f".join(str(part) for part in (*own, json.dumps(slot.get("kdf"), sort_keys=True), *more)).encode()


def key_bound(header: dict[str, Any], slot: dict[str, Any]) -> bytes:
    """Return what a slot's data key is bound to besides: epoch and receiver."""
    return bound(header, slot, str(header["epoch"]), slot["pk_x"])


def sealed(header: dict[str, Any], data_key: bytes) -> bytes:
    """Return the MAC over a whole header."""
    text = json.dumps({k: v for k, v in header.items() if k != "mac"}, sort_keys=True, separators=(",", ":"))
    return mac(derive(data_key, "afkey-mac", header["epoch"]), text)


def commit(header: dict[str, Any], data_key: bytes) -> bytes:
    """Return what tells that a data key is the header's own."""
    return mac(data_key, "commit", header["vault_id"], header["epoch"])


def checksum(part: dict[str, Any]) -> str:
    """Return the checksum of the header without its slots, or of one slot."""
    text = json.dumps({k: v for k, v in part.items() if k not in ("sum", "slots", "mac")}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:SUM]


def spelt(header: dict[str, Any]) -> bytes:
    """Spell a header as its file holds it."""
    return json.dumps(header, indent=1, sort_keys=True).encode()


def complete(header: dict[str, Any], data_key: bytes) -> None:
    """Put commitment, checksums and MAC into a header."""
    header["commit"] = commit(header, data_key).hex()
    for part in (*header["slots"], header):
        part["sum"] = checksum(part)
    header["mac"] = sealed(header, data_key).hex()


def write(path: Path, header: dict[str, Any], data_key: bytes) -> None:
    """Write a header anew with commitment, checksums and MAC, older generations kept; raises Unavailable."""
    complete(header, data_key)
    try:
        for generation in range(GENERATIONS, 0, -1):
            older = path if generation == 1 else path.with_suffix(f"{path.suffix}.{generation - 1}")
            if older.exists():
                replace_file(path.with_suffix(f"{path.suffix}.{generation}"), older.read_bytes())
        replace_file(path, spelt(header))
    except OSError:
        raise Unavailable("密钥文件写不进去，原来的密钥文件没有改动。请检查磁盘空间和文件夹权限后再试。") from None


def key_path(case: Path) -> Path:
    """Return where a case file's keys lie: beside it."""
    return case.with_suffix(".keys")


def identity(path: Path, data_key: bytes) -> tuple[str, int]:
    """Return vault id and epoch of the key file that belongs to a data key; raises Unavailable for any other."""
    header = read(path)
    check_mac(header, data_key)
    return str(header["vault_id"]), int(header["epoch"])


def create(path: Path) -> tuple[Unlocked, str]:
    """Write a key file with a fresh data key and a recovery slot; return it open, and the recovery code to print once.

    Raises Unavailable where the file is already there.
    """
    if path.exists():
        raise Unavailable("这个位置已经有密钥文件，没有改动它。请换一个位置。")
    data_key, code = secrets.token_bytes(KEY), recovery.new_code()
    header: dict[str, Any] = {
        "magic": MAGIC, "version": VERSION, "vault_id": str(uuid.uuid4()), "epoch": 1, "alg": ALGORITHMS,
        "slots": [], "pending": None,
    }  # fmt: skip
    pairs = recovery_pairs(header, recovery.checked(code))
    slot: dict[str, Any] = {"id": "recovery", "kind": "recovery", "pk_x": b64(pairs.public()[0])}
    slot["dek"] = b64(seal(pairs.public()[0], data_key, key_bound(header, slot)))
    header["slots"].append(slot)
    write(path, header, data_key)
    return Unlocked(data_key, "recovery", pairs, header), code


def add_person(path: Path, opened: Unlocked, name: str, password: str, kdf: Kdf | None = None) -> str:
    """Add a slot for a person and return its id; raises Unavailable where the name has one already."""
    header = verified(path, opened)
    who = owner_hash(header["vault_id"], name)
    if any(slot.get("who") == who for slot in header["slots"]):
        raise Unavailable("已有同名账户，请换一个名字。")
    slot = person_slot(header, who, password, pairs=Pairs.new(), kdf=kdf)
    slot["dek"] = b64(seal(raw(slot, "pk_x"), opened.data_key, key_bound(header, slot)))
    header["slots"].append(slot)
    write(path, header, opened.data_key)
    return str(slot["id"])


def person_slot(  # noqa: PLR0913  all that a slot is made of
    header: dict[str, Any], who: str, password: str, *, pairs: Pairs, kdf: Kdf | None, slot_id: str = ""
) -> dict[str, Any]:
    """Return a person's slot without its data key, which `key_bound` and `seal` put in."""
    salt, kdf = secrets.token_bytes(SALT), kdf or Kdf()
    receive, sign = pairs.public()
    slot: dict[str, Any] = {
        "id": slot_id or f"u-{secrets.token_hex(4)}", "kind": "user", "who": who,
        "pk_x": b64(receive), "pk_s": b64(sign),
        "kdf": {"m": kdf.memory, "t": kdf.passes, "p": kdf.lanes, "salt": b64(salt)},
    }  # fmt: skip
    slot["sk"] = b64(wrap(password_key(password, salt, kdf), pairs.receive + pairs.sign, bound(header, slot)))
    return slot


def unlock(path: Path, name: str, password: str) -> Unlocked:
    """Open the key file for a person.

    Raises Unavailable: one and the same sentence, after the same time, for an unknown name and a wrong password;
    others for a damaged and for a newer file.
    """
    header = read(path)
    who = owner_hash(header["vault_id"], name)
    slot = next((slot for slot in header["slots"] if slot.get("who") == who), None)
    if slot is None or ("sk" not in slot and slot["kind"] == "activation"):
        password_key(password, secrets.token_bytes(SALT), _usual_kdf(header))
        raise WrongPassword(_WRONG) if slot is None else Unavailable(_NOT_YET)
    with slot_read(header, slot):
        kdf = Kdf(slot["kdf"]["m"], slot["kdf"]["t"], slot["kdf"]["p"])
        if not kdf.sound:
            raise ValueError("parameters")
        key = password_key(password, base64.b64decode(slot["kdf"]["salt"], validate=True), kdf)
        wrapped, sealed = raw(slot, "sk"), raw(slot, "dek")
    try:
        secret = unwrap(key, wrapped, bound(header, slot))
    except Broken:
        raise WrongPassword(_WRONG) from None
    pairs = Pairs(secret[:KEY], secret[KEY:])
    return opened_by(header, slot, pairs, sealed)


def _usual_kdf(header: dict[str, Any]) -> Kdf:
    """Return the parameters that a sign-in of this file costs, so that an unknown name takes the same time."""
    found: dict[str, Any] = next((slot["kdf"] for slot in header["slots"] if isinstance(slot.get("kdf"), dict)), {})
    try:
        kdf = Kdf(int(found["m"]), int(found["t"]), int(found["p"]))
    except (KeyError, TypeError, ValueError):
        return Kdf()
    return kdf if kdf.sound else Kdf()


def unlock_with_recovery(path: Path, code: str) -> Unlocked:
    """Open the key file with the printed recovery code; raises Unavailable, naming the group with a typing error."""
    header = read(path)
    plain = recovery.checked(code)
    slot = next((slot for slot in header["slots"] if slot["kind"] == "recovery"), None)
    if slot is None:
        raise Unavailable(_DAMAGED.format(where="缺少恢复槽"))
    pairs = recovery_pairs(header, plain)
    with slot_read(header, slot):
        sealed = raw(slot, "dek")
        if not same(pairs.public()[0], raw(slot, "pk_x")):
            raise Unavailable("恢复密钥与这个案件文件不符，请核对是否为最近一次打印的那张。")
    return opened_by(header, slot, pairs, sealed)


def opened_by(header: dict[str, Any], slot: dict[str, Any], pairs: Pairs, sealed: bytes) -> Unlocked:
    """Return a header open, by the keys of one of its slots; raises Unavailable where it is damaged."""
    where = f"第 {header['slots'].index(slot) + 1} 个密钥槽"
    try:
        data_key = unseal(pairs.receive, sealed, key_bound(header, slot))
    except Broken:
        raise Unavailable(_DAMAGED.format(where=where)) from None
    check_mac(header, data_key)
    return Unlocked(data_key, str(slot["id"]), pairs, header, _pending_key(header, slot, pairs))


def _pending_key(header: dict[str, Any], slot: dict[str, Any], pairs: Pairs) -> bytes | None:
    """Return the data key that a change which was cut off would have brought; None where there is none."""
    coming = header.get("pending")
    if not coming:
        return None
    own = next((one for one in coming["slots"] if one["id"] == slot["id"]), None)
    try:
        key = unseal(pairs.receive, raw(own, "dek"), key_bound(coming, own)) if own else None
    except Broken:
        raise Unavailable(_DAMAGED.format(where="待生效的密钥")) from None
    if key:
        check_mac(coming, key)
    return key


def check_mac(header: dict[str, Any], data_key: bytes) -> None:
    """Raise Unavailable unless the header is whole under its data key."""
    wanted = (commit(header, data_key).hex(), sealed(header, data_key).hex())
    found = (header["commit"], header["mac"])
    if not all(same(one.encode(), other.encode()) for one, other in zip(found, wanted, strict=True)):
        raise Unavailable(_DAMAGED.format(where="校验码不符"))


def verified(path: Path, opened: Unlocked) -> dict[str, Any]:
    """Read the key file that is about to be written anew: a forged header must not be given a fresh MAC."""
    header = read(path)
    check_mac(header, opened.data_key)
    return header


def change_password(path: Path, name: str, old: str, new: str, kdf: Kdf | None = None) -> None:
    """Wrap a person's keys under a new password; the data key and the other slots stay as they are."""
    opened = unlock(path, name, old)
    header = opened.header
    at = next(n for n, slot in enumerate(header["slots"]) if slot["id"] == opened.slot)
    slot = person_slot(header, header["slots"][at]["who"], new, pairs=opened.pairs, kdf=kdf, slot_id=opened.slot)
    slot["dek"] = b64(seal(raw(slot, "pk_x"), opened.data_key, key_bound(header, slot)))
    header["slots"][at] = slot
    write(path, header, opened.data_key)


def remove_person(path: Path, opened: Unlocked, slot_id: str) -> None:
    """Take a person's slot out of the key file; raises Missing. The data key is changed by another action."""
    header = verified(path, opened)
    left = [slot for slot in header["slots"] if slot["id"] != slot_id]
    if len(left) == len(header["slots"]) or slot_id == "recovery":
        raise Missing("密钥文件里没有这个账户。")
    header["slots"] = left
    write(path, header, opened.data_key)


def recovery_pairs(header: dict[str, Any], code: str) -> Pairs:
    """Return the key pair that a recovery code makes."""
    return Pairs(derive(recovery.secret(code), f"recovery {header['vault_id']}", 1), secrets.token_bytes(KEY))


def read(path: Path) -> dict[str, Any]:
    """Read a header whose form and checksums are right; raises Unavailable for a damaged and for a newer one."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise Unavailable("找不到密钥文件，没有它案件文件打不开。请从备份中取回，放在案件文件旁边。") from None
    except OSError:
        raise Unavailable("密钥文件读不出来，请检查文件夹权限或磁盘。") from None
    try:
        header = json.loads(data if len(data) <= LARGEST else b"")
        version = int(header["version"]) if header["magic"] == MAGIC else 0
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        raise Unavailable(_DAMAGED.format(where="文件头")) from None
    if version > VERSION:
        raise Unavailable(_NEWER)
    try:
        _check_shape(header)
        written = data.replace(b"\r\n", b"\n")  # a copy may have passed through a program that mends line ends
        whole = written == spelt(header) and header.get("sum") in (None, checksum(header))
    except (ValueError, KeyError, TypeError, AttributeError):
        whole = False
    if not whole:
        raise Unavailable(_DAMAGED.format(where="文件头"))
    for at, slot in enumerate(header["slots"], 1):
        if slot.get("sum") not in (None, checksum(slot)):
            raise Unavailable(_DAMAGED.format(where=f"第 {at} 个密钥槽"))
    return dict(header)


def _check_shape(header: dict[str, Any]) -> None:
    wanted = {"vault_id": str, "epoch": int, "slots": list, "commit": str, "mac": str}
    if header["version"] != VERSION or any(not isinstance(header[name], kind) for name, kind in wanted.items()):
        raise ValueError("shape")
    for slot in header["slots"]:
        if not all(isinstance(slot[name], str) and slot[name].isascii() for name in ("id", "kind", "pk_x", "dek")):
            raise ValueError("slot")
    if not (header["vault_id"] + header["commit"] + header["mac"]).isascii():
        raise ValueError("text")


@contextlib.contextmanager
def slot_read(header: dict[str, Any], slot: dict[str, Any]) -> Iterator[None]:
    """Tell a slot whose contents cannot even be read from a wrong password."""
    try:
        yield
    except (binascii.Error, ValueError, KeyError, TypeError, AttributeError):
        where = f"第 {header['slots'].index(slot) + 1} 个密钥槽"
        raise Unavailable(_DAMAGED.format(where=where)) from None
