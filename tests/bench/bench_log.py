"""A log of a million entries verified, against selecting the same rows from the same file and hashing them."""

import hmac
from functools import partial
from statistics import median

from anfraud_desktop.records.people import Person
from anfraud_desktop.store import verifying
from anfraud_desktop.store.audit import Entry
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.signers import Signer
from tests.bench.case_files import kept
from tests.bench.rows import Row, seconds
from tests.factories import KEY, a_person

FILE = "log-1"  # another number when the file holds something else
PEOPLE, VIEWS = 500_000, 500_000
BATCH, ACT = 10_000, 250  # entries of one import, and of one stretch of looking between two signatures
RUNS = 3
SIGNER = Signer("王警官", "u-1", "supervisor", bytes(32))
READ = ("SELECT * FROM log ORDER BY seq", "SELECT * FROM history ORDER BY seq", "SELECT * FROM people ORDER BY id")


def bench() -> list[Row]:
    """Take turns, so that what else the machine does falls on both; chain, histories, rows, links and signatures."""
    store = kept(FILE, fill)
    check(store)  # warms the disk cache
    turns = [(seconds(partial(bare, store)), seconds(partial(check, store))) for _ in range(RUNS)]
    store.close()
    theirs, ours = (median(column) for column in zip(*turns, strict=True))
    return [Row.against("log: 1,000,000 entries verified, against select and hash", ours, theirs, "s", 2.0)]


def fill(store: Store) -> None:
    """Register people as an import does, then look at them, signing as the program does."""
    store.signer = SIGNER
    made = [a_person(id_number="") for _ in range(BATCH)]
    with store.bulk():
        for _ in range(PEOPLE // BATCH):
            with store.change("导入", by=SIGNER.name) as change:
                change.add([Person(person.values) for person in made])
        for start in range(0, VIEWS, ACT):
            with store.change("查看人员", by=SIGNER.name, signed=True) as change:
                change.entries += [Entry("view", Person.table, at + 1, {}) for at in range(start, start + ACT)]


def check(store: Store) -> None:
    """Verify all that the log covers."""
    checks = verifying.of_log(store)
    assert all(one.ok for one in checks), checks


def bare(store: Store) -> None:
    """Select the log, the histories and the rows, and hash each row."""
    for sql in READ:
        for row in store.connection.execute(sql):
            hmac.digest(KEY, "\x1f".join(map(str, row)).encode(), "sha256")
