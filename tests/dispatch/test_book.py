"""A draft begins as what is live, is edited, tried on a day, put live with the next number."""

from datetime import timedelta

import pytest
from sqlmodel import select

from chonso_app.core.actors import Actor, Role
from chonso_app.core.clock import vn_today
from chonso_app.core.errors import NotAllowed
from chonso_app.dispatch import book, replay, seed, service
from chonso_app.dispatch.book import RuleText
from chonso_app.dispatch.models import DispatchRule, Kind, RuleSet, SetStatus, Team
from chonso_app.dispatch.service import Case
from chonso_app.dispatch.words import sentences
from tests.dispatch.conftest import AN_GIANG, CHIEF, HANOI, SAIGON


def to_kv2(units, **more) -> RuleText:
    given = {"priority": 10, "kind": "any", "provinces": (AN_GIANG,), "referrals": ()}
    return RuleText(**{**given, "unit_id": units["KV2"], **more})


def test_a_draft_changes_nothing_until_it_is_live(session, units, now):
    book.open_draft(session, CHIEF, now=now)
    book.save_rule(session, CHIEF, to_kv2(units), now=now)
    before = service.decide(session, Case("order:GS-1", Kind.ORDER, AN_GIANG), now=now)
    assert book.put_live(session, CHIEF, now=now).version == 1
    after = service.decide(session, Case("order:GS-2", Kind.ORDER, AN_GIANG), now=now)
    assert (before.unit_id, after.unit_id) == (units["KV9"], units["KV2"])
    assert (before.rule_version, after.rule_version) == (0, 1)


def test_the_next_draft_is_a_copy_and_history_is_kept(session, units, now):
    book.open_draft(session, CHIEF, now=now)
    book.save_rule(session, CHIEF, to_kv2(units), now=now)
    book.set_neighbours(session, CHIEF, units["KV9"], [units["KV2"], units["KV3"]], now=now)
    book.set_capacity(session, CHIEF, units["KV9"], Team.VIDEO, 5, now=now)
    first = book.put_live(session, CHIEF, now=now)
    draft = book.open_draft(session, CHIEF, now=now)
    assert book.open_draft(session, CHIEF, now=now).key == draft.key
    copied, live = book.read(session, draft), book.read(session, first)
    assert copied.neighbours == live.neighbours == {units["KV9"]: (units["KV2"], units["KV3"])}
    assert copied.capacity == live.capacity == {(units["KV9"], "video"): 5}
    [rule] = book.rules_of(session, draft)
    book.turn_rule(session, CHIEF, rule.id or 0, False, now=now)
    assert book.read(session, first).rules[0].on
    assert book.put_live(session, CHIEF, now=now).version == 2
    statuses = [row.status for row in session.exec(select(RuleSet).order_by("id"))]
    assert statuses == [SetStatus.RETIRED, SetStatus.LIVE]


def test_a_dropped_draft_leaves_what_is_live(session, units, now):
    book.open_draft(session, CHIEF, now=now)
    book.save_rule(session, CHIEF, to_kv2(units), now=now)
    book.drop_draft(session, CHIEF, now=now)
    assert session.exec(select(DispatchRule)).all() == []
    with pytest.raises(book.NoDraft):
        book.put_live(session, CHIEF, now=now)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"priority": 0}, "priority"),
        ({"kind": "parcel"}, "kind"),
        ({"provinces": ("00",)}, "provinces"),
        ({"referrals": ("<script>",)}, "referrals"),
        ({"referrals": ("*",)}, "referrals"),
        ({"unit_id": 1}, "unit"),  # head office works no cases
        ({"note": "x" * 201}, "note"),
    ],
)
def test_a_rule_that_cannot_be_names_its_field(session, units, now, changed, field):
    book.open_draft(session, CHIEF, now=now)
    with pytest.raises(book.BadRule) as refused:
        book.save_rule(session, CHIEF, to_kv2(units, **changed), now=now)
    assert refused.value.field == field


def test_a_window_runs_forward(session, units, now):
    book.open_draft(session, CHIEF, now=now)
    today = vn_today(now)
    with pytest.raises(book.BadRule):
        book.save_rule(
            session, CHIEF,
            to_kv2(units, valid_from=today, valid_to=today - timedelta(days=1)), now=now,
        )  # fmt: skip


def test_head_office_writes_units_read_and_others_do_neither(session, units, now, kv2_chief):
    with pytest.raises(book.HeadOfficeOnly):
        book.open_draft(session, kv2_chief, now=now)
    assert book.shown(session, kv2_chief) == (None, None)
    clerk = Actor(user_id=3, role=Role.ORDER_CLERK)
    for refused in (book.open_draft, book.put_live, book.drop_draft):
        with pytest.raises(NotAllowed):
            refused(session, clerk, now=now)
    with pytest.raises(NotAllowed):
        replay.replay(session, clerk, vn_today(now))


def test_a_rule_of_a_live_version_cannot_be_touched(session, units, now):
    book.open_draft(session, CHIEF, now=now)
    rule = book.save_rule(session, CHIEF, to_kv2(units), now=now)
    book.put_live(session, CHIEF, now=now)
    book.open_draft(session, CHIEF, now=now)
    for attempt in (
        lambda: book.remove_rule(session, CHIEF, rule.id or 0, now=now),
        lambda: book.turn_rule(session, CHIEF, rule.id or 0, False, now=now),
        lambda: book.save_rule(session, CHIEF, to_kv2(units), rule.id, now=now),
    ):
        with pytest.raises(book.RuleNotFound):
            attempt()


# -- replay ----------------------------------------------------------------------------------------


def decided(session, now, *provinces):
    for number, province in enumerate(provinces):
        service.decide(session, Case(f"order:GS-{number}", Kind.ORDER, province), now=now)


def test_replay_shows_who_would_move_and_why(session, units, now):
    decided(session, now, AN_GIANG, AN_GIANG, HANOI, SAIGON)
    book.open_draft(session, CHIEF, now=now)
    book.save_rule(session, CHIEF, to_kv2(units, note="KV 9 chuyển kho"), now=now)
    shown = replay.replay(session, CHIEF, vn_today(now))
    assert (shown.total, shown.moves, len(shown.moved)) == (4, 2, 2)
    counts = {count.unit: (count.before, count.after) for count in shown.units}
    assert counts == {"Cty KV 1": (1, 1), "Cty KV 2": (1, 3), "Cty KV 9": (2, 0)}
    first = shown.moved[0]
    assert (first.order_code, first.before, first.after) == ("GS-0", "Cty KV 9", "Cty KV 2")
    assert sentences(first.steps_after)[0] == (
        "Luật 10 cho tỉnh An Giang: chuyển về Cty KV 2 (KV 9 chuyển kho)"
    )
    assert len(service.explanation(session, "order:GS-0")) == 1  # nothing was written


def test_replay_under_the_rules_that_decided_moves_nobody(session, units, now):
    book.open_draft(session, CHIEF, now=now)
    book.save_rule(session, CHIEF, to_kv2(units), now=now)
    book.set_capacity(session, CHIEF, units["KV2"], Team.OSP, 1, now=now)
    book.set_neighbours(session, CHIEF, units["KV2"], [units["KV8"]], now=now)
    book.put_live(session, CHIEF, now=now)
    decided(session, now, AN_GIANG, AN_GIANG, HANOI, SAIGON)
    assert replay.replay(session, CHIEF, vn_today(now), draft=False).moves == 0


def test_replay_is_of_one_day_without_peoples_word_and_of_ones_own_unit(
    session, units, now, kv2_chief
):
    decided(session, now, AN_GIANG, SAIGON)
    service.overrule(session, CHIEF, "order:GS-1", units["KV3"], "nhờ KV 3", now=now)
    book.open_draft(session, CHIEF, now=now)
    assert replay.replay(session, CHIEF, vn_today(now)).total == 2
    assert replay.replay(session, kv2_chief, vn_today(now)).total == 1
    assert replay.replay(session, CHIEF, vn_today(now) - timedelta(days=1)).total == 0
    book.drop_draft(session, CHIEF, now=now)
    with pytest.raises(book.NoDraft):
        replay.replay(session, CHIEF, vn_today(now))


def test_the_seed_is_put_in_once_and_decides(session, units, now):
    for _ in range(2):
        seed.seed(session, now)
        session.flush()
    decision = service.decide(
        session, Case("order:GS-1", Kind.ORDER, AN_GIANG, referral="DLKV5-07"), now=now
    )
    assert (decision.unit_id, decision.rule_version) == (units["KV5"], 1)
    at_night = now + timedelta(hours=10)  # 22:00: KV 9 is at home, KV 2 is there
    night = service.decide(session, Case("order:GS-2", Kind.ORDER, AN_GIANG), now=at_night)
    assert night.unit_id == units["KV2"]
