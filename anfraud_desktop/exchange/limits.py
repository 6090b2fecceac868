"""How large and how odd a book may be before anything of it is parsed (trust.md T6)."""

import zipfile
import zlib
from io import BytesIO

from anfraud_desktop.errors import Refused

FILE_BYTES = 60 * 1024 * 1024
UNPACKED_BYTES = 300 * 1024 * 1024
RATIO = 100
RATIO_FROM = 1024 * 1024  # a small part may well shrink a hundredfold
ENTRIES = 2000
ROWS, COLUMNS, CHARACTERS = 200_000, 200, 10_000
HEAD = 4096  # a document type stands before the root element

_AS_NEW = "没有读入任何数据。请在 WPS 或 Excel 中新建工作簿，只把台账内容粘贴过去再导入。"


def check_size(data: bytes) -> None:
    """Refuse an empty file and one over the limit."""
    if not data:
        raise Refused("这个文件是空的（0 字节），没有读入任何数据。请核对是否选错了文件。")
    if len(data) > FILE_BYTES:
        raise Refused(f"文件超过 {FILE_BYTES // 1024 // 1024} MB，没有读入任何数据。请拆分后分别导入。")


def check_package(data: bytes) -> zipfile.ZipFile:
    """Refuse a zip package that would unpack too far or brings its own XML entities; return it open."""
    try:
        package = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise Refused(
            "工作簿已损坏，打不开，没有读入任何数据。请在 WPS 或 Excel 中打开后另存为 .xlsx 再导入。"
        ) from None
    entries = package.infolist()
    if len(entries) > ENTRIES:
        raise Refused(f"工作簿内部文件超过 {ENTRIES} 个，{_AS_NEW}")
    if sum(entry.file_size for entry in entries) > UNPACKED_BYTES:
        raise Refused(f"工作簿展开后超过 {UNPACKED_BYTES // 1024 // 1024} MB，{_AS_NEW}")
    for entry in entries:
        if entry.file_size > RATIO_FROM and entry.file_size > RATIO * max(entry.compress_size, 1):
            raise Refused(f"工作簿的压缩比超过 {RATIO} 倍，{_AS_NEW}")
        if entry.filename.endswith((".xml", ".rels")):
            _check_entities(package, entry)
    return package


def _check_entities(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    try:
        with package.open(entry) as part:
            head = part.read(HEAD).replace(b"\0", b"").upper()  # UTF-16 is half zeros
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise Refused(
            "工作簿已损坏，打不开，没有读入任何数据。请在 WPS 或 Excel 中打开后另存为 .xlsx 再导入。"
        ) from None
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise Refused(f"工作簿含有不安全的外部实体，{_AS_NEW}")


def check_shape(name: str, rows: int, columns: int) -> None:
    """Refuse a sheet with more rows or columns than any ledger has."""
    if rows > ROWS:
        raise Refused(f"工作表“{name}”超过 {ROWS} 行，没有读入任何数据。请删去多余的行或拆分后再导入。")
    if columns > COLUMNS:
        raise Refused(f"工作表“{name}”超过 {COLUMNS} 列，没有读入任何数据。请删去多余的列后再导入。")
