"""What an old workbook (.xls, .et) says that the reader does not: hidden rows, formulas, a password, how far it reaches.

The file is a compound file of sectors; in it lies one stream of records. [MS-CFB], [MS-XLS].
"""

import struct
from collections.abc import Iterator
from itertools import chain

from anfraud_desktop.errors import Refused
from anfraud_desktop.exchange import limits
from anfraud_desktop.exchange.packages import SheetFacts

PASSWORD = "工作簿设有打开密码，没有读入任何数据。请在 WPS 或 Excel 中去掉密码后再导入。"  # noqa: S105  a sentence

NONE = 0xFFFFFFFA  # this and above are no sector
ENTRY, STREAM, ROOT = 128, 2, 5  # bytes of a directory entry; kinds of entries
SECTOR_SHIFTS = (9, 12)

BOF, EOF, SHEET, ROW, FORMULA, MULRK, FILEPASS = 0x0809, 0x000A, 0x0085, 0x0208, 0x0006, 0x00BD, 0x002F
VALUES = frozenset({FORMULA, MULRK, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E})
HIDDEN = 0x20  # the bit of a row's options

_head = struct.Struct("<HH")
_place = struct.Struct("<HH")


def book_facts(data: bytes) -> list[SheetFacts]:
    """Return each sheet's facts in the order of the sheets; none for a file that is put together in another way.

    Raises Refused for a password and for cells beyond the limits.
    """
    try:
        records = _book_stream(data)
        return [_facts(records, offset) for offset in _sheet_offsets(records)]
    except (ValueError, IndexError, struct.error):
        return []


def _book_stream(data: bytes) -> bytes:
    (shift,) = struct.unpack_from("<H", data, 30)
    if shift not in SECTOR_SHIFTS:
        raise ValueError("sector size")
    size = 1 << shift
    directory_at, _, cutoff, small_at, _, more_at, _ = struct.unpack_from("<I4xII4xII", data, 48)[:0] or _starts(data)
    table = _table(data, size, more_at)
    directory = _joined(data, size, table, directory_at)
    entries = [directory[at : at + ENTRY] for at in range(0, len(directory), ENTRY)]
    start, length = _found(entries, STREAM, ("Workbook", "Book"))
    if length >= cutoff:
        return _joined(data, size, table, start)[:length]
    raise ValueError(small_at)
