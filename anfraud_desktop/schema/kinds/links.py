"""References to records of other ledgers, and to files kept in the case file."""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from anfraud_desktop.schema.kinds.pictures import clean_picture, normal_photo
from anfraud_desktop.schema.kinds.text import written
from anfraud_desktop.schema.record import Field, SheetValue, SqlValue

ATTACHMENT_BYTES = 50 * 1024 * 1024
ATTACHMENT_FILES = 50  # of one record
RECORD_BYTES = 200 * 1024 * 1024  # that are added to one record at once


def _record_number(given: object) -> int:
    text = written(given).removeprefix("#")
    if not re.fullmatch(r"\d{1,15}", text) or int(text) < 1:
        raise ValueError(f"“{text}”不是记录编号，请从列表中选择")
    return int(text)


def _size(text: str) -> int:
    try:
        return Path(text).stat().st_size
    except OSError:
        raise ValueError(f"附件“{Path(text).name}”打不开，请检查路径") from None


class Link(Field[int]):
    """A reference to one record of another ledger, by its id."""

    affinity: ClassVar[str] = "INTEGER"

    def __init__(self, target: str, label: str, **facts: Any) -> None:
        super().__init__(label, indexed=True, **facts)
        self.target = target

    def read(self, given: object) -> int | None:
        return _record_number(given) if written(given) else None

    def show(self, value: int | None) -> str:
        return f"#{value}" if value else ""

    def edit(self, value: int | None) -> str:
        return str(value or "")

    def cell(self, value: int | None) -> SqlValue:
        return value


class Links(Field[tuple[int, ...]]):
    """References to several records of another ledger; the store keeps them in a table of their own as well."""

    def __init__(self, target: str, label: str, **facts: Any) -> None:
        super().__init__(label, **facts)
        self.target = target

    def read(self, given: object) -> tuple[int, ...] | None:
        items = given if isinstance(given, list | tuple) else re.split(r"[、,，;；\s|]+", written(given))
        return tuple(dict.fromkeys(_record_number(item) for item in items if written(item))) or None

    def show(self, value: tuple[int, ...] | None) -> str:
        return "、".join(f"#{item}" for item in value or ())

    def edit(self, value: tuple[int, ...] | None) -> str:
        return "、".join(str(item) for item in value or ())

    def cell(self, value: tuple[int, ...] | None) -> SqlValue:
        return f"|{'|'.join(map(str, value))}|" if value else None

    def load(self, cell: Any) -> tuple[int, ...] | None:
        return tuple(int(item) for item in cell.strip("|").split("|")) if cell else None


@dataclass(frozen=True)
class KeptFile:
    """A file inside the case file, by the SHA-256 of its bytes; `data` is there only until it is saved."""

    sha256: str
    name: str
    data: bytes | None = None

    def without_data(self) -> "KeptFile":
        """Return the reference alone."""
        return KeptFile(self.sha256, self.name)


def kept(data: bytes, name: str) -> KeptFile:
    """Return a file to be kept."""
    return KeptFile(hashlib.sha256(data).hexdigest(), name, data)


class Photo(Field[KeptFile]):
    """One photo of a person; read from a path or from bytes, kept as a small upright JPEG."""

    def read(self, given: object) -> KeptFile | None:
        if isinstance(given, KeptFile):
            return given
        if isinstance(given, bytes):
            return kept(normal_photo(given), "照片.jpg")
        text = written(given)
        if not text:
            return None
        try:
            data = Path(text).read_bytes()
        except OSError:
            raise ValueError("照片文件打不开，请检查路径") from None
        return kept(normal_photo(data), "照片.jpg")

    def read_cell(self, given: object, heading: str) -> KeptFile | None:
        # A cell says at most that there is a photo; a book from elsewhere must not name a file of this machine.
        del given, heading
        return None

    def show(self, value: KeptFile | None) -> str:
        return "有照片" if value else ""

    def sheet(self, value: KeptFile | None) -> SheetValue:
        return "有" if value else None

    def cell(self, value: KeptFile | None) -> SqlValue:
        return value.sha256 if value else None

    def load(self, cell: Any) -> KeptFile | None:
        return KeptFile(cell, "照片.jpg") if cell else None


class Attachments(Field[tuple[KeptFile, ...]]):
    """Files that belong to a record, read from paths, one a line; pictures lose what their camera wrote into them."""

    def read(self, given: object) -> tuple[KeptFile, ...] | None:
        items = [item for item in (given if isinstance(given, list | tuple) else written(given).split("\n")) if item]
        if len(items) > ATTACHMENT_FILES:
            raise ValueError(f"一条记录最多 {ATTACHMENT_FILES} 个附件，请分成几条登记")
        if sum(_size(str(item)) for item in items if not isinstance(item, KeptFile)) > RECORD_BYTES:
            raise ValueError("一次添加的附件合计超过 200 MB，请分几次添加")
        return tuple(item if isinstance(item, KeptFile) else self._from_path(str(item)) for item in items) or None

    @staticmethod
    def _from_path(text: str) -> KeptFile:
        path = Path(text)
        size = _size(text)
        if size > ATTACHMENT_BYTES:
            raise ValueError(f"附件“{path.name}”超过 50 MB，请压缩或拆分后再选")
        if not size:
            raise ValueError(f"附件“{path.name}”是空文件，请换一个")
        try:
            return kept(clean_picture(path.read_bytes()), path.name)
        except OSError:
            raise ValueError(f"附件“{path.name}”打不开，请检查路径") from None

    def read_cell(self, given: object, heading: str) -> tuple[KeptFile, ...] | None:
        del given, heading  # as for a photo
        return None

    def show(self, value: tuple[KeptFile, ...] | None) -> str:
        return "、".join(item.name for item in value or ())

    def cell(self, value: tuple[KeptFile, ...] | None) -> SqlValue:
        return json.dumps([[item.sha256, item.name] for item in value], ensure_ascii=False) if value else None

    def load(self, cell: Any) -> tuple[KeptFile, ...] | None:
        return tuple(KeptFile(sha256, name) for sha256, name in json.loads(cell)) if cell else None
