"""Letters to banks and operators: the words of the golden ones, as PDF and for Word; room for the seal; one grid."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest

from anfraud_desktop.documents.images import pdf_text
from anfraud_desktop.documents.request_letters import LetterPaper, Listed, Receipt, letter_docx, letter_pdf
from tests.factories import card_number

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ROWS = tuple(
    (card_number(serial=place), "银行账户", name, amount)
    for place, (name, amount) in enumerate([("张建国", "50,000.00"), ("欧阳某某", "1,260,000.50"), ("王𬭎", "")], 1)
)
FREEZE = LetterPaper(
    unit="安陆市公安局",
    title="协助冻结财产通知书",
    to="中国工商银行",
    number="安公（府城）冻财字〔2026〕12号",
    dated=date(2026, 3, 5),
    opening="因侦查“3·05”电信网络诈骗案件需要，根据《公安机关办理刑事案件程序规定》第二百三十九条的规定，请你单位协助冻结"
    "下列3个账户内的财产，冻结期限为6个月，自实际冻结之日起计算。",
    listed=Listed(("账号、号码", "对象种类", "户主", "金额（元）"), ROWS),
    closing=("冻结期限届满前我局未办理继续冻结手续的，冻结自动解除。", "请于2026年3月6日前将冻结的起始时间回复我局。"),
    contact="联系人：王警官，联系电话：0712-5250000。",
    receipt=Receipt(
        "回　执",
        "你局《协助冻结财产通知书》（安公（府城）冻财字〔2026〕12号）收悉，现将办理情况回复如下：",
        Listed(("账号、号码", "办理结果", "起始时间", "余额（元）", "说明"), tuple((r[0], *[""] * 4) for r in ROWS)),
    ),
)  # fmt: skip
DRAFT = replace(FREEZE, number="", draft=True, receipt=None)


def part(data: bytes, name: str) -> ET.Element:
    with ZipFile(BytesIO(data)) as archive:
        return ET.fromstring(archive.read(name))  # noqa: S314  our own file


def paragraphs(data: bytes) -> list[str]:
    return ["".join(text.text or "" for text in p.iter(f"{W}t")) for p in part(data, "word/document.xml").iter(f"{W}p")]


@pytest.mark.parametrize(("name", "paper"), [("freeze", FREEZE), ("draft", DRAFT)], ids=["freeze", "draft"])
def test_a_letter_reads_as_the_golden_one(name: str, paper: LetterPaper, golden: Callable[[str, str], None]) -> None:
    golden(f"request-{name}.txt", "\n\f\n".join(pdf_text(letter_pdf(paper, bundled=True))) + "\n")
    golden(f"request-{name}-docx.txt", "\n".join(paragraphs(letter_docx(paper))) + "\n")


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert letter_pdf(FREEZE, bundled=True) == letter_pdf(FREEZE, bundled=True)
    assert letter_docx(FREEZE) == letter_docx(FREEZE)


def test_both_forms_say_the_same() -> None:
    def words(lines: list[str]) -> str:
        return re.sub(r"\s|—\s\d+\s—", "", "".join(lines))

    assert sorted(words(paragraphs(letter_docx(FREEZE)))) == sorted(words(pdf_text(letter_pdf(FREEZE, bundled=True))))


def test_a_letter_of_many_accounts_repeats_the_head_and_never_leaves_the_signature_alone() -> None:
    rows = tuple((card_number(serial=at), "银行账户", "张建国", "") for at in range(1, 90))
    many = replace(FREEZE, listed=Listed(FREEZE.listed.heads, rows), receipt=None)
    pages = ["".join(text.split()) for text in pdf_text(letter_pdf(many, bundled=True))]
    assert len(pages) > 2
    assert [page.count("账号、号码") for page in pages[:-1]] == [1] * (len(pages) - 1)
    assert "起始时间回复我局" in pages[-1]
    assert pages[-1].index("安陆市公安局") < pages[-1].index("2026年3月5日")
    heads = part(letter_docx(many), "word/document.xml").findall(f".//{W}tblHeader")
    assert len(heads) == 1


# What Word reads


def test_every_run_names_a_chinese_font() -> None:
    data = letter_docx(FREEZE)
    with ZipFile(BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if re.fullmatch(r"word/(document|footer\d*)\.xml", name)]
    for name in names:
        for run in part(data, name).iter(f"{W}r"):
            fonts = run.find(f"{W}rPr/{W}rFonts")
            assert fonts is not None, name
            assert fonts.get(f"{W}eastAsia") in {"方正小标宋简体", "仿宋", "黑体", "宋体"}
    assert len(names) == 3


def test_the_page_is_that_of_the_standard() -> None:
    section = part(letter_docx(FREEZE), "word/document.xml").find(f".//{W}sectPr")
    assert section is not None
    margins, grid = section.find(f"{W}pgMar"), section.find(f"{W}docGrid")
    assert margins is not None
    assert grid is not None
    millimetres = {side: int(margins.get(f"{W}{side}") or 0) / 56.6929 for side in ("top", "left", "right", "bottom")}
    assert millimetres == pytest.approx({"top": 37, "left": 28, "right": 26, "bottom": 35}, abs=0.02)
    assert 22 * int(grid.get(f"{W}linePitch") or 0) <= 225 * 56.6929 < 22.1 * int(grid.get(f"{W}linePitch") or 0)


def test_the_text_of_word_is_sixteen_points_brought_to_twenty_eight_a_line() -> None:
    document = part(letter_docx(FREEZE), "word/document.xml")
    [run] = [run for run in document.iter(f"{W}r") if "".join(run.itertext()).startswith("因侦查")]
    size, closer = run.find(f"{W}rPr/{W}sz"), run.find(f"{W}rPr/{W}spacing")
    assert size is not None
    assert closer is not None
    a_character = int(size.get(f"{W}val") or 0) / 2 + int(closer.get(f"{W}val") or 0) / 20
    assert 28 * a_character <= 156 * 72 / 25.4 < 28.2 * a_character


def test_what_no_xml_holds_is_left_out_of_the_word_file() -> None:
    odd = replace(FREEZE, opening="甲\x00乙\u202e丙\ufffe丁")
    assert "甲乙丙丁" in paragraphs(letter_docx(odd))


def test_parts_of_paragraphs_and_tables_stand_in_the_order_of_the_schema() -> None:
    order = {
        f"{W}pPr": ["keepNext", "pageBreakBefore", "widowControl", "snapToGrid", "spacing", "ind", "jc"],
        f"{W}rPr": ["rFonts", "b", "bCs", "spacing", "sz", "szCs"],
        f"{W}tblPr": ["tblStyle", "tblW", "tblBorders", "tblLayout", "tblCellMar", "tblLook"],
    }
    document = part(letter_docx(FREEZE), "word/document.xml")
    for tag, names in order.items():
        for element in document.iter(tag):
            found = [child.tag.removeprefix(W) for child in element]
            assert found == [name for name in names if name in found], tag
