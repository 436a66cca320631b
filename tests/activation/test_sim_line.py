"""Provisioning of a physical SIM: the operator only, once, however often we are killed."""

from datetime import datetime

import pytest
from sqlmodel import Session, select

from chonso_app.activation import invariants, jobs, service, views
from chonso_app.activation.gateway import LineResult, LineState
from chonso_app.activation.models import Dossier, DossierStatus, EsimProfile, ProvisioningStep
from chonso_app.notifications.models import Message
from chonso_app.orders import invariants as order_invariants
from chonso_app.orders.models import OrderStatus
from chonso_app.stores import invariants as store_invariants
from chonso_app.stores import service as stores
from chonso_app.stores.models import CardStatus
from tests.activation import sims, world
from tests.activation.works import Killed, die_at, fresh, run
from tests.orders.world import LAN
from tests.stores.world import open_stores

Outside = tuple[world.StubOperator, world.StubSmdp]


@pytest.fixture
def approved(ready: Session, now: datetime) -> Dossier:
    open_stores(ready)
    return sims.approved(ready, now)


def faults(session: Session, now: datetime) -> list[str]:
    found = [
        *invariants.rows(session, now),
        *order_invariants.rows(session, now),
        *store_invariants.rows(session, now),
    ]
    session.commit()
    return found


def test_the_line_is_live_on_the_shown_card_without_a_profile(
    ready: Session, now: datetime, approved: Dossier, outside: Outside
) -> None:
    operator, smdp = outside
    assert run(jobs.provision_sim, approved.key) == "live"
    dossier, order, profile = fresh(ready, approved)
    assert (dossier.status, order.status) == (DossierStatus.INSTALLED, OrderStatus.ACTIVATED)
    assert (profile, smdp.ordered) == (None, {})
    [asked] = operator.lines.values()
    assert (asked.msisdn, asked.iccid) == (order.msisdn, sims.SERIAL)
    card = stores.card_of_order(ready, order.code)
    assert card is not None
    assert card.status is CardStatus.ACTIVE
    told = ready.exec(select(Message).where(Message.template == "activation.installed_sim")).all()
    assert len(told) == 2  # one SMS, one mail
    assert not ready.exec(select(Message).where(Message.template == "activation.connected")).all()
    assert faults(ready, now) == []


@pytest.mark.parametrize(
    "point",
    ["activation.sim.begin", "activation.sim.asked", "activation.looked", "activation.sim.live"],
)
def test_killed_at_any_point_the_line_is_made_once(
    ready: Session, now: datetime, approved: Dossier, outside: Outside, point: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    operator, _ = outside
    die_at(monkeypatch, point)
    with pytest.raises(Killed):
        run(jobs.provision_sim, approved.key)
    assert run(jobs.provision_sim, approved.key) == "live"
    assert run(jobs.provision_sim, approved.key) == "live"  # and once more for good measure
    dossier, _, _ = fresh(ready, approved)
    assert dossier.status is DossierStatus.INSTALLED
    assert len(operator.lines) == 1
    assert ready.exec(select(EsimProfile)).all() == []
    assert [step.name for step in ready.exec(select(ProvisioningStep))] == ["line"]
    assert len(ready.exec(select(Message).where(Message.template.endswith("_sim"))).all()) == 2  # pyright: ignore[reportAttributeAccessIssue]
    assert faults(ready, now) == []


def test_the_operators_no_reads_as_refused_and_the_sim_may_be_sent_again(
    ready: Session, now: datetime, approved: Dossier, outside: Outside
) -> None:
    operator, _ = outside
    operator.answers = [LineResult(LineState.REJECTED, "data_mismatch")]
    assert run(jobs.provision_sim, approved.key) == "data_mismatch"
    dossier, order, _ = fresh(ready, approved)
    assert (dossier.status, dossier.failure) == (DossierStatus.FAILED, "data_mismatch")
    assert order.refused_at == now
    card = stores.card_of_order(ready, order.code)
    assert card is not None
    assert card.status is CardStatus.HANDED
    assert service.submit(ready, LAN, order.code, now=now).round == 2
    ready.commit()
    assert faults(ready, now) == []


def test_a_live_line_on_a_card_of_nobody_is_a_fault(
    ready: Session, now: datetime, approved: Dossier, outside: Outside
) -> None:
    run(jobs.provision_sim, approved.key)
    _, order, _ = fresh(ready, approved)
    stores.release_card(ready, LAN, order.code, CardStatus.DAMAGED, now=now)
    ready.commit()
    assert any(one.startswith("I9") for one in faults(ready, now))


def test_the_page_of_a_live_sim_tells_how_to_put_it_in(
    ready: Session, now: datetime, approved: Dossier, outside: Outside
) -> None:
    run(jobs.provision_sim, approved.key)
    ready.expire_all()
    view = views.esim_view(ready, LAN, approved.code)
    assert (view.screen, view.physical) == ("done", True)
