"""The cryptography of a key slot: passwords to keys, keys around keys. Libraries only, no cipher of our own."""

import hmac
import secrets
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from anfraud_desktop.errors import Unavailable

KEY = 32
NONCE = 12
SALT = 16
MIB = 1024
FLOOR_KIB = 46 * MIB  # OWASP's floor for Argon2id with one pass
CEILING_KIB = 256 * MIB  # what a station's oldest machine can spare
MOST_PASSES = MOST_LANES = 16
SECONDS = 0.55  # what one sign-in may cost: 0.5 to 0.6
NEAR = 0.05

SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


class Broken(Exception):
    """A sealed value does not open: another key, or other bytes than were sealed."""


@dataclass(frozen=True)
class Kdf:
    """Argon2id's parameters: memory in KiB, passes, lanes."""

    memory: int = 64 * 1024
    passes: int = 3
    lanes: int = 4

    @property
    def sound(self) -> bool:
        """Whether the parameters lie between the floor and what this program will spend."""
        within = FLOOR_KIB <= self.memory <= CEILING_KIB
        return within and 1 <= self.passes <= MOST_PASSES and 1 <= self.lanes <= MOST_LANES


def password_key(password: str, salt: bytes, kdf: Kdf) -> bytes:
    """Return the key that a password makes (Argon2id, RFC 9106); the password counts in NFC and is not trimmed.

    Raises Unavailable where the machine has not the memory.
    """
    try:
        return hash_secret_raw(plain_bytes(password), salt, kdf.passes, kdf.memory, kdf.lanes, KEY, Type.ID)
    except HashingError:
        raise Unavailable(
            f"内存不足，验证密码需要 {kdf.memory // MIB} MB，数据没有受影响。请关闭其他程序后再试。"
        ) from None


def plain_bytes(text: str) -> bytes:
    """Return a name or password as bytes in NFC; what a terminal could not decode counts as it came."""
    return unicodedata.normalize("NFC", text).encode(errors="surrogatepass")


def _seconds(kdf: Kdf) -> float:
    started = time.perf_counter()
    password_key("calibration", bytes(SALT), kdf)
    return time.perf_counter() - started


def calibrate(target: float = SECONDS, measure: Callable[[Kdf], float] = _seconds) -> Kdf:
    """Return parameters that cost about `target` seconds on this machine, memory before passes, never below the floor.

    `measure` tells how many seconds parameters take; a few trials, since time does not grow evenly with memory.
    """
    kdf = Kdf()
    for _ in range(4):
        took = measure(kdf)
        if abs(took - target) <= NEAR:
            break
        kdf = _scaled(kdf, target / max(took, 1e-6))
    return kdf


def _scaled(kdf: Kdf, factor: float) -> Kdf:
    work = kdf.memory * kdf.passes * factor  # KiB times passes
    usual = Kdf().passes
    passes = next((n for n in range(usual, 1, -1) if work / n >= FLOOR_KIB), 1)
    passes = max(passes, min(int(work / CEILING_KIB), MOST_PASSES))
    memory = min(max(int(work / passes), FLOOR_KIB), CEILING_KIB)
    return Kdf(memory // MIB * MIB, passes, kdf.lanes)


def derive(key: bytes, label: str, epoch: int) -> bytes:
    """Return the key for one purpose (HKDF-SHA256)."""
    return HKDF(hashes.SHA256(), KEY, None, f"anfraud {label} {epoch}".encode()).derive(key)


def wrap(key: bytes, secret: bytes, bound: bytes) -> bytes:
    """Encrypt `secret` under `key` (AES-256-GCM), bound to its surroundings: nonce || ciphertext."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, secret, bound)


def unwrap(key: bytes, wrapped: bytes, bound: bytes) -> bytes:
    """Undo `wrap`; raises Broken."""
    try:
        return AESGCM(key).decrypt(wrapped[:NONCE], wrapped[NONCE:], bound)
    except (InvalidTag, ValueError) as error:
        raise Broken from error


def seal(public: bytes, secret: bytes, bound: bytes) -> bytes:
    """Seal `secret` to an X25519 public key (HPKE, RFC 9180), bound to its surroundings."""
    return SUITE.encrypt(secret, X25519PublicKey.from_public_bytes(public), info=bound)


def unseal(private: bytes, sealed: bytes, bound: bytes) -> bytes:
    """Undo `seal`; raises Broken."""
    try:
        return SUITE.decrypt(sealed, X25519PrivateKey.from_private_bytes(private), info=bound)
    except (InvalidTag, ValueError) as error:
        raise Broken from error


@dataclass(frozen=True)
class Pairs:
    """A person's two private keys: X25519 receives the data key, Ed25519 signs. 32 bytes each."""

    receive: bytes = field(repr=False)  # a key must not get into a report
    sign: bytes = field(repr=False)

    @classmethod
    def new(cls) -> "Pairs":
        """Make fresh keys."""
        return cls(X25519PrivateKey.generate().private_bytes_raw(), Ed25519PrivateKey.generate().private_bytes_raw())

    def public(self) -> tuple[bytes, bytes]:
        """Return the two public keys."""
        receive = X25519PrivateKey.from_private_bytes(self.receive).public_key().public_bytes_raw()
        return receive, Ed25519PrivateKey.from_private_bytes(self.sign).public_key().public_bytes_raw()


def same(one: bytes, other: bytes) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(one, other)


def mac(key: bytes, *parts: Any) -> bytes:
    """Return an HMAC-SHA256 over parts, each told apart by its length."""
    text = b"".join(len(part).to_bytes(8, "big") + part for part in map(_bytes, parts))
    return hmac.digest(key, text, "sha256")


def _bytes(part: Any) -> bytes:
    return part if isinstance(part, bytes) else str(part).encode()
