"""Carriers as data, and a quote that always comes."""

import time
from datetime import datetime

import pytest
from sqlmodel import Session, select

from chonso_app.accounts.models import Province, Unit
from chonso_app.carriers import gateways, quoting, seed, service
from chonso_app.carriers.gateway import Address, Fee, Parcel
from chonso_app.carriers.models import Carrier
from chonso_app.core.actors import Actor, Role
from chonso_app.core.audit import AuditEntry
from chonso_app.core.errors import NotAllowed
from chonso_app.core.gateways import GatewayRefused, GatewayUnavailable

ADMIN = Actor(user_id=1, role=Role.ADMINISTRATOR)
HOME = Address(province="Hà Nội", ward="Phường Cửa Nam", street="9 Tràng Thi", province_code="01")


@pytest.fixture
def carriers(session: Session, now: datetime) -> Session:
    unit = Unit(code="KV1", name="Cty KV 1")
    session.add(unit)
    session.flush()
    session.add_all(
        Province(code=code, name=name, unit_id=unit.row_id)
        for code, name in (("01", "Hà Nội"), ("79", "TP. Hồ Chí Minh"))
    )
    seed.seed(session, now)
    seed.seed(session, now)  # changes nothing
    session.commit()
    return session


def wanted(**changed: object) -> service.CarrierRules:
    values: dict[str, object] = {
        "is_on": True, "provinces": [], "excluded": [], "max_cod": 1_000_000,
        "flat_fee": 30_000, "flat_fees": {},
    }  # fmt: skip
    return service.CarrierRules(**(values | changed))  # pyright: ignore[reportArgumentType]


class Quoting:
    """A carrier that says what the test wrote down."""

    def __init__(self, says: object, after: float = 0) -> None:
        self.says, self.after = says, after
        self.asked: list[Parcel] = []

    def fee(self, parcel: Parcel) -> Fee:
        self.asked.append(parcel)
        time.sleep(self.after)
        if isinstance(self.says, Exception):
            raise self.says
        assert isinstance(self.says, Fee)
        return self.says


def plug(monkeypatch: pytest.MonkeyPatch, carrier: Quoting) -> Quoting:
    monkeypatch.setitem(gateways.ADAPTERS, "ghn", lambda: carrier)  # pyright: ignore
    return carrier


def test_a_carrier_switched_off_hands_over_to_the_next(carriers: Session, now: datetime) -> None:
    assert service.choose(carriers, "01", cod=0, now=now).code == "ghn"
    service.change(carriers, ADMIN, "ghn", wanted(is_on=False), now=now)
    assert service.choose(carriers, "01", cod=0, now=now).code == "ghtk"
    carriers.commit()
    told = carriers.exec(select(AuditEntry).where(AuditEntry.action == "carriers.changed"))
    assert told.one().subject == "carrier:ghn"


def test_nobody_serving_is_said_so(carriers: Session, now: datetime) -> None:
    with pytest.raises(service.NoCarrierServes):
        service.choose(carriers, "01", cod=900_000_000, now=now)


def test_the_order_of_carriers_can_be_changed(carriers: Session, now: datetime) -> None:
    service.move_up(carriers, ADMIN, "ghtk", now=now)
    assert [one.code for one in service.all_carriers(carriers)] == ["ghtk", "ghn"]
    service.move_up(carriers, ADMIN, "ghtk", now=now)
    assert [one.code for one in service.all_carriers(carriers)] == ["ghtk", "ghn"]


@pytest.mark.parametrize(
    "changed",
    [
        {"provinces": ["77"]}, {"excluded": ["1"]}, {"flat_fees": {"00": 1}}, {"max_cod": -1},
        {"flat_fee": 10**12},
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_meant_is_refused(
    carriers: Session, now: datetime, changed: dict[str, object]
) -> None:
    with pytest.raises(service.BadCarrierRule):
        service.change(carriers, ADMIN, "ghn", wanted(**changed), now=now)


def test_only_administrators_change_carriers(carriers: Session, now: datetime) -> None:
    clerk = Actor(user_id=2, role=Role.ORDER_CLERK)
    with pytest.raises(NotAllowed):
        service.change(carriers, clerk, "ghn", wanted(), now=now)
    with pytest.raises(NotAllowed):
        service.move_up(carriers, clerk, "ghn", now=now)


def test_a_quote_is_the_carriers_own(
    carriers: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    carrier = plug(monkeypatch, Quoting(Fee(27_500, now)))
    told = quoting.quote(HOME, cod=1_000, now=now)
    assert (told.carrier, told.fee, told.expected_at) == ("ghn", 27_500, now)
    assert not told.is_estimate
    assert carrier.asked[0].sender.province == "Hà Nội"
    assert told.as_json()["fee"] == 27_500


@pytest.mark.parametrize(
    "silence", [GatewayUnavailable("ghn", "timeout"), GatewayRefused("ghn", "USER_ERR_COMMON")]
)
def test_without_a_quote_the_flat_fee_of_the_region_stands_in(
    carriers: Session, now: datetime, monkeypatch: pytest.MonkeyPatch, silence: Exception
) -> None:
    plug(monkeypatch, Quoting(silence))
    told = quoting.quote(HOME, cod=0, now=now)
    assert told.is_estimate
    assert told.fee == carriers.get_one(Carrier, "ghn").flat_fees["01"]


def test_a_slow_carrier_is_not_waited_for(
    carriers: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    plug(monkeypatch, Quoting(Fee(27_500), after=1))
    started = time.monotonic()
    assert quoting.quote(HOME, cod=0, now=now, patience=0.05).is_estimate
    assert time.monotonic() - started < 0.9
