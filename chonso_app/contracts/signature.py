"""The drawn signature: whatever a browser sent, checked and drawn anew as a clean PNG."""

import io

from PIL import Image, UnidentifiedImageError

from chonso_app.core.errors import ShopError

MOST_BYTES = 300_000
_MOST_PIXELS = 4_000_000
_PNG = b"\x89PNG\r\n\x1a\n"
_STRONG = 96  # of 255: what counts as ink on the transparent pad
_LEAST_WIDTH, _LEAST_HEIGHT = 0.08, 0.08  # of the pad
_LEAST_INK = 0.001  # of the pad's pixels: a dot or a tap is no signature
_KEPT_SIZE = (1200, 600)


class SignatureUnreadable(ShopError):
    """Not a PNG picture of a reasonable size."""


class SignatureTooSmall(ShopError):
    """A dot, a tap, or nothing at all."""


def clean(picture: bytes) -> bytes:
    """The signature as a PNG of our own making: no metadata, cropped to the ink.

    CPU work: call it through `asyncio.to_thread`.

    Raises:
        SignatureUnreadable, SignatureTooSmall
    """
    drawn = _opened(picture)
    ink = drawn.getchannel("A").point([255 if alpha >= _STRONG else 0 for alpha in range(256)])
    box = ink.getbbox()
    if box is None or not _is_large_enough(ink, box):
        raise SignatureTooSmall
    cropped = drawn.crop(box)
    cropped.thumbnail(_KEPT_SIZE)
    kept = io.BytesIO()
    cropped.save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _opened(picture: bytes) -> Image.Image:
    if len(picture) > MOST_BYTES or not picture.startswith(_PNG):
        raise SignatureUnreadable
    try:
        with Image.open(io.BytesIO(picture), formats=["PNG"]) as found:
            if found.width * found.height > _MOST_PIXELS:
                raise SignatureUnreadable
            return found.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise SignatureUnreadable from error


def _is_large_enough(ink: Image.Image, box: tuple[int, int, int, int]) -> bool:
    width, height = box[2] - box[0], box[3] - box[1]
    inked = ink.histogram()[255]
    return (
        width >= _LEAST_WIDTH * ink.width
        and height >= _LEAST_HEIGHT * ink.height
        and inked >= _LEAST_INK * ink.width * ink.height
    )
