"""Case files of every version ever shipped open, lose nothing, and gain what is new."""

import shutil
from pathlib import Path

import pytest

from anfraud_desktop.actions import records, vaults
from anfraud_desktop.store import audit
from anfraud_desktop.store.migrations import FILE_VERSION

VERSIONS = Path(__file__).parent.parent / "files" / "versions"
SHIPPED = sorted(path.stem for path in VERSIONS.glob("case-v*.db"))


@pytest.fixture(params=SHIPPED)
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    for path in VERSIONS.glob(f"{request.param}.*"):
        shutil.copy(path, tmp_path / path.name)
    return tmp_path / f"{request.param}.db"


def test_there_is_a_file_of_every_version_before_this_one() -> None:
    assert [f"case-v{number}" for number in range(1, FILE_VERSION)] == SHIPPED


def test_an_older_file_opens_with_its_records_and_their_history(older: Path) -> None:
    office = vaults.sign_in(older, "王五", "Kite-Moss-Barn-42")
    try:
        [person] = records.listing(office, "people").records
        assert (person.values["name"], person.values["occupation"]) == ("单建国", "务工")
        assert [event.event for event in records.history(office, "people", 1)] == ["new", "change"]
        assert records.listing(office, "involvements").total == 1
        assert office.store.connection.execute("PRAGMA user_version").fetchone() == (FILE_VERSION,)
    finally:
        office.store.close()


@pytest.mark.parametrize("text", ["单建国", "shanjianguo", "sjg", "990030", "建国", "0015"])
def test_its_search_index_is_of_this_version(older: Path, text: str) -> None:
    office = vaults.sign_in(older, "王五", "Kite-Moss-Barn-42")
    try:
        assert [hit.id for hit in records.find(office, text) if hit.ledger == "people"] == [1]
    finally:
        office.store.close()


def test_its_log_goes_on_in_one_chain(older: Path) -> None:
    office = vaults.sign_in(older, "王五", "Kite-Moss-Barn-42")
    try:
        with office.change("修改人员") as change:
            change.save(office.store.get(records.ledger_of("people"), 1).but(occupation="务农"))
        mac = audit.FIRST
        for *told, row_hash, found, context in office.store.rows("SELECT * FROM log ORDER BY seq"):
            mac = audit.chained(office.store.audit_key, mac, told, row_hash, context)
            assert mac == found
    finally:
        office.store.close()
