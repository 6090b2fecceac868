"""Commands that take one's own last act back, and do it again."""

from typing import Any

from anfraud_desktop.cli.command import Answer, Call, Command, always


def _undo(call: Call) -> Answer:
    from anfraud_desktop.actions import undo

    with call.office() as office:
        return _told(undo.undo(office, this_run=False), "undone", "已撤销")


def _redo(call: Call) -> Answer:
    from anfraud_desktop.actions import undo

    with call.office() as office:
        return _told(undo.redo(office, this_run=False), "redone", "已重做")


def _told(turned: Any, key: str, words: str) -> Answer:
    return Answer({key: turned.what, "records": turned.records}, [f"{words}：{turned.what}（{turned.records} 条）"])


COMMANDS = (
    Command("undo", "撤销自己一天内最近的一次改动", "undo --user 王警官", _undo, writes=always),
    Command("redo", "重做刚撤销的改动", "redo --user 王警官", _redo, writes=always),
)
