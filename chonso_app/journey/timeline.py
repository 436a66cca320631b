"""The lines of the timeline and the badge: what is done, what is on, what lies ahead."""

from dataclasses import dataclass

from chonso_app.activation.supplement_notices import what
from chonso_app.core.clock import vn_short, vn_time
from chonso_app.core.money import vnd
from chonso_app.core.texts import say
from chonso_app.journey.facts import Facts
from chonso_app.journey.receiving import in_hand, stage, words
from chonso_app.orders.models import KEPT, Order, OrderStatus, ReceiveBy


@dataclass(frozen=True)
class StoryStep:
    """One line of the timeline. `state`: done, now, bad or next."""

    key: str
    title: str
    state: str
    note: str = ""
    right: str = ""  # when it was done; who and how long when it is ahead


def status_of(facts: Facts) -> tuple[str, str]:
    order = facts.order
    if order.status in KEPT:
        key, tone = _paid_status(facts)
    else:
        key, tone = {
            OrderStatus.DRAFT: ("holding", "now"),
            OrderStatus.AWAITING_PAYMENT: ("awaiting", "now"),
            OrderStatus.ACTIVATED: ("live", "ok"),
            OrderStatus.EXPIRED: ("expired", "idle"),
            OrderStatus.CANCELLED: ("cancelled", "idle"),
        }[order.status]
    if order.at_bank(facts.now):
        key = "at_bank"
    return say(f"journey.status.{key}"), tone


def _paid_status(facts: Facts) -> tuple[str, str]:
    if facts.refused:
        return "refused", "bad"
    if facts.connected or facts.making:
        return ("connected", "ok") if facts.connected else ("making", "now")
    if facts.on_its_way and facts.order.fulfilment:
        exchange = facts.way is not None and facts.way.exchange
        return "exchange" if exchange else facts.order.fulfilment.value, "now"
    if facts.order.is_physical and not facts.waiting:
        return "delivered", "ok"
    if facts.waiting:
        return ("supplement", "warn") if facts.asks_customer else ("waiting", "now")
    return "paid", "ok"


def steps_of(facts: Facts) -> list[StoryStep]:
    if facts.over:
        return [_hold(facts), *_ended(facts)]
    brought = [_delivery(facts)] if facts.order.is_physical else []
    return [_hold(facts), _payment(facts), *brought, _proofs(facts), _review(facts), _line(facts)]


def _step(key: str, state: str, note: str = "", right: str = "") -> StoryStep:
    return StoryStep(key, say(f"journey.step.{key}"), state, note, right)


def _hold(facts: Facts) -> StoryStep:
    return _step("hold", "done", "", vn_short(facts.order.created_at))


def _ended(facts: Facts) -> list[StoryStep]:
    """How far it came, and where it stopped: nothing lies ahead any more."""
    order = facts.order
    ended = vn_short(order.ended_at) if order.ended_at else ""
    if order.paid_at is None and order.placed_at is None:
        return [_step("payment", "bad", say(f"journey.over.{order.status.value}"), ended)]
    reason = say(f"orders.reason.{order.cancel_reason.value}") if order.cancel_reason else ""
    brought = [_brought(facts)] if order.delivered_at else []
    return [_payment(facts), *brought, _step("ended", "bad", reason, ended)]


def _payment(facts: Facts) -> StoryStep:
    order = facts.order
    if order.paid_at is not None:
        return _step("payment", "done", _paid_how(order), vn_short(order.paid_at))
    if order.placed_at is not None:
        note = say("journey.placed", amount=vnd(order.total))
        return _step("placed", "done", note, vn_short(order.placed_at))
    if order.at_bank(facts.now):
        return _step("payment", "now", say("journey.bank_has_it"), say("journey.who.bank"))
    until = say("journey.you_until", time=vn_time(facts.hold.expires_at))
    return _step("payment", "now", say("journey.to_pay", amount=vnd(order.total)), until)


def _paid_how(order: Order) -> str:
    online = order.total - order.cash_paid - order.due_on_receipt
    if order.cash_paid == order.total:
        return say("journey.paid_cash", amount=vnd(order.cash_paid))
    paid = say("journey.paid_by", amount=vnd(online))
    if order.due_on_receipt:
        return say("journey.paid_rest", paid=paid, amount=vnd(order.due_on_receipt))
    return (
        say("journey.paid_both", paid=paid, amount=vnd(order.cash_paid))
        if order.cash_paid
        else paid
    )


def _delivery(facts: Facts) -> StoryStep:
    """How the SIM comes to the customer: where it is, and who acts."""
    order, way = facts.order, facts.way
    if in_hand(order) and order.delivered_at:
        return _brought(facts)
    if way is None:
        return _step(_way_key(order), "next", "", say("journey.who.us"))
    at, told = stage(order), words(order, way)
    note = say(f"journey.way.{at}_line", **told)
    right = say("journey.who.us")
    if at == "at_store" and way.pickup:
        right = say("journey.you_until", time=told["until"])
    elif way.expected:
        right = say("journey.expected_on", day=way.expected)
    return _step("exchange" if way.exchange else _way_key(order), "now", note, right)


def _brought(facts: Facts) -> StoryStep:
    at = facts.order.delivered_at
    return _step(_way_key(facts.order), "done", "", vn_short(at) if at else "")


def _way_key(order: Order) -> str:
    return "store" if order.receive_by is ReceiveBy.STORE else "home"


def _proofs(facts: Facts) -> StoryStep:
    order = facts.order
    if facts.submitted:
        at = facts.dossier.submitted_at if facts.dossier else order.activated_at
        what = say("journey.proofs_sim" if order.is_physical else "journey.proofs")
        return _step("proofs", "done", what, vn_short(at) if at else "")
    all_of_them = say("journey.proofs_sim" if order.is_physical else "journey.proofs")
    if not facts.may_identify:
        return _step("proofs", "next", all_of_them, say("journey.you_minutes"))
    done = [one for one in facts.proofs if one not in facts.missing]
    note = all_of_them
    if done:
        names = ", ".join(say(f"journey.proof.{one.value}") for one in done)
        note = say("journey.proofs_done", done=names)
    return _step("proofs", "now", note, say("journey.you_minutes"))


def _review(facts: Facts) -> StoryStep:
    dossier = facts.dossier
    if facts.refused and dossier and dossier.decided_at:
        return _step("review", "bad", facts.refusal, vn_short(dossier.decided_at))
    if dossier and dossier.decided_at and (facts.making or facts.connected or facts.live):
        return _step("review", "done", "", vn_short(dossier.decided_at))
    if facts.asked and facts.asks_customer:
        due = say("journey.you_until", time=vn_short(facts.asked.due_at))
        told = say("journey.supplement_line", what=what(facts.asked.wanted))
        return _step("review", "now", told, due)
    if facts.asked:
        return _step("review", "now", say("journey.supplement_line_agent"), say("journey.who.us"))
    if facts.waiting and dossier:
        due = say("journey.us_until", time=vn_time(dossier.due_at))
        return _step("review", "now", say("journey.in_queue"), due)
    return _step("review", "next", say("journey.usual_review"), say("journey.who.us"))


def _line(facts: Facts) -> StoryStep:
    physical = facts.order.is_physical
    if facts.live and facts.order.activated_at:
        key = "line_sim" if physical else "line"
        return _step(key, "done", "", vn_short(facts.order.activated_at))
    if physical and not facts.making:
        return _step("line_sim", "next", say("journey.sim_goes_in"), say("journey.you_two_minutes"))
    if facts.connected:
        return _step("line", "now", say("journey.qr_ready"), say("journey.you_two_minutes"))
    if facts.making:
        key = "line_sim" if physical else "line"
        return _step(key, "now", say("journey.being_made"), say("journey.who.us"))
    return _step("line", "next", say("journey.qr_comes"), say("journey.you_two_minutes"))
