"""Commands for figures: the report of a period, what stands behind a figure, the indicators there are."""

import hashlib
from argparse import ArgumentParser, Namespace
from typing import Any

from anfraud_desktop.cli.command import Answer, Call, Command, put

PERIODS = "时期：2026-10、2026-W43、2026-Q3、2026-H1、2026，或 2026-10-01..2026-10-15"


def _month(call: Call) -> Answer:
    from anfraud_desktop.actions import reports

    with call.office() as office:
        report = reports.month_report(office, call.args.period)
        told = report.json()
        files: dict[str, str] = {}
        if call.args.pdf:
            files |= _paper(call.args.pdf, "pdf", report.pdf())
        if call.args.xlsx:
            files |= _paper(call.args.xlsx, "xlsx", report.xlsx())
    lines = [f"{report.period.title}", *(_line(figure) for figure in told["figures"])]
    return Answer(told | files, [*lines, *(f"已写入 {files[name]}" for name in ("pdf", "xlsx") if name in files)])


def _paper(out: str, form: str, data: bytes) -> dict[str, str]:
    put(out, data)
    return {form: out, f"{form}_sha256": hashlib.sha256(data).hexdigest()}


def _line(figure: dict[str, Any]) -> str:
    value, change = ("—" if figure[name] is None else figure[name] for name in ("value", "change"))
    return f"{figure['indicator']:<24}{figure['title']}\t{value} {figure['unit']}\t环比 {change}"


def _records(call: Call) -> Answer:
    from anfraud_desktop.actions import reports

    with call.office() as office:
        behind = reports.records_behind(office, call.args.indicator, call.args.period, call.args.by)
    told = behind.json()
    lines = [f"#{item['id']}\t{item['title']}" for item in told["records"]]
    return Answer(told, [*lines, f"{behind.ledger} 共 {told['total']} 条"])


def _indicators(_: Call) -> Answer:
    from anfraud_desktop.actions import reports

    found = reports.indicators()
    lines = [f"{item['indicator']:<24}{item['title']}（{item['unit']}）：{item['definition']}" for item in found]
    return Answer({"indicators": found}, lines)


def _makes_paper(args: Namespace) -> bool:
    return bool(args.pdf or args.xlsx)


def _month_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("period", metavar="PERIOD", help=PERIODS)
    parser.add_argument("--pdf", metavar="OUT", help="打印成 PDF")
    parser.add_argument("--xlsx", metavar="OUT", help="写成工作簿")


def _records_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("indicator", metavar="INDICATOR", help="指标，见 anfraud report indicators")
    parser.add_argument("period", metavar="PERIOD", help=PERIODS)
    parser.add_argument("--by", metavar="DIM=VALUE", action="append", default=[], help="只要某一分组的，例：sex=男")


COMMANDS = (
    Command(
        "report month", "一个时期的统计报表；也可省去 month", "report 2026-10 --pdf 月报.pdf --xlsx 月报.xlsx",
        _month, _month_arguments, _makes_paper,
    ),
    Command("report records", "一个数字背后的底册", "report records cases_filed 2026-10", _records, _records_arguments),
    Command("report indicators", "有哪些指标、口径是什么", "report indicators --json", _indicators),
)  # fmt: skip
