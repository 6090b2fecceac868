"""The cryptography of a key slot: passwords to keys, keys around keys. Libraries only, no cipher of our own."""

import hmac
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY = 32
NONCE = 12
SALT = 16
FLOOR_KIB = 46 * 1024  # OWASP's floor for Argon2id with one pass
CEILING_KIB = 1024 * 1024

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
        return FLOOR_KIB <= self.memory <= CEILING_KIB and 1 <= self.passes <= 16 and 1 <= self.lanes <= 16  # noqa: PLR2004  limits


def password_key(password: str, salt: bytes, kdf: Kdf) -> bytes:
    """Return the key that a password makes (Argon2id, RFC 9106); the password counts in NFC and is not trimmed."""
    secret = unicodedata.normalize("NFC", password).encode()
    return hash_secret_raw(secret, salt, kdf.passes, kdf.memory, kdf.lanes, KEY, Type.ID)


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

    receive: bytes
    sign: bytes

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
