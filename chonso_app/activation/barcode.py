"""The serial in the barcode of a SIM, read from a picture."""

import io
from typing import Any

import zxingcpp
from PIL import Image

from chonso_app.core.errors import ShopError
from chonso_app.core.iccid import read_iccid
from chonso_app.core.images import Picture

_SMALLER = 1200  # pixels: thin bars that blur at full size may stand out when shrunk


def serial_in(picture: Picture) -> str:
    """The first barcode that is a serial; "" when there is none. Takes CPU: call it in a thread."""
    full = Image.open(io.BytesIO(picture.data)).convert("L")
    small = full.copy()
    small.thumbnail((_SMALLER, _SMALLER))
    return _read(full) or _read(small)


def _read(image: Image.Image) -> str:
    found: list[Any] = zxingcpp.read_barcodes(image)
    for one in found:
        try:
            return read_iccid(one.text)
        except ShopError:
            continue  # the packing slip's, or a mark of the maker
    return ""
