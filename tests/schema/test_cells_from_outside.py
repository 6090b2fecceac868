"""What a workbook from elsewhere may say in a cell: far too much, and nothing about the files of this machine."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from anfraud_desktop.schema.kinds import Attachments, Money, Photo


@pytest.mark.parametrize("text", ["1" + "0" * 26, "9" * 60, "99999999999亿", "-" + "9" * 40, "1e300"])
def test_an_amount_beyond_all_bounds_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"“.*”.*(不在合理范围内|是负数|不是金额)"):
        Money("金额").read(text)


@given(st.floats() | st.integers() | st.text(st.sampled_from("0123456789.,万亿千元-￥圆整 "), max_size=40))
def test_whatever_stands_in_a_cell_of_money_is_read_or_refused_in_words(cell: object) -> None:
    try:
        yuan = Money("金额").read_cell(cell, "金额（万元）")
    except ValueError as wrong:
        yuan, told = None, str(wrong)
    else:
        told = "“读入”"
    assert told.startswith("“")
    assert yuan is None or yuan >= 0


@pytest.mark.parametrize("field", [Photo("照片"), Attachments("附件")], ids=["photo", "attachments"])
def test_a_cell_opens_no_file_of_this_machine(field: Photo | Attachments, tmp_path: Path) -> None:
    there = tmp_path / "证件照.jpg"
    Image.new("RGB", (12, 16)).save(there)
    assert field.read(str(there)) is not None
    for cell in (str(there), there.as_uri(), "有", "照片.jpg", 1):
        assert field.read_cell(cell, field.label) is None
