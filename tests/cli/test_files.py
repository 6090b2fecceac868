"""A new case file, its accounts and passwords, the demonstration: partly through the real program."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from anfraud_desktop.documents.images import pdf_text
from tests.cli.conftest import PASSWORD, SECOND, Run

INIT = (
    "init",
    "--unit",
    "府城派出所",
    "--unit-code",
    "420982030000",
    "--admin",
    "李四",
    "--supervisor",
    "王五",
    "--json",
)


def process(*words: object, **env: str) -> dict[str, Any]:
    """Run the real program in a process of its own and return its answer."""
    argv = [sys.executable, "-m", "anfraud_desktop", *map(str, words)]
    done = subprocess.run(argv, capture_output=True, env=os.environ | env, timeout=240, check=False)
    assert done.stderr == b"", done.stderr
    found: dict[str, Any] = json.loads(done.stdout.decode("utf-8"))
    return found


def test_a_case_file_is_made_and_worked_in_by_the_real_program(tmp_path: Path) -> None:
    env = {
        "ANFRAUD_PASSWORD": PASSWORD,
        "ANFRAUD_SECOND_PASSWORD": SECOND,
        "ANFRAUD_FILE": str(tmp_path / "new" / "c.db"),
    }
    made = process(*INIT, "--recovery-sheet", tmp_path / "sheet.pdf", **env)
    assert made["file"] == env["ANFRAUD_FILE"]
    assert [(who["name"], who["role"]) for who in made["accounts"]] == [
        ("李四", "administrator"),
        ("王五", "supervisor"),
    ]
    assert "recovery_code" not in made
    assert "案件文件恢复密钥" in "".join("".join(pdf_text((tmp_path / "sheet.pdf").read_bytes())).split())
    assert process("list", "office", "--user", "李四", "--json", **env)["total"] == 1
    assert process("list", "people", "--user", "王五", "--json", **env | {"ANFRAUD_PASSWORD": SECOND})["total"] == 0
    assert "府城派出所".encode() not in (tmp_path / "new" / "c.db").read_bytes()


def test_the_unit_knows_its_bureau(run: Run) -> None:
    told = run("show", "office", "1").json["record"]
    assert (told["name"], told["bureau"]) == ("府城派出所", "安陆市公安局")


def test_a_file_in_the_way_is_left_alone(file: Path, bare: Run) -> None:
    before = file.read_bytes()
    assert bare(*INIT).json["error"]["kind"] == "unavailable"
    assert file.read_bytes() == before


@pytest.mark.parametrize("code", ["42098203", "42098203000X"])
def test_an_odd_unit_code_makes_no_file(file: Path, bare: Run, code: str) -> None:
    new = file.with_name("new.db")
    done = bare(*(code if word == "420982030000" else word for word in INIT), "--file", new)
    assert done.json["error"]["problems"].keys() == {"code"}
    assert not new.exists()


def test_a_weak_password_makes_no_file(file: Path, bare: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANFRAUD_SECOND_PASSWORD", "12345678")
    new = file.with_name("new.db")
    assert bare(*INIT, "--file", new).json["error"]["problems"].keys() == {"王五"}
    assert not new.exists()


def test_a_recovery_code_is_never_lost_with_its_sheet(file: Path, bare: Run, tmp_path: Path) -> None:
    new = file.with_name("new.db")
    done = bare(*INIT, "--file", new, "--recovery-sheet", tmp_path / "none" / "sheet.pdf")
    assert done.json["error"]["kind"] == "unavailable"
    assert not new.exists()
    told = bare(*INIT, "--file", new, "--recovery-sheet", tmp_path).json  # a folder stands there
    assert len(told["recovery_code"].split()) == 4


def test_the_accounts_are_listed(run: Run) -> None:
    told = run("user", "list").json["accounts"]
    assert {(who["name"], who["role"], who["active"]) for who in told} == {
        ("李四", "administrator", True), ("王五", "supervisor", True), ("赵六", "investigator", True),
    }  # fmt: skip


def test_a_password_is_changed_and_the_old_one_opens_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANFRAUD_NEW_PASSWORD", "Nest-Cove-Fern-91")
    assert run("password").json == {"user": "赵六", "changed": True}
    assert run("user", "list").json["error"]["kind"] == "unavailable"
    monkeypatch.setenv("ANFRAUD_PASSWORD", "Nest-Cove-Fern-91")
    assert run("user", "list").status == 0


def test_a_weak_new_password_changes_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANFRAUD_NEW_PASSWORD", "kurz")
    assert run("password").status == 1
    assert run("user", "list").status == 0


def test_the_demonstration_does_the_main_job_in_the_real_program(tmp_path: Path) -> None:
    out = tmp_path / "demo-out"
    made = process("demo", "--out", out, "--rows", "40", "--seed", "5", "--json")
    assert {"file", "notice", "report", "counts"} <= set(made)
    assert (made["counts"]["people"], made["refused"]) == (355, 30)
    text = "".join("".join(pdf_text(Path(made["notice"]["pdf"]).read_bytes())).split())
    assert "草稿" in text
    assert "犯罪嫌疑人" in text
    assert made["notice"]["blockers"] == []
    assert all(Path(page).read_bytes().startswith(b"\x89PNG") for page in made["notice"]["pages"])
    assert Path(made["report"]["pdf"]).read_bytes().startswith(b"%PDF")
    assert openpyxl.load_workbook(made["report"]["xlsx"]).worksheets
    name, password = account(Path(made["accounts"]))
    told = process("list", "people", "--file", made["file"], "--user", name, "--json", ANFRAUD_PASSWORD=password)
    assert told["total"] == 355
    assert process("demo", "--out", out, "--json")["counts"]["people"] == 315  # over the earlier one


def account(path: Path) -> tuple[str, str]:
    """Return the investigator's name and password of a demonstration."""
    line = next(line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("办案民警"))
    _, name, password = line.split("\t")
    return name.removeprefix("用户名 "), password.removeprefix("密码 ")


def test_a_place_that_cannot_be_written_is_a_sentence(bare: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert bare("demo", "--out", tmp_path / "file", "--json").json["error"]["kind"] == "unavailable"
