"""Commands for the case file as a whole: make one, a demonstration."""

from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path

from anfraud_desktop.cli.command import (
    PASSWORD,
    SECOND_PASSWORD,
    Answer,
    Call,
    Command,
    always,
    count,
    put,
    secret,
)
from anfraud_desktop.errors import Unavailable

SEED = 20261101


def _init(call: Call) -> Answer:
    from anfraud_desktop.actions import vaults
    from anfraud_desktop.actions.office import ROLES
    from anfraud_desktop.actions.units import founding_unit

    args, common = call.args, call.common
    if args.recovery_sheet and not Path(args.recovery_sheet).absolute().parent.is_dir():
        raise Unavailable("写恢复密钥的文件夹不存在，没有建立案件文件。请换一个文件夹。")
    unit = founding_unit(args.unit, args.unit_code, args.bureau)
    asked = "{} 的新密码："
    first = secret(common.password_file, PASSWORD, asked.format(args.admin), twice=True)
    second = secret(common.second_password_file, SECOND_PASSWORD, asked.format(args.supervisor), twice=True)
    founders = (
        vaults.Founder(args.admin, first, "administrator"),
        vaults.Founder(args.supervisor, second, "supervisor"),
    )
    code = vaults.create_file(call.file, unit, founders, vaults.usual_cost())
    told = {"file": str(call.file), "keys": str(vaults.key_path(call.file)),
            "accounts": [{"name": who.name, "role": who.role} for who in founders]}  # fmt: skip
    lines = [f"已建立案件文件 {call.file}", *(f"账户：{who.name}（{ROLES[who.role]}）" for who in founders)]
    if args.recovery_sheet:
        with suppress(Unavailable):  # the code must not be lost with the sheet: it is told instead
            sheet = _recovery_sheet(call, f"{unit.bureau}{unit.name}", code)
            said = f"恢复密钥已写入 {sheet}，请打印封存后删除这个文件"
            return Answer(told | {"recovery_sheet": str(sheet)}, [*lines, said])
    return Answer(told | {"recovery_code": code}, [*lines, f"恢复密钥（只显示这一次，请抄写封存）：{code}"])


def _recovery_sheet(call: Call, unit: str, code: str) -> Path:
    from anfraud_desktop.documents.recovery_sheets import recovery_pdf

    return put(call.args.recovery_sheet, recovery_pdf(unit, call.file.name, code, call.clock()))


def _demo(call: Call) -> Answer:
    from anfraud_desktop.actions.demo import demonstrate

    made = demonstrate(Path(call.args.out), rows=call.args.rows, seed=call.args.seed, progress=call.progress)
    return Answer(made.json(), made.lines())


def _init_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--unit", metavar="NAME", required=True, help="单位名称")
    parser.add_argument("--unit-code", metavar="12DIGITS", required=True, help="机构代码，12 位数字")
    parser.add_argument("--bureau", metavar="NAME", default="", help="所属县级公安机关（默认由名称或机构代码得出）")
    parser.add_argument("--admin", metavar="NAME", required=True, help="管理员；密码取自 ANFRAUD_PASSWORD")
    parser.add_argument("--supervisor", metavar="NAME", required=True, help="审核人；密码取自 ANFRAUD_SECOND_PASSWORD")
    parser.add_argument("--recovery-sheet", metavar="OUT.pdf", help="把恢复密钥写成一页待封存的 PDF")


def _demo_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--out", metavar="DIR", required=True, help="写到哪个文件夹")
    parser.add_argument("--rows", metavar="N", type=count, default=0, help="另外生成 N 名虚构人员及其案件、卡、处置")
    parser.add_argument("--seed", metavar="N", type=count, default=SEED, help="虚构数据的种子，同一种子结果相同")


COMMANDS = (
    Command(
        "init",
        "建立新的案件文件",
        "init --file case.db --unit 府城派出所 --unit-code 420982030000 --admin 李四 --supervisor 王五",
        _init, _init_arguments, always,
    ),
    Command(
        "demo", "用虚构数据做一遍主要工作：导入、通告、月报", "demo --out demo-out",
        _demo, _demo_arguments, always,
    ),
)  # fmt: skip
