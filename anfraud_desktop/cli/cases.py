"""Commands about one case: its timeline."""

import hashlib
from argparse import ArgumentParser, Namespace

from anfraud_desktop.cli.command import Answer, Call, Command, put, record_id


def _timeline(call: Call) -> Answer:
    from anfraud_desktop.actions import timeline
    from anfraud_desktop.actions.exports import Terms

    args = call.args
    with call.office() as office:
        found = timeline.chosen(timeline.timeline(office, args.id), args.kind, args.text)
        found = found[::-1] if args.newest else found
        told: dict[str, object] = {"case": args.id, "events": [event.json() for event in found]}
        lines = ["　".join(filter(None, (one.when, one.what, one.about, one.people))) for one in found]
        if args.pdf:
            data = timeline.pdf(office, args.id, found, Terms(recipient=args.to, purpose=args.purpose))
            told |= {"pdf": str(put(args.pdf, data)), "pdf_sha256": hashlib.sha256(data).hexdigest()}
            lines.append(f"已写入 {told['pdf']}")
    return Answer(told, lines or ["没有带日期的内容"])


def _timeline_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("id", metavar="CASE_ID", type=record_id, help="案件的记录编号")
    parser.add_argument(
        "--kind", metavar="LEDGER", action="append", default=[], help="只看这类（台账名，时限写 clock）"
    )
    parser.add_argument("--text", metavar="TEXT", default="", help="只看含有这些字的")
    parser.add_argument("--newest", action="store_true", help="最近的在前（默认最早的在前）")
    parser.add_argument("--pdf", metavar="OUT", help="打印成 PDF（写入日志，不能与 --as-of 同用）")
    parser.add_argument("--to", metavar="UNIT", default="", help="打印给谁：接收单位（已封存的案件必填）")
    parser.add_argument("--for", metavar="TEXT", default="", dest="purpose", help="用途（已封存的案件必填）")


def _prints(args: Namespace) -> bool:
    return bool(args.pdf)  # a print is logged


COMMANDS = (
    Command("timeline", "一个案件按日期排列的全部事项和将到期的时限", "timeline 12 --kind dispositions",
            _timeline, _timeline_arguments, _prints),
)  # fmt: skip
