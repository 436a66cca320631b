"""The two pages of staff, and the bundle over HTTP."""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlmodel import Session, select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from chonso_app.accounts import service as accounts
from chonso_app.accounts import sessions
from chonso_app.accounts.models import User
from chonso_app.core import limits
from chonso_app.core.actors import Actor
from chonso_app.core.audit import AuditEntry
from chonso_app.core.config import settings
from chonso_app.core.db import utc_now
from chonso_app.evidence import routes
from chonso_app.evidence.models import EvidenceBundle, LegalHold, LineEnd
from chonso_app.evidence.state import EvidenceCaseState, KeepState
from chonso_app.ui import gate
from chonso_app.ui.edge import (
    SESSION_COOKIE,
    VISITOR_COOKIE,
    visitor_hash,
)
from tests import tabs
from tests.evidence import world

pytestmark = pytest.mark.usefixtures("unsigned")


class Tab(tabs.Tab):
    """Of one member of staff."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, who: Actor, code: str = "") -> None:
        super().__init__(who)
        monkeypatch.setattr("chonso_app.evidence.state.follow", lambda *_: None)
        monkeypatch.setattr("chonso_app.evidence.state.route_arg", lambda *_: code)


def test_the_case_page_shows_what_is_sealed_and_asks_for_more(
    ready: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = world.live(ready, now)
    world.sealed(ready, order, now)
    tab = Tab(monkeypatch, world.SUPERVISOR, order.code)
    tab.do(EvidenceCaseState.load)
    view = tab.state(EvidenceCaseState).view
    [bundle] = view.bundles
    assert bundle.zip.endswith("/1/bo-chung-cu.zip")
    assert {row.state for row in bundle.classes} == {"còn đủ"}
    tab.do(EvidenceCaseState.make)
    assert tab.state(EvidenceCaseState).view.making
    assert order.full_name not in tab.sent


def test_another_units_supervisor_sees_no_case(
    ready: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = world.live(ready, now)
    who = Actor(7, world.SUPERVISOR.role, (order.unit_id or 0) + 3)
    tab = Tab(monkeypatch, who, order.code)
    tab.do(EvidenceCaseState.load)
    assert tab.state(EvidenceCaseState).missing
    tab.do(EvidenceCaseState.make)
    assert not ready.exec(select(EvidenceBundle)).all()


def test_the_keeper_holds_lifts_and_ends_without_seeing_anybody(
    ready: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = world.live(ready, now)
    tab = Tab(monkeypatch, world.KEEPER)
    tab.do(KeepState.load)
    assert len(tab.state(KeepState).view.rules) == 6
    tab.do(KeepState.find, {"q": order.code.lower()})
    tab.do(KeepState.begin_hold)
    tab.do(KeepState.toggle, "stills")
    tab.do(KeepState.toggle, "records")  # never erased, so never held
    tab.do(KeepState.place, {"reason": "x"})
    assert "lý do" in tab.notice
    tab.do(KeepState.place, {"reason": "Công văn 12/CA"})
    hold = ready.exec(select(LegalHold)).one()
    assert "stills" not in hold.classes
    assert "records" not in hold.classes
    ready.rollback()
    [row] = tab.state(KeepState).view.holds
    tab.do(KeepState.begin_lift, row.hold_id)
    tab.do(KeepState.lift, {"why": "Đã xong vụ"})
    assert tab.state(KeepState).view.holds == []
    tab.do(KeepState.note_end, {"day": "2099-01-01"})
    assert "Ngày ngừng số" in tab.notice
    tab.do(KeepState.note_end, {"day": now.date().isoformat()})
    assert ready.get(LineEnd, order.key)
    assert order.full_name not in tab.sent
    assert "0912" not in tab.sent


def test_the_end_of_a_line_is_shown_as_it_was_typed_and_only_an_empty_field_takes_it_back(
    ready: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = world.live(ready, now)
    monkeypatch.setattr("chonso_app.evidence.state.utc_now", lambda: now)
    tab = Tab(monkeypatch, world.KEEPER)
    tab.do(KeepState.find, {"q": order.code})
    tab.do(KeepState.note_end, {"day": "2026-11-25"})
    for typed in ("2026-11-25", "25/11/2026", "2026-11-25"):
        assert tab.state(KeepState).case.ended_iso == "2026-11-25"
        tab.do(KeepState.note_end, {"day": typed})
        assert ("Ngày ngừng số" in tab.notice) == ("/" in typed)
    tab.do(KeepState.note_end, {})
    assert tab.state(KeepState).case.ended == "25/11/2026"
    tab.do(KeepState.note_end, {"day": ""})
    assert tab.state(KeepState).case.ended == ""


@pytest.fixture
def wired() -> Iterator[None]:
    gate.use_accounts(accounts.actor_of)
    limits._limiter.cache_clear()
    yield
    gate.use_accounts(gate._nobody)
    limits._limiter.cache_clear()


def browser(session: Session, who: Actor) -> TestClient:
    """Signed in as this member of staff."""
    assert who.role is not None
    user = User(id=who.user_id, login=f"staff-{who.user_id}", role=who.role, created_at=utc_now())
    session.add(user)
    session.flush()
    token = sessions.start(session, Actor.anonymous(visitor_hash("b")), user, now=utc_now())
    session.commit()
    made = TestClient(Starlette(routes=routes.routes), base_url=settings.public_url)
    made.cookies.set(VISITOR_COOKIE, "b")
    made.cookies.set(SESSION_COOKIE, token)
    return made


@pytest.mark.usefixtures("wired")
def test_the_bundle_is_downloaded_by_those_who_may_and_noted(ready: Session, now: datetime) -> None:
    order = world.live(ready, now)
    world.sealed(ready, order, now)
    client = browser(ready, world.SUPERVISOR)
    address = f"/api/admin/evidence/{order.code}/1"
    answer = client.get(f"{address}/bo-chung-cu.zip")
    assert answer.headers["cache-control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as bundle:
        assert "bang-ke.jsonl" in bundle.namelist()
    assert client.get(f"{address}/bia.pdf").content.startswith(b"cover of")
    assert client.get(f"/api/admin/evidence/{order.code}/9/bia.pdf").status_code == 404
    told = ready.exec(select(AuditEntry.detail).where(AuditEntry.action == "evidence.exported"))
    assert {detail["what"] for detail in told} == {"zip", "cover"}
    ready.rollback()
    keeper = browser(ready, world.KEEPER)
    assert keeper.get(f"{address}/bo-chung-cu.zip").status_code in {403, 404}
    stranger = TestClient(Starlette(routes=routes.routes), base_url=settings.public_url)
    assert stranger.get(f"{address}/bo-chung-cu.zip").status_code in {401, 403, 404}
