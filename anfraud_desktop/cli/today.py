"""The command for the day's work: what is overdue, due or near; the same on paper."""

import hashlib
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from anfraud_desktop.cli.command import Answer, Call, Command, put

if TYPE_CHECKING:
    from anfraud_desktop.actions.worklists import Worklist


def _today(call: Call) -> Answer:
    from anfraud_desktop.actions import worklists

    args = call.args
    with call.office() as office:
        found = worklists.worklist(office, mine=args.mine)
        views = {view: [item.json() for item in items] for view, items in found.items.items()}
        told: dict[str, object] = {"at": found.at.isoformat(timespec="minutes"), "mine": found.mine, "views": views}
        lines = _lines(found)
        if args.pdf:
            data = worklists.pdf(office, found)
            told |= {"pdf": str(put(args.pdf, data)), "pdf_sha256": hashlib.sha256(data).hexdigest()}
            lines.append(f"已写入 {told['pdf']}")
    return Answer(told, lines)


def _lines(found: "Worklist") -> list[str]:
    from anfraud_desktop.actions.worklists import LATER, TITLES

    lines = ["　".join(f"{TITLES[view]} {len(items)}" for view, items in found.items.items())]
    for view, items in found.items.items():
        if view != LATER:
            lines += [f"［{TITLES[view]}］{one.by}（{one.left}）{one.title}　{one.person}　{one.case}" for one in items]
    return lines


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--mine", action="store_true", default=None, help="只看本人登记或主办、协办的案件")
    parser.add_argument("--all", dest="mine", action="store_false", help="看全部案件")
    parser.add_argument("--pdf", metavar="OUT", help="打印成 PDF（写入日志，不能与 --as-of 同用）")


def _prints(args: Namespace) -> bool:
    return bool(args.pdf)  # a print is logged


COMMANDS = (
    Command("today", "今日待办：已超期、今日、近期、待核对的事项", "today --json", _today, _arguments, _prints),
)
