"""What kind of place a case file lies in: only a fixed disk of this computer is fit to work on."""

import os
from functools import cache
from pathlib import Path
from typing import Any, Literal

import psutil

from anfraud_desktop import resources

Kind = Literal["local", "network", "removable", "synced"]

_WORDS: dict[Kind, str] = {
    "network": "网络驱动器",
    "removable": "U 盘或移动硬盘",
    "synced": "云盘同步文件夹",
}
_LOCKED = "案件文件所在的文件夹不能写入，不能在那里办公，原有数据完好。请检查磁盘和写入权限；也可以只读查看。"


def kind_of(path: Path) -> Kind:
    """Return what a file's folder lies on; what cannot be told counts as local."""
    folder = _existing(path)
    if _synced(folder):
        return "synced"
    if os.name == "nt" and str(folder).startswith("\\\\"):
        return "network"
    disk = _disk(folder)
    if disk is None:
        return "local"
    options = set(disk.opts.split(","))
    if "remote" in options or disk.fstype.lower() in _table()["network"]:
        return "network"
    return "removable" if "removable" in options or _unplugged(disk.device) else "local"


def why_unfit(path: Path) -> str:
    """Say in Chinese why a case file must not be worked in where it lies; empty where it may."""
    words = _WORDS.get(kind_of(path), "")
    if not words:
        return "" if os.access(_existing(path), os.W_OK) else _LOCKED
    return f"案件文件在{words}上，断开或同步时会损坏，不能在那里办公。请复制到本机硬盘再打开；也可以只读查看。"


@cache
def _table() -> dict[str, list[str]]:
    return dict(resources.table("trust", "places.toml"))


def _existing(path: Path) -> Path:
    """Return the nearest folder above a file that is there, links followed."""
    folder = path.absolute().parent
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder.resolve()


def _synced(folder: Path) -> bool:
    names, prefixes = set(_table()["synced"]), tuple(_table()["synced_prefixes"])
    roots = {os.environ[name] for name in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer") if name in os.environ}
    own = any(root and folder.is_relative_to(root) for root in roots)
    return own or any(part in names or part.startswith(prefixes) for part in folder.parts)


def _disk(folder: Path) -> Any:
    """Return the mounted file system that holds a folder, the one with the longest path; None where none does."""
    mounted = [disk for disk in psutil.disk_partitions(all=True) if folder.is_relative_to(disk.mountpoint)]
    return max(mounted, key=lambda disk: len(disk.mountpoint), default=None)


def _unplugged(device: str) -> bool:
    """Tell whether Linux calls a device removable; a partition asks for its disk."""
    disk = Path("/sys/class/block", Path(device).name)
    for sign in (disk / "removable", disk.resolve().parent / "removable"):
        try:
            if sign.read_text(encoding="ascii").strip() == "1":
                return True
        except (OSError, ValueError):
            continue
    return False
