"""Pictures among attachments: they lose what their camera wrote, stay upright and as good as they were."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from anfraud_desktop.schema.kinds.links import ORIENTATION, Attachments, without_camera_data

MAKER, PLACE = "ZZ-CAMERA-77", 0x8825
SIZE = (64, 40)


def picture(form: str, turned: int = 1) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = turned
    exif[0x010F] = MAKER
    exif.get_ifd(PLACE)[2] = (31.0, 15.0, 30.0)
    made, out = Image.new("RGB", SIZE, "white"), io.BytesIO()
    made.paste((200, 30, 30), (0, 0, 20, 20))
    made.save(out, form, exif=exif)
    return out.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_nothing_is_left_of_what_the_camera_wrote(form: str) -> None:
    data = picture(form)
    assert MAKER.encode() in data
    clean = without_camera_data(data)
    assert MAKER.encode() not in clean
    with Image.open(io.BytesIO(clean)) as kept:
        assert (kept.format, kept.size, dict(kept.getexif())) == (form, SIZE, {})


def test_a_picture_that_was_held_upright_keeps_its_quality() -> None:
    data = picture("JPEG")
    with Image.open(io.BytesIO(data)) as was, Image.open(io.BytesIO(without_camera_data(data))) as kept:
        assert was.quantization == kept.quantization  # type: ignore[attr-defined]  # a JPEG has its tables
        assert max(ImageStat.Stat(ImageChops.difference(was.convert("RGB"), kept.convert("RGB"))).mean) < 1


def test_a_picture_that_was_held_sideways_stands_upright() -> None:
    with Image.open(io.BytesIO(without_camera_data(picture("JPEG", turned=6)))) as kept:
        assert kept.size == SIZE[::-1]
        red, green, _ = kept.convert("RGB").getpixel((SIZE[1] - 5, 5))  # type: ignore[misc]  # three bands of RGB
        assert red > 2 * green


def test_other_files_stay_as_they_are() -> None:
    data = b"%PDF-1.7 \x00\x01 Exif"
    assert without_camera_data(data) == data


@pytest.mark.parametrize("data", [picture("JPEG")[:200], b"\x00\x00\x00\x18ftypheic" + bytes(40)])
def test_a_picture_that_cannot_be_cleaned_is_refused_with_what_to_do(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "现场.jpg"
    path.write_bytes(data)
    with pytest.raises(ValueError, match="另存为"):
        Attachments("材料文件").read(str(path))
