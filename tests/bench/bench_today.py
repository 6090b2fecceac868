"""The day's page with 20,000 open clocks: opened while nothing has changed, and the whole of it computed anew."""

from datetime import timedelta
from functools import partial
from typing import Any

from PySide6.QtWidgets import QApplication

from anfraud_desktop.actions import worklists
from anfraud_desktop.actions.office import Office
from anfraud_desktop.store.database import Store
from anfraud_desktop.ui import pages, theme
from anfraud_desktop.ui.frame import Frame
from anfraud_desktop.ui.page import Keep
from anfraud_desktop.ui.today_page import TodayPage
from tests.bench.case_files import kept
from tests.bench.rows import Row, median_of
from tests.conftest import NOW
from tests.factories import a_case, a_disposition, a_person, an_involvement

CLOCKS = 20_000
FILE = "today-1"  # another number when the file holds something else
OFFICER = "王警官"
A_MONTH = 9_000  # cases, for the numbers of a month have four digits
MOST_DAYS = 350  # of bail, which ends after twelve months
MS = 1000


def bench() -> list[Row]:
    """Open the page in a window whose rail has counted, as it has whenever somebody can click."""
    store = kept(FILE, fill)
    office = Office(store, OFFICER, "investigator", lambda: NOW)
    found = worklists.worklist(office)
    assert sum(len(items) for items in found.items.values()) >= CLOCKS
    app = QApplication.instance() or QApplication([])
    theme.apply(app, theme.LIGHT)  # type: ignore[arg-type]  # the instance is the application's
    remembered: dict[str, dict[str, Any]] = {}
    frame = Frame(office, pages.book(), Keep(remembered.get, remembered.__setitem__))
    frame.resize(1366, 768)
    frame.show()
    wait(frame)
    opened = median_of(partial(show, frame))
    computed = median_of(partial(anew, office), 5)
    frame.close()
    store.close()
    return [
        Row.limit("today: the page with 20,000 clocks", opened * MS, "ms", 150.0),
        Row.limit("today: 20,000 clocks computed anew", computed * MS, "ms", 1000.0),
    ]


def wait(frame: Frame) -> None:
    """Let the window go on until nothing is under way."""
    while frame.reads.busy():
        QApplication.processEvents()
    QApplication.processEvents()


def show(frame: Frame) -> None:
    """Make the page anew, fill it and draw it."""
    page = TodayPage(frame)
    page.resize(1170, 716)
    page.enter()
    wait(frame)
    assert page.found
    page.grab()
    page.deleteLater()


def anew(office: Office) -> None:
    """Compute the lists as after a change."""
    worklists.forget(office.store)
    worklists.worklist(office)


def fill(store: Store) -> None:
    """Write people on bail, each in a case of the officer's own."""
    numbers = (f"A42098200000020260{1 + at // A_MONTH}{1 + at % A_MONTH:04}" for at in range(CLOCKS))
    with store.bulk(), store.change("造", by=OFFICER) as change:
        cases = [a_case(number=number, lead_officer=OFFICER, status="investigating") for number in numbers]
        change.add(cases)
        people = [a_person(id_number="") for _ in range(CLOCKS)]
        change.add(people)
        parts = [an_involvement(who.id or 0, case.id or 0) for who, case in zip(people, cases, strict=True)]
        change.add(parts)
        days = (NOW.date() - timedelta(days=at % MOST_DAYS) for at in range(CLOCKS))
        change.add(
            [
                a_disposition(part.id or 0, measure="bail", decided_on=f"{day}", document_number="")
                for part, day in zip(parts, days, strict=True)
            ]
        )
