"""Every byte of a case file in plain, free pages and unused room included: what a thief with the key reads."""

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from anfraud_desktop.store.database import Store

PAGE, RESERVED, SALT, VECTOR = 4096, 80, 16, 16  # of SQLCipher 4: IV and HMAC stand at the end of each page


def decrypted(store: Store) -> bytes:
    """Return the plain pages of a file, its log of writes folded in first."""
    store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = store.path.read_bytes()
    return b"".join(_page(store.key, data[at : at + PAGE], SALT if at == 0 else 0) for at in range(0, len(data), PAGE))


def _page(key: bytes, page: bytes, skipped: int) -> bytes:
    end = PAGE - RESERVED
    reader = Cipher(algorithms.AES(key), modes.CBC(page[end : end + VECTOR])).decryptor()
    return reader.update(page[skipped:end]) + reader.finalize()
