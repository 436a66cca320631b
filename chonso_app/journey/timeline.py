"""The five lines of the timeline and the badge: what is done, what is on, what lies ahead."""

from dataclasses import dataclass

from chonso_app.core.clock import vn_short, vn_time
from chonso_app.core.money import vnd
from chonso_app.core.texts import say
from chonso_app.journey.facts import PROOFS, Facts
from chonso_app.orders.models import OrderStatus


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
    if order.status is OrderStatus.PAID:
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
    if facts.connected:
        return "connected", "ok"
    if facts.making:
        return "making", "now"
    return ("waiting", "now") if facts.waiting else ("paid", "ok")


def steps_of(facts: Facts) -> list[StoryStep]:
    if facts.over:
        return [_hold(facts), *_ended(facts)]
    return [_hold(facts), _payment(facts), _proofs(facts), _review(facts), _line(facts)]


def _step(key: str, state: str, note: str = "", right: str = "") -> StoryStep:
    return StoryStep(key, say(f"journey.step.{key}"), state, note, right)


def _hold(facts: Facts) -> StoryStep:
    return _step("hold", "done", "", vn_short(facts.order.created_at))


def _ended(facts: Facts) -> list[StoryStep]:
    """How far it came, and where it stopped: nothing lies ahead any more."""
    order = facts.order
    ended = vn_short(order.ended_at) if order.ended_at else ""
    if order.paid_at is None:
        return [_step("payment", "bad", say(f"journey.over.{order.status.value}"), ended)]
    reason = say(f"orders.reason.{order.cancel_reason.value}") if order.cancel_reason else ""
    return [_payment(facts), _step("ended", "bad", reason, ended)]


def _payment(facts: Facts) -> StoryStep:
    order = facts.order
    if order.paid_at is not None:
        note = say("journey.paid_by", amount=vnd(order.total))
        return _step("payment", "done", note, vn_short(order.paid_at))
    if order.at_bank(facts.now):
        return _step("payment", "now", say("journey.bank_has_it"), say("journey.who.bank"))
    until = say("journey.you_until", time=vn_time(facts.hold.expires_at))
    return _step("payment", "now", say("journey.to_pay", amount=vnd(order.total)), until)


def _proofs(facts: Facts) -> StoryStep:
    order = facts.order
    if facts.submitted:
        at = facts.dossier.submitted_at if facts.dossier else order.activated_at
        return _step("proofs", "done", say("journey.proofs"), vn_short(at) if at else "")
    if order.paid_at is None:
        return _step("proofs", "next", say("journey.proofs"), say("journey.you_minutes"))
    done = [one for one in PROOFS if one not in facts.missing]
    note = say("journey.proofs")
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
    if facts.waiting and dossier:
        due = say("journey.us_until", time=vn_time(dossier.due_at))
        return _step("review", "now", say("journey.in_queue"), due)
    return _step("review", "next", say("journey.usual_review"), say("journey.who.us"))


def _line(facts: Facts) -> StoryStep:
    if facts.live and facts.order.activated_at:
        return _step("line", "done", "", vn_short(facts.order.activated_at))
    if facts.connected:
        return _step("line", "now", say("journey.qr_ready"), say("journey.you_two_minutes"))
    if facts.making:
        return _step("line", "now", say("journey.being_made"), say("journey.who.us"))
    return _step("line", "next", say("journey.qr_comes"), say("journey.you_two_minutes"))
