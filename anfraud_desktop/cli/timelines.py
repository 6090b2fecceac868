"""The command for what is dated in a case."""

from argparse import ArgumentParser

from anfraud_desktop.cli.command import Answer, Call, Command, record_id


def _timeline(call: Call) -> Answer:
    from anfraud_desktop.actions.timeline import timeline

    with call.office() as office:
        found = timeline(office, call.args.id)
    lines = [f"{one.told}　{'→ ' if one.coming else ''}{one.what}　{one.about}" for one in found]
    return Answer({"events": [one.json() for one in found]}, lines or ["没有记下日期"])


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("id", type=record_id, help="案件的编号")


COMMANDS = (Command("timeline", "案件的时间轴：所有日期和将到期的时限", "timeline 3 --json", _timeline, _arguments),)
