"""The camera as a hand scanner: `scanner.jsx` sends frames, `read` finds the serial in one."""

import asyncio
import io
from typing import Any

import numpy
import reflex as rx
import zxingcpp
from PIL import Image, UnidentifiedImageError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from chonso_app.core.errors import ShopError
from chonso_app.core.iccid import read_iccid
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.ui.beside import beside
from chonso_app.ui.edge import Limit, route

_MOST_BYTES = 400_000
_MOST_PIXELS = 2_500_000
_LINEAR: Any = zxingcpp.BarcodeFormat.Code128  # its stubs want a set of formats


def _serial_read(serial: rx.Var[str]) -> tuple[rx.Var[str]]:
    return (serial,)


class Scanner(rx.NoSSRComponent):
    library = beside(__name__, "scanner.jsx")
    tag = "Scanner"
    words: rx.Var[dict[str, str]]
    on_serial: rx.EventHandler[_serial_read]
    on_close: rx.EventHandler[rx.event.no_args_event_spec]


def scanner(on_serial: Any, on_close: Any) -> rx.Component:
    words = {
        name: say(f"delivery.orders.camera_{name}") for name in ("aim", "denied", "stop")
    }  # fmt: skip
    return Scanner.create(words=words, on_serial=on_serial, on_close=on_close)


def read(frame: bytes) -> str:
    """The serial in a picture of a SIM; "" when none can be read. Pure CPU work."""
    try:
        picture = Image.open(io.BytesIO(frame), formats=("JPEG", "PNG"))
        if picture.width * picture.height > _MOST_PIXELS:
            return ""
        grey = numpy.asarray(picture.convert("L"))
    except (UnidentifiedImageError, OSError, ValueError):
        return ""
    for found in zxingcpp.read_barcodes(grey, formats=_LINEAR):
        try:
            return read_iccid(found.text)
        except ShopError:
            continue
    return ""


async def frame(request: Request) -> Response:
    """One frame of a clerk's camera. Nothing is kept."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            return JSONResponse({"serial": ""}, 413)
    return JSONResponse({"serial": await asyncio.to_thread(read, bytes(body))})


routes = [
    route(
        "/api/admin/serial", frame, need=Permission.DELIVERY_FULFIL, methods=["POST"],
        limit=Limit(240, 60),
    ),
]  # fmt: skip
