"""The day's work on paper: the words of the golden one, groups in their order, what is far off only counted."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from anfraud_desktop.documents.images import pdf_text
from anfraud_desktop.documents.worklist_papers import Group, Line, WorklistPaper, worklist_pdf

OVERDUE = Group(
    "已超期",
    (
        Line("刑事拘留提请逮捕", "张三，第1案", "王警官", "2026年1月30日（已超期 273 天）", "刑事诉讼法第九十一条"),
        Line("催办查控回复", "某某银行", "", "2026年10月27日（逾期 6 天）", "要求 2026-10-27 前回复，已逾期 6 日"),
    ),
)
NEAR = Group("近期", (Line("取保候审", "李四，第2案", "王警官", "2026年11月4日（剩 3 天）", "刑事诉讼法第七十九条"),))
PAPER = WorklistPaper(
    unit="安陆市公安局府城派出所",
    at=datetime(2026, 11, 1, 9, 30),  # noqa: DTZ001  local time
    officer="王警官（办案民警）",
    mine=True,
    later=76,
    groups=(OVERDUE, NEAR),
    log_head="0123456789abcdef",
)


def words(paper: WorklistPaper) -> str:
    return "".join("".join(pdf_text(worklist_pdf(paper, bundled=True))).split())


def test_the_paper_reads_as_the_golden_one(golden: Callable[[str, str], None]) -> None:
    golden("worklist.txt", "\n\f\n".join(pdf_text(worklist_pdf(PAPER, bundled=True))) + "\n")


def test_the_same_work_gives_the_same_bytes() -> None:
    assert worklist_pdf(PAPER, bundled=True) == worklist_pdf(PAPER, bundled=True)


def test_what_is_far_off_is_counted_alone() -> None:
    assert "以后到期76项，没有印出" in words(PAPER)


def test_a_day_without_work_says_so() -> None:
    assert "没有近期要办的事项" in words(replace(PAPER, groups=()))
