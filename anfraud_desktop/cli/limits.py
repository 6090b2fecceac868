"""Commands about time limits: one as pure arithmetic, those that run in the file, lists of holidays, settling."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from anfraud_desktop.cli.command import Answer, Call, Command, always, count, pairs, record_id

if TYPE_CHECKING:
    from anfraud_desktop.actions.clock import Clock
    from anfraud_desktop.actions.office import Office

Moment = date | datetime


def _limits(call: Call) -> Answer:
    from anfraud_desktop.actions.clock import spelt
    from anfraud_desktop.rules import deadlines

    args = call.args
    given = {name: str(value) for name, value in pairs(args.set).items()}
    found = deadlines.due(args.kind, args.start, given)
    row, now = found.limit, call.clock()
    told: dict[str, Any] = {
        "kind": row.key, "title": row.title, "row": row.row, "length": row.length, "start": spelt(found.start),
        "due": spelt(found.due), "customary": spelt(found.customary), "act_by": spelt(found.act_by),
        "rule": found.rule, "article": row.article, "adjustments": list(found.adjustments),
        "notes": list(found.notes), "custody": row.custody, "lapses": row.lapses, "binds": row.who,
        "approver": row.approver or None, "next": list(row.next), "reminders": [spelt(at) for at in found.reminders],
        "state": found.state(now), "days_left": found.days_left(now), "sure": row.sure, "source": row.source,
    }  # fmt: skip
    approver = [f"审批：{row.approver}"] if row.approver else []
    early = [f"应于 {spelt(found.act_by)} 前办理"] if found.act_by != found.due else []
    return Answer(told, [f"{row.title}：{spelt(found.due)}", *early, found.rule, *approver])


def _due(call: Call) -> Answer:
    from anfraud_desktop.actions import clocks, holidays

    within = call.args.within
    with call.office() as office:
        now = office.clock()
        found = sorted(clocks.clocks(office, now), key=clocks.by_time)
        warning = holidays.warning(office)
    if within is not None:
        found = [clock for clock in found if (clock.at.date() - now.date()).days <= within]
    lines = [_line(clock) for clock in found] or ["没有正在计算的时限"]
    return Answer({"items": [clock.json() for clock in found], "warning": warning or None},
                  [*([warning] if warning else []), *lines])  # fmt: skip


def _line(clock: "Clock") -> str:
    from anfraud_desktop.actions.clock import spelt
    from anfraud_desktop.rules.deadlines import STATES

    who = "　".join(part for part in (clock.person, clock.case) if part)
    last = f"（法定 {spelt(clock.due)}）" if clock.due != clock.act_by else ""
    place = f"{clock.ledger} #{clock.id}"
    return f"{spelt(clock.act_by)}{last}　{STATES[clock.state]}　{clock.title}　{who}　{place}　{clock.article}"


def _settle(call: Call) -> Answer:
    from anfraud_desktop.actions import settling

    args = call.args
    with call.office() as office:
        clock = _meant(office, args)
        if args.extend:
            made = settling.extend(office, clock, args.extend, args.reason, args.paper)
            words = f"{clock.title}已延期"
        else:
            made = settling.settle(office, clock, args.reason)
            words = f"{clock.title}已办结"
    return Answer({"id": made.id, "kind": clock.kind, "outcome": made.outcome}, [words])


def _meant(office: "Office", args: Namespace) -> "Clock":
    from anfraud_desktop.actions import clocks, records
    from anfraud_desktop.errors import Missing

    record = records.show(office, args.ledger, args.id)
    running = [one for one in clocks.of_record(office, record) if (one.ledger, one.id) == (args.ledger, args.id)]
    found = next((one for one in running if one.kind == args.kind), None)
    if found is None:
        told = "、".join(f"{one.kind}（{one.title}）" for one in running) or "无"
        raise Missing(f"{record.one} #{record.id} 没有正在计算的“{args.kind}”。现有：{told}。没有写入任何内容。")
    return found


def _reopen(call: Call) -> Answer:
    from anfraud_desktop.actions import settling

    with call.office() as office:
        settling.reopen(office, call.args.id, call.args.reason)
    return Answer({"id": call.args.id}, ["已取消，时限重新计算"])


def _holidays(call: Call) -> Answer:
    from anfraud_desktop.actions import holidays

    with call.office() as office:
        found, warning = holidays.lists(office), holidays.warning(office)
    told = [
        {"year": one.year.year, "off": sorted(map(str, one.year.off)), "working": sorted(map(str, one.year.working)),
         "source": one.year.source, "own": one.own}
        for one in found
    ]  # fmt: skip
    lines = [f"{one.year.year}年　放假 {len(one.year.off)} 天，调休上班 {len(one.year.working)} 天　{one.year.source}"
             for one in found]  # fmt: skip
    return Answer({"lists": told, "warning": warning or None}, [*lines, *([warning] if warning else [])])


def _import_holidays(call: Call) -> Answer:
    from pathlib import Path

    from anfraud_desktop.actions import holidays

    args = call.args
    found = holidays.read_list(Path(args.list), args.source)
    with call.office() as office:
        holidays.take_in(office, found, args.reason)
    told = {"year": found.year, "off": len(found.off), "working": len(found.working)}
    return Answer(told, [f"已导入{found.year}年放假安排：放假 {len(found.off)} 天，调休上班 {len(found.working)} 天"])


def _start(text: str) -> Moment:
    try:
        if "T" not in text and " " not in text:
            return date.fromisoformat(text)
        return datetime.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise ArgumentTypeError(f"“{text}”应写成 2026-03-05 或 2026-03-05T09:30") from None


def _limits_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", help="时限，例如 detention、bail、freeze_deposit")
    parser.add_argument("--start", metavar="T", type=_start, required=True, help="起算的日期，以小时计算的写到分")
    parser.add_argument("--set", metavar="K=V", action="append", default=[], help="事实，例如 in_custody=yes，可写几次")


def _due_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--within", metavar="DAYS", type=count, help="只看几日之内应办的（已超期的总在内）")


def _settle_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("ledger", metavar="LEDGER", help="台账")
    parser.add_argument("id", metavar="ID", type=record_id, help="记录编号")
    parser.add_argument("kind", metavar="KIND", help="时限，例如 detention_family_notice")
    parser.add_argument("--reason", metavar="TEXT", required=True, help="原因，记入日志")
    parser.add_argument("--extend", metavar="KIND", default="", help="不是办结，而是延长为这一时限")
    parser.add_argument("--paper", metavar="NUMBER", default="", help="批准延长的文书号")


def _reopen_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", type=record_id, help="时限处理的编号（list settlements）")
    parser.add_argument("--reason", metavar="TEXT", required=True, help="原因，记入日志")


def _import_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("list", metavar="FILE", help="名单：.toml、.csv（日期,放假或上班,节日）或 .ics")
    parser.add_argument("--source", metavar="TEXT", default="", help="通知的名称和文号，名单里没有写的要写")
    parser.add_argument("--reason", metavar="TEXT", required=True, help="原因，记入日志")


COMMANDS = (
    Command("limits", "一个时限的起止和依据，不用案件文件", "limits fine_payment --start 2026-09-20", _limits,
            _limits_arguments),
    Command("due", "正在计算的时限，最近的在前", "due --within 7", _due, _due_arguments),
    Command("settle", "时限办结，或者登记依法延长", "settle dispositions 12 detention_family_notice --reason 已通知",
            _settle, _settle_arguments, always),
    Command("unsettle", "取消一次时限处理", "unsettle 3 --reason 登记有误", _reopen, _reopen_arguments, always),
    Command("holidays list", "各年的放假安排", "holidays list", _holidays),
    Command("holidays import", "导入一年的放假安排（管理员和审核人两人）",
            "holidays import 2027.csv --source 国办发明电某号 --reason 新年度 --second 管理员", _import_holidays,
            _import_arguments, always),
)  # fmt: skip
