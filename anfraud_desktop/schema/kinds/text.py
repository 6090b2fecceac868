"""Words: a line of text, a name, long text, a tick."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, ClassVar, cast

from anfraud_desktop.schema.record import Field, SheetValue, SqlValue, Tokens

LINE_LENGTH = 200
TEXT_LENGTH = 20_000
LONG_DIGITS = 16  # Excel keeps 15 significant digits: a longer number in a numeric cell is already damaged

# Category C: controls, bidi marks, surrogates; zero-width joiners hide in pasted names.
_invisible = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_blanks = re.compile(r"\s+")
_dots = str.maketrans(dict.fromkeys("•‧．・∙⋅", "·"))
_plain = re.compile(r"[\u4e00-\u9fff0-9A-Za-z]+")


def written(given: object) -> str:
    """Return what was typed or stands in a cell as NFC text without invisible characters, trimmed.

    A whole float (workbooks know no integers) loses its “.0”.
    """
    if given is None:
        return ""
    if isinstance(given, str):
        if _plain.fullmatch(given):
            return given
        return _invisible.sub("", unicodedata.normalize("NFC", given.replace("\r\n", "\n").replace("\r", "\n"))).strip()
    if isinstance(given, bool):
        return "是" if given else "否"
    if isinstance(given, float) and given.is_integer() and abs(given) < 10 ** (LONG_DIGITS - 1):
        return str(int(given))
    return str(given)


def digits_written(given: object) -> str:
    """Return a number's text; raises ValueError where a numeric cell has lost digits."""
    if isinstance(given, int | float) and not isinstance(given, bool) and abs(given) >= 10 ** (LONG_DIGITS - 1):
        raise ValueError("是数字单元格，末几位已丢失，请在原表中改为文本格式并重新录入完整号码")
    return written(given)


class Text(Field[str]):
    """One line of text, at most `length` characters."""

    def __init__(self, label: str, *, length: int = LINE_LENGTH, **facts: Any) -> None:
        super().__init__(label, **facts)
        self.length = length

    def read(self, given: object) -> str | None:
        text = _blanks.sub(" ", written(given))
        if len(text) > self.length:
            raise ValueError(f"最多 {self.length} 个字，现有 {len(text)} 个")
        return text or None


class Name(Text):
    """A person's name; all middle dots are one, blanks between Chinese characters go."""

    tokens: ClassVar[Tokens] = "name"

    def read(self, given: object) -> str | None:
        text = super().read(given)
        if text is None:
            return None
        text = text.translate(_dots)
        return text if re.search(r"[A-Za-z]", text) else text.replace(" ", "")


class LongText(Field[str]):
    """Text of several lines."""

    def read(self, given: object) -> str | None:
        text = written(given)
        if len(text) > TEXT_LENGTH:
            raise ValueError(f"最多 {TEXT_LENGTH} 个字，现有 {len(text)} 个")
        return text or None


class Tick(Field[bool]):
    """Yes or no; empty is neither."""

    affinity: ClassVar[str] = "INTEGER"
    _yes = frozenset({"是", "√", "✓", "1", "y", "yes", "true", "有", "对"})
    _no = frozenset({"否", "×", "✗", "0", "n", "no", "false", "无", "不是"})

    def read(self, given: object) -> bool | None:
        text = written(given).lower()
        if not text:
            return None
        if text in self._yes or text in self._no:
            return text in self._yes
        raise ValueError(f"“{text}”不是“是”或“否”")

    def show(self, value: bool | None) -> str:  # noqa: FBT001  the value is the point
        return "" if value is None else "是" if value else "否"

    def cell(self, value: bool | None) -> SqlValue:  # noqa: FBT001  the value is the point
        return None if value is None else int(value)

    def load(self, cell: Any) -> bool | None:
        return None if cell is None else bool(cell)


class Count(Field[int]):
    """A whole number of things, zero or more."""

    affinity: ClassVar[str] = "INTEGER"
    numeric: ClassVar[bool] = True

    def read(self, given: object) -> int | None:
        text = unicodedata.normalize("NFKC", written(given)).replace(",", "")
        if not text:
            return None
        if not re.fullmatch(r"\d{1,12}", text):
            raise ValueError(f"“{text}”不是整数")
        return int(text)

    def sheet(self, value: int | None) -> SheetValue:
        return value

    def cell(self, value: int | None) -> SqlValue:
        return value


class Aliases(Field[tuple[str, ...]]):
    """Several names, written with 、 or commas between them."""

    tokens: ClassVar[Tokens] = "name"

    def read(self, given: object) -> tuple[str, ...] | None:
        if isinstance(given, list | tuple):
            given = "、".join(str(item) for item in given)
        parts = (part.strip().translate(_dots) for part in re.split(r"[、，,;；/\n]", written(given)))
        return tuple(dict.fromkeys(part for part in parts if part)) or None

    def show(self, value: tuple[str, ...] | None) -> str:
        return "、".join(value or ())

    def cell(self, value: tuple[str, ...] | None) -> SqlValue:
        return self.show(value) or None

    def load(self, cell: Any) -> tuple[str, ...] | None:
        return tuple(cast("str", cell).split("、")) if cell else None


def text_of(values: Mapping[str, Any], name: str) -> str:
    """Return a value as text, empty where it is missing."""
    value = values.get(name)
    return "" if value is None else str(value)
