"""Values out of a code table: one, or several."""

import re
import unicodedata
from typing import Any, cast

from anfraud_desktop.schema.codes import Code, CodeTable
from anfraud_desktop.schema.kinds.text import written
from anfraud_desktop.schema.record import Field, SqlValue

SHOWN_OPTIONS = 6


class Choice(Field[str]):
    """One code of a table; typed as its code, label, synonym or initials."""

    def __init__(self, label: str, codes: str, **facts: Any) -> None:
        super().__init__(label, **facts)
        self.codes = CodeTable(codes)

    def read(self, given: object) -> str | None:
        text = unicodedata.normalize("NFKC", written(given))
        return self.code_of(text) if text else None

    def code_of(self, text: str) -> str:
        """Return the code that a text means; raises ValueError that names the nearest options."""
        if found := self.codes.find(text):
            return found.code
        near = "、".join(code.label for code in self.codes.near(text, SHOWN_OPTIONS))
        raise ValueError(f"“{text}”不在“{self.codes.title}”表中，可填：{near} 等")

    def option(self, value: str | None) -> Code | None:
        """Return the table's entry for a code."""
        return self.codes.get(value) if value else None

    def show(self, value: str | None) -> str:
        found = self.option(value)
        return found.label if found else value or ""


class Choices(Field[tuple[str, ...]]):
    """Several codes of a table, written with 、 between them."""

    def __init__(self, label: str, codes: str, **facts: Any) -> None:
        super().__init__(label, **facts)
        self.one = Choice(label, codes)
        self.codes = self.one.codes

    def read(self, given: object) -> tuple[str, ...] | None:
        if isinstance(given, list | tuple):
            given = "；".join(str(item) for item in given)
        text = unicodedata.normalize("NFKC", written(given))
        if not text:
            return None
        if whole := self.codes.find(text):  # a label may itself hold a comma or a slash
            return (whole.code,)
        parts = (part.strip() for part in re.split(r"[、,;/\n+]", text))
        return tuple(dict.fromkeys(self.one.code_of(part) for part in parts if part)) or None

    def show(self, value: tuple[str, ...] | None) -> str:
        return "、".join(self.one.show(code) for code in value or ())

    def edit(self, value: tuple[str, ...] | None) -> str:
        return "；".join(value or ())

    def cell(self, value: tuple[str, ...] | None) -> SqlValue:
        # Bars at both ends, so that one code is found by a plain LIKE '%|code|%'.
        return f"|{'|'.join(value)}|" if value else None

    def load(self, cell: Any) -> tuple[str, ...] | None:
        return tuple(cast("str", cell).strip("|").split("|")) if cell else None
