"""Papers that a station edits in Word: the page of GB/T 9704-2012, Chinese fonts on every run, the same bytes twice.

Word takes a font for Chinese only from `w:eastAsia`, so each run names it; a face that a machine lacks has its
stand-in named in the table of fonts. The grid is that of the page: 22 lines of 28 characters in 156 × 225 mm; the
characters are brought closer one by one, since a grid of characters is counted otherwise by each program.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from anfraud_desktop.documents.fonts import printable
from anfraud_desktop.documents.sheets import MADE, SteadyArchive, literal
from anfraud_desktop.documents.titles import balanced

if TYPE_CHECKING:
    from anfraud_desktop.documents.tables import Column, Table

TWIPS_A_MM = 56.6929
PAGE = (11906, 16838)  # A4 in twips
MARGINS = {"top": 37, "left": 28, "right": 26, "bottom": 35}  # mm
LINE = 579  # twips; 22 of them stay within 225 mm
CLOSER = -5  # twips between characters of the text: 28 of 3号 stand in 156 mm
BODY_SIZE, TITLE_SIZE, TABLE_SIZE, NUMBER_SIZE, SMALL_SIZE = 16.0, 22.0, 10.5, 14.0, 10.5  # 3号 2号 5号 4号 5号
TITLE_LINE = 720  # twips
TEXT_TWIPS = 8844  # 156 mm
TITLE_EM = TEXT_TWIPS / 20 / TITLE_SIZE
DATE_FROM_RIGHT = 4.0  # characters
SEAL_LINES = 2
ASCII_END = 0x2000
LATIN = 0.57  # of a character: the widest digits of the faces that may stand in
# Role: the face that the standard names, and what stands in for it where a machine lacks it.
FACES = {
    "title": ("方正小标宋简体", "宋体"),
    "body": ("仿宋", "仿宋_GB2312"),
    "kai": ("楷体", "楷体_GB2312"),
    "hei": ("黑体", "黑体"),
    "song": ("宋体", "宋体"),
}
_order = ("top", "left", "bottom", "right", "insideH", "insideV")


class WordPaper:
    """A paper that is written from top to bottom; `data` gives its bytes."""

    def __init__(self, title: str, author: str) -> None:
        import docx

        self._book = docx.Document()
        self._breaks = False
        properties = self._book.core_properties
        properties.title, properties.author, properties.language = printable(title), printable(author), "zh-CN"
        properties.created = properties.modified = MADE
        properties.last_modified_by = properties.comments = properties.keywords = ""
        properties.revision = 1
        _set_defaults(self._book.styles)
        _set_page(self._book)
        _name_stand_ins(self._book.part.package)

    def title(self, text: str, below: str = "") -> None:
        """Write the title, broken into lines of like length, and a line below it (the number of the paper)."""
        for line in balanced(printable(text), TITLE_EM):
            self._line(line, "title", TITLE_SIZE, align="center", pitch=TITLE_LINE)
        if below:
            self._line(below, "body", BODY_SIZE, align="center")
        self.blank()

    def addressee(self, text: str) -> None:
        """Write to whom the paper goes, from the left edge."""
        self._line(f"{text}：", "body", BODY_SIZE)

    def body(self, text: str, lead: str = "") -> None:
        """Write a paragraph of the text, its lead in bold; newlines begin new ones."""
        for part in printable(text).split("\n"):
            paragraph = self._paragraph(indent=2)
            if lead:
                self._run(paragraph, lead, "body", BODY_SIZE, bold=True)
                lead = ""
            self._run(paragraph, part, "body", BODY_SIZE)

    def heading(self, text: str, level: int = 1) -> None:
        """Write a heading of the first (一、) or second level (（一）), kept with what follows."""
        paragraph = self._paragraph(indent=2)
        paragraph.paragraph_format.keep_with_next = True
        self._run(paragraph, text, "hei" if level == 1 else "kai", BODY_SIZE)

    def small(self, text: str) -> None:
        """Write a small line from the left edge."""
        self._line(text, "body", SMALL_SIZE, pitch=LINE * 2 // 3)

    def blank(self, lines: int = 1) -> None:
        """Leave lines empty."""
        for _ in range(lines):
            self._paragraph()

    def table(self, table: "Table") -> None:
        """Write a ruled table over the width of the text, its head repeated on each page, no row cut in two."""
        rows = [*table.rows, *([table.total] if table.total else [])]
        made = self._book.add_table(rows=1 + len(rows), cols=len(table.columns))
        made.autofit = False
        _rule(made)
        widths = _widths(table.columns, rows)
        for column, width in zip(made.columns, widths, strict=True):
            column.width = _twips(width)
        titles = tuple(column.title for column in table.columns)
        for place, texts in enumerate([titles, *rows]):
            self._table_row(made.rows[place], texts, table.columns, widths, head=place == 0)

    def attachments(self, names: Sequence[str]) -> None:
        """Write the lines 附件：1. …, a blank line below the text."""
        if names:
            self.blank()
        for place, name in enumerate(names, start=1):
            number = f"{place}. " if len(names) > 1 else ""
            self.body(f"{'附件：' if place == 1 else '　　　'}{number}{name}")

    def signature(self, unit: str, dated: str) -> None:
        """Leave the place of the seal free; write the organ centred over the date, four characters from the edge."""
        self.blank(SEAL_LINES)
        centre = DATE_FROM_RIGHT + _ems(dated) / 2
        for text, right in ((unit, max(0.0, centre - _ems(unit) / 2)), (dated, DATE_FROM_RIGHT)):
            paragraph = self._paragraph(align="right", right=right)
            paragraph.paragraph_format.keep_with_next = text is unit
            self._run(paragraph, text, "body", BODY_SIZE)

    def page_break(self) -> None:
        """Let what is written next begin a new page."""
        self._breaks = True

    def data(self) -> bytes:
        """Return the bytes of the .docx; the same words give the same bytes, always."""
        loose, steady = BytesIO(), BytesIO()
        self._book.save(loose)
        with ZipFile(loose) as made, SteadyArchive(steady) as archive:
            for name in made.namelist():
                archive.writestr(name, made.read(name))
        return steady.getvalue()

    def _line(self, text: str, face: str, size: float, *, align: str = "left", pitch: int = LINE) -> None:
        self._run(self._paragraph(align=align, pitch=pitch), text, face, size)

    def _paragraph(self, *, align: str = "both", indent: int = 0, right: float = 0, pitch: int = LINE) -> Any:
        paragraph = self._book.add_paragraph()
        _shape(paragraph, align, pitch, indent=indent, right=right)
        if self._breaks:
            paragraph.paragraph_format.page_break_before, self._breaks = True, False
        return paragraph

    def _run(self, paragraph: Any, text: str, face: str, size: float, *, bold: bool = False) -> None:
        run = paragraph.add_run(literal(printable(text)))
        run.font.size, run.font.bold = _twips(size * 20), bold or None
        properties = run._element.get_or_add_rPr()  # noqa: SLF001  no other way to the font for Chinese
        _set_fonts(properties, FACES[face][0])
        if size == BODY_SIZE:
            properties.xpath("w:sz")[0].addprevious(_element("w:spacing", val=CLOSER))

    def _table_row(
        self, row: Any, texts: Sequence[str], columns: Sequence["Column"], widths: Sequence[int], *, head: bool
    ) -> None:
        from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT

        properties = row._tr.get_or_add_trPr()  # noqa: SLF001  no other way to a head that is repeated
        properties.append(_element("w:cantSplit"))
        if head:
            properties.append(_element("w:tblHeader"))
        for cell, text, column, width in zip(row.cells, texts, columns, widths, strict=True):
            cell.width, cell.vertical_alignment = _twips(width), WD_CELL_VERTICAL_ALIGNMENT.CENTER
            paragraph = cell.paragraphs[0]
            _shape(paragraph, "center" if head else column.align, 300, snapped=False)
            self._run(paragraph, text, "hei" if head else "body", TABLE_SIZE)


def _element(name: str, /, **attributes: object) -> Any:
    """Return an element; `val="1"` is written w:val="1"."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def _set_fonts(properties: Any, face: str) -> None:
    from docx.oxml.ns import qn

    fonts = properties.get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for slot in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{slot}"), face)
    fonts.set(qn("w:hint"), "eastAsia")  # quotation marks and dashes are Chinese ones


def _shape(  # noqa: PLR0913  what a paragraph is set by
    paragraph: Any, align: str, pitch: int, *, indent: int = 0, right: float = 0, snapped: bool = True
) -> None:
    """Set a paragraph: exact pitch in twips, indents in characters, alignment."""
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001  indents in characters have no other way
    paragraph.paragraph_format.widow_control = True
    if not snapped:
        properties.append(_element("w:snapToGrid", val=0))
    properties.append(_element("w:spacing", before=0, after=0, line=pitch, lineRule="exact"))
    if indent or right:
        body = BODY_SIZE * 20
        told: dict[str, object] = {"firstLineChars": indent * 100, "firstLine": round(indent * body)} if indent else {}
        told |= {"rightChars": round(right * 100), "right": round(right * body)} if right else {}
        properties.append(_element("w:ind", **told))
    properties.append(_element("w:jc", val="both" if align == "justify" else align))


def _set_defaults(styles: Any) -> None:
    """Give font, size and language of the whole paper: what the station adds looks like the rest."""
    from docx.oxml.ns import qn

    styles["Normal"].font.size = _twips(BODY_SIZE * 20)
    properties = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    _set_fonts(properties, FACES["body"][0])
    language = properties.find(qn("w:lang"))
    language.set(qn("w:val"), "zh-CN")
    language.set(qn("w:eastAsia"), "zh-CN")


def _set_page(book: Any) -> None:
    section = book.sections[0]
    properties = section._sectPr  # noqa: SLF001  the grid has no other way
    size, margins = properties.get_or_add_pgSz(), properties.get_or_add_pgMar()
    for name, value in zip(("w", "h"), PAGE, strict=True):
        _set(size, name, value)
    for name, value in MARGINS.items():
        _set(margins, name, round(value * TWIPS_A_MM))
    _set(margins, "footer", round((MARGINS["bottom"] - 7) * TWIPS_A_MM) - round(NUMBER_SIZE * 20))
    for grid in properties.xpath("w:docGrid"):
        properties.remove(grid)
    properties.append(_element("w:docGrid", type="lines", linePitch=LINE))
    book.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer, "right")
    _page_number(section.even_page_footer, "left")


def _set(element: Any, name: str, value: object) -> None:
    from docx.oxml.ns import qn

    element.set(qn(f"w:{name}"), str(value))


def _page_number(footer: Any, side: str) -> None:
    """Write — 1 — one character from the outer edge: right on odd pages, left on even ones."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001  as in _shape
    properties.append(_element("w:ind", **{side: round(NUMBER_SIZE * 20)}))
    properties.append(_element("w:jc", val=side))
    for kind in ("— ", "begin", "PAGE", "separate", "1", "end", " —"):
        run = paragraph.add_run()
        run.font.size = _twips(NUMBER_SIZE * 20)
        _set_fonts(run._element.get_or_add_rPr(), FACES["song"][0])  # noqa: SLF001  as in _run
        if kind in {"begin", "separate", "end"}:
            run._element.append(_element("w:fldChar", fldCharType=kind))  # noqa: SLF001  fields have no other way
        elif kind == "PAGE":
            word = _element("w:instrText")
            word.text = kind
            run._element.append(word)  # noqa: SLF001  as above
        else:
            run.text = kind


def _twips(length: float) -> Any:
    from docx.shared import Twips

    return Twips(round(length))


def _name_stand_ins(package: Any) -> None:
    """Name, for each face, what stands in for it; write out the faces alone, without the template's Latin ones."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in FACES.values()
    )
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    for part in package.iter_parts():
        if part.partname.endswith("/fontTable.xml"):
            part._blob = f'{head}<w:fonts xmlns:w="{space}">{fonts}</w:fonts>'.encode()  # noqa: SLF001  a part as it is


def _rule(table: Any) -> None:
    """Rule a table: a fine line everywhere, cells with little room around the text."""
    properties = table._tbl.tblPr  # noqa: SLF001  rules have no other way
    borders = _element("w:tblBorders")
    for side in _order:
        borders.append(_element(f"w:{side}", val="single", sz=8 if side in _order[:4] else 4, space=0, color="000000"))
    room = _element("w:tblCellMar")
    for side in ("top", "left", "bottom", "right"):
        room.append(_element(f"w:{side}", w=60, type="dxa"))
    # Word refuses a paper whose parts stand in another order than the schema's: tblBorders, tblLayout, tblCellMar.
    layout = properties.xpath("w:tblLayout")[0]
    layout.addprevious(borders)
    layout.addnext(room)


def _widths(columns: Sequence["Column"], rows: Sequence[Sequence[str]]) -> list[int]:
    """Return widths in twips that fill the text's width: what must stand in one line first, the rest by need."""
    need = [
        max(_ems(text, LATIN) for text in (column.title, *(row[place] for row in rows))) * TABLE_SIZE * 20 + 170
        for place, column in enumerate(columns)
    ]
    over = sum(need) - TEXT_TWIPS
    giving = sum(wide for wide, column in zip(need, columns, strict=True) if column.wraps)
    if over > 0 and giving > over:
        need = [wide - over * wide / giving * column.wraps for wide, column in zip(need, columns, strict=True)]
    share = TEXT_TWIPS / sum(need)
    return [round(wide * share) for wide in need]


def _ems(text: str, latin: float = 0.5) -> float:
    """Return the width of a text in characters; Latin letters and digits count half, or what is said."""
    return sum(latin if ord(char) < ASCII_END else 1.0 for char in printable(text))
