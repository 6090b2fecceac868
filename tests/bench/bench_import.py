"""Import of a flat ledger of 20,000 rows, against reading it and writing the same rows into the same tables."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import python_calamine
from openpyxl.worksheet.cell_range import CellRange

import anfraud_desktop.records  # noqa: F401  registers the ledgers
from anfraud_desktop.actions import imports
from anfraud_desktop.actions.made_up import bundles
from anfraud_desktop.actions.office import Office, now
from anfraud_desktop.schema.kinds import Money
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import tables
from anfraud_desktop.store.database import Store
from tests.bench.rows import Row, seconds
from tests.factories import KEY

ROWS = 20_000
BAR = 6.0
HEADS = [
    "案件编号", "案由", "诈骗类型", "立案日期", "涉案金额（元）", "姓名", "性别", "身份证号码", "户籍地", "联系电话",
    "角色", "卡种", "卡号", "开户行", "处理情况", "处理日期", "文书号",
]  # fmt: skip
MERGED = [*range(1, 12), 15, 16, 17]


def a_book(path: Path) -> int:
    """Write a flat ledger with merged cells for people with several cards; return its rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADS)
    line = 1
    for case, person, part, disposition, cards in people():
        top = line + 1
        for card in cards or [None]:
            line += 1
            sheet.append(flat(case, person, part, disposition, card))
        if line > top:
            # merge_cells would look through all ranges each time
            ranges = (CellRange(min_row=top, max_row=line, min_col=at, max_col=at) for at in MERGED)
            sheet.merged_cells.ranges.update(ranges)
        if line > ROWS:
            break
    book.save(path)
    return line - 1


def people() -> Iterator[tuple[Any, ...]]:
    """Yield case, person, involvement, disposition and cards, person by person."""
    for bundle in bundles(ROWS, 7, now().date()):
        for own in zip(bundle.people, bundle.parts, bundle.dispositions, bundle.cards, strict=True):
            yield bundle.case, *own


def flat(case: Any, person: Any, part: Any, disposition: Any, card: Any) -> list[Any]:
    def shown(record: Any, *names: str) -> list[Any]:
        if record is None:
            return [None] * len(names)
        fields = [(record.fields[name], record.values[name]) for name in names]
        return [(f.edit(value) if isinstance(f, Money) else f.show(value)) or None for f, value in fields]

    return [
        *shown(case, "number", "offence", "fraud_type", "filed_on", "amount"),
        *shown(person, "name", "sex", "id_number", "registered_address", "phone"), *shown(part, "roles"),
        *shown(card, "kind", "number", "institution"), *shown(disposition, "measure", "decided_on", "document_number"),
    ]  # fmt: skip


def bare(book: Path, store: Store, target: Store) -> None:
    """Read the book with its merged ranges and write the same records into the same indexed tables."""
    workbook = python_calamine.CalamineWorkbook.from_path(str(book))
    sheet = workbook.get_sheet_by_index(0)
    assert sheet.to_python()
    assert sheet.merged_cell_ranges is not None
    connection = target.connection
    connection.execute("BEGIN IMMEDIATE")
    for table in ("cases", "people", "involvements", "dispositions", "cards"):  # as they refer to one another
        ledger = Record.ledgers[table]
        names = ["id", "version", *tables.columns(ledger)]
        found = store.rows(f'SELECT {tables.quoted(*names)} FROM "{ledger.table}"')  # noqa: S608  names of columns
        marks = ", ".join("?" * len(names))
        sql = f'INSERT INTO "{ledger.table}" ({tables.quoted(*names)}) VALUES ({marks})'  # noqa: S608  as above
        connection.executemany(sql, found)
    connection.execute("COMMIT")


def bench() -> list[Row]:
    """Take the book in once and write its records once."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "book.xlsx"
        rows = a_book(book)
        store, target = Store.create(Path(folder) / "ours.db", KEY), Store.create(Path(folder) / "bare.db", KEY)
        office = Office(store, "王警官", "investigator")
        ours = seconds(lambda: imports.commit(office, imports.preview(office, book), accept_good=True))
        theirs = seconds(lambda: bare(book, store, target))
        store.close()
        target.close()
    return [Row.against(f"import of {rows:,} rows", ours, theirs, "s", BAR)]
