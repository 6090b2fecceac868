"""The report of a period as a workbook: figures as numbers, totals as formulas, charts of the program itself."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from anfraud_desktop.documents.charts import Chart
from anfraud_desktop.documents.reports import HANDS, Breakdown, ReportPaper, figure_cells, figure_head
from anfraud_desktop.documents.sheets import (
    FONT,
    HEAD_FILL,
    LINE_HEIGHT,
    LONGEST_NUMBER,
    SteadyArchive,
    literal,
    page_set_up,
    save,
    set_value,
    tabs,
    text_lines,
    thin_border,
)

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

FIGURE = re.compile(r"(?P<sign>[+\-−]?)(?P<digits>\d[\d,]*)(?:\.(?P<decimals>\d+))?(?P<percent>%?)")
FORMULA_CELL = re.compile(r'(<c r="(?P<place>[A-Z]+\d+)"[^>]*><f>[^<]*</f>)<v\s*(?:/>|></v>)')
CHART_COLUMNS, CHARTS_ON_PAGE = 9, 3
CHART_ROWS, CHART_WIDTH, CHART_HEIGHT = 18, 17.0, 8.2  # rows that a chart covers; centimetres
ROW_HEIGHT = 21.0
DEFINITION_WIDTHS = (24, 10, 90)


@dataclass(frozen=True)
class Figure:
    """A printed figure as a workbook holds it: the number and the format that prints it as it was."""

    value: Decimal
    form: str


def report_workbook(paper: ReportPaper) -> bytes:
    """Return the report as the bytes of an .xlsx; the same paper gives the same bytes."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    names = tabs(["主要指标", *(split.title for split in paper.breakdowns), "图示", "指标说明"])
    _indicators(book.create_sheet(names[0]), paper)
    sums: dict[str, dict[str, Decimal]] = {}
    for name, split in zip(names[1:], paper.breakdowns, strict=False):
        sheet = book.create_sheet(name)
        sums[f"xl/worksheets/sheet{len(book.worksheets)}.xml"] = _breakdown(sheet, split, paper)
    if paper.charts:
        _charts(book.create_sheet(names[-2]), paper)
    _definitions(book.create_sheet(names[-1]), paper)
    return _saved(book, paper, sums)


def figure(text: str) -> Figure | None:
    """Return the number that a text prints, or None where it prints none: a word, a dash, a number too long to keep."""
    found = FIGURE.fullmatch(text.strip())
    if not found or len(found["digits"].replace(",", "")) > LONGEST_NUMBER:
        return None
    decimals = found["decimals"] or ""
    value = Decimal(f"{found['digits'].replace(',', '')}.{decimals or 0}")
    form = ("#,##0" if not found["percent"] else "0") + ("." + "0" * len(decimals) if decimals else "")
    form += found["percent"]
    if found["percent"]:
        value /= 100
    signed = value if found["sign"] in {"", "+"} else -value
    return Figure(signed, f"+{form};-{form};{form}" if found["sign"] == "+" else form)


def _saved(book: "Workbook", paper: ReportPaper, sums: dict[str, dict[str, Decimal]]) -> bytes:
    target = BytesIO()
    save(book, Reckoned(target, sums), paper.unit)
    return target.getvalue()


class Reckoned(SteadyArchive):
    """An archive that writes beside each formula what it comes to, for readers that do not reckon, such as phones."""

    def __init__(self, target: IO[bytes], sums: dict[str, dict[str, Decimal]]) -> None:
        super().__init__(target)
        self.sums = sums

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        """Add an entry from a file, the results filled in."""
        results = self.sums.get(str(arcname))
        if not results:
            super().write(filename, arcname)
            return
        text = Path(filename).read_text(encoding="utf-8")
        self.writestr(arcname, FORMULA_CELL.sub(lambda cell: f"{cell[1]}<v>{results[cell['place']]}</v>", text))


def _top(sheet: "Worksheet", title: str, notes: Sequence[str], columns: int) -> int:
    """Write the title and the lines below it over the columns; return the next row."""
    from openpyxl.styles import Alignment, Font

    set_value(sheet.cell(1, 1), title)
    sheet.cell(1, 1).font = Font(FONT, 16, bold=True)
    sheet.cell(1, 1).alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=columns)
    sheet.row_dimensions[1].height = 34
    for place, note in enumerate(notes, start=2):
        set_value(sheet.cell(place, 1), note)
        sheet.cell(place, 1).font = Font(FONT, 10)
    return 2 + len(notes)


def _head(sheet: "Worksheet", row: int, titles: Sequence[str]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    for place, title in enumerate(titles, start=1):
        cell = sheet.cell(row, place)
        set_value(cell, title)
        cell.font = Font(FONT, 11, bold=True)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.fill = PatternFill("solid", fgColor=HEAD_FILL)
        cell.border = thin_border()
    sheet.row_dimensions[row].height = ROW_HEIGHT + 3
    sheet.freeze_panes = f"A{row + 1}"
    page_set_up(sheet, f"{row}:{row}")


def _row(sheet: "Worksheet", row: int, texts: Sequence[str], labels: int, *, bold: bool = False) -> None:
    """Write a row: the first `labels` cells are words, the others figures where they print one."""
    from openpyxl.styles import Alignment, Font

    for place, text in enumerate(texts, start=1):
        cell = sheet.cell(row, place)
        found = figure(text) if place > labels else None
        set_value(cell, found.value if found else text)
        cell.number_format = found.form if found else "@"
        cell.font = Font(FONT, 11, bold=bold)
        cell.alignment = Alignment(horizontal="left" if place <= labels else "right", vertical="center", wrap_text=True)
        cell.border = thin_border()
    sheet.row_dimensions[row].height = ROW_HEIGHT


def _widths(sheet: "Worksheet", widths: Sequence[float]) -> None:
    from openpyxl.utils import get_column_letter

    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width


def _indicators(sheet: "Worksheet", paper: ReportPaper) -> None:
    head = figure_head(paper)
    notes = [
        f"填报单位：{paper.unit}",
        f"统计期间：{paper.range_text}",
        *([paper.recipient] if paper.recipient else []),
    ]
    start = _top(sheet, f"{paper.unit}{paper.title}（{paper.period}）", notes, len(head))
    _head(sheet, start, head)
    for row, shown in enumerate(paper.figures, start=start + 1):
        _row(sheet, row, figure_cells(shown), 3)
    last = start + len(paper.figures)
    _merge_sections(sheet, paper, start + 1)
    page_set_up(sheet, f"{start}:{start}", portrait=True)
    _widths(sheet, (8, 24, 8, 18, 18, 12, 18, 12))
    names = (paper.compiled_by, paper.reviewed_by, paper.issued_by)
    hands = "　　　　".join(f"{office}：{name or '＿＿＿＿＿＿'}" for office, name in zip(HANDS, names, strict=True))
    for place, line in enumerate((hands, f"制表时间：{paper.made_at}"), start=last + 2):
        set_value(sheet.cell(place, 1), line)
        sheet.row_dimensions[place].height = ROW_HEIGHT


def _merge_sections(sheet: "Worksheet", paper: ReportPaper, start: int) -> None:
    from itertools import groupby

    from openpyxl.styles import Alignment

    row = start
    for _, group in groupby(paper.figures, key=lambda shown: shown.section):
        last = row + len(list(group)) - 1
        sheet.cell(row, 1).alignment = Alignment(horizontal="center", vertical="center")
        if last > row:
            sheet.merge_cells(start_row=row, start_column=1, end_row=last, end_column=1)
        row = last + 1


def _breakdown(sheet: "Worksheet", split: Breakdown, paper: ReportPaper) -> dict[str, Decimal]:
    """Write a table; return what its formulas come to, by cell."""
    from openpyxl.utils import get_column_letter

    notes = [f"{paper.unit}　{paper.period}", *([f"注：{split.note}"] if split.note else [])]
    start = _top(sheet, split.title, notes, len(split.head))
    _head(sheet, start, split.head)
    for row, texts in enumerate(split.rows, start=start + 1):
        _row(sheet, row, texts, 1)
    _widths(sheet, (28, *(18 for _ in split.head[1:])))
    if not split.total:
        return {}
    last = start + len(split.rows) + 1
    _row(sheet, last, split.total, 1, bold=True)
    sums = {}
    for place in range(2, len(split.head) + 1):
        total = _sum(split, place - 1)
        if total is not None:
            letter = get_column_letter(place)
            sheet.cell(last, place).value = f"=SUM({letter}{start + 1}:{letter}{last - 1})"
            sums[f"{letter}{last}"] = total
    return sums


def _sum(split: Breakdown, place: int) -> Decimal | None:
    """Return the total of a column if all its cells are figures that come to it, so that a formula may stand there."""
    parts = [figure(row[place]) for row in split.rows]
    total = figure(split.total[place])
    values = [part.value for part in parts if part]
    if total is None or len(values) < len(parts) or not values:
        return None
    return total.value if sum(values) == total.value else None


def _charts(sheet: "Worksheet", paper: ReportPaper) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.pagebreak import Break

    columns = 1 + max(len(chart.series) for chart in paper.charts)
    start = _top(sheet, f"{paper.unit}　{paper.period}　图示", (), columns + CHART_COLUMNS)
    page_set_up(sheet, "", portrait=True)
    _widths(sheet, (16, *(12 for _ in range(columns - 1)), 3))
    for number, chart in enumerate(paper.charts):
        if number and number % CHARTS_ON_PAGE == 0:
            sheet.row_breaks.append(Break(id=start - 1))
        rows = _chart_values(sheet, chart, start)
        sheet.add_chart(_native(sheet, chart, start + 1), f"{get_column_letter(columns + 2)}{start}")
        start += max(rows, CHART_ROWS) + 2


def _chart_values(sheet: "Worksheet", chart: Chart, start: int) -> int:
    """Write the title and the values of a chart from a row on; return the number of rows."""
    from openpyxl.styles import Font

    set_value(sheet.cell(start, 1), f"{chart.title}（{chart.unit}）" if chart.unit else chart.title)
    sheet.cell(start, 1).font = Font(FONT, 11, bold=True)
    for place, series in enumerate(chart.series, start=2):
        set_value(sheet.cell(start + 1, place), series.name)
    for row, label in enumerate(chart.labels, start=start + 2):
        set_value(sheet.cell(row, 1), label)
        for place, series in enumerate(chart.series, start=2):
            set_value(sheet.cell(row, place), series.values[row - start - 2])
    _dress(sheet, start + 1, len(chart.labels) + 1, len(chart.series) + 1)
    return len(chart.labels) + 2


def _dress(sheet: "Worksheet", start: int, rows: int, columns: int) -> None:
    from openpyxl.styles import Alignment, Font

    for row in sheet.iter_rows(start, start + rows - 1, 1, columns):
        for cell in row:
            cell.font = Font(FONT, 10, bold=cell.row == start)
            cell.alignment = Alignment(vertical="center", wrap_text=cell.row == start)
            cell.border = thin_border()


def _native(sheet: "Worksheet", chart: Chart, start: int) -> Any:
    """Return a chart of the spreadsheet program over the values written from a row on."""
    from openpyxl import chart as kinds

    from anfraud_desktop.documents.charts import LineChart

    lined = isinstance(chart, LineChart)
    native: Any = kinds.LineChart() if lined else kinds.BarChart()
    last = start + len(chart.labels)
    values = kinds.Reference(sheet, min_col=2, max_col=1 + len(chart.series), min_row=start, max_row=last)
    native.add_data(values, titles_from_data=True)
    native.set_categories(kinds.Reference(sheet, min_col=1, min_row=start + 1, max_row=last))
    native.title = literal(f"{chart.title}（{chart.unit}）" if chart.unit else chart.title)
    native.title.overlay = False
    native.width, native.height = CHART_WIDTH, CHART_HEIGHT
    native.x_axis.delete = native.y_axis.delete = False  # else they are not shown
    native.y_axis.majorGridlines.spPr = _stroke("E6E9EE", 6350)
    if len(chart.series) == 1:
        native.legend = None
    else:
        native.legend.position = "b"
    for series, hue in _coloured(native, chart):
        _paint(series, hue, lined=lined)
    if not lined:
        native.gapWidth = 60
    return native


def _coloured(native: Any, chart: Chart) -> Iterator[tuple[Any, str]]:
    from anfraud_desktop.documents.charts import hues

    return zip(native.series, (hue.removeprefix("#") for hue in hues(chart.series)), strict=True)


def _paint(series: Any, hue: str, *, lined: bool) -> None:
    from openpyxl.chart.label import DataLabelList

    if lined:
        series.graphicalProperties = _stroke(hue, 22225)
        series.marker.symbol, series.marker.size = "circle", 5
        series.marker.graphicalProperties.solidFill = hue
        series.smooth = False
    else:
        series.graphicalProperties.solidFill = hue
    series.dLbls = DataLabelList(
        dLblPos="t" if lined else "outEnd", showVal=True, showSerName=False, showCatName=False, showLegendKey=False
    )


def _stroke(hue: str, width: int) -> Any:
    from openpyxl.chart.shapes import GraphicalProperties
    from openpyxl.drawing.line import LineProperties

    return GraphicalProperties(ln=LineProperties(solidFill=hue, w=width))


def _definitions(sheet: "Worksheet", paper: ReportPaper) -> None:
    start = _top(sheet, "指标说明", (), len(DEFINITION_WIDTHS))
    _head(sheet, start, ("指标", "单位", "口径"))
    page_set_up(sheet, f"{start}:{start}", portrait=True)
    defined = [shown for shown in paper.figures if shown.definition]
    for row, shown in enumerate(defined, start=start + 1):
        _row(sheet, row, (shown.title, shown.unit, shown.definition), 3)
        sheet.row_dimensions[row].height = _height(shown.definition, DEFINITION_WIDTHS[-1])
    _widths(sheet, DEFINITION_WIDTHS)
    below = [*paper.narrative, *([f"日志摘要：{paper.log_head}"] if paper.log_head else [])]
    for row, text in enumerate(below, start=start + len(defined) + 2):
        _across(sheet, row, text)


def _across(sheet: "Worksheet", row: int, text: str) -> None:
    """Write a paragraph over all columns of the definitions."""
    from openpyxl.styles import Alignment, Font

    cell = sheet.cell(row, 1)
    set_value(cell, text)
    cell.font = Font(FONT, 11)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(DEFINITION_WIDTHS))
    sheet.row_dimensions[row].height = _height(text, sum(DEFINITION_WIDTHS))


def _height(text: str, width: float) -> float:
    """Return the height in points of a row that holds a text in a column of so many characters."""
    return max(ROW_HEIGHT, text_lines(text, width) * LINE_HEIGHT + 4)
