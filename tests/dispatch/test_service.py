"""Deciding once, again, anew; the roster; a supervisor's word; who may."""

from datetime import timedelta

import pytest
from sqlmodel import select

from chonso_app.core.actors import Actor, Role
from chonso_app.core.audit import AuditEntry
from chonso_app.core.errors import NotAllowed
from chonso_app.dispatch import book, duty, service
from chonso_app.dispatch.models import DispatchDecision, Kind, Team
from chonso_app.dispatch.service import Case
from chonso_app.dispatch.words import sentences
from tests.dispatch.conftest import AN_GIANG, CHIEF, HANOI

ORDER = "order:GS-7K3Q68"


def case(province=AN_GIANG, **more) -> Case:
    return Case(ORDER, Kind.ORDER, province, **more)


def with_neighbours(session, now, unit, *others):
    book.open_draft(session, CHIEF, now=now)
    book.set_neighbours(session, CHIEF, unit, others, now=now)
    book.put_live(session, CHIEF, now=now)


def test_without_a_book_the_province_decides(session, units, now):
    decision = service.decide(session, case(), now=now)
    assert (decision.unit_id, decision.rule_version) == (units["KV9"], 0)
    assert sentences(decision.steps)[0] == "Tỉnh An Giang thuộc Cty KV 9"


def test_asking_again_changes_nothing_and_another_province_decides_anew(session, units, now):
    first = service.decide(session, case(), now=now)
    assert service.decide(session, case(), now=now + timedelta(hours=1)) == first
    assert len(session.exec(select(DispatchDecision)).all()) == 1
    second = service.decide(session, case(HANOI), now=now + timedelta(hours=1))
    assert second.unit_id == units["KV1"]
    told = service.explanation(session, ORDER)
    assert [one.unit_id for one in told] == [units["KV1"], units["KV9"]]
    kept = session.exec(select(DispatchDecision).order_by("id")).all()
    assert [row.current for row in kept] == [False, True]


def test_another_referral_decides_anew(session, units, now):
    service.decide(session, case(), now=now)
    service.decide(session, case(referral="DL01"), now=now)
    assert len(service.explanation(session, ORDER)) == 2


def test_outside_the_roster_a_neighbour_on_duty_helps(session, units, now):
    with_neighbours(session, now, units["KV9"], units["KV3"], units["KV2"])
    for unit, starts, ends in (("KV9", 480, 700), ("KV3", 800, 1000), ("KV2", 480, 1200)):
        duty.set_shifts(
            session, CHIEF, units[unit], Team.OSP, range(7), starts=starts, ends=ends, now=now
        )
    decision = service.decide(session, case(), now=now)  # 12:00
    assert decision.unit_id == units["KV2"]
    assert sentences(decision.steps)[1:4] == [
        "Cty KV 9 ngoài giờ trực",
        "Láng giềng 1, Cty KV 3: ngoài giờ trực",
        "Chuyển từ Cty KV 9 sang Cty KV 2 (láng giềng 2, đang trực 08:00–20:00)",
    ]
    call = Case("call:1", Kind.CALL, AN_GIANG, order_code="GS-7K3Q68", home_unit=units["KV9"])
    assert service.decide(session, call, now=now).unit_id == units["KV9"]  # another team's roster


def test_the_day_of_the_roster_is_the_vietnamese_one(session, units, now):
    duty.set_shifts(session, CHIEF, units["KV9"], Team.OSP, [3], starts=0, ends=1440, now=now)
    wednesday = duty.on_duty(session, Team.OSP, now=now)[units["KV9"]]  # the 25th, 12:00
    thursday = duty.on_duty(session, Team.OSP, now=now + timedelta(hours=12))[units["KV9"]]
    assert (wednesday.on, thursday.on) == (False, True)


def test_orders_of_the_day_fill_a_capacity(session, units, now):
    book.open_draft(session, CHIEF, now=now)
    book.set_neighbours(session, CHIEF, units["KV9"], [units["KV2"]], now=now)
    book.set_capacity(session, CHIEF, units["KV9"], Team.OSP, 2, now=now)
    book.put_live(session, CHIEF, now=now)
    found = [
        service.decide(session, Case(f"order:GS-{n}", Kind.ORDER, AN_GIANG), now=now).unit_id
        for n in range(3)
    ]
    assert found == [units["KV9"], units["KV9"], units["KV2"]]
    tomorrow = now + timedelta(days=1)
    next_day = service.decide(session, Case("order:GS-9", Kind.ORDER, AN_GIANG), now=tomorrow)
    assert next_day.unit_id == units["KV9"]


def test_waiting_calls_are_the_callers_to_count(session, units, now):
    book.open_draft(session, CHIEF, now=now)
    book.set_neighbours(session, CHIEF, units["KV9"], [units["KV2"]], now=now)
    book.set_capacity(session, CHIEF, units["KV9"], Team.VIDEO, 5, now=now)
    book.put_live(session, CHIEF, now=now)
    load = {units["KV9"]: 5}
    call = Case("call:1", Kind.CALL, AN_GIANG, "", "GS-1", units["KV9"], load)
    assert service.decide(session, call, now=now).unit_id == units["KV2"]


def test_an_unknown_province_is_refused(session, units, now):
    with pytest.raises(service.UnknownProvince):
        service.decide(session, case("00"), now=now)


def test_a_supervisors_word_stands_until_the_question_changes(session, units, now):
    service.decide(session, case(), now=now)
    told = service.overrule(session, CHIEF, ORDER, units["KV3"], " Kho KV 9 hết SIM ", now=now)
    assert (told.unit_id, told.overruled, told.reason) == (units["KV3"], True, "Kho KV 9 hết SIM")
    assert service.decide(session, case(), now=now).unit_id == units["KV3"]
    assert sentences(told.steps) == [
        "Giám sát chuyển từ Cty KV 9 sang Cty KV 3", "Shopcode CSO3"
    ]  # fmt: skip
    assert service.decide(session, case(HANOI), now=now).unit_id == units["KV1"]
    session.commit()
    actions = [entry.action for entry in session.exec(select(AuditEntry).order_by("seq"))]
    assert actions == ["dispatch.decided", "dispatch.overruled", "dispatch.decided"]


def test_overruling_needs_the_right_a_reason_another_unit_and_ones_own_case(
    session, units, now, kv2_chief
):
    service.decide(session, case(), now=now)
    kv3 = units["KV3"]
    refused = [
        (CHIEF, ORDER, kv3, "  ", service.ReasonMissing),
        (CHIEF, ORDER, units["KV9"], "x", service.SameUnit),
        (CHIEF, ORDER, units["TCT"], "x", service.UnknownUnit),
        (CHIEF, ORDER, 999, "x", service.UnknownUnit),
        (CHIEF, "order:GS-NONE", kv3, "x", service.NotDispatched),
        (kv2_chief, ORDER, kv3, "x", service.NotDispatched),
        (Actor(user_id=3, role=Role.ORDER_CLERK), ORDER, kv3, "x", NotAllowed),
        (Actor(user_id=4, role=Role.CUSTOMER), ORDER, kv3, "x", NotAllowed),
    ]
    for actor, subject, unit, reason, refusal in refused:
        with pytest.raises(refusal):
            service.overrule(session, actor, subject, unit, reason, now=now)


def test_a_unit_sees_the_why_of_its_own_only(session, units, now, kv2_chief):
    service.decide(session, case(), now=now)
    assert len(service.decisions_of_order(session, CHIEF, "GS-7K3Q68")) == 1
    with pytest.raises(service.NotDispatched):
        service.decisions_of_order(session, kv2_chief, "GS-7K3Q68")
    service.overrule(session, CHIEF, ORDER, units["KV2"], "nhờ KV 2", now=now)
    assert len(service.decisions_of_order(session, kv2_chief, "GS-7K3Q68")) == 2


def test_a_unit_keeps_its_own_roster_only_and_never_an_empty_one(session, units, now, kv2_chief):
    def keep(actor, unit, days=(0,), starts=480, ends=1200, **more):
        duty.set_shifts(
            session, actor, units[unit], Team.VIDEO, days, starts=starts, ends=ends, now=now, **more
        )

    keep(kv2_chief, "KV2")
    for refusal, arguments in [
        (duty.OtherUnitsRoster, {"actor": kv2_chief, "unit": "KV3"}),
        (duty.UnknownUnit, {"actor": CHIEF, "unit": "TCT"}),
        (duty.BadShift, {"actor": CHIEF, "unit": "KV2", "days": ()}),
        (duty.BadShift, {"actor": CHIEF, "unit": "KV2", "days": (7,)}),
        (duty.BadShift, {"actor": CHIEF, "unit": "KV2", "starts": 1200, "ends": 480}),
        (duty.BadShift, {"actor": CHIEF, "unit": "KV2", "starts": None}),
        (duty.BadShift, {"actor": CHIEF, "unit": "KV2", "people": 0}),
        (duty.NobodyAllWeek, {"actor": CHIEF, "unit": "KV2", "starts": None, "ends": None}),
    ]:
        with pytest.raises(refusal):
            keep(**arguments)
