"""The monthly seal sheet: one page, every digit of the head, lines to sign on, the words of the golden one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from anfraud_desktop.documents.images import pdf_text
from anfraud_desktop.documents.seal_sheets import SealSheet, seal_pdf

MAC = "0123456789abcdef" * 4
SHEET = SealSheet(
    unit="安陆市公安局府城派出所",
    month=date(2026, 10, 1),
    made_at=datetime(2026, 11, 1, 9, 30),  # noqa: DTZ001  local time
    officer="孙审计（审计员）",
    vault="fedcba9876543210",
    first=1201,
    last=3407,
    counted=(("修改", 1207), ("登记", 640), ("查看", 301), ("拒绝", 9), ("登录", 50)),
    seq=3419,
    mac=MAC,
    key="0a1b 2c3d 4e5f 6071",
)


def pages(sheet: SealSheet) -> list[str]:
    return ["".join(page.split()) for page in pdf_text(seal_pdf(sheet, bundled=True))]


def test_the_sheet_reads_as_the_golden_one(golden: Callable[[str, str], None]) -> None:
    golden("seal.txt", "\n\f\n".join(pdf_text(seal_pdf(SHEET, bundled=True))) + "\n")


def test_the_same_month_gives_the_same_bytes() -> None:
    assert seal_pdf(SHEET, bundled=True) == seal_pdf(SHEET, bundled=True)


def test_every_digit_of_the_head_stands_on_it_in_order_with_its_number() -> None:
    text = pages(SHEET)[0]
    lines = [text.partition(f"第{number}行")[2][:32] for number in (1, 2)]
    assert "".join(lines) == MAC
    assert "第3419号" in text


def test_the_counts_add_up_to_what_is_said_of_the_month() -> None:
    assert "第1201号至第3407号，共2,207条" in pages(SHEET)[0]


def test_a_month_with_every_kind_of_event_still_is_one_page_with_room_to_sign() -> None:
    many = replace(SHEET, counted=tuple((f"接受体检第{number}", 1000 * number) for number in range(1, 41)))
    [text] = pages(many)
    assert all(words in text for words in ("接受体检第40", "审计员：", "审核人：", "日期："))
