"""The phiếu: read by its owner, found again without an account, cancelled."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from chonso_app.accounts import otp
from chonso_app.accounts import service as accounts
from chonso_app.accounts.models import Purpose
from chonso_app.activation import service as activation
from chonso_app.calls.views import when_to_call
from chonso_app.core import audit
from chonso_app.core.actors import Actor
from chonso_app.core.errors import ShopError
from chonso_app.delivery import cancelling
from chonso_app.journey.story import Story, story_of
from chonso_app.orders import rules
from chonso_app.orders import service as orders
from chonso_app.orders.models import KEPT, CancelReason, Order
from chonso_app.payments.models import Refund


@dataclass(frozen=True)
class Slip:
    order: Order
    story: Story
    call_when: str = ""


def slip_of(session: Session, actor: Actor, code: str, *, now: datetime) -> Slip:
    """Raises OrderNotFound."""
    order = orders.order_of(session, actor, code)
    when = when_to_call(session, order, now) if order.status in KEPT else ""
    return Slip(order, story_of(session, order, now=now), when)


def slips_of(session: Session, actor: Actor, *, now: datetime) -> list[Slip]:
    """Every phiếu of the signed-in customer and of this browser, newest first."""
    mine = orders.orders_of_customer(session, actor)
    return [Slip(order, story_of(session, order, now=now)) for order in mine]


# -- looking up without an account ---------------------------------------------------------------


def ask_code(
    session: Session, actor: Actor, typed_code: str, phone: str, *, now: datetime
) -> otp.Sent:
    """Send an OTP to `phone`, whether or not it belongs to a phiếu of that code.

    So the answer tells a stranger nothing, neither in words nor in time: what the code opens is
    looked for when the OTP is right.

    Raises: what `accounts.otp.send` refuses with.
    """
    subject = f"order:{rules.clean_code(typed_code)}"
    return accounts.request_code(session, actor, phone, Purpose.ORDER, subject=subject, now=now)


def open_by_code(
    session: Session, actor: Actor, typed_code: str, phone: str, digits: str, *, now: datetime
) -> str | ShopError:
    """The OTP is checked; when right, this browser may see the phiếu from now on: its code.

    A wrong OTP comes back as the refusal, not raised: the spent try must be kept. A right OTP for
    a phone that is not on such a phiếu is OrderNotFound.
    """
    code = rules.clean_code(typed_code)
    checked = otp.check(
        session, actor, phone, Purpose.ORDER, digits, subject=f"order:{code}", now=now
    )
    if checked.refusal:
        return checked.refusal
    order = orders.find_by_code_and_phone(session, code, phone)
    if order is None:
        audit.record(session, actor, "orders.look_up_missed", "order:unknown", now=now)
        return orders.OrderNotFound()
    orders.grant(session, actor, order, now=now)
    return order.code


# -- giving up -----------------------------------------------------------------------------------


def give_up(
    session: Session, actor: Actor, code: str, reason: CancelReason, *, now: datetime
) -> Refund | None:
    """Hủy phiếu: number back, money back, dossier out of the queue, in one transaction.

    Raises:
        OrderNotFound, NotAllowed, OrderClosed, TooLateToCancel
    """
    refund = cancelling.cancel_order(session, actor, code, reason, now=now)
    order = (
        orders.order_for_staff(session, actor, code)
        if actor.is_staff
        else orders.order_of(session, actor, code)
    )
    activation.withdraw(session, actor, order, now=now)
    return refund
