"""Nothing that was typed into the case file can be read on the disk, in any encoding, at any moment."""

import random
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from anfraud_desktop.actions import vaults
from anfraud_desktop.records.notices import Notice
from anfraud_desktop.store.sealing import FLOOR_KIB, Kdf
from tests.conftest import NOW
from tests.factories import a_person, an_office
from tests.figures import tell
from tests.filled import write
from tests.kills.marked import WORKFLOWS, killed, lay, left_by
from tests.markers import ENCODINGS, Desk, ask, carry, change, fill, found, publish

OFFICER, PASSWORD = "欧阳录入", "Reed-Pond-Lamp-77"
SECOND, SECOND_PASSWORD = "司徒审核", "Kite-Moss-Barn-42"
FEWEST = 40
SHARE, ALL = 8, 100


def readable(desk: Desk, folder: Path) -> list[str]:
    return found(list(desk.needles()), folder)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Sign in to a new case file; whatever is written for a while goes below the same folder."""
    data, outside = tmp_path / "data", tmp_path / "outside"
    for folder in (data / "temp", outside):
        folder.mkdir(parents=True)
    monkeypatch.setenv("ANFRAUD_SETTINGS", str(data / "settings.toml"))
    for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(data / "temp"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    founders = (
        vaults.Founder(OFFICER, PASSWORD, "investigator"),
        vaults.Founder(SECOND, SECOND_PASSWORD, "supervisor"),
    )
    code = vaults.create_file(data / "case.db", an_office(code="420982030000"), founders, Kdf(FLOOR_KIB, 1, 1))
    made = Desk(vaults.sign_in(data / "case.db", OFFICER, PASSWORD, lambda: NOW), data / "case.db", outside)
    secrets = (OFFICER, PASSWORD, SECOND, SECOND_PASSWORD, code, code.replace("-", ""))
    made.markers.update({f"secret {at}": text for at, text in enumerate(secrets)})
    yield made
    made.office.store.close()
    monkeypatch.setattr(tempfile, "tempdir", None)


@pytest.fixture
def worked(desk: Desk) -> Desk:
    """Do a day's work on the case file."""
    for act in (fill, change, publish, ask, carry):
        act(desk)
    assert len(desk.markers) >= FEWEST
    return desk


def test_no_marker_stands_on_the_disk_while_the_file_is_open_nor_afterwards(worked: Desk) -> None:
    waiting = worked.file.with_name("case.db-wal")
    assert waiting.stat().st_size > 0
    assert readable(worked, worked.file.parent) == []
    worked.office.store.close()
    assert worked.file.stat().st_size > 0
    assert readable(worked, worked.file.parent) == []
    with pytest.raises(sqlite3.DatabaseError, match="file is not a database"):
        sqlite3.connect(worked.file).execute("SELECT * FROM sqlite_master")


def test_what_the_case_file_holds_is_all_there_again_after_signing_in(worked: Desk) -> None:
    worked.office.store.close()
    again = vaults.sign_in(worked.file, SECOND, SECOND_PASSWORD)
    try:
        assert again.store.search(worked.markers["people.name"])
        assert again.store.all(Notice)
    finally:
        again.store.close()


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_marker_that_does_stand_on_the_disk_is_found(desk: Desk, encoding: str) -> None:
    text = desk.mark("leak")
    (desk.outside / "leak.bin").write_bytes(bytes(4095) + text.encode(encoding) + bytes(99))
    assert readable(desk, desk.outside) == [f"leak in {encoding}: leak.bin"]


def test_a_file_that_is_opened_twice_at_once_writes_nothing_readable(desk: Desk) -> None:
    other = vaults.sign_in(desk.file, SECOND, SECOND_PASSWORD)
    try:
        for office, where in ((desk.office, "one"), (other, "other")):
            write(office, a_person(remark=desk.mark(where) * 30))
        assert readable(desk, desk.file.parent) == []
    finally:
        other.store.close()


# After a kill


@pytest.mark.parametrize("folder", ["work", "home/cache", "temp"])
def test_what_a_killed_process_would_leave_is_found(tmp_path: Path, folder: str) -> None:
    lay(tmp_path)
    announced = killed("typing", tmp_path, random.Random(1))  # noqa: S311  a moment, no secret
    where, text = announced[0]
    (tmp_path / folder / "crash.dmp").write_bytes(bytes(999) + text.decode().encode("utf-16-le"))
    assert left_by(tmp_path, announced).readable == [f"{where} in utf-16-le: crash.dmp"]


@pytest.mark.parametrize("kills", [SHARE, pytest.param(ALL, marks=pytest.mark.soak)])
def test_a_killed_process_leaves_nothing_readable_anywhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kills: int
) -> None:
    lay(tmp_path)
    chance, names = random.Random(20261123), list(WORKFLOWS)  # noqa: S311  a choice of moments, no secret
    hits: list[str] = []
    put_in, there, looked_at = Counter[str](), Counter[str](), 0
    for kill in range(kills):
        name = names[kill % len(names)]
        left = left_by(tmp_path, killed(name, tmp_path, chance))
        hits += [f"{name}: {hit}" for hit in left.readable]
        put_in[name] += left.markers
        there[name] += left.inside
        looked_at += left.files
    if kills == ALL:
        tell(capsys, f"{kills} kills, {put_in.total()} markers in {looked_at} files looked at, {len(hits)} readable")
    assert hits == []
    assert set(+put_in) == set(names)
    sealed, wanted = set(+there), set(names) - {"purge"} if kills == ALL else set()
    assert wanted <= sealed != set()  # they had been put in, but for what was killed at once or purged
