"""Accounts on the command line: opened by two, activated with a code, released, closed; key and recovery sheet."""

from pathlib import Path

import pytest

from tests.cli.conftest import PASSWORD, SECOND, Outcome, Run

FRESH = "Nest-Cove-Fern-91"


@pytest.fixture
def two(file: Path, bare: Run) -> Run:
    """Return a function that runs a command as the administrator with the supervisor beside them."""
    del file
    return lambda *words: bare(*words, "--user", "李四", "--second", "王五", "--json")


def activate(bare: Run, monkeypatch: pytest.MonkeyPatch, code: str, password: str = FRESH) -> Outcome:
    monkeypatch.setenv("ANFRAUD_ACTIVATION_CODE", code)
    monkeypatch.setenv("ANFRAUD_NEW_PASSWORD", password)
    return bare("activate", "孙七", "--json")


def test_an_account_is_opened_activated_and_worked_with(two: Run, bare: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    made = two("user", "add", "孙七", "--role", "investigator").json
    assert (made["name"], made["role"], len(made["code"].replace("-", ""))) == ("孙七", "investigator", 20)
    assert two("user", "list").json["accounts"][0]["activated"] is False
    done = activate(bare, monkeypatch, made["code"])
    assert len(done.json["fingerprint"].replace(" ", "")) == 16
    monkeypatch.setenv("ANFRAUD_PASSWORD", FRESH)
    assert bare("add", "people", "name=张三", "--user", "孙七", "--json").json["id"] == 1
    assert activate(bare, monkeypatch, made["code"]).json["error"]["kind"] == "unavailable"


def test_one_alone_opens_no_account(run: Run, bare: Run) -> None:
    for words in (("--user", "李四"), ("--user", "李四", "--second", "李四"), ("--user", "李四", "--second", "赵六")):
        done = bare("user", "add", "孙七", "--role", "clerk", *words, "--json")
        assert done.status == 1
    assert len(run("user", "list").json["accounts"]) == 3


def test_a_second_password_that_is_wrong_is_refused(two: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANFRAUD_SECOND_PASSWORD", "wrong")
    assert "不正确" in two("user", "add", "孙七", "--role", "clerk").json["error"]["message"]


def test_a_role_is_set_and_an_account_closed_with_the_key(two: Run, bare: Run, run: Run) -> None:
    assert two("user", "role", "赵六", "auditor").json == {"name": "赵六", "role": "auditor"}
    assert run("list", "people").json["error"]["article"] == "权限表第3项"
    assert two("user", "disable", "赵六").json == {"name": "赵六", "active": False, "key_changed": True}
    assert run("user", "list").status == 1
    told = two("user", "list").json["accounts"]
    assert {one["name"]: one["active"] for one in told} == {"李四": True, "王五": True, "赵六": False}
    assert "停用" in bare("user", "list", "--user", "李四").out


def test_a_forgotten_password_is_reset(two: Run, bare: Run, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    made = two("user", "reset", "赵六").json
    assert run("list", "people").status == 1
    monkeypatch.setenv("ANFRAUD_ACTIVATION_CODE", made["code"])
    monkeypatch.setenv("ANFRAUD_NEW_PASSWORD", FRESH)
    assert bare("activate", "赵六").status == 0
    monkeypatch.setenv("ANFRAUD_PASSWORD", FRESH)
    assert run("list", "people").status == 0


def test_a_locked_account_is_listed_and_released(two: Run, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anfraud_desktop.store.attempts.wait.__defaults__", (lambda _: None,))
    monkeypatch.setenv("ANFRAUD_PASSWORD", "wrong")
    for _ in range(5):
        assert run("user", "list").status == 1
    monkeypatch.setenv("ANFRAUD_PASSWORD", PASSWORD)
    assert "锁定" in run("user", "list").json["error"]["message"]
    assert [one["name"] for one in two("user", "list").json["accounts"] if one["locked"]] == ["赵六"]
    assert two("user", "unlock", "赵六").json["locked"] is False
    assert run("user", "list").status == 0


def test_the_data_key_is_changed_by_two(two: Run, run: Run, bare: Run) -> None:
    assert run("add", "people", "name=张三").status == 0
    assert two("rekey").json == {"key_changed": True}
    assert run("list", "people").json["total"] == 1
    assert bare("rekey", "--user", "李四", "--json").status == 1


def test_the_recovery_sheet_is_checked_and_used(
    bare: Run, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own" / "case.db"
    words = ("--unit", "府城派出所", "--unit-code", "420982030000", "--admin", "甲某", "--supervisor", "乙某")
    code = bare("init", *words, "--file", own, "--json").json["recovery_code"]
    monkeypatch.setenv("ANFRAUD_RECOVERY_CODE", code)
    assert bare("recover", "--check", "--file", own, "--json").json == {"valid": True}
    assert bare("recover", "--check", "--file", file, "--json").status == 1
    monkeypatch.setenv("ANFRAUD_NEW_PASSWORD", FRESH)
    done = bare("recover", "丙某", "--file", own, "--recovery-sheet", tmp_path / "sheet.pdf", "--json").json
    assert done["recovery_code"] != code
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert bare("recover", "--check", "--file", own, "--json").status == 1
    monkeypatch.setenv("ANFRAUD_PASSWORD", FRESH)
    told = bare("user", "list", "--file", own, "--user", "丙某", "--json").json["accounts"]
    assert {one["name"]: one["role"] for one in told}["丙某"] == "administrator"


def test_full_numbers_leave_with_a_second_supervisor(
    two: Run, bare: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = two("user", "add", "孙七", "--role", "supervisor").json
    activate(bare, monkeypatch, made["code"])
    monkeypatch.setenv("ANFRAUD_PASSWORD", FRESH)
    words = ("export", "people", tmp_path / "x.xlsx", "--full-numbers", "--reason", "移送", "--user", "孙七", "--json")
    assert bare(*words).status == 1
    monkeypatch.setenv("ANFRAUD_SECOND_PASSWORD", SECOND)
    assert bare(*words, "--second", "王五").json["rows"] == 0
