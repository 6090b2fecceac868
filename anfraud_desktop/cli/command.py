"""What a command is, what it is handed, and what it gives back."""

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anfraud_desktop import settings
from anfraud_desktop.errors import Refused, Unavailable, UserError

if TYPE_CHECKING:
    from anfraud_desktop.actions.office import Office

PASSWORD = "ANFRAUD_PASSWORD"  # noqa: S105  the variable's name
SECOND_PASSWORD = "ANFRAUD_SECOND_PASSWORD"  # noqa: S105  the variable's name
NEW_PASSWORD = "ANFRAUD_NEW_PASSWORD"  # noqa: S105  the variable's name


@dataclass(frozen=True)
class Answer:
    """What a command says: the JSON document, and lines for people; `status` as the shell sees it."""

    told: Mapping[str, Any]
    lines: Sequence[str] = ()
    status: int = 0


class Call:
    """One call of a command: its arguments, the common options, and the way to the case file."""

    def __init__(self, args: Namespace, common: Namespace) -> None:
        self.args = args
        self.common = common

    @property
    def file(self) -> Path:
        """The case file that is meant."""
        return Path(self.common.file) if self.common.file else settings.default_file()

    @property
    def user(self) -> str:
        """The account that is meant: named, or the one that signed in last on this machine."""
        name = self.common.user or settings.load().user
        if not name:
            raise UserError("没有写明用户。请加上 --user 用户名。")
        return str(name)

    @contextmanager
    def office(self) -> Iterator["Office"]:
        """Sign in and hand out the office; the file is closed behind it."""
        from anfraud_desktop.actions import opening, vaults
        from anfraud_desktop.store import remembering

        office = opening.for_command(self.file, self.user, self.password(self.user), self.clock)
        try:
            if second := self.common.second:
                office = vaults.with_second(office, second, self.second_password(second))
            yield office
            remembering.end(office.store)
        finally:
            office.store.close()

    @property
    def clock(self) -> Callable[[], datetime]:
        """The station's clock, or the moment of --as-of."""
        from anfraud_desktop.actions.office import now

        moment: datetime | None = self.common.as_of
        return now if moment is None else lambda: moment

    def password(self, name: str) -> str:
        """Return the account's password: from a file, from the environment, or asked without echo."""
        return secret(self.common.password_file, PASSWORD, f"{name} 的密码：")

    def second_password(self, name: str) -> str:
        """Return the second person's password in the same way."""
        return secret(self.common.second_password_file, SECOND_PASSWORD, f"{name} 的密码：")

    def progress(self, done: int, total: int, words: str = "") -> None:
        """Tell a terminal how far it is; anything else stays clean."""
        if sys.stderr.isatty():
            part = f"{done:,} / {total:,}" if total else f"{done:,}"
            print(f"\r{words} {part}\x1b[K", end="", file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Command:
    """One command: its words, what it does, an example, its arguments and its function.

    `writes` tells whether a call changes a file or the log, which `--as-of` forbids.
    """

    name: str
    does: str
    example: str
    run: Callable[[Call], Answer]
    arguments: Callable[[ArgumentParser], object] = field(default=lambda _: None)
    writes: Callable[[Namespace], bool] = field(default=lambda _: False)


def always(_: Namespace) -> bool:
    """Say that every call of a command writes."""
    return True


def secret(path: str | None, variable: str, prompt: str, *, twice: bool = False) -> str:
    """Return a password from a file's first line, an environment variable, or a person at a terminal."""
    if path:
        try:
            return Path(path).read_text(encoding="utf-8-sig").split("\n", 1)[0].removesuffix("\r")
        except (OSError, UnicodeDecodeError):
            raise Unavailable("密码文件打不开，没有登录。请检查路径和编码（UTF-8）。") from None
    if (given := os.environ.get(variable)) is not None:
        return given
    if not sys.stdin.isatty():
        raise UserError(f"没有密码。请设置环境变量 {variable}，或给出密码文件，或在终端里运行。")
    typed = getpass(prompt)
    if twice and getpass("再输入一次：") != typed:
        raise UserError("两次输入的密码不一致，没有写入。请重新运行。")
    return typed


def pairs(texts: Sequence[str]) -> dict[str, object]:
    """Return FIELD=VALUE arguments as a dictionary; raises UserError for one without a sign of equality."""
    found: dict[str, object] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise UserError(f"“{text}”要写成 项目=值，例如 name=张建国。")
        if name.strip() in found:
            raise UserError(f"“{name.strip()}”写了两次，请只留一次。")
        found[name.strip()] = value
    return found


def numbers(text: str) -> list[int]:
    """Read several records' numbers with commas between them."""
    parts = text.replace("，", ",").replace("、", ",").split(",")
    return list(dict.fromkeys(record_id(part.strip()) for part in parts if part.strip()))


def put(path: str, data: bytes) -> Path:
    """Write a paper's bytes as a whole file and return where; raises Unavailable."""
    from anfraud_desktop.store.replacing import replace_file

    target = Path(path)
    try:
        replace_file(target, data)
    except OSError:
        raise Unavailable(f"文件 {target.name} 写不进去，请检查文件夹是否存在、文件是否正被打开。") from None
    return target


def count(text: str) -> int:
    """Read how many records are wanted."""
    if not (text.isascii() and text.isdigit()) or len(text) > 9:  # noqa: PLR2004  more than any file holds
        raise ArgumentTypeError(f"“{text}”应为整数")
    return int(text)


def record_id(text: str) -> int:
    """Read a record's number, with or without its #."""
    plain = text.removeprefix("#")
    if not (plain.isascii() and plain.isdigit()) or len(plain) > 15:  # noqa: PLR2004  SQLite's own numbers have 19
        raise ArgumentTypeError(f"“{text}”不是记录编号")
    return int(plain)


def refuse_as_of(command: Command, args: Namespace, common: Namespace) -> None:
    """Refuse another clock for what writes: a log with a borrowed time would be false."""
    if common.as_of is not None and command.writes(args):
        raise Refused("--as-of 只能用于查看，不能用于写入、打印或导出。没有写入任何内容。")


def told(mistake: UserError) -> dict[str, Any]:
    """Return a mistake as the JSON document tells it."""
    return {
        "kind": mistake.kind,
        "message": mistake.message,
        "problems": dict(getattr(mistake, "problems", {})),
        "article": getattr(mistake, "article", "") or None,
    }
