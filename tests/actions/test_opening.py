"""Opening a case file: held alone, in a fit place, checked after a crash, and what is offered when it is damaged."""

import shutil
from pathlib import Path

import pytest

from anfraud_desktop.actions import backups, opening, records
from anfraud_desktop.actions.opening import Damaged, Opened, Unfit, open_file, read_file
from anfraud_desktop.errors import Refused, Unavailable
from anfraud_desktop.store import soundness
from anfraud_desktop.store.instance import Held
from tests.founding import PASSWORD, founded


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Return a case file of an administrator, a supervisor and an investigator, with somebody in it."""
    path, _ = founded(tmp_path)
    opened = open_file(path, "赵六", PASSWORD)
    for name in ("张建国", "李建军"):
        records.add(opened.office, "people", {"name": name, "remark": "备注" * 300})
    opened.close()
    return path


def opened(path: Path) -> Opened:
    return open_file(path, "赵六", PASSWORD)


def damage(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for page in range(5, len(data) // 4096, 2):
        data[page * 4096 + 100] ^= 0xFF
    path.write_bytes(data)


def test_a_file_that_was_closed_in_order_opens_without_a_word(case: Path) -> None:
    found = opened(case)
    assert found.notes == ()
    assert records.listing(found.office, "people").total == 2
    found.close()


def test_one_window_holds_it_and_others_may_read(case: Path) -> None:
    first = opened(case)
    with pytest.raises(Held):
        opened(case)
    reader = read_file(case, "王五", PASSWORD)
    assert records.listing(reader.office, "people").total == 2
    with pytest.raises(Unavailable, match="只读"), reader.office.change("登记"):
        pass
    reader.close()
    first.close()
    opened(case).close()


def test_a_wrong_password_lets_go_of_the_file(case: Path) -> None:
    with pytest.raises(Unavailable, match="密码"):
        open_file(case, "赵六", "wrong")
    opened(case).close()


def test_a_stick_is_read_and_not_worked_on(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "why_unfit", lambda _: "案件文件在 U 盘上。")
    with pytest.raises(Unfit, match="U 盘"):
        opened(case)
    reader = read_file(case, "赵六", PASSWORD)
    assert records.listing(reader.office, "people").total == 2
    reader.close()


def test_what_a_crash_has_left_is_checked_and_told(case: Path, tmp_path: Path) -> None:
    first = opened(case)
    records.add(first.office, "people", {"name": "钱某某"})
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    for path in case.parent.glob("case.*"):
        shutil.copy(path, crashed / path.name)
    first.close()
    (crashed / "case.db.open").unlink(missing_ok=True)
    told: list[str] = []
    again = open_file(crashed / "case.db", "赵六", PASSWORD, tell=told.append)
    assert "完好" in again.notes[0]
    assert told
    assert records.listing(again.office, "people").total == 3
    again.close()


def test_an_index_alone_is_written_anew(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = opened(case)
    faults = iter([["row 2 missing from index people_name"], []])
    monkeypatch.setattr(soundness, "structure_faults", lambda _: next(faults))
    [note] = opening.check(found.office)
    assert "索引" in note
    assert records.find(found.office, "张建国")
    found.close()


def test_damage_offers_the_newest_good_backup_and_two_people_put_it_back(case: Path) -> None:
    first = opened(case)
    good = backups.make(first.office)
    records.add(first.office, "people", {"name": "钱某某"})
    spoilt = backups.make(first.office)
    first.close()
    damage(case)
    damage(spoilt.path)
    before = case.read_bytes()
    with pytest.raises(Damaged, match="备份完好") as told:
        opening.check(opened(case).office)
    assert told.value.backup == good.path
    one = backups.by_password("李四", PASSWORD)
    with pytest.raises(Refused, match="两人"):
        backups.restore_instead(case, good.path, one)
    assert case.read_bytes() == before
    done = backups.restore_instead(case, good.path, one, backups.by_password("王五", PASSWORD))
    assert done.saved is not None
    assert done.saved.read_bytes() == before
    again = read_file(case, "赵六", PASSWORD)
    assert records.listing(again.office, "people").total == 2
    again.close()


def test_damage_without_a_backup_is_told_as_such(case: Path) -> None:
    damage(case)
    with pytest.raises(Damaged, match="没有找到可用的备份") as told:
        opening.check(opened(case).office)
    assert told.value.backup is None


def test_a_head_that_is_gone_does_not_open_and_is_told_as_damage(case: Path) -> None:
    data = case.read_bytes()
    case.write_bytes(bytes(4096) + data[4096:])
    with pytest.raises(Damaged):
        opened(case)
