"""Short-lived admissions: to one chair of one room, and to the TURN server."""

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from chonso_app.calls.room import turn
from chonso_app.calls.room.service import Side
from chonso_app.core.config import settings
from chonso_app.core.crypto import derive

TOKEN_LASTS = timedelta(seconds=60)


class BadToken(Exception):
    """Not ours, or changed."""


class ExpiredToken(BadToken):
    """Ours, and too old: whoever may sit gets another."""


@dataclass(frozen=True)
class Ticket:
    """One chair for one person. `once`: a ticket is good for one socket."""

    call_id: int
    side: Side
    person: str
    once: str


def mint(call_id: int, side: Side, person: str, *, now: datetime) -> str:
    expires = int((now + TOKEN_LASTS).timestamp())
    body = _b64(json.dumps([call_id, side.value, person, expires, secrets.token_hex(8)]).encode())
    return f"{body}.{_b64(_signature(body))}"


def check(token: str, *, now: datetime) -> Ticket:
    """Raises BadToken, ExpiredToken."""
    body, _, signature = token.partition(".")
    if not hmac.compare_digest(_b64(_signature(body)).encode(), signature.encode()):
        raise BadToken("signature")
    call_id, side, person, expires, once = json.loads(base64.urlsafe_b64decode(body + "=="))
    if expires < now.timestamp():
        raise ExpiredToken
    return Ticket(call_id, Side(side), person, once)


def _signature(body: str) -> bytes:
    return hmac.new(derive("call-room"), body.encode(), hashlib.sha256).digest()


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def ice_servers(call_id: int, side: Side, *, now: datetime) -> list[dict[str, object]]:
    """STUN and TURN as settings name them; a TURN password is good for ten minutes."""
    servers: list[dict[str, object]] = []
    if settings.stun_urls:
        servers.append({"urls": settings.stun_urls})
    if turn.is_on():
        name = turn.name_for(call_id, side, now)
        servers.append({"urls": turn.urls(), "username": name, "credential": turn.password(name)})
    return servers
