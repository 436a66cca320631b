"""A QR as a picture that a page can carry inline."""

import base64
import io

import qrcode
import qrcode.image.svg

_UTF8 = "data:image/svg+xml;base64,"


def picture(text: str) -> str:
    """A `data:` address of an SVG."""
    image = qrcode.make(text, image_factory=qrcode.image.svg.SvgPathImage, border=2)
    buffer = io.BytesIO()
    image.save(buffer)
    return _UTF8 + base64.b64encode(buffer.getvalue()).decode()
