"""Pictures made fit to be kept: upright, and with nothing but the picture itself in their bytes.

Where and by which camera a photo was taken (EXIF, GPS, XMP, comments, what stands behind its end) must not lie in the
case file, nor leave with it. So every photo and every picture among attachments is decoded and written anew.
"""

import io
import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

PHOTO_SIZE = (600, 840)
PHOTO_PIXELS = 40_000_000
PHOTO_QUALITY = 85

READABLE = ("JPEG", "PNG", "BMP", "WEBP")
WEBP_QUALITY = 90
# How the files begin whose pictures are cleaned, and those of pictures that cannot be: (offset, bytes), all of them.
Start = tuple[tuple[int, bytes], ...]
_CLEANED: tuple[Start, ...] = (
    ((0, b"\xff\xd8\xff"),), ((0, b"\x89PNG\r\n\x1a\n"),), ((0, b"BM"), (6, b"\0\0\0\0")), ((0, b"RIFF"), (8, b"WEBP")),
)  # fmt: skip
_OTHERS: dict[str, tuple[Start, ...]] = {
    "TIFF": (((0, b"II*\0"),), ((0, b"MM\0*"),)),
    "GIF": (((0, b"GIF8"),),),
    "HEIC": tuple(((4, b"ftyp" + brand),) for brand in (b"hei", b"hev", b"mif1", b"msf1", b"avif")),
}


def normal_photo(data: bytes) -> bytes:
    """Return a picture as an upright JPEG of at most 600×840 without EXIF; raises ValueError in Chinese."""
    from PIL import Image

    upright = _upright(data, PHOTO_SIZE).convert("RGBA")
    upright.thumbnail(PHOTO_SIZE)
    page = Image.new("RGB", upright.size, "white")
    page.paste(upright, mask=upright.getchannel("A"))
    return _written(page, "JPEG", quality=PHOTO_QUALITY)


def clean_picture(data: bytes) -> bytes:
    """Return a picture of the same kind, size and quality, upright, with nothing in its bytes but the picture.

    A file that is no picture comes back as it is. Raises ValueError in Chinese where a picture cannot be cleaned.
    """
    for name, starts in _OTHERS.items():
        if _begins(data, starts):
            raise ValueError(f"{name} 图片里的拍摄位置等信息清除不了，请先另存为 JPG 或 PNG 再选")
    if not _begins(data, _CLEANED):
        return data
    picture = _upright(data)
    kind = str(picture.info.pop("kind"))
    if kind == "JPEG":
        return _written(picture, kind, **picture.info.pop("quality"))
    return _written(picture, kind, **({"quality": WEBP_QUALITY} if kind == "WEBP" else {}))


def is_picture(data: bytes) -> bool:
    """Tell whether a file begins like a picture that can be shown."""
    return _begins(data, _CLEANED)


def _begins(data: bytes, starts: tuple[Start, ...]) -> bool:
    return any(all(data[at : at + len(mark)] == mark for at, mark in start) for start in starts)


def _upright(data: bytes, size: tuple[int, int] | None = None) -> "Image":
    """Decode a picture within the limits, turn it as its camera was held, and bring its colours to sRGB.

    `info` of what comes back holds the `kind` of the file and, of a JPEG, its `quality`; `size` is the least that is
    needed of a large one.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=READABLE) as picture:
                return _turned(picture, size)
    except UnidentifiedImageError:
        raise ValueError("图片已损坏，或者不是 JPG、PNG、BMP、WEBP，请另存为 JPG 后再选") from None
    except (OSError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValueError("图片已损坏或过大，请换一张") from None


def _turned(picture: Any, size: tuple[int, int] | None) -> "Image":
    from PIL import ImageOps
    from PIL.JpegImagePlugin import get_sampling

    if picture.width * picture.height > PHOTO_PIXELS:
        raise ValueError("图片超过 4000 万像素，请缩小后再选")
    kind = "JPEG" if picture.format == "MPO" else str(picture.format)
    if kind != "JPEG" and getattr(picture, "n_frames", 1) > 1:
        raise ValueError("会动的图片不能整理，请另存为视频，或截成 JPG、PNG 再选")
    if size:
        picture.draft("RGB", size)
    told: dict[str, Any] = {"kind": kind}
    if kind == "JPEG":
        told["quality"] = {"qtables": dict(picture.quantization), "subsampling": get_sampling(picture)}
    turned: Image = ImageOps.exif_transpose(picture)
    if "transparency" in turned.info:
        turned = turned.convert("RGBA")
    coloured = _in_srgb(turned)
    coloured.info.clear()
    coloured.info.update(told)
    return coloured


def _in_srgb(picture: "Image") -> "Image":
    """Return a picture whose colours need no profile: one names its camera, and would be lost with the rest."""
    from PIL import ImageCms

    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "RGBA"):
        return picture
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        changed = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError):
        return picture  # a broken profile says nothing
    return changed or picture


def _written(picture: "Image", kind: str, **how: Any) -> bytes:
    out = io.BytesIO()
    picture.info = {}
    picture.save(out, kind, **how)
    return out.getvalue()
