"""Builders of books, good and nasty; each writes a file in the test's folder and returns its path."""

import io
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
        sheet = book.add_sheet("人员")
        for at, row in enumerate(rows):
            for place, value in enumerate(row):
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
