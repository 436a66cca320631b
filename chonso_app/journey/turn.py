"""Whose turn it is, by when, and the one button that goes on."""

from dataclasses import dataclass

from chonso_app.activation.models import Step as Proof
from chonso_app.activation.supplement_models import AskedOf, Supplement
from chonso_app.activation.supplement_notices import is_picture, page_of, what
from chonso_app.calls import service as calls
from chonso_app.core.clock import vn_date, vn_datetime, vn_time, vn_weekday
from chonso_app.core.config import settings
from chonso_app.core.msisdn import to_national
from chonso_app.core.texts import say
from chonso_app.journey.facts import Facts
from chonso_app.journey.receiving import note_of, stage, words
from chonso_app.orders.lifecycle import refusal_deadline, unused_deadline
from chonso_app.orders.models import Order, OrderStatus, ReceiveBy

_PAGE_OF = {
    Proof.DATA: "thong-tin",
    Proof.CARD_FRONT: "giay-to",
    Proof.CARD_BACK: "giay-to",
    Proof.PORTRAIT: "giay-to",
    Proof.CALL: "cuoc-goi",
    Proof.SERIAL: "sim",
    Proof.SIGNATURE: "ky",
}


@dataclass(frozen=True)
class NextStep:
    """Whose turn it is. `path` is "" when there is nothing for the customer to press."""

    who: str  # "you", "us", or "" when the story has ended
    title: str
    note: str = ""
    label: str = ""
    path: str = ""
    urgent: bool = False  # a refusal with a deadline


def next_of(facts: Facts) -> NextStep:
    order = facts.order
    if facts.over:
        return _when_over(facts)
    if order.is_open():
        return _before_paying(facts)
    if facts.on_its_way and not facts.to_do:
        return _on_its_way(facts)
    return _after_submitting(facts) if facts.submitted else _proof(facts)


def _after_submitting(facts: Facts) -> NextStep:
    if facts.connected:
        return _to("esim", f"/esim/{facts.order.code}")
    if facts.asked:
        return _asked_for_more(facts.asked)
    if facts.waiting and facts.dossier:
        due = vn_time(facts.dossier.due_at)
        return NextStep("us", say("journey.next.review"), say("journey.next.review_note", time=due))
    if facts.making:
        return NextStep("us", say("journey.next.making"), say("journey.next.making_note"))
    return NextStep(who="", title=say("journey.next.live"))


def _asked_for_more(asked: Supplement) -> NextStep:
    """Nothing is refused: one thing more, and the dossier keeps its place."""
    if asked.asked_of is not AskedOf.CUSTOMER:
        key = "journey.next.supplement_agent"
        return NextStep("us", say(key), say(f"{key}_note"))
    key = "supplement_picture" if is_picture(asked) else "supplement_note"
    return NextStep(
        who="you",
        title=say(f"journey.next.{key}", what=what(asked.wanted)),
        note=say("journey.next.supplement_until", until=vn_datetime(asked.due_at)),
        label=say(f"journey.button.{key}"),
        path=page_of(asked),
    )


def _when_over(facts: Facts) -> NextStep:
    if facts.order.status is OrderStatus.EXPIRED:
        return _to("again", f"/so/{to_national(facts.order.msisdn)}", who="")
    return _to("search", "/tim", who="")


def _before_paying(facts: Facts) -> NextStep:
    order = facts.order
    if order.at_bank(facts.now):
        return _to("bank", f"/ket-qua/{order.code}")
    if order.full_name and _place_missing(order):
        return _to("receive", f"/nhan-sim/{order.code}")
    if order.full_name:
        return _to("pay", f"/thanh-toan/{order.code}")
    return _to("fill", f"/dang-ky-so/{order.code}")


def _place_missing(order: Order) -> bool:
    at_home, at_store = (order.receive_by is way for way in (ReceiveBy.HOME, ReceiveBy.STORE))
    return (at_home and order.delivery is None) or (at_store and not order.store_code)


def _on_its_way(facts: Facts) -> NextStep:
    """The SIM comes; only a store is a place to go to."""
    order, way = facts.order, facts.way
    assert way is not None
    at = stage(order)
    key = "exchange" if way.exchange and at == "pending" else at
    return NextStep(
        who="you" if at == "at_store" else "us",
        title=say(f"journey.way.{key}", **words(order, way)),
        note=note_of(order, way),
    )


def _proof(facts: Facts) -> NextStep:
    order, deadline = facts.order, refusal_deadline(facts.order) or unused_deadline(facts.order)
    until = (
        say("journey.until_day", day=vn_weekday(deadline), date=vn_date(deadline))
        if deadline
        else ""
    )
    if facts.call in (calls.Standing.UNDER_REVIEW, calls.Standing.EXHAUSTED):
        key = f"call_{facts.call.value}"
        return NextStep(
            "us",
            say(f"journey.next.{key}"),
            say(f"journey.next.{key}_note", hotline=settings.hotline),
        )
    todo = facts.to_do
    first = todo[0] if todo else Proof.SIGNATURE
    path = f"/hoa-mang/{order.code}/{_PAGE_OF[first]}"
    fresh = facts.missing == facts.proofs
    key = "start" if fresh else f"proof_{first.value}" if todo else "submit"
    if facts.call is calls.Standing.RUNNING:
        key, path = "in_call", f"/hoa-mang/{order.code}/cuoc-goi"
    told = say("journey.next.refused", step=say(f"journey.next.{key}")) if facts.refused else ""
    return NextStep(
        who="you",
        title=told or say(f"journey.next.{key}"),
        note=until,
        label=say(f"journey.button.{key}"),
        path=path,
        urgent=facts.refused,
    )


def _to(key: str, path: str, *, who: str = "you") -> NextStep:
    return NextStep(
        who=who,
        title=say(f"journey.next.{key}"),
        note=say(f"journey.next.{key}_note"),
        label=say(f"journey.button.{key}"),
        path=path,
    )
