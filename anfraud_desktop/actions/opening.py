"""Opening a case file: where it may lie, who holds it, what a crash has left, and what to do when it does not open.

The ladder, each rung told in words: look at the file; write its indexes anew; put the newest good backup back; read
what can be read. Nothing is replaced before it has been saved, and no rung but the first two is climbed unasked:
`backups.restore_instead` climbs the third, `read_file` the last.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from anfraud_desktop import settings
from anfraud_desktop.actions import vaults
from anfraud_desktop.actions.office import Office, now
from anfraud_desktop.errors import Unavailable, UserError
from anfraud_desktop.store import archive, remembering, soundness
from anfraud_desktop.store import backups as kept
from anfraud_desktop.store.connection import DatabaseError, of_the_file
from anfraud_desktop.store.instance import Held, Instance
from anfraud_desktop.store.places import why_unfit

Tell = Callable[[str], object]


class Unfit(Unavailable):
    """The file lies where it must not be worked in; it may be read."""


class Damaged(Unavailable):
    """The file does not open or is not sound; `backup` is the newest good one, None where there is none."""

    def __init__(self, message: str, backup: Path | None) -> None:
        super().__init__(message)
        self.backup = backup


@dataclass(frozen=True)
class Opened:
    """An open case file, who holds it (None: read-only), and what was done on the way, in words."""

    office: Office
    instance: Instance | None
    notes: tuple[str, ...] = ()

    def close(self) -> None:
        """Close the file and let go of it."""
        remembering.end(self.office.store)
        self.office.store.close()
        if self.instance:
            self.instance.release()


def open_file(  # noqa: PLR0913  whose, where, on what terms
    path: Path,
    name: str,
    password: str,
    clock: Callable[[], datetime] = now,
    *,
    take_over: bool = False,
    tell: Tell = lambda _: None,
) -> Opened:
    """Open a case file to work in it, alone; raises Unfit, Held, Damaged or Unavailable with the sentence.

    A file that a crash has left is checked before anybody works in it; others are checked in the background.
    """
    if words := why_unfit(path):
        raise Unfit(words)
    instance = Instance.of(path, over_foreign=take_over) if path.is_file() else None
    try:
        cut_off = soundness.was_cut_off(path)
        office = _signed_in(path, name, password, clock)
        try:
            notes = _checked(office, tell) if cut_off and not office.store.read_only else ()
        except BaseException:
            with suppress(UserError, DatabaseError):
                office.store.close()
            raise
    except BaseException:
        if instance:
            instance.release()
        raise
    return Opened(office, instance, notes)


def _signed_in(path: Path, name: str, password: str, clock: Callable[[], datetime]) -> Office:
    try:
        return vaults.sign_in(path, name, password, clock)
    except DatabaseError:
        raise _damaged(path) from None
    except Unavailable as told:
        if of_the_file(told.__cause__):
            raise _damaged(path) from None
        raise


def for_command(path: Path, name: str, password: str, clock: Callable[[], datetime] = now) -> Office:
    """Open a case file for one command, beside a window of this computer that may have it open; as `open_file`."""
    if words := why_unfit(path):
        raise Unfit(words)
    try:
        instance = Instance.of(path) if path.is_file() else None
    except Held as held:
        if not held.here:
            raise
        return _signed_in(path, name, password, clock)
    cut_off = soundness.was_cut_off(path)
    try:
        office = _signed_in(path, name, password, clock)
        if cut_off and not office.store.read_only:
            _checked(office, lambda _: None)
    finally:
        if instance:
            instance.release()
    return office


def read_file(path: Path, name: str, password: str, clock: Callable[[], datetime] = now) -> Opened:
    """Open a case file to look at it, wherever it lies and whoever works in it."""
    return Opened(vaults.sign_in(path, name, password, clock, read_only=True), None)


def check(office: Office, tell: Tell = lambda _: None) -> tuple[str, ...]:
    """Check the open file, mend its indexes where only they are at fault; return what was done, raise Damaged.

    This is what runs in the background after sign-in.
    """
    return _checked(office, tell, announce=False)


def _checked(office: Office, tell: Tell, *, announce: bool = True) -> tuple[str, ...]:
    store = office.store
    if announce:
        tell("上次没有正常关闭，正在检查案件文件…")
    try:
        faults = soundness.page_faults(store.connection) or soundness.structure_faults(store.connection)
    except Unavailable as told:
        if of_the_file(told.__cause__):
            raise _damaged(store.path) from told
        raise Unfit(told.message) from told  # a full disk: to check the file is to fold in what was written last
    if not faults:
        return ("上次没有正常关闭；案件文件已检查，完好，已保存的内容都在。",) if announce else ()
    if not soundness.only_indexes(faults):
        raise _damaged(store.path)
    tell("索引有误，正在重建…")
    soundness.mend_indexes(store, by=office.officer)
    if soundness.structure_faults(store.connection):
        raise _damaged(store.path)
    return ("案件文件的索引有误，已由原始记录重建，数据没有丢失。",)


def _damaged(path: Path) -> Damaged:
    newest = _newest_good(path)
    if newest is None:
        return Damaged(
            "案件文件已损坏，没有改动它，也没有找到可用的备份。请不要再操作，联系管理员；可以只读查看。", None
        )
    at = newest.manifest.made_at
    return Damaged(
        f"案件文件已损坏，没有改动它。{at:%Y-%m-%d %H:%M} 的备份完好，可以恢复；也可以只读查看。", newest.path
    )


def _newest_good(path: Path) -> archive.Backup | None:
    """Return the newest backup of a file whose bytes are what they were."""
    folders = dict.fromkeys([kept.folder_for(path, settings.load().backups), kept.folder_for(path, "")])
    paths = [found for folder in folders for found in kept.newest_first(folder, path.stem)]
    for backup in kept.whole(sorted(paths, key=lambda found: found.name, reverse=True)):
        with suppress(UserError):
            archive.check(backup)
            return backup
    return None
