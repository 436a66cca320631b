"""Pictures that people send: what they really are, and a clean copy without what rode along."""

import hashlib
import io
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from chonso_app.core.config import settings
from chonso_app.core.errors import ShopError

_MOST_PIXELS = 40_000_000
_LONGEST_SIDE = 4096
_MAGIC = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")
_FORMATS = ("JPEG", "PNG", "WEBP")
_QUALITIES = (92, 85, 75, 60)
_MEGABYTE = 1_000_000


class NotAPicture(ShopError):
    """Not a JPEG, PNG or WebP that opens, or absurdly many pixels."""


class PictureTooLarge(ShopError):
    """More bytes than we accept. `megabytes`: how many may be."""


@dataclass(frozen=True)
class Picture:
    """A re-encoded JPEG: upright, RGB, no metadata, as small as `picture_stored_mb` asks."""

    data: bytes
    width: int
    height: int
    sha256: str

    @property
    def long_side(self) -> int:
        return max(self.width, self.height)


def most_accepted() -> int:
    """Bytes that a browser may send (7.24)."""
    return settings.picture_mb * _MEGABYTE


def reencode(data: bytes, *, longest_side: int = _LONGEST_SIDE) -> Picture:
    """Decode and write anew: what is stored is only pixels. Takes CPU: call it in a thread.

    Raises:
        PictureTooLarge, NotAPicture
    """
    if len(data) > most_accepted():
        raise PictureTooLarge(megabytes=settings.picture_mb)
    upright = _opened(data, longest_side)
    out = io.BytesIO()
    for quality in _QUALITIES:
        out = io.BytesIO()
        upright.save(out, "JPEG", quality=quality, optimize=False)
        if out.tell() <= settings.picture_stored_mb * _MEGABYTE:
            break
    clean = out.getvalue()
    return Picture(clean, *upright.size, hashlib.sha256(clean).hexdigest())


def _opened(data: bytes, longest_side: int) -> Image.Image:
    if not data.startswith(_MAGIC):
        raise NotAPicture
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise NotAPicture
            image.draft("RGB", (longest_side, longest_side))  # a JPEG is decoded smaller at once
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((longest_side, longest_side))
            return upright.convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise NotAPicture from error
    except Image.DecompressionBombError as error:
        raise NotAPicture from error
