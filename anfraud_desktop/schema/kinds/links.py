"""References to records of other ledgers, and to files kept in the case file."""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from anfraud_desktop.schema.kinds.text import written
from anfraud_desktop.schema.record import Field, SheetValue, SqlValue

PHOTO_SIZE = (600, 840)
PHOTO_PIXELS = 40_000_000
PHOTO_QUALITY = 85
ATTACHED_QUALITY = 95  # of a JPEG that has to be turned
ORIENTATION = 0x0112  # the EXIF tag that tells how a camera was held
PICTURE_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"RIFF")
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")
ATTACHMENT_BYTES = 50 * 1024 * 1024


def _record_number(given: object) -> int:
    text = written(given).removeprefix("#")
    if not re.fullmatch(r"\d{1,15}", text) or int(text) < 1:
        raise ValueError(f"“{text}”不是记录编号，请从列表中选择")
    return int(text)


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


def without_camera_data(data: bytes) -> bytes:
    """Return a file's bytes; of a picture the picture alone, upright, without EXIF, place or comments.

    A JPEG keeps its size and quality, other files stay as they are. Raises ValueError in Chinese for a picture that
    cannot be read, so that nothing which might tell a place gets in unseen.
    """
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS:
        raise ValueError("HEIC 照片可能带有拍摄地点，请另存为 JPG 后再添加")
    if not data.startswith(PICTURE_STARTS):
        return data
    import io

    from PIL import Image, ImageOps

    out = io.BytesIO()
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as picture:
            upright = ImageOps.exif_transpose(picture)
            turned = upright.size != picture.size or picture.getexif().get(ORIENTATION, 1) != 1
            clean = upright if turned or picture.format != "JPEG" else picture
            how: dict[str, Any] = (
                {"quality": ATTACHED_QUALITY if turned else "keep"} if picture.format == "JPEG" else {}
            )
            if picture.format == "WEBP":
                how = {"lossless": True}
            clean.info = {}
            clean.save(out, picture.format, exif=b"", **how)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise ValueError("图片打不开，可能已损坏，请另存为 JPG 或 PNG 后再添加") from None
    return out.getvalue()


def normal_photo(data: bytes) -> bytes:
    """Return a picture as an upright JPEG of at most 600×840 without EXIF; raises ValueError in Chinese."""
    import io

    from PIL import Image, UnidentifiedImageError

    try:
        upright = _upright(data)
    except UnidentifiedImageError:
        raise ValueError("不是 JPG、PNG 或 BMP 照片，请另存为 JPG 后再选") from None
    except (OSError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValueError("照片文件已损坏或过大，请换一张") from None
    upright.thumbnail(PHOTO_SIZE)
    page = Image.new("RGB", upright.size, "white")
    page.paste(upright, mask=upright.getchannel("A"))
    out = io.BytesIO()
    page.save(out, "JPEG", quality=PHOTO_QUALITY)
    return out.getvalue()


def _upright(data: bytes) -> Any:
    """Decode a picture within the limits and turn it as its camera was held."""
    import io
    import warnings

    from PIL import Image, ImageOps

    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "BMP")) as picture:
            if picture.width * picture.height > PHOTO_PIXELS:
                raise ValueError("照片超过 4000 万像素，请缩小后再选")
            picture.draft("RGB", PHOTO_SIZE)
            return ImageOps.exif_transpose(picture).convert("RGBA")


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
    """Files that belong to a record, read from paths, one a line."""

    def read(self, given: object) -> tuple[KeptFile, ...] | None:
        items = given if isinstance(given, list | tuple) else written(given).split("\n")
        files = tuple(item if isinstance(item, KeptFile) else self._from_path(str(item)) for item in items if item)
        return files or None

    @staticmethod
    def _from_path(text: str) -> KeptFile:
        path = Path(text)
        try:
            if path.stat().st_size > ATTACHMENT_BYTES:
                raise ValueError("附件超过 50 MB，请压缩或拆分后再选")
            return kept(without_camera_data(path.read_bytes()), path.name)
        except OSError:
            raise ValueError("附件打不开，请检查路径") from None

    def read_cell(self, given: object, heading: str) -> tuple[KeptFile, ...] | None:
        del given, heading  # as for a photo
        return None

    def show(self, value: tuple[KeptFile, ...] | None) -> str:
        return "、".join(item.name for item in value or ())

    def cell(self, value: tuple[KeptFile, ...] | None) -> SqlValue:
        return json.dumps([[item.sha256, item.name] for item in value], ensure_ascii=False) if value else None

    def load(self, cell: Any) -> tuple[KeptFile, ...] | None:
        return tuple(KeptFile(sha256, name) for sha256, name in json.loads(cell)) if cell else None
