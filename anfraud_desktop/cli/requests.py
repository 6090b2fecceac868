"""Commands for requests to banks and operators: draft, send, answer, renew, lift, letter, overdue, template."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anfraud_desktop.cli.command import Answer, Call, Command, always, numbers, pairs, put, record_id

if TYPE_CHECKING:
    from anfraud_desktop.actions.request_letters import Form
    from anfraud_desktop.actions.requests import Written

SUFFIXES = {".pdf": "pdf", ".docx": "docx"}


def _draft(call: Call) -> Answer:
    from anfraud_desktop.actions import requests

    args = call.args
    with call.office() as office:
        made = requests.draft(office, pairs(args.values) | {"kind": args.kind})
    return _told([made], f"已起草 #{made.request.id}")


def _send(call: Call) -> Answer:
    from anfraud_desktop.actions import requests

    with call.office() as office:
        made = requests.send(office, call.args.ids, pairs(call.args.values))
    return _told(made, f"已登记发出 {len(made)} 条")


def _answer(call: Call) -> Answer:
    from anfraud_desktop.actions import requests

    with call.office() as office:
        made = requests.answer(office, call.args.id, pairs(call.args.values))
    return _told([made], f"#{call.args.id} 的回复已登记")


def _renew(call: Call) -> Answer:
    from anfraud_desktop.actions import requests

    with call.office() as office:
        made = requests.renew(office, call.args.id, pairs(call.args.values))
    return _told([made], f"已起草 #{made.request.id}，针对 #{call.args.id}")


def _lift(call: Call) -> Answer:
    from anfraud_desktop.actions import requests

    args = call.args
    with call.office() as office:
        made = requests.lift(office, args.id, args.reason, pairs(args.values))
    first = f"#{args.id} 已登记解除" if made.request.id == args.id else f"已起草 #{made.request.id}，针对 #{args.id}"
    return _told([made], first)


def _told(made: "list[Written]", first: str) -> Answer:
    from anfraud_desktop.records.requests import Request

    lines = [first]
    for one in made:
        record = one.request
        shown = (Request.fields[name].show(record.values[name]) for name in ("kind", "institution", "state"))
        ends = f"　{Request.expires_at.show(record.expires_at)} 到期" if record.expires_at else ""
        lines.append(f"  #{record.id}　{'　'.join(shown)}{ends}")
        lines += [f"    注意：{text}" for text in one.warnings]
    told = [_json(one) for one in made]
    return Answer(told[0] if len(told) == 1 else {"requests": told}, lines)


def _json(one: "Written") -> dict[str, Any]:
    from anfraud_desktop.records.requests import Request

    record = one.request
    names = ("kind", "institution", "state", "sent_at", "reply_due_on", "expires_at", "follows", "delayed")
    return {"id": record.id} | {n: Request.fields[n].cell(record.values[n]) for n in names} | {
        "warnings": list(one.warnings)
    }  # fmt: skip


def _letter(call: Call) -> Answer:
    from anfraud_desktop.actions import request_letters
    from anfraud_desktop.errors import UserError

    args, out = call.args, Path(call.args.out)
    form: Form = "docx" if args.word or out.suffix.lower() == ".docx" else "pdf"
    with call.office() as office:
        made = request_letters.letters(office, args.ids, form)
    whole = out.suffix.lower() in SUFFIXES
    if whole and len(made) > 1:
        raise UserError(f"要写成 {len(made)} 份函件（每个机构、每种措施一份），请给出文件夹，不要写文件名。")
    files = [str(put(str(out if whole else out / letter.name), letter.data)) for letter in made]
    told = [
        {"institution": letter.institution, "kind": letter.kind, "ids": list(letter.ids), "file": file,
         "draft": letter.draft}
        for letter, file in zip(made, files, strict=True)
    ]  # fmt: skip
    lines = [
        f"{letter.institution}：{len(letter.ids)} 个账户，已写入 {file}{'（缺文书号，为草稿）' if letter.draft else ''}"
        for letter, file in zip(made, files, strict=True)
    ]
    return Answer({"letters": told}, lines)


def _overdue(call: Call) -> Answer:
    from anfraud_desktop.actions import requests
    from anfraud_desktop.records.requests import Request

    with call.office() as office:
        found = [one for one in requests.outstanding(office) if call.args.all or one.late or one.soon]
    told = [
        {"id": one.request.id, "what": one.what, "kind": one.request.kind, "institution": one.request.institution,
         "by": one.by.isoformat(), "late": one.late, "words": one.words}
        for one in found
    ]  # fmt: skip
    lines = []
    for one in found:
        record = one.request
        lines.append(f"#{record.id}　{Request.kind.show(record.kind)}　{record.institution}　{one.words}")
    return Answer({"outstanding": told}, lines or ["没有逾期未回复、临近到期的查控"])


def _template(call: Call) -> Answer:
    from anfraud_desktop.actions import request_templates
    from anfraud_desktop.errors import Unavailable

    args = call.args
    with call.office() as office:
        if args.restore:
            request_templates.restore_templates(office, args.reason)
        elif args.set:
            try:
                text = Path(args.set).read_text(encoding="utf-8-sig")
            except (OSError, UnicodeDecodeError):
                raise Unavailable("模板文件打不开，没有更换。请检查路径和编码（UTF-8）。") from None
            request_templates.replace_templates(office, text, args.reason)
        text = request_templates.text_in_force(office)
    done = "已恢复程序自带的模板" if args.restore else "已更换模板" if args.set else ""
    return Answer({"template": text}, [done] if done else text.splitlines())


def _changes(args: Namespace) -> bool:
    return bool(args.set or args.restore)


def _values(parser: ArgumentParser) -> None:
    parser.add_argument("values", metavar="FIELD=VALUE", nargs="*", help="要填写的项目，如 document_number=…")


def _draft_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", help="查询 止付 冻结 关停 ……")
    _values(parser)


def _one(parser: ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", type=record_id, help="查控编号")
    _values(parser)


def _several(parser: ArgumentParser) -> None:
    parser.add_argument("ids", metavar="ID,…", type=numbers, help="查控编号，几条之间用逗号")


def _send_arguments(parser: ArgumentParser) -> None:
    _several(parser)
    _values(parser)


def _lift_arguments(parser: ArgumentParser) -> None:
    _one(parser)
    parser.add_argument("--reason", metavar="TEXT", required=True, help="解除的原因")


def _letter_arguments(parser: ArgumentParser) -> None:
    _several(parser)
    parser.add_argument("out", metavar="OUT", help="文件夹，或只有一份时的文件名（.pdf、.docx）")
    parser.add_argument("--word", action="store_true", help="写成可以修改的 Word 文件")


def _overdue_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="连同还没有临近的")


def _template_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--set", metavar="FILE", help="换用本单位的模板（审核人和管理员两人）")
    parser.add_argument("--restore", action="store_true", help="恢复程序自带的模板（两人）")
    parser.add_argument("--reason", metavar="TEXT", default="", help="更换的原因")


COMMANDS = (
    Command("request draft", "起草对银行、运营商的请求；写明 card=#编号 的由卡带出",
            "request draft 冻结 card=#3 document_number=安公（府城）冻财字〔2026〕12号", _draft, _draft_arguments,
            always),
    Command("request send", "登记发出；依法不能发的不予登记", "request send 4,5 sent_at=2026-03-05T09:30", _send,
            _send_arguments, always),
    Command("request answer", "登记回复；止付、冻结由实际执行的时刻起算期限",
            "request answer 4 starts_at=2026-03-05T10:12 balance=1200.50", _answer, _one, always),
    Command("request renew", "起草续冻，或第二次止付", "request renew 4 document_number=安公（府城）冻财字〔2026〕30号",
            _renew, _one, always),
    Command("request lift", "起草解冻、解除止付、复通；已到期的直接登记", "request lift 4 --reason 与案件无关", _lift,
            _lift_arguments, always),
    Command("request letter", "生成函件，每个机构、每种措施一份", "request letter 4,5,6 函件 --word", _letter,
            _letter_arguments, always),
    Command("request overdue", "逾期未回复、临近到期和已到期的查控", "request overdue", _overdue, _overdue_arguments),
    Command("request template", "函件模板：显示、换用、恢复",
            "request template --set 模板.toml --reason 县局新样式 --second 管理员", _template,
            _template_arguments, _changes),
)  # fmt: skip
