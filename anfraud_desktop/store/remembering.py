"""Remembering the log's head while a file is open: at the beginning, at every signature, at the end."""

from contextlib import suppress
from functools import partial

from anfraud_desktop.errors import UserError
from anfraud_desktop.store import anchors
from anfraud_desktop.store.audit import Entry
from anfraud_desktop.store.database import Store

_UNWRITABLE = "本机的锚点没有写成，工作不受影响。请检查用户数据文件夹的空间和权限，否则旧文件被换回来时查不出。"


def begin(store: Store, by: str) -> str:
    """Compare a file just opened with what this machine remembers, and remember it from now on.

    Returns a sentence where it contradicts that, which is logged too, or where nothing can be kept; else nothing.
    """
    words = anchors.check(store)
    if store.read_only:
        return words
    if words:
        with suppress(UserError), store.change("与本机锚点不符", by=by) as change:  # a full disk must not hide it
            change.entries.append(Entry("anchor broken", "", 0, {}))
        return words
    store.listeners.append(partial(_signed, store, [_newest(store)]))
    return "" if anchors.note(store) else _UNWRITABLE


def _newest(store: Store) -> int:
    return int(store.rows("SELECT ifnull(max(seq), 0) FROM signatures")[0][0])


def _signed(store: Store, known: list[int], _ledgers: frozenset[str]) -> None:
    """Remember the head after a change whose signatures are new."""
    newest = _newest(store)
    if newest > known[0]:
        known[0] = newest
        anchors.note(store)


def end(store: Store) -> None:
    """Remember the head of a file that is about to be closed."""
    if store.key and not store.read_only:
        anchors.note(store)
