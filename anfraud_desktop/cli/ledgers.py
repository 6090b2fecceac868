"""Commands for any ledger: what there is, add, set, remove, untrash, show, list, history, find."""

import time
from argparse import ArgumentParser
from typing import Any

from anfraud_desktop.cli.command import Answer, Call, Command, always, count, pairs, record_id

LIMIT = 50


def _ledgers(_: Call) -> Answer:
    import anfraud_desktop.records  # noqa: F401  registers the ledgers
    from anfraud_desktop.schema.record import Record

    told = [
        {
            "name": ledger.table,
            "title": ledger.title,
            "managed": ledger.managed,
            "fields": [_field(field) for field in ledger.fields.values()],
        }
        for ledger in Record.ledgers.values()
    ]
    lines: list[str] = []
    for ledger in Record.ledgers.values():
        lines.append(f"{ledger.table}  {ledger.title}")
        lines += [
            f"  {name:<20}{field.label}{'（必填）' if field.required else ''}" for name, field in ledger.fields.items()
        ]
    return Answer({"ledgers": told}, lines)


def _field(field: Any) -> dict[str, Any]:
    told = {"name": field.name, "label": field.label, "kind": type(field).__name__, "required": field.required}
    if target := getattr(field, "target", None):
        told["target"] = target
    if codes := getattr(field, "codes", None):
        told["options"] = [{"code": code.code, "label": code.label} for code in codes.options]
    return told


def _add(call: Call) -> Answer:
    from anfraud_desktop.actions import records

    with call.office() as office:
        record = records.add(office, call.args.ledger, pairs(call.args.values))
        return _written(call, record, "已登记")


def _set(call: Call) -> Answer:
    from anfraud_desktop.actions import records

    with call.office() as office:
        record = records.change(office, call.args.ledger, call.args.id, pairs(call.args.values), call.args.reason)
        return _written(call, record, "已修改")


def _written(call: Call, record: Any, done: str) -> Answer:
    from anfraud_desktop.actions.records import warnings_of

    warnings = warnings_of(record)
    told = {"id": record.id, "ledger": call.args.ledger, "version": record.version, "warnings": warnings}
    notes = [f"注意 {record.fields[name].label}：{text}" for name, text in warnings.items() if name in record.fields]
    return Answer(told, [f"{done}：{record.one} #{record.id}", *notes])


def _remove(call: Call) -> Answer:
    from anfraud_desktop.actions import records

    with call.office() as office:
        number = records.remove(office, call.args.ledger, [call.args.id], call.args.reason)
    told = {"id": call.args.id, "ledger": call.args.ledger, "removed": number}
    return Answer(told, [f"已移入回收站：{call.args.ledger} #{call.args.id}，可用 untrash 找回"])


def _untrash(call: Call) -> Answer:
    from anfraud_desktop.actions import records

    with call.office() as office:
        number = records.restore(office, call.args.ledger, [call.args.id])
    told = {"id": call.args.id, "ledger": call.args.ledger, "restored": number}
    return Answer(told, [f"已找回 {number} 条"])


def _show(call: Call) -> Answer:
    from anfraud_desktop.actions import records
    from anfraud_desktop.cli.plain import documents

    with call.office() as office:
        record = records.show(office, call.args.ledger, call.args.id)
        [document] = documents(office, [record])
    width = max(len(field.label) for field in record.fields.values())
    lines = [f"{record.one} #{record.id}"]
    lines += [f"  {record.fields[n].label:\u3000<{width}}  {text}" for n, text in document["shown"].items() if text]
    return Answer({"record": document}, lines)


def _list(call: Call) -> Answer:
    from anfraud_desktop.actions import records
    from anfraud_desktop.actions.links import titles_of
    from anfraud_desktop.cli.plain import documents

    with call.office() as office:
        found = records.listing(office, call.args.ledger, call.args.where, call.args.limit)
        told = documents(office, found.records)
        titles = titles_of(office.store, found.records)
    lines = [f"#{record.id}\t{title}" for record, title in zip(found.records, titles, strict=True)]
    return Answer({"records": told, "total": found.total}, [*lines, f"共 {found.total:,} 条，列出 {len(lines):,} 条"])


def _history(call: Call) -> Answer:
    from anfraud_desktop.actions import records

    with call.office() as office:
        events = records.history(office, call.args.ledger, call.args.id)
    told: list[dict[str, Any]] = []
    lines: list[str] = []
    for event in events:
        changes = [{"field": n, "label": label, "old": old, "new": new} for n, label, old, new in event.changes]
        told.append({"seq": event.seq, "at": event.at, "officer": event.officer, "what": event.what,
                     "event": event.event, "reason": event.reason, "changes": changes})  # fmt: skip
        lines.append(f"{event.at[:16]} {event.officer} {event.what}{f'（{event.reason}）' if event.reason else ''}")
        lines += [f"  {label}：{old or '（空）'} → {new or '（空）'}" for _, label, old, new in event.changes]
    return Answer({"ledger": call.args.ledger, "id": call.args.id, "entries": told}, lines)


def _find(call: Call) -> Answer:
    from anfraud_desktop.actions import records

    with call.office() as office:
        began = time.perf_counter()
        hits = records.find(office, call.args.text, call.args.limit)
        ms = round((time.perf_counter() - began) * 1000, 3)
    told = [{"ledger": hit.ledger, "id": hit.id, "title": hit.title, "matched": hit.matched} for hit in hits]
    return Answer({"hits": told, "ms": ms}, [f"{hit.ledger} #{hit.id}\t{hit.title}\t{hit.matched}" for hit in hits])


def _ledger(parser: ArgumentParser) -> None:
    parser.add_argument("ledger", metavar="LEDGER", help="台账名，例：cases（见 anfraud ledgers）")


def _one(parser: ArgumentParser) -> None:
    _ledger(parser)
    parser.add_argument("id", metavar="ID", type=record_id, help="记录编号")


def _values(parser: ArgumentParser) -> None:
    parser.add_argument(
        "values", metavar="FIELD=VALUE", nargs="+",
        help="项目=值，按手工填写的写法；链接写 #编号、案件编号、证件号码，或 证件号码@案件编号（涉案人员）",
    )  # fmt: skip


def where(parser: ArgumentParser) -> None:
    """Add the conditions that choose records."""
    parser.add_argument(
        "--where", metavar="FIELD=VALUE", action="append", default=[],
        help="条件，可写多个；= != > >= < <= ~（含有）；沿链接写成 case.filed_on>=2026-10-01",
    )  # fmt: skip


def _add_arguments(parser: ArgumentParser) -> None:
    _ledger(parser)
    _values(parser)


def _set_arguments(parser: ArgumentParser) -> None:
    _one(parser)
    _values(parser)
    parser.add_argument("--reason", metavar="TEXT", default="", help="原因；修改已写入通告的人员时须写明")


def _remove_arguments(parser: ArgumentParser) -> None:
    _one(parser)
    parser.add_argument("--reason", metavar="TEXT", required=True, help="原因，记入日志")


def _list_arguments(parser: ArgumentParser) -> None:
    _ledger(parser)
    where(parser)
    parser.add_argument("--limit", metavar="N", type=count, default=LIMIT, help=f"最多列出几条（默认 {LIMIT}）")


def _find_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("text", metavar="TEXT", help="汉字、拼音、首字母，或号码中的几位")
    parser.add_argument("--limit", metavar="N", type=count, default=LIMIT, help=f"最多几条（默认 {LIMIT}）")


COMMANDS = (
    Command("ledgers", "有哪些台账、各有哪些项目", "ledgers --json", _ledgers),
    Command("add", "登记一条记录", "add people name=张建国 id_number=420900199001010015", _add, _add_arguments, always),
    Command("set", "修改一条记录", "set cases 3 status=侦查 amount=12.5万", _set, _set_arguments, always),
    Command("remove", "把一条记录移入回收站", "remove people 3 --reason 重复登记", _remove, _remove_arguments, always),
    Command("untrash", "从回收站找回一条记录", "untrash people 3", _untrash, _one, always),
    Command("show", "查看一条记录", "show people 3", _show, _one),
    Command("list", "列出一本台账的记录", "list cases --where filed_on>=2026-10-01 --limit 20", _list, _list_arguments),
    Command("history", "一条记录的全部改动", "history people 3", _history, _one),
    Command("find", "在全部台账里查找", "find 张建国 --limit 10", _find, _find_arguments),
)
