"""Commands for workbooks, on the bundled ledger."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.conftest import Run
from tests.factories import id_number

REFUSED = {"people": 5, "involvements": 5, "dispositions": 5, "cases": 0, "cards": 15}
NEW = {"people": 315, "involvements": 315, "dispositions": 315, "cases": 213, "cards": 494}


def test_without_accept_good_nothing_is_written(run: Run, book: Path) -> None:
    done = run("import", book)
    assert done.status == 1
    assert done.json["batch"] is None
    assert done.json["error"]["kind"] == "refused"
    assert done.json["error"]["message"] in done.err
    assert {name: counts["refused"] for name, counts in done.json["ledgers"].items()} == REFUSED
    assert run("list", "people").json["total"] == 0


def test_a_dry_run_tells_everything_and_writes_nothing(run: Run, book: Path) -> None:
    done = run("import", book, "--dry-run")
    assert (done.status, done.json["batch"], done.json["dry_run"]) == (0, None, True)
    assert {name: counts["new"] for name, counts in done.json["ledgers"].items()} == NEW
    refusal = done.json["refused"][0]
    assert {"sheet", "row", "column", "value", "problem", "rule"} <= set(refusal)
    assert {column["heading"]: column["field"] for column in done.json["columns"]}["身份证号码"] == "id_number"
    assert run("list", "people").json["total"] == 0


def test_the_good_rows_go_in_once_and_the_batch_comes_back_out(run: Run, book: Path) -> None:
    first = run("import", book, "--accept-good")
    assert first.status == 0
    assert {name: counts["new"] for name, counts in first.json["ledgers"].items()} == NEW
    again = run("import", book, "--accept-good")
    assert (again.status, again.json["batch"]) == (0, None)
    assert {name: counts["new"] for name, counts in again.json["ledgers"].items()} == dict.fromkeys(NEW, 0)
    undone = run("import-undo", first.json["batch"])
    assert undone.json["ledgers"]["people"]["removed"] == 315
    assert [run("list", name).json["total"] for name in NEW] == [0] * 5
    assert run("import-undo", first.json["batch"]).json["error"]["kind"] == "refused"


def test_the_refused_rows_come_back_as_a_book(run: Run, book: Path, tmp_path: Path) -> None:
    done = run("import", book, "--accept-good", "--errors", tmp_path / "errors.xlsx")
    assert done.json["errors"] == str(tmp_path / "errors.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "errors.xlsx").worksheets[0]
    assert any(cell.value == "失败原因" for line in sheet.iter_rows(max_row=5) for cell in line)
    assert (
        run("import", book, "--dry-run", "--errors", tmp_path / "none" / "x.xlsx").json["error"]["kind"]
        == "unavailable"
    )


def test_a_map_of_columns_is_taken(run: Run, tmp_path: Path) -> None:
    book: Any = openpyxl.Workbook()
    book.active.append(["姓名", "身份证号", "丙列"])
    book.active.append(["张三", id_number(), "会计"])
    book.save(tmp_path / "odd.xlsx")
    (tmp_path / "map.toml").write_text('"丙列" = "people.occupation"\n', encoding="utf-8")
    assert (
        run("import", tmp_path / "odd.xlsx", "--columns", tmp_path / "map.toml").json["ledgers"]["people"]["new"] == 1
    )
    assert run("show", "people", "1").json["record"]["occupation"] == "会计"


@pytest.mark.parametrize("name", ["none.xlsx", "text.xlsx"])
def test_a_book_that_is_none_is_a_sentence(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "text.xlsx").write_text("这不是工作簿", encoding="utf-8")
    assert run("import", tmp_path / name).status == 1


def test_an_import_for_people_is_lines(file: Path, bare: Run, book: Path) -> None:
    del file
    done = bare("import", book, "--accept-good", "--user", "赵六")
    assert "已导入，批次 1" in done.out
    assert "人员：新增 315" in done.out
    assert "退回 人员台账 第" in done.out


def test_a_ledger_is_exported_with_its_terms(run: Run, tmp_path: Path) -> None:
    run("add", "people", "name=张三", f"id_number={id_number()}")
    run("add", "people", "name=李四")
    out = tmp_path / "x.xlsx"
    assert run("export", "people", out).json["error"]["problems"].keys() == {"reason"}
    masked = run("export", "people", out, "--where", "name=张三", "--reason", "核对").json
    assert (masked["rows"], len(masked["sha256"]), masked["left_out"]) == (1, 64, 0)
    refused = run("export", "people", out, "--full-numbers", "--reason", "移送", "--to", "检察院", "--for", "起诉")
    assert refused.json["error"]["article"] == "权限表第34项"


def test_a_template_is_written(bare: Run, tmp_path: Path) -> None:
    done = bare("template", "cases", tmp_path / "t.xlsx", "--json")
    assert (done.status, done.json["rows"]) == (0, 0)
    assert (tmp_path / "t.xlsx").stat().st_size > 5000
