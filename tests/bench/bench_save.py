"""One record saved with log, search index and remembered head, against a bare durable commit of the same row."""

import os
import tempfile
from pathlib import Path
from statistics import median
from unittest.mock import patch

from anfraud_desktop.records.people import Person
from anfraud_desktop.store import remembering, tables
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.signers import Signer
from tests.bench.case_files import KEPT
from tests.bench.rows import Row, seconds
from tests.factories import KEY, a_person, phone

PEOPLE, ROUNDS = 50_000, 300
MS = 1000
SIGNER = Signer("王警官", "u-1", "investigator", bytes(32))


def bench() -> list[Row]:
    """Take turns in one file, so that what else the disk does falls on both."""
    KEPT.mkdir(exist_ok=True)
    # The head is remembered below XDG_DATA_HOME.
    with tempfile.TemporaryDirectory(dir=KEPT) as folder, patch.dict(os.environ, XDG_DATA_HOME=folder):
        store = Store.create(Path(folder) / "case.db", KEY)
        store.signer = SIGNER
        with store.bulk(), store.change("导入", by=SIGNER.name) as change:
            change.add([a_person(id_number="") for _ in range(PEOPLE)])
        remembering.begin(store, SIGNER.name)
        turns = [(bare(store), save(store)) for _ in range(ROUNDS)]
        store.close()
    theirs, ours = (median(column) * MS for column in zip(*turns[ROUNDS // 10 :], strict=True))
    return [Row.against("save: one person with log and index, against a bare commit", ours, theirs, "ms", 5.0)]


def save(store: Store) -> float:
    """Return what a save takes as the program does it."""
    person = a_person(id_number="", phone=phone())

    def act() -> None:
        with store.change("登记", by=SIGNER.name) as change:
            change.save(person)

    return seconds(act)


def bare(store: Store) -> float:
    """Return what the same row takes by itself, written for good."""
    [(at,)] = store.rows("SELECT max(id) + 1 FROM people")
    names = ["id", "version", *tables.columns(Person)]
    row = (at, 1, *tables.row(a_person(id_number="", phone=phone())))
    sql = f'INSERT INTO "people" ({tables.quoted(*names)}) VALUES ({", ".join("?" * len(names))})'  # noqa: S608  names of columns

    def act() -> None:
        store.connection.execute("BEGIN IMMEDIATE")
        store.connection.execute(sql, row)
        store.connection.execute("COMMIT")

    return seconds(act)
