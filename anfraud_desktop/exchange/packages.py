"""What a workbook's own XML says that the reader does not: hidden rows, and cells that hold formulas."""

import re
import zipfile
from dataclasses import dataclass

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

_row = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_number = re.compile(rb'\br="(\d+)"')
_hidden = re.compile(rb'\bhidden="(?:1|true)"')
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
    for sheet in book.iter(f"{MAIN}sheet"):
        target = targets.get(sheet.get(RELATION)) or ""
        part = target if target.startswith("xl/") else f"xl/{target}"
        if part in package.NameToInfo:
            found[sheet.get("name") or ""] = _facts(package.read(part))
    return found


def _facts(xml: bytes) -> SheetFacts:
    hidden: set[int] = set()
    if b"hidden" in xml:
        for match in _row.finditer(xml):
            number = _number.search(match[1])
            if number and _hidden.search(match[1]):
                hidden.add(int(number[1]))
    formulas = {(int(line), _column(letters)) for letters, line in _formula.findall(xml)} if b"<f" in xml else set()
    return SheetFacts(frozenset(hidden), frozenset(formulas))


def _column(letters: bytes) -> int:
    at = 0
    for letter in letters:
        at = at * 26 + letter - ord("A") + 1
    return at - 1
