"""How large and how odd a book may be before anything of it is parsed."""

import re
import zipfile
import zlib
from io import BytesIO

from anfraud_desktop.errors import Refused

MB = 1024 * 1024
FILE_BYTES = 60 * MB
UNPACKED_BYTES = 300 * MB
RATIO = 100
RATIO_FROM = MB  # a small part may well shrink a hundredfold
ENTRIES = 2000
ROWS, COLUMNS, CHARACTERS = 200_000, 200, 10_000
STORED, DEFLATED = 0, 8  # the two ways in which a workbook packs its parts
_HEAD = 64  # bytes that show how a part is encoded
LOCAL_HEAD, LOCAL_NAME = 30, 26  # bytes of a part's own head; where the lengths of its name and extra field stand

DAMAGED = "工作簿已损坏，打不开，没有读入任何数据。请在 WPS 或 Excel 中打开后另存为 .xlsx 再导入。"
_AS_NEW = "没有读入任何数据。请在 WPS 或 Excel 中新建工作簿，只把台账内容粘贴过去再导入。"

_doctype = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# A reference beyond column 200 (GR) or row 200000, of a cell or a row. The reader would make room for all that lies
# between, and the system would end the program for it.
_far = re.compile(
    rb"""\br\s*=\s*["'](?:(?:[a-z]{3}|[h-z][a-z]|g[s-z])\d|[a-z]{0,3}(?:(?!200000\D)[2-9]\d{5}|\d{7}))""",
    re.IGNORECASE,
)
# What a part must hold for the search above to be worth its time: a reference that is not written as programs write
# them, or not one within column FZ and row 199999.
_unusual = re.compile(rb' r(?:="(?!(?:[A-F]?[A-Z])?1?\d{1,5}")|=[^"]|\s)')
_BLANKS = (b"\t", b"\n", b"\r")
_texts = re.compile(rb"""uniqueCount\s*=\s*["'](\d+)""")  # the reader makes room for as many as it is told
_TEXT = len(b"<si/>")
_ATTRIBUTES = rb"""(?:\s+[\w:]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))*\s*"""
_blank_cell = re.compile(rb"<(?:\w+:)?c" + _ATTRIBUTES + rb"/>")
_row = re.compile(rb"<(?:\w+:)?row" + _ATTRIBUTES + rb"/?>")
_unplaced_cell = re.compile(rb"<(?:\w+:)?c(?:>|\s(?![^<>]*\br\s*=))")


def check_size(size: int) -> None:
    """Refuse an empty file and one over the limit, by its number of bytes."""
    if not size:
        raise Refused("这个文件是空的（0 字节），没有读入任何数据。请核对是否选错了文件。")
    if size > FILE_BYTES:
        raise Refused(f"文件超过 {FILE_BYTES // MB} MB，没有读入任何数据。请拆分后分别导入。")


def check_package(data: bytes) -> zipfile.ZipFile:
    """Refuse a zip package that unpacks too far, reaches too far or brings its own XML entities; return it open."""
    try:
        package = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise Refused(DAMAGED) from None
    entries = package.infolist()
    if len(entries) > ENTRIES:
        raise Refused(f"工作簿内部文件超过 {ENTRIES} 个，{_AS_NEW}")
    if sum(entry.file_size for entry in entries) > UNPACKED_BYTES:
        raise Refused(f"工作簿展开后超过 {UNPACKED_BYTES // MB} MB，{_AS_NEW}")
    for entry in entries:
        if entry.file_size > RATIO_FROM and entry.file_size > RATIO * max(entry.compress_size, 1):
            raise Refused(f"工作簿的压缩比超过 {RATIO} 倍，{_AS_NEW}")
    for entry in entries:
        _check_part(entry.filename, _unpacked(data, entry))
    return package


def _unpacked(data: bytes, entry: zipfile.ZipInfo) -> bytes:
    """Return a part, unpacked no further than it says; one that lies about its size is damaged on purpose."""
    head = data[entry.header_offset : entry.header_offset + LOCAL_HEAD]
    lengths = head[LOCAL_NAME : LOCAL_NAME + 2], head[LOCAL_NAME + 2 :]
    start = entry.header_offset + LOCAL_HEAD + sum(int.from_bytes(length, "little") for length in lengths)
    packed = data[start : start + entry.compress_size]
    if entry.flag_bits & 1 or entry.compress_type not in (STORED, DEFLATED):
        raise Refused(DAMAGED)
    if entry.compress_type == STORED:
        part, ended = packed, True
    else:
        unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            part = unpacking.decompress(packed, entry.file_size + 1)
        except zlib.error:
            raise Refused(DAMAGED) from None
        ended = unpacking.eof
    if not ended or len(part) != entry.file_size:
        raise Refused(DAMAGED)
    return part


def _check_part(name: str, part: bytes) -> None:
    if b"\0" in part[:_HEAD]:  # UTF-16 is half zeros
        part = part.replace(b"\0", b"")
    if name.endswith((".xml", ".rels")) and b"<!" in part and _doctype.search(part):
        raise Refused(f"工作簿含有不安全的外部实体，{_AS_NEW}")
    if any(int(match[1]) * _TEXT > len(part) for match in _texts.finditer(part)):
        raise Refused(DAMAGED)
    if _unusual.search(part) or any(blank in part and blank + b"r" in part for blank in _BLANKS):
        _check_reach(part)


def _check_reach(part: bytes) -> None:
    """Refuse references beyond the limits, but for those of cells and rows that are only coloured."""
    rows = False
    for match in _far.finditer(part):
        start = part.rfind(b"<", 0, match.start())
        if _blank_cell.match(part, start):
            continue
        if not _row.match(part, start):
            raise Refused(f"工作簿里有单元格超出 {ROWS} 行或 {COLUMNS} 列，{_AS_NEW}")
        rows = True
    if rows and _unplaced_cell.search(part):
        raise Refused(f"工作簿里有单元格超出 {ROWS} 行，{_AS_NEW}")


def check_shape(name: str, rows: int, columns: int) -> None:
    """Refuse a sheet with more rows or columns than any ledger has."""
    if rows > ROWS:
        raise Refused(f"工作表“{name}”超过 {ROWS} 行，没有读入任何数据。请删去多余的行或拆分后再导入。")
    if columns > COLUMNS:
        raise Refused(f"工作表“{name}”超过 {COLUMNS} 列，没有读入任何数据。请删去多余的列后再导入。")


def check_text(name: str, line: int, column: int, text: str) -> None:
    """Refuse a cell that holds more than any cell of a ledger; `line` and `column` count from 1."""
    if len(text) > CHARACTERS:
        where = f"工作表“{name}”第 {line} 行第 {column} 列"
        raise Refused(f"{where}超过 {CHARACTERS} 个字，没有读入任何数据。请缩短后再导入。")
