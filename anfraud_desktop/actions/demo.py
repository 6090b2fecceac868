"""The main job on made-up data: a new case file, the bundled ledger taken in, a notice, a monthly report."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from anfraud_desktop.actions import imports, made_up, notices, reports, rulings, vaults
from anfraud_desktop.actions.office import ROLES, Office, now
from anfraud_desktop.actions.units import founding_unit
from anfraud_desktop.errors import Unavailable
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.resources import resource
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.replacing import replace_file

FILE = "demo.db"
LEDGER = "府城派出所人员台账2026.xlsx"
FOUNDERS = (("李管理", "administrator"), ("王所长", "supervisor"), ("张警官", "investigator"))
AT_LEAST = datetime(2026, 11, 1, 9, 30)  # noqa: DTZ001  local time; the bundled ledger tells of days up to then
PERIOD = "2026-10"
TITLE = "安陆市公安局关于公开曝光一批电信网络诈骗及其关联违法犯罪典型案件的通告"
NAMED = 10  # people with an entry of their own in the notice
DAYS = 180  # for which it stands

_letters = "ABCDEFGHJKMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Demonstration:
    """Where everything lies, and how many records there are."""

    file: Path
    accounts: Path
    notice: dict[str, Any]
    report: dict[str, Any]
    counts: dict[str, int]
    batch: int | None
    refused: int

    def json(self) -> dict[str, Any]:
        """Return the outcome as the command line tells it."""
        return {
            "file": str(self.file),
            "accounts": str(self.accounts),
            "notice": self.notice,
            "report": self.report,
            "counts": self.counts,
            "batch": self.batch,
            "refused": self.refused,
        }

    def lines(self) -> list[str]:
        """Return the outcome for people."""
        counts = "，".join(f"{Record.ledgers[name].title} {number:,}" for name, number in self.counts.items())
        return [
            f"案件文件：{self.file}（账户和密码在 {self.accounts.name}）",
            f"台账：{counts}；退回 {self.refused} 处",
            f"通告：{self.notice['pdf']}",
            f"月报：{self.report['pdf']}，{self.report['xlsx']}",
        ]


def demonstrate(
    out: Path, *, rows: int = 0, seed: int = 0, progress: Callable[[int, int, str], None] | None = None
) -> Demonstration:
    """Do the main job into a folder, over what an earlier demonstration left there; raises Unavailable.

    With `rows` so many made-up people more are written, the same ones for the same seed.
    """
    file, accounts = out / FILE, out / "accounts.txt"
    founders = tuple(vaults.Founder(name, _password(), role) for name, role in FOUNDERS)
    try:
        out.mkdir(parents=True, exist_ok=True)
        _clear(file)
        code = vaults.create_file(file, founding_unit("府城派出所", "420982030000", "安陆市公安局"), founders)
        replace_file(accounts, _told(file, founders, code).encode())
    except OSError:
        raise Unavailable(f"文件夹 {out.name} 写不进去，没有做演示。请换一个文件夹。") from None
    investigator = founders[-1]
    office = vaults.sign_in(file, investigator.name, investigator.password, lambda: max(now(), AT_LEAST))
    tell = progress or _silent
    try:
        plan = imports.preview(office, resource("demo", LEDGER), progress=tell)
        outcome = imports.commit(office, plan, accept_good=True, progress=tell)
        chosen = _chosen(office)
        if rows:
            made_up.fill(office, rows, seed, progress=tell)
        tell(0, 0, "通告和月报")
        notice, report, counts = _notice(office, out, chosen), _report(office, out), _counts(office.store)
    finally:
        office.store.close()
    return Demonstration(file, accounts, notice, report, counts, outcome.batch, len(plan.refused))


def _silent(_done: int, _total: int, _words: str) -> None:
    """Tell nobody."""


def _password() -> str:
    return "-".join("".join(secrets.choice(_letters) for _ in range(4)) for _ in range(4))


def _clear(file: Path) -> None:
    """Take away an earlier demonstration's file with its keys; nothing else in the folder is touched."""
    keys = vaults.key_path(file)
    for old in (
        file,
        file.with_name(f"{file.name}-wal"),
        file.with_name(f"{file.name}-shm"),
        *keys.parent.glob(f"{keys.name}*"),
    ):
        old.unlink(missing_ok=True)


def _told(file: Path, founders: tuple[vaults.Founder, ...], code: str) -> str:
    lines = [f"演示案件文件 {file.name}，数据全部为虚构。", ""]
    lines += [f"{ROLES[who.role]}\t用户名 {who.name}\t密码 {who.password}" for who in founders]
    return "\n".join([*lines, "", f"恢复密钥 {code}", ""])


def _chosen(office: Office) -> list[int]:
    """Return the involvements that the notice may hold: some with an entry of their own, everybody who only counts."""
    entries = rulings.rulings(office, office.store.ids(Involvement)[::-1], on=office.today)
    named = [entry.involvement for entry in entries if entry.named]
    counted = [entry.involvement for entry in entries if entry.mode == "aggregate" and not entry.blocked]
    return named[:NAMED] + counted


def _notice(office: Office, out: Path, chosen: list[int]) -> dict[str, Any]:
    until = (office.today + timedelta(days=DAYS)).isoformat()
    given = {"subject": TITLE, "involvements": tuple(chosen), "channel": "微信公众号、公告栏", "valid_until": until}
    notice = notices.draft(office, given)
    number = notice.id or 0
    printed, pages = notices.pdf(office, number), notices.image(office, number)
    pdf = out / "notice.pdf"
    replace_file(pdf, printed.files[0])
    pictures = [out / ("notice.png" if at == 1 else f"notice-{at}.png") for at in range(1, len(pages.files) + 1)]
    for path, data in zip(pictures, pages.files, strict=True):
        replace_file(path, data)
    checked = notices.check(office, number)
    return {
        "id": number,
        "state": notice.state,
        "pdf": str(pdf),
        "png": str(pictures[0]),
        "pages": [str(path) for path in pictures],
        "sha256": printed.sha256,
        "named": sum(entry.named for entry in checked.entries),
        "counted": sum(entry.mode == "aggregate" for entry in checked.entries),
        "blockers": list(checked.blockers),
    }


def _report(office: Office, out: Path) -> dict[str, Any]:
    report = reports.month_report(office, PERIOD)
    pdf, xlsx = out / "report.pdf", out / "report.xlsx"
    replace_file(pdf, report.pdf())
    replace_file(xlsx, report.xlsx())
    return {"period": PERIOD, "pdf": str(pdf), "xlsx": str(xlsx)}


def _counts(store: Store) -> dict[str, int]:
    return {name: store.count(ledger) for name, ledger in Record.ledgers.items() if not ledger.managed}
