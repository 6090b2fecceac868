"""Making backups: copied, proved, and only then given a name among the others; and which of them may go."""

import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from anfraud_desktop import __version__, resources, settings
from anfraud_desktop.errors import Unavailable, UserError
from anfraud_desktop.store import archive, copies, keyfile, rotation
from anfraud_desktop.store.archive import SUFFIX, Backup, Manifest, Parts
from anfraud_desktop.store.replacing import TEMPORARY, move_file
from anfraud_desktop.store.space import needed_for, require_space

FOLDER = "备份"  # beside the case file, where the settings name no other place
STAMP = "%Y%m%d-%H%M%S"
STALE_SECONDS = 3600  # an unfinished file that nobody has written to for so long was left behind by a crash
STEPS = 3

_NAME = re.compile(r"(?P<stem>.+)_(?P<at>\d{8}-\d{6})_e(?P<epoch>\d+)_(?P<head>[0-9a-f]{8})\.afbk")
_NO_PLACE = "备份位置不存在或不可写，没有备份，案件文件没有改动。请接好备份磁盘，或换一个文件夹。"
_UNWRITABLE = "备份写不进去，没有留下不完整的备份，案件文件和原有备份都还在。请检查备份磁盘是否接好、空间是否足够。"

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Terms:
    """By whom (slot of the key file), why and at what local time a backup is made."""

    by: str
    why: str
    at: datetime


def folder_for(case: Path, chosen: str) -> Path:
    """Return where backups of a case file go: the folder that the settings name, or one beside it."""
    return Path(chosen) if chosen else case.parent / FOLDER


def named_at(path: Path, stem: str) -> datetime | None:
    """Return the local time that a backup of `stem` carries in its name; None for any other file."""
    found = _NAME.fullmatch(path.name)
    if found is None or found["stem"] != stem:
        return None
    try:
        return datetime.strptime(found["at"], STAMP)  # noqa: DTZ007  the station's own clock is naive
    except ValueError:
        return None


def newest_first(folder: Path, stem: str) -> list[Path]:
    """Return the files that are backups of `stem` by their names; nothing where the folder is not to be had."""
    try:
        found = [path for path in folder.iterdir() if named_at(path, stem)]
    except OSError:
        return []
    return sorted(found, key=lambda path: (named_at(path, stem), path.name), reverse=True)


def whole(paths: list[Path]) -> Iterator[Backup]:
    """Yield those whose frame can be read; a damaged one must not stand in the way of the others."""
    for path in paths:
        with suppress(UserError):
            yield archive.read(path)


def make(case: Path, key: bytes, folder: Path, terms: Terms, *, progress: Progress | None = None) -> Backup:
    """Write a backup of the open case file into a folder, prove it, and return it.

    Raises Unavailable where the file is damaged, the copy does not pass, or the place takes no more; nothing half done
    is left then. No other backup is touched.
    """
    tell = progress or (lambda _done, _total, _words: None)
    keys = keyfile.key_path(case)
    vault, epoch = keyfile.identity(keys, key) if keys.exists() else ("", 0)
    with writable():
        folder.mkdir(exist_ok=True)
    require_space(folder, needed_for(case))
    with writable(), _unfinished(folder, case.stem, ".db") as data, _unfinished(folder, case.stem, SUFFIX) as package:
        at = _free_moment(folder, case.stem, terms.at)
        thorough_at = _last_thorough(folder, case.stem, key, at)
        with copies.live(case, key) as live, ThreadPoolExecutor(1) as pool:
            tell(0, STEPS, "复制案件文件")
            before = copies.state_of(live)
            copies.vacuum_into(live, data)
            tell(1, STEPS, "检查副本")
            # The copy is checked while it is packed: it does not change any more.
            examined = pool.submit(copies.examine, data, key, thorough=thorough_at is None)

            def manifest_of(parts: Parts) -> Manifest:
                state = examined.result()
                copies.compare(live, before, state)
                return Manifest(at, terms.by, terms.why, __version__, vault, epoch, state, parts, thorough_at or at)

            archive.write(package, data, keys, manifest_of, key)
        tell(2, STEPS, "核对备份")
        named = folder / _name(case.stem, archive.read(package).manifest)
        move_file(package, named)
    return archive.read(named)


def _last_thorough(folder: Path, stem: str, key: bytes, now: datetime) -> datetime | None:
    """Return when the structure of a copy was last checked to the bottom; None where that is due again."""
    days = timedelta(days=due("quick_check_days"))
    last = next((one for one in whole(newest_first(folder, stem)) if one.sealed_with(key)), None)
    return last.manifest.thorough_at if last and timedelta(0) <= now - last.manifest.thorough_at < days else None


def due(name: str) -> int:
    """Return a number of resources/trust/backups.toml: hours, step_minutes, quick_check_days."""
    return int(resources.table("trust", "backups.toml")["due"][name])


def _free_moment(folder: Path, stem: str, now: datetime) -> datetime:
    """Return the full second that the next backup carries: no two share one, so that their names are in order."""
    at = now.replace(microsecond=0)
    taken = {named_at(path, stem) for path in newest_first(folder, stem)}
    while at in taken:
        at += timedelta(seconds=1)
    return at


def _name(stem: str, manifest: Manifest) -> str:
    head = manifest.state.head[1][:8] or "0" * 8
    return f"{stem}_{manifest.made_at:{STAMP}}_e{manifest.epoch}_{head}{SUFFIX}"


@contextmanager
def writable() -> Iterator[None]:
    """Turn what a place that is not there or takes no more raises into Unavailable."""
    try:
        yield
    except FileNotFoundError:
        raise Unavailable(_NO_PLACE) from None
    except OSError:
        raise Unavailable(_UNWRITABLE) from None


@contextmanager
def _unfinished(folder: Path, stem: str, suffix: str) -> Iterator[Path]:
    """Hand out an empty file of a name that no backup has; it is gone afterwards, and what a crash left before."""
    prefix = f"{TEMPORARY}{stem}-"
    for left in folder.iterdir():
        if left.name.startswith(prefix) and time.time() - left.stat().st_mtime > STALE_SECONDS:
            left.unlink()
    handle, name = tempfile.mkstemp(dir=folder, prefix=prefix, suffix=suffix)
    os.close(handle)
    path = Path(name)
    try:
        yield path
    finally:
        for left in (path, path.with_name(f"{path.name}-journal")):  # the journal of a copy that broke off
            left.unlink(missing_ok=True)


def rotate(live: Any, stem: str, newest: Backup) -> list[Path]:
    """Delete the backups that have served their time, once a new one is proved; return what is gone.

    Only those of the open file's own past go, and never the new one: where an older or another file was put in the
    place of the case file, the backups of what it replaced are not its own to displace. Damaged ones stay as well.
    """
    made: dict[Path, datetime] = {}
    for one in whole(newest_first(newest.path.parent, stem)):
        if one.manifest.vault == newest.manifest.vault and copies.holds(live, one.manifest.state.head):
            made[one.path] = one.manifest.made_at
    gone = sorted(rotation.outdated(made, newest.manifest.made_at, rotation.rules()) - {newest.path})
    for path in gone:
        with suppress(OSError):
            path.unlink()
    return gone


def unchanged(live: Any, backup: Backup) -> bool:
    """Tell whether nothing but backups was done to the open file since one was made."""
    head = backup.manifest.state.head
    return copies.holds(live, head) and not copies.deeds_since(live, head)


def before_migration(case: Path, key: bytes) -> Backup:
    """Make a backup of an older file that is about to be brought up, nobody being signed in yet; as `make`."""
    now = datetime.now().astimezone().replace(tzinfo=None)
    return make(case, key, folder_for(case, settings.load().backups), Terms("", "migration", now))
