"""Commands for notices: draft, check, pdf, image."""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from anfraud_desktop.cli.command import Answer, Call, Command, always, numbers, put, record_id

if TYPE_CHECKING:
    from anfraud_desktop.actions.notices import Checked

KINDS = ("exposure", "wanted", "bulletin")
LONG_IMAGES = (".jpg", ".jpeg")

_modes = {"full": "写出姓名", "mask": "隐名", "aggregate": "仅计数", "never": "不得写入"}


def _draft(call: Call) -> Answer:
    from anfraud_desktop.actions import notices

    args = call.args
    given: dict[str, object] = {
        "subject": args.title,
        "kind": args.kind,
        "involvements": tuple(args.involvements),
        "cases": tuple(args.cases),
        "channel": args.channel,
        "valid_until": args.until,
        "opening": args.opening,
    }
    with call.office() as office:
        notice = notices.draft(office, given)
        checked = notices.check(office, notice.id or 0)
    return _told(checked, f"已起草通告 #{notice.id}")


def _check(call: Call) -> Answer:
    from anfraud_desktop.actions import notices

    with call.office() as office:
        checked = notices.check(office, call.args.id)
    return _told(checked, f"通告 #{call.args.id}")


def _told(checked: "Checked", first: str) -> Answer:
    lines = [first]
    for entry in checked.entries:
        shown = f" {entry.shown_name}" if entry.shown_name else ""
        why = entry.why if entry.blocked else entry.reason
        lines.append(
            f"  涉案人员 #{entry.involvement}{shown} {_modes[entry.mode]}（{entry.row}，{entry.article}）：{why}"
        )
    lines += [f"  未过：{text}" for text in checked.blockers] or ["  没有阻碍"]
    return Answer(checked.json(), lines)


def _pdf(call: Call) -> Answer:
    from anfraud_desktop.actions import notices

    with call.office() as office:
        printed = notices.pdf(office, call.args.id)
        checked = notices.check(office, call.args.id)
    put(call.args.out, printed.files[0])
    return Answer(
        checked.json() | {"file": call.args.out, "sha256": printed.sha256},
        [f"已写入 {call.args.out}（{_state(checked)}）"],
    )


def _state(checked: "Checked") -> str:
    from anfraud_desktop.records.notices import Notice

    return Notice.state.show(checked.notice.state)


def _image(call: Call) -> Answer:
    from anfraud_desktop.actions import notices

    out = Path(call.args.out)
    with call.office() as office:
        printed = notices.image(office, call.args.id, long=out.suffix.lower() in LONG_IMAGES)
        checked = notices.check(office, call.args.id)
    files = write_pages(out, printed.files)
    told = checked.json() | {"file": files[0], "files": files, "sha256": printed.sha256}
    return Answer(told, [f"已写入 {name}（{_state(checked)}）" for name in files])


def write_pages(out: Path, pages: Sequence[bytes]) -> list[str]:
    """Write pictures of pages as OUT, OUT-2, OUT-3 … and return their paths."""
    names = [out if at == 1 else out.with_name(f"{out.stem}-{at}{out.suffix}") for at in range(1, len(pages) + 1)]
    return [str(put(str(name), page)) for name, page in zip(names, pages, strict=True)]


def _one(parser: ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", type=record_id, help="通告编号")


def _out(parser: ArgumentParser) -> None:
    _one(parser)
    parser.add_argument("out", metavar="OUT", help="写到哪个文件")


def _draft_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--title", metavar="T", required=True, help="标题")
    parser.add_argument("--involvements", metavar="ID,…", type=numbers, default=[], help="涉案人员编号，用逗号隔开")
    parser.add_argument("--cases", metavar="ID,…", type=numbers, default=[], help="只写案情、不写人的案件编号")
    parser.add_argument("--channel", metavar="C", required=True, help="发布渠道，例：公告栏、微信公众号")
    parser.add_argument("--until", metavar="DAY", required=True, help="有效期至")
    parser.add_argument("--kind", metavar="KIND", choices=KINDS, default="exposure", help="、".join(KINDS))
    parser.add_argument("--opening", metavar="TEXT", default="", help="正文开头（默认用通用语）")


COMMANDS = (
    Command(
        "notice draft", "起草通告；不得公开的人写不进去",
        "notice draft --title 关于公开曝光一批典型案件的通告 --involvements 3,7 --channel 公告栏 --until 2027-03-05",
        _draft, _draft_arguments, always,
    ),
    Command("notice check", "按此刻的事实核对通告", "notice check 1", _check, _one),
    Command("notice pdf", "打印通告", "notice pdf 1 通告.pdf", _pdf, _out, always),
    Command("notice image", "通告的图片；.jpg 为手机长图", "notice image 1 通告.png", _image, _out, always),
)  # fmt: skip
