"""The order goes to a regional company when its form is filled, and says why ever after."""

import json
from dataclasses import replace

from chonso_app.accounts.models import Province, Unit
from chonso_app.dispatch import service as dispatch
from chonso_app.dispatch.models import DispatchRule, RuleSet, SetStatus
from chonso_app.dispatch.words import sentences
from chonso_app.orders import service as orders
from chonso_app.orders.models import Fulfilment
from chonso_app.orders.service import PersonChanges
from tests.orders import world
from tests.orders.world import LAN, MINH


def another_company(session) -> int:
    unit = Unit(code="KV9", name="Cty KV 9", shopcode="CSO9")
    session.add(unit)
    session.flush()
    session.add(Province(code="91", name="An Giang", unit_id=unit.row_id))
    session.commit()
    return unit.row_id


def test_a_filled_order_belongs_to_a_unit_and_says_why(session, now):
    world.stock(session)
    order = world.filled(session, now)
    [why] = dispatch.explanation(session, f"order:{order.code}")
    assert why.unit_id == order.unit_id
    assert sentences(why.steps)[0] == "Tỉnh TP. Hồ Chí Minh thuộc Công ty Khu vực 2"


def test_filling_in_again_with_another_province_moves_it(session, now):
    world.stock(session)
    kv9 = another_company(session)
    order = world.filled(session, now)
    form = json.loads(order.typed) | world.FORM | {"province_code": "91"}
    orders.fill_subscriber(session, LAN, order.code, form, now=now)
    assert order.unit_id == kv9
    assert len(dispatch.explanation(session, f"order:{order.code}")) == 2


def test_an_order_that_is_being_packed_stays_with_who_packs_it(session, now):
    world.stock(session)
    another_company(session)
    order = world.filled(session, now)
    packing = order.unit_id
    for fulfilment, moved in ((Fulfilment.TO_PICK_UP, False), (Fulfilment.PENDING, True)):
        order.fulfilment = fulfilment
        for province in ("79", "91"):
            orders.amend_person(
                session, LAN, order.code, PersonChanges(province_code=province), now=now
            )
        assert (order.unit_id != packing) is moved


def test_the_channel_that_sent_the_customer_is_frozen_at_the_hold_and_decides(session, now):
    world.stock(session)
    kv9 = another_company(session)
    book = RuleSet(version=1, status=SetStatus.LIVE, made_by="test", made_at=now, live_at=now)
    session.add(book)
    session.flush()
    session.add(DispatchRule(rule_set_id=book.key, referrals=["DL*"], unit_id=kv9))
    session.commit()
    sent = replace(LAN, referral="DL01")
    order = orders.start(session, sent, world.MSISDN, now=now)
    later = replace(LAN, referral="OTHER")
    assert orders.start(session, later, world.MSISDN, now=now).referral == "DL01"
    user = world.customer(session, now)
    orders.prove_phone(session, order, world.PHONE, user.row_id, actor=sent, now=now)
    orders.fill_subscriber(session, later, order.code, world.FORM, now=now)
    assert order.unit_id == kv9
    other = world.filled(session, now, MINH, world.OTHER, "84987654321")
    assert (other.referral, other.unit_id != kv9) == ("", True)
