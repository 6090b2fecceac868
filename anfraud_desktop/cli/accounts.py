"""Commands for accounts: opened by two, activated by their person; passwords, the data key, the recovery sheet."""

from argparse import ArgumentParser
from typing import Any

from anfraud_desktop.cli.command import NEW_PASSWORD, Answer, Call, Command, always, put, secret

ACTIVATION_CODE = "ANFRAUD_ACTIVATION_CODE"
RECOVERY_CODE = "ANFRAUD_RECOVERY_CODE"


def _add(call: Call) -> Answer:
    from anfraud_desktop.actions import accounts

    with call.office() as office:
        return _invited(accounts.add(office, call.args.name, call.args.role), "已开立账户")


def _reset(call: Call) -> Answer:
    from anfraud_desktop.actions import accounts

    with call.office() as office:
        return _invited(accounts.reset(office, call.args.name), "已重置账户，原密码作废")


def _invited(made: Any, done: str) -> Answer:
    from anfraud_desktop.actions.office import ROLES

    told = {"name": made.name, "role": made.role, "code": made.code, "until": made.until.isoformat()}
    lines = [f"{done}：{made.name}（{ROLES[made.role]}）", f"激活码（只显示这一次，交给本人）：{made.code}",
             f"{made.until:%Y-%m-%d %H:%M} 以前有效，用一次作废；本人用 activate 设定自己的密码"]  # fmt: skip
    return Answer(told, lines)


def _activate(call: Call) -> Answer:
    from anfraud_desktop.actions import accounts
    from anfraud_desktop.actions.vaults import usual_cost

    name = call.args.name
    code = secret(call.args.code_file, ACTIVATION_CODE, "激活码：")
    password = secret(call.args.new_password_file, NEW_PASSWORD, f"{name} 的新密码：", twice=True)
    made = accounts.activate(call.file, name, code, password, at=call.clock, kdf=usual_cost())
    told = {"name": made.name, "role": made.role, "fingerprint": made.fingerprint}
    return Answer(told, [f"账户已激活：{made.name}", f"签名公钥指纹（抄在签字表上）：{made.fingerprint}"])


def _list(call: Call) -> Answer:
    from anfraud_desktop.actions import vaults
    from anfraud_desktop.actions.office import ROLES

    with call.office() as office:
        found = vaults.accounts(office)
    told = [
        {"name": one.name, "role": one.role, "title": ROLES[one.role], "active": one.active,
         "activated": one.activated, "locked": one.locked}
        for one in found
    ]  # fmt: skip
    return Answer({"accounts": told}, [f"{one.name}\t{ROLES[one.role]}\t{_state(one)}" for one in found])


def _state(one: Any) -> str:
    if not one.active:
        return "停用"
    return "已锁定" if one.locked else "启用" if one.activated else "待激活"


def _role(call: Call) -> Answer:
    from anfraud_desktop.actions import accounts

    with call.office() as office:
        accounts.set_role(office, call.args.name, call.args.role)
    return Answer({"name": call.args.name, "role": call.args.role}, ["角色已设定，立即生效"])


def _disable(call: Call) -> Answer:
    from anfraud_desktop.actions import accounts

    with call.office() as office:
        accounts.disable(office, call.args.name, keep_key=call.args.keep_key)
    changed = not call.args.keep_key
    line = "账户已停用，数据密钥已更换" if changed else "账户已停用，数据密钥没有更换"
    return Answer({"name": call.args.name, "active": False, "key_changed": changed}, [line])


def _unlock(call: Call) -> Answer:
    from anfraud_desktop.actions import accounts

    with call.office() as office:
        accounts.unlock(office, call.args.name)
    return Answer({"name": call.args.name, "locked": False}, ["账户已解锁"])


def _password(call: Call) -> Answer:
    from anfraud_desktop.actions import vaults

    name = call.user
    old = call.password(name)
    new = secret(call.args.new_password_file, NEW_PASSWORD, "新密码：", twice=True)
    vaults.change_password(call.file, name, old, new, vaults.usual_cost())
    return Answer({"user": name, "changed": True}, ["密码已修改，下次登录请用新密码"])


def _rekey(call: Call) -> Answer:
    from anfraud_desktop.actions import accounts

    with call.office() as office:
        accounts.change_key(office)
    return Answer({"key_changed": True}, ["数据密钥已更换；各人的密码和恢复单照旧有效"])


def _recover(call: Call) -> Answer:
    from anfraud_desktop.actions import accounts
    from anfraud_desktop.actions.vaults import usual_cost

    code = secret(call.args.code_file, RECOVERY_CODE, "恢复密钥：")
    if call.args.check:
        accounts.check_recovery(call.file, code)
        return Answer({"valid": True}, ["恢复单有效，没有使用掉"])
    name = call.args.name
    if not name:
        from anfraud_desktop.errors import UserError

        raise UserError("请写明新管理员的姓名：recover NAME；只想验证恢复单请加 --check。")
    password = secret(call.args.new_password_file, NEW_PASSWORD, f"{name} 的新密码：", twice=True)
    fresh = accounts.recover(call.file, code, name, password, usual_cost())
    told = {"administrator": name, "recovery_code": fresh}
    lines = [f"已设立管理员 {name}，原恢复单作废", f"新的恢复密钥（只显示这一次，请抄写封存）：{fresh}"]
    if not call.args.recovery_sheet:
        return Answer(told, lines)
    from anfraud_desktop.documents.recovery_sheets import recovery_pdf

    sheet = put(call.args.recovery_sheet, recovery_pdf("本单位", call.file.name, fresh, call.clock()))
    return Answer(told | {"recovery_sheet": str(sheet)}, [*lines, f"恢复单已写入 {sheet}，请打印封存后删除这个文件"])


def _name(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="姓名")


def _name_and_role(parser: ArgumentParser) -> None:
    _name(parser)
    parser.add_argument("role", metavar="ROLE", help="clerk investigator supervisor administrator auditor")


def _add_arguments(parser: ArgumentParser) -> None:
    _name(parser)
    roles = "clerk 录入员、investigator 办案民警、supervisor 审核人、administrator 管理员、auditor 审计员"
    parser.add_argument("--role", metavar="ROLE", required=True, help=roles)


def _disable_arguments(parser: ArgumentParser) -> None:
    _name(parser)
    parser.add_argument("--keep-key", action="store_true", help="暂不更换数据密钥（默认立即更换）")


def _new_password(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--new-password-file", metavar="PATH", help=f"新密码文件（默认取 {NEW_PASSWORD}，或在终端输入）"
    )


def _activate_arguments(parser: ArgumentParser) -> None:
    _name(parser)
    parser.add_argument("--code-file", metavar="PATH", help=f"激活码文件（默认取 {ACTIVATION_CODE}，或在终端输入）")
    _new_password(parser)


def _recover_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", nargs="?", default="", help="新管理员的姓名")
    parser.add_argument("--check", action="store_true", help="只验证恢复单能否打开案件文件，不使用")
    parser.add_argument("--code-file", metavar="PATH", help=f"恢复密钥文件（默认取 {RECOVERY_CODE}，或在终端输入）")
    parser.add_argument("--recovery-sheet", metavar="OUT.pdf", help="把新的恢复密钥写成一页待封存的 PDF")
    _new_password(parser)


COMMANDS = (
    Command(
        "user add", "开立账户（管理员和审核人两人）", "user add 赵六 --role investigator --user 李四 --second 王五",
        _add, _add_arguments, always,
    ),
    Command("activate", "本人用激活码设定密码", "activate 赵六", _activate, _activate_arguments, always),
    Command("user list", "列出账户", "user list --json", _list),
    Command(
        "user role", "设定角色（两人）", "user role 赵六 clerk --user 李四 --second 王五", _role, _name_and_role, always
    ),
    Command(
        "user reset", "忘记密码时重新发码（两人）", "user reset 赵六 --user 李四 --second 王五", _reset, _name, always
    ),
    Command(
        "user unlock", "解锁账户（两人）", "user unlock 赵六 --user 李四 --second 王五", _unlock, _name, always
    ),
    Command(
        "user disable", "停用账户并更换数据密钥（两人）", "user disable 赵六 --user 李四 --second 王五",
        _disable, _disable_arguments, always,
    ),
    Command("password", "修改自己的密码", "password --user 李某", _password, _new_password, always),
    Command("rekey", "更换数据密钥（两人）", "rekey --user 李四 --second 王五", _rekey, writes=always),
    Command(
        "recover", "所有人都进不去时，用恢复单设立管理员", "recover 孙七 --recovery-sheet sheet.pdf",
        _recover, _recover_arguments, lambda args: not args.check,
    ),
)  # fmt: skip
