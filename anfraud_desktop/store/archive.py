"""A backup as a file: one stored zip of data.db, case.keys and a sealed manifest.

    data.db         a copy of the case file under its own data key
    case.keys       the key file as it lay beside it: its passwords are those of that time
    manifest.json   what the copy holds, the checksums of both, and an HMAC under a key derived from the data key

The zip's comment is the SHA-256 of everything but data.db's bytes, and data.db's stands in the manifest. So every byte
counts, and damage is told from a wrong password without any key. Later formats will keep that, and "format".
"""

import hashlib
import json
import os
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from anfraud_desktop.errors import Unavailable
from anfraud_desktop.store.copies import State
from anfraud_desktop.store.migrations import FILE_VERSION
from anfraud_desktop.store.sealing import derive, mac, same

MAGIC, FORMAT, SUFFIX = "AFBACKUP", 1, ".afbk"
DATA, KEYS, MANIFEST = "data.db", "case.keys", "manifest.json"
CHUNK = 1024 * 1024
DIGEST = 64  # characters of a SHA-256
LOCAL_HEADER = 30  # bytes of a zip member's header before its name and extra field
LARGEST_FRAME = 4 * 1024 * 1024  # bytes; a key file takes some thousand

_DAMAGED = "这份备份已损坏（{where}），没有打开它，案件文件没有改动。请换一份备份。"
_NEWER = "这份备份由更新版本的程序写成，没有打开它，案件文件没有改动。请升级程序后再恢复。"

Parts = dict[str, tuple[str, int]]  # a part's name to its SHA-256 and its size in bytes


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself; `by` is a slot of the key file, `thorough_at` the last check of structure."""

    made_at: datetime
    by: str
    why: str
    program: str
    vault: str
    epoch: int
    state: State
    parts: Parts
    thorough_at: datetime

    @property
    def rows(self) -> int:
        """How many live records the copy holds."""
        return sum(self.state.counts.values())

    def text(self) -> str:
        """Spell the manifest as JSON, in one way only."""
        return _spelt({
            "magic": MAGIC, "format": FORMAT, "made_at": self.made_at.isoformat(), "by": self.by, "why": self.why,
            "program": self.program, "vault": self.vault, "epoch": self.epoch, "counts": self.state.counts,
            "log": self.state.log, "head": list(self.state.head), "file_version": self.state.file_version,
            "parts": self.parts, "thorough_at": self.thorough_at.isoformat(),
        })  # fmt: skip

    def seal(self, data_key: bytes) -> str:
        """Return the manifest's HMAC in hexadecimal."""
        return mac(derive(data_key, "backup", 1), self.text()).hex()


@dataclass(frozen=True)
class Backup:
    """A backup whose frame is whole; `start` is where data.db's bytes begin in it."""

    path: Path
    manifest: Manifest
    seal: str
    start: int

    @property
    def complete(self) -> bool:
        """Whether the key file lies in it, without which nobody can open it later."""
        return KEYS in self.manifest.parts

    def sealed_with(self, data_key: bytes) -> bool:
        """Tell whether the manifest was sealed under a data key."""
        return same(self.seal.encode(), self.manifest.seal(data_key).encode())


def damaged(where: str) -> Unavailable:
    """Return the refusal of a damaged backup."""
    return Unavailable(_DAMAGED.format(where=where))


def _spelt(told: Mapping[str, object]) -> str:
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)


def _manifest(told: dict[str, object]) -> Manifest:
    """Read a manifest; raises ValueError, KeyError, TypeError or AttributeError for anything but its own spelling."""
    given = json.loads(json.dumps(told))
    head, parts = given["head"], given["parts"]
    state = State(dict(given["counts"]), int(given["log"]), (int(head[0]), str(head[1])), int(given["file_version"]))
    found = Manifest(
        datetime.fromisoformat(given["made_at"]), given["by"], given["why"], given["program"], given["vault"],
        int(given["epoch"]), state, {str(name): (str(one[0]), int(one[1])) for name, one in parts.items()},
        datetime.fromisoformat(given["thorough_at"]),
    )  # fmt: skip
    if json.loads(found.text()) != given:
        raise ValueError("spelling")
    return found


def write(target: Path, data: Path, keys: Path, manifest_of: Callable[[Parts], Manifest], data_key: bytes) -> None:
    """Write the zip, flush it to the disk and read data.db's bytes back from there; raises OSError, or Unavailable.

    `manifest_of` is called once the parts are in it.
    """
    with target.open("w+b") as file:
        with zipfile.ZipFile(file, "w") as package:
            parts = {DATA: _store(package, DATA, data)}
            _read_back(file, parts[DATA])
            if keys.exists():
                parts[KEYS] = _store(package, KEYS, keys)
            manifest = manifest_of(parts)
            sealed = {"manifest": json.loads(manifest.text()), "seal": manifest.seal(data_key)}
            package.writestr(zipfile.ZipInfo(MANIFEST), _spelt(sealed))
            package.comment = bytes(DIGEST)
        digest = _frame_digest(file, _start(file), parts[DATA][1])
        file.seek(-DIGEST, os.SEEK_END)
        file.write(digest)
        _flush(file)


def _read_back(file: BinaryIO, part: tuple[str, int]) -> None:
    """Check what was just written on the disk itself, not in memory only, where the system can be asked for that."""
    _flush(file)
    end = file.tell()
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    with _whole("数据"):
        for _ in _chunks(file, _start(file), part):
            pass
    file.seek(end)


def _flush(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _store(package: zipfile.ZipFile, name: str, part: Path) -> tuple[str, int]:
    info, digest = zipfile.ZipInfo(name), hashlib.sha256()
    info.file_size = part.stat().st_size  # decides whether the member needs the long form
    with part.open("rb") as source, package.open(info, "w") as member:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            member.write(chunk)
    return digest.hexdigest(), info.file_size


def _start(file: BinaryIO) -> int:
    """Return where the bytes of the first member begin."""
    file.seek(0)
    header = file.read(LOCAL_HEADER)
    name, extra = struct.unpack("<HH", header[-4:])
    return LOCAL_HEADER + int(name) + int(extra)


def _frame_digest(file: BinaryIO, start: int, size: int) -> bytes:
    """Return the SHA-256, in hexadecimal, of everything before the comment but the first member's bytes."""
    end = file.seek(0, os.SEEK_END) - DIGEST
    if not 0 <= start <= start + size <= end or start + end - size > LARGEST_FRAME:
        raise ValueError("frame")
    file.seek(0)
    digest = hashlib.sha256(file.read(start))
    file.seek(start + size)
    digest.update(file.read(end - start - size))
    return digest.hexdigest().encode()


@contextmanager
def _whole(where: str) -> Iterator[None]:
    """Turn what an unreadable or odd file raises, in the zip library too, into the refusal of a damaged backup."""
    try:
        yield
    except FileNotFoundError:
        raise Unavailable("找不到这份备份，案件文件没有改动。请检查路径，或接好备份磁盘。") from None
    except (
        zipfile.BadZipFile, OSError, ValueError, LookupError, TypeError, AttributeError, struct.error, EOFError,
        NotImplementedError, RuntimeError, OverflowError,
    ) as error:  # fmt: skip
        raise damaged(where) from error


def read(path: Path) -> Backup:
    """Return a backup whose frame is whole; raises Unavailable for a damaged and for a newer one, told apart."""
    with _whole("文件结构"), path.open("rb") as file:
        with zipfile.ZipFile(file) as package:
            infos = package.infolist()
            start, size, comment = _start(file), infos[0].file_size, package.comment
            digest = _frame_digest(file, start, size)
            file.seek(-DIGEST, os.SEEK_END)
            if not comment == digest == file.read() or infos[0].filename != DATA:
                raise damaged("文件结构")
            sealed = json.loads(package.read(MANIFEST))
        told = sealed["manifest"]
        if told["magic"] == MAGIC and (told["format"] > FORMAT or told["file_version"] > FILE_VERSION):
            raise Unavailable(_NEWER)
        manifest = _manifest(told)
        if {info.filename for info in infos} != {*manifest.parts, MANIFEST} or manifest.parts[DATA][1] != size:
            raise damaged("清单")
    return Backup(path, manifest, str(sealed["seal"]), start)


def keys_of(backup: Backup) -> bytes:
    """Return the key file that lies in a backup; raises Unavailable where there is none."""
    if not backup.complete:
        raise Unavailable("这份备份里没有密钥文件，打不开它，案件文件没有改动。请换一份备份。")
    with _whole("密钥文件"), zipfile.ZipFile(backup.path) as package:
        found = package.read(KEYS)
    if hashlib.sha256(found).hexdigest() != backup.manifest.parts[KEYS][0]:
        raise damaged("密钥文件")
    return found


def check(backup: Backup) -> None:
    """Raise Unavailable unless the parts are, byte for byte, what the manifest says."""
    if backup.complete:
        keys_of(backup)
    with _whole("数据"), backup.path.open("rb") as file:
        for _ in _chunks(file, backup.start, backup.manifest.parts[DATA]):
            pass


def extract(backup: Backup, data: Path) -> None:
    """Write data.db's bytes to a file and flush them to the disk.

    Raises Unavailable where they are not what the manifest says, or the place takes no more.
    """
    with _whole("数据"), backup.path.open("rb") as file:
        chunks = _chunks(file, backup.start, backup.manifest.parts[DATA])
        try:
            with data.open("wb") as target:
                target.writelines(chunks)
                _flush(target)
        except OSError:
            raise Unavailable("恢复位置写不进去，没有改动任何文件。请检查磁盘空间和文件夹权限后再试。") from None


def _chunks(file: BinaryIO, start: int, part: tuple[str, int]) -> Iterator[bytes]:
    """Yield a part's bytes; raises ValueError at their end where they do not have its checksum."""
    digest, (wanted, left) = hashlib.sha256(), part
    file.seek(start)
    while chunk := _some(file, min(CHUNK, left)):
        left -= len(chunk)
        digest.update(chunk)
        yield chunk
    if left or digest.hexdigest() != wanted:
        raise ValueError("data")


def _some(file: BinaryIO, size: int) -> bytes:
    try:
        return file.read(size)
    except OSError:
        raise damaged("数据") from None
