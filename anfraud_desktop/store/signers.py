"""Who stands behind an entry of the log: a person's slot and signing key, known from the key file while signed in."""

import getpass
import hashlib
import platform
import secrets
import time
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from anfraud_desktop import __version__

DOMAIN = b"anfraud log head\x1f"
EVERY = 500  # entries between two signatures of the head
UNSIGNED = "SELECT (SELECT ifnull(max(seq), 0) FROM log) - (SELECT ifnull(max(seq), 0) FROM signatures)"
BOOT = secrets.token_hex(4)  # this run of the program


@dataclass(frozen=True)
class Signer:
    """A signed-in person: name, slot of the key file, role, and the private Ed25519 key (32 bytes)."""

    name: str
    slot: str
    role: str
    key: bytes = field(repr=False)  # a key must not get into a report

    def sign(self, seq: int, mac: bytes) -> bytes:
        """Sign the log up to an entry: everything before it is chained into its MAC."""
        return Ed25519PrivateKey.from_private_bytes(self.key).sign(signed_text(seq, mac))

    def public(self) -> bytes:
        """Return the public key (32 bytes)."""
        return Ed25519PrivateKey.from_private_bytes(self.key).public_key().public_bytes_raw()


def context_of(signer: Signer | None, second: Signer | None, reason: str = "") -> dict[str, Any]:
    """Return on what terms an act is done: role, second person, machine and program."""
    now = datetime.now().astimezone()
    told = {
        "role": signer.role if signer else None, "slot": signer.slot if signer else None,
        "second": second.name if second else None, "second_slot": second.slot if second else None,
        "host": platform.node(), "login": _login(), "version": __version__, "boot": BOOT,
        "reason": reason.strip() or None, "offset": f"{now:%z}", "mono": int(time.monotonic() * 1000),
    }  # fmt: skip
    return {name: value for name, value in told.items() if value is not None}


@cache
def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # an account without a name
        return ""


def signed_text(seq: int, mac: bytes) -> bytes:
    """Return what a signature of the log's head covers."""
    return DOMAIN + seq.to_bytes(8, "big") + mac


def fingerprint(public: bytes) -> str:
    """Return a public key as it stands on a signed form: sixteen hexadecimal digits in fours."""
    digits = hashlib.sha256(public).hexdigest()[:16]
    return " ".join(digits[at : at + 4] for at in range(0, 16, 4))


def enrol(connection: Any, signer: Signer) -> None:
    """Note a person's public key where it is not yet known, and close the one they had before."""
    public = signer.public()
    if connection.execute("SELECT 1 FROM signers WHERE public = ?", (public,)).fetchone():
        return
    (seq,) = connection.execute("SELECT ifnull(max(seq), 0) FROM log").fetchone()
    connection.execute("UPDATE signers SET closed = ? WHERE slot = ? AND closed IS NULL", (seq, signer.slot))
    connection.execute("INSERT INTO signers VALUES (?, ?, ?, ?, NULL)", (public, signer.slot, signer.name, seq))


def sign_head(connection: Any, signers: tuple[Signer, ...], at: str) -> None:
    """Let each signer sign the newest entry, in the caller's transaction."""
    head = connection.execute("SELECT seq, mac FROM log ORDER BY seq DESC LIMIT 1").fetchone()
    for signer in signers if head else ():
        enrol(connection, signer)
        row = (head[0], signer.slot, signer.public(), at, signer.sign(*head))
        connection.execute("INSERT OR IGNORE INTO signatures VALUES (?, ?, ?, ?, ?)", row)


def sign_when_due(connection: Any, own: Signer | None, second: Signer | None, *, signed: bool, at: str) -> None:
    """Have the newest entry signed where a second person or `signed` asks for it, and after every so many entries."""
    signers = tuple(one for one in (own, second) if one)
    if second or signed:
        sign_head(connection, signers, at)
    elif own:
        (behind,) = connection.execute(UNSIGNED).fetchone()
        if behind >= EVERY:
            sign_head(connection, signers, at)
