"""The page of GB/T 9704 as it is printed: read back from real PDFs."""

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from anfraud_desktop.documents.images import pdf_text
from anfraud_desktop.documents.notices import NoticeEntry, NoticePaper, notice_pdf
from anfraud_desktop.documents.typeset import NOT_FIRST

Read = Callable[[bytes], list[list[str]]]
MM = 72 / 25.4
ROOT = Path(__file__).parent.parent.parent


def full(notice: NoticePaper) -> bytes:
    return notice_pdf(replace(notice, entries=(), purpose=("警" * 3000,)), bundled=True)


def test_a_page_holds_22_lines_of_28_characters(notice: NoticePaper, printed_lines: Read) -> None:
    second = printed_lines(full(notice))[1]
    assert [len(line) for line in second[:-1]] == [28] * 22
    assert second[-1] == "—2—"


def test_the_text_stands_within_the_margins_of_the_standard(notice: NoticePaper) -> None:
    with PdfDocument(full(notice)) as document:
        page = document[1]
        text = page.get_textpage()
        boxes = [text.get_charbox(i) for i in range(text.count_chars()) if text.get_text_range(i, 1) == "警"]
        width, height = page.get_size()
    assert (round(width / MM), round(height / MM)) == (210, 297)
    assert abs(min(box[0] for box in boxes) / MM - 28) < 1
    assert abs((width - max(box[2] for box in boxes)) / MM - 26) < 1
    assert (
        abs((height - max(box[3] for box in boxes)) / MM - 37) < 3
    )  # the first line stands in the middle of its pitch
    assert abs(min(box[1] for box in boxes) / MM - 35) < 3


def test_page_numbers_stand_at_the_outer_side(notice: NoticePaper) -> None:
    with PdfDocument(full(notice)) as document:
        lefts = []
        for number in (0, 1):
            text = document[number].get_textpage()
            dash = text.get_text_range().rindex("—")
            lefts.append(text.get_charbox(dash)[0] / MM)
    assert lefts[0] > 150
    assert lefts[1] < 60


def test_no_line_of_a_notice_begins_with_a_closing_mark(notice: NoticePaper, printed_lines: Read) -> None:
    for page in printed_lines(notice_pdf(notice, bundled=True)):
        assert not [line for line in page if line[0] in NOT_FIRST - {"—"}]


def test_the_seal_has_its_place_free_and_no_picture_is_drawn_there(notice: NoticePaper, printed_lines: Read) -> None:
    pdf = notice_pdf(notice, bundled=True)
    lines = printed_lines(pdf)[-1]
    assert lines[-5:-2] == ["特此通告。", "安陆市公安局", "2026年11月3日"]
    with PdfDocument(pdf) as document:
        assert [item.type for item in document[len(document) - 1].get_objects() if item.type == 3] == []


def test_a_rare_character_is_found_by_its_own_code(notice: NoticePaper) -> None:
    entry = NoticeEntry("王𬭎、李㛃、赵𠅤、马䶮", ("陈喆、周堃。",))
    text = "".join(pdf_text(notice_pdf(replace(notice, entries=(entry,)), bundled=True)))
    assert "王𬭎、李㛃、赵𠅤、马䶮，陈喆、周堃。" in text


@pytest.mark.parametrize("name", ["张三<img src=x.png>", "<b>李四</b>", "王&五 &amp;", "</para><seq/>", "%s{0}\\n(Tj)"])
def test_text_is_printed_as_it_stands_whatever_it_looks_like(
    notice: NoticePaper, name: str, printed_lines: Read
) -> None:
    paper = replace(notice, entries=(NoticeEntry(name, ("男。",)),), title=f"关于{name}的通告")
    text = "".join(line for page in printed_lines(notice_pdf(paper, bundled=True)) for line in page)
    assert text.count(name.replace(" ", "")) == 2


PRINTING = """
import hashlib, datetime
from anfraud_desktop.documents.notices import NoticeEntry, NoticePaper, notice_pdf
entry = NoticeEntry('王𬭎', ('男。',), '逮捕。')
paper = NoticePaper('安陆市公安局', '通告', datetime.date(2026, 11, 3), entries=(entry,) * 9, draft=True)
print(hashlib.sha256(notice_pdf(paper, bundled=True)).hexdigest())
"""


def test_a_paper_comes_out_the_same_in_every_process() -> None:
    def printed(seed: str) -> bytes:
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        ran = subprocess.run(
            [sys.executable, "-c", PRINTING], env=environment, cwd=ROOT, capture_output=True, check=True
        )
        return ran.stdout

    assert printed("1") == printed("2") != b""


def test_a_paper_comes_out_the_same_after_another(notice: NoticePaper) -> None:
    first = notice_pdf(notice, bundled=True)
    full(notice)
    assert notice_pdf(notice, bundled=True) == first


def test_papers_printed_at_once_are_those_printed_one_by_one(notice: NoticePaper) -> None:
    papers = [replace(notice, number=f"安公通〔2026〕{number}号") for number in range(6)]
    with ThreadPoolExecutor(3) as pool:
        at_once = list(pool.map(lambda paper: notice_pdf(paper, bundled=True), papers))
    assert at_once == [notice_pdf(paper, bundled=True) for paper in papers]


def test_a_pdf_carries_its_own_fonts_its_language_and_its_title(notice: NoticePaper) -> None:
    pdf = notice_pdf(notice, bundled=True)
    assert b"Helvetica" not in pdf
    assert b"/Lang (zh-CN)" in pdf
    assert b"ASCII85" not in pdf
    with PdfDocument(pdf) as document:
        assert document.get_metadata_value("Title") == notice.title
        assert document.get_metadata_value("Author") == "安陆市公安局"


def test_a_draft_says_so_on_every_page_and_hides_nothing(notice: NoticePaper) -> None:
    plain = pdf_text(notice_pdf(notice, bundled=True))
    draft = pdf_text(notice_pdf(replace(notice, draft=True), bundled=True))
    assert len(draft) == len(plain)
    for shown, page in zip(plain, draft, strict=True):
        assert "草稿　不得对外发布" in page
        assert shown in page


def test_the_red_head_names_the_organ_and_the_number(notice: NoticePaper, printed_lines: Read) -> None:
    lines = printed_lines(notice_pdf(replace(notice, red_head=True), bundled=True))[0]
    assert lines[:2] == ["安陆市公安局文件", "安公通〔2026〕3号"]


def test_attachments_stand_below_the_text_one_under_another(notice: NoticePaper, printed_lines: Read) -> None:
    paper = replace(notice, attachments=("受害人须知", "清理办法"))
    lines = printed_lines(notice_pdf(paper, bundled=True))[-1]
    place = lines.index("附件：1.受害人须知")
    assert lines[place - 1 : place + 3] == ["特此通告。", "附件：1.受害人须知", "2.清理办法", "安陆市公安局"]
    one = printed_lines(notice_pdf(replace(notice, attachments=("受害人须知",)), bundled=True))[-1]
    assert "附件：受害人须知" in one
