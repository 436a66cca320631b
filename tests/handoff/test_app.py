"""The operator's app proves itself once; its browser then carries a pass."""

import hmac
import time
from collections.abc import Iterator
from hashlib import sha256

import httpx
import pytest
from starlette.applications import Starlette

from chonso_app.core import app_pass, limits
from chonso_app.core.config import settings
from chonso_app.core.db import utc_now
from chonso_app.handoff import routes
from chonso_app.ui import gate

SECRET = "x" * 32


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    limits._limiter.cache_clear()
    monkeypatch.setattr(settings, "operator_app_secret", SECRET)
    yield
    limits._limiter.cache_clear()


@pytest.fixture
def app() -> httpx.AsyncClient:
    inside = httpx.ASGITransport(Starlette(routes=routes.routes))
    return httpx.AsyncClient(transport=inside, base_url=settings.public_url)


def proof(*, age: int = 0, secret: str = SECRET, nonce: str = "n1") -> dict[str, str]:
    said = f"{int(time.time()) - age}.{nonce}"
    mark = hmac.new(secret.encode(), said.encode(), sha256).hexdigest()
    return {"X-Operator-App": f"{said}.{mark}"}


@pytest.mark.anyio
async def test_a_proof_becomes_a_pass_and_leads_on(app: httpx.AsyncClient):
    answer = await app.get("/api/app/enter?to=/phieu/GS-000001", headers=proof())
    assert (answer.status_code, answer.headers["location"]) == (303, "/phieu/GS-000001")
    cookies = {gate.APP_COOKIE: answer.cookies[gate.APP_COOKIE]}
    assert (await gate.find(cookies, "")).in_app
    assert not (await gate.find({gate.APP_COOKIE: "9999999999.ab.cd"}, "")).in_app
    assert not (await gate.find({}, "")).in_app


@pytest.mark.anyio
async def test_a_proof_works_once(app: httpx.AsyncClient):
    shown = proof()
    assert (await app.get("/api/app/enter", headers=shown)).status_code == 303
    assert (await app.get("/api/app/enter", headers=shown)).status_code == 409


@pytest.mark.anyio
@pytest.mark.parametrize(
    "headers",
    [{}, proof(age=600), proof(age=-600), proof(secret="y" * 32), {"X-Operator-App": "1..2"},
     {"X-Operator-App": "..."}],
)  # fmt: skip
async def test_no_proof_no_pass(app: httpx.AsyncClient, headers: dict[str, str]):
    answer = await app.get("/api/app/enter", headers=headers)
    assert answer.status_code == 409
    assert gate.APP_COOKIE not in answer.cookies


@pytest.mark.anyio
async def test_without_a_secret_nobody_proves_anything(
    app: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(settings, "operator_app_secret", "")
    assert (await app.get("/api/app/enter", headers=proof(secret=""))).status_code == 409


@pytest.mark.anyio
@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example", ""])
async def test_it_leads_to_pages_of_ours_only(app: httpx.AsyncClient, to: str):
    answer = await app.get("/api/app/enter", params={"to": to}, headers=proof(nonce=to or "n"))
    assert answer.headers["location"] == "/"


def test_a_pass_ends():
    given = app_pass.new_pass(now=utc_now())
    assert app_pass.holds_pass(given, now=utc_now())
    assert not app_pass.holds_pass(given, now=utc_now() + app_pass.PASS_LASTS)
