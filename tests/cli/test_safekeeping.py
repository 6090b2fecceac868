"""Backup and restore on the command line."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import SECOND, Run


@pytest.fixture
def backup(run: Run, tmp_path: Path) -> Path:
    run("add", "people", "name=张建国", "phone=19900001234")
    return Path(run("backup", "--to", tmp_path / "stick").json["backup"])


def test_a_backup_says_where_it_is_how_many_rows_and_that_it_is_verified(run: Run, tmp_path: Path) -> None:
    told = run("backup", "--to", tmp_path / "stick").json
    assert Path(told["backup"]).parent == tmp_path / "stick"
    assert (told["rows"], told["verified"], told["counts"]["office"]) == (1, True, 1)


def test_without_a_folder_it_goes_beside_the_case_file_and_says_so(run: Run, file: Path) -> None:
    told = run("backup").json
    assert Path(told["backup"]).parent == file.parent / "备份"
    assert "同一块磁盘" in told["warning"]


def test_a_backup_is_restored_to_a_new_place_and_opens_there(run: Run, backup: Path, tmp_path: Path) -> None:
    told = run("restore", backup, "--to", tmp_path / "again" / "case.db").json
    assert (told["rows"], told["verified"]) == (2, True)
    found = run("list", "people", "--file", told["file"]).json
    assert [record["name"] for record in found["records"]] == ["张建国"]


def test_nothing_is_overwritten(run: Run, backup: Path, file: Path) -> None:
    before = file.read_bytes()
    done = run("restore", backup, "--to", file)
    assert (done.status, done.json["error"]["kind"]) == (1, "unavailable")
    assert file.read_bytes() == before


def test_a_wrong_password_and_a_damaged_backup_are_told_apart(
    run: Run, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "again.db"
    monkeypatch.setenv("ANFRAUD_PASSWORD", SECOND)
    assert "密码不正确" in run("restore", backup, "--to", place).json["error"]["message"]
    backup.write_bytes(backup.read_bytes()[:-1])
    assert "已损坏" in run("restore", backup, "--to", place).json["error"]["message"]
    assert not list(tmp_path.glob("again*"))


def test_a_recovery_code_opens_a_backup(bare: Run, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new = tmp_path / "other" / "case.db"
    code = bare("init", "--unit", "府城派出所", "--unit-code", "420982030000", "--admin", "李四",
                "--supervisor", "王五", "--file", new, "--json").json["recovery_code"]  # fmt: skip
    made = bare("backup", "--file", new, "--user", "李四", "--json").json["backup"]
    monkeypatch.setenv("ANFRAUD_RECOVERY_CODE", code)
    told = run("restore", made, "--recovery", "--to", tmp_path / "again.db").json
    assert told["rows"] == 1


def test_a_backup_is_a_write_and_takes_no_borrowed_clock(run: Run) -> None:
    assert json.loads(run("backup", "--as-of", "2026-01-01").out)["error"]["kind"] == "refused"


def test_people_are_told_in_lines(bare: Run, file: Path, tmp_path: Path) -> None:
    del file
    done = bare("backup", "--to", tmp_path / "stick", "--user", "赵六")
    assert "已核对" in done.out
    made = next((tmp_path / "stick").iterdir())
    assert "已恢复到" in bare("restore", made, "--to", tmp_path / "again.db", "--user", "赵六").out
