"""Commands of pure law and arithmetic, without a case file: naming, mask, check-number."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from anfraud_desktop.cli.command import Answer, Call, Command
from anfraud_desktop.errors import Unavailable, UserError

NUMBER_KINDS = ("id", "bank_card", "phone", "uscc", "imei", "iccid", "case_number")
MASK_KINDS = ("name", "id", "phone", "bank_card", "address", "text")

_modes = {"full": "可以写出姓名", "mask": "只能隐名", "aggregate": "只能计数", "never": "不得公开"}


def _naming(call: Call) -> Answer:
    from anfraud_desktop.rules.naming import Facts, rule_naming

    ruling = rule_naming(Facts.from_json(_facts(call.args.facts), call.clock().date()))
    told = {"mode": ruling.mode, "photo": ruling.photo, "row": ruling.row, "reason": ruling.reason,
            "article": ruling.article, "shown_name": ruling.shown_name}  # fmt: skip
    shown = f"：{ruling.shown_name}" if ruling.shown_name else ""
    return Answer(told, [f"{_modes[ruling.mode]}{shown}（{ruling.row}）", ruling.reason, f"依据：{ruling.article}"])


def _facts(path: str) -> dict[str, Any]:
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise Unavailable("事实文件打不开，请检查路径和编码（UTF-8）。") from None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise UserError('事实文件不是 JSON 对象，请写成 {"outcome": "detained", "born_on": "1990-01-01"} 的样子。')
    return found


def _mask(call: Call) -> Answer:
    from anfraud_desktop.rules.masking import mask

    masked = mask(call.args.kind, call.args.text)
    return Answer({"masked": masked}, [masked])


def _check_number(call: Call) -> Answer:
    from anfraud_desktop.rules.numbers import check_number

    found = check_number(call.args.kind, call.args.text)
    told = {"ok": found.ok, "normal": found.normal, "problems": list(found.problems), "warnings": list(found.warnings),
            "facts": found.facts}  # fmt: skip
    lines = [f"{'正确' if found.ok else '有误'}：{found.normal}", *found.problems, *found.warnings]
    return Answer(told, [*lines, *(f"{name}：{text}" for name, text in found.facts.items())])


def _naming_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--facts", metavar="FACTS.json", required=True, help="事实，JSON 对象；- 为标准输入")


def _mask_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", choices=MASK_KINDS, help="、".join(MASK_KINDS))
    parser.add_argument("text", metavar="TEXT", help="要遮掩的文字")


def _number_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", choices=NUMBER_KINDS, help="、".join(NUMBER_KINDS))
    parser.add_argument("text", metavar="TEXT", help="号码")


COMMANDS = (
    Command(
        "naming", "某人能否在公开文书中写出、怎样写", "naming --facts facts.json --json", _naming, _naming_arguments
    ),
    Command("mask", "遮掩一段文字", "mask name 张建国", _mask, _mask_arguments),
    Command("check-number", "核对一个号码", "check-number id 420900199001010015", _check_number, _number_arguments),
)
