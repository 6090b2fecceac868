"""Commands for what may not be kept for ever: periods, what is over, deleting for good, correcting on request."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date
from typing import TYPE_CHECKING, Any

from anfraud_desktop.cli.command import Answer, Call, Command, always, count, numbers, pairs, put, record_id

if TYPE_CHECKING:
    from anfraud_desktop.actions.corrections import Request


def _list(call: Call) -> Answer:
    from anfraud_desktop.actions import retention

    with call.office() as office:
        found = retention.ended(office)
    told = [
        {
            "ledger": one.ledger, "id": one.id, "title": one.title or None, "trash": one.trash,
            "until": str(one.kept.until), "reason": one.kept.reason, "article": one.kept.article,
            "dependents": one.dependents,
        }
        for one in found
    ]  # fmt: skip
    lines = []
    for one in found:
        what = f"{one.ledger} {one.id}　{one.title or one.name}{'（回收站）' if one.trash else ''}"
        more = f"，连同 {one.dependents} 条" if one.dependents else ""
        lines.append(f"{what}　{one.kept.reason}，{one.kept.until} 届满{more}　{one.kept.article}")
    return Answer({"ended": told}, lines or ["没有保存期限届满的记录"])


def _periods(call: Call) -> Answer:
    from anfraud_desktop.actions import retention

    with call.office() as office:
        rows = retention.periods(office)
    told = [
        {
            "key": row.key, "title": row.title, "years": years, "default": row.years, "least": row.least,
            "from": row.begins, "unsure": row.unsure, "article": row.article,
        }
        for row, years in rows
    ]  # fmt: skip
    lines = []
    for row, years in rows:
        unsure = "　年数待本单位核定" if row.unsure else ""
        lines.append(f"{row.key:<22}{row.title}　{years} 年，自{row.begins}的次年起{unsure}　{row.article}")
    return Answer({"periods": told}, lines)


def _set(call: Call) -> Answer:
    from anfraud_desktop.actions import retention

    args = call.args
    with call.office() as office:
        retention.set_years(office, args.key, args.years, args.basis)
    return Answer({"key": args.key, "years": args.years}, [f"{args.key} 已改为保存 {args.years} 年"])


def _purge(call: Call) -> Answer:
    from anfraud_desktop.actions import corrections, records, retention

    args = call.args
    request = _request(args)
    with call.office() as office:
        table = records.ledger_of(args.ledger).table
        wanted = [(table, at) for at in args.ids]
        done = retention.purge(office, wanted, args.basis, args.reason, dependents=args.together)
        paper = corrections.deleted(office, request) if request and args.paper else None
    told: dict[str, Any] = {"purged": done.counts, "files": done.files, "swept": done.swept}
    return _with_paper(told, [done.words], args, paper)


def _correct(call: Call) -> Answer:
    from anfraud_desktop.actions import corrections

    args = call.args
    request, given = _request(args), pairs(args.values)
    assert request is not None  # noqa: S101  for the type checker: both options are required
    with call.office() as office:
        if args.refuse is not None and not given:
            paper, words = corrections.decline_deletion(office, args.ledger, args.id, request, args.refuse), "不予删除"
        elif args.refuse is not None:
            paper = corrections.decline(office, args.ledger, args.id, given, request, why=args.refuse)
            words = "不予更正"
        else:
            done = corrections.correct(office, args.ledger, args.id, given, request)
            paper, words = done.paper, f"已更正：{'、'.join(done.changed)}"
    told = {"id": args.id, "ledger": args.ledger, "corrected": args.refuse is None}
    return _with_paper(told, [f"{words}，答复已记入日志"], args, paper)


def _request(args: Namespace) -> "Request | None":
    from anfraud_desktop.actions.corrections import Request
    from anfraud_desktop.errors import UserError

    if args.requested_by is None and args.request_date is None:
        return None
    if args.requested_by is None or args.request_date is None:
        raise UserError("请求人和请求日期要一起写：--requested-by 姓名 --request-date 2026-10-20。没有做任何改动。")
    return Request(args.requested_by, args.request_date)


def _with_paper(told: dict[str, Any], lines: list[str], args: Namespace, paper: bytes | None) -> Answer:
    if paper is None or not args.paper:
        return Answer(told | {"paper": None}, lines)
    path = put(args.paper, paper)
    return Answer(told | {"paper": str(path)}, [*lines, f"答复书已写入 {path}"])


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}”应写成 2026-10-20") from None


def _set_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("key", metavar="KEY", help="哪一类，例如 case_criminal")
    parser.add_argument("years", metavar="YEARS", type=count, help="保存多少年")
    parser.add_argument("--basis", metavar="TEXT", required=True, help="依据，写明文件名称和文号")


def _request_arguments(parser: ArgumentParser, *, required: bool) -> None:
    parser.add_argument("--requested-by", metavar="NAME", required=required, help="提出请求的人")
    parser.add_argument("--request-date", metavar="DATE", type=_day, required=required, help="请求日期")
    parser.add_argument("--paper", metavar="OUT", help="把答复书写成 PDF")


def _purge_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("ledger", metavar="LEDGER", help="台账")
    parser.add_argument("ids", metavar="ID", type=numbers, help="记录编号，几条之间用逗号")
    parser.add_argument("--basis", metavar="TEXT", required=True, help="法律条文，或责令删除的文书文号")
    parser.add_argument("--reason", metavar="TEXT", required=True, help="原因，记入日志，不写姓名号码")
    parser.add_argument("--together", action="store_true", help="连同离开它就不能存在的记录")
    _request_arguments(parser, required=False)


def _correct_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("ledger", metavar="LEDGER", help="台账")
    parser.add_argument("id", metavar="ID", type=record_id, help="记录编号")
    parser.add_argument("values", metavar="FIELD=VALUE", nargs="*", help="请求更正的项目；答复不予删除时不写")
    parser.add_argument("--refuse", metavar="WHY", help="不予更正的理由；没有写项目时是不予删除的理由")
    _request_arguments(parser, required=True)


COMMANDS = (
    Command("retention list", "保存期限届满的记录和依据", "retention list", _list),
    Command("retention periods", "各类记录保存多少年", "retention periods", _periods),
    Command("retention set", "按上级的保管期限表改一类记录的年数（管理员和审核人两人）",
            "retention set case_administrative 20 --basis 某某保管期限表〔2026〕3号 --second 管理员", _set,
            _set_arguments, always),
    Command("purge", "彻底删除记录（管理员和审核人两人）",
            "purge people 12 --basis 个人信息保护法第四十七条 --reason 保存期限届满 --second 管理员", _purge,
            _purge_arguments, always),
    Command("correct", "应本人请求更正，出具答复书",
            "correct people 12 address=棠棣镇 --requested-by 张建国 --request-date 2026-10-20 --paper 答复书.pdf",
            _correct, _correct_arguments, always),
)  # fmt: skip
