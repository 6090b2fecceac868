"""What is kept of a picture is the picture alone: no place, no camera, no comment, nothing behind its end."""

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from anfraud_desktop.schema.kinds import Attachments, KeptFile, Photo
from anfraud_desktop.schema.kinds.pictures import clean_picture, normal_photo

MARKER = b"SECRETMARKER"
WIDE, HIGH = 64, 32
ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825
KINDS = ("JPEG", "PNG", "WEBP")


def two_halves(mode: str = "RGB") -> Image.Image:
    """Return a picture whose left half is red and whose right half is blue."""
    made = Image.new("RGB", (WIDE, HIGH), "blue")
    made.paste("red", (0, 0, WIDE // 2, HIGH))
    return made.convert(mode)


def told(picture: Image.Image, kind: str, orientation: int = 1, **more: Any) -> bytes:
    """Return a picture's file with everything in it that a camera and a program write."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = orientation, MARKER.decode()
    exif.get_ifd(GPS).update({1: "N", 2: (31.0, 15.0, 12.0), 3: "E", 4: (113.0, 41.0, 9.0)})
    if kind == "JPEG":
        more |= {"comment": MARKER, "xmp": b"<x>" + MARKER + b"</x>", "quality": 92}
    if kind == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_text("Author", MARKER.decode())
        text.add_itxt("XML:com.adobe.xmp", MARKER.decode())
        more["pnginfo"] = text
    if kind == "WEBP":
        more |= {"xmp": MARKER, "lossless": True}
    out = io.BytesIO()
    picture.save(out, kind, exif=exif, **more)
    return out.getvalue() + MARKER  # what some programs hang on behind the end


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_a_camera_or_a_program_wrote_is_left_in_the_bytes(kind: str) -> None:
    before = told(two_halves(), kind)
    assert before.count(MARKER) >= 3
    for after in (clean_picture(before), normal_photo(before)):
        lower = after.lower()
        assert [word for word in (MARKER.lower(), b"exif", b"xmp", b"gps", b"adobe") if word in lower] == []
        with Image.open(io.BytesIO(after)) as picture:
            assert dict(picture.getexif()) == {}
            assert dict(picture.getexif().get_ifd(GPS)) == {}


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_is_turned_as_its_camera_was_held(kind: str) -> None:
    with Image.open(io.BytesIO(clean_picture(told(two_halves(), kind, orientation=6)))) as picture:
        assert (picture.format, picture.size) == (kind, (HIGH, WIDE))
        top, below = (picture.convert("RGB").getpixel((HIGH // 2, at)) for at in (8, WIDE - 8))
    assert isinstance(top, tuple)
    assert isinstance(below, tuple)
    assert (top[0] > 200, top[2] < 60) == (True, True)
    assert (below[2] > 200, below[0] < 60) == (True, True)


def test_a_photo_keeps_the_quality_with_which_it_was_taken() -> None:
    before = told(two_halves(), "JPEG", subsampling=0)
    with Image.open(io.BytesIO(before)) as one, Image.open(io.BytesIO(clean_picture(before))) as other:
        assert (one.quantization, one.size) == (other.quantization, other.size)  # type: ignore[attr-defined]
        assert max(abs(a - b) for a, b in zip(one.tobytes(), other.tobytes(), strict=True)) <= 2


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "RGBA"), ("PNG", "P"),
                                            ("PNG", "1"), ("PNG", "I;16"), ("BMP", "RGB")])  # fmt: skip
def test_every_mode_of_a_picture_comes_through(kind: str, mode: str) -> None:
    out = io.BytesIO()
    made = Image.new(mode, (WIDE, HIGH)) if mode == "I;16" else two_halves(mode)
    made.save(out, kind)
    with Image.open(io.BytesIO(clean_picture(out.getvalue() + MARKER))) as picture:
        assert (picture.format, picture.mode, picture.size) == (kind, mode, (WIDE, HIGH))
        assert picture.convert("RGB").tobytes() == made.convert("RGB").tobytes() or kind == "JPEG"


def test_colours_are_brought_to_the_common_space_because_the_profile_goes() -> None:
    out = io.BytesIO()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    two_halves().save(out, "PNG", icc_profile=profile)
    with Image.open(io.BytesIO(clean_picture(out.getvalue()))) as picture:
        assert "icc_profile" not in picture.info
        assert picture.convert("RGB").getpixel((2, 2)) == (255, 0, 0)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"II*\0" + b"\0" * 40, "TIFF"),
        (b"GIF89a" + b"\0" * 40, "GIF"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, "HEIC"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 40, "已损坏"),
        (told(two_halves(), "JPEG")[:200], "已损坏"),
    ],
)
def test_a_picture_that_cannot_be_cleaned_is_refused_with_what_to_do(data: bytes, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        clean_picture(data)


def test_a_moving_picture_is_refused_rather_than_cut_to_its_first() -> None:
    out = io.BytesIO()
    two_halves().save(out, "PNG", save_all=True, append_images=[Image.new("RGB", (WIDE, HIGH), "green")])
    with pytest.raises(ValueError, match="会动"):
        clean_picture(out.getvalue())


@pytest.mark.parametrize("clean", [clean_picture, normal_photo])
def test_a_picture_of_more_than_forty_million_points_is_refused(clean: Any) -> None:
    out = io.BytesIO()
    Image.new("1", (8000, 5001)).save(out, "PNG")
    with pytest.raises(ValueError, match="4000 万像素"):
        clean(out.getvalue())


def test_what_is_no_picture_is_kept_byte_by_byte() -> None:
    for data in (b"%PDF-1.7 x", b"BM notes", b"to make WEBP", b"PK\x03\x04", b"\0" * 9, "流水".encode()):
        assert clean_picture(data) == data


def test_a_picture_among_attachments_is_cleaned_and_a_paper_is_not(tmp_path: Path) -> None:
    photo, paper = tmp_path / "现场.jpg", tmp_path / "笔录.pdf"
    photo.write_bytes(told(two_halves(), "JPEG"))
    paper.write_bytes(b"%PDF-1.7 " + MARKER)
    kept = Attachments("附件").read([str(photo), str(paper)])
    assert kept
    assert [file.name for file in kept] == ["现场.jpg", "笔录.pdf"]
    assert MARKER not in (kept[0].data or b"")
    assert kept[1].data == paper.read_bytes()


def test_what_is_too_large_too_many_empty_or_gone_is_told(tmp_path: Path) -> None:
    field, small, large, empty = Attachments("附件"), tmp_path / "小.bin", tmp_path / "大.bin", tmp_path / "空.txt"
    small.write_bytes(b"x")
    empty.touch()
    with large.open("wb") as file:
        file.truncate(50 * 1024 * 1024 + 1)
    for given, words in {
        str(large): "超过 50 MB", str(empty): "空文件", str(tmp_path / "无.pdf"): "打不开", str(tmp_path): "打不开",
    }.items():  # fmt: skip
        with pytest.raises(ValueError, match=words):
            field.read([given])
    with pytest.raises(ValueError, match="最多 50 个"):
        field.read([str(small)] * 51)
    with large.open("wb") as file:
        file.truncate(42 * 1024 * 1024)
    with pytest.raises(ValueError, match="合计超过 200 MB"):
        field.read([str(large)] * 5)


def test_a_kept_photo_is_not_read_again() -> None:
    one = KeptFile("0" * 64, "照片.jpg")
    assert Photo("照片").read(one) is one
    assert Attachments("附件").read([one]) == (one,)
