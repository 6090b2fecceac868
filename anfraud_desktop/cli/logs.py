"""Commands for the log: checking the file against it, reading and exporting it, anchoring it elsewhere."""

from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from anfraud_desktop.cli.command import Answer, Call, Command, always, count, put, record_id

SHOWN = 1000  # the newest entries, where --limit says nothing else


def _verify(call: Call) -> Answer:
    from anfraud_desktop.actions import log_exports, logs

    args = call.args
    with call.office() as office:
        more = [log_exports.read_anchor(office, Path(path)) for path in args.anchor or ()]
        more += [log_exports.read_head(text) for text in args.head or ()]
        found = logs.verify(office, more, call.progress)
    checks = [{"name": one.name, "ok": one.ok, "detail": one.detail} for one in found.checks]
    told = {"ok": found.ok, "checks": checks, "open_window": found.window}
    lines = [f"{'通过' if one.ok else '不符'}　{logs.CHECKS[one.name]}：{one.detail}" for one in found.checks]
    return Answer(told, [*lines, *([found.window_words] if found.ok else [])], int(not found.ok))


def _audit(call: Call) -> Answer:
    from anfraud_desktop.actions import log_exports, logs
    from anfraud_desktop.store import logbook

    args = call.args
    with call.office() as office:
        if args.export:
            made = log_exports.export(office, Path(args.export), args.since + 1, call.progress)
            words = f"已导出第 {made.first} 条至第 {made.last} 条到 {made.path}，公钥指纹 {made.key}"
            told = {
                "export": str(made.path),
                "entries": made.entries,
                "sha256": made.sha256,
                "head": logbook.head(office.store),
            }
            return Answer(told, [words])
        asked = logs.Asked(args.officer, args.event, args.ledger, args.record, first=args.since + 1)
        numbers = logs.find(office, asked)
        head = logbook.head(office.store)
        lines = logs.page(office, numbers[: args.limit])[::-1]
        shown = [f"{one.seq}　{logs.moment(one):%Y-%m-%d %H:%M:%S}　{one.officer}　{logs.event_title(one.event)}　"
                 f"{one.what}　{logs.record_text(one)}".rstrip("　") for one in lines]  # fmt: skip
    more = len(numbers) - len(lines)
    return Answer(
        {"entries": [_spelt(one) for one in lines], "more": more, "head": head},
        [*([f"……更早的还有 {more:,} 条，用 --limit 查看"] if more else []), *shown],
    )


def _spelt(line: Any) -> dict[str, Any]:
    told = asdict(line)
    return told | {"ledger": line.ledger or None, "record": line.record or None, "fields": list(line.fields)}


def _anchor(call: Call) -> Answer:
    import json

    from anfraud_desktop.actions import log_exports

    with call.office() as office:
        data = log_exports.anchor(office)
    told = json.loads(data)
    path = put(call.args.out, data)
    words = f"已锚定第 {told['seq']} 条，写入 {path}。请把它存到别的电脑或优盘上，与案件文件分开保管。"
    return Answer({"anchor": str(path), "seq": told["seq"], "head": told["mac"]}, [words])


def _seal(call: Call) -> Answer:
    import hashlib

    from anfraud_desktop.actions import log_exports

    with call.office() as office:
        data = log_exports.seal_sheet(office, call.args.month)
    path = put(call.args.pdf, data)
    words = f"封条已写入 {path}。请打印、由审计员和审核人签名，与案件文件分开保管。"
    return Answer({"pdf": str(path), "sha256": hashlib.sha256(data).hexdigest()}, [words])


def _verify_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--anchor", metavar="FILE", action="append", help="另外保存的锚点文件，可写几次")
    parser.add_argument("--head", metavar="SEQ-DIGITS", action="append", help="纸面上印的日志摘要，可写几次")


def _audit_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--since", metavar="SEQ", type=count, default=0, help="只要这个编号之后的")
    parser.add_argument("--export", metavar="OUT", help="导出为签名文件，用 python -m anfraud_desktop.verify 核对")
    parser.add_argument("--officer", metavar="NAME", default="", help="只列某人的")
    parser.add_argument("--event", metavar="EVENT", default="", help="只列某种，例如 reveal、print、denied")
    parser.add_argument("--ledger", metavar="LEDGER", default="", help="只列某个台账的，例如 people")
    parser.add_argument("--record", metavar="ID", type=record_id, default=0, help="只列某条记录的")
    parser.add_argument("--limit", metavar="N", type=count, default=SHOWN, help=f"最多列多少条（默认最新 {SHOWN} 条）")


def _anchor_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--out", metavar="FILE", required=True, help="锚点文件写到哪里，最好在另一块磁盘上")


def _seal_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("month", metavar="MONTH", help="哪个月，例如 2026-10")
    parser.add_argument("--pdf", metavar="OUT", required=True, help="封条写到哪里")


COMMANDS = (
    Command("verify", "核对案件文件：页、链、签名、锚点", "verify --anchor /media/usb/锚点.json", _verify,
            _verify_arguments, always),
    Command("audit", "查看、导出日志", "audit --since 1200 --export 日志.jsonl", _audit, _audit_arguments, always),
    Command("anchor", "把日志的摘要签名存到别处", "anchor --out /media/usb/锚点.json", _anchor,
            _anchor_arguments, always),
    Command("seal", "每月一张的审计封条", "seal 2026-10 --pdf 封条.pdf", _seal, _seal_arguments, always),
)  # fmt: skip
