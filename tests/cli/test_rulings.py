"""Commands of pure law and arithmetic, without a case file."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

FACTS: dict[str, Any] = {"outcome": "detained", "name": "张建国", "born_on": "1990-01-01", "act_on": "2025-05-01",
                         "published_on": "2026-11-01"}  # fmt: skip


def ruled(bare: Run, tmp_path: Path, **but: object) -> dict[str, Any]:
    (tmp_path / "facts.json").write_text(json.dumps(FACTS | but), encoding="utf-8")
    return bare("naming", "--facts", tmp_path / "facts.json", "--json").json


def test_a_ruling_has_mode_row_reason_article_and_name(bare: Run, tmp_path: Path) -> None:
    told = ruled(bare, tmp_path)
    assert (told["mode"], told["photo"], told["row"], told["shown_name"]) == ("mask", False, "D08", "张某某")
    assert told["reason"]
    assert told["article"]


def test_a_minor_is_never_named(bare: Run, tmp_path: Path) -> None:
    told = ruled(bare, tmp_path, born_on="2007-05-01")
    assert (told["mode"], told["row"], told["shown_name"]) == ("never", "D29", None)


def test_odd_facts_are_told_by_name(bare: Run, tmp_path: Path) -> None:
    assert set(ruled(bare, tmp_path, born_on="gestern", colour="red")["error"]["problems"]) == {"born_on", "colour"}


def test_facts_may_come_by_standard_input(bare: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(FACTS)))
    assert bare("naming", "--facts", "-", "--json").json["mode"] == "mask"


@pytest.mark.parametrize("text", ["", "[1]", "{", "[" * 100_000])
def test_facts_that_are_none_are_a_sentence(bare: Run, tmp_path: Path, text: str) -> None:
    (tmp_path / "facts.json").write_text(text, encoding="utf-8")
    assert bare("naming", "--facts", tmp_path / "facts.json", "--json").json["error"]["kind"] == "mistake"


def test_no_facts_at_all_are_a_sentence(bare: Run, tmp_path: Path) -> None:
    assert bare("naming", "--facts", tmp_path / "none.json", "--json").json["error"]["kind"] == "unavailable"


def test_the_ruling_for_people_is_lines(bare: Run, tmp_path: Path) -> None:
    (tmp_path / "facts.json").write_text(json.dumps(FACTS), encoding="utf-8")
    assert "只能隐名：张某某（D08）" in bare("naming", "--facts", tmp_path / "facts.json").out


@pytest.mark.parametrize(
    ("kind", "text", "masked"),
    [
        ("name", "欧阳明", "欧阳某"), ("id", "420982199001011234", "420982********1234"),
        ("phone", "13812345678", "138****5678"), ("bank_card", "6222021234567890123", "622202*********0123"),
        ("address", "湖北省安陆市府城街道碧涢路8号", "湖北省安陆市府城街道"),
        ("text", "电话19900001234。", "电话199****1234。"),
    ],
)  # fmt: skip
def test_each_kind_is_masked(bare: Run, kind: str, text: str, masked: str) -> None:
    assert bare("mask", kind, text, "--json").json == {"masked": masked}
    assert bare("mask", kind, text).out == f"{masked}\n"


@pytest.mark.parametrize(
    ("kind", "text", "ok"),
    [
        ("id", "42090019900101001 5", True), ("id", "420900199001010016", False), ("phone", "+86 199 0000 1234", True),
        ("phone", "1990000123", False), ("bank_card", "6212260000000000003", True),
        ("uscc", "91350100M000100Y43", True), ("uscc", "91350100M000100Y44", False), ("imei", "490154203237518", True),
        ("iccid", "89860000000000000001", True),
        ("case_number", "A4209820000002026030001", True), ("case_number", "A4209820000002026130001", False),
    ],
)  # fmt: skip
def test_each_kind_of_number_is_checked(bare: Run, kind: str, text: str, ok: bool) -> None:  # noqa: FBT001  a column of the table
    done = bare("check-number", kind, text, "--json")
    assert (done.status, done.json["ok"]) == (0, ok)
    assert set(done.json) == {"ok", "normal", "problems", "warnings", "facts"}
    assert bool(done.json["problems"]) != ok
