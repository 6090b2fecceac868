"""What an old workbook (.xls, .et) says that the reader does not: hidden rows, formulas, a password, its reach.

The file is a compound file of sectors ([MS-CFB]); in it lies one stream of records ([MS-XLS]). The reader makes room
for whatever lengths and places stand there, and the system would end the program for it: all of them are checked.
"""

import struct
from collections.abc import Iterator

from anfraud_desktop.errors import Refused
from anfraud_desktop.exchange import limits
from anfraud_desktop.exchange.packages import SheetFacts

PASSWORD = "工作簿设有打开密码，没有读入任何数据。请在 WPS 或 Excel 中去掉密码后再导入。"  # noqa: S105  a sentence

LAST = 0xFFFFFFFA  # a sector's number is less; what is more ends a chain
IN_HEAD = 109  # sectors of the table that the head names itself
ENTRY, STREAM, ROOT = 128, 2, 5  # bytes of an entry of the directory; kinds of entries
SMALL = 64  # bytes of a small sector

BEGIN, END, SHEET, ROW, FORMULA, NUMBERS, PASSWORDED = 0x0809, 0x000A, 0x0085, 0x0208, 0x0006, 0x00BD, 0x002F
EXTENT, LAST_ROW, LAST_COLUMN = 0x0200, 65536, 256
VALUES = frozenset({FORMULA, NUMBERS, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E})
EXTENT_OF_OLD = 10  # bytes, with rows of two each
HIDDEN = 0x20  # the bit of a row's options
WIDE = 1  # the bit of a name in two bytes a character

_pair = struct.Struct("<HH")


def book_facts(data: bytes) -> list[SheetFacts]:
    """Return each sheet's facts in the order of the sheets.

    Raises Refused for a password, for cells beyond the limits, and for a file that is not put together as it should.
    """
    try:
        records = _book_stream(data)
        return [_facts(records, start, name) for start, name in _sheets(records)]
    except (ValueError, IndexError, struct.error):
        raise Refused(limits.DAMAGED) from None


def _book_stream(data: bytes) -> bytes:
    shift, tables, directory_at, cutoff, small_at, smalls, more_at, more = struct.unpack_from("<30xH12xII4xIIIII", data)
    sectors = _Sectors(data, 1 << (shift & 15))
    if max(tables, smalls, more) * sectors.size > len(data):
        raise ValueError("more sectors than the file has")
    sectors.table = _numbers(b"".join(map(sectors.sector, _table_sectors(sectors, more_at))))
    directory = sectors.joined(directory_at)
    entries = [directory[at : at + ENTRY] for at in range(0, len(directory), ENTRY)]
    start, length = _entry(entries, STREAM, "Workbook", "Book")
    if length >= cutoff:
        return sectors.joined(start)[:length]
    small = _Sectors(bytes(SMALL) + sectors.joined(_entry(entries, ROOT, "Root Entry")[0]), SMALL)
    small.table = _numbers(sectors.joined(small_at))
    return small.joined(start)[:length]


class _Sectors:
    """Sectors of one size behind a head of that size, and the table that chains them."""

    def __init__(self, data: bytes, size: int) -> None:
        self.data, self.size = data, size
        self.table: tuple[int, ...] = ()

    def sector(self, number: int) -> bytes:
        at = (number + 1) * self.size
        return self.data[at : at + self.size]

    def joined(self, number: int) -> bytes:
        found: list[bytes] = []
        while number < LAST:
            if len(found) > len(self.table):
                raise ValueError("a chain that bites its tail")
            found.append(self.sector(number))
            number = self.table[number]
        return b"".join(found)


def _table_sectors(sectors: _Sectors, more_at: int) -> Iterator[int]:
    yield from (number for number in struct.unpack_from(f"<{IN_HEAD}I", sectors.data, 76) if number < LAST)
    left = len(sectors.data) // sectors.size
    while more_at < LAST and left:
        *numbers, more_at = _numbers(sectors.sector(more_at))
        yield from (number for number in numbers if number < LAST)
        left -= 1


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data)


def _entry(entries: list[bytes], kind: int, *names: str) -> tuple[int, int]:
    """Return the first sector and the length of an entry; raises ValueError."""
    for entry in entries:
        (size,) = struct.unpack_from("<H", entry, 64)
        if entry[66] == kind and entry[: max(size - 2, 0)].decode("utf-16-le") in names:
            start, length = struct.unpack_from("<IQ", entry, 116)
            if length > limits.FILE_BYTES:
                raise ValueError("longer than the file")
            return start, length
    raise ValueError("no such entry")


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield kind, place, length and depth of each record of the part that begins at `at`; charts within lie deeper."""
    depth = 0
    while at + _pair.size <= len(stream):
        kind, length = _pair.unpack_from(stream, at)
        at += _pair.size
        depth += (kind == BEGIN) - (kind == END)
        if kind == END and depth <= 0:
            return
        yield kind, at, length, depth
        at += length


def _sheets(stream: bytes) -> Iterator[tuple[int, str]]:
    for kind, at, length, _depth in _records(stream, 0):
        if kind == PASSWORDED:
            raise Refused(PASSWORD)
        if kind == SHEET:
            (start,) = struct.unpack_from("<I", stream, at)
            name = stream[at + 8 : at + length]
            yield start, name.decode("utf-16-le" if stream[at + 7] & WIDE else "gb18030", "replace")


def _facts(stream: bytes, start: int, name: str) -> SheetFacts:
    hidden: set[int] = set()
    formulas: set[tuple[int, int]] = set()
    for kind, at, length, depth in _records(stream, start):
        if kind in VALUES:
            row, column = _pair.unpack_from(stream, at)
            last = (
                column if kind != NUMBERS else max(_pair.unpack_from(stream, at + length - 4)[1], column + length // 6)
            )
            if last >= limits.COLUMNS:
                limits.check_shape(name, row + 1, last + 1)
            if kind == FORMULA:
                formulas.add((row + 1, column))
        elif kind == ROW and depth == 1 and stream[at + 12] & HIDDEN:
            hidden.add(_pair.unpack_from(stream, at)[0] + 1)
        elif kind == EXTENT:
            _check_extent(stream[at : at + length])
    return SheetFacts(frozenset(hidden), frozenset(formulas))


def _check_extent(record: bytes) -> None:
    """Hold the first and last rows and columns that a sheet tells of itself against what such a sheet can have."""
    top, bottom, left, right = struct.unpack_from("<IIHH" if len(record) > EXTENT_OF_OLD else "<HHHH", record)
    if not (top <= bottom <= LAST_ROW and left <= right <= LAST_COLUMN):
        raise ValueError("extent")
