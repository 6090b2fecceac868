"""The command for the check of the file: what is wrong in it, findings let stand, all of it on paper."""

import hashlib
from argparse import ArgumentParser
from typing import TYPE_CHECKING

from anfraud_desktop.cli.command import Answer, Call, Command, always, put

if TYPE_CHECKING:
    from anfraud_desktop.actions.health import Checked, Health

SHOWN = 20  # findings of one check; --json tells all


def _health(call: Call) -> Answer:
    from anfraud_desktop.actions import health

    args = call.args
    files: dict[str, str] = {}
    with call.office() as office:
        if args.accept:
            health.accept(office, args.accept, args.reason)
        if args.reopen:
            health.reopen(office, args.reopen)
        found = health.run(office, call.progress)
        if args.pdf:
            data = health.pdf(office, found)
            files = {"pdf": str(put(args.pdf, data)), "pdf_sha256": hashlib.sha256(data).hexdigest()}
    return Answer(found.json() | files, [*_lines(found), *([f"已写入 {files['pdf']}"] if files else [])])


def _lines(found: "Health") -> list[str]:
    lines = [f"{found.ok} / {len(found.checks)} 项没有待处理的问题；待处理 {found.open} 处，已接受 {found.accepted} 处"]
    for checked in found.checks:
        if checked.findings:
            lines += _of_check(checked)
    return lines


def _of_check(checked: "Checked") -> list[str]:
    from anfraud_desktop.actions.checks.check import SEVERITIES

    severity, number = SEVERITIES[checked.words.severity], len(checked.open)
    lines = [f"［{severity}］{checked.words.name}：待处理 {number} 处，已接受 {len(checked.findings) - number} 处"]
    lines += [f"  {one.title}　{one.detail}　{one.key}" for one in checked.open[:SHOWN]]
    if number > SHOWN:
        lines.append(f"  ……共 {number} 处，用 --json 查看全部")
    return [*lines, f"  处理：{checked.words.remedy}"] if number else lines


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--accept",
        metavar="FINDING",
        action="append",
        default=[],
        help="接受一处发现（体检结果里的 finding），可写几次",
    )
    parser.add_argument("--reason", metavar="TEXT", default="", help="接受的理由，记入日志")
    parser.add_argument(
        "--reopen", metavar="FINDING", action="append", default=[], help="取消对一处发现的接受，可写几次"
    )
    parser.add_argument("--pdf", metavar="OUT", help="把结果打印成 PDF")


COMMANDS = (
    Command("health", "案件文件体检：号码、链接、日期、处置、金额、账户", "health --json", _health, _arguments, always),
)
