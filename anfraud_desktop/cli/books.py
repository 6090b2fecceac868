"""Commands for workbooks: import, import-undo, export, template."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from anfraud_desktop.cli.command import Answer, Call, Command, always, count, told
from anfraud_desktop.cli.ledgers import where

if TYPE_CHECKING:
    from anfraud_desktop.actions.imports import Outcome
    from anfraud_desktop.exchange.plans import Plan

SHOWN = 30


def _import(call: Call) -> Answer:
    from anfraud_desktop.actions import imports
    from anfraud_desktop.errors import Refused

    args = call.args
    columns = imports.columns_from(Path(args.columns)) if args.columns else None
    with call.office() as office:
        plan = imports.preview(office, Path(args.book), sheet=args.sheet, columns=columns, progress=call.progress)
        more = {"errors": str(_write_refusals(call, plan))} if args.errors else {}
        if args.dry_run:
            outcome = imports.Outcome(None, plan)
            return Answer(outcome.json() | more | {"dry_run": True}, _lines(outcome, "试导入，没有写入任何数据"))
        try:
            outcome = imports.commit(office, plan, accept_good=args.accept_good, progress=call.progress)
        except Refused as refused:
            outcome = imports.Outcome(None, plan)
            return Answer(
                outcome.json() | more | {"error": told(refused)}, _lines(outcome, "没有写入任何数据"), status=1
            )
    done = "没有新的内容，没有写入任何数据" if outcome.batch is None else f"已导入，批次 {outcome.batch}"
    return Answer(outcome.json() | more, _lines(outcome, done))


def _write_refusals(call: Call, plan: "Plan") -> Path:
    from anfraud_desktop.actions import imports
    from anfraud_desktop.errors import Unavailable

    out = Path(call.args.errors)
    try:
        imports.write_refusals(plan, Path(call.args.book), out)
    except OSError:
        raise Unavailable(f"文件 {out.name} 写不进去，没有导入。请检查文件夹是否存在、文件是否正被打开。") from None
    return out


def _lines(outcome: "Outcome", done: str) -> list[str]:
    from anfraud_desktop.schema.record import Record

    lines = [done]
    for table, number in outcome.plan.counts().items():
        title = Record.ledgers[table].title
        lines.append(
            f"  {title}：新增 {number['new']}，变更 {number['changed']}，"
            f"相同 {number['same']}，退回 {number['refused']}"
        )
    refused = outcome.plan.refused
    lines += [f"  退回 {item.sheet} 第 {item.line} 行 {item.column} 列：{item.problem}" for item in refused[:SHOWN]]
    if len(refused) > SHOWN:
        lines.append(f"  ……共退回 {len(refused)} 处，用 --errors 写出全部")
    warnings = outcome.plan.warnings
    lines += [f"  注意 {text}" for text in warnings[:SHOWN]]
    if len(warnings) > SHOWN:
        lines.append(f"  ……共 {len(warnings)} 条提醒，用 --json 查看全部")
    return lines


def _import_undo(call: Call) -> Answer:
    from anfraud_desktop.actions import imports

    with call.office() as office:
        counts = imports.undo(office, call.args.batch)
    lines = [f"已撤回第 {call.args.batch} 批"]
    lines += [f"  {table}：移走 {number['removed']}，复原 {number['restored']}" for table, number in counts.items()]
    return Answer({"batch": call.args.batch, "ledgers": counts}, lines)


def _export(call: Call) -> Answer:
    from anfraud_desktop.actions import exports

    args = call.args
    terms = exports.Terms(args.full_numbers, args.reason, args.to, args.purpose)
    with call.office() as office:
        made = exports.export(office, args.ledger, Path(args.out), args.where, terms=terms, progress=call.progress)
    answer = {"rows": made.rows, "sha256": made.sha256, "left_out": made.left_out, "file": args.out}
    return Answer(answer, [f"已导出 {made.rows:,} 条到 {args.out}", *([made.note] if made.note else [])])


def _template(call: Call) -> Answer:
    import anfraud_desktop.records  # noqa: F401  registers the ledgers
    from anfraud_desktop.actions import exports

    made = exports.template(call.args.ledger, Path(call.args.out))
    return Answer({"rows": 0, "sha256": made.sha256, "file": call.args.out}, [f"模板已写入 {call.args.out}"])


def _not_dry(args: Namespace) -> bool:
    return not args.dry_run


def _import_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("book", metavar="BOOK", help="工作簿：.xlsx .xlsm .xls .et .csv")
    parser.add_argument("--sheet", metavar="NAME", help="只读这一张工作表")
    parser.add_argument("--columns", metavar="MAP.toml", help='列对应表，例："卡号" = "cards.number"')
    parser.add_argument("--dry-run", action="store_true", help="只看结果，不写入")
    parser.add_argument("--errors", metavar="OUT.xlsx", help="把退回的行写成可改正后再导入的工作簿")
    parser.add_argument("--accept-good", action="store_true", help="只导入通过的行（默认有一处退回就全不写入）")


def _undo_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("batch", metavar="BATCH", type=count, help="批次编号")


def _out(parser: ArgumentParser) -> None:
    parser.add_argument("ledger", metavar="LEDGER", help="台账名，例：cases（见 anfraud ledgers）")
    parser.add_argument("out", metavar="OUT.xlsx", help="写到哪个文件")


def _export_arguments(parser: ArgumentParser) -> None:
    _out(parser)
    where(parser)
    parser.add_argument("--full-numbers", action="store_true", help="写出完整的证件、电话、卡号；须写明 --reason")
    parser.add_argument("--reason", metavar="TEXT", default="", help="写出完整号码的原因，记入日志")
    parser.add_argument("--to", metavar="UNIT", default="", help="接收单位")
    parser.add_argument("--for", metavar="TEXT", default="", dest="purpose", help="用途")


COMMANDS = (
    Command(
        "import", "导入本单位的台账", "import 人员台账2026.xlsx --accept-good", _import, _import_arguments, _not_dry
    ),
    Command("import-undo", "整批撤回一次导入", "import-undo 3", _import_undo, _undo_arguments, always),
    Command("export", "导出一本台账", "export people people.xlsx --where sex=男", _export, _export_arguments, always),
    Command("template", "一本台账的空白导入模板", "template people 人员模板.xlsx", _template, _out),
)
