"""The command line's entrance: words in, one answer out, an exit status that says how it went."""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from anfraud_desktop.cli.command import Answer, Call, refuse_as_of, told
from anfraud_desktop.cli.parsing import WrongUsage, parsed
from anfraud_desktop.errors import UserError

DONE, MISTAKE, USAGE, DEFECT = 0, 1, 2, 3


def main(argv: Sequence[str]) -> int:
    """Run one command and return the exit status.

    0 done, 1 a mistake or a refusal (its sentence on standard error), 2 wrong usage, 3 a defect (a report is named).
    With --json one JSON document stands on standard output, whatever happened.
    """
    _write_unicode()
    wants_json = "--json" in argv
    try:
        answer = _answer(argv)
    except SystemExit as finished:  # --help and --version end the parsing
        return int(finished.code or 0)
    except WrongUsage as wrong:
        return _failed(wants_json, USAGE, {"kind": "usage", "message": wrong.sentence}, wrong.usage)
    except UserError as mistake:
        return _failed(wants_json, MISTAKE, told(mistake))
    except KeyboardInterrupt:
        return _failed(wants_json, MISTAKE, {"kind": "stopped", "message": "已中断，没有完成的写入已全部撤回。"})
    except Exception as error:  # noqa: BLE001  the one place where a defect becomes a report
        return _defect(wants_json, error, argv)
    _print(answer, wants_json=wants_json)
    return answer.status


def _answer(argv: Sequence[str]) -> Answer:
    from anfraud_desktop.cli.commands import COMMANDS

    command, args, common = parsed(argv, COMMANDS)
    refuse_as_of(command, args, common)
    return command.run(Call(args, common))


def _print(answer: Answer, *, wants_json: bool) -> None:
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr)  # what progress left
    if wants_json:
        _print_json(answer.told)
    else:
        for line in answer.lines:
            print(line)
    if error := answer.told.get("error"):
        print(_sentence(error), file=sys.stderr)


def _print_json(document: Mapping[str, Any]) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=1))


def _failed(wants_json: bool, status: int, error: Mapping[str, Any], more: str = "") -> int:  # noqa: FBT001  how to say it
    full = {"problems": {}, "article": None} | dict(error)
    if wants_json:
        _print_json({"error": full})
    print(_sentence(full), *([more] if more else []), sep="\n", file=sys.stderr)
    return status


def _sentence(error: Mapping[str, Any]) -> str:
    article = error.get("article")
    return f"{error['message']}（{article}）" if article else str(error["message"])


def _defect(wants_json: bool, error: Exception, argv: Sequence[str]) -> int:  # noqa: FBT001  how to say it
    from anfraud_desktop.actions.defects import write_report
    from anfraud_desktop.actions.office import now
    from anfraud_desktop.cli.commands import COMMANDS

    words = {word for command in COMMANDS for word in command.name.split()}
    doing = " ".join(word for word in argv if word in words)
    report = write_report(error, doing, now())
    message = (
        f"程序出错，这次操作没有完成，已写入的数据没有受影响。错误报告（不含案件内容）在 {report}，请交给维护人员。"
    )
    return _failed(wants_json, DEFECT, {"kind": "defect", "message": message, "report": str(report)})


def _write_unicode() -> None:
    """Make both streams take any character: a console's own code page may lack rare names."""
    for stream in (sys.stdout, sys.stderr):
        if (stream.encoding or "").lower().replace("-", "") != "utf8" and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
