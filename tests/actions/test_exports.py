"""Workbooks that leave: masked without a reason, sealed cases inside, each one logged; templates that come back."""

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from anfraud_desktop.actions import exports, imports
from anfraud_desktop.actions.exports import Terms
from anfraud_desktop.actions.office import Office
from anfraud_desktop.errors import Invalid, Unavailable, UserError
from anfraud_desktop.schema.kinds import Attachments, Photo
from anfraud_desktop.schema.record import Record
from tests.actions.staging import Staged, save, settle_unit, stage
from tests.factories import a_card, a_case, a_victim, id_number

HEAD = 3  # title, who and when, headings


@pytest.fixture
def office(supervisor: Office) -> Office:
    """Return the office of one who may export in full, with the second person that this takes."""
    return supervisor


def rows(path: Path) -> list[dict[str, Any]]:
    """Return the body of an exported sheet by heading."""
    sheet: Any = openpyxl.load_workbook(path).worksheets[0]
    lines = list(sheet.iter_rows(values_only=True))
    at = next(n for n, line in enumerate(lines) if n and all(cell is not None for cell in line))
    return [dict(zip(lines[at], line, strict=True)) for line in lines[at + 1 :]]


@pytest.fixture
def staged(office: Office) -> Staged:
    settle_unit(office)
    person = {
        "id_number": id_number(date(1990, 3, 7), 5),
        "phone": "19900001234",
        "remark": "电话19900005678，卡6212260000000000011",
    }
    found = stage(office, person=person, case={"number": "A4209820000002026030123", "amount": "8.5万"})
    card = a_card(number="6212260000000000003", holder=found.person, cases=(found.case,))
    save(office, card)
    return found


def test_numbers_are_masked_in_every_column_and_inside_texts(office: Office, staged: Staged, tmp_path: Path) -> None:
    del staged
    done = exports.export(office, "people", tmp_path / "people.xlsx")
    [row] = rows(tmp_path / "people.xlsx")
    assert (done.rows, row["姓名"], row["证件号码"], row["联系电话"]) == (
        1,
        "张建国",
        "420900********0" + row["证件号码"][-3:],
        "199****1234",
    )
    assert "19900005678" not in row["人员备注"]
    assert "6212260000000000011" not in row["人员备注"]


def test_a_link_does_not_tell_what_its_own_column_hides(office: Office, staged: Staged, tmp_path: Path) -> None:
    del staged
    exports.export(office, "cards", tmp_path / "cards.xlsx")
    [row] = rows(tmp_path / "cards.xlsx")
    assert row["号码"] == "621226*********0003"
    assert row["户主"].startswith("张建国 420900********")
    assert row["涉及案件"].startswith("A4209820000002026030123")


def test_full_numbers_need_a_reason_and_stand_as_text(office: Office, staged: Staged, tmp_path: Path) -> None:
    del staged
    out = tmp_path / "cards.xlsx"
    with pytest.raises(Invalid, match="原因"):
        exports.export(office, "cards", out, terms=Terms(full_numbers=True))
    assert not out.exists()
    exports.export(office, "cards", out, terms=Terms(full_numbers=True, reason="移送检察院"))
    sheet = openpyxl.load_workbook(out).worksheets[0]
    cell = next(cell for line in sheet.iter_rows() for cell in line if cell.value == "6212260000000000003")
    assert (cell.data_type, cell.number_format) == ("s", "@")
    assert any("移送检察院" in str(line[0]) for line in sheet.iter_rows(max_row=4, values_only=True))


def test_an_export_is_logged_with_its_rows_and_hash(office: Office, staged: Staged, tmp_path: Path) -> None:
    del staged
    out = tmp_path / "people.xlsx"
    terms = Terms(full_numbers=True, reason="核对", recipient="安陆市人民检察院", purpose="审查起诉")
    done = exports.export(office, "people", out, terms=terms)
    assert done.sha256 == hashlib.sha256(out.read_bytes()).hexdigest()
    [(officer, what, changes)] = office.store.rows(
        "SELECT officer, what, changes FROM log JOIN history USING (seq) WHERE event = 'export'"
    )
    assert (officer, what) == ("李所长", "导出人员")
    assert json.loads(changes) == {"rows": 1, "sha256": done.sha256, "full_numbers": True, "reason": "核对",
                                   "recipient": "安陆市人民检察院", "purpose": "审查起诉"}  # fmt: skip


def test_sealed_cases_stay_inside_with_all_that_hangs_on_them(office: Office, tmp_path: Path) -> None:
    sealed = stage(office, person={"name": "封存人"}, case={"sealed": "是"})
    stage(office, person={"name": "公开人"})
    save(office, a_card(cases=(sealed.case,)))
    save(office, a_victim(sealed.case))
    for table, open_rows in (
        ("cases", 1),
        ("people", 1),
        ("involvements", 1),
        ("dispositions", 1),
        ("cards", 0),
        ("victims", 0),
    ):
        done = exports.export(office, table, tmp_path / f"{table}.xlsx")
        assert (done.rows, done.left_out) == (open_rows, 1), table
        assert "已封存" in done.note
    given = exports.export(
        office, "people", tmp_path / "all.xlsx", terms=Terms(recipient="安陆市人民法院", purpose="审判")
    )
    assert (given.rows, given.left_out) == (2, 0)


def test_conditions_choose_what_leaves(office: Office, staged: Staged, tmp_path: Path) -> None:
    del staged
    stage(office, person={"name": "李四"})
    assert exports.export(office, "people", tmp_path / "x.xlsx", ["name=李四"]).rows == 1
    assert [row["姓名"] for row in rows(tmp_path / "x.xlsx")] == ["李四"]


def test_what_is_seen_leaves_in_its_order_and_columns(office: Office, tmp_path: Path) -> None:
    first, second = stage(office, person={"name": "张三"}), stage(office, person={"name": "李四"})
    seen: list[tuple[int, int, str]] = []
    ids = [second.person, first.person]
    done = exports.export_seen(
        office, "people", tmp_path / "x.xlsx", ids, ["id_number", "name"], progress=lambda *now: seen.append(now)
    )
    lines = list(openpyxl.load_workbook(tmp_path / "x.xlsx").worksheets[0].iter_rows(values_only=True))
    assert done == 2
    assert lines[HEAD - 1] == ("证件号码", "姓名")
    assert [line[1] for line in lines[HEAD:]] == ["李四", "张三"]
    assert seen[-1] == (2, 2, "写出")


def test_an_export_that_is_stopped_leaves_no_file(office: Office, tmp_path: Path) -> None:
    stage(office)

    def stop(_done: int, _total: int, _words: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        exports.export(office, "people", tmp_path / "x.xlsx", progress=stop)
    assert [path.name for path in tmp_path.glob("*.xlsx")] == []


def test_a_place_that_cannot_be_written_is_a_sentence(office: Office, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="写不进去"):
        exports.export(office, "people", tmp_path / "none" / "x.xlsx")


@pytest.mark.parametrize("table", [name for name, ledger in Record.ledgers.items() if not ledger.managed])
def test_a_template_has_every_column_with_lists_text_and_an_explanation(table: str, tmp_path: Path) -> None:
    exports.template(table, tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    sheet, guide, options = book.worksheets
    assert (sheet.title, guide.title, options.sheet_state) == (Record.ledgers[table].title, "填写说明", "hidden")
    headings = [cell.value for cell in sheet[1]]
    assert len(set(headings)) == len(headings)
    assert [row[0] for row in guide.iter_rows(min_row=2, values_only=True)] == headings
    for field in Record.ledgers[table].fields.values():
        if field.tokens == "number":
            at = headings.index(field.label) + 1
            assert {sheet.cell(line, at).number_format for line in (2, 500, 1001)} == {"@"}
        if isinstance(field, Photo | Attachments):
            assert field.label not in headings


def test_a_template_offers_choices(tmp_path: Path) -> None:
    exports.template("people", tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    rules = book.worksheets[0].data_validations.dataValidation
    headings = [cell.value for cell in book.worksheets[0][1]]
    sex = next(rule for rule in rules if f"{chr(ord('A') + headings.index('性别'))}2:" in str(rule.sqref))
    column = sex.formula1.split("$")[1]
    assert [cell.value for cell in book["选项"][column]][:3] == ["未知", "男", "女"]


def test_a_managed_ledger_has_no_template(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        exports.template("notices", tmp_path / "t.xlsx")


def test_a_filled_template_comes_back_by_import(office: Office, tmp_path: Path) -> None:
    case, number = save(office, a_case(number="A4209820000002026030321")), id_number()
    exports.template("dispositions", tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    sheet: Any = book.worksheets[0]
    given = {"姓名": "张建国", "证件号码": number, "案件编号": "A4209820000002026030321", "处理情况": "刑事拘留",
             "决定日期": "2026-03-12", "文书号": "安公（府城）拘字〔2026〕1号"}  # fmt: skip
    for cell in list(sheet[1]):
        sheet.cell(2, cell.column).value = given.get(cell.value)
    book.save(tmp_path / "t.xlsx")
    plan = imports.preview(office, tmp_path / "t.xlsx")
    assert plan.refused == []
    imports.commit(office, plan)
    [done] = office.store.all(Record.ledgers["dispositions"])
    part = office.store.get(Record.ledgers["involvements"], done.values["involvement"])
    assert (done.values["measure"], part.values["case"]) == ("detained", case)


@pytest.mark.parametrize("table", ["people", "cases", "involvements", "cards", "dispositions"])
def test_an_export_with_full_numbers_imports_as_nothing_new(
    office: Office, staged: Staged, tmp_path: Path, table: str
) -> None:
    del staged
    exports.export(office, table, tmp_path / "x.xlsx", terms=Terms(full_numbers=True, reason="核对"))
    plan = imports.preview(office, tmp_path / "x.xlsx")
    counts = plan.counts()[table]
    assert (counts["new"], counts["changed"], counts["refused"], counts["same"]) == (0, 0, 0, 1), plan.refused
