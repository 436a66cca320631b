"""Any order of presses, proofs, bank visits, payments, cancellations and sweeps, by two people on
two numbers while the clock runs: checked after every step against a model of the rules."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlmodel import Session, SQLModel, select

from chonso_app.core.actors import Actor, Role, system
from chonso_app.core.config import settings as shop
from chonso_app.core.errors import ShopError
from chonso_app.holds import invariants, jobs, pressing, rules, service
from chonso_app.holds.models import Hold, HoldStatus
from chonso_app.holds.pressing import Press
from chonso_app.holds.rules import Clock
from chonso_app.numbers import service as numbers
from chonso_app.numbers.importing import new_row, put_on_shelf
from chonso_app.numbers.models import NumberStatus
from tests.conftest import NOON

NUMBERS = ("84901236868", "84909876868")
PEOPLE = {
    name: Actor(user_id=number, role=Role.CUSTOMER, visitor=name * 8, address=f"203.0.113.{number}")
    for number, name in enumerate(("lan", "minh"), start=1)
}
BANK = system("payments")
people = st.sampled_from(sorted(PEOPLE))
which = st.sampled_from(NUMBERS)
pick = st.integers(0, 9)


@dataclass(frozen=True)
class Known:
    """What the model knows of one hold."""

    owner: str
    msisdn: str
    status: HoldStatus
    clock: Clock
    proven: bool = False
    at_bank: bool = False


class Holds(RuleBasedStateMachine):
    engine: sa.Engine

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.known: dict[int, Known] = {}
        with Session(self.engine) as session, session.begin():
            _empty(session)
            put_on_shelf(session, [new_row(f"0{n[2:]}", 1, this_year=2026) for n in NUMBERS])

    # -- the model ----------------------------------------------------------------------------

    def runs(self, hold_id: int) -> bool:
        known = self.known[hold_id]
        return known.status is HoldStatus.ACTIVE and self.now < known.clock.releases_at

    def live_on(self, msisdn: str) -> int | None:
        live = (HoldStatus.ACTIVE, HoldStatus.ORDERED)
        ids = [i for i, k in self.known.items() if k.msisdn == msisdn and k.status in live]
        return ids[0] if ids else None

    def blocks(self, msisdn: str) -> bool:
        live = self.live_on(msisdn)
        return live is not None and (
            self.known[live].status is HoldStatus.ORDERED or self.runs(live)
        )

    def sweep_model(self, hold_id: int | None) -> None:
        if hold_id and self.known[hold_id].status is HoldStatus.ACTIVE and not self.runs(hold_id):
            self.change(hold_id, status=HoldStatus.EXPIRED)

    def change(self, hold_id: int, **changes: object) -> None:
        self.known[hold_id] = replace(self.known[hold_id], **changes)  # pyright: ignore[reportArgumentType]

    def chosen(self, number: int) -> int | None:
        return sorted(self.known)[number % len(self.known)] if self.known else None

    def act(self, work, *args, **kwargs) -> Any:
        """The service's answer, committed; None when it refused."""
        with Session(self.engine, expire_on_commit=False) as session:
            try:
                with session.begin():
                    return work(session, *args, **kwargs, now=self.now)
            except ShopError:
                return None

    # -- the steps ----------------------------------------------------------------------------

    @rule(seconds=st.integers(1, 600))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(presses=st.lists(st.tuples(people, which), min_size=1, max_size=3))
    def press(self, presses: list[tuple[str, str]]) -> None:
        """One batch: each is answered as if the ones before it had been alone."""
        asked = [Press(PEOPLE[name], (msisdn,)) for name, msisdn in presses]
        answers = self.act(pressing.place_all, asked)
        for (name, msisdn), answer in zip(presses, answers, strict=True):
            self.pressed(name, msisdn, None if isinstance(answer, ShopError) else answer[0])

    def pressed(self, name: str, msisdn: str, hold_id: int | None) -> None:
        live = self.live_on(msisdn)
        mine_already = live is not None and self.runs(live) and self.known[live].owner == name
        holds_other = any(self.runs(i) and k.owner == name for i, k in self.known.items())
        today = sum(known.msisdn == msisdn for known in self.known.values())
        free = not self.blocks(msisdn) and today < shop.hold_presses_per_number_per_day
        if mine_already:
            assert hold_id == live
        elif free and not holds_other:
            assert hold_id
            self.sweep_model(live)
            clock = rules.placed(self.now)
            self.known[hold_id] = Known(name, msisdn, HoldStatus.ACTIVE, clock)
        else:
            assert hold_id is None

    @rule(name=people, number=pick)
    def prove(self, name: str, number: int) -> None:
        if not (hold_id := self.chosen(number)):
            return
        known, actor = self.known[hold_id], PEOPLE[name]
        hold = self.act(
            service.prove_phone, actor, hold_id, phone=f"8491000000{actor.user_id}",
            customer_id=actor.user_id,
        )  # fmt: skip
        allowed = known.owner == name and self.runs(hold_id)
        assert bool(hold) is allowed
        if hold and not known.proven:
            self.change(hold_id, clock=rules.proven(known.clock, self.now), proven=True)

    @rule(number=pick)
    def to_bank(self, number: int) -> None:
        if not (hold_id := self.chosen(number)):
            return
        clock = self.known[hold_id].clock
        allowed = self.runs(hold_id) and rules.is_long_enough_for_bank(clock, self.now)
        hold = self.act(service.extend_for_bank, BANK, hold_id)
        assert bool(hold) is allowed
        if hold:
            assert hold.expires_at - self.now >= min(
                timedelta(minutes=11), clock.latest_at - self.now
            )
            self.change(hold_id, clock=rules.at_bank(clock, self.now), at_bank=True)

    @rule(number=pick)
    def back_from_bank(self, number: int) -> None:
        if not (hold_id := self.chosen(number)):
            return
        known = self.known[hold_id]
        self.act(service.back_from_bank, BANK, hold_id)
        if known.status is HoldStatus.ACTIVE and known.at_bank:
            self.change(hold_id, clock=rules.back_from_bank(known.clock), at_bank=False)

    @rule(number=pick)
    def pay(self, number: int) -> None:
        if not (hold_id := self.chosen(number)):
            return
        known = self.known[hold_id]
        if self.act(service.keep, BANK, hold_id):
            assert known.status in (HoldStatus.ACTIVE, HoldStatus.ORDERED)
            self.change(hold_id, status=HoldStatus.ORDERED)
            return
        assert known.status in (HoldStatus.EXPIRED, HoldStatus.RELEASED)
        free = not self.blocks(known.msisdn)
        again = self.act(service.retake, BANK, hold_id)
        assert bool(again) is free
        if again:
            self.sweep_model(self.live_on(known.msisdn))
            self.known[again.id] = replace(
                known, status=HoldStatus.ORDERED, clock=again.clock, at_bank=False
            )

    @rule(name=people, number=pick)
    def give_back(self, name: str, number: int) -> None:
        if not (hold_id := self.chosen(number)):
            return
        known = self.known[hold_id]
        live = known.status in (HoldStatus.ACTIVE, HoldStatus.ORDERED)
        hold = self.act(service.release, PEOPLE[name], hold_id)
        assert bool(hold) is (live and known.owner == name)
        if hold:
            self.change(hold_id, status=HoldStatus.RELEASED)

    @rule()
    def sweep(self) -> None:
        jobs.put_back_what_is_due(self.now)
        for hold_id in list(self.known):
            self.sweep_model(hold_id)

    # -- what is true after each --------------------------------------------------------------

    @invariant()
    def rows_are_as_the_model_says(self) -> None:
        with Session(self.engine) as session:
            rows = {hold.id: hold for hold in session.exec(select(Hold))}
            assert {i: (h.status, h.clock) for i, h in rows.items()} == {
                i: (k.status, k.clock) for i, k in self.known.items()
            }
            for msisdn in NUMBERS:
                number = numbers.number_of(session, msisdn)
                assert (number.status is NumberStatus.HELD) is (self.live_on(msisdn) is not None)
                assert numbers.is_free(number, self.now) is not self.blocks(msisdn)
            assert list(invariants.disagreements(session)) == []

    @invariant()
    def nothing_is_held_longer_than_allowed(self) -> None:
        limit = timedelta(minutes=shop.hold_hard_limit_minutes)
        with Session(self.engine) as session:
            for hold in session.exec(select(Hold)):
                assert hold.expires_at <= hold.releases_at <= hold.placed_at + limit


def _empty(session: Session) -> None:
    for table in reversed(SQLModel.metadata.sorted_tables):
        if table.name in ("hold", "number", "change", "domain_event", "audit_entry", "audit_head"):
            session.execute(sa.delete(table))


def test_whatever_people_do_in_whatever_order(database: sa.Engine):
    machine = type("HoldsOnThisDatabase", (Holds,), {"engine": database})
    run_state_machine_as_test(
        machine, settings=settings(max_examples=50, stateful_step_count=30, deadline=None)
    )
