"""What the phiếu's page and the look-up know. They ask `service` and show the answer."""

from dataclasses import dataclass

import reflex as rx

from chonso_app.core.clock import vn_date, vn_weekday
from chonso_app.core.config import settings
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.money import vnd
from chonso_app.core.msisdn import grouped, masked, to_national
from chonso_app.core.texts import say
from chonso_app.journey import service
from chonso_app.journey.service import Slip
from chonso_app.journey.story import Story
from chonso_app.journey.turn import NextStep
from chonso_app.numbers.query import Query
from chonso_app.numbers.reasons import emphasis
from chonso_app.numbers.rules import Span, shapes_of, spans
from chonso_app.orders import rules
from chonso_app.orders import service as orders
from chonso_app.orders.lifecycle import refusal_deadline
from chonso_app.orders.models import KEPT, CancelReason, Order, OrderStatus
from chonso_app.plans.rules import gigabytes
from chonso_app.ui.edge import (
    actor_of,
    limited,
    public,
    refusals_told,
    route_arg,
    tell,
)
from chonso_app.ui.live import follow

_CHOSEN_BY_CUSTOMER = (
    CancelReason.CHANGED_MIND, CancelReason.OTHER_NUMBER, CancelReason.WRONG_INFORMATION,
    CancelReason.TOO_SLOW, CancelReason.NO_DEVICE, CancelReason.OTHER,
)  # fmt: skip
REASONS = tuple((one.value, say(f"orders.reason.{one.value}")) for one in _CHOSEN_BY_CUSTOMER)


@dataclass(frozen=True)
class StepRow:
    key: str
    title: str
    state: str
    note: str
    right: str


@dataclass(frozen=True)
class RefundRow:
    amount: str
    status: str
    why: str
    way: str
    when: str
    tone: str


@dataclass(frozen=True)
class FactRow:
    term: str
    value: str


@dataclass(frozen=True)
class SlipRow:
    """The phiếu. Personal data only as far as its owner needs it to recognise the order."""

    kind: str = "loading"  # loading, slip, refused, live, missing
    code: str = ""
    spans: tuple[Span, ...] = ()
    number: str = ""
    what: str = ""  # e-SIM · Gói D90 · KMTN4G
    status: str = ""
    tone: str = "now"
    # -- whose turn
    who: str = ""  # you, us, or nobody any more
    turn: str = ""
    note: str = ""
    label: str = ""
    path: str = ""
    bring: bool = False  # show what to have at hand
    call_when: str = ""  # until when the team is there, or the booked time
    until: str = ""  # ISO: the clock of an unpaid order
    now: str = ""
    at_bank: bool = False
    # -- refused
    refusal: str = ""
    refused_line: str = ""
    mend_by: str = ""
    # -- live
    plan: str = ""
    promotion: str = ""
    took: str = ""
    # -- links
    may_cancel: bool = False
    cancel_text: str = ""
    cancel_link: str = ""
    has_contract: bool = False
    may_exchange: bool = False
    may_swap: bool = False
    physical: bool = False


class SlipState(rx.State):
    """/phieu/[code]."""

    row: SlipRow = SlipRow()
    steps: list[StepRow] = []
    refunds: list[RefundRow] = []
    kept: list[str] = []
    facts: list[FactRow] = []
    way: list[FactRow] = []
    reason: str = CancelReason.CHANGED_MIND.value
    cancelling: bool = False

    @rx.event
    @public
    async def load(self) -> None:
        self.reset()
        await self._refresh()
        if self.row.code:
            follow(self, f"order:{self.row.code}")

    async def _refresh(self) -> None:
        code = rules.clean_code(route_arg(self, "code"))
        try:
            slip = await in_read(service.slip_of, actor_of(self), code, now=utc_now())
        except orders.OrderNotFound:
            self.row = SlipRow(kind="missing")
            return
        self.row = _row(slip)
        self.steps = [
            StepRow(step.key, step.title, step.state, step.note, step.right)
            for step in slip.story.steps
        ]
        self.refunds = [
            RefundRow(
                one.amount, one.status, one.why, one.way, one.when, "ok" if one.done else "now"
            )
            for one in slip.story.refunds
        ]
        self.kept = list(slip.story.kept)
        self.facts = _facts(slip.order)
        self.way = [FactRow(term, value) for term, value in slip.story.way]

    @rx.event
    @public
    def pick_reason(self, reason: str) -> None:
        if reason in dict(REASONS):
            self.reason = reason

    @rx.event
    @public
    def ask_to_cancel(self) -> None:
        self.cancelling = True

    @rx.event
    @public
    def keep_it(self) -> None:
        self.cancelling = False

    @rx.event
    @limited(10, 60)
    @public
    async def cancel(self) -> None:
        """Hủy phiếu."""
        self.cancelling = False
        who, code = actor_of(self), self.row.code
        async with refusals_told(self):
            reason = CancelReason(self.reason)
            refund = await in_transaction(service.give_up, who, code, reason, now=utc_now())
            told = say("journey.cancel.done")
            if refund:
                told = say("journey.cancel.done_refund", amount=vnd(refund.amount))
            await tell(self, told, "ok")
        await self._refresh()


def _row(slip: Slip) -> SlipRow:
    order, story = slip.order, slip.story
    turn = story.next
    deadline = refusal_deadline(order)
    mend_by = ""
    if deadline:
        day, date = vn_weekday(deadline), vn_date(deadline)
        mend_by = say("journey.mend_by", day=day, date=date)
    return SlipRow(
        kind=_kind(order, story),
        code=order.code,
        spans=_spans(order),
        number=grouped(order.msisdn),
        what=_what(order),
        status=story.status,
        tone=story.tone,
        who=turn.who,
        turn=turn.title,
        note=turn.note,
        label=turn.label,
        path=turn.path,
        bring=_brings_papers(order, turn),
        call_when=slip.call_when,
        until=story.clock_until.isoformat() if story.clock_until else "",
        now=utc_now().isoformat(),
        at_bank=story.at_bank,
        refusal=story.refusal,
        refused_line=story.refused_line,
        mend_by=mend_by,
        plan=say("journey.plan_running", name=order.plan_name) if order.plan_name else "",
        promotion=_promotion(order),
        took=_took(order),
        may_cancel=story.may_cancel,
        cancel_text=_cancel_text(order),
        cancel_link=say("journey.cancel_link" if order.paid_at else "journey.cancel_link_unpaid"),
        has_contract=story.has_contract,
        may_exchange=story.may_exchange,
        may_swap=story.may_swap,
        physical=order.is_physical,
    )


def _brings_papers(order: Order, turn: NextStep) -> bool:
    """Before the steps of the proof; not for the one thing that a clerk still asks for."""
    steps = "/hoa-mang/" in turn.path and not turn.path.endswith("/bo-sung")
    return turn.who == "you" and order.status in KEPT and steps


def _kind(order: Order, story: Story) -> str:
    if order.status is OrderStatus.ACTIVATED:
        return "live"
    return "refused" if story.refusal else "slip"


def _spans(order: Order) -> tuple[Span, ...]:
    national = to_national(order.msisdn)
    shapes = shapes_of(national, this_year=order.created_at.year)
    return spans(national, emphasis(national, shapes, Query()))


def _what(order: Order) -> str:
    plan = say("payments.plan", name=order.plan_name) if order.plan_name else ""
    promotion = str(order.promotion["plan_code"]) if order.promotion else ""
    sim = say("journey.sim" if order.is_physical else "journey.esim")
    return " · ".join(part for part in (sim, plan, promotion) if part)


def _promotion(order: Order) -> str:
    if not order.promotion:
        return ""
    data = gigabytes(order.promotion["data_mb_per_day"])
    return say("journey.promotion_running", code=order.promotion["plan_code"], data=data)


def _took(order: Order) -> str:
    """`1 giờ 14 phút`."""
    if order.activated_at is None:
        return ""
    minutes = max(1, round((order.activated_at - order.created_at).total_seconds() / 60))
    hours, rest = divmod(minutes, 60)
    if hours >= 24:
        return say("journey.days", days=hours // 24, hours=hours % 24)
    return (
        say("journey.hours", hours=hours, minutes=rest)
        if hours
        else say("journey.minutes", minutes=rest)
    )


def _cancel_text(order: Order) -> str:
    cash, online = order.cash_paid, order.total - order.cash_paid - order.due_on_receipt
    if order.paid_at and cash and online:
        return say("journey.cancel.both", online=vnd(online), cash=vnd(cash))
    if order.paid_at and cash:
        return say("journey.cancel.cash", amount=vnd(cash))
    if order.paid_at:
        return say("journey.cancel.paid", amount=vnd(online))
    return say("journey.cancel.unpaid")


def _facts(order: Order) -> list[FactRow]:
    """Every đồng, and what the order was made out to."""
    sim = vnd(order.sim_fee) if order.sim_fee else say("orders.free")
    plan = f"{order.plan_name}, {vnd(order.plan_price)}" if order.plan_name else ""
    settled = order.paid_at and not order.due_on_receipt
    total = say("journey.fact.total_paid" if settled else "journey.fact.total")
    kind = "journey.fact.sim_card" if order.is_physical else "journey.fact.sim"
    told = [
        (say("journey.fact.number"), vnd(order.number_price)),
        (say(kind), sim),
        (say("journey.fact.delivery"), vnd(order.delivery_fee) if order.delivery_fee else ""),
        (say("journey.fact.plan"), plan),
        (total, vnd(order.total)),
        (say("journey.fact.due"), vnd(order.due_on_receipt) if order.due_on_receipt else ""),
        (say("journey.fact.name"), order.full_name),
        (say("journey.fact.phone"), masked(order.contact_phone) if order.contact_phone else ""),
        (say("journey.fact.email"), order.email),
    ]
    return [FactRow(term, value) for term, value in told if value]


HOTLINE = settings.hotline
