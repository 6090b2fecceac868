"""All pages of the window. A new page gets a line in RAIL, a record's own page a line in RECORDS."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from anfraud_desktop.schema.record import Record
from anfraud_desktop.ui.clock_marks import GLANCES
from anfraud_desktop.ui.page import Book, Host, Page, Workspace
from anfraud_desktop.ui.results import ledger_icon

if TYPE_CHECKING:
    from anfraud_desktop.actions.office import Office

# Where each ledger stands in the rail, in this order; a ledger that is not named here stands in 系统.
LEDGER_SECTIONS = {
    "cases": "打", "people": "打", "involvements": "打", "cards": "打", "dispositions": "打", "victims": "打",
    "requests": "打", "transfers": "打", "punishments": "打", "attachments": "打", "notes": "打",
    "notices": "通告 统计",
}  # fmt: skip
REST = "系统"


def _today(host: Host) -> Workspace:
    from anfraud_desktop.ui.today_page import TodayPage

    return TodayPage(host)


def _pressing(office: "Office") -> int:
    from anfraud_desktop.actions.worklists import pressing  # here, because the window opens without

    return pressing(office)


def _import(host: Host) -> Workspace:
    from anfraud_desktop.ui.import_page import ImportPage

    return ImportPage(host)


def _report(host: Host) -> Workspace:
    from anfraud_desktop.ui.report_page import ReportPage

    return ReportPage(host)


def _notice(host: Host) -> Workspace:
    from anfraud_desktop.ui.notice_page import NoticePage

    return NoticePage(host)


def _health(host: Host) -> Workspace:
    from anfraud_desktop.ui.health_page import HealthPage

    return HealthPage(host)


def _log(host: Host) -> Workspace:
    from anfraud_desktop.ui.log_page import LogPage

    return LogPage(host)


def _backup(host: Host) -> Workspace:
    from anfraud_desktop.ui.backup_page import BackupPage

    return BackupPage(host)


def _retention(host: Host) -> Workspace:
    from anfraud_desktop.ui.retention_page import RetentionPage

    return RetentionPage(host)


def _trash(host: Host) -> Workspace:
    from anfraud_desktop.ui.trash_page import TrashPage

    return TrashPage(host)


def _requests(host: Host) -> Workspace:
    from anfraud_desktop.ui.requests_page import RequestsPage

    return RequestsPage(host)


def _punishment(host: Host) -> Workspace:
    from anfraud_desktop.ui.punishment_page import PunishmentPage

    return PunishmentPage(host)


def _case(host: Host, at: int) -> Workspace:
    from anfraud_desktop.ui.case_page import CasePage

    return CasePage(host, at)


# Pages built by hand; those without a section come before all ledgers.
RAIL: tuple[Page, ...] = (
    Page("today", "今日", "home", "", _today, _pressing),
    Page("notice", "发布通告", "gavel", "通告 统计", _notice),
    Page("report", "统计月报", "chart", "通告 统计", _report),
    Page("import", "导入台账", "import", "系统", _import),
    Page("backup", "备份与恢复", "save", "系统", _backup),
    Page("health", "案件文件体检", "shield", "系统", _health),
    Page("log", "日志", "history", "系统", _log),
    Page("trash", "回收站", "delete", "系统", _trash),
    Page("retention", "保存期限", "calendar", "系统", _retention),
)
# Pages built by hand that come after the ledgers of their section.
AFTER: tuple[Page, ...] = (Page("punishment", "惩戒报送", "person_prohibited", "打", _punishment),)

# Ledgers whose records open in a page of their own: ledger → make(host, id).
RECORDS: Mapping[str, Callable[[Host, int], Workspace]] = {"cases": _case}

# Ledgers whose list is a page of their own: ledger → make(host).
LISTS: Mapping[str, Callable[[Host], Workspace]] = {"requests": _requests}


def _list(ledger: str, host: Host) -> Workspace:
    from anfraud_desktop.ui.lists import ListPage

    return ListPage(host, Record.ledgers[ledger])


def _form(host: Host, ledger: str, record: int, given: Mapping[str, object]) -> Workspace:
    from anfraud_desktop.ui.forms import FormPage

    return FormPage(host, ledger, record, given)


def book() -> Book:
    """Return all pages: those built by hand, and a list for every ledger that has no page of that key."""
    by_hand = {page.key for page in RAIL}
    order = [*LEDGER_SECTIONS, *(table for table in Record.ledgers if table not in LEDGER_SECTIONS)]
    lists = [
        Page(
            table,
            Record.ledgers[table].title,
            ledger_icon(table),
            LEDGER_SECTIONS.get(table, REST),
            LISTS.get(table) or partial(_list, table),
        )
        for table in order
        if table in Record.ledgers and table not in by_hand
    ]
    return Book((*RAIL, *lists, *AFTER), _form, RECORDS, GLANCES)
