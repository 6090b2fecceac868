"""Putting a backup where a case file lies, or will lie: a crash leaves the old pair of files or the new one, no third.

The new files are laid beside and proved; a marker says that they are whole; then they are moved. What an interruption
leaves is finished at the next opening where the marker stands, and taken away where it does not.
"""

from contextlib import suppress
from pathlib import Path

from anfraud_desktop.errors import Unavailable
from anfraud_desktop.store import archive, copies
from anfraud_desktop.store.archive import Backup
from anfraud_desktop.store.keyfile import key_path
from anfraud_desktop.store.replacing import move_file, replace_file
from anfraud_desktop.store.space import RESERVE, require_space

_UNFINISHED = "上次恢复没有做完，案件文件暂时打不开，数据都还在。请检查磁盘空间和文件夹权限后重新打开程序，会自动做完。"


def marker(case: Path) -> Path:
    """Return the file whose being there says that a proved pair waits; it holds what to call the old one."""
    return case.with_name(f"{case.name}.restoring")


def incoming(path: Path) -> Path:
    """Return where a file waits to be moved to its place."""
    return path.with_name(f"{path.name}.incoming")


def aside(path: Path, stamp: str) -> Path:
    """Return where a replaced file goes that no backup could be made of; its key file goes beside it."""
    return path.with_name(f"{path.stem}.替换前-{stamp}{path.suffix}")


def stage(backup: Backup, key: bytes, case: Path) -> None:
    """Lay a backup's files beside their place and prove them; raises Unavailable, and leaves nothing then."""
    finish(case)
    require_space(case.parent, backup.manifest.parts[archive.DATA][1] + RESERVE)
    try:
        archive.extract(backup, incoming(case))
        _prove(backup, key, incoming(case))
        replace_file(incoming(key_path(case)), archive.keys_of(backup))
    except OSError:
        unstage(case)
        raise Unavailable("恢复位置写不进去，没有改动任何文件。请检查磁盘空间和文件夹权限后再试。") from None
    except BaseException:
        unstage(case)
        raise


def _prove(backup: Backup, key: bytes, data: Path) -> None:
    if copies.examine(data, key, thorough=True) != backup.manifest.state:
        raise archive.damaged("内容与清单不符")


def unstage(case: Path) -> None:
    """Take away what was laid beside."""
    for path in (incoming(case), incoming(key_path(case))):
        with suppress(OSError):
            path.unlink()


def put_in_place(case: Path, keep: str = "") -> None:
    """Move what was staged to its place; the file there must be closed. `keep` names the old pair, empty drops it.

    Raises Unavailable; once the marker stands, the next opening goes on from there.
    """
    try:
        replace_file(marker(case), keep.encode())
    except OSError:
        unstage(case)
        raise Unavailable("恢复位置写不进去，没有改动任何文件。请检查磁盘空间和文件夹权限后再试。") from None
    finish(case)


def finish(case: Path) -> bool:
    """Complete or undo what an interruption has left, before the case file is opened; tell whether one was completed.

    Raises Unavailable where it cannot be completed yet.
    """
    try:
        if not marker(case).exists():
            unstage(case)
            return False
        keep = marker(case).read_text(encoding="utf-8")
        for path in (case, key_path(case)):
            if incoming(path).exists():
                _replace(path, keep)
        marker(case).unlink()
    except OSError:
        raise Unavailable(_UNFINISHED) from None
    return True


def _replace(path: Path, keep: str) -> None:
    """Move a file to its place. The old one's write-ahead log goes first: it would be read into the new one."""
    for tail in ("-wal", "-shm", ""):
        old = path.with_name(path.name + tail)
        if keep and tail != "-shm" and old.exists():
            kept = aside(path, keep)
            move_file(old, kept.with_name(kept.name + tail))
        elif tail:
            old.unlink(missing_ok=True)
    move_file(incoming(path), path)
