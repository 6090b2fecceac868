"""The frame of the command line: options, exit statuses, errors as sentences and as JSON."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from anfraud_desktop import __version__
from anfraud_desktop.actions import records
from anfraud_desktop.cli.commands import COMMANDS
from anfraud_desktop.cli.parsing import parsed
from tests.cli.conftest import PASSWORD, Run

QUIET = "import sys; from anfraud_desktop.cli.main import main; status = main({words!r}); {check}; sys.exit(status)"


def process(*words: object, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the real program."""
    argv = [sys.executable, "-m", "anfraud_desktop", *map(str, words)]
    return subprocess.run(argv, capture_output=True, text=True, env=os.environ | env, timeout=120, check=False)


def test_the_version_is_printed_alone() -> None:
    done = process("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{__version__}\n", "")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_each_command_explains_itself_with_an_example(bare: Run, command: object) -> None:
    name, example = command.name, command.example  # type: ignore[attr-defined]  # parametrize passes plain objects
    done = bare(*name.split(), "--help")
    assert done.status == 0
    assert "例：" in done.out
    assert f"anfraud {example}" in done.out
    assert "--as-of" in done.out
    found, _, _ = parsed(example.split(), COMMANDS)
    assert found.name == name


def test_the_general_help_lists_every_command(bare: Run) -> None:
    done = bare("--help")
    assert done.status == 0
    assert all(command.name.split()[0] in done.out for command in COMMANDS)


@pytest.mark.parametrize(
    "words",
    [[], ["fly"], ["add"], ["add", "people"], ["list", "people", "--limit", "many"], ["notice"],
     ["show", "people", "x"], ["mask", "face", "x"], ["list", "people", "--lim", "3"],
     ["--as-of", "tomorrow", "ledgers"], ["ledgers", "--file"]],
)  # fmt: skip
def test_wrong_usage_is_status_two_with_a_sentence(bare: Run, words: list[str]) -> None:
    done = bare(*words)
    assert (done.status, done.out) == (2, "")
    assert "用法有误" in done.err
    told = bare(*words, "--json")
    if words[-1:] != ["--file"]:
        assert told.json["error"]["kind"] == "usage"


@pytest.mark.parametrize("before", [True, False])
def test_common_options_stand_before_or_after_the_command(file: Path, bare: Run, before: bool) -> None:  # noqa: FBT001
    common = ["--file", str(file), "--user", "赵六", "--json"]
    command = ["list", "office", "--limit", "5"]
    done = bare(*(common + command if before else command + common))
    assert (done.status, done.json["total"]) == (0, 1)


def test_common_options_may_stand_between(file: Path, bare: Run) -> None:
    assert bare("--json", "list", "--user", "赵六", "office", f"--file={file}").json["total"] == 1


def test_a_mistake_is_status_one_on_both_streams(run: Run) -> None:
    done = run("add", "people", "name=", "sex=甲")
    assert done.status == 1
    error = done.json["error"]
    assert (error["kind"], set(error["problems"]), error["article"]) == ("invalid", {"name", "sex"}, None)
    assert error["message"] in done.err


def test_a_refusal_carries_its_article(run: Run) -> None:
    run("add", "people", "name=张三")
    run("add", "cases", "number=甲一")
    run("add", "involvements", "person=1", "case=1")
    done = run(
        "notice", "draft", "--title", "通告", "--involvements", "1", "--channel", "公告栏", "--until", "2030-01-01"
    )
    assert (done.status, done.json["error"]["kind"]) == (1, "refused")
    assert "未成年人保护法第一百零三条" in done.json["error"]["article"]
    assert "未成年人保护法" in done.err


def test_without_json_standard_output_stays_empty_on_a_mistake(file: Path, bare: Run) -> None:
    del file
    done = bare("show", "people", "9", "--user", "赵六")
    assert (done.status, done.out) == (1, "")
    assert "不存在" in done.err


def test_a_defect_names_its_report_which_holds_no_value(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("张建国 420900199001010015")

    monkeypatch.setattr(records, "add", broken)
    done = run("add", "people", "name=张建国")
    assert (done.status, done.json["error"]["kind"]) == (3, "defect")
    report = Path(done.json["error"]["report"])
    assert str(report) in done.err
    text = report.read_text(encoding="utf-8")
    assert "RuntimeError" in text
    assert "ledgers.py" in text
    assert "正在 add" in text
    assert "张建国" not in text + done.out + done.err
    assert "4209001990" not in text


def test_an_interruption_rolls_back_and_says_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(records, "add", stopped)
    done = run("add", "people", "name=张建国")
    assert (done.status, done.json["error"]["kind"]) == (1, "stopped")


@pytest.mark.parametrize("secret", ["wrong-password-1", ""])
def test_a_wrong_password_opens_nothing(run: Run, monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    monkeypatch.setenv("ANFRAUD_PASSWORD", secret)
    done = run("list", "people")
    assert (done.status, done.json["error"]["kind"]) == (1, "unavailable")


def test_a_password_may_come_from_a_file(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("ANFRAUD_PASSWORD")
    (tmp_path / "secret").write_text(f"{PASSWORD}\r\n", encoding="utf-8")
    assert run("list", "people", "--password-file", tmp_path / "secret").status == 0
    assert run("list", "people", "--password-file", tmp_path / "none").status == 1


def test_no_password_at_all_is_a_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANFRAUD_PASSWORD")
    assert "ANFRAUD_PASSWORD" in run("list", "people").json["error"]["message"]


def test_no_user_at_all_is_a_sentence(file: Path, bare: Run) -> None:
    del file
    done = bare("list", "people")
    assert done.status == 1
    assert "--user" in done.err


def test_no_case_file_is_a_sentence(file: Path, bare: Run) -> None:
    done = bare("list", "people", "--user", "赵六", "--file", file.with_name("none.db"), "--json")
    assert done.json["error"]["kind"] == "unavailable"


@pytest.mark.parametrize(
    "words",
    [["add", "people", "name=张三"], ["set", "people", "1", "name=张三"], ["remove", "people", "1", "--reason", "x"],
     ["untrash", "people", "1"], ["import", "x.xlsx"], ["import-undo", "1"], ["export", "people", "x.xlsx"],
     ["notice", "draft", "--title", "x", "--channel", "x", "--until", "2027-01-01"], ["notice", "pdf", "1", "x.pdf"],
     ["notice", "image", "1", "x.png"], ["report", "2026-10", "--pdf", "x.pdf"], ["demo", "--out", "x"], ["password"],
     ["init", "--unit", "x", "--unit-code", "420982030000", "--admin", "x", "--supervisor", "y"]],
)  # fmt: skip
def test_another_clock_is_refused_for_what_writes(run: Run, words: list[str]) -> None:
    done = run(*words, "--as-of", "2026-03-05")
    assert (done.status, done.json["error"]["kind"]) == (1, "refused")
    assert "--as-of" in done.err


@pytest.mark.parametrize("words", [["list", "people"], ["report", "2026-10"], ["user", "list"], ["find", "张"]])
def test_another_clock_is_fine_for_what_reads(run: Run, words: list[str]) -> None:
    assert run(*words, "--as-of", "2026-03-05T09:30").status == 0


def test_the_command_line_brings_in_no_window(file: Path) -> None:
    check = "assert not [name for name in sys.modules if name.startswith('PySide6')]"
    words = ["list", "people", "--user", "赵六", "--file", str(file)]
    done = subprocess.run(
        [sys.executable, "-c", QUIET.format(words=words, check=check)], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "module", ["openpyxl", "reportlab", "pypinyin", "phonenumbers", "PIL", "pypdfium2", "sqlcipher3"]
)
def test_help_brings_in_nothing_heavy(module: str) -> None:
    check = f"assert {module!r} not in sys.modules"
    done = subprocess.run(
        [sys.executable, "-c", QUIET.format(words=["--help"], check=check)], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_real_program_answers_in_utf8_whatever_the_console(file: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "anfraud_desktop", "show", "office", "1", "--json", "--user", "赵六"],
        capture_output=True,
        env=os.environ | {"ANFRAUD_FILE": str(file), "PYTHONIOENCODING": "gbk", "PYTHONUTF8": "0"},
        check=False,
    )
    assert json.loads(done.stdout.decode("utf-8"))["record"]["name"] == "府城派出所"
