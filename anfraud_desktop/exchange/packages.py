"""What a workbook's own XML says that the reader does not: hidden rows, and cells that hold formulas."""

import re
import zipfile
from dataclasses import dataclass

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

_row = re.compile(rb"<(?:\w+:)?row\b[^>]*")
_number = re.compile(rb"""\br\s*=\s*["'](\d+)""")
_hidden = re.compile(rb"""hidden\s*=\s*["'](?:1|true)""")
_formula = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*><(?:\w+:)?f\b')


@dataclass(frozen=True)
class SheetFacts:
    """Lines that are hidden, and (line, column) of formulas; columns count from 0."""

    hidden_lines: frozenset[int] = frozenset()
    formulas: frozenset[tuple[int, int]] = frozenset()


def sheet_facts(package: zipfile.ZipFile) -> dict[str, SheetFacts]:
    """Return each sheet's facts by its name; a package that is put together otherwise gives none."""
    try:
        book = ElementTree.fromstring(package.read("xl/workbook.xml"))
        relations = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    except (KeyError, ElementTree.ParseError, DefusedXmlException, ValueError):
        return {}
    targets = {item.get("Id"): (item.get("Target") or "").lstrip("/") for item in relations}
    found: dict[str, SheetFacts] = {}
    for sheet in book.findall(".//{*}sheet"):  # strict workbooks have names of their own
        target = targets.get(next((value for key, value in sheet.items() if key.endswith("}id")), None)) or ""
        part = target if target.startswith("xl/") else f"xl/{target}"
        if part in package.NameToInfo:
            found[sheet.get("name") or ""] = _facts(package.read(part))
    return found


def _facts(xml: bytes) -> SheetFacts:
    hidden: set[int] = set()
    for match in _hidden.finditer(xml):  # a few; the rows are many
        row = _row.match(xml, xml.rfind(b"<", 0, match.start()))
        number = _number.search(row[0]) if row else None
        if number:
            hidden.add(int(number[1]))
    formulas = {(int(line), _column(letters)) for letters, line in _formula.findall(xml)} if b"<f" in xml else set()
    return SheetFacts(frozenset(hidden), frozenset(formulas))


def _column(letters: bytes) -> int:
    at = 0
    for letter in letters:
        at = at * 26 + letter - ord("A") + 1
    return at - 1
