"""One window a case file: a lock that the system lets go of when its holder ends, and that names its holder.

What another computer has written into the lock file is never broken here: only a person can know that it is off.
"""

import json
import os
import platform
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from anfraud_desktop.errors import Unavailable


class Held(Unavailable):
    """Another window has the case file open; `here` tells whether on this computer."""

    def __init__(self, message: str, *, here: bool) -> None:
        super().__init__(message)
        self.here = here


class Instance:
    """The hold on a case file; `release` it at the end. A process that dies lets go of itself."""

    def __init__(self, path: Path) -> None:
        self._note = path.with_name(f"{path.name}.open")
        self._lock = FileLock(path.with_name(f"{path.name}.lock"), timeout=0)

    @classmethod
    def of(cls, path: Path, *, over_foreign: bool = False) -> "Instance":
        """Take hold of a case file; raises Held with who has it.

        `over_foreign` is said by a person who knows that the other computer no longer has it open.
        """
        made = cls(path)
        foreign = made._holder()
        if foreign and foreign.get("host") != platform.node() and not over_foreign:
            raise Held(_told(foreign, here=False), here=False)
        try:
            made._lock.acquire()
        except (Timeout, OSError):
            raise Held(_told(made._holder(), here=True), here=True) from None
        made._write()
        return made

    def release(self) -> None:
        """Let go, and take the holder's name away."""
        with suppress(OSError):
            self._note.unlink(missing_ok=True)
        self._lock.release()

    def _holder(self) -> dict[str, Any]:
        try:
            found = json.loads(self._note.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _write(self) -> None:
        told = {"host": platform.node(), "pid": os.getpid(), "since": f"{datetime.now().astimezone():%Y-%m-%d %H:%M}"}
        with suppress(OSError):  # a lock without a name still holds
            self._note.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def _told(holder: dict[str, Any], *, here: bool) -> str:
    since = f"（{holder['since']} 起）" if holder.get("since") else ""
    if here:
        return f"案件文件已经在本机的另一个窗口里打开{since}，没有重复打开。请切换到那个窗口；也可以只读查看。"
    return (
        f"案件文件正在另一台电脑“{holder.get('host', '未知')}”上打开{since}，没有打开，数据没有受影响。"
        "请先在那台电脑上关闭；确知它已关闭时，可以选择接管。"
    )
