"""Code tables: codes, labels, pinyin initials and effective dates, from resources/codes."""

import difflib
import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from anfraud_desktop import resources


@dataclass(frozen=True)
class Code:
    """One entry of a table. `outcome` (measures only) is its key in the naming table; `article` its basis."""

    code: str
    label: str
    initials: str
    synonyms: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    outcome: str = ""
    article: str = ""
    vague: str = ""

    def holds_on(self, day: date) -> bool:
        """Tell whether the entry is in force on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


def _loose(text: str) -> str:
    return re.sub(r"[\s、,，;；/（）()\-—]+", "", text).lower()


class CodeTable:
    """A table of codes by its file name below resources/codes; read when it is first asked."""

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def title(self) -> str:
        """The Chinese name of the table."""
        return str(resources.table("codes", f"{self.name}.toml")["title"])

    @cached_property
    def options(self) -> tuple[Code, ...]:
        """All entries in the table's own order."""
        rows = resources.table("codes", f"{self.name}.toml")["code"]
        return tuple(Code(**row | {"synonyms": tuple(row.get("synonyms", ()))}) for row in rows)

    @cached_property
    def _by_code(self) -> dict[str, Code]:
        return {option.code: option for option in self.options}

    @cached_property
    def _by_text(self) -> dict[str, Code]:
        found: dict[str, Code] = {}
        for option in self.options:
            for text in (option.code, option.label, *option.synonyms):
                found.setdefault(_loose(text), option)
        return found

    def get(self, code: str) -> Code | None:
        """Return the entry of a code."""
        return self._by_code.get(code)

    def find(self, text: str) -> Code | None:
        """Return the entry that a code, label or synonym names, whatever its blanks and punctuation."""
        return self._by_text.get(_loose(text))

    def near(self, text: str, most: int) -> list[Code]:
        """Return the entries nearest to a text: by initials, by part, by likeness."""
        low = text.lower()
        starts = [option for option in self.options if option.initials.startswith(low) or text in option.label]
        likely = difflib.get_close_matches(text, [option.label for option in self.options], most, 0.3)
        starts += [option for option in self.options if option.label in likely]
        return list(dict.fromkeys([*starts, *self.options]))[:most]
