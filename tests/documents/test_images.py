"""Papers as pictures."""

import io

import pytest
from PIL import Image

from anfraud_desktop.documents import images
from anfraud_desktop.documents.images import long_images, page_count, pdf_png, portrait
from anfraud_desktop.documents.notices import NoticePaper, notice_pdf


@pytest.fixture(scope="module")
def pdf(notice: NoticePaper) -> bytes:
    return notice_pdf(notice, bundled=True)


def test_each_page_becomes_a_picture_at_the_resolution_asked_for(pdf: bytes) -> None:
    pages = [Image.open(io.BytesIO(page)) for page in pdf_png(pdf, dpi=72)]
    assert len(pages) == page_count(pdf)
    assert {page.size for page in pages} == {(596, 842)}


def test_a_long_image_has_the_pages_one_under_another(pdf: bytes) -> None:
    (one,) = [Image.open(io.BytesIO(image)) for image in long_images(pdf, width=300)]
    assert one.width == 300
    assert one.height == pytest.approx(page_count(pdf) * 300 * 297 / 210, abs=page_count(pdf))


def test_long_images_are_sliced_before_a_jpeg_grows_too_long(pdf: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "LONGEST_SIDE", 900)
    sliced = [Image.open(io.BytesIO(image)) for image in long_images(pdf, width=300)]
    assert len(sliced) == -(-page_count(pdf) // 2)
    assert all(image.height <= 900 for image in sliced)


def test_a_portrait_has_the_shape_of_the_paper_and_no_memory_of_its_camera(photo: bytes) -> None:
    with Image.open(io.BytesIO(portrait(photo, 25 * 72 / 25.4, 35 * 72 / 25.4))) as image:
        assert image.width / image.height == pytest.approx(25 / 35, abs=0.01)
        assert not image.getexif()
