"""The sheet that reports somebody for 联合惩戒 reads as the golden one, as PDF and for Word; nothing stands alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from anfraud_desktop.documents.images import pdf_text
from anfraud_desktop.documents.punishment_sheets import FactLine, PunishmentSheet, sheet_docx, sheet_pdf
from tests.documents.test_request_letters import paragraphs
from tests.factories import card_number

FACT = FactLine(
    "2026-02-10",
    "本人名下的卡、账户涉案",
    f"银行借记卡 {card_number(serial=1)}",
    "A4209820000002026030001 三号案",
    "讯问笔录",
)
SHEET = PunishmentSheet(
    unit="安陆市公安局府城派出所",
    to="设区的市级以上公安机关",
    about=(
        ("姓名", "张建国"),
        ("证件号码", "420900199003070013"),
        ("户籍地", "湖北省安陆市府城街道解放大道中段三号院"),
    ),
    facts=(
        FACT,
        replace(FACT, day="2026-03-05", what="交出卡、账户（收卡）"),
        replace(FACT, day="2022-11-30", left_out="早于 2022-12-01，不计入"),
    ),
    result="可报送认定（二类）",
    reasons=("涉及卡、账户 3 张（个），达到 3 张（个）",),
    basis="电信网络诈骗及其关联违法犯罪联合惩戒办法、反电信网络诈骗法第三十一条第二款",
    period="2年，届满自动解除",
    cautions=("报送条件 3 张（个）、3 次没有核对办法原文，报送前请核对。",),
    dated=date(2026, 11, 1),
)


def test_the_sheet_reads_as_the_golden_one(golden: Callable[[str, str], None]) -> None:
    golden("punishment-sheet.txt", "\n\f\n".join(pdf_text(sheet_pdf(SHEET, bundled=True))) + "\n")
    golden("punishment-sheet-docx.txt", "\n".join(paragraphs(sheet_docx(SHEET))) + "\n")


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert sheet_pdf(SHEET, bundled=True) == sheet_pdf(SHEET, bundled=True)
    assert sheet_docx(SHEET) == sheet_docx(SHEET)


def test_a_long_sheet_keeps_the_last_words_with_the_signature() -> None:
    pages = ["".join(text.split()) for text in pdf_text(sheet_pdf(replace(SHEET, facts=(FACT,) * 60), bundled=True))]
    assert len(pages) > 2
    assert "本表不是认定决定" in pages[-1]
    assert "2026年11月1日" in pages[-1]
    assert "没有。" in "".join(pages)
