"""A notice and a report with made-up people, and the ways to look at what was printed."""

import io
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from pypdfium2 import PdfDocument, PdfPage, raw

from anfraud_desktop.documents.charts import BarChart, LineChart, Series
from anfraud_desktop.documents.notices import NoticeEntry, NoticePaper
from anfraud_desktop.documents.reports import Breakdown, FigureRow, ReportPaper

GOLDEN = Path(__file__).parent.parent / "golden" / "documents"
FACTS = (
    "男，32岁，湖北省安陆市人。经查，2026年1月至3月，其明知他人利用信息网络实施犯罪，仍将本人名下3张银行卡提供给他人"
    "使用，帮助转移涉诈资金（含“跑分”）共计人民币126.35万元，非法获利8000元。"
)
OUTCOME = "因涉嫌帮助信息网络犯罪活动罪，于2026年4月2日被依法逮捕，现已移送人民检察院审查起诉（安公诉字〔2026〕12号）。"


@pytest.fixture(scope="session")
def photo() -> bytes:
    """A made-up face, of another shape than the paper wants, that says where it was taken."""
    image = Image.new("RGB", (600, 600), "#9db6d8")
    ImageDraw.Draw(image).ellipse((200, 120, 400, 380), fill="#d8b898")
    exif = Image.Exif()
    exif[0x010F] = "GEHEIM-CAMERA"
    target = io.BytesIO()
    image.save(target, "JPEG", exif=exif)
    return target.getvalue()


@pytest.fixture(scope="session")
def notice(photo: bytes) -> NoticePaper:
    """A notice with two groups, one photo, a rare character and people told only by their number."""
    first, second = "帮助信息网络犯罪活动类案件", "掩饰、隐瞒犯罪所得类案件"
    return NoticePaper(
        unit="安陆市公安局",
        title="安陆市公安局关于公开曝光一批电信网络诈骗及其关联违法犯罪典型案件的通告",
        dated=date(2026, 11, 3),
        number="安公通〔2026〕3号",
        purpose=("为依法严厉打击电信网络诈骗及其关联违法犯罪活动，现将近期查处的一批典型案件予以公开曝光。",),
        entries=(
            NoticeEntry("张某某", (FACTS,), OUTCOME, first),
            NoticeEntry("王𬭎", (FACTS,), OUTCOME, first, photo),
            NoticeEntry("欧阳某", (FACTS, "其还出借电话卡2张。"), OUTCOME, second),
            NoticeEntry("买买提·某某", (FACTS,), OUTCOME, second),
        ),
        counts=("另有12人因非法出租、出借银行账户、电话卡被依法予以行政处罚。",),
        phones=("110", "96110", "0712-5250000"),
        imprint=("日志摘要：0123456789abcdef",),
    )


@pytest.fixture(scope="session")
def report() -> ReportPaper:
    """A report of a month with every part that a report can have."""
    told = "案件台账，按立案日期，时间取左闭右开；已移除的记录不计。"
    figures = (
        FigureRow("打", "立案", "案", "23", "19", "+21.1%", "31", "-25.8%", told),
        FigureRow("打", "破案", "案", "11", "9", "+22.2%", "0", "—", told),
        FigureRow("打", "被骗损失", "元", "3,456,789.00", "2,950,000.00", "+17.2%", "4,100,000.00", "-15.7%", told),
        FigureRow("防", "见面劝阻", "人次", "320", "298", "+7.4%", "275", "+16.4%"),
        FigureRow("宣", "宣传活动", "场次", "12", "10", "+20.0%", "9", "+33.3%"),
    )
    kinds = (("刷单返利", "9", "39.1%", "1,256,000.00"), ("冒充客服", "14", "60.9%", "2,200,789.00"))
    towns = (("府城街道", "19"), ("棠棣镇", "—"), ("李店镇", "—"))
    return ReportPaper(
        unit="安陆市公安局府城派出所",
        title="打击治理电信网络诈骗工作月报",
        period="2026年10月",
        range_text="2026年10月1日0时至2026年11月1日0时",
        figures=figures,
        made_at="2026年11月1日 09:30",
        breakdowns=(
            Breakdown(
                "按诈骗类型分",
                ("诈骗类型", "立案", "占比", "损失（元）"),
                kinds,
                ("合计", "23", "100%", "3,456,789.00"),
            ),
            Breakdown("按乡镇分", ("乡镇", "立案"), towns, ("合计", "23"), "小于3的数不予显示。"),
        ),
        charts=(
            BarChart(
                "立案与破案", "案", ("8月", "9月", "10月"), (Series("立案", (22, 19, 23)), Series("破案", (8, 9, 11)))
            ),
            LineChart("被骗损失", "万元", ("8月", "9月", "10月"), (Series("损失", (305.2, None, 345.68)),)),
        ),
        narrative=("2026年10月，全所共立电信网络诈骗案件23起，同比下降25.8%；群众被骗损失345.68万元。",),
        compiled_by="王某某",
        reviewed_by="李某某",
        log_head="0123456789abcdef",
        recipient="报送：安陆市公安局反诈中心　用途：月度统计",
    )


@pytest.fixture(scope="session")
def printed_lines() -> Callable[[bytes], list[list[str]]]:
    """Return a way to read a PDF: for each page its lines from top to bottom, by where the characters stand."""

    def read(pdf: bytes) -> list[list[str]]:
        with PdfDocument(pdf) as document:
            return [_lines(page) for page in document]

    return read


def _lines(page: PdfPage) -> list[str]:
    text = page.get_textpage()
    places = []
    for index in range(text.count_chars()):
        char = chr(raw.FPDFText_GetUnicode(text, index))
        if char.strip():
            left, bottom, _, top = text.get_charbox(index, loose=True)
            places.append(((bottom + top) / 2, left, char))
    rows: dict[float, list[tuple[float, str]]] = {}
    for height, left, char in places:
        row = next((row for row in rows if abs(row - height) <= 4), height)
        rows.setdefault(row, []).append((left, char))
    lines = ["".join(char for _, char in sorted(rows[row])) for row in sorted(rows, reverse=True)]
    return [line.encode("utf-16", "surrogatepass").decode("utf-16") for line in lines]  # pdfium tells halves of pairs


@pytest.fixture(scope="session")
def golden() -> Callable[[str, str], None]:
    """Return a comparison with a file below tests/golden/documents, which GOLDEN_UPDATE=1 writes anew."""

    def compare(name: str, text: str) -> None:
        file = GOLDEN / name
        if os.environ.get("GOLDEN_UPDATE") == "1":
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
        assert text == file.read_text(encoding="utf-8")

    return compare
