"""Papers as pictures: pages as PNG, long images for a phone, the text of a PDF; and photos made fit for a paper."""

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

POINTS = 72
JPEG_QUALITY = 88
LONGEST_SIDE = 65_000  # a JPEG holds 65 500 at most
PHOTO_DOTS = 400  # per inch, of a photo on paper


def page_count(pdf: bytes) -> int:
    """Return the number of pages."""
    from pypdfium2 import PdfDocument

    with PdfDocument(pdf) as document:
        return len(document)


def pdf_text(pdf: bytes) -> list[str]:
    """Return the text of each page, in the order in which it was printed."""
    from pypdfium2 import PdfDocument

    with PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def pdf_png(pdf: bytes, dpi: int = 150) -> list[bytes]:
    """Return each page as a PNG."""
    return [_saved(page, "PNG") for page in _pages(pdf, dpi / POINTS)]


def long_images(pdf: bytes, width: int = 1080, pages_each: int = 10) -> list[bytes]:
    """Return JPEGs of a width in pixels with the pages one under another, some pages in each image.

    An image holds fewer pages where it would grow longer than a JPEG may be.
    """
    pages = list(_pages(pdf, 0, width))
    fitting = max(1, LONGEST_SIDE // max(page.height for page in pages))
    each = max(1, min(pages_each, fitting))
    return [_saved(_joined(pages[start : start + each]), "JPEG") for start in range(0, len(pages), each)]


def portrait(photo: bytes, width: float, height: float) -> bytes:
    """Return a photo cut to the shape of width × height points, small, and without anything that its file told.

    Where it was taken and by which camera (EXIF) must not leave with the paper. A photo that is too tall loses more
    of its foot than of its head.
    """
    from PIL import Image, ImageOps

    with Image.open(BytesIO(photo)) as opened:
        upright = ImageOps.exif_transpose(opened).convert("RGB")
    size = (round(width / POINTS * PHOTO_DOTS), round(height / POINTS * PHOTO_DOTS))
    fitted = ImageOps.fit(upright, size, centering=(0.5, 0.3))
    fitted.info.clear()
    return _saved(fitted, "JPEG")


def _pages(pdf: bytes, scale: float, width: int = 0) -> Iterator["Image"]:
    """Yield pages as pictures, at a scale in pixels per point or of a width in pixels."""
    from pypdfium2 import PdfDocument

    with PdfDocument(pdf) as document:
        for page in document:
            yield page.render(scale=width / page.get_width() if width else scale).to_pil().convert("RGB")


def _joined(pages: list["Image"]) -> "Image":
    from PIL import Image

    sheet = Image.new("RGB", (pages[0].width, sum(page.height for page in pages)), "white")
    top = 0
    for page in pages:
        sheet.paste(page, (0, top))
        top += page.height
    return sheet


def _saved(image: "Image", form: str) -> bytes:
    target = BytesIO()
    if form == "JPEG":
        image.save(target, form, quality=JPEG_QUALITY, optimize=True)
    else:
        image.save(target, form)
    return target.getvalue()
