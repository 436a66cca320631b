"""The door for pictures: whose order, from where, how large, what it really is."""

import io
import time
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from PIL import Image
from sqlmodel import Session, col, select
from starlette.applications import Starlette

from chonso_app.core import db, limits, media
from chonso_app.core.audit import AuditEntry
from chonso_app.core.config import settings
from chonso_app.ekyc import routes
from chonso_app.ekyc.models import Evidence
from chonso_app.orders.models import Order
from chonso_app.ui import gate
from tests.ekyc.conftest import CLERK, LAN, paid_order
from tests.fixtures import hostile_files

TOKEN, OTHER = "lan-cookie", "minh-cookie"


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No limit spent yet; Lan's cookie is the browser that holds the order."""
    limits._limiter.cache_clear()
    hashes = {TOKEN: LAN.visitor, OTHER: "minh-browser"}
    monkeypatch.setattr(gate, "visitor_hash", lambda token: hashes.get(token, ""))
    yield
    limits._limiter.cache_clear()


@pytest.fixture
def anybody() -> httpx.AsyncClient:
    app = httpx.ASGITransport(Starlette(routes=routes.routes))
    return httpx.AsyncClient(transport=app, base_url=settings.public_url)


@pytest.fixture
def lan(anybody: httpx.AsyncClient) -> httpx.AsyncClient:
    anybody.cookies.set(gate.VISITOR_COOKIE, TOKEN)
    return anybody


def jpeg(wide: int = 1200, high: int = 900, **saved: Any) -> bytes:
    out = io.BytesIO()
    Image.radial_gradient("L").resize((wide, high)).convert("RGB").save(out, "JPEG", **saved)
    return out.getvalue()


def address(order: Order, what: object = "card_front") -> str:
    return f"/api/ekyc/{order.code}/{what}"


def stored(_session: Session) -> list[Evidence]:
    """Read apart: an open transaction of the test's would keep the route waiting."""
    return db.read(lambda session: list(session.exec(select(Evidence).order_by(col(Evidence.id)))))


@pytest.mark.anyio
async def test_a_picture_is_stored_anew_and_encrypted(
    session: Session, order: Order, lan: httpx.AsyncClient
):
    sent = jpeg(3200, 2400)
    answer = await lan.post(address(order), content=sent)
    assert answer.status_code == 201
    row = stored(session)[0]
    assert answer.json() == {
        "id": row.key, "kind": "card_front", "width": 2400, "height": 1800,
    }  # fmt: skip
    kept = media.get(row.media)
    assert kept != sent
    assert Image.open(io.BytesIO(kept)).size == (2400, 1800)
    on_disk = Path(settings.media_url.removeprefix("file://")) / row.media
    assert b"JFIF" not in on_disk.read_bytes()


@pytest.mark.anyio
async def test_place_and_camera_are_gone_and_it_stands_upright(
    session: Session, order: Order, lan: httpx.AsyncClient
):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "PhoneMaker"  # turned by 90°, maker
    exif.get_ifd(0x8825)[1] = "N"
    await lan.post(address(order), content=jpeg(1200, 900, exif=exif))
    kept = Image.open(io.BytesIO(media.get(stored(session)[0].media)))
    assert kept.size == (900, 1200)
    assert not kept.getexif()
    assert "exif" not in kept.info


@pytest.mark.anyio
@pytest.mark.parametrize("cookie", [OTHER, "", "nonsense"])
async def test_strangers_cannot_send_or_see(
    session: Session, order: Order, lan: httpx.AsyncClient, cookie: str
):
    row = (await lan.post(address(order), content=jpeg())).json()
    lan.cookies.clear()
    if cookie:
        lan.cookies.set(gate.VISITOR_COOKIE, cookie)
    assert (await lan.post(address(order), content=jpeg())).status_code == 404
    assert (await lan.get(address(order, row["id"]))).status_code == 404
    assert len(stored(session)) == 1


@pytest.mark.anyio
async def test_a_foreign_site_cannot_send(session: Session, order: Order, lan: httpx.AsyncClient):
    headers = {"Origin": "https://evil.example"}
    assert (await lan.post(address(order), content=jpeg(), headers=headers)).status_code == 403
    assert stored(session) == []


class Stream:
    """A body that tells how much of it was taken."""

    def __init__(self, megabytes: int) -> None:
        self.left, self.taken = megabytes, 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while self.left:
            self.left, self.taken = self.left - 1, self.taken + 1
            yield b"\xff\xd8\xff" + b"\0" * 1_000_000


@pytest.mark.anyio
async def test_two_hundred_megabytes_are_refused_early(
    session: Session, order: Order, lan: httpx.AsyncClient
):
    body = Stream(200)
    answer = await lan.post(address(order), content=body)
    assert answer.status_code == 409
    assert "10 MB" in answer.json()["text"]
    assert stored(session) == []


@pytest.mark.anyio
async def test_a_strangers_body_is_not_even_read(order: Order, anybody: httpx.AsyncClient):
    """Asked of the endpoint itself: a client would send on."""
    read = 0

    async def receive() -> dict[str, Any]:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"x" * 1000, "more_body": True}

    said: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        said.append(message)

    scope = {
        "type": "http", "method": "POST", "path": address(order), "headers": [],
        "query_string": b"", "raw_path": b"", "root_path": "", "scheme": "http",
        "client": ("192.0.2.9", 1), "server": ("localhost", 80), "state": {},
    }  # fmt: skip
    await Starlette(routes=routes.routes)(scope, receive, send)
    assert said[0]["status"] == 404
    assert read == 0


@pytest.mark.anyio
async def test_hostile_files_are_never_stored_as_sent(
    session: Session, order: Order, lan: httpx.AsyncClient
):
    process = psutil.Process()
    before, began = process.memory_info().rss, time.monotonic()
    for name, body in hostile_files.corpus().items():
        limits._limiter.cache_clear()
        answer = await lan.post(address(order), content=body)
        if answer.status_code == 201:
            kept = media.get(stored(session)[-1].media)
            assert hostile_files.is_clean(kept), name
        else:
            assert answer.status_code == 409, name
    assert process.memory_info().rss - before < 100_000_000
    assert time.monotonic() - began < 30


@pytest.mark.anyio
@pytest.mark.parametrize("what", ["passport", "../portrait", "card_front'--"])
async def test_only_three_kinds_exist(order: Order, lan: httpx.AsyncClient, what: str):
    answer = await lan.post(address(order, what), content=jpeg())
    assert answer.status_code in (404, 405, 409)


@pytest.mark.anyio
@pytest.mark.parametrize("what", ["0", "99999", "-1", "x", "1" * 30, "٣"])
async def test_an_id_of_nothing_is_not_found(order: Order, lan: httpx.AsyncClient, what: str):
    assert (await lan.get(address(order, what))).status_code == 404


@pytest.mark.anyio
async def test_staff_looks_are_audited_and_nothing_is_cached(
    session: Session, order: Order, lan: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
):
    row = (await lan.post(address(order), content=jpeg())).json()
    seen = await lan.get(address(order, row["id"]))
    assert (seen.status_code, seen.headers["cache-control"]) == (200, "no-store")

    async def clerk(*_: object) -> object:
        return CLERK

    monkeypatch.setattr(gate, "find", clerk)
    assert (await lan.get(address(order, row["id"]))).status_code == 200
    looks = select(AuditEntry).where(col(AuditEntry.action) == "ekyc.evidence_seen")
    assert [(one.actor, one.subject) for one in session.exec(looks)] == [
        (CLERK.label, f"order:{order.code}")
    ]


@pytest.mark.anyio
async def test_a_picture_of_my_other_order_is_not_found_here(
    session: Session, order: Order, lan: httpx.AsyncClient, now: datetime
):
    row = (await lan.post(address(order), content=jpeg())).json()
    other = paid_order(session, 8, now)
    assert (await lan.get(address(other, row["id"]))).status_code == 404
