"""What the pages do with the services' answers, and what reaches the browser."""

import asyncio
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import Session, select

from chonso_app.activation import desk, jobs
from chonso_app.activation.desk_state import ClerkState
from chonso_app.activation.models import Dossier, DossierStatus
from chonso_app.activation.state import EsimState, SignState
from chonso_app.contracts.models import Contract
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn
from chonso_app.core.db import utc_now
from chonso_app.ui.edge import act_as
from tests import tabs
from tests.activation import world
from tests.contracts.conftest import ready_to_sign
from tests.orders.world import LAN, MINH


class Tab(tabs.Tab):
    """At one address."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, who: Actor, code: str = "") -> None:
        super().__init__(who)
        for module in ("state", "desk_state"):
            monkeypatch.setattr(f"chonso_app.activation.{module}.follow", lambda *_: None)
        monkeypatch.setattr("chonso_app.activation.state.route_arg", lambda *_: code)


def test_the_sheet_shows_the_contract_and_sends_it_in(
    ready: Session, machine: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    order = ready_to_sign(ready, utc_now())
    code = order.code
    tab = Tab(monkeypatch, LAN, code)
    tab.do(SignState.load)
    view = tab.state(SignState).view
    assert (view.screen, view.pages, view.number) == ("sign", 2, f"{vn(utc_now()).year}/{code}")
    assert view.words["need_consent"]
    world.signed(ready, order, utc_now())
    ready.commit()
    tab.do(SignState.load)
    assert tab.state(SignState).view.screen == "signed"
    assert tab.do(SignState.send) is not None
    tab.do(SignState.load)
    assert tab.state(SignState).view.screen == "sent"


def test_a_missing_step_is_named_with_the_way_to_it(
    ready: Session, machine: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code = ready_to_sign(ready, utc_now()).code
    machine["says"] = "failed"
    tab = Tab(monkeypatch, LAN, code)
    tab.do(SignState.load)
    view = tab.state(SignState).view
    assert (view.screen, view.todo_href) == ("early", f"/hoa-mang/{code}/giay-to")


def test_a_stranger_sees_and_sends_nothing(ready: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    order = world.proven(ready, utc_now())
    code = order.code
    tab = Tab(monkeypatch, MINH, code)
    tab.do(SignState.load)
    assert tab.state(SignState).view.screen == "missing"
    assert "079198001214" not in tab.sent
    assert "Nguyễn Ngọc Lan" not in tab.sent
    tab.do(SignState.send)
    assert tab.notice
    assert ready.exec(select(Dossier)).all() == []
    ready.commit()


def test_opening_the_sheet_drafts_one_contract(
    ready: Session, machine: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = Tab(monkeypatch, LAN, ready_to_sign(ready, utc_now()).code)
    for _ in range(3):
        tab.do(SignState.load)
    assert len(ready.exec(select(Contract)).all()) == 1
    ready.commit()


@pytest.fixture
def line(ready: Session, monkeypatch: pytest.MonkeyPatch) -> str:
    """The code of Lan's connected order."""
    operator, smdp = world.StubOperator(), world.StubSmdp()
    monkeypatch.setattr(jobs.operator, "gateway", lambda: operator)
    monkeypatch.setattr(jobs.smdp, "gateway", lambda: smdp)
    monkeypatch.setattr(jobs.DBOS, "sleep", lambda _seconds: None)
    dossier = world.claimed(ready, utc_now())
    jobs.decisions.approve(ready, world.clerk(), dossier.key, now=utc_now())
    ready.commit()
    workflow: Any = jobs.provision_line
    workflow.__wrapped__(dossier.key)
    ready.expire_all()
    code = ready.exec(select(Dossier.code)).one()
    ready.commit()
    return code


def status_of(session: Session) -> str:
    session.expire_all()
    found = session.exec(select(Dossier.status)).one()
    session.commit()
    return found


def test_the_esim_page_never_holds_the_activation_code(
    line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = Tab(monkeypatch, LAN, line)
    tab.do(EsimState.load)
    assert tab.state(EsimState).view.screen == "code"
    for secret in ("LPA:", "MATCH-", "89840100"):
        assert secret not in tab.sent


def test_the_coach_comes_before_a_new_code(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tab = Tab(monkeypatch, LAN, line)
    tab.do(EsimState.load)
    tab.do(EsimState.failed)
    assert tab.state(EsimState).coaching
    assert tab.state(EsimState).view.screen == "code"
    tab.do(EsimState.reissue)
    assert tab.state(EsimState).view.screen == "ordering"
    assert not tab.state(EsimState).coaching


def test_before_the_dossier_there_is_nothing_to_install(
    ready: Session, machine: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code = world.proven(ready, utc_now()).code
    tab = Tab(monkeypatch, LAN, code)
    tab.do(EsimState.load)
    assert tab.state(EsimState).view.screen == "none"


def test_success_shows_da_hoa_mang(
    ready: Session, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = Tab(monkeypatch, LAN, line)
    tab.do(EsimState.load)
    tab.do(EsimState.worked)
    view = tab.state(EsimState).view
    assert (view.screen, view.tail) == ("done", "6868")
    assert status_of(ready) is DossierStatus.INSTALLED


@pytest.mark.parametrize("handler", ["worked", "reissue", "give_up", "mail_again"])
def test_a_stranger_moves_nothing(
    ready: Session, line: str, monkeypatch: pytest.MonkeyPatch, handler: str
) -> None:
    tab = Tab(monkeypatch, MINH, line)
    tab.do(EsimState.load)
    assert tab.state(EsimState).view.screen == "missing"
    tab.do(getattr(EsimState, handler))
    assert tab.notice
    assert status_of(ready) is DossierStatus.CONNECTED


@pytest.fixture
def queue(ready: Session, machine: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Session:
    """One dossier waits; what stands on its pictures is eKYC's own test."""
    world.submitted(ready, utc_now())
    return ready


def test_the_console_opens_with_the_oldest_dossier(
    queue: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = Tab(monkeypatch, world.clerk())
    tab.do(ClerkState.load)
    shown = tab.state(ClerkState)
    assert shown.dossier.name == "Nguyễn Ngọc Lan"
    assert shown.dossier.msisdn == "0901 23 6868"
    assert [row.closed for row in shown.lists.queue] == [False]


def test_the_other_clerk_sees_that_it_is_taken(
    queue: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    Tab(monkeypatch, world.clerk()).do(ClerkState.load)
    other = Tab(monkeypatch, world.clerk(world.OTHER))
    other.do(ClerkState.load)
    state = other.state(ClerkState)
    assert state.dossier.dossier_id == 0
    [row] = state.lists.queue
    assert row.closed
    other.do(ClerkState.pick, row.dossier_id)
    assert other.notice
    assert state.dossier.dossier_id == 0


def test_approving_from_the_console_opens_the_next(
    queue: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = Tab(monkeypatch, world.clerk())
    tab.do(ClerkState.load)
    tab.do(ClerkState.approve)
    assert status_of(queue) is DossierStatus.APPROVED
    assert tab.state(ClerkState).dossier.dossier_id == 0
    assert len(tab.state(ClerkState).lists.done) == 1


def test_refusing_needs_a_ticked_reason(queue: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    tab = Tab(monkeypatch, world.clerk())
    tab.do(ClerkState.load)
    tab.do(ClerkState.begin_refusal)
    tab.do(ClerkState.refuse, {"note": ""})
    assert status_of(queue) is DossierStatus.CLAIMED
    tab.do(ClerkState.toggle, "not_a_reason")
    tab.do(ClerkState.toggle, "operator_refused")
    assert tab.state(ClerkState).reasons == []
    tab.do(ClerkState.toggle, "signature_bad")
    assert "chữ ký" in tab.state(ClerkState).preview
    tab.do(ClerkState.refuse, {"note": "Ký rõ hơn"})
    assert status_of(queue) is DossierStatus.REFUSED


def test_a_deserted_console_takes_nothing_from_the_queue(
    queue: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = Tab(monkeypatch, world.clerk())
    asyncio.run(_pushed(tab))
    assert status_of(queue) is DossierStatus.QUEUED


async def _pushed(tab: Tab) -> None:
    """A change of the queue reaches a tab in which nobody did anything."""
    act_as(tab.who)
    await tab.state(ClerkState)._refresh()


def test_only_the_dossiers_own_pictures_are_enlarged(
    queue: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = Tab(monkeypatch, world.clerk())
    tab.do(ClerkState.load)
    tab.do(ClerkState.enlarge, "https://evil.example/x.png")
    assert tab.state(ClerkState).enlarged == ""


def test_a_lost_lease_is_told_at_the_next_beat(
    queue: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = Tab(monkeypatch, world.clerk())
    tab.do(ClerkState.load)
    desk.leave(queue, world.clerk(), now=utc_now())
    desk.fill(queue, world.clerk(world.OTHER), now=utc_now())
    queue.commit()
    tab.do(ClerkState.beat)
    assert tab.notice
    assert tab.state(ClerkState).dossier.dossier_id == 0
