"""The fonts that the program brings: every character that a name in China may hold, under their new names."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont, TTFontFace

from anfraud_desktop.documents import fonts
from anfraud_desktop.documents.fonts import ROLES, faces, missing_glyphs, printable, resolved
from anfraud_desktop.resources import resource

OWN = sorted({own for _, _, own in ROLES.values()})
RARE = "䶮喆堃𬭎㛃𠅤"
SYMBOLS = "·〔〕“”‘’—…①㎡№℃《》（）￥％±×≥→↑↓ⅠⅡ"


def face_of(file: str) -> TTFontFace:
    faces(bundled=True)
    font = pdfmetrics.getFont(file.removesuffix(".ttf"))
    assert isinstance(font, TTFont)
    return font.face


def gb2312() -> str:
    codes = [bytes((first, second)) for first in range(0xB0, 0xF8) for second in range(0xA1, 0xFF)]
    return "".join(code.decode("gb2312", errors="ignore") for code in codes)


@pytest.mark.parametrize("file", OWN)
def test_each_font_has_gb2312_rare_names_symbols_and_latin(file: str) -> None:
    glyphs = face_of(file).charToGlyph
    wanted = gb2312() + RARE + SYMBOLS + "".join(map(chr, range(0x20, 0x7F))) + "éüñ"
    assert [char for char in wanted if ord(char) not in glyphs] == []
    assert sum(0x3400 <= code <= 0x9FFF or code >= 0x20000 for code in glyphs) >= 8105


@pytest.mark.parametrize("file", OWN)
def test_no_font_bears_a_reserved_name(file: str) -> None:
    face = face_of(file)
    name = f"{face.name} {face.familyName} {face.fullName}".lower()
    assert "notice" in name
    assert not [word for word in ("lxgw", "霞鹜", "source", "noto") if word in name]


def test_the_licence_and_the_copyright_notices_lie_beside_the_fonts() -> None:
    text = resource("fonts", "OFL.txt").read_text(encoding="utf-8")
    assert all(file in text for file in OWN)
    assert all(words in text for words in ("LXGW", "Klee", "Adobe", "SIL OPEN FONT LICENSE Version 1.1"))


def test_the_fonts_stay_within_their_size() -> None:
    assert sum(path.stat().st_size for path in resource("fonts").iterdir()) <= 17 * 1024**2


def test_a_character_that_no_font_has_is_told_once() -> None:
    assert missing_glyphs("张三😀李四😀\U0010fffd", bundled=True) == ["😀", "\U0010fffd"]


def test_a_rare_name_is_not_missing() -> None:
    assert missing_glyphs(f"{RARE} {SYMBOLS}\n\u200b", bundled=True) == []


def test_every_role_is_resolved_and_a_substitute_is_told() -> None:
    found = resolved(bundled=True)
    assert [one.label for one in found] == ["小标宋", "仿宋", "楷体", "黑体", "宋体"]
    assert all(one.substitute and one.file.is_file() for one in found)


def test_line_ends_of_other_systems_are_newlines() -> None:
    assert printable("一\r\n二\r三\n四") == "一\n二\n三\n四"


@pytest.mark.parametrize(
    ("file", "role"), [("simfang.ttf", "body"), ("FZXBSJW.TTF", "title"), ("STZHONGS.TTF", "title")]
)
def test_a_font_of_windows_comes_before_ours(
    file: str, role: fonts.Role, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(resource("fonts", "NoticeHei-Regular.ttf"), tmp_path / file)
    monkeypatch.setattr(fonts, "_font_folders", lambda: [tmp_path / "absent", tmp_path])
    assert fonts._role_file.__wrapped__(role, bundled=False) == tmp_path / file
    assert fonts._role_file.__wrapped__(role, bundled=True) == resource("fonts", ROLES[role][2])


def test_a_font_that_cannot_be_embedded_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "simfang.ttf").write_bytes(b"OTTO" + bytes(200))
    monkeypatch.setattr(fonts, "_font_folders", lambda: [tmp_path])
    assert fonts._role_file.__wrapped__("body", bundled=False) == resource("fonts", "NoticeKai-Regular.ttf")


def test_what_the_window_imports_loads_no_paper_library() -> None:
    modules = ("notices", "reports", "report_book", "charts", "sheets", "images", "fonts")
    code = "import sys\n" + "\n".join(f"import anfraud_desktop.documents.{name}" for name in modules)
    code += "\nprint([name for name in ('reportlab', 'openpyxl', 'PIL', 'pypdfium2') if name in sys.modules])"
    root = Path(__file__).parent.parent.parent
    told = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, check=True, text=True)
    assert told.stdout == "[]\n"
