"""`?ref=` on a page that is opened: kept in a cookie that scripts cannot read, last one wins."""

import asyncio
from typing import Any

import pytest

from chonso_app.ui import gate, http

PAGE = "text/html,application/xhtml+xml"


def cookies_of(path: str, query: str = "", accept: str = PAGE, cookie: str = "") -> list[str]:
    sent: list[Any] = []
    scope = {
        "type": "http", "method": "GET", "path": path, "query_string": query.encode(),
        "headers": [(b"accept", accept.encode()), (b"cookie", cookie.encode())],
    }  # fmt: skip

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(http.security_headers(app)(scope, None, send))  # pyright: ignore[reportArgumentType]
    headers = sent[0]["headers"]
    return [value.decode() for name, value in headers if name.lower() == b"set-cookie"]


def referral(cookies: list[str]) -> str:
    mine = [one for one in cookies if one.startswith(f"{gate.REFERRAL_COOKIE}=")]
    return mine[0] if mine else ""


def test_the_code_is_kept_out_of_reach_of_scripts():
    kept = referral(cookies_of("/tim", "q=68&ref=dl01"))
    assert kept.startswith(f"{gate.REFERRAL_COOKIE}=DL01;")
    assert "HttpOnly" in kept
    assert "SameSite=Lax" in kept


def test_the_last_channel_wins_over_the_cookie_that_is_there():
    before = f"visitor=x; {gate.REFERRAL_COOKIE}=OLD"
    assert f"{gate.REFERRAL_COOKIE}=NEW;" in referral(cookies_of("/", "ref=NEW", cookie=before))
    assert referral(cookies_of("/", "", cookie=before)) == ""


@pytest.mark.parametrize("typed", ["", "a b", "%3Cscript%3E", "x" * 33, "-x", "%0d%0aSet-Cookie:a"])
def test_what_is_no_code_is_not_kept(typed):
    assert referral(cookies_of("/", f"ref={typed}")) == ""


def test_only_pages_count():
    assert referral(cookies_of("/api/x", "ref=DL01")) == ""
    assert referral(cookies_of("/", "ref=DL01", accept="application/json")) == ""


def test_a_query_with_a_thousand_fields_is_only_a_query():
    assert "DL01" in referral(cookies_of("/", "&".join(["a=1"] * 1000) + "&ref=DL01"))


def test_the_gate_reads_the_cookie_into_the_actor():
    actor = asyncio.run(gate.find({gate.REFERRAL_COOKIE: "dl01"}, "192.0.2.1"))
    assert actor.referral == "DL01"
    assert asyncio.run(gate.find({gate.REFERRAL_COOKIE: "a b"}, "")).referral == ""
