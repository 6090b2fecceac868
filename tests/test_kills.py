"""A process that is killed at any moment leaves a sound file: nothing acknowledged is lost, nothing is half done."""

import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from anfraud_desktop.actions import backups, vaults
from anfraud_desktop.actions.office import Office
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.records.notices import Notice
from anfraud_desktop.records.people import Person
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import archive, audit
from anfraud_desktop.store.backups import folder_for, newest_first
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.soundness import page_faults, structure_faults
from tests.actions.staging import settle_unit, stage
from tests.conftest import NOW
from tests.factories import KEY
from tests.founding import PASSWORD, founded, signed_in
from tests.kills.workflows import FILE, PEOPLE_A_BOOK, VERSIONS

SHARE, ALL = 8, 500
times = pytest.mark.parametrize("kills", [SHARE, pytest.param(ALL, marks=pytest.mark.soak)])
LONGEST = 0.35  # seconds of work before the kill, after the first sign of life


def killed(workflow: str, folder: Path, chance: random.Random, *, at_once: bool = False) -> list[str]:
    """Let a workflow run and kill it at some moment; return what it had acknowledged by then."""
    words = [sys.executable, "-m", "tests.kills.workflows", workflow, str(folder)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = "" if at_once else process.stdout.readline()
        time.sleep(chance.uniform(0.3, 0.3 + 2 * LONGEST) if at_once else chance.uniform(0, LONGEST))
        process.kill()
        rest = process.stdout.read()
    return (first + rest).split()


def sound(store: Store) -> None:
    """Assert that pages, structure, chain and search index are whole."""
    assert page_faults(store.connection) == []
    assert structure_faults(store.connection) == []
    mac, earlier = audit.FIRST, store.rows("SELECT until, key FROM log_keys ORDER BY until")
    for seq, *told, row_hash, found, context in store.rows("SELECT * FROM log ORDER BY seq"):
        key = next((key for until, key in earlier if seq <= until), store.audit_key)
        mac = audit.chained(key, mac, (seq, *told), row_hash, context)
        assert mac == found, seq
    for ledger in (Person, Case, Involvement):
        told_of = store.rows("SELECT count(*) FROM log WHERE ledger = ? AND event = 'new'", (ledger.table,))
        assert told_of == [(store.count(ledger),)]


@times
def test_saves_are_whole_or_not_at_all(tmp_path: Path, kills: int) -> None:
    Store.create(tmp_path / FILE, KEY).close()
    chance = random.Random(1)  # noqa: S311  a choice of moments, no secret
    for _ in range(kills):
        acknowledged = [int(word) for word in killed("saves", tmp_path, chance)]
        store = Store.open(tmp_path / FILE, KEY)
        there = store.count(Person)
        assert there in (max(acknowledged), max(acknowledged) + 1)
        assert store.count(Case) == store.count(Involvement) == there
        assert len(store.search(f"府城〔2026〕{max(acknowledged)}号")) == 1
        sound(store)
        store.close()


@times
def test_a_book_is_taken_in_whole_or_not_at_all(tmp_path: Path, kills: int) -> None:
    Store.create(tmp_path / FILE, KEY).close()
    chance = random.Random(2)  # noqa: S311  a choice of moments, no secret
    for _ in range(kills):
        acknowledged = [int(word) for word in killed("taking", tmp_path, chance)]
        store = Store.open(tmp_path / FILE, KEY)
        batches = store.rows("SELECT count(*) FROM batches")[0][0]
        assert batches in (max(acknowledged), max(acknowledged) + 1)
        assert store.count(Person) == batches * PEOPLE_A_BOOK
        sound(store)
        store.close()


@times
def test_a_notice_is_there_or_not_at_all(tmp_path: Path, kills: int) -> None:
    store = Store.create(tmp_path / FILE, KEY)
    office = Office(store, "王警官", "investigator", lambda: NOW)
    settle_unit(office)
    stage(office)
    store.close()
    chance = random.Random(3)  # noqa: S311  a choice of moments, no secret
    for _ in range(kills):
        acknowledged = [int(word) for word in killed("drafting", tmp_path, chance)]
        store = Store.open(tmp_path / FILE, KEY)
        assert store.count(Notice) in (max(acknowledged), max(acknowledged) + 1)
        sound(store)
        store.close()


@times
def test_a_file_that_is_being_brought_up_opens_with_everything(tmp_path: Path, kills: int) -> None:
    chance = random.Random(4)  # noqa: S311  a choice of moments, no secret
    shutil.copy(VERSIONS / "case-v1.keys", tmp_path / "case.keys")
    for _ in range(kills):
        for left in tmp_path.glob("case.db*"):
            left.unlink()
        shutil.copy(VERSIONS / "case-v1.db", tmp_path / FILE)
        killed("migrating", tmp_path, chance, at_once=True)
        office = vaults.sign_in(tmp_path / FILE, "王五", "Kite-Moss-Barn-42")
        assert {name: office.store.count(ledger) for name, ledger in Record.ledgers.items()} == {
            "cases": 1, "people": 1, "involvements": 1, "cards": 0, "dispositions": 0, "victims": 0, "notices": 0,
            "office": 1,
        }  # fmt: skip
        assert office.store.search("单建国")
        sound(office.store)
        office.store.close()


@times
def test_a_backup_that_was_acknowledged_is_good_and_none_is_half_made(tmp_path: Path, kills: int) -> None:
    founded(tmp_path)
    chance = random.Random(5)  # noqa: S311  a choice of moments, no secret
    folder = folder_for(tmp_path / FILE, "")
    for _ in range(kills):
        acknowledged = killed("backing", tmp_path, chance)
        there = newest_first(folder, "case")
        assert {path.name for path in there} >= set(acknowledged)
        for path in there:
            archive.check(archive.read(path))
        office = signed_in(tmp_path / FILE, "赵六")
        restored = backups.restore(there[0], tmp_path / "again" / FILE, backups.by_password("赵六", PASSWORD))
        assert restored.rows <= office.store.count(Person) + 1
        sound(office.store)
        office.store.close()
        shutil.rmtree(tmp_path / "again")
        for path in there[1:]:
            path.unlink()


@times
def test_a_change_of_the_data_key_leaves_the_old_one_or_the_new_one(tmp_path: Path, kills: int) -> None:
    founded(tmp_path)
    chance = random.Random(6)  # noqa: S311  a choice of moments, no secret
    for _ in range(kills):
        acknowledged = [int(word) for word in killed("rekeying", tmp_path, chance)]
        for name in ("王五", "赵六"):  # the first settles what the cut has left, the second finds it settled
            office = signed_in(tmp_path / FILE, name)
            assert office.store.count(Person) in (max(acknowledged), max(acknowledged) + 1)
            sound(office.store)
            office.store.close()
        for backup in newest_first(folder_for(tmp_path / FILE, ""), "case"):
            backup.unlink()
