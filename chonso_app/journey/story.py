"""One phiếu giữ số as its owner reads it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from chonso_app.core.clock import vn_date, vn_time
from chonso_app.core.money import vnd
from chonso_app.core.texts import say
from chonso_app.delivery import cash, exchanging
from chonso_app.delivery.cash_models import CashRefundStatus
from chonso_app.journey.facts import Facts
from chonso_app.journey.receiving import facts_of
from chonso_app.journey.timeline import StoryStep, status_of, steps_of
from chonso_app.journey.turn import NextStep, next_of
from chonso_app.orders import changing
from chonso_app.orders.models import KEPT, Fulfilment, Order
from chonso_app.payments import refunds
from chonso_app.payments.models import Refund, RefundStatus

_BANK_DAYS = timedelta(days=5)  # three working days over any weekend


@dataclass(frozen=True)
class RefundTold:
    """Amount, way and date of money on its way back."""

    amount: str
    status: str
    why: str
    way: str
    when: str
    done: bool


@dataclass(frozen=True)
class Story:
    status: str
    tone: str
    steps: tuple[StoryStep, ...]
    next: NextStep
    refunds: tuple[RefundTold, ...]
    kept: tuple[str, ...]  # after a refusal: what need not be done again
    refusal: str  # why, in words
    refused_line: str  # who looked at it, and when
    may_cancel: bool
    has_contract: bool
    way: tuple[tuple[str, str], ...]  # of a physical SIM: (term, value)
    may_exchange: bool
    may_swap: bool  # an eSIM that may become a physical SIM
    clock_until: datetime | None  # of an unpaid order
    at_bank: bool


def story_of(session: Session, order: Order, *, now: datetime) -> Story:
    """The caller has checked whose order it is."""
    facts = Facts.of(session, order, now)
    status, tone = status_of(facts)
    owed = refunds.refunds_of(session, order)
    return Story(
        status=status,
        tone=tone,
        steps=tuple(steps_of(facts)),
        next=next_of(facts),
        refunds=(*_cash_refund(session, order), *(_refund(one) for one in owed)),
        kept=_kept(facts),
        refusal=facts.refusal,
        refused_line=_refused_line(facts),
        may_cancel=_may_cancel(order),
        has_contract=facts.has_contract,
        way=tuple(facts_of(order, facts.way)) if facts.way and not facts.over else (),
        may_exchange=exchanging.may_ask(order),
        may_swap=changing.may_change(order),
        clock_until=facts.hold.expires_at if order.is_open() else None,
        at_bank=order.at_bank(now),
    )


def _refused_line(facts: Facts) -> str:
    if not (facts.refused and facts.dossier and facts.dossier.decided_at):
        return ""
    at = facts.dossier.decided_at
    return say("journey.refused_line", time=vn_time(at), date=vn_date(at))


def _kept(facts: Facts) -> tuple[str, ...]:
    if not facts.refused:
        return ()
    kept = [say(f"journey.kept.{one.value}") for one in facts.proofs if one not in facts.missing]
    return (*kept, say("journey.kept.number_and_money", amount=vnd(facts.order.total)))


def _refund(one: Refund) -> RefundTold:
    done = one.status is RefundStatus.DONE and one.done_at is not None
    told = (
        one.done_at if done and one.done_at else (one.requested_at or one.created_at) + _BANK_DAYS
    )
    key = "journey.refund.done_on" if done else "journey.refund.expected"
    return RefundTold(
        amount=vnd(one.amount),
        status=say(f"payments.refund.{one.status.value}"),
        why=say(f"payments.refund_reason.{one.reason.value}"),
        way=say("payments.refund.way"),
        when=say(key, date=vn_date(told)),
        done=done,
    )


def _cash_refund(session: Session, order: Order) -> tuple[RefundTold, ...]:
    one = cash.refund_of(session, order)
    if one is None:
        return ()
    done = one.status is CashRefundStatus.PAID_OUT
    way = say(f"cash.refund.way.{one.way.value if one.way else 'open'}")
    at = vn_date(one.paid_out_at) if one.paid_out_at else ""
    when = say("cash.refund.done_on", date=at, reference=one.reference)
    return (
        RefundTold(
            amount=vnd(one.amount),
            status=say(f"cash.refund.{one.status.value}"),
            why=say("cash.refund.why"),
            way=way,
            when=when if done else say("cash.refund.soon"),
            done=done,
        ),
    )


_LEFT_US = (Fulfilment.DELIVERING, Fulfilment.DELIVERED)


def _may_cancel(order: Order) -> bool:
    """By wish only before the parcel leaves; after a refusal as long as it may be mended (7.4)."""
    if not (order.is_open() or order.status in KEPT) or order.approved_at is not None:
        return False
    return order.fulfilment not in _LEFT_US or order.refused_at is not None
