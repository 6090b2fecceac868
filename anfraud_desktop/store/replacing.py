"""Replacing a file so that it is whole at any moment: the old bytes or the new ones, never something between."""

import contextlib
import os
import tempfile
import time
from pathlib import Path

WAIT_SECONDS = 2.5  # an antivirus holds a fresh file that long at most
STEP_SECONDS = 0.1
TEMPORARY = ".new-"


def replace_file(path: Path, data: bytes) -> None:
    """Write `data` as `path`: a temporary file beside it, flushed to the disk, then moved over; raises OSError."""
    handle, name = tempfile.mkstemp(
        dir=path.parent, prefix=TEMPORARY
    )  # not after the file: its name may be as long as names may be
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _move(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    _settle(path.parent)


def move_file(source: Path, target: Path) -> None:
    """Move a file that was flushed to the disk over another in a folder of the same disk; raises OSError."""
    _move(str(source), target)
    _settle(target.parent)


def _move(name: str, path: Path) -> None:
    until = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            Path(name).replace(path)
        except PermissionError:  # Windows' errors 5, 32 and 33, while another program looks at the file
            if time.monotonic() > until:
                raise
            time.sleep(STEP_SECONDS)
        else:
            return


def _settle(folder: Path) -> None:
    """Make the move itself last where that can be had: Windows and some network drives have no handle of a folder.

    The file is in its place by now, so nothing here may tell that it is not.
    """
    if os.name == "posix":
        with contextlib.suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
