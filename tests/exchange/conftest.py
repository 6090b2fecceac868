"""Builders of books, good and nasty; each writes a file in the test's folder and returns its path."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol

import openpyxl
import pytest
import xlwt

Rows = Iterable[Iterable[Any]]
Prepare = Callable[[Any], None]
MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


class Workbook(Protocol):
    def __call__(self, rows: Rows, prepare: Prepare = ..., name: str = ...) -> Path: ...


class Repacked(Protocol):
    def __call__(
        self, source: Path, change: Callable[[str, bytes], bytes] = ..., more: dict[str, bytes] | None = ...
    ) -> Path: ...


class SheetXml(Protocol):
    def __call__(self, body: bytes, texts: bytes = ...) -> Path: ...


def untouched(_sheet: Any) -> None:
    """Leave a sheet as its rows made it."""


@pytest.fixture
def workbook(tmp_path: Path) -> Workbook:
    """Build an .xlsx with one sheet; `prepare` may do to it whatever openpyxl can."""

    def build(rows: Rows, prepare: Prepare = untouched, name: str = "book.xlsx") -> Path:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = "人员"
        for row in rows:
            sheet.append(list(row))
        prepare(sheet)
        book.save(tmp_path / name)
        return tmp_path / name

    return build


@pytest.fixture
def old_workbook(tmp_path: Path) -> Workbook:
    """Build a BIFF workbook (.xls, .et) with one sheet; `prepare` may do to it whatever xlwt can."""

    def build(rows: Rows, prepare: Prepare = untouched, name: str = "book.xls") -> Path:
        book = xlwt.Workbook()
        sheet = book.add_sheet("人员", cell_overwrite_ok=True)
        for at, row in enumerate(rows):
            for place, value in enumerate(row):
                if value is not None:
                    sheet.write(at, place, value)
        prepare(sheet)
        book.save(str(tmp_path / name))
        return tmp_path / name

    return build


@pytest.fixture
def repacked(tmp_path: Path) -> Repacked:
    """Copy a package part by part, each as `change` leaves it, and `more` parts behind them."""

    def build(
        source: Path,
        change: Callable[[str, bytes], bytes] = lambda _name, part: part,
        more: dict[str, bytes] | None = None,
    ) -> Path:
        target = tmp_path / "repacked.xlsx"
        with zipfile.ZipFile(source) as good, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bad:
            parts = {name: change(name, good.read(name)) for name in good.namelist()} | (more or {})
            for name, part in parts.items():
                bad.writestr(name, part)
        return target

    return build


@pytest.fixture
def sheet_xml(workbook: Workbook, repacked: Repacked) -> SheetXml:
    """Build an .xlsx whose sheet is given as XML, and whose texts (one) as the shared strings' attributes."""

    def build(body: bytes, texts: bytes = b"") -> Path:
        def change(name: str, part: bytes) -> bytes:
            if name.endswith("sheet1.xml"):
                return b"<worksheet " + MAIN + b">" + body + b"</worksheet>"
            if name.endswith("workbook.xml.rels") and b"sharedStrings" not in part:
                kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
                added = b'<Relationship Id="rIdTexts" Type="' + kind + b'" Target="sharedStrings.xml"/></Relationships>'
                return part.replace(b"</Relationships>", added)
            return part

        shared = b"<sst " + MAIN + b" " + texts + "><si><t>甲</t></si></sst>".encode()
        return repacked(workbook([["甲"]]), change, {"xl/sharedStrings.xml": shared})

    return build


@pytest.fixture
def lying() -> Callable[[Path, str, int], None]:
    """Make a part of a package say that it is of another size, in both places where it says so."""

    def build(path: Path, name: str, size: int) -> None:
        data = bytearray(path.read_bytes())
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            local = package.getinfo(name).header_offset
        data[local + 22 : local + 26] = size.to_bytes(4, "little")
        central = data.rfind(name.encode()) - 46
        assert data[central : central + 4] == b"PK\x01\x02"
        data[central + 24 : central + 28] = size.to_bytes(4, "little")
        path.write_bytes(data)

    return build


class Compound(Protocol):
    def __call__(self, stream: bytes, *, small: bool = ...) -> Path: ...


SECTOR, SMALL = 512, 64  # bytes
FREE, LAST, TABLE, MORE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC


@pytest.fixture
def compound(tmp_path: Path) -> Compound:
    """Put a stream of records into a compound file: in small sectors, or in full ones.

    Its sectors: the table of sectors, the list that says where the table lies, directory, small table, stream.
    """

    def build(stream: bytes, *, small: bool = False) -> Path:
        stream += bytes(-len(stream) % SECTOR if small else 8 * SECTOR)
        full = -(-len(stream) // SECTOR)
        table = [TABLE, MORE, LAST, LAST, *range(5, 4 + full), LAST]
        chained = [*range(1, len(stream) // SMALL), LAST] if small else []
        root = _entry("Root Entry", 5, 4, full * SECTOR) if small else _entry("Root Entry", 5, LAST, 0)
        directory = (root + _entry("Workbook", 2, 0 if small else 4, len(stream))).ljust(SECTOR, b"\0")
        numbers = (0x3E, 3, 0xFFFE, 9, 6, 0, 1, 2, 0, 4096, 3, 1, 1, 1)
        head = struct.pack("<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", *numbers)
        head += struct.pack("<109I", *[FREE] * 109)
        listed = _table([0, *[FREE] * 126, LAST])
        path = tmp_path / "compound.xls"
        path.write_bytes(head + _table(table) + listed + directory + _table(chained) + stream)
        return path

    return build


def _table(numbers: list[int]) -> bytes:
    return struct.pack(f"<{SECTOR // 4}I", *numbers, *[FREE] * (SECTOR // 4 - len(numbers)))


def _entry(name: str, kind: int, start: int, length: int) -> bytes:
    text = name.encode("utf-16-le")
    no_others = b"\xff" * 12
    return struct.pack("<64sHBB12s36xIQ", text, len(text) + 2, kind, 1, no_others, start, length)
