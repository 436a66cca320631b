"""The table of the rules: which facts and which book give which unit, and for which reasons."""

from dataclasses import replace
from datetime import date

import pytest

from chonso_app.core.texts import has
from chonso_app.dispatch import rules
from chonso_app.dispatch.models import Kind
from chonso_app.dispatch.rules import Book, Facts, Rule, UnitFact
from chonso_app.dispatch.words import sentences

KV = {number: UnitFact(number, f"Cty KV {number}", f"CSO{number}") for number in (1, 2, 3, 9)}
NOON = "2026-11-25T05:00:00+00:00"


def facts(*changed: UnitFact, kind=Kind.ORDER, referral="", home=None, at=NOON, province="91"):
    units = {**KV, **{unit.unit_id: unit for unit in changed}}
    return Facts(
        kind=kind, at=at, province=province, province_name="An Giang", province_unit=9,
        referral=referral, home=home, units=tuple(units.values()),
    )  # fmt: skip


def off(number: int) -> UnitFact:
    return replace(KV[number], on_duty=False, shift="08:00–17:00")


def on(number: int) -> UnitFact:
    return replace(KV[number], shift="08:00–20:00")


def busy(number: int, load: int) -> UnitFact:
    return replace(KV[number], load=load)


DEALER = Rule(1, 10, unit_id=3, referrals=("DL01", "TT*"))
PILOT = Rule(2, 20, unit_id=1, provinces=("91",), valid_from=date(2026, 11, 25), note="thí điểm")
FOR_CALLS = Rule(3, 30, unit_id=2, kind="call", provinces=("91",))
EVERYTHING = Rule(4, 40, unit_id=2)
HELP = {9: (2, 3)}

TABLE = [
    ("nobody wrote a rule", facts(), Book(), 9, ["province", "no_roster"]),
    ("a dealer's code", facts(referral="dl01"), Book(rules=(DEALER,)), 3, ["rule_referral"]),
    ("a family of codes", facts(referral="TT-07"), Book(rules=(DEALER,)), 3, ["rule_referral"]),
    ("another code", facts(referral="DL02"), Book(rules=(DEALER,)), 9, ["province"]),
    ("no code at all", facts(), Book(rules=(DEALER,)), 9, ["province"]),
    ("a pilot of the province", facts(), Book(rules=(PILOT,)), 1, ["rule_province"]),
    ("the day before it", facts(at="2026-11-24T16:59:00+00:00"), Book(rules=(PILOT,)), 9,
     ["province"]),
    ("midnight in Vietnam begins it", facts(at="2026-11-24T17:00:00+00:00"), Book(rules=(PILOT,)),
     1, ["rule_province"]),
    ("the day after it", facts(), Book(rules=(replace(PILOT, valid_from=None,
     valid_to=date(2026, 11, 24)),)), 9, ["province"]),
    ("switched off", facts(), Book(rules=(replace(PILOT, on=False),)), 9, ["province"]),
    ("another province", facts(province="92"), Book(rules=(PILOT,)), 9, ["province"]),
    ("the lowest number first", facts(referral="DL01"), Book(rules=(PILOT, DEALER)), 3,
     ["rule_referral"]),
    ("a rule for calls leaves orders alone", facts(), Book(rules=(FOR_CALLS,)), 9, ["province"]),
    ("and takes calls", facts(kind=Kind.CALL, home=9), Book(rules=(FOR_CALLS,)), 2,
     ["rule_province"]),
    ("a rule for everything", facts(), Book(rules=(EVERYTHING,)), 2, ["rule"]),
    ("does not tear a call off its order", facts(kind=Kind.CALL, home=9),
     Book(rules=(EVERYTHING,)), 9, ["home"]),
    ("a dossier goes where its order is", facts(kind=Kind.DOSSIER, home=3), Book(), 3, ["home"]),
    ("a rule to a company that is gone", facts(), Book(rules=(replace(EVERYTHING, unit_id=77),)),
     9, ["province"]),
    ("off duty, the neighbour is there", facts(off(9), on(2)), Book(neighbours=HELP), 2,
     ["province", "off_duty", "moved"]),
    ("off duty, so is the first neighbour", facts(off(9), off(2), on(3)), Book(neighbours=HELP),
     3, ["province", "off_duty", "neighbour_off_duty", "moved"]),
    ("nobody is there", facts(off(9), off(2), off(3)), Book(neighbours=HELP), 9,
     ["province", "off_duty", "neighbour_off_duty", "neighbour_off_duty", "stays"]),
    ("off duty without neighbours", facts(off(9)), Book(), 9, ["province", "off_duty", "stays"]),
    ("on duty", facts(on(9)), Book(neighbours=HELP), 9, ["province", "on_duty"]),
    ("one below capacity", facts(busy(9, 49)), Book(neighbours=HELP, capacity={(9, "osp"): 50}),
     9, ["province", "no_roster"]),
    ("at capacity", facts(busy(9, 50)), Book(neighbours=HELP, capacity={(9, "osp"): 50}), 2,
     ["province", "full", "moved_no_roster"]),
    ("another team's capacity", facts(busy(9, 50)),
     Book(neighbours=HELP, capacity={(9, "video"): 50}), 9, ["province", "no_roster"]),
    ("the neighbour is full too", facts(off(9), busy(2, 7)),
     Book(neighbours=HELP, capacity={(2, "osp"): 7}), 3,
     ["province", "off_duty", "neighbour_full", "moved_no_roster"]),
    ("the function is off there", facts(replace(KV[9], closed=True), on(2)),
     Book(neighbours=HELP), 2, ["province", "closed", "moved"]),
    ("what a rule chose overflows as well", facts(off(3), on(1), referral="DL01"),
     Book(rules=(DEALER,), neighbours={3: (1,)}), 1, ["rule_referral", "off_duty", "moved"]),
]  # fmt: skip


@pytest.mark.parametrize(("known", "book", "unit", "why"), [row[1:] for row in TABLE],
                         ids=[row[0] for row in TABLE])  # fmt: skip
def test_the_table_of_rules(known, book, unit, why):
    outcome = rules.decide(known, book)
    codes = [step["code"] for step in outcome.steps if step["code"] != "shopcode"]
    assert (outcome.unit_id, codes[: len(why)]) == (unit, why)
    assert outcome.steps[-1] == {"code": "shopcode", "shopcode": f"CSO{unit}"}


@pytest.mark.parametrize(("known", "book"), [row[1:3] for row in TABLE],
                         ids=[row[0] for row in TABLE])  # fmt: skip
def test_facts_that_were_stored_decide_the_same(known, book):
    again = Facts.from_json(known.as_json())
    assert again == known
    assert rules.decide(again, book) == rules.decide(known, book)


def test_the_steps_read_as_an_explanation():
    outcome = rules.decide(facts(off(9), on(2)), Book(neighbours=HELP))
    assert sentences(outcome.steps) == [
        "Tỉnh An Giang thuộc Cty KV 9",
        "Cty KV 9 ngoài giờ trực",
        "Chuyển từ Cty KV 9 sang Cty KV 2 (láng giềng 1, đang trực 08:00–20:00)",
        "Shopcode CSO2",
    ]
    pilot = rules.decide(facts(), Book(rules=(PILOT,)))
    assert sentences(pilot.steps)[0] == ("Luật 20 cho tỉnh An Giang: chuyển về Cty KV 1 (thí điểm)")


def test_every_step_has_words():
    codes = {step["code"] for row in TABLE for step in rules.decide(row[1], row[2]).steps}
    assert all(has(f"dispatch.step.{code}") for code in codes | {"overruled", "neighbour_closed"})


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("08:00", 480), ("8:05", 485), ("24:00", 1440), ("24:01", None), ("12:60", None),
     ("", None), ("12", None), ("a:b", None), ("12:5", None)],
)  # fmt: skip
def test_times_of_day_are_read(typed, minutes):
    assert rules.minutes_of(typed) == minutes
    if minutes is not None:
        assert rules.minutes_of(rules.clock(minutes)) == minutes
