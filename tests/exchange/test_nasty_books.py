"""Books as they should not be: taken in whole, refused in a Chinese sentence, or their rows refused by name."""

import io
import random
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
from openpyxl.styles import Alignment

from anfraud_desktop.actions import imports
from anfraud_desktop.actions.office import Office
from anfraud_desktop.errors import UserError
from anfraud_desktop.exchange import limits
from anfraud_desktop.exchange.lines import read_book
from anfraud_desktop.records.cards import Card
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.records.people import Person
from tests.factories import card_number, id_number

CASE = "A4209820300002026030001"
HEADS = ["案件编号", "立案时间", "姓名", "身份证号码", "卡种", "卡号", "处理情况", "处理日期"]
Rows = list[list[Any]]


def a_row(**but: Any) -> list[Any]:
    values = {
        "案件编号": CASE, "立案时间": "2026-03-10", "姓名": "张建国", "身份证号码": id_number(serial=17),
        "卡种": "银行卡",
        "卡号": card_number(serial=9), "处理情况": "刑事拘留", "处理日期": "2026-03-12",
    }  # fmt: skip
    return [(values | but)[head] for head in HEADS]


def xlsx(path: Path, rows: Rows, prepare: Callable[[Any], None] = lambda _: None) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    prepare(sheet)
    book.save(path)
    return path


def taken(office: Office, path: Path) -> dict[str, dict[str, int]]:
    outcome = imports.commit(office, imports.preview(office, path), accept_good=True)
    return outcome.plan.counts()


def test_another_layout_with_other_headings_and_order_is_understood(office: Office, tmp_path: Path) -> None:
    rows: Rows = [
        ["2026年电诈案件登记表"],
        [
            *("涉案账号", "开户银行", "人员角色", "公民身份号码", "嫌疑人"),
            *("罪名", "案号", "打处情况", "处置日期", "案值（元）"),
        ],
        [card_number(), "中国农业银行", "卡头", id_number(), "欧阳明", "帮信罪", CASE, "取保", "2026.3.5", "12,000"],
    ]  # fmt: skip
    plan = imports.preview(office, xlsx(tmp_path / "b.xlsx", rows))
    assert not plan.refused or {p.rule for p in plan.refused} == {"cards.kind"}
    understood = {column["heading"]: f"{column['ledger']}.{column['field']}" for column in plan.columns()}
    assert understood["涉案账号"] == "cards.number"
    assert understood["嫌疑人"] == "people.name"
    assert understood["案值（元）"] == "cases.amount"
    assert plan.counts()["dispositions"]["new"] == 1


def test_a_column_without_a_known_heading_is_understood_by_its_values(office: Office, tmp_path: Path) -> None:
    rows: Rows = [["案件编号", "姓名", "代码甲", "代码乙"]] + [
        [CASE, f"李{n}某", id_number(), f"1990000{n:04d}"] for n in range(9)
    ]
    rows[1:] = [[c, "李" + "一二三四五六七八九"[n] + "明", i, p] for n, (c, _, i, p) in enumerate(rows[1:])]
    plan = imports.preview(office, xlsx(tmp_path / "b.xlsx", rows))
    assert {c["heading"]: (c["field"], c["how"]) for c in plan.columns()} == {
        "案件编号": ("number", "heading"), "姓名": ("name", "heading"),
        "代码甲": ("id_number", "values"), "代码乙": ("phone", "values"),
    }  # fmt: skip


def test_columns_that_a_person_maps_are_remembered_for_the_layout(office: Office, tmp_path: Path) -> None:
    rows: Rows = [["案件编号", "姓名", "身份证号码", "花名"], [CASE, "张三", id_number(), "阿三"]]
    path = xlsx(tmp_path / "b.xlsx", rows)
    imports.commit(office, imports.preview(office, path, columns={"花名": "people.aliases"}))
    rows[1][1:3] = ["李四", id_number()]
    again = imports.preview(office, xlsx(tmp_path / "c.xlsx", rows))
    assert [(c["field"], c["how"]) for c in again.columns() if c["heading"] == "花名"] == [("aliases", "remembered")]


def test_a_map_to_something_that_is_not_there_is_refused(office: Office, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "b.xlsx", [HEADS, a_row()])
    for columns in ({"没有这列": "people.name"}, {"姓名": "people.nickname"}, {"姓名": "notices.subject"}):
        with pytest.raises(UserError, match="没有读入任何数据"):
            imports.preview(office, path, columns=columns)


def test_identity_and_card_numbers_in_numeric_cells_are_refused_even_if_they_look_whole(
    office: Office, tmp_path: Path
) -> None:
    rows = [
        HEADS,
        a_row(身份证号码=420900199003071233),
        a_row(身份证号码=id_number(serial=19), 卡号=6222021001000000015),
    ]
    plan = imports.preview(office, xlsx(tmp_path / "b.xlsx", rows))
    assert {(p.line, p.rule) for p in plan.refused if p.column} == {(2, "people.id_number"), (3, "cards.number")}
    assert plan.counts()["people"] == {"new": 1, "changed": 0, "same": 0, "refused": 1}


def test_full_width_digits_lower_case_x_and_blanks_are_one_number(office: Office, tmp_path: Path) -> None:
    number = id_number(date(1990, 1, 4), 1)
    wide = "".join(chr(ord(c) + 0xFEE0) for c in number)
    rows = [HEADS, a_row(身份证号码=f" {wide}\u00a0"), a_row(身份证号码=number.lower(), 卡号=card_number(serial=44))]
    counts = taken(office, xlsx(tmp_path / "b.xlsx", rows))
    assert (counts["people"]["new"], counts["cards"]["new"]) == (1, 2)


def test_several_numbers_in_one_cell_are_several_cards(office: Office, tmp_path: Path) -> None:
    cards = [card_number() for _ in range(4)]
    cell = f"{cards[0]}、{cards[1]}\n{cards[2]} {cards[3]}"
    taken(office, xlsx(tmp_path / "b.xlsx", [HEADS, a_row(卡号=cell)]))
    assert {card.number for card in office.store.all(Card)} == set(cards)


def test_rows_below_a_person_without_merging_add_to_that_person(office: Office, tmp_path: Path) -> None:
    blank = dict.fromkeys(("案件编号", "立案时间", "姓名", "身份证号码", "处理情况", "处理日期"))
    rows = [HEADS, a_row(), a_row(**blank, 卡号=card_number(serial=71)), a_row(**blank, 卡号=card_number(serial=72))]
    counts = taken(office, xlsx(tmp_path / "b.xlsx", rows))
    assert [counts[t]["new"] for t in ("people", "cards", "dispositions", "involvements")] == [1, 3, 1, 1]
    assert {card.holder for card in office.store.all(Card)} == {office.store.all(Person)[0].id}


def test_blank_rows_totals_notes_and_repeated_heads_are_no_records(office: Office, tmp_path: Path) -> None:
    total = ["合 计", None, None, None, None, None, None, 3]
    rows: Rows = [["标题"], HEADS, a_row(), [None] * 8, HEADS, total, ["注：本表每月25日前报送"]]
    plan = imports.preview(office, xlsx(tmp_path / "b.xlsx", rows))
    assert plan.counts()["people"]["new"] == 1
    assert not plan.refused
    assert any("合 计" in text or "合计" in text for text in plan.warnings)


def test_hidden_rows_are_reported_and_hidden_sheets_left_out(office: Office, tmp_path: Path) -> None:
    def hide(sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True
        other = sheet.parent.create_sheet("旧表")
        other.append(HEADS)
        other.append(a_row(身份证号码=id_number(serial=99)))
        other.sheet_state = "hidden"

    rows = [HEADS, a_row(), a_row(身份证号码=id_number(serial=23))]
    plan = imports.preview(office, xlsx(tmp_path / "b.xlsx", rows, hide))
    assert plan.counts()["people"]["new"] == 2
    assert any("第 3 行" in text and "隐藏" in text for text in plan.warnings)
    assert any("旧表" in text for text in plan.warnings)


def test_two_names_on_one_identity_number_are_a_question_for_the_clerk(office: Office, tmp_path: Path) -> None:
    rows = [HEADS, a_row(), a_row(姓名="李四", 卡号=card_number(serial=31))]
    plan = imports.preview(office, xlsx(tmp_path / "b.xlsx", rows))
    assert [(p.line, p.rule) for p in plan.refused if p.ledger == "people"] == [(3, "people.name")]


def test_a_row_without_a_number_is_a_person_of_its_own_and_known_again(office: Office, tmp_path: Path) -> None:
    rows = [HEADS, a_row(身份证号码=None), a_row(身份证号码=None, 卡号=card_number(serial=31))]
    path = xlsx(tmp_path / "b.xlsx", rows)
    assert taken(office, path)["people"]["new"] == 2
    again = imports.preview(office, path).counts()
    assert (again["people"]["new"], again["people"]["same"]) == (0, 2)


def test_a_book_of_the_1904_system_keeps_its_days(office: Office, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001  a workbook's own
    sheet = book.active
    assert sheet is not None
    for row in (HEADS, a_row(立案时间=datetime(2026, 3, 10), 处理日期=datetime(2026, 3, 12))):  # noqa: DTZ001  a cell
        sheet.append(row)
    book.save(tmp_path / "b.xlsx")
    taken(office, tmp_path / "b.xlsx")
    assert office.store.all(Case)[0].filed_on == date(2026, 3, 10)


@pytest.mark.parametrize("name", ["旧.xls", "台账.et"])
def test_old_and_wps_books_are_known_by_their_content(office: Office, tmp_path: Path, name: str) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("人员")
    for at, row in enumerate([HEADS, a_row()]):
        for place, value in enumerate(row):
            sheet.write(at, place, value)
    book.save(str(tmp_path / name))
    assert taken(office, tmp_path / name)["dispositions"]["new"] == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_csv_is_read_in_its_own_encoding(office: Office, tmp_path: Path, encoding: str, separator: str) -> None:
    text = "\r\n".join(separator.join(map(str, row)) for row in [HEADS, a_row(姓名="欧阳明")])
    (tmp_path / "b.csv").write_bytes(text.encode(encoding))
    assert taken(office, tmp_path / "b.csv")["people"]["new"] == 1
    assert office.store.all(Person)[0].name == "欧阳明"


def test_a_csv_cell_that_was_forced_to_text_keeps_all_its_digits(office: Office, tmp_path: Path) -> None:
    row = a_row()
    row[3], row[5] = f'="{row[3]}"', f'="{row[5]}"'
    text = "\n".join(",".join(f'"{str(c).replace(chr(34), chr(34) * 2)}"' for c in line) for line in [HEADS, row])
    (tmp_path / "b.csv").write_text(text, encoding="utf-8-sig")
    assert taken(office, tmp_path / "b.csv")["cards"]["new"] == 1


FORMULAS = ['=HYPERLINK("x","点")', "+1+1", "-2+3", "@SUM(A1)", "|cmd", "张三<b>", "A & B", "'=1"]


def test_text_that_looks_like_a_formula_stays_text(office: Office, tmp_path: Path) -> None:
    def literal(sheet: Any) -> None:
        for at, text in enumerate(FORMULAS, 2):
            cell = sheet.cell(at, 3)
            cell.value, cell.data_type = text, "s"

    rows = [HEADS, *(a_row(身份证号码=id_number(serial=200 + n)) for n in range(len(FORMULAS)))]
    taken(office, xlsx(tmp_path / "b.xlsx", rows, literal))
    assert {str(person.name) for person in office.store.all(Person)} == set(FORMULAS)


def test_a_merged_body_cell_counts_for_all_its_rows(office: Office, tmp_path: Path) -> None:
    def merge(sheet: Any) -> None:
        for letters in "ABCDGH":
            sheet.merge_cells(f"{letters}2:{letters}4")
            sheet[f"{letters}2"].alignment = Alignment(vertical="center")

    rows = [HEADS, *(a_row(卡号=card_number(serial=n)) for n in (1, 2, 3))]
    counts = taken(office, xlsx(tmp_path / "b.xlsx", rows, merge))
    assert [counts[t]["new"] for t in ("people", "involvements", "dispositions", "cards")] == [1, 1, 1, 3]


def test_one_person_in_two_cases_is_one_person_with_two_involvements(office: Office, tmp_path: Path) -> None:
    rows = [HEADS, a_row(), a_row(案件编号="A4209820300002026030002", 卡号=card_number(serial=8))]
    counts = taken(office, xlsx(tmp_path / "b.xlsx", rows))
    assert [counts[t]["new"] for t in ("cases", "people", "involvements")] == [2, 1, 2]


def test_a_refused_case_refuses_its_involvement_but_not_its_person(office: Office, tmp_path: Path) -> None:
    plan = imports.preview(office, xlsx(tmp_path / "b.xlsx", [HEADS, a_row(立案时间="11/12/2026")]))
    states = {table: counted["refused"] for table, counted in plan.counts().items()}
    assert states == {"cases": 1, "people": 0, "cards": 0, "involvements": 1, "dispositions": 1}


# What must not even be parsed.


def test_a_bomb_is_refused_before_it_is_unpacked(office: Office, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr("xl/worksheets/sheet1.xml", b"\0" * (limits.UNPACKED_BYTES + 1))
    with pytest.raises(UserError, match="没有读入任何数据"):
        imports.preview(office, tmp_path / "b.xlsx")


@pytest.mark.parametrize(
    "text", ['<!DOCTYPE a [<!ENTITY b "c">]><a/>', '\ufeff<?xml version="1.0"?>\n<!doctype a><a/>']
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_book_with_its_own_entities_is_refused(
    office: Office, book: Path, tmp_path: Path, text: str, encoding: str
) -> None:
    with zipfile.ZipFile(book) as good, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as bad:
        for entry in good.infolist():
            data = text.encode(encoding) if entry.filename.endswith("sheet1.xml") else good.read(entry)
            bad.writestr(entry.filename, data)
    with pytest.raises(UserError, match="外部实体"):
        imports.preview(office, tmp_path / "b.xlsx")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "空的"), (b"PK\x03\x04broken", "损坏"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "不是工作簿"), (b"%PDF-1.7 ...", "表头"),
    ],
)  # fmt: skip
def test_what_is_no_book_is_refused_in_words(office: Office, tmp_path: Path, data: bytes, told: str) -> None:
    (tmp_path / "b.xlsx").write_bytes(data)
    with pytest.raises(UserError, match=told):
        imports.preview(office, tmp_path / "b.xlsx")


def test_a_missing_file_is_refused_in_words(office: Office, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="打不开"):
        imports.preview(office, tmp_path / "nowhere.xlsx")


def test_a_cell_of_endless_text_and_a_sheet_of_endless_columns_are_refused(office: Office, tmp_path: Path) -> None:
    for rows in ([HEADS, a_row(姓名="长" * 10_001)], [HEADS + [f"列{n}" for n in range(300)], a_row()]):
        with pytest.raises(UserError, match="没有读入任何数据"):
            imports.preview(office, xlsx(tmp_path / "b.xlsx", rows))


def test_a_sheet_of_forty_thousand_rows_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("大表")
    for _ in range(40_000):
        sheet.append(["张三", "李四"])
    book.save(tmp_path / "b.xlsx")
    assert len(read_book(tmp_path / "b.xlsx").sheets[0].rows) == 40_000


def test_mutated_books_never_crash_and_never_write_half(office: Office, book: Path, tmp_path: Path) -> None:
    data = book.read_bytes()
    chance = random.Random(20261123)  # noqa: S311  the same breakages each time
    told: list[str] = []
    for _ in range(60):
        broken = bytearray(data)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(broken))
            broken[at : at + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 3))
        if chance.random() < 0.3:
            del broken[chance.randrange(len(broken)) :]
        (tmp_path / "b.xlsx").write_bytes(broken)
        try:
            imports.preview(office, tmp_path / "b.xlsx")
        except UserError as mistake:
            told.append(mistake.message)
    assert told
    assert all("数据" in sentence or "表头" in sentence for sentence in told)
    assert office.store.count(Involvement) == 0


def test_nothing_is_written_when_an_import_is_cancelled(office: Office, book: Path) -> None:
    plan = imports.preview(office, book)

    class Stop(BaseException):
        pass

    for after in range(1, 9):  # in its backup, then at each ledger
        told = io.StringIO()

        def progress(_done: int, _total: int, words: str, *, told: io.StringIO = told, after: int = after) -> None:
            told.write(words[:1])
            if len(told.getvalue()) == after:
                raise Stop

        with pytest.raises(Stop):
            imports.commit(office, imports.preview(office, book), accept_good=True, progress=progress)
        assert office.store.rows("SELECT count(*) FROM log WHERE event != 'backup'") == [(0,)]
        assert office.store.count(Person) == 0
    assert imports.commit(office, plan, accept_good=True).batch == 1
