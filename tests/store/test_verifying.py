"""What was changed in a case file behind the program's back is found, and where it begins is named."""

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from anfraud_desktop.errors import UserError
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.people import Person
from anfraud_desktop.schema.kinds import Links
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import anchors, logbook, tables, verifying
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.sealing import derive
from anfraud_desktop.store.signers import Signer
from anfraud_desktop.store.verifying import Check, open_window, verify
from tests.factories import KEY, a_case, a_person
from tests.store.tampering import KINDS, opened, rechain

SIGNERS = [
    Signer(name, slot, "supervisor", bytes([at]) * 32) for at, (name, slot) in enumerate((("王", "u-1"), ("李", "u-2")))
]
ENTRIES, EVERY = 110, 20  # of the tampered file: 10 entries at its end are signed by nobody
PAGE = 4096


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a file whose log is signed after every twenty people, by two persons in turn."""
    path = tmp_path_factory.mktemp("master") / "case.db"
    with closing(Store.create(path, KEY)) as store:
        for at in range(1, ENTRIES + 1):
            store.signer = SIGNERS[at // EVERY % 2]
            with store.change("登记", by=store.signer.name, signed=at % EVERY == 0) as change:
                change.save(a_person(id_number="", name=f"张{at}"))
    return path


@pytest.fixture
def copy(master: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(master, tmp_path / "copy.db"))


def bad(checks: list[Check]) -> dict[str, Check]:
    return {check.name: check for check in checks if not check.ok}


def tampered(path: Path, change: Callable[[Any, Store], object]) -> tuple[dict[str, Check], int]:
    """Change a file from outside; return what is found in it, and the last entry that no open window covers."""
    with closing(Store(path, KEY)) as store:
        with closing(opened(store)) as connection:
            change(connection, store)
        found = bad(verify(store))
        return found, logbook.newest(store)[0] - open_window(store)


def mutate(path: Path, kind: str, seq: int) -> None:
    change, check = KINDS[kind]
    found, safe = tampered(path, lambda connection, store: change(connection, store, seq))
    if kind == "chain anew" and seq > safe:
        assert found == {}  # the open window, which was told
        return
    assert check in found or seq > safe, (kind, seq, found)
    assert found, (kind, seq)
    first = found[check].first if check in found else seq
    if check == "signatures" and kind != "delete the tail":
        assert first <= seq or seq > safe, (kind, seq, found)
        assert first % EVERY == 1
    else:
        assert first == seq, (kind, seq, found)


def test_a_sound_file_passes_every_check(master: Path) -> None:
    with closing(Store.open(master, KEY, read_only=True)) as store:
        checks = verify(store)
        assert bad(checks) == {}
        assert [check.name for check in checks] == [
            "pages", "structure", "chain", "histories", "rows", "links", "signatures", "anchors",
        ]  # fmt: skip
        assert open_window(store) == ENTRIES % EVERY


@pytest.mark.parametrize("kind", KINDS)
def test_ten_changes_of_the_log_are_found_and_named(kind: str, master: Path, tmp_path: Path) -> None:
    for at in positions(kind, 10):
        mutate(Path(shutil.copy(master, tmp_path / "copy.db")), kind, at)


@pytest.mark.soak
@pytest.mark.parametrize("kind", KINDS)
def test_a_hundred_changes_of_the_log_are_found_and_named(kind: str, master: Path, tmp_path: Path) -> None:
    for at in positions(kind, 100):
        mutate(Path(shutil.copy(master, tmp_path / "copy.db")), kind, at)


def positions(kind: str, many: int) -> list[int]:
    return random.Random(kind).sample(range(1, ENTRIES), many)  # noqa: S311  the same places each time


def flip_bits(master: Path, path: Path, many: int) -> None:
    places = random.Random(5)  # noqa: S311  the same places each time
    data = master.read_bytes()
    for _ in range(many):
        at, bit = places.randrange(len(data)), 1 << places.randrange(8)
        path.write_bytes(data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :])
        assert refused_or_found(path), (at, bit)


def refused_or_found(path: Path) -> bool:
    try:
        with closing(Store.open(path, KEY, read_only=True)) as store:
            return bool(bad(verify(store)))
    except UserError:
        return True


def test_a_flipped_bit_is_found_or_the_file_refused(master: Path, tmp_path: Path) -> None:
    flip_bits(master, tmp_path / "copy.db", 20)


@pytest.mark.soak
def test_two_thousand_flipped_bits_are_found_or_the_file_refused(master: Path, tmp_path: Path) -> None:
    flip_bits(master, tmp_path / "copy.db", 2000)


def paste_pages(folder: Path, many: int) -> None:
    """Paste single pages of an older copy into the file: each opens under the same key and has a good page HMAC.

    Each is found, but for pages of the search index alone: it holds nothing of its own and is written anew from rows.
    """
    old, path = folder / "old.db", folder / "case.db"
    with closing(Store.create(path, KEY)) as store:
        store.signer = SIGNERS[0]
        with store.change("登记", by="王", signed=True) as change:
            change.add([a_person(id_number="", name=f"张{at}") for at in range(600)])
    shutil.copy(path, old)
    with closing(Store.open(path, KEY)) as store:
        store.signer = SIGNERS[0]
        for at in range(1, 600, 2):
            person = store.get(Person, at)
            with store.change("修改", by="王", signed=at > 590) as change:
                change.save(person.but(name=f"李{at}"))
        note = anchors.Anchor(*head(store))
    whole = content(path)
    older, newer = old.read_bytes(), path.read_bytes()
    same = min(len(older), len(newer)) // PAGE
    pages = [at for at in range(1, same) if page(older, at) != page(newer, at)]
    for at in random.Random(7).choices(pages, k=many):  # noqa: S311  the same pages each time
        path.write_bytes(newer[: at * PAGE] + page(older, at) + newer[(at + 1) * PAGE :])
        assert found_in(path, [note]) or content(path) == whole, at


def content(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of a file but those of the search index."""
    with closing(Store.open(path, KEY, read_only=True)) as store:
        names = store.rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'find_%'")
        return {name: store.rows(f'SELECT * FROM "{name}" ORDER BY 1') for (name,) in names}  # noqa: S608  from the file


def head(store: Store) -> tuple[int, str, str]:
    seq, mac = logbook.newest(store)
    return seq, mac.hex(), "2026-11-01T00:00:00+00:00"


def page(data: bytes, at: int) -> bytes:
    return data[at * PAGE : (at + 1) * PAGE]


def found_in(path: Path, known: list[anchors.Anchor]) -> bool:
    try:
        with closing(Store.open(path, KEY, read_only=True)) as store:
            return bool(bad(verify(store, known)))
    except UserError:
        return True


def test_a_page_pasted_from_an_older_copy_is_found(tmp_path: Path) -> None:
    paste_pages(tmp_path, 20)


@pytest.mark.soak
def test_five_hundred_pages_pasted_from_an_older_copy_are_found(tmp_path: Path) -> None:
    paste_pages(tmp_path, 500)


def test_an_old_file_put_back_is_found_by_the_anchor_alone(copy: Path) -> None:
    with closing(Store.open(copy, KEY)) as store:
        now = anchors.Anchor(*head(store))
        later = anchors.Anchor(now.seq + 3, "00" * 32, now.at)
        assert bad(verify(store, [now])) == {}
        found = bad(verify(store, [now, later]))
    assert list(found) == ["anchors"]
    assert found["anchors"].first == ENTRIES + 1
    assert "换成旧的" in found["anchors"].detail


def test_a_chain_reckoned_anew_without_its_signatures_is_found_by_the_anchor(copy: Path) -> None:
    with closing(Store.open(copy, KEY)) as store:
        known = [anchors.Anchor(seq, logbook.macs(store, [seq])[seq], "") for seq in (30, 60)]
        with closing(opened(store)) as connection:
            connection.execute("UPDATE log SET officer = '陈某某' WHERE seq = 45")
            rechain(connection, store.audit_key, 45)
            connection.execute("DELETE FROM signatures")
        assert bad(verify(store)) == {}
        found = bad(verify(store, known))
    assert list(found) == ["anchors"]
    assert found["anchors"].first == 31


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("INSERT INTO people (id, version, name) VALUES (900, 1, '陈某某')", "人员 #900 不是经程序登记的"),
        ("DELETE FROM people WHERE id = 7", "人员 #7 不见了"),
        ("UPDATE people SET removed = 1 WHERE id = 7", "人员 #7 的版本或删除标记与日志不符"),
        ("UPDATE people SET version = 3 WHERE id = 7", "人员 #7 的版本或删除标记与日志不符"),
    ],
)
def test_a_row_changed_behind_the_log_is_named(copy: Path, statement: str, words: str) -> None:
    found, _ = tampered(copy, lambda connection, _: connection.execute(statement))
    assert list(found) == ["rows"]
    assert words in found["rows"].detail


def test_a_change_of_the_data_key_leaves_earlier_entries_provable(copy: Path) -> None:
    with closing(Store.open(copy, KEY)) as store:
        store.connection.execute("INSERT INTO log_keys VALUES (?, ?)", (ENTRIES, store.audit_key))
        store.audit_key = derive(bytes(32), "audit", 1)
        with store.change("修改", by="王") as change:
            change.save(store.get(Person, 4).but(name="李四"))
        assert bad(verify(store)) == {}


def test_a_history_without_its_entry_is_named(copy: Path) -> None:
    found, _ = tampered(copy, lambda c, _: c.execute("INSERT INTO history VALUES (200, '{}')"))
    assert found["histories"].first == 200


def test_removed_and_restored_records_agree_with_the_log(store: Store) -> None:
    with store.change("登记", by="王") as change:
        case = change.save(a_case())
    for _ in range(2):
        with store.change("删", by="王") as change:
            change.remove(Case, case, "重复")
        assert bad(verify(store)) == {}
        with store.change("找回", by="王") as change:
            change.restore(Case, case)
        assert bad(verify(store)) == {}


def linked() -> Iterator[tuple[type[Record], str]]:
    for ledger in Record.ledgers.values():
        for name, field in ledger.fields.items():
            if isinstance(field, Links):
                yield ledger, name


@pytest.mark.parametrize(("ledger", "name"), list(linked()))
def test_a_link_without_its_field_is_found(store: Store, ledger: type[Record], name: str) -> None:
    side = tables.link_table(ledger.table, name)
    store.connection.execute("PRAGMA foreign_keys = OFF")
    store.connection.execute(f'INSERT INTO "{side}" VALUES (4, 9)')  # noqa: S608  a table of ours
    found = next(check for check in verifying.of_log(store) if check.name == "links")
    assert not found.ok
    assert f"{ledger.title} #4" in found.detail


def test_a_kept_file_with_other_bytes_is_found(copy: Path) -> None:
    found, _ = tampered(copy, lambda c, _: c.execute("INSERT INTO files VALUES (?, x'00')", ("ab" * 32,)))
    assert list(found) == ["links"]


def test_work_going_on_meanwhile_raises_no_false_alarm(copy: Path) -> None:
    with closing(Store.open(copy, KEY)) as store, closing(Store.open(copy, KEY)) as other:

        def work(*_: object) -> None:
            with other.change("登记", by="李") as change:
                change.save(a_person(id_number=""))

        assert bad(verifying.of_log(store, progress=work)) == {}
        assert other.count(Person) > ENTRIES
