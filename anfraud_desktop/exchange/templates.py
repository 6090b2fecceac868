"""An empty workbook for a ledger: headings that the import knows, lists to choose from, text where digits count."""

import io
from typing import Any

from anfraud_desktop.documents.sheets import FORMATS, SteadyArchive, save, set_value, thin_border
from anfraud_desktop.exchange.exports import Place, places
from anfraud_desktop.schema.kinds import Attachments, Choice, Choices, Day, Links, Moment, Money, Photo, Tick
from anfraud_desktop.schema.record import Field, Record

ROWS = 1000  # rows that are set up for filling in
WIDTH = 20
EXPLAINED = 48
OPTIONS = "选项"
GUIDE = "填写说明"
HEAD, NEEDED = "EEF2F8", "FCE4D6"


def template(ledger: type[Record]) -> bytes:
    """Return the workbook: the ledger's sheet, one that explains the columns, a hidden one of choices."""
    import openpyxl

    book: Any = openpyxl.Workbook()
    columns = [place for place in places(ledger) if not isinstance(place.field, Photo | Attachments)]
    sheet = book.active
    sheet.title = ledger.title
    _head(sheet, columns)
    _choices(book, sheet, columns)
    _guide(book.create_sheet(GUIDE, 1), columns)
    out = io.BytesIO()
    save(book, SteadyArchive(out), "")
    return out.getvalue()


def _head(sheet: Any, columns: list[Place]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    for at, place in enumerate(columns, 1):
        cell = sheet.cell(1, at, place.column().title)
        cell.font, cell.border = Font("宋体", 11, bold=True), thin_border()
        cell.fill = PatternFill("solid", fgColor=NEEDED if _needed(place) else HEAD)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[cell.column_letter].width = WIDTH
        form = FORMATS[place.column().kind]
        sheet.column_dimensions[cell.column_letter].number_format = form
        for line in range(2, ROWS + 2):
            sheet.cell(line, at).number_format = form
    sheet.row_dimensions[1].height = 30
    sheet.freeze_panes = "A2"


def _needed(place: Place) -> bool:
    return place.field.required or len(place.path) > 1


def _choices(book: Any, sheet: Any, columns: list[Place]) -> None:
    """Give choice columns a list; several choices stay free, since a list takes one only."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    lists = book.create_sheet(OPTIONS)
    lists.sheet_state = "hidden"
    used = 0
    for at, place in enumerate(columns, 1):
        labels = _labels(place.field)
        if not labels:
            continue
        used += 1
        for line, label in enumerate(labels, 1):
            set_value(lists.cell(line, used), label)
        letter = get_column_letter(used)
        rule = DataValidation("list", formula1=f"='{OPTIONS}'!${letter}$1:${letter}${len(labels)}", allow_blank=True)
        rule.error, rule.errorTitle = "请从列表中选择，或填写列表中的文字", "不在列表中"
        rule.errorStyle = "warning"
        sheet.add_data_validation(rule)
        own = get_column_letter(at)
        rule.add(f"{own}2:{own}{ROWS + 1}")


def _labels(field: Field[Any]) -> list[str]:
    if isinstance(field, Tick):
        return ["是", "否"]
    return [code.label for code in field.codes.options] if isinstance(field, Choice) else []


def _guide(sheet: Any, columns: list[Place]) -> None:
    from openpyxl.styles import Alignment, Font

    for at, title in enumerate(("列名", "是否必填", "怎样填写", "例"), 1):
        sheet.cell(1, at, title).font = Font("宋体", 11, bold=True)
    for line, place in enumerate(columns, 2):
        told = (place.column().title, "必填" if _needed(place) else "", explained(place.field), example(place.field))
        for at, text in enumerate(told, 1):
            cell = sheet.cell(line, at)
            set_value(cell, text)
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for letter, width in zip("ABCD", (WIDTH, 10, EXPLAINED, 32), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"


def explained(field: Field[Any]) -> str:
    """Say in Chinese how a column is filled in."""
    hint = f"{field.hint}。" if field.hint else ""
    if isinstance(field, Choices):
        return f"{hint}可填多项，用顿号隔开：{'、'.join(code.label for code in field.codes.options)}"
    if isinstance(field, Links):
        return f"{hint}填{Record.ledgers[field.target].one}的号码，多个用顿号隔开"
    rules: dict[type[Field[Any]], str] = {
        Choice: "从下拉列表中选择",
        Tick: "填“是”或“否”",
        Day: "日期",
        Moment: "日期和时刻",
        Money: "数字，以元为单位；也可写成 8.5万",
    }
    return hint + rules.get(type(field), "号码按文本填写，不要用数字格式" if field.tokens == "number" else "")


def example(field: Field[Any]) -> str:
    """Return a made-up example of a column's value."""
    if isinstance(field, Choice | Choices):
        return field.codes.options[0].label
    by_kind = {
        "Day": "2026-03-05", "Moment": "2026-03-05 09:30", "Money": "12345.67", "Tick": "否", "Name": "张某某",
        "IdNumber": "420900199001010015", "Phone": "19900000001", "CaseNumber": "A4209820000002026030001",
        "DocumentNumber": "安公（府城）拘字〔2026〕1号", "CardNumber": "6212260000000000011", "Count": "1",
    }  # fmt: skip
    return by_kind.get(type(field).__name__, "")
