"""The list at a million people: pages, scrolling, memory, and what no index helps with."""

import multiprocessing
import random
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from anfraud_desktop.actions.made_up import bundles, identity_number
from anfraud_desktop.actions.office import now
from anfraud_desktop.records.people import Person
from anfraud_desktop.store import tables
from anfraud_desktop.store.conditions import Condition, Order
from anfraud_desktop.store.database import Store
from anfraud_desktop.ui import theme
from anfraud_desktop.ui.lists import snapshot
from anfraud_desktop.ui.rows import PAGE
from tests.bench.case_files import kept
from tests.bench.rows import Row, median_of, p95, seconds

PEOPLE = 1_000_000
FILE = "list-1"  # another number when the file holds something else
DIFFERENT = 5_000  # people; the others repeat them under numbers of their own
PAGES, LINES, RUNS = 400, 600, 3
STATM = Path("/proc/self/statm")
MIB = 1024 * 1024


def bench() -> list[Row]:
    """Measure each on its own; the window's part in a process of its own, whose memory holds nothing else."""
    store = kept(FILE, fill)
    assert store.count(Person) == PEOPLE
    rows = [*pages(store), *asked(store)]
    store.close()
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return rows + process.submit(window).result()


def fill(store: Store) -> None:
    """Write the people straight into their table: a list asks neither the log nor the search index."""
    names = ["id", "version", *tables.columns(Person)]
    sql = f'INSERT INTO "people" ({tables.quoted(*names)}) VALUES ({", ".join("?" * len(names))})'  # noqa: S608  names of columns
    with store.bulk():
        store.connection.execute("BEGIN")
        store.connection.executemany(sql, people())
        store.connection.execute("COMMIT")


def people() -> Iterator[list[Any]]:
    """Yield the rows of people, each with another number."""
    different = [person for bundle in bundles(DIFFERENT, 3, now().date()) for person in bundle.people]
    rows, number = [tables.row(person) for person in different], tables.columns(Person).index("id_number")
    for at, row in enumerate(islice(cycle(rows), PEOPLE)):
        yield [at + 1, 1, *row[:number], identity_number(at), *row[number + 1 :]]


def pages(store: Store) -> list[Row]:
    """Fetch pages from all parts of the list, as it stands and sorted by name."""
    chance = random.Random(5)  # noqa: S311  a choice of places, no secret
    found = []
    for words, order in (("newest first", []), ("by name", [Order("name")])):
        ids = store.ids(Person, order=order)
        starts = [chance.randrange(PEOPLE - PAGE) for _ in range(PAGES)]
        times = [seconds(partial(store.page, Person, ids[start : start + PAGE])) * 1000 for start in starts]
        found.append(Row.limit(f"list: a page of {PAGE}, {words}", p95(times), "ms", 5.0))
    return found


def asked(store: Store) -> list[Row]:
    """Filter and sort by what has no index, as the list page does."""
    street = Condition("registered_address", "contains", "府城")
    questions: dict[str, Callable[[], object]] = {
        "a filter without an index": lambda: snapshot(store, Person, [street], []),
        "a sort without an index": lambda: snapshot(store, Person, [], [Order("registered_address")]),
        "a filter and a sort without an index": lambda: snapshot(store, Person, [street], [Order("born_on")]),
    }
    return [Row.limit(f"list: {words}", median_of(work, RUNS), "s", 2.0) for words, work in questions.items()]


def window() -> list[Row]:
    """Open the list in a window and scroll down line by line."""
    import os

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from anfraud_desktop.ui.ledger_rows import columns, fetched
    from anfraud_desktop.ui.table import Table

    app = QApplication([])
    theme.apply(app, theme.LIGHT)
    store = kept(FILE, fill)
    table = Table(columns(Person), partial(fetched, store, Person))
    table.resize(*theme.WINDOW_FIRST)
    table.show()
    app.processEvents()
    before = memory()
    table.show_ids(snapshot(store, Person, [], []))
    app.processEvents()
    grown = (memory() - before) / MIB
    bar = table.grid.verticalScrollBar()

    def scroll(place: int) -> None:
        bar.setValue(place)
        app.processEvents()

    frames = [seconds(partial(scroll, line * theme.ROW)) * 1000 for line in range(LINES)]
    assert bar.value() == (LINES - 1) * theme.ROW
    store.close()
    return [
        Row.limit("list: memory that opening it takes", grown, "MiB", 60.0),
        Row.limit("list: a frame of scrolling by a line", p95(frames), "ms", 16.0),
    ]


def memory() -> int:
    """Return how many bytes of this process lie in memory."""
    import resource

    return int(STATM.read_text(encoding="ascii").split()[1]) * resource.getpagesize()
