"""Room on the disk, asked for before a big step begins: on a full one not even a deletion succeeds (trust.md T11)."""

import math
import shutil
from pathlib import Path

from anfraud_desktop.errors import Unavailable

MB = 1024 * 1024
TIMES = 3  # the copy, what is made of it, and what the step itself writes
RESERVE = 200 * MB


def needed_for(case: Path) -> int:
    """Return how many bytes a backup, an import, a change of key or a migration of a case file wants free."""
    waiting = case.with_name(f"{case.name}-wal")
    return TIMES * sum(path.stat().st_size for path in (case, waiting) if path.is_file()) + RESERVE


def require_space(path: Path, bytes_needed: int) -> None:
    """Raise Unavailable, saying how much to free, where the disk of a file or folder has less left.

    What does not exist yet counts as lying in the nearest folder above it that does.
    """
    folder = next(place for place in (path.absolute(), *path.absolute().parents) if place.is_dir())
    short = bytes_needed - shutil.disk_usage(folder).free
    if short > 0:
        raise Unavailable(
            f"磁盘空间不足，没有写入任何内容，原有数据完好。请在“{folder}”所在的磁盘上至少腾出"
            f" {math.ceil(short / MB):,} MB 后再试。"
        )
