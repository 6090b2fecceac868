"""Commands for safe-keeping: backup and restore."""

from argparse import ArgumentParser
from pathlib import Path

from anfraud_desktop.cli.command import Answer, Call, Command, always, secret

RECOVERY_CODE = "ANFRAUD_RECOVERY_CODE"


def _backup(call: Call) -> Answer:
    from anfraud_desktop.actions import backups

    with call.office() as office:
        made = backups.make(office, Path(call.args.to) if call.args.to else None, call.progress)
    proved = "已核对" if made.verified else "不完整"
    lines = [f"已备份到 {made.path}（{made.rows:,} 条，{proved}）"]
    lines += [f"已删除过期备份 {len(made.removed)} 份"] if made.removed else []
    return Answer(made.json(), [*lines, made.warning] if made.warning else lines)


def _restore(call: Call) -> Answer:
    from anfraud_desktop.actions import backups

    args = call.args
    if args.recovery or args.recovery_file:
        opener = backups.by_recovery(secret(args.recovery_file, RECOVERY_CODE, "做备份时的恢复密钥："))
    else:
        opener = backups.by_password(call.user, call.password(call.user))
    done = backups.restore(Path(args.backup), Path(args.to), opener)
    told = {"file": str(done.path), "made_at": done.made_at.isoformat(), "rows": done.rows, "verified": True}
    return Answer(told, [f"已恢复到 {done.path}：{done.made_at:%Y-%m-%d %H:%M} 的备份，{done.rows:,} 条，已核对"])


def _backup_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--to", metavar="DIR", help="备份到哪个文件夹（默认按设置，未设置时为案件文件旁的“备份”）")


def _restore_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("backup", metavar="BACKUP", help="备份文件（.afbk）；用户名和密码以做备份时的为准")
    parser.add_argument("--to", metavar="PATH", required=True, help="恢复成哪个案件文件；已有文件的位置不会被覆盖")
    parser.add_argument("--recovery", action="store_true", help=f"用做备份时的恢复密钥打开，取自 {RECOVERY_CODE}")
    parser.add_argument("--recovery-file", metavar="PATH", help="写有恢复密钥的文件")


COMMANDS = (
    Command("backup", "备份案件文件并核对", "backup --to /media/usb", _backup, _backup_arguments, always),
    Command(
        "restore", "把备份恢复成新的案件文件", "restore case_20261101-093000_e1_0a1b2c3d.afbk --to restored.db",
        _restore, _restore_arguments, always,
    ),
)  # fmt: skip
