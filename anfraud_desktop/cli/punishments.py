"""Commands for 联合惩戒: who may be reported, by which facts, the sheet, the record of it, the figures that hold."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from anfraud_desktop.cli.command import Answer, Call, Command, always, count, put, record_id

if TYPE_CHECKING:
    from anfraud_desktop.actions.punishment_sheets import Form
    from anfraud_desktop.rules.punishments import Finding


def _finding(finding: "Finding") -> dict[str, Any]:
    category = finding.category
    return {
        "category": category.code if category else None, "article": category.article if category else None,
        "organ": category.organ if category else None, "cards": finding.cards, "times": finding.times,
        "crimes": finding.crimes, "reasons": list(finding.reasons),
    }  # fmt: skip


def _candidates(call: Call) -> Answer:
    from anfraud_desktop.actions import punishments
    from anfraud_desktop.records.punishments import Punishment

    with call.office() as office:
        found = punishments.candidates(office)
    told = [{"person": one.person.id, "state": one.state or None} | _finding(one.finding) for one in found]
    lines = []
    for one in found:
        state = f"　{Punishment.state.show(one.state)}" if one.state else ""
        lines.append(f"#{one.person.id}　{one.person.name}　{'；'.join(one.finding.reasons)}{state}")
    return Answer({"candidates": told}, lines or ["没有达到报送条件的人"])


def _facts(call: Call) -> Answer:
    from anfraud_desktop.actions import punishments

    with call.office() as office:
        found = punishments.facts(office, call.args.id)
    told = [
        {
            "what": one.fact.what, "on": one.fact.on.isoformat() if one.fact.on else None, "words": one.words,
            "ledger": one.ledger, "id": one.id, "left_out": one.left_out or None,
        }
        for one in found.told
    ]  # fmt: skip
    lines = [f"#{call.args.id}　{found.result}", *(f"  {text}" for text in found.finding.reasons)]
    for one in found.told:
        why = f"（{one.left_out}）" if one.left_out else ""
        lines.append(f"  {one.fact.on or '日期不详'}　{one.words}　{one.ledger} {one.id}{why}")
    lines += [f"  注意：{text}" for text in found.cautions]
    answer = {"person": call.args.id, "result": found.result, "facts": told, "cautions": list(found.cautions)}
    return Answer(answer | _finding(found.finding), lines)


def _sheet(call: Call) -> Answer:
    from anfraud_desktop.actions import punishment_sheets

    form: Form = "docx" if call.args.out.lower().endswith(".docx") else "pdf"
    with call.office() as office:
        data = punishment_sheets.sheet(office, call.args.id, form)
    path = put(call.args.out, data)
    return Answer({"person": call.args.id, "file": str(path)}, [f"报送表已写入 {path}"])


def _propose(call: Call) -> Answer:
    from anfraud_desktop.actions import punishments

    with call.office() as office:
        made = punishments.propose(office, call.args.id)
    return Answer({"id": made.id, "person": made.person, "category": made.category}, [f"已登记拟报送 #{made.id}"])


def _threshold(call: Call) -> Answer:
    from anfraud_desktop.actions import punishments

    args = call.args
    with call.office() as office:
        if args.basis is not None:
            bound = punishments.threshold(office)
            punishments.set_threshold(office, args.cards or bound.cards, args.times or bound.times, args.basis)
        bound = punishments.threshold(office)
    told = {"cards": bound.cards, "times": bound.times, "sure": bound.sure}
    unsure = "" if bound.sure else "（没有核对办法原文）"
    return Answer(told, [f"报送条件：{bound.cards} 张（个）或 {bound.times} 次{unsure}"])


def _sets(args: Namespace) -> bool:
    return args.basis is not None


def _one(parser: ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", type=record_id, help="人员编号")


def _out(parser: ArgumentParser) -> None:
    _one(parser)
    parser.add_argument("out", metavar="OUT", help="写到哪个文件（.pdf、.docx）")


def _threshold_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--cards", metavar="N", type=count, help="张（个）")
    parser.add_argument("--times", metavar="N", type=count, help="次")
    parser.add_argument("--basis", metavar="TEXT", help="办法原文的条款；写了才修改（审核人和管理员两人）")


COMMANDS = (
    Command("punishment candidates", "达到报送条件的人和理由", "punishment candidates", _candidates),
    Command("punishment facts", "一个人的全部事实，计入的和没有计入的", "punishment facts 12", _facts, _one),
    Command("punishment sheet", "报送认定表", "punishment sheet 12 报送表.pdf", _sheet, _out, always),
    Command("punishment propose", "登记拟报送", "punishment propose 12", _propose, _one, always),
    Command("punishment threshold", "报送条件；按办法原文修改",
            "punishment threshold --cards 3 --basis 办法第五条 --second 管理员",
            _threshold, _threshold_arguments, _sets),
)  # fmt: skip
