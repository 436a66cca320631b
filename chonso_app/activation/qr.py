"""The QR of an activation code. Pure CPU work: call it through `asyncio.to_thread`."""

import io

import qrcode
from qrcode.constants import ERROR_CORRECT_M

_PIXELS_PER_MODULE = 12


def draw(activation_code: str) -> bytes:
    """A PNG with the quiet zone that scanners want; error level M, as phones expect."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, box_size=_PIXELS_PER_MODULE, border=4)
    code.add_data(activation_code)
    code.make(fit=True)
    drawn = io.BytesIO()
    code.make_image(fill_color="#0b1b3b", back_color="white").save(drawn, "PNG")
    return drawn.getvalue()
