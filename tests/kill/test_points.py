"""kill -9 at every named point; afterwards the story ends right, and nothing happened twice."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest

from chonso_app.activation.models import DossierStatus
from chonso_app.core import audit, db
from chonso_app.core.db import utc_now
from chonso_app.orders.models import OrderStatus
from chonso_app.payments.models import PaymentStatus
from chonso_app.wiring import modules
from tests.kill.bundles import to_the_bundle, to_the_erasure
from tests.kill.parcels import called_off, parcels_of, to_the_door
from tests.kill.recordings import to_the_file
from tests.kill.shop import ROOT, Shop
from tests.kill.sims import to_the_line
from tests.kill.story import Buyer, messages_to

pytestmark = pytest.mark.usefixtures("_log_of_a_failure")
_NTH = count(1)


def to_the_qr(buyer: Buyer) -> None:
    buyer.pay()
    buyer.wait_until_paid()
    buyer.prove()
    buyer.be_approved()
    buyer.wait_until(DossierStatus.CONNECTED)


def to_the_end(buyer: Buyer) -> None:
    to_the_qr(buyer)
    buyer.install()
    assert buyer.order().status is OrderStatus.ACTIVATED


def identity_for_real(buyer: Buyer) -> None:
    buyer.pay()
    buyer.wait_until_paid()
    buyer.prove(really=True)
    buyer.be_approved()
    buyer.wait_until(DossierStatus.CONNECTED)


def silent_bank(buyer: Buyer) -> None:
    """The IPN never comes; querydr finds the money."""
    buyer.shop.switch("vnpay", ipn="never")
    buyer.pay()
    buyer.shop.switch("vnpay", ipn="normal")
    buyer.hurry_querydr()
    buyer.wait_until_paid()


def refund(buyer: Buyer) -> None:
    buyer.pay()
    buyer.wait_until_paid()
    buyer.cancel()
    refunds = buyer.shop.seen("/vnpay/transactions.json")["refunds"]
    assert refunds[buyer.payments()[0].txn_ref]["status"] == "00"


def reissue(buyer: Buyer) -> None:
    to_the_qr(buyer)
    first = buyer.profile().iccid
    buyer.report_failure()
    assert buyer.shop.seen("/smdp/profiles.json")[first]["state"] == "unavailable"
    buyer.install()


def giving_up(buyer: Buyer) -> None:
    to_the_qr(buyer)
    buyer.give_up()


BY_DEFAULT = {  # web, worker, sandbox: two each
    "payments.ipn.unsaved": to_the_end,
    "payments.ipn.stored": to_the_end,
    "activation.asked": to_the_end,
    "activation.released": to_the_end,
    "sandbox.vnpay.settled": to_the_end,
    "sandbox.operator.taken": to_the_end,
    "delivery.created": to_the_door,
}
THE_OTHERS = {
    "message-sent": to_the_end,
    "activation.begin": to_the_end,
    "activation.reserved": to_the_end,
    "activation.looked": to_the_end,
    "activation.connected": to_the_end,
    "activation.progress.noted": to_the_end,
    "sandbox.vnpay.told": to_the_end,
    "sandbox.smdp.done": to_the_end,
    "sandbox.sms.accepted": to_the_end,
    "sandbox.mail.kept": to_the_end,
    "ekyc.examined": identity_for_real,
    "payments.query.answered": silent_bank,
    "payments.refund.begun": refund,
    "payments.refund.answered": refund,
    "sandbox.vnpay.refunding": refund,
    "activation.cancelled": reissue,
    "activation.replaced": reissue,
    "sandbox.operator.changed": reissue,
    "activation.suspended": giving_up,
    "activation.sim.begin": to_the_line,
    "activation.sim.asked": to_the_line,
    "activation.sim.live": to_the_line,
    "delivery.applied": to_the_door,
    "delivery.cancelled": called_off,
    "recordings.file_made": to_the_file,
    "recordings.settled": to_the_file,
    "evidence.drawn": to_the_bundle,
    "evidence.made": to_the_bundle,
    "evidence.erased": to_the_erasure,
}
Story = Callable[[Buyer], None]


@dataclass
class Effects:
    """What the outside systems have done so far."""

    operator: Counter[str]
    profiles: int
    refunds: int

    @classmethod
    def now(cls, shop: Shop) -> "Effects":
        operator = Counter(shop.seen("/operator/lines.json")["effects"])
        refunds = shop.seen("/vnpay/transactions.json")["refunds"]
        return cls(operator, len(shop.seen("/smdp/profiles.json")), len(refunds))


EXPECTED: dict[Story, tuple[dict[str, int], int, int]] = {  # operator, profiles, refunds
    to_the_end: ({"activate": 1}, 1, 0),
    identity_for_real: ({"activate": 1}, 1, 0),
    silent_bank: ({}, 0, 0),
    refund: ({}, 0, 1),
    reissue: ({"activate": 1, "sim": 1}, 2, 0),
    giving_up: ({"activate": 1, "suspend": 1}, 1, 0),
    to_the_door: ({}, 0, 0),
    called_off: ({}, 0, 0),
    to_the_line: ({"activate": 1}, 0, 0),
    to_the_file: ({}, 0, 0),
    to_the_bundle: ({"activate": 1}, 1, 0),
    to_the_erasure: ({"activate": 1}, 1, 0),
}
PARCELS: dict[Story, list[str]] = {
    to_the_door: ["delivered"],
    to_the_line: ["delivered"],
    called_off: ["cancel"],
}  # fmt: skip  at the carrier


def test_every_crash_point_of_the_code_is_in_a_story() -> None:
    named = {
        name
        for file in (ROOT / "chonso_app").rglob("*.py")
        for name in re.findall(r'crashpoint\("([^"]+)"\)', file.read_text())
    }
    assert named == set(BY_DEFAULT | THE_OTHERS)


@pytest.mark.parametrize(("point", "story"), BY_DEFAULT.items())
def test_a_process_killed_here_goes_on_and_nothing_happens_twice(
    shop: Shop, point: str, story: Story
) -> None:
    _killed_at(shop, point, story)


@pytest.mark.full
@pytest.mark.parametrize(("point", "story"), THE_OTHERS.items())
def test_nor_at_any_other_point(shop: Shop, point: str, story: Story) -> None:
    _killed_at(shop, point, story)


def _killed_at(shop: Shop, point: str, story: Story) -> None:
    buyer, before = Buyer(shop, next(_NTH)), Effects.now(shop)
    shop.arm(point)
    story(buyer)
    assert not shop.is_armed(point), "the point was never reached"
    _check_once(buyer, story, before)


def test_everything_killed_at_once_goes_on_with_a_new_start(shop: Shop) -> None:
    buyer, before = Buyer(shop, next(_NTH)), Effects.now(shop)
    buyer.pay()
    buyer.wait_until_paid()
    buyer.prove()
    buyer.be_approved()
    shop.kill()
    shop.start()
    buyer.wait_until(DossierStatus.CONNECTED)
    buyer.install()
    _check_once(buyer, to_the_end, before)


def _check_once(buyer: Buyer, story: Story, before: Effects) -> None:
    shop, after = buyer.shop, Effects.now(buyer.shop)
    operator, profiles, refunds = EXPECTED[story]
    assert after.operator - before.operator == Counter(operator)
    assert (after.profiles - before.profiles, after.refunds - before.refunds) == (profiles, refunds)
    if story in PARCELS:
        assert parcels_of(buyer) == PARCELS[story]
    else:
        assert [one.status for one in buyer.payments()] == [PaymentStatus.SUCCEEDED]
    if profiles:
        line = shop.seen("/operator/lines.json")["lines"][buyer.msisdn]
        assert line["iccid"] == buyer.profile().iccid
        assert line["state"] == ("suspended" if story is giving_up else "active")
    _each_message_once(shop, buyer, by_mail=story is not called_off)
    assert _broken_rules() == []


def _each_message_once(shop: Shop, buyer: Buyer, *, by_mail: bool) -> None:
    told = messages_to(buyer.phone)
    written = messages_to(buyer.email) if by_mail else []
    assert len(shop.seen(f"/sms/messages.json?phone={buyer.phone}")) == len(told)
    assert len(shop.seen(f"/mail/messages.json?to={buyer.email}")) == len(written)


def _broken_rules() -> list[Any]:
    found: list[Any] = list(db.read(lambda session: list(audit.broken_links(session))))
    for module in modules("invariants"):
        found += db.read(module.rows, utc_now())
    return found
