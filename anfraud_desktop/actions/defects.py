"""The report of a defect: where the program was, in which version; ids and places only, never a value."""

import platform
import secrets
import sys
import tempfile
import traceback
from datetime import datetime
from pathlib import Path

from anfraud_desktop import __version__
from anfraud_desktop.settings import data_folder


def write_report(error: BaseException, doing: str, at: datetime) -> Path:
    """Write what is known of a defect into a file of its own and return its path.

    `doing` names a command or a page. The error's own words stay out: they may hold somebody's name or number.
    """
    machine = f"Python {platform.python_version()} {sys.platform} {platform.machine()}"
    head = [f"anfraud {__version__}", f"时间 {at:%Y-%m-%d %H:%M:%S}", f"正在 {doing}", machine]
    lines = [*head, "", *_chain(error), ""]
    name = f"defect-{at:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}.txt"
    for folder in (data_folder() / "reports", Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text("\n".join(lines), encoding="utf-8")
        except OSError:
            continue
        return folder / name
    return Path(name)


def _chain(error: BaseException | None) -> list[str]:
    lines: list[str] = []
    while error is not None:
        lines.append(f"{type(error).__module__}.{type(error).__qualname__}")
        lines += [f"  {_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in _frames(error)]
        error = error.__cause__ or error.__context__
    return lines


def _frames(error: BaseException) -> traceback.StackSummary:
    return traceback.extract_tb(error.__traceback__)


def _place(filename: str) -> str:
    """Return a source file's last parts: a full path may hold a person's account name."""
    return "/".join(Path(filename).parts[-3:])
