"""The photo of a SIM over HTTP, and the barcode that is read in it."""

import io
from datetime import datetime

import pytest
import zxingcpp
from PIL import Image
from sqlmodel import Session

from chonso_app.activation import serials
from chonso_app.activation.sim_state import SimState
from chonso_app.activation.sim_view import sim_view
from chonso_app.core.db import utc_now
from tests.activation import sims
from tests.activation.test_routes import LAN, ORIGIN, browser, wired
from tests.orders import world as shop
from tests.orders.world import MINH
from tests.stores.world import open_stores

__all__ = ["wired"]


@pytest.fixture
def code(ready: Session) -> str:
    open_stores(ready)
    order = sims.delivered(ready, utc_now(), actor=LAN)  # pyright: ignore[reportArgumentType]
    return order.code


def picture(text: str = "") -> bytes:
    """A photo of a card, with a barcode when there is `text`."""
    card = Image.new("RGB", (1600, 1000), (236, 238, 240))
    if text:
        made = zxingcpp.write_barcode(zxingcpp.BarcodeFormat.Code128, text, width=900, height=220)
        card.paste(Image.fromarray(made).convert("RGB"), (300, 400))
    sent = io.BytesIO()
    card.save(sent, "JPEG", quality=88)
    return sent.getvalue()


def test_a_frame_with_the_barcode_gives_the_serial_and_is_not_kept(
    ready: Session, code: str
) -> None:
    answer = browser("lan").post(
        f"/api/sim/{code}/scan", content=picture(sims.SERIAL), headers=ORIGIN
    )
    assert (answer.status_code, answer.json()) == (200, {"serial": sims.SERIAL})
    answer = browser("lan").post(
        f"/api/sim/{code}/scan", content=picture("8934567"), headers=ORIGIN
    )
    assert answer.json() == {"serial": ""}


def test_the_photo_goes_to_its_owner_only_and_tells_the_serial_it_shows(
    ready: Session, code: str
) -> None:
    mine = browser("lan")
    answer = mine.post(f"/api/sim/{code}/photo", content=picture(sims.SERIAL), headers=ORIGIN)
    assert answer.status_code == 201
    assert answer.json()["serial"] == sims.SERIAL
    shown = mine.get(f"/api/sim/{code}/{answer.json()['id']}")
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert shown.headers["cache-control"] == "no-store"
    stranger = browser("minh")
    refused = stranger.post(f"/api/sim/{code}/photo", content=picture(), headers=ORIGIN)
    assert refused.status_code == 404
    assert stranger.get(f"/api/sim/{code}/{answer.json()['id']}").status_code == 404
    assert mine.get(f"/api/sim/{code}/{2**40}").status_code == 404


@pytest.mark.parametrize("body", [b"", b"<svg/>", b"\xff\xd8\xff not a picture"])
def test_what_is_no_picture_is_refused(ready: Session, code: str, body: bytes) -> None:
    answer = browser("lan").post(f"/api/sim/{code}/photo", content=body, headers=ORIGIN)
    assert 400 <= answer.status_code < 500
    assert answer.json()["text"]


def test_the_page_knows_where_it_stands(ready: Session, code: str) -> None:
    now = utc_now()  # after the delivery, which was at the real hour: routes know no other
    assert sim_view(ready, MINH, code, now=now).screen == "missing"
    assert sim_view(ready, LAN, code, now=now).screen == "open"
    serials.give_serial(ready, LAN, code, sims.SERIAL, now=now)
    view = sim_view(ready, LAN, code, now=now)
    assert (view.serial.replace(" ", ""), view.ready) == (sims.SERIAL, False)
    serials.store_photo(ready, LAN, code, sims.PHOTO, "sim/x", now=now)
    assert sim_view(ready, LAN, code, now=now).ready


def test_an_esim_and_a_parcel_on_its_way_have_screens_of_their_own(
    ready: Session, now: datetime
) -> None:
    waiting = shop.place(ready, shop.to_home(ready, now, cash=True), now=now)
    assert sim_view(ready, shop.LAN, waiting.code, now=now).screen == "early"


def test_the_state_keeps_what_was_typed_wrong() -> None:
    assert set(SimState.event_handlers) >= {"scan", "check", "scanned", "photo_taken"}
