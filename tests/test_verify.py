"""An exported log is checked without the program: changes of it are told apart, and where they begin is named."""

import ast
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from anfraud_desktop import verify
from anfraud_desktop.actions import log_exports
from anfraud_desktop.actions.office import Office
from anfraud_desktop.records.people import Person
from anfraud_desktop.store import signers
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.signers import Signer
from tests.factories import a_person
from tests.store.tampering import opened, rechain

AUDITOR = Signer("周审计", "u-9", "auditor", bytes([9]) * 32)
PEOPLE = 30


@pytest.fixture
def auditor(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Return the office of an auditor over a log that was signed in its middle."""
    monkeypatch.setattr("anfraud_desktop.settings.data_folder", lambda: tmp_path / "data")
    store.connection.execute("INSERT INTO accounts (name, slot, role, active) VALUES ('周审计', 'u-9', 'auditor', 1)")
    store.signer = AUDITOR
    for at in range(1, PEOPLE + 1):
        with store.change("登记", by="王警官", signed=at == PEOPLE // 2) as change:
            change.save(a_person(id_number=""))
    return Office(store, "周审计", "auditor", signer=AUDITOR)


@pytest.fixture
def exported(auditor: Office, tmp_path: Path) -> Path:
    return log_exports.export(auditor, tmp_path / "log.jsonl").path


def fault(path: Path, anchor: Path | None = None) -> tuple[int, str]:
    with pytest.raises(verify.Fault) as told:
        verify.verify(path, anchor)
    return told.value.first, str(told.value)


def rewritten(path: Path, change: Callable[[list[str]], object]) -> Path:
    lines = path.read_text(encoding="utf-8").splitlines()
    change(lines)
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def chained_anew(lines: list[str]) -> None:
    """Reckon every hash anew, as anyone can who knows how."""
    head = hashlib.sha256(lines[0].encode()).digest()
    for at in range(1, len(lines) - 1):
        entry = json.loads(lines[at])
        entry.pop("hash")
        head = verify.linked(head, verify.canonical(entry))
        lines[at] = verify.canonical(entry | {"hash": head.hex()})


def edit(lines: list[str], seq: int) -> None:
    lines[seq] = lines[seq].replace("王警官", "陈某某")


def edit_and_chain(lines: list[str], seq: int) -> None:
    edit(lines, seq)
    chained_anew(lines)


def test_a_sound_export_passes(exported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify.main([str(exported)]) == 0
    told = capsys.readouterr().out
    assert told.startswith("相符。")
    assert f"第 1 条至第 {PEOPLE + 1} 条" in told
    assert "2 个签名都相符" in told
    assert signers.fingerprint(AUDITOR.public()) in told


def test_it_runs_by_itself_away_from_the_program(exported: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone.py"
    alone.write_bytes(Path(verify.__file__).read_bytes())
    done = subprocess.run([sys.executable, "-I", alone, exported], capture_output=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().startswith("相符。")


def test_it_imports_the_standard_library_and_cryptography_alone() -> None:
    tree = ast.parse(Path(verify.__file__).read_text(encoding="utf-8"))
    names = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    names |= {one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names}
    assert {name.split(".")[0] for name in names} - sys.stdlib_module_names == {"cryptography"}
    assert verify.HEAD == signers.DOMAIN


def test_no_name_of_a_person_and_no_reason_leaves(auditor: Office, tmp_path: Path) -> None:
    with auditor.change("显示号码", reason="核对陈某某的号码") as change:
        change.save(a_person(name="欧阳测试", id_number=""))
    text = log_exports.export(auditor, tmp_path / "log.jsonl").path.read_text(encoding="utf-8")
    person = auditor.store.get(Person, PEOPLE + 1)
    assert person.phone
    assert all(word not in text for word in ("陈某某", "欧阳测试", str(person.phone)))


CHANGES: dict[str, tuple[Callable[[list[str]], object], int, str]] = {
    "edited": (lambda lines: edit(lines, 7), 7, "第 7 条被改动"),
    "spelt in another way": (lambda lines: lines.__setitem__(7, lines[7] + " "), 7, "第 7 条被改动"),
    "deleted": (lambda lines: lines.pop(7), 7, "第 7 条至第 7 条被删除"),
    "inserted": (lambda lines: lines.insert(7, lines[6]), 6, "重复出现"),
    "swapped": (lambda lines: lines.insert(7, lines.pop(8)), 7, "次序被调换"),
    "cut off": (lambda lines: lines.__delitem__(slice(20, None)), 20, "被截断"),
    "cut off before the trailer": (lambda lines: lines.__delitem__(slice(20, -1)), 20, "第 20 条至第 31 条被删除"),
    "added behind": (lambda lines: lines.append(lines[3]), 0, "结尾之后又添了内容"),
    "garbled": (lambda lines: lines.__setitem__(7, lines[7][:40]), 0, "读不出来"),
    "another unit": (lambda lines: lines.__setitem__(0, lines[0].replace("null", '"某所"')), 1, "第 1 条被改动"),
    "chained anew": (lambda lines: edit_and_chain(lines, 7), 1, "整份日志被重新编过"),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_changes_of_an_export_are_told_apart(exported: Path, kind: str) -> None:
    change, first, words = CHANGES[kind]
    seq, said = fault(rewritten(exported, change))
    assert words in said
    assert seq == first


def test_an_export_signed_anew_by_somebody_else_is_told(exported: Path) -> None:
    other = Signer("陈某某", "u-8", "auditor", bytes([8]) * 32)

    def forge(lines: list[str]) -> None:
        edit_and_chain(lines, 7)
        trailer = json.loads(lines[-1])["trailer"]
        trailer |= {"hash": json.loads(lines[-2])["hash"], "public": other.public().hex()}
        told = {"trailer": trailer, "signature": log_exports._signed(other, verify.EXPORT, trailer)}
        lines[-1] = verify.canonical(told)

    assert "不在登记的签名人里" in fault(rewritten(exported, forge))[1]


def test_a_whole_export_made_anew_is_told_by_the_fingerprint_alone(
    exported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = Signer("周审计", "u-9", "auditor", bytes([8]) * 32)
    own = signers.fingerprint(AUDITOR.public())

    def forge(lines: list[str]) -> None:
        header, last = json.loads(lines[0]), json.loads(lines[-1])["trailer"]
        header["signers"] = [
            {"public": other.public().hex(), "slot": "u-9", "name": "周审计", "since": 1, "closed": None}
        ]
        lines[0] = verify.canonical(header)
        edit_and_chain(lines, 7)
        trailer = last | {"hash": json.loads(lines[-2])["hash"], "public": other.public().hex(), "signatures": []}
        told = {"trailer": trailer, "signature": log_exports._signed(other, verify.EXPORT, trailer)}
        lines[-1] = verify.canonical(told)

    assert verify.main([str(exported), "--key", own]) == 0
    forged = rewritten(exported, forge)
    assert verify.main([str(forged)]) == 0
    capsys.readouterr()
    assert verify.main([str(forged), "--key", own]) == 1
    assert "不是给出的那一个" in capsys.readouterr().out


def test_a_log_chained_anew_before_the_export_fails_at_its_next_signature(auditor: Office, tmp_path: Path) -> None:
    connection = opened(auditor.store)
    connection.execute("UPDATE log SET officer = '陈某某' WHERE seq = 7")
    rechain(connection, auditor.store.audit_key, 7)
    connection.close()
    seq, said = fault(log_exports.export(auditor, tmp_path / "log.jsonl").path)
    assert (seq, "第 15 条的签名不符" in said) == (1, True)


def test_a_part_of_the_log_is_checked_as_well(auditor: Office, tmp_path: Path) -> None:
    part = log_exports.export(auditor, tmp_path / "part.jsonl", 10)
    assert "第 10 条至第 31 条，共 22 条" in verify.verify(part.path)[0]


def test_an_anchor_agrees_with_a_later_export(auditor: Office, tmp_path: Path) -> None:
    note = tmp_path / "anchor.json"
    note.write_bytes(log_exports.anchor(auditor))
    exported = log_exports.export(auditor, tmp_path / "log.jsonl").path
    assert f"与锚点相符：第 {PEOPLE + 1} 条" in verify.verify(exported, note)[-1]


def test_an_anchor_tells_of_an_older_log_and_of_one_rewritten(auditor: Office, exported: Path, tmp_path: Path) -> None:
    note = tmp_path / "anchor.json"
    note.write_bytes(log_exports.anchor(auditor))
    assert fault(exported, note)[0] == PEOPLE + 2
    connection = opened(auditor.store)
    connection.execute("UPDATE log SET officer = '陈某某' WHERE seq = 20")
    rechain(connection, auditor.store.audit_key, 20)
    connection.execute("DELETE FROM signatures WHERE seq >= 20")
    connection.close()
    again = log_exports.export(auditor, tmp_path / "again.jsonl").path
    assert verify.verify(again)
    assert f"第 {PEOPLE + 2} 条与锚点不符" in fault(again, note)[1]


def test_a_changed_anchor_is_no_anchor(auditor: Office, exported: Path, tmp_path: Path) -> None:
    note = tmp_path / "anchor.json"
    note.write_bytes(log_exports.anchor(auditor).replace(b'"seq": 32', b'"seq": 31'))
    assert "锚点文件被改动" in fault(exported, note)[1]


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"{}", b"[1]", b'{"anfraud_log":9,"from":1}', b'{"anfraud_log":1}'])
def test_any_other_file_is_refused_in_words(data: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x").write_bytes(data)
    assert verify.main([str(tmp_path / "x")]) == 1
    assert verify.main([str(tmp_path / "none")]) == 1
    assert "打不开" in capsys.readouterr().out
