"""What is remembered of an open file, and when: at its opening, at each signature, at its closing."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from anfraud_desktop.actions import log_exports
from anfraud_desktop.actions.office import Office
from anfraud_desktop.store import anchors, logbook, remembering
from anfraud_desktop.store.audit import Entry
from anfraud_desktop.store.database import Store
from tests.founding import founded, register, signed_in


@pytest.fixture(autouse=True)
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("anfraud_desktop.settings.data_folder", lambda: tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return founded(tmp_path)[0]


@pytest.fixture
def office(file: Path) -> Iterator[Office]:
    with closing((opened := signed_in(file, "赵六")).store):
        yield opened


def remembered(store: Store) -> int:
    return anchors.known(store)[-1].seq


def test_signing_in_remembers_the_head(office: Office) -> None:
    assert remembered(office.store) == logbook.newest(office.store)[0]


def test_a_signature_is_remembered_and_a_change_without_one_is_not(office: Office) -> None:
    before = remembered(office.store)
    register(office.store)
    assert remembered(office.store) == before
    with office.change("签名", signed=True) as change:
        change.entries.append(Entry("verify", "", 0, {}))
    assert remembered(office.store) == logbook.newest(office.store)[0] > before


def test_closing_remembers_what_was_done_last(office: Office) -> None:
    register(office.store)
    remembering.end(office.store)
    assert remembered(office.store) == logbook.newest(office.store)[0]


def put_back(file: Path, office: Office, tmp_path: Path) -> Office:
    """Close a file, change it in another session, and put what it was before in its place."""
    office.store.close()
    shutil.copy(file, tmp_path / "old.db")
    with closing(signed_in(file, "赵六").store) as store:
        register(store)
        remembering.end(store)
    shutil.copy(tmp_path / "old.db", file)
    return signed_in(file, "王五")


def test_an_old_file_put_back_is_told_at_the_next_sign_in_and_logged(
    file: Path, office: Office, tmp_path: Path
) -> None:
    opened = put_back(file, office, tmp_path)
    assert "比本机上次见到的旧" in opened.notes[0] or "与本机记下的不同" in opened.notes[0]
    assert opened.store.rows("SELECT officer FROM log WHERE event = 'anchor broken'") == [("王五",)]
    opened.store.close()


def test_the_auditor_sets_the_memory_right_by_anchoring_anew_and_that_is_logged(
    file: Path, office: Office, tmp_path: Path
) -> None:
    opened = put_back(file, office, tmp_path)
    assert opened.signer is not None
    opened.store.connection.execute("UPDATE accounts SET role = 'auditor' WHERE slot = ?", (opened.signer.slot,))
    log_exports.anchor(opened)
    assert "contradicted" in logbook.of_record(opened.store, "", 0)[-1][5]
    opened.store.close()
    with closing((again := signed_in(file, "赵六")).store):
        assert not any("本机" in words for words in again.notes)


def test_a_memory_that_takes_nothing_stops_nothing_but_is_told(file: Path, memory: Path) -> None:
    memory.write_text("a file in the place of the folder", encoding="utf-8")
    with closing((opened := signed_in(file, "赵六")).store):
        assert "锚点没有写成" in opened.notes[0]
        register(opened.store)
