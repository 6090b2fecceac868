"""Workbooks that leave: a ledger's records, numbers masked unless there is a reason, each one logged; templates."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from anfraud_desktop.actions.filters import conditions
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.permits import permit
from anfraud_desktop.actions.sealed import ARTICLE, sealed_ids
from anfraud_desktop.errors import Invalid, Unavailable, UserError
from anfraud_desktop.exchange.exports import Extract, places
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.audit import Entry

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Terms:
    """On what terms records leave: full numbers need a reason; sealed cases a recipient and a purpose."""

    full_numbers: bool = False
    reason: str = ""
    recipient: str = ""
    purpose: str = ""

    def check(self, office: Office, table: str) -> None:
        """Raise Refused where the officer may not, Invalid where a reason is wanting."""
        key = "export_full" if self.full_numbers else "export_masked"
        permit(office, key, reason=self.reason, about=(table, 0))
        if self.full_numbers and not self.reason.strip():
            raise Invalid({"reason": "导出完整号码须写明原因，原因记入日志"}, {"reason": "原因"})

    @property
    def opens_sealed(self) -> bool:
        """Whether records of sealed cases may leave."""
        return bool(self.recipient.strip() and self.purpose.strip())

    def notes(self, office: Office) -> tuple[str, ...]:
        """Return the lines below the title: who took what out, for whom and what for."""
        unit = office.unit
        made = f"导出：{unit.name if unit else '本单位'}  {office.officer}  {office.clock():%Y-%m-%d %H:%M}"
        given = (("接收单位", self.recipient), ("用途", self.purpose), ("导出完整号码的原因", self.reason))
        return (made, *(f"{label}：{text.strip()}" for label, text in given if text.strip()))


@dataclass(frozen=True)
class Exported:
    """What came of an export: rows written, the workbook's SHA-256, and how many sealed rows stayed inside."""

    rows: int
    sha256: str
    left_out: int = 0

    @property
    def note(self) -> str:
        """Say in Chinese what stayed inside; empty where nothing did."""
        if not self.left_out:
            return ""
        return f"{self.left_out} 条属于已封存的案件，没有导出（{ARTICLE}）。确需提供的，请写明接收单位和用途。"


def export(  # noqa: PLR0913  what leaves, where to, on what terms
    office: Office,
    table: str,
    out: Path,
    where: Sequence[str] = (),
    *,
    terms: Terms | None = None,
    progress: Progress | None = None,
) -> Exported:
    """Write the records of a ledger that meet all typed conditions to a workbook, oldest first."""
    ledger = _ledger(table)
    ids = office.store.ids(ledger, conditions(office.store, ledger, where))[::-1]
    return _export(office, Extract(ledger, ids, places(ledger)), out, terms or Terms(), progress)


def export_seen(  # noqa: PLR0913  what is seen: where, which rows, which columns
    office: Office,
    table: str,
    out: Path,
    ids: Sequence[int],
    fields: Sequence[str],
    *,
    reason: str = "",
    progress: Progress | None = None,
) -> int:
    """Write just these records in this order and these columns in this order; return the rows written."""
    ledger = _ledger(table)
    return _export(office, Extract(ledger, ids, places(ledger, fields)), out, Terms(reason=reason), progress).rows


def template(table: str, out: Path) -> Exported:
    """Write an empty workbook for a ledger, to be filled in and imported; raises UserError for a managed ledger."""
    from anfraud_desktop.exchange import templates

    ledger = _ledger(table)
    if ledger.managed:
        raise UserError(f"{ledger.title}由它自己的流程写入，没有导入模板。")
    data = templates.template(ledger)
    with _whole(out) as path:
        path.write_bytes(data)
    return Exported(0, hashlib.sha256(data).hexdigest())


def _ledger(table: str) -> type[Record]:
    from anfraud_desktop.actions.records import ledger_of

    return ledger_of(table)


def _export(office: Office, wanted: Extract, out: Path, terms: Terms, progress: Progress | None) -> Exported:
    from anfraud_desktop.documents.sheets import write_workbook

    terms.check(office, wanted.ledger.table)
    sealed = set() if terms.opens_sealed else sealed_ids(office.store, wanted.ledger)
    ids = [at for at in wanted.ids if at not in sealed]
    extract = Extract(wanted.ledger, ids, wanted.places, terms.full_numbers)
    total = len(ids)
    step = (lambda done: progress(done, total, "写出")) if progress else None
    with _whole(out) as path:
        with path.open("wb") as file:
            write_workbook([extract.sheet(office.store, terms.notes(office), step)], file, author=office.officer)
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        _log(office, extract, terms, sha256)
    return Exported(total, sha256, len(wanted.ids) - total)


def _log(office: Office, extract: Extract, terms: Terms, sha256: str) -> None:
    told = {
        "rows": len(extract.ids),
        "sha256": sha256,
        "full_numbers": terms.full_numbers,
        "reason": terms.reason.strip(),
        "recipient": terms.recipient.strip(),
        "purpose": terms.purpose.strip(),
    }
    with office.change(f"导出{extract.ledger.title}") as change:
        change.entries.append(Entry("export", extract.ledger.table, 0, told))


@contextmanager
def _whole(out: Path) -> Iterator[Path]:
    """Hand out a file beside `out` and move it there at the end; nothing is left behind by an error."""
    unwritable = Unavailable(f"文件 {out.name} 写不进去，没有导出。请检查文件夹是否存在、文件是否正被打开。")
    try:
        handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
    except OSError:
        raise unwritable from None
    os.close(handle)
    path = Path(name)
    try:
        yield path
        path.replace(out)
    except OSError as error:
        raise unwritable from error
    finally:
        path.unlink(missing_ok=True)
