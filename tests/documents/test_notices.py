"""The public notice: its words in their order, photos only where given, nothing of a photo's origin."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from pypdfium2 import PdfDocument

from anfraud_desktop.documents.images import pdf_text
from anfraud_desktop.documents.notices import NoticeEntry, NoticePaper, notice_pdf, numeral

Read = Callable[[bytes], list[list[str]]]
PICTURE = 3  # pdfium's kind of object
DATED = date(2026, 11, 3)


def pictures(pdf: bytes) -> int:
    with PdfDocument(pdf) as document:
        return sum(item.type == PICTURE for page in document for item in page.get_objects())


def test_the_notice_reads_as_the_golden_one(notice: NoticePaper, golden: Callable[[str, str], None]) -> None:
    golden("notice.txt", "\n\f\n".join(pdf_text(notice_pdf(notice, bundled=True))) + "\n")


def test_a_photo_is_printed_only_where_it_is_given(notice: NoticePaper) -> None:
    bare = replace(notice, entries=tuple(replace(entry, photo=None) for entry in notice.entries))
    assert pictures(notice_pdf(notice, bundled=True)) == 1
    assert pictures(notice_pdf(bare, bundled=True)) == 0


def test_nothing_that_a_photo_file_told_leaves_with_the_notice(notice: NoticePaper, photo: bytes) -> None:
    assert b"GEHEIM-CAMERA" in photo
    assert b"GEHEIM-CAMERA" not in notice_pdf(notice, bundled=True)


def test_a_photo_is_25_by_35_millimetres(notice: NoticePaper) -> None:
    with PdfDocument(notice_pdf(notice, bundled=True)) as document:
        (item,) = (item for page in document for item in page.get_objects() if item.type == PICTURE)
        left, bottom, right, top = item.get_bounds()
    assert (round((right - left) / 72 * 25.4), round((top - bottom) / 72 * 25.4)) == (25, 35)


def test_headings_are_numbered_and_people_counted_within_each(notice: NoticePaper, printed_lines: Read) -> None:
    text = "".join(line for page in printed_lines(notice_pdf(notice, bundled=True)) for line in page)
    places = [
        text.index(part)
        for part in ("一、帮助", "1.张某某，男", "2.王𬭎，男", "二、掩饰", "1.欧阳某，男", "2.买买提·某某，男")
    ]
    assert places == sorted(places)
    assert text.count("办理结果：") == 4


def test_the_notice_warns_of_the_law_and_names_the_phones(notice: NoticePaper, printed_lines: Read) -> None:
    text = "".join(line for page in printed_lines(notice_pdf(notice, bundled=True)) for line in page)
    for words in ("第三十一条", "第三十八条", "第四十四条", "三不一多", "国家反诈中心App"):
        assert words in text
    assert "举报电话：110、96110、0712-5250000。" in text


def test_a_signature_never_stands_on_a_page_without_text(notice: NoticePaper, printed_lines: Read) -> None:
    for length in range(0, 700, 28):
        paper = replace(notice, entries=(), warning=(), purpose=("警" * length,))
        last = printed_lines(notice_pdf(paper, bundled=True))[-1]
        assert "特此通告。" in last


@settings(deadline=None, max_examples=40)  # each prints; the first example loads the fonts
@given(st.text(max_size=200))
def test_any_name_and_any_text_can_be_printed(text: str) -> None:
    paper = NoticePaper("安陆市公安局", "通告", dated=DATED, entries=(NoticeEntry(text, (text,), text, text),))
    assert notice_pdf(paper, bundled=True).startswith(b"%PDF")


def test_a_hundred_people_are_printed_on_as_many_pages_as_they_need(notice: NoticePaper) -> None:
    text = "".join(pdf_text(notice_pdf(replace(notice, entries=notice.entries * 25), bundled=True)))
    assert text.count("办理结果") == 100


@given(st.integers(1, 99))
def test_numerals_are_the_chinese_ones(number: int) -> None:
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    spelt = ("" if tens < 2 else digits[tens]) + ("十" if tens else "") + (digits[ones] if ones else "")
    assert numeral(number) == spelt
