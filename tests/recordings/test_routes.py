"""The contract of the routes: what a recorder is answered, and who may play, whole or in ranges."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select
from starlette.applications import Starlette
from starlette.testclient import TestClient

import chonso_app.activation.desk  # noqa: F401  binds clerks to the cases on their desk
from chonso_app.accounts import service as accounts
from chonso_app.accounts import sessions
from chonso_app.accounts.models import User
from chonso_app.calls.desk import service as desk
from chonso_app.calls.models import Call
from chonso_app.core import limits
from chonso_app.core.actors import Actor, Role
from chonso_app.core.audit import AuditEntry
from chonso_app.core.config import settings
from chonso_app.core.db import utc_now
from chonso_app.recordings import blocks, finalising, rules
from chonso_app.recordings import routes as recording_routes
from chonso_app.ui import gate
from chonso_app.ui.edge import SESSION_COOKIE, visitor_hash
from tests.calls.conftest import HOA
from tests.calls.steps import Waiting, live
from tests.recordings.conftest import ONE_DATABASE, RUN, of, pieces, recorded, seal

ORIGIN = {"origin": settings.public_url}
Browser = Callable[..., TestClient]


@pytest.fixture(autouse=True)
def wired() -> Iterator[None]:
    gate.use_accounts(accounts.actor_of)
    limits._limiter.cache_clear()
    yield
    gate.use_accounts(gate._nobody)
    limits._limiter.cache_clear()


@pytest.fixture
def at(session: Session) -> Browser:
    """`at(21)`: the browser of the agent Hoa."""

    def come(user_id: int, role: Role = Role.VIDEO_AGENT, unit_id: int | None = None) -> TestClient:
        made = TestClient(
            Starlette(routes=recording_routes.routes), base_url=settings.public_url, headers=ORIGIN
        )
        if user_id:
            user = User(
                id=user_id, login=f"s-{user_id}", role=role, unit_id=unit_id, created_at=utc_now()
            )
            session.add(user)
            session.flush()
            token = sessions.start(
                session, Actor.anonymous(visitor_hash(f"v{user_id}")), user, now=utc_now()
            )
            session.commit()
            made.cookies.set(SESSION_COOKIE, token)
        return made

    return come


@pytest.fixture
def call(session: Session, waiting: Waiting) -> Call:
    """Live since half a minute."""
    now = utc_now() - timedelta(seconds=30)
    call_id = waiting(1)
    session.get_one(Call, call_id).customer_seen_at = now
    return live(session, HOA, now)


def put(client: TestClient, call: Call, seq: int, data: bytes, **headers: str) -> Any:
    told = {
        "x-sha256": hashlib.sha256(data).hexdigest(), "x-ends-ms": str(2000 * (seq + 1)),
        "x-stalls": "[]",
    }  # fmt: skip
    address = f"/api/calls/{call.key}/recording/{RUN}/{seq}"
    return client.put(address, content=data, headers=told | headers)


def test_a_recorder_is_answered_201_200_409_400_and_where_to_go_on(call: Call, at: Browser) -> None:
    hoa, base = at(21), f"/api/calls/{call.key}/recording/{RUN}"
    assert hoa.get(base).status_code == 404
    began = hoa.post(base, json={"age_ms": 10_000})
    assert began.status_code == 201
    assert began.json()["next"] == 0
    assert abs(began.json()["now"] / 1000 - utc_now().timestamp()) < 5
    first, second, _ = pieces()
    assert put(hoa, call, 0, first).status_code == 201
    assert put(hoa, call, 0, first).status_code == 200
    assert put(hoa, call, 0, b"\x1a\x45\xdf\xa3 another").status_code == 409
    assert put(hoa, call, 2, second).status_code == 409
    assert put(hoa, call, 1, second, **{"x-sha256": "0" * 64}).status_code == 400
    assert put(hoa, call, 1, second, **{"x-stalls": "[[1]]"}).status_code == 400
    assert put(hoa, call, 1, second, **{"x-ends-ms": "soon"}).status_code == 400
    assert put(hoa, call, 1, b"").status_code == 400
    assert hoa.get(base).json() == {"part": 1, "next": 1, "ended": False}
    assert hoa.post(f"{base}/end", json={"chunks": 2}).status_code == 409
    assert put(hoa, call, 1, second).status_code == 201
    assert hoa.post(f"{base}/end", json={"chunks": 2}).json() == {"state": "open"}
    for body in ({}, {"chunks": -1}, {"chunks": "x"}):
        assert hoa.post(f"{base}/end", json=body).status_code == 400


@ONE_DATABASE
def test_what_is_no_webm_too_large_or_nobodys_is_refused(
    call: Call, at: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    hoa, yen, clerk = at(21), at(22), at(30, Role.ACTIVATION_CLERK)
    base = f"/api/calls/{call.key}/recording/{RUN}"
    assert at(0).post(base, json={"age_ms": 0}).status_code == 401
    assert clerk.post(base, json={"age_ms": 0}).status_code == 404
    assert yen.post(base, json={"age_ms": 0}).status_code == 404
    assert hoa.post(base, json={"age_ms": 0}, headers={"origin": "https://evil.example"}).is_error
    for age in (-1, 10**9, "x", None):
        assert hoa.post(base, json={"age_ms": age}).status_code == 400
    assert hoa.post(base, json={"age_ms": 10_000}).status_code == 201
    assert put(hoa, call, 0, b"no WebM at all").status_code == 400
    assert put(yen, call, 0, pieces()[0]).status_code == 404
    assert hoa.put(f"{base}/x", content=b"x").status_code in {400, 404}
    monkeypatch.setattr(rules, "CHUNK_BYTES", 100)
    assert put(hoa, call, 0, pieces()[0]).status_code == 413


@pytest.fixture
def finished(session: Session, call: Call) -> Call:
    recorded(session, call, utc_now() - timedelta(seconds=20))
    desk.hang_up(session, HOA, call.key, now=utc_now() - timedelta(seconds=14))
    seal(session, utc_now())
    plan = finalising.plan_of(session, of(session, call).key)
    assert plan is not None
    finalising.settle(session, plan.recording_id, finalising.make(plan), now=utc_now())
    session.commit()
    return call


def looks(session: Session) -> list[dict[str, Any]]:
    session.commit()
    seen = select(AuditEntry.detail).where(AuditEntry.action == "recordings.seen")
    found = [dict(detail) for detail in session.exec(seen)]
    session.commit()
    return found


def sha256(session: Session, call: Call) -> str:
    told = of(session, call).sha256
    session.commit()
    return told


def test_a_supervisor_plays_it_in_ranges_and_that_is_one_look(
    session: Session, finished: Call, at: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    boss, address = at(40, Role.SUPERVISOR), f"/api/admin/recordings/{finished.key}/video.webm"
    whole = boss.get(address)
    assert whole.status_code == 200
    assert hashlib.sha256(whole.content).hexdigest() == sha256(session, finished)
    assert whole.headers["accept-ranges"] == "bytes"
    assert whole.headers["cache-control"] == "no-store"
    assert whole.headers["content-type"] == "video/webm"
    size = len(whole.content)
    for asked, first, last in (("bytes=5-99", 5, 99), ("bytes=-7", size - 7, size - 1)):
        part = boss.get(address, headers={"range": asked})
        assert part.status_code == 206
        assert part.content == whole.content[first : last + 1]
        assert part.headers["content-range"] == f"bytes {first}-{last}/{size}"
    assert boss.get(address, headers={"range": f"bytes={size}-"}).status_code == 416
    assert looks(session) == [{"call": finished.key}]
    monkeypatch.setattr(rules, "LOOK_LASTS", timedelta(0))
    assert boss.get(address).status_code == 200
    assert len(looks(session)) == 2


@ONE_DATABASE
def test_nobody_else_plays_it(session: Session, finished: Call, at: Browser) -> None:
    address = f"/api/admin/recordings/{finished.key}/video.webm"
    assert at(0).get(address).status_code == 401
    for user_id, role, unit_id in (
        (21, Role.VIDEO_AGENT, None),  # not even who recorded it
        (31, Role.ACTIVATION_CLERK, None),  # the case is not on the desk
        (32, Role.ADMINISTRATOR, None),
        (33, Role.MARKETING, None),
    ):
        assert at(user_id, role, unit_id).get(address).status_code == 404
    boss = at(40, Role.SUPERVISOR)
    for nothing in ("0", "999", "x", "9" * 12):
        assert boss.get(f"/api/admin/recordings/{nothing}/video.webm").status_code == 404
    assert looks(session) == []


@ONE_DATABASE
def test_blocks_are_joined_across_their_borders(
    session: Session, call: Call, at: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "BLOCK", 1000)
    recorded(session, call, utc_now() - timedelta(seconds=20))
    desk.hang_up(session, HOA, call.key, now=utc_now() - timedelta(seconds=14))
    seal(session, utc_now())
    plan = finalising.plan_of(session, of(session, call).key)
    assert plan is not None
    finalising.settle(session, plan.recording_id, finalising.make(plan), now=utc_now())
    session.commit()
    assert of(session, call).blocks > 5
    session.commit()
    boss, address = at(40, Role.SUPERVISOR), f"/api/admin/recordings/{call.key}/video.webm"
    whole = boss.get(address).content
    assert hashlib.sha256(whole).hexdigest() == sha256(session, call)
    ranged = boss.get(address, headers={"range": "bytes=990-2010"})
    assert ranged.content == whole[990:2011]
