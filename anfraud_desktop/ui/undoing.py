"""Ctrl+Z and Ctrl+Y outside a field: one's last act taken back by name, and done again."""

from anfraud_desktop.actions import undo as acts
from anfraud_desktop.actions.undo import Turned
from anfraud_desktop.ui.page import Host


def undo(host: Host) -> None:
    """Take the newest act back and say which it was."""
    office = host.office
    host.tasks.start(lambda _: acts.undo(office), lambda done: _told(host, "已撤销", done))


def redo(host: Host) -> None:
    """Do again what was taken back last."""
    office = host.office
    host.tasks.start(lambda _: acts.redo(office), lambda done: _told(host, "已重做", done))


def _told(host: Host, words: str, done: Turned) -> None:
    host.toasts.show(f"{words}：{done.what}（{done.records:,} 条）")
