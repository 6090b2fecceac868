"""What the window does for the file while its officer works: checks after signing in, the day's backup."""

from typing import TYPE_CHECKING

from anfraud_desktop.ui.tasks import Progress, Tasks

if TYPE_CHECKING:
    from anfraud_desktop.actions.office import Office
    from anfraud_desktop.ui.page import Host


def care_for(host: "Host", lane: Tasks) -> None:
    """Check the file, and back it up where that is due; tell what matters."""
    office = host.office
    lane.start(lambda _: _done(office, _), lambda notes: [host.toasts.show(note, "warn") for note in notes])


def _done(office: "Office", _: Progress) -> tuple[str, ...]:
    from anfraud_desktop.actions import backups, opening, permits

    notes = opening.check(office)
    if not permits.why_not(office, "make_backup") and backups.overdue(office):
        backups.make(office, why="scheduled")
    return notes
