"""The findings of the check on paper: grouped by gravity, cut where they are too many, the words of the golden one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from anfraud_desktop.documents.health_papers import MOST, Group, HealthPaper, Line, health_pdf
from anfraud_desktop.documents.images import pdf_text

GRAVE = Group(
    "强制措施到期没有后续", "必须处理", "拘留已到截止日期。", "登记后续处置。", "依据：刑事诉讼法第九十一条。",
    (
        Line("处置 #12　刑事拘留 2026-03-12", "截止日期", "刑事拘留截止日期 2026-04-18 已过，没有后续处置"),
        Line("处置 #31　取保候审 2025-03-12", "截止日期", "取保候审最长到 2026-03-12，没有后续处置", "王五：已延长"),
    ),
)  # fmt: skip
SLIGHT = Group(
    "金额大小异常", "提示", "金额特别大或者特别小。", "核对单位。", "",
    (Line("案件 #3　A4209820000002026030001", "涉案金额", "涉案金额不到 100 元，请核对单位是元还是万元"),),
)  # fmt: skip
PAPER = HealthPaper(
    unit="安陆市公安局府城派出所",
    at=datetime(2026, 11, 1, 9, 30),  # noqa: DTZ001  local time
    officer="王五（审核人）",
    checks=53,
    ok=51,
    open=2,
    accepted=1,
    groups=(GRAVE, SLIGHT),
    sound=("证件号码有误", "疑似同一人登记两次"),
    log_head="0123456789abcdef",
)


def words(paper: HealthPaper) -> str:
    return "".join("".join(pdf_text(health_pdf(paper, bundled=True))).split())


def test_the_paper_reads_as_the_golden_one(golden: Callable[[str, str], None]) -> None:
    golden("health.txt", "\n\f\n".join(pdf_text(health_pdf(PAPER, bundled=True))) + "\n")


def test_the_same_findings_give_the_same_bytes() -> None:
    assert health_pdf(PAPER, bundled=True) == health_pdf(PAPER, bundled=True)


def test_groups_stand_under_their_severity_in_their_order() -> None:
    text = words(PAPER)
    places = [
        text.index(part)
        for part in ("一、必须处理", "（一）强制措施到期没有后续2处", "二、提示", "（一）金额大小异常1处")
    ]
    assert places == sorted(places)


def test_of_a_check_with_very_many_findings_the_rest_is_counted() -> None:
    many = replace(GRAVE, lines=tuple(Line(f"处置 #{at}", "截止日期", "已过") for at in range(MOST + 7)))
    text = words(replace(PAPER, groups=(many,)))
    assert f"处置#{MOST - 1}截止日期" in text
    assert f"处置#{MOST}截止日期" not in text
    assert "另有7处没有印出" in text


def test_a_sound_file_gives_a_paper_too() -> None:
    text = words(replace(PAPER, groups=(), open=0, accepted=0, ok=53))
    assert "53项没有待处理的问题" in text
    assert "检查人：" in text
