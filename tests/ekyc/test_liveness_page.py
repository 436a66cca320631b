"""What the page of pictures does about moves, papers, other machines and the app."""

import hashlib
import io
from collections.abc import Iterator
from datetime import datetime

import httpx
import pytest
from PIL import Image
from sqlmodel import Session
from starlette.applications import Starlette

from chonso_app.core import limits
from chonso_app.core.actors import Actor
from chonso_app.core.config import settings
from chonso_app.core.db import utc_now
from chonso_app.core.images import Picture
from chonso_app.ekyc import capture_state, liveness, routes
from chonso_app.ekyc.capture_state import CaptureState
from chonso_app.ekyc.models import Kind as Shot
from chonso_app.handoff import service as handoff
from chonso_app.handoff.models import Step
from chonso_app.orders.models import Order
from chonso_app.ui import gate
from tests.ekyc.conftest import LAN, shoot, shoot_all

PHONE = Actor.anonymous("lan-phone")


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch, order: Order) -> Iterator[None]:
    limits._limiter.cache_clear()
    monkeypatch.setattr(capture_state, "actor_of", lambda _state: LAN)
    monkeypatch.setattr(capture_state, "route_arg", lambda _state, _name: order.code)
    monkeypatch.setattr(gate, "visitor_hash", lambda token: token)
    yield
    limits._limiter.cache_clear()


@pytest.fixture
def page() -> CaptureState:
    return CaptureState(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]


@pytest.fixture
def now() -> datetime:
    return utc_now()  # states and routes ask the real clock


@pytest.fixture
def lan() -> httpx.AsyncClient:
    app = httpx.ASGITransport(Starlette(routes=routes.routes))
    return httpx.AsyncClient(
        transport=app, base_url=settings.public_url, cookies={gate.VISITOR_COOKIE: LAN.visitor}
    )


def jpeg(shade: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (320, 240), (shade, 90, 120)).save(out, "JPEG")
    return out.getvalue()


@pytest.mark.anyio
async def test_the_moves_are_left_until_they_are_done(
    page: CaptureState, session: Session, order: Order, now: datetime
):
    await page._refresh()
    assert not page.moves_left  # no portrait yet
    shoot_all(session, order, now)
    session.commit()
    await page._refresh()
    assert page.moves_left
    begun = liveness.begin(session, LAN, order.code, now=now)
    for number in range(3 * liveness.FRAMES_PER_MOVE):
        data = f"{number}".encode()
        frame = Picture(data, 640, 480, hashlib.sha256(data).hexdigest())
        liveness.keep_frame(
            session, LAN, order.code, begun.nonce, number, frame, f"ekyc/{number}", now=now
        )
    liveness.finish(session, LAN, order.code, begun.nonce, now=now)
    session.commit()
    await page._refresh()
    assert not page.moves_left


@pytest.mark.anyio
async def test_a_passport_has_one_page(
    page: CaptureState, order: Order, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(settings, "ekyc_passport", "refused")
    await page._refresh()
    assert page.papers == []
    monkeypatch.setattr(settings, "ekyc_passport", "review")
    await CaptureState.choose_paper.fn(page, "passport")  # pyright: ignore[reportFunctionMemberAccess]
    assert [row.on for row in page.papers] == [False, True]
    assert page.kinds == ["card_front", "portrait"]
    assert page.pictures[0].name == "Trang có ảnh"


@pytest.mark.anyio
async def test_the_camera_closes_when_another_machine_goes_on(
    page: CaptureState, session: Session, order: Order, now: datetime
):
    page.camera = True
    await page._refresh()
    assert page.camera
    token = handoff.offer(session, LAN, order.code, Step.IDENTITY, now=now)
    handoff.accept(session, PHONE, token, now=now)
    session.commit()
    await page._refresh()
    assert not page.camera


@pytest.mark.anyio
async def test_where_only_the_app_activates_the_page_says_so(
    page: CaptureState, order: Order, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(settings, "activation_channel", "operator_app")
    await page._refresh()
    assert page.phase == "app"


@pytest.mark.anyio
async def test_frames_come_in_by_the_door(
    session: Session, order: Order, now: datetime, lan: httpx.AsyncClient
):
    base = f"/api/ekyc/{order.code}/moves"
    assert (await lan.post(f"{base}/begin")).status_code == 409  # no portrait
    shoot(session, order, Shot.PORTRAIT, now)
    session.commit()
    begun = (await lan.post(f"{base}/begin")).json()
    assert (len(begun["moves"]), begun["frames"]) == (3, liveness.FRAMES_PER_MOVE)
    nonce = {"X-Challenge": begun["nonce"]}
    assert (await lan.post(f"{base}/0", content=jpeg(1))).status_code == 409  # no nonce
    assert (await lan.post(f"{base}/x", content=jpeg(1), headers=nonce)).status_code == 409
    large = await lan.post(f"{base}/0", content=b"x" * 1_000_001, headers=nonce)
    assert large.status_code == 409
    for number in range(9):
        sent = await lan.post(f"{base}/{number}", content=jpeg(20 * number), headers=nonce)
        assert sent.status_code == 201
    assert (await lan.post(f"{base}/done", headers=nonce)).status_code == 201
    assert (await lan.post(f"{base}/done", headers=nonce)).status_code == 409
