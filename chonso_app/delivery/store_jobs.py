"""Calls to the systems of stores, and the sweeps that see to them. Worker only."""

from datetime import datetime

from dbos import DBOS
from sqlmodel import Session

from chonso_app.core import db, jobs
from chonso_app.core.config import settings
from chonso_app.core.gateways import GatewayRefused
from chonso_app.delivery import store_push
from chonso_app.delivery.store_system import gateway
from chonso_app.orders import service as orders

_patient = {  # it may be away for hours: ask on, with the same key
    "retries_allowed": True, "max_attempts": 60, "interval_seconds": 1.0, "backoff_rate": 1.6,
}  # fmt: skip


@DBOS.workflow(name=store_push.PUSH)
def push_order(order_id: int) -> None:
    _push(order_id)


@DBOS.workflow(name=store_push.LOOK)
def look_at_order(order_id: int) -> None:
    _ask_store(order_id)


@DBOS.workflow(name=store_push.CANCEL)
def cancel_order(order_id: int) -> None:
    _cancel(order_id)


@DBOS.step(**_patient)
def _push(order_id: int) -> None:
    push(order_id)


@DBOS.step(**_patient)
def _ask_store(order_id: int) -> None:
    look(order_id)


@DBOS.step(**_patient)
def _cancel(order_id: int) -> None:
    cancel(order_id)


def push(order_id: int) -> None:
    """The key is the order's code: asked again, the store answers what it answered first."""
    wanted = db.read(store_push.errand, order_id)
    if wanted is None:
        db.transact(store_push.settle_not_wanted, order_id, now=db.utc_now())
        return
    try:
        reference = gateway().push(wanted, key=f"push-{wanted.order}")
    except GatewayRefused as refusal:
        db.transact(store_push.settle_refused, order_id, refusal.code, now=db.utc_now())
        return
    db.transact(store_push.settle_pushed, order_id, reference, now=db.utc_now())


def look(order_id: int) -> None:
    code, _ = db.read(_named, order_id)
    try:
        answer = gateway().look(code)
    except GatewayRefused:
        return  # the next look finds it, or a person does
    db.transact(store_push.apply, order_id, answer, now=db.utc_now())


def cancel(order_id: int) -> None:
    code, reason = db.read(_named, order_id)
    failure = ""
    try:
        gateway().cancel(code, reason, key=f"cancel-{code}")
    except GatewayRefused as refusal:
        failure = refusal.code
    db.transact(store_push.settle_cancelled, order_id, now=db.utc_now(), failure=failure)


@jobs.every(seconds=5)
def tend_store_orders(now: datetime) -> None:
    """Each in a transaction of its own. Nothing to do where no store has a system."""
    if not settings.store_system_url:
        return
    for order_id in db.read(store_push.unpushed):
        db.transact(store_push.begin, order_id, now=now)
    for order_id in db.read(store_push.to_look_at, now=now):
        db.transact(store_push.ask, order_id, now=now)
    for order_id in db.read(store_push.to_cancel):
        db.transact(store_push.ask_cancel, order_id, now=now)


def _named(session: Session, order_id: int) -> tuple[str, str]:
    """The order's code, and why it was cancelled."""
    order = orders.order_by_id(session, order_id)
    return order.code, order.cancel_reason.value if order.cancel_reason else ""
