# ruff: noqa: INP001 - a tool beside the fonts that it makes, not a module of the program
"""Makes the four fonts of this folder from open fonts: fewer characters, other names, nothing else changed.

The sources, as they are published (all under the SIL Open Font License 1.1, TrueType outlines):

    npm pack @expo-google-fonts/noto-serif-sc@0.4.3     Noto Serif SC 900 and 400
    npm pack @expo-google-fonts/noto-sans-sc@0.4.3      Noto Sans SC 400
    apt-get download fonts-lxgw-wenkai                  LXGW WenKai Regular (1.250)
    apt-get download unicode-data                       Unihan: 通用规范汉字表 is its property kTGH (15.0)

Unpack them (tar xzf, dpkg-deb -x) into one folder and run, with fontTools installed:

    python resources/fonts/make_fonts.py FOLDER

Reserved font names (LXGW, 霞鹜, Source) must not be borne by a changed font, so the name table is written anew.
"""

import bz2
import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = {
    # file, which is the new name too: source
    "NoticeTitle-Black": "NotoSerifSC_900Black.ttf",  # 小标宋
    "NoticeSong-Regular": "NotoSerifSC_400Regular.ttf",  # 宋体: page numbers, figures
    "NoticeHei-Regular": "NotoSansSC_400Regular.ttf",  # 黑体
    "NoticeKai-Regular": "LXGWWenKai-Regular.ttf",  # 仿宋 and 楷体
}
SYMBOLS = (
    (0x20, 0x7E),  # ASCII
    (0xA0, 0x17F),  # Latin-1 and Latin Extended-A, for foreign names
    (0x391, 0x3C9),  # Greek
    (0x2010, 0x2044),  # dashes, quotation marks, ellipsis, per mille
    (0x20A0, 0x20BF),  # currency
    (0x2100, 0x21FF),  # ℃ № Ⅰ Ⅱ → ↑ ↓
    (0x2200, 0x22FF),  # mathematics
    (0x2460, 0x25FF),  # ① and so on, lines, squares
    (0x2605, 0x2606),
    (0x3000, 0x303F),  # Chinese punctuation
    (0x3220, 0x3243),  # ㈠
    (0x3280, 0x33FF),  # ㎡ ㎏
    (0xFE30, 0xFE4F),
    (0xFF01, 0xFF5E),  # full-width forms
    (0xFFE0, 0xFFE6),
)
UNWANTED = ("DSIG", "GSUB", "GPOS", "GDEF", "vhea", "vmtx", "BASE", "gasp", "STAT", "meta", "VORG", "FFTM")
KEPT_NAMES = {0, 7, 8, 9, 11, 12, 13, 14}  # copyright, trademark, makers, licence


def gb2312() -> Iterator[int]:
    """Yield the code points of GB2312: 6763 characters and the symbols before them."""
    for first in range(0xA1, 0xF8):
        for second in range(0xA1, 0xFF):
            text = bytes((first, second)).decode("gb2312", errors="ignore")
            yield from map(ord, text)


def standard_characters(unihan: Path) -> Iterator[int]:
    """Yield the code points of 通用规范汉字表 (8105)."""
    with bz2.open(unihan, "rt", encoding="utf-8") as lines:
        for line in lines:
            parts = line.split("\t")
            if len(parts) > 1 and parts[1] == "kTGH":
                yield int(parts[0].removeprefix("U+"), base=16)


def rename(font: TTFont, file: str) -> None:
    """Give a font the name of its file; makers, copyright and licence stay as they are."""
    family, style = file.split("-")
    words = f"Notice {family.removeprefix('Notice')}"
    names = font["name"]
    names.names = [record for record in names.names if record.nameID in KEPT_NAMES]
    new = {1: words, 2: "Regular", 3: f"{file};subset", 4: f"{words} {style}", 5: "Version 1.000", 6: file}
    for number, text in new.items():
        names.setName(text, number, 3, 1, 0x409)
        names.setName(text, number, 1, 0, 0)


def make(source: Path, file: str, characters: set[int], target: Path) -> None:
    """Write one font with only these characters, without hints and layout tables."""
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.drop_tables += UNWANTED
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    rename(font, file)
    subset.save_font(font, str(target), options)


def main(folder: Path) -> None:
    """Find the sources anywhere below a folder and write the fonts beside this script."""
    (unihan,) = folder.rglob("Unihan_OtherMappings.txt.bz2")
    characters = {*gb2312(), *standard_characters(unihan)}
    for first, last in SYMBOLS:
        characters.update(range(first, last + 1))
    for file, name in FONTS.items():
        source = next(folder.rglob(name))
        target = Path(__file__).with_name(f"{file}.ttf")
        make(source, file, characters, target)
        sys.stdout.write(f"{target.name}: {target.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
