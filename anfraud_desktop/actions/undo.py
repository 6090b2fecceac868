"""Undo and redo of one's own acts by name: the last thirty of this run, or of the last day on the command line."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.permits import permit, why_not
from anfraud_desktop.errors import Refused
from anfraud_desktop.store import undoing
from anfraud_desktop.store.signers import BOOT
from anfraud_desktop.store.undoing import REDO, UNDO, Done

DAY = timedelta(hours=24)


@dataclass(frozen=True)
class Turned:
    """What was undone or redone, and how many records it touched."""

    what: str
    records: int


def _stacks(office: Office, *, this_run: bool) -> undoing.Stacks:
    since = (datetime.now(UTC) - DAY).isoformat()
    return undoing.stacks(office.store, office.officer, BOOT if this_run else None, since)


def next_undo(office: Office, *, this_run: bool = True) -> str:
    """Return what an undo would undo, by name; empty where there is nothing."""
    done = () if why_not(office, "undo") else _stacks(office, this_run=this_run).done
    return done[-1].what if done else ""


def next_redo(office: Office, *, this_run: bool = True) -> str:
    """Return what a redo would do again, by name; empty where there is nothing."""
    undone = () if why_not(office, "undo") else _stacks(office, this_run=this_run).undone
    return undone[-1].what if undone else ""


def undo(office: Office, *, this_run: bool = True) -> Turned:
    """Undo the officer's newest act; raises Refused where there is none or something was changed since."""
    permit(office, "undo")
    done = _stacks(office, this_run=this_run).done
    if not done:
        raise Refused("没有可以撤销的操作。")
    return _turned(office, done[-1], UNDO, "撤销")


def redo(office: Office, *, this_run: bool = True) -> Turned:
    """Do again what was undone last; raises Refused where nothing was, or something was changed since."""
    permit(office, "undo")
    undone = _stacks(office, this_run=this_run).undone
    if not undone:
        raise Refused("没有可以重做的操作。")
    return _turned(office, undone[-1], REDO, "重做")


def _turned(office: Office, act: Done, kind: str, word: str) -> Turned:
    with office.change(f"{word}：{act.what}") as change:
        records = undoing.turn_round(office.store, act, kind, change)
    return Turned(act.what, records)
