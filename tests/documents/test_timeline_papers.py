"""The timeline on paper: the words of the golden one, coming limits marked, nobody named who did not ask."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from anfraud_desktop.documents.images import page_count, pdf_text
from anfraud_desktop.documents.timeline_papers import Line, TimelinePaper, timeline_pdf

PAPER = TimelinePaper(
    unit="安陆市公安局府城派出所",
    case="李某帮信案",
    number="A4209820000002026030001",
    at=datetime(2026, 11, 1, 9, 30),  # noqa: DTZ001  local time
    officer="王警官（办案民警）",
    recipient="安陆市人民检察院",
    purpose="审查起诉",
    lines=(
        Line("2026-03-10", "案件·立案日期", "", ""),
        Line("2026-03-12", "处置·决定日期", "刑事拘留", "钱成年"),
        Line("2026-03-12 09:30", "记事·记事时刻", "到银行调取开户资料，经办人称需三个工作日后答复，已留存回执", ""),
        Line("2026-03-15", "时限·提请批准逮捕", "刑事诉讼法第九十一条，应于2026年3月13日前办理", "钱成年", coming=True),
    ),
    log_head="128-0123456789ab",
)  # fmt: skip


def words(paper: TimelinePaper) -> str:
    return "".join("".join(pdf_text(timeline_pdf(paper, bundled=True))).split())


def test_the_paper_reads_as_the_golden_one(golden: Callable[[str, str], None]) -> None:
    golden("timeline.txt", "\n\f\n".join(pdf_text(timeline_pdf(PAPER, bundled=True))) + "\n")


def test_the_same_timeline_gives_the_same_bytes() -> None:
    assert timeline_pdf(PAPER, bundled=True) == timeline_pdf(PAPER, bundled=True)


def test_a_paper_that_stays_inside_names_no_recipient() -> None:
    assert "接收单位" in words(PAPER)
    assert "接收单位" not in words(replace(PAPER, recipient="", purpose=""))


def test_what_is_to_come_is_told_apart_and_counted() -> None:
    assert "2026-03-15（将到期）时限" in words(PAPER)
    assert "共4项，其中将到期的时限1项" in words(PAPER)


def test_a_long_timeline_goes_over_pages_and_an_empty_one_is_a_paper_too() -> None:
    assert page_count(timeline_pdf(replace(PAPER, lines=PAPER.lines * 40), bundled=True)) > 2
    assert "共0项" in words(replace(PAPER, lines=()))
