"""The commands for the log: verify, audit, anchor."""

import hashlib
import json
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from anfraud_desktop import verify
from anfraud_desktop.documents.images import pdf_text
from anfraud_desktop.store import accounts, keyfile
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.sealing import FLOOR_KIB, Kdf
from tests.cli.conftest import PASSWORD, SECOND, Run
from tests.factories import a_person
from tests.store.tampering import opened

AUDITOR = "孙八"


@pytest.fixture
def key(file: Path) -> bytes:
    """Give an auditor an account, and return the file's data key."""
    unlocked = keyfile.unlock(keyfile.key_path(file), "李四", PASSWORD)
    slot = keyfile.add_person(keyfile.key_path(file), unlocked, AUDITOR, PASSWORD, Kdf(FLOOR_KIB, 1, 1))
    store = Store.open(file, unlocked.data_key)
    with store.change("开户", by="李四") as change:
        accounts.add(change, AUDITOR, slot, "auditor")
        change.save(a_person(name="张建国"))
    store.close()
    return unlocked.data_key


@pytest.fixture
def audit(key: bytes, bare: Run) -> Run:
    del key
    return lambda *words: bare(*words, "--user", AUDITOR, "--json")


def tamper(file: Path, key: bytes, sql: str) -> None:
    store = Store(file, key)
    connection = opened(store)
    connection.execute(sql)
    connection.close()
    store.close()


def test_a_sound_file_is_verified(audit: Run) -> None:
    done = audit("verify")
    assert (done.status, done.json["ok"]) == (0, True)
    assert set(done.json) == {"ok", "checks", "open_window"}
    assert {"chain", "histories", "rows", "signatures", "anchors"} <= {one["name"] for one in done.json["checks"]}
    assert all(set(one) == {"name", "ok", "detail"} and one["ok"] for one in done.json["checks"])


def test_what_was_changed_is_told_with_status_1(audit: Run, file: Path, key: bytes) -> None:
    tamper(file, key, "UPDATE log SET officer = '陈某某' WHERE seq = 2")
    done = audit("verify")
    assert (done.status, done.json["ok"]) == (1, False)
    [bad] = [one for one in done.json["checks"] if not one["ok"]]
    assert bad["name"] == "chain"
    assert "第 2 条" in bad["detail"]


def test_for_people_every_check_is_a_line(audit: Run, bare: Run) -> None:
    del audit
    told = bare("verify", "--user", AUDITOR).out.splitlines()
    assert all(line.startswith("通过　") for line in told[:-1])
    assert "签名" in told[-1]


def test_an_anchor_finds_an_old_file_put_back(audit: Run, file: Path, tmp_path: Path) -> None:
    shutil.copy(file, tmp_path / "old.db")
    anchor = audit("anchor", "--out", tmp_path / "锚点.json").json
    assert audit("verify", "--anchor", tmp_path / "锚点.json").json["ok"]
    shutil.copy(tmp_path / "old.db", file)
    shutil.rmtree(tmp_path / "data-home", ignore_errors=True)  # as on another machine
    assert audit("verify").json["ok"]
    shutil.copy(tmp_path / "old.db", file)
    done = audit("verify", "--anchor", tmp_path / "锚点.json")
    assert [one["name"] for one in done.json["checks"] if not one["ok"]] == ["anchors"]
    head = f"{anchor['seq']}-{anchor['head'][:12]}"
    shutil.copy(tmp_path / "old.db", file)
    shutil.rmtree(tmp_path / "data-home", ignore_errors=True)
    assert audit("verify", "--head", head).status == 1


def test_a_foreign_anchor_is_refused(audit: Run, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}", encoding="utf-8")
    assert audit("verify", "--anchor", tmp_path / "x.json").json["error"]["kind"] == "invalid"
    assert audit("verify", "--head", "12").json["error"]["kind"] == "invalid"


def test_the_auditor_reads_the_log_and_that_is_logged(audit: Run) -> None:
    first = audit("audit").json
    assert {"entries", "head", "more"} == set(first)
    numbers = [one["seq"] for one in first["entries"]]
    assert numbers == sorted(numbers)
    assert {"at", "officer", "what", "event", "ledger", "record", "fields", "context"} <= set(first["entries"][0])
    assert "张建国" not in json.dumps(first, ensure_ascii=False)
    since = audit("audit", "--since", numbers[-1]).json["entries"]
    assert {"read log"} <= {one["event"] for one in since} <= {"read log", "sign_in"}
    assert min(one["seq"] for one in since) > numbers[-1]


def test_the_log_is_narrowed_and_cut_short(audit: Run) -> None:
    assert {one["ledger"] for one in audit("audit", "--ledger", "people").json["entries"]} == {"people"}
    assert {one["event"] for one in audit("audit", "--event", "new").json["entries"]} == {"new"}
    told = audit("audit", "--limit", 1).json
    assert len(told["entries"]) == 1
    assert told["more"] > 0


def test_an_export_passes_the_check_that_stands_alone(audit: Run, tmp_path: Path) -> None:
    done = audit("audit", "--export", tmp_path / "日志.jsonl")
    assert done.json["entries"] == len((tmp_path / "日志.jsonl").read_text(encoding="utf-8").splitlines()) - 2
    audit("anchor", "--out", tmp_path / "锚点.json")
    assert verify.verify(tmp_path / "日志.jsonl")
    audit("audit", "--export", tmp_path / "日志2.jsonl")
    assert "与锚点相符" in verify.verify(tmp_path / "日志2.jsonl", tmp_path / "锚点.json")[-1]


@pytest.mark.parametrize(
    ("user", "password", "words", "allowed"),
    [
        ("赵六", PASSWORD, ("verify",), False),
        ("王五", SECOND, ("verify",), True),
        ("李四", PASSWORD, ("audit",), False),
        ("赵六", PASSWORD, ("audit",), True),
        ("王五", SECOND, ("audit", "--export", "{out}"), False),
        ("王五", SECOND, ("anchor", "--out", "{out}"), False),
    ],
)
def test_each_role_may_what_the_matrix_says(  # noqa: PLR0913  who, and what
    key: bytes, bare: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *,
    user: str, password: str, words: tuple[str, ...], allowed: bool,
) -> None:  # fmt: skip
    del key
    monkeypatch.setenv("ANFRAUD_PASSWORD", password)
    out = tmp_path / "out"
    done = bare(*(word.format(out=out) for word in words), "--user", user, "--json")
    assert (done.status == 0) == allowed, done.out
    assert allowed or (done.json["error"]["kind"], out.exists()) == ("refused", False)


def test_an_investigator_reads_their_own_entries_alone(key: bytes, run: Run) -> None:
    del key
    told = run("audit").json["entries"]
    assert told
    assert {one["officer"] for one in told} == {"赵六"}


def test_a_borrowed_clock_is_refused(audit: Run) -> None:
    for words in (("verify",), ("audit",), ("anchor", "--out", "x")):
        assert audit(*words, "--as-of", "2026-03-01").json["error"]["kind"] == "refused"


def test_an_old_file_put_back_is_found_by_what_this_machine_remembers(audit: Run, file: Path, tmp_path: Path) -> None:
    shutil.copy(file, tmp_path / "old.db")
    assert audit("verify").json["ok"]
    assert audit("verify").json["ok"]
    shutil.copy(tmp_path / "old.db", file)
    done = audit("verify").json
    assert [one["name"] for one in done["checks"] if not one["ok"]] == ["anchors"]


def test_the_seal_sheet_of_this_month_is_written(audit: Run, tmp_path: Path) -> None:
    month = f"{datetime.now().astimezone():%Y-%m}"
    done = audit("seal", month, "--pdf", tmp_path / "封条.pdf")
    data = (tmp_path / "封条.pdf").read_bytes()
    assert done.json["sha256"] == hashlib.sha256(data).hexdigest()
    assert "日志封至第" in "".join(pdf_text(data))
    assert audit("seal", "2020-01", "--pdf", tmp_path / "x.pdf").json["error"]["kind"] == "missing"
