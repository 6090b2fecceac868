"""Which font prints which part of a paper, and which font stands in for a character that it lacks.

An official paper wants 小标宋, 仿宋, 楷体, 黑体 and 宋体 (GB/T 9704-2012). Windows has most of them; where one is
absent, and wherever papers must come out the same on every machine, our own open fonts (resources/fonts) stand in.
"""

import os
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from unicodedata import category

from anfraud_desktop.resources import resource

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont

Role = Literal["title", "body", "kai", "hei", "song"]

# Role: (its Chinese name, files that Windows or its owner may have, our own file)
ROLES: dict[Role, tuple[str, tuple[str, ...], str]] = {
    "title": ("小标宋", ("FZXBSJW.TTF", "FZXBS*.TTF", "STZHONGS.TTF"), "NoticeTitle-Black.ttf"),
    "body": ("仿宋", ("simfang.ttf",), "NoticeKai-Regular.ttf"),
    "kai": ("楷体", ("simkai.ttf",), "NoticeKai-Regular.ttf"),
    "hei": ("黑体", ("simhei.ttf",), "NoticeHei-Regular.ttf"),
    "song": ("宋体", ("simsun.ttc",), "NoticeSong-Regular.ttf"),
}
OWN_FALLBACK = ("NoticeKai-Regular.ttf", "NoticeSong-Regular.ttf")
WIDE_FALLBACK = ("simsunb.ttf", "SimsunExtG.ttf", "BabelStoneHan.ttf", "BabelStoneHan*.ttf")
DEBIAN_FOLDER = Path("/usr/share/fonts/truetype/babelstone")
INVISIBLE = {"Cc", "Cf", "Cs"}  # controls, joiners and direction marks, lone surrogates
VARIATIONS = {*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}

press = threading.RLock()
"""Held while a paper is printed: a font that is being embedded keeps its place in the file, so one at a time."""


@dataclass(frozen=True)
class Faces:
    """The fonts of one paper: for each role the names of its own font and of those that stand in, in order."""

    title: tuple[str, ...]
    body: tuple[str, ...]
    kai: tuple[str, ...]
    hei: tuple[str, ...]
    song: tuple[str, ...]


@dataclass(frozen=True)
class Resolved:
    """What prints a role on this machine; `substitute` where it is not the font that the standard names."""

    role: Role
    label: str
    file: Path
    substitute: bool


def faces(*, bundled: bool = False) -> Faces:
    """Return the fonts to print with, registered; `bundled` takes our own alone, the same on every machine."""
    with press:
        return _faces(bundled)


def resolved(*, bundled: bool = False) -> tuple[Resolved, ...]:
    """Return the file that prints each role, for the settings page."""
    with press:
        return tuple(
            Resolved(role, label, found, substitute=found.name == own)
            for role, (label, _, own) in ROLES.items()
            for found in [_role_file(role, bundled)]
        )


def missing_glyphs(text: str, *, bundled: bool = False) -> list[str]:
    """Return the characters of a text that no font here can print, each once, in their order."""
    chain = faces(bundled=bundled).body
    return [char for char in dict.fromkeys(printable(text)) if char != "\n" and not _carriers(char, chain)]


def printable(text: str) -> str:
    """Return a text without what has no place on paper: controls, direction marks, selectors of variants."""
    return "".join(_visible(text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(2)))


@cache
def glyph(char: str, chain: tuple[str, ...]) -> tuple[str, float]:
    """Return the font that prints a character and the advance width there, in em."""
    name = next(iter(_carriers(char, chain)), chain[0])
    face = _registered(name).face
    return name, face.charWidths.get(ord(char), face.defaultWidth) / 1000


def text_width(text: str, chain: tuple[str, ...], size: float) -> float:
    """Return the width of a text set in one line without adjustment, in points."""
    return sum(glyph(char, chain)[1] for char in text) * size


def _visible(text: str) -> Iterator[str]:
    for char in text:
        if char == "\n" or (category(char) not in INVISIBLE and ord(char) not in VARIATIONS):
            yield char


def _carriers(char: str, chain: Sequence[str]) -> list[str]:
    code = 0x20 if char == "\xa0" else ord(char)
    return [name for name in chain if code in _registered(name).face.charToGlyph]


def _registered(name: str) -> "TTFont":
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    font = pdfmetrics.getFont(name)
    if not isinstance(font, TTFont):
        raise TypeError(f"{name} is not one of the fonts registered here")
    return font


@cache
def _faces(bundled: bool) -> Faces:  # noqa: FBT001 - a key of the cache
    _mend_text_extraction()
    own = [_register(resource("fonts", name)) for name in OWN_FALLBACK]
    wide = [] if bundled else [_register(path) for path in _wide_fonts()]
    chains = {role: tuple(dict.fromkeys([_register(_role_file(role, bundled)), *own, *wide])) for role in ROLES}
    return Faces(**chains)


@cache
def _role_file(role: Role, bundled: bool) -> Path:  # noqa: FBT001 - a key of the cache
    _, wanted, own = ROLES[role]
    found = () if bundled else _installed(wanted)
    return next((path for path in found if _usable(path)), resource("fonts", own))


def _wide_fonts() -> list[Path]:
    folders = [*_font_folders(), DEBIAN_FOLDER]
    return [path for path in _matching(WIDE_FALLBACK, folders) if _usable(path)]


def _installed(names: Sequence[str]) -> Iterable[Path]:
    return _matching(names, _font_folders())


def _matching(names: Sequence[str], folders: Sequence[Path]) -> list[Path]:
    present = [path for folder in folders if folder.is_dir() for path in sorted(folder.iterdir())]
    found = (path for name in names for path in present if path.match(name))
    return list(dict.fromkeys(found))


def _font_folders() -> list[Path]:
    if sys.platform != "win32":
        return []
    places = (os.environ.get("LOCALAPPDATA", ""), r"Microsoft\Windows\Fonts"), (os.environ.get("WINDIR", ""), "Fonts")
    return [Path(start, rest) for start, rest in places if start]


def _usable(path: Path) -> bool:
    """Tell whether reportlab can embed a font: outlines must be TrueType, the file whole and readable."""
    from reportlab.pdfbase.ttfonts import TTFError

    try:
        _load(path)
    except (TTFError, OSError):
        return False
    return True


@cache
def _load(path: Path) -> "TTFont":
    from reportlab.pdfbase.ttfonts import TTFont

    return TTFont(path.stem, str(path), subfontIndex=0, shapable=False)


def _register(path: Path) -> str:
    from reportlab.pdfbase import pdfmetrics

    font = _load(path)
    pdfmetrics.registerFont(font)
    return str(font.fontName)


def _mend_text_extraction() -> None:
    """Make rare characters searchable in the papers.

    reportlab 5.1 writes the code point of a character beyond U+FFFF as if it were UTF-16, so 𬭎 is found as Ⲵ by
    every reader, and puts more than 100 entries into a block where the format allows 100.
    """
    from reportlab.pdfbase import ttfonts

    ttfonts.makeToUnicodeCMap = _to_unicode


def _to_unicode(fontname: str, subset: Any) -> str:
    rows = [f"<{place:02X}> <{_utf16(code)}>" for place, code in enumerate(subset)]
    blocks = [rows[start : start + 100] for start in range(0, len(rows), 100)]
    body = [line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")]
    head = ["/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap", "/CIDSystemInfo"]
    head += ["<< /Registry (Adobe)", "/Ordering (UCS)", "/Supplement 0", ">> def"]
    head += [f"/CMapName /{fontname} def", "/CMapType 2 def"]
    head += ["1 begincodespacerange", "<00> <FF>", "endcodespacerange"]
    tail = ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join([*head, *body, *tail])


def _utf16(code: int) -> str:
    return chr(code).encode("utf-16-be", errors="replace").hex().upper()
