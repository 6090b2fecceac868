"""A verified backup of a file of 1 GB against a bare VACUUM INTO of the same file to the same disk."""

import random
import statistics
import tempfile
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path

from anfraud_desktop.records.people import Person
from anfraud_desktop.store import backups, tables
from anfraud_desktop.store.backups import Terms
from anfraud_desktop.store.database import Store
from tests.bench.bench_list import people
from tests.bench.case_files import KEPT, kept
from tests.bench.rows import Row, seconds
from tests.factories import a_case

FILE = "backup-1"  # another number when the file holds something else
PEOPLE, PHOTOS, PHOTO = 300_000, 4_700, 200_000  # rows, kept files, bytes of each
GB = 1_000_000_000
RUNS = 3
NOW = datetime(2026, 11, 1, 9, 30)  # noqa: DTZ001  the station's own clock is naive local time


def bench() -> list[Row]:
    """Take turns, so that what else the machine does falls on both; once a week the structure is checked besides."""
    store = kept(FILE, fill)
    size = store.path.stat().st_size
    assert size >= GB
    with tempfile.TemporaryDirectory(dir=KEPT) as folder:
        place = Path(folder)
        weekly = seconds(partial(back_up, store, place / "backups", 0))
        turns = [(bare(store, place), seconds(partial(back_up, store, place / "backups", at))) for at in range(RUNS)]
    store.close()
    theirs, ours = (statistics.median(column) for column in zip(*turns, strict=True))
    words = f"backup: {size / GB:.1f} GB, verified, against VACUUM INTO"
    return [
        Row.against(words, ours, theirs, "s", 2.0),
        Row.against("backup: the same with the weekly check of structure", weekly, theirs, "s", 2.5),
    ]


def fill(store: Store) -> None:
    """Write people straight into their table and photos beside them: a backup asks not how they came there."""
    names = ["id", "version", *tables.columns(Person)]
    sql = f'INSERT INTO "people" ({tables.quoted(*names)}) VALUES ({", ".join("?" * len(names))})'  # noqa: S608  names of columns
    photos = random.Random(9)  # noqa: S311  bytes that cannot be packed, no secret
    with store.bulk(), store.change("登记", by="王") as change:
        change.save(a_case())
        store.connection.executemany(sql, islice(people(), PEOPLE))
        for at in range(PHOTOS):
            change.sql("INSERT INTO files VALUES (?, ?)", (f"{at:064x}", photos.randbytes(PHOTO)))


def bare(store: Store, folder: Path) -> float:
    """Return what a VACUUM INTO takes that nothing is asked of."""
    target = folder / "bare.db"
    took = seconds(lambda: store.connection.execute("VACUUM INTO ?", (str(target),)))
    target.unlink()
    return took


def back_up(store: Store, folder: Path, days: int) -> None:
    """Make a backup as the program does, and keep it alone: it says when the structure was checked."""
    made = backups.make(store.path, store.key, folder, Terms("", "asked", NOW + timedelta(days=days)))
    assert made.manifest.state.counts["people"] == PEOPLE
    for path in backups.newest_first(folder, store.path.stem)[1:]:
        path.unlink()
