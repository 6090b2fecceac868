"""The refused rows as a copy of the book: red cells and a column 失败原因, to be mended and imported again."""

import io
from collections import defaultdict
from copy import copy
from pathlib import Path
from typing import Any

from anfraud_desktop.exchange.drafts import Problem
from anfraud_desktop.exchange.headings import Layout
from anfraud_desktop.exchange.lines import SheetLines
from anfraud_desktop.exchange.plans import Plan
from anfraud_desktop.schema.kinds.text import LONG_DIGITS

REASON = "失败原因"
RED = "FFFFC7CE"
WIDTH = 48


def refusals_book(plan: Plan, source: Path) -> tuple[bytes, int]:
    """Return the workbook's bytes and the number of its rows."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active) if book.active else None
    styles = _source(plan, source)
    rows = 0
    for layout in plan.layouts:
        by_line: dict[int, list[Problem]] = defaultdict(list)
        for problem in plan.refused:
            if problem.sheet in (layout.sheet, ""):
                by_line[problem.line].append(problem)
        if by_line:
            lines = next(lines for lines in plan.book.sheets if lines.name == layout.sheet)
            settled = _settled(plan, layout, lines)
            rows += _sheet(book.create_sheet(layout.sheet), layout, settled, by_line, styles.get(layout.sheet))
    if not book.worksheets:
        book.create_sheet("没有退回的行")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), rows


def _source(plan: Plan, source: Path) -> dict[str, Any]:
    """Return the original's sheets for their looks, where its format has any."""
    import openpyxl

    if plan.book.kind != "xlsx":
        return {}
    return {sheet.title: sheet for sheet in openpyxl.load_workbook(source).worksheets}


def _settled(plan: Plan, layout: Layout, lines: SheetLines) -> SheetLines:
    """Put the value that stands where a line says something else: the mended row must not change it."""
    for column in layout.columns:
        for line in range(layout.head_line + 1, len(lines.rows) + 1):
            key = (line, column.ledger, column.field)
            if key in plan.stands and column.at < len(lines.rows[line - 1]):
                lines.rows[line - 1][column.at] = plan.stands[key]
    return lines


def _sheet(target: Any, layout: Layout, lines: SheetLines, by_line: dict[int, list[Problem]], look: Any) -> int:
    reason_at = max(len(row) for row in lines.rows[: layout.head_line]) + 1
    for number in range(1, layout.head_line + 1):
        for at, value in enumerate(lines.rows[number - 1], 1):
            if (number, at - 1) not in lines.merged:
                _put(target, number, at, value, look.cell(number, at) if look else None)
    target.cell(layout.head_line, reason_at, REASON)
    if look:
        _copy_head(target, look, layout.head_line)
    target.column_dimensions[target.cell(1, reason_at).column_letter].width = WIDTH
    for to, number in enumerate(sorted(by_line), layout.head_line + 1):
        for at, value in enumerate(lines.rows[number - 1], 1):
            _put(target, to, at, value, look.cell(number, at) if look else None)
        _mark(target, to, reason_at, by_line[number])
    target.freeze_panes = target.cell(layout.head_line + 1, 1)
    return len(by_line)


def _copy_head(target: Any, look: Any, head_line: int) -> None:
    for merged in look.merged_cells.ranges:
        if merged.max_row <= head_line:
            target.merge_cells(str(merged))
    for letters, dimension in look.column_dimensions.items():
        target.column_dimensions[letters].width = dimension.width


def _put(target: Any, line: int, at: int, value: Any, look: Any) -> None:
    cell = target.cell(line, at)
    if isinstance(value, float | int) and abs(value) >= 10 ** (LONG_DIGITS - 1):
        value = f"{value:.15g}"  # shown as what is left of it; never as a number that looks whole
    cell.value = value
    if isinstance(value, str):
        cell.data_type, cell.number_format = "s", "@"
    elif look is not None:
        cell.number_format = look.number_format
    if look is not None and look.has_style:
        cell.font, cell.alignment, cell.border = copy(look.font), copy(look.alignment), copy(look.border)


def _mark(target: Any, line: int, reason_at: int, problems: list[Problem]) -> None:
    from openpyxl.styles import Alignment, PatternFill

    red = PatternFill("solid", fgColor=RED)
    for problem in problems:
        if problem.column:
            target[f"{problem.column}{line}"].fill = red
    own = dict.fromkeys(problem.problem for problem in problems if problem.column)
    reason = target.cell(line, reason_at, "；".join(own) or problems[0].problem)
    reason.fill, reason.alignment = red, Alignment(wrap_text=True, vertical="top")
