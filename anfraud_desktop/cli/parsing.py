"""Arguments: one parser for the common options wherever they stand, one for the commands; all it says is Chinese."""

import re
from argparse import (
    SUPPRESS,
    ArgumentParser,
    ArgumentTypeError,
    Namespace,
    RawDescriptionHelpFormatter,
    _SubParsersAction,
)
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NoReturn

from anfraud_desktop import __version__
from anfraud_desktop.cli.command import Command

GROUPS = {
    "notice": "通告：起草、核对、打印",
    "report": "统计报表：某一时期的数字和底册",
    "user": "账户",
    "holidays": "放假安排：时限顺延所依据的名单",
    "retention": "保存期限",
    "punishment": "联合惩戒：够不够报送认定、报送表",
    "request": "对银行、运营商的查询、止付、冻结、关停",
}
REPORT_WORDS = ("month", "records", "indicators")

_sentences = (
    (r"the following arguments are required: (.*)", r"缺少：\1"),
    (r"argument (.*?): invalid choice: (.*?) \(choose from (.*)\)", r"\1 没有 \2，可用：\3"),
    (r"argument (.*?): expected one argument", r"\1 后面要写一个值"),
    (r"argument (.*?): expected at least one argument", r"\1 后面至少要写一个值"),
    (r"unrecognized arguments: (.*)", r"不认识：\1"),
    (r"argument (.*?): invalid int value: (.*)", r"\1 应为整数，现为 \2"),
    (r"argument (.*?): not allowed with argument (.*)", r"\1 不能与 \2 同用"),
    (r"argument (.*?): (.*)", r"\1：\2"),
)


class WrongUsage(Exception):
    """The words of a call do not make a command; `usage` says how it goes."""

    def __init__(self, sentence: str, usage: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.usage = usage


class _Formatter(RawDescriptionHelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=34, width=110)

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)

    def add_argument(self, action: Any) -> None:
        super().add_argument(action)
        if isinstance(action, _SubParsersAction):  # its commands stand further in than it says
            self._action_max_length += self._indent_increment


class Parser(ArgumentParser):
    """A parser that speaks Chinese and raises instead of ending the program."""

    def __init__(self, **given: Any) -> None:
        helpless = given.pop("add_help", True) is False
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=_Formatter, **given)
        self._positionals.title, self._optionals.title = "参数", "选项"
        if not helpless:
            self.add_argument("-h", "--help", action="help", default=SUPPRESS, help="显示这段说明")

    def error(self, message: str) -> NoReturn:
        """Raise WrongUsage with the sentence in Chinese."""
        for pattern, sentence in _sentences:
            if re.fullmatch(pattern, message, re.DOTALL):
                message = re.sub(pattern, sentence, message, count=1, flags=re.DOTALL)
                break
        raise WrongUsage(f"用法有误：{message}。", self.format_usage().strip())


def moment(text: str) -> datetime:
    """Read --as-of: a day (its first minute) or a day with a time."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return datetime.combine(date.fromisoformat(text), datetime.min.time())
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    raise ArgumentTypeError(f"“{text}”应写成 2026-03-05 或 2026-03-05T09:30")


def common_parser() -> Parser:
    """Return the parser of the options that every command takes."""
    parser = Parser(add_help=False, prog="anfraud")
    parser.add_argument("--file", metavar="PATH", help="案件文件（默认 ANFRAUD_FILE，或用户数据文件夹）")
    parser.add_argument("--user", metavar="NAME", help="账户；密码取自 ANFRAUD_PASSWORD")
    parser.add_argument("--password-file", metavar="PATH", help="密码文件")
    parser.add_argument("--second", metavar="NAME", help="需要两人时的第二人；密码取自 ANFRAUD_SECOND_PASSWORD")
    parser.add_argument("--second-password-file", metavar="PATH", help="第二人的密码文件")
    parser.add_argument("--json", action="store_true", help="只输出一份 JSON")
    parser.add_argument("--as-of", metavar="DAY", type=moment, help="当作此刻（只用于查看），例：2026-03-05T09:30")
    return parser


def command_parser(commands: Sequence[Command]) -> Parser:
    """Return the parser of all commands; a name of two words makes a group."""
    parser = Parser(prog="anfraud", description="打击治理电信网络诈骗案件台账、通告和报表。不带参数时打开窗口。")
    parser.add_argument("--version", action="version", version=__version__, help="只显示版本")
    first = parser.add_subparsers(title="命令", metavar="命令", dest="word", required=True, parser_class=Parser)
    groups: dict[str, Any] = {}
    for command in commands:
        *group, last = command.name.split()
        place = first
        if group:
            if group[0] not in groups:
                made = first.add_parser(group[0], help=GROUPS[group[0]], description=GROUPS[group[0]])
                groups[group[0]] = made.add_subparsers(title="命令", metavar="命令", required=True, parser_class=Parser)
            place = groups[group[0]]
        own = place.add_parser(last, help=command.does, description=command.does, epilog=_epilog(command))
        own.set_defaults(command=command)
        command.arguments(own)
    return parser


def _epilog(command: Command) -> str:
    options = common_parser().format_help().split("选项:\n", 1)[-1].split("选项：\n", 1)[-1]
    return f"例：\n  anfraud {command.example}\n\n共同选项（写在命令前后都可以）:\n{options}"


def parsed(argv: Sequence[str], commands: Sequence[Command]) -> tuple[Command, Namespace, Namespace]:
    """Return the command that is meant, its own arguments and the common options; raises WrongUsage."""
    common, rest = common_parser().parse_known_args(list(argv))
    if rest[:1] == ["report"] and len(rest) > 1 and not rest[1].startswith("-") and rest[1] not in REPORT_WORDS:
        rest.insert(1, "month")
    args = command_parser(commands).parse_args(rest)
    return args.command, args, common
