"""The answers to requests about one's own data: the words of the golden ones, room for the seal, one page."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from anfraud_desktop.documents.correction_papers import AnswerPaper, Item, answer_pdf
from anfraud_desktop.documents.images import pdf_text

CORRECTED = AnswerPaper(
    unit="安陆市公安局府城派出所",
    to="张建国",
    asked="更正、补充",
    requested_on=date(2026, 10, 20),
    dated=date(2026, 11, 1),
    articles="个人信息保护法第四十六条",
    items=(
        Item("现住址", "湖北省安陆市府城街道", "湖北省安陆市棠棣镇李店村三组", "已更正"),
        Item("联系电话", "", "19900007531", "已补充"),
    ),
    closing=("已更正、补充的内容即日起生效；此前的内容只在修改历史中留存，不再使用。",),
)
REFUSED = replace(
    CORRECTED,
    articles="个人信息保护法第四十六条、第五十条第一款",
    items=(Item("出生日期", "1990-03-07", "1991-03-07", "未更正"),),
    closing=(
        "未更正的理由：与户籍登记、居民身份证不一致。",
        "不服本答复的，可以依照个人信息保护法第五十条第二款，依法向人民法院提起诉讼。",
    ),
)
DELETED = replace(
    CORRECTED,
    asked="删除",
    articles="个人信息保护法第四十七条",
    items=(),
    closing=("你的个人信息已经彻底删除，本单位不再保存。",),
)


@pytest.mark.parametrize(
    ("name", "paper"),
    [("corrected", CORRECTED), ("refused", REFUSED), ("deleted", DELETED)],
    ids=lambda one: str(one)[:9],
)
def test_an_answer_reads_as_the_golden_one(name: str, paper: AnswerPaper, golden: Callable[[str, str], None]) -> None:
    golden(f"answer-{name}.txt", "\n\f\n".join(pdf_text(answer_pdf(paper, bundled=True))) + "\n")


def test_the_same_answer_gives_the_same_bytes() -> None:
    assert answer_pdf(CORRECTED, bundled=True) == answer_pdf(CORRECTED, bundled=True)


def test_the_unit_and_the_day_stand_below_the_text_with_the_place_of_a_seal_between(
    printed_lines: Callable[[bytes], list[list[str]]],
) -> None:
    [lines] = printed_lines(answer_pdf(REFUSED, bundled=True))
    at = lines.index("安陆市公安局府城派出所")
    assert lines[at + 1] == "2026年11月1日"
    assert "人民法院" in "".join(lines[at - 2 : at])


def test_an_answer_of_many_lines_never_leaves_the_signature_alone() -> None:
    many = replace(CORRECTED, items=CORRECTED.items * 30)
    pages = ["".join(text.split()) for text in pdf_text(answer_pdf(many, bundled=True))]
    assert len(pages) > 1
    assert "即日起生效" in pages[-1]
    assert "2026年11月1日" in pages[-1]
