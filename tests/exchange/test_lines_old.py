"""Old workbooks (.xls, .et) down to their sectors and records."""

import struct
from typing import TYPE_CHECKING

import pytest

from anfraud_desktop.errors import Refused
from anfraud_desktop.exchange.lines import read_book

if TYPE_CHECKING:
    from tests.exchange.conftest import Compound

BEGIN = struct.pack("<HHII", 0x0600, 0x0005, 0, 0) + bytes(4)
BEGIN_SHEET = struct.pack("<HHII", 0x0600, 0x0010, 0, 0) + bytes(4)
EXTENT = struct.pack("<IIHHH", 0, 3, 0, 2, 0)


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def number(row: int, column: int, value: float) -> bytes:
    return record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def row(at: int, *, hidden: bool) -> bytes:
    return record(0x0208, struct.pack("<HHHHHHHH", at, 0, 2, 255, 0, 0, 0x20 * hidden, 0))


def stream(*sheet: bytes, extent: bytes = EXTENT) -> bytes:
    """Return the records of a book with one sheet, `表`."""
    name = "表".encode("utf-16-le")
    head = record(0x0809, BEGIN) + record(0x0042, struct.pack("<H", 1200))
    told = len(head) + 4 + 8 + len(name) + 4  # where the sheet begins: behind its own record and the end
    head += record(0x0085, struct.pack("<IBBBB", told, 0, 0, 1, 1) + name) + record(0x000A)
    return head + record(0x0809, BEGIN_SHEET) + record(0x0200, extent) + b"".join(sheet) + record(0x000A)


ROWS = [row(0, hidden=False), row(1, hidden=True), number(0, 0, 1.5), number(1, 1, 2), number(2, 0, 3)]


@pytest.mark.parametrize("small", [True, False])
def test_a_book_is_read_from_small_sectors_and_from_full_ones(compound: "Compound", small: bool) -> None:  # noqa: FBT001  a parameter
    [sheet] = read_book(compound(stream(*ROWS), small=small)).sheets
    assert sheet.name == "表"
    assert sheet.rows == [[1.5, None], [None, 2.0], [3.0, None]]
    assert sheet.hidden_lines == {2}


def test_a_chart_within_a_sheet_hides_no_lines_of_it(compound: "Compound") -> None:
    chart = record(0x0809, BEGIN_SHEET) + row(0, hidden=True) + record(0x000A)
    [sheet] = read_book(compound(stream(*ROWS, chart))).sheets
    assert sheet.hidden_lines == {2}


def several(row: int, first: int, count: int, last: int) -> bytes:
    cells = struct.pack("<HI", 0, 0x3FF00000) * count
    return record(0x00BD, struct.pack("<HH", row, first) + cells + struct.pack("<H", last))


def test_several_numbers_in_one_record_are_held_to_their_last_column(compound: "Compound") -> None:
    [sheet] = read_book(compound(stream(several(0, 0, 2, 1)))).sheets
    assert sheet.rows == [[1.0, 1.0]]
    for far in (several(0, 190, 20, 209), several(0, 190, 20, 191), several(0, 0, 1, 250)):
        with pytest.raises(Refused, match="200 列"):
            read_book(compound(stream(far)))


@pytest.mark.parametrize(
    "extent",
    [
        struct.pack("<IIHHH", 0, 0xFFFFFFFF, 0, 2, 0), struct.pack("<IIHHH", 9, 3, 0, 2, 0),
        struct.pack("<IIHHH", 0, 3, 0, 0xFFFF, 0), struct.pack("<HHHHH", 0, 3, 0, 0xFFFF, 0), b"",
    ],
)  # fmt: skip
def test_a_sheet_that_tells_an_impossible_extent_is_damaged(compound: "Compound", extent: bytes) -> None:
    with pytest.raises(Refused, match="损坏"):
        read_book(compound(stream(*ROWS, extent=extent)))


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (30, struct.pack("<H", 40)), (44, b"\xff\xff\xff\x7f"), (48, b"\xf0\xff\xff\x0f"), (64, b"\xff\xff\xff\x7f"),
        (72, b"\xff\xff\xff\x7f"), (512 + 4 * 20, struct.pack("<I", 4)), (512 * 3 + 128 + 120, b"\xff" * 8),
        (512 * 3 + 128, b"?"), (512 * 3 + 128 + 64, b"\xff\xff"),
    ],
)  # fmt: skip
def test_a_file_whose_sectors_do_not_hang_together_is_damaged(compound: "Compound", at: int, value: bytes) -> None:
    path = compound(stream(*ROWS * 200))
    data = bytearray(path.read_bytes())
    data[at : at + len(value)] = value
    path.write_bytes(data)
    with pytest.raises(Refused, match="损坏"):
        read_book(path)
