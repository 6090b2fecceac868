"""What the auditor takes out of the log: a signed export, an anchor file, the monthly seal sheet."""

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from anfraud_desktop import verify
from anfraud_desktop.actions.logs import Progress, day_begins, event_title
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.permits import permit
from anfraud_desktop.documents.seal_sheets import SealSheet, seal_pdf
from anfraud_desktop.errors import Invalid, Missing, Refused, Unavailable
from anfraud_desktop.statistics import periods
from anfraud_desktop.store import anchors, entries, keyfile, logbook
from anfraud_desktop.store.anchors import Anchor
from anfraud_desktop.store.audit import Entry, stamp
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.replacing import TEMPORARY, move_file
from anfraud_desktop.store.signers import Signer

_head = re.compile(r"(?P<seq>\d{1,15})-(?P<mac>[0-9a-f]{12,64})")
STEP = 1 << 13  # entries between two words about progress
_UNWRITABLE = "导出文件写不进去，没有留下不完整的文件，案件文件没有受影响。请检查文件夹和磁盘空间，或换一个位置。"


@dataclass(frozen=True)
class Exported:
    """An export: where it lies, its first and last entry, its SHA-256, and the fingerprint of the key that signed."""

    path: Path
    first: int
    last: int
    sha256: str
    key: str

    @property
    def entries(self) -> int:
        """How many entries it holds."""
        return self.last - self.first + 1


def export(office: Office, path: Path, first: int = 1, progress: Progress | None = None) -> Exported:
    """Write the log from an entry on as a signed file that `anfraud_desktop.verify` checks; logged and signed first.

    Raises Refused where the officer may not, Missing where there are no such entries, Unavailable where the place
    takes no file; then nothing half written is left.
    """
    permit(office, "export_log")
    signer, store = _signer(office), office.store
    if not 0 < first <= logbook.newest(store)[0]:
        raise Missing(f"日志里没有第 {first} 号记录，没有导出。")
    with office.change("导出日志", signed=True) as change:
        change.entries.append(Entry("export log", "", 0, {"first": first}))
    anchors.note(store)
    last = logbook.newest(store)[0]
    digest = hashlib.sha256()
    try:
        with _unfinished(path) as file:
            for data in _spelt(office, signer, (first, last), progress):
                digest.update(data)
                file.write(data)
    except OSError:
        raise Unavailable(_UNWRITABLE) from None
    return Exported(path, first, last, digest.hexdigest(), verify.fingerprint(signer.public().hex()))


class _unfinished:  # noqa: N801  used like a function
    """A file beside the one that is wanted, moved over it when all went well, gone otherwise."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> Any:
        handle, self.name = tempfile.mkstemp(dir=self.path.parent, prefix=TEMPORARY)
        self.file = os.fdopen(handle, "wb")
        return self.file

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            with self.file as file:
                if kind is None:
                    file.flush()
                    os.fsync(file.fileno())
            if kind is None:
                move_file(Path(self.name), self.path)
        finally:
            with suppress(FileNotFoundError):
                Path(self.name).unlink()


def _signer(office: Office) -> Signer:
    if office.signer is None:
        raise Refused("导出、锚定日志须由审计员本人用密码登录后签名。没有做任何改动。")
    return office.signer


def _spelt(office: Office, signer: Signer, span: tuple[int, int], progress: Progress | None) -> Iterator[bytes]:
    first, last = span
    for at, line in enumerate(_lines(office, signer, first, last)):
        if progress and not at % STEP:
            progress(at, last - first + 1, "导出日志")
        yield f"{line}\n".encode()


def _lines(office: Office, signer: Signer, first: int, last: int) -> Iterator[str]:
    """Yield the lines that `anfraud_desktop.verify` reads: header, entries, trailer."""
    store, unit = office.store, office.unit
    header = {
        "anfraud_log": verify.VERSION, "vault": _vault(store), "unit": unit.name if unit else None,
        "code": unit.code if unit else None, "made_at": stamp(), "by": office.officer, "from": first, "to": last,
        "signers": entries.signers(store),
    }  # fmt: skip
    line = verify.canonical(header)
    head = hashlib.sha256(line.encode()).digest()
    yield line
    for entry in entries.exported(store, first, last):
        if entry["context"]:
            entry["context"].pop("reason", None)  # what an officer typed may name a person
        told = verify.canonical(entry)
        head = verify.linked(head, told)
        yield verify.canonical(entry | {"hash": head.hex()})
    trailer = {
        "count": last - first + 1, "to": last, "hash": head.hex(), "by": office.officer,
        "public": signer.public().hex(), "signatures": entries.signatures(store, first, last),
    }  # fmt: skip
    yield verify.canonical({"trailer": trailer, "signature": _signed(signer, verify.EXPORT, trailer)})


def _signed(signer: Signer, domain: bytes, told: dict[str, Any]) -> str:
    text = domain + verify.canonical(told).encode()
    return Ed25519PrivateKey.from_private_bytes(signer.key).sign(text).hex()


def _vault(store: Store) -> str:
    keys = keyfile.key_path(store.path)
    return keyfile.identity(keys, store.key)[0] if keys.is_file() else ""


def anchor(office: Office) -> bytes:
    """Return a signed anchor file of the log's head, to be kept away from this machine; logged and signed first.

    What this machine remembers and the file contradicts is set aside by that, as the entry tells: the auditor has
    looked into it, and stands for the file as it is now.
    """
    permit(office, "export_log")
    signer, store = _signer(office), office.store
    contradicted = anchors.check(store)
    with office.change("锚定日志", signed=True) as change:
        change.entries.append(Entry("anchor", "", 0, {"contradicted": contradicted} if contradicted else {}))
    if contradicted:
        anchors.restored(store)
    anchors.note(store)
    seq, mac = logbook.newest(store)
    told: dict[str, Any] = {
        "anfraud_anchor": verify.VERSION, "vault": _vault(store), "seq": seq, "mac": mac.hex(), "at": stamp(),
        "count": logbook.count(store), "by": office.officer, "public": signer.public().hex(),
    }  # fmt: skip
    told["signature"] = _signed(signer, verify.ANCHOR, told)
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def read_anchor(office: Office, path: Path) -> Anchor:
    """Return the anchor of a file that `anchor` made; raises Invalid for any other, or one of another case file."""
    try:
        told = verify.read_anchor(path)
    except (verify.Fault, OSError, ValueError, KeyError, TypeError, AttributeError):
        told = {}
    known = {one["public"] for one in entries.signers(office.store)}
    if told.get("vault") != _vault(office.store) or told.get("public") not in known:
        raise Invalid({"anchor": "不是这个案件文件的锚点，或内容被改动。没有验证"}, {"anchor": "锚点文件"})
    return Anchor(int(told["seq"]), str(told["mac"]), str(told["at"]))


def read_head(text: str) -> Anchor:
    """Return the anchor of a head as papers print it, `128-0a1b2c3d4e5f`; raises Invalid."""
    if found := _head.fullmatch(text.replace(" ", "").lower()):
        return Anchor(int(found["seq"]), found["mac"], "")
    raise Invalid({"head": f"“{text}”不是日志摘要，应像 128-0a1b2c3d4e5f。没有验证"}, {"head": "日志摘要"})


def seal_sheet(office: Office, month: str) -> bytes:
    """Return the seal sheet of a month as a PDF: what was logged, the head, the lines to sign on. Logged and signed.

    Raises Invalid for anything but a month that has begun, Missing for a month without entries.
    """
    permit(office, "export_log")
    signer, store = _signer(office), office.store
    period = periods.parse(month)
    if period != periods.month_of(period.start) or period.start > office.today:
        raise Invalid({"month": f"“{month}”应是已经开始的月份，像 2026-10"}, {"month": "月份"})
    since, until = day_begins(period.start), day_begins(period.following().start)
    first, last = entries.span(store, since, until)
    if not last:
        raise Missing(f"{period.text} 没有日志记录，没有生成封条。")
    counted = entries.counted(store, since, until)
    with office.change(f"审计封条 {period.text}", signed=True) as change:
        change.entries.append(Entry("seal", "", 0, {"month": period.text, "first": first, "last": last}))
    anchors.note(store)
    seq, mac = logbook.newest(store)
    unit = office.unit
    paper = SealSheet(
        unit=f"{unit.bureau or ''}{unit.name or ''}" if unit else "",
        month=period.start,
        made_at=office.clock(),
        officer=office.officer_text,
        vault=hashlib.sha256(_vault(store).encode()).hexdigest()[:16],
        first=first,
        last=last,
        counted=tuple((event_title(name), number) for name, number in counted),
        seq=seq,
        mac=mac.hex(),
        key=verify.fingerprint(signer.public().hex()),
    )
    return seal_pdf(paper, bundled=office.settings.bundled_fonts)
