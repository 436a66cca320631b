"""Asking carriers for parcels, calling them off, and looking how they are. Worker only.

A call is made outside any transaction, with our own code as its key: a step that is killed runs
again, and the carrier answers what it answered first.
"""

from datetime import datetime

from dbos import DBOS

from chonso_app.carriers import gateways
from chonso_app.carriers.gateway import CarrierGateway, ParcelState
from chonso_app.core import db, jobs
from chonso_app.core.crashpoints import crashpoint
from chonso_app.core.gateways import GatewayError, GatewayRefused
from chonso_app.delivery import (
    cancelling,
    cash_jobs,  # noqa: F401  its sweep
    pickup_jobs,  # noqa: F401  its sweeps
    shipping,
    store_jobs,  # noqa: F401  its workflows and sweeps
    tracking,
)
from chonso_app.orders import reminders

_patient = {  # a carrier may be away for hours: ask on, with the same code
    "retries_allowed": True, "max_attempts": 60, "interval_seconds": 1.0, "backoff_rate": 1.6,
}  # fmt: skip


@DBOS.workflow(name=shipping.CREATE)
def create_parcel(shipment_id: int) -> None:
    _create(shipment_id)


@DBOS.step(**_patient)
def _create(shipment_id: int) -> None:
    wanted = db.read(shipping.parcel_wanted, shipment_id)
    if wanted is None:
        return
    carrier, parcel = wanted
    try:
        made = gateways.of(carrier).create(parcel)
    except GatewayRefused as refusal:
        db.transact(shipping.settle_create_refused, shipment_id, refusal.code, now=db.utc_now())
        return
    crashpoint("delivery.created")
    db.transact(shipping.settle_created, shipment_id, made, now=db.utc_now())


@DBOS.workflow(name=shipping.CANCEL)
def call_parcel_off(shipment_id: int) -> None:
    _call_off(shipment_id)


@DBOS.step(**_patient)
def _call_off(shipment_id: int) -> None:
    """Cancelled at the carrier, or brought back when its shipper was faster than we."""
    errand = db.read(tracking.errand, shipment_id)
    if not errand.is_wanted:
        return
    carrier = gateways.of(errand.carrier)
    state = _look(carrier, errand)
    if state is None:
        db.transact(tracking.not_known_yet, shipment_id, 0, now=db.utc_now())
        return
    came_back = _cancel_or_recall(carrier, state.carrier_code)
    crashpoint("delivery.cancelled")
    state = carrier.detail(state.carrier_code)
    db.transact(tracking.apply, shipment_id, state, now=db.utc_now())
    if not came_back and not (state.status and state.status.is_final):
        db.transact(tracking.note_too_late, shipment_id, state, now=db.utc_now())


def _cancel_or_recall(carrier: CarrierGateway, code: str) -> bool:
    """False when the carrier will do neither."""
    try:
        carrier.cancel(code)
    except GatewayRefused:
        try:
            carrier.recall(code)
        except GatewayRefused:
            return False
    return True


@DBOS.workflow(name=shipping.ASK)
def ask_about_parcel(shipment_id: int, number: int) -> None:
    """How is it? `number`: which asking this is, or the notice that made us ask."""
    _ask(shipment_id, number)


@DBOS.step()
def _ask(shipment_id: int, number: int) -> None:
    """Asking twice is harmless, so that asking and applying are one step."""
    errand = db.read(tracking.errand, shipment_id)
    try:
        state = _look(gateways.of(errand.carrier), errand)
    except GatewayError:
        db.transact(tracking.no_answer, shipment_id, now=db.utc_now())
        return
    if state is None:
        db.transact(tracking.not_known_yet, shipment_id, number, now=db.utc_now())
        return
    db.transact(tracking.apply, shipment_id, state, now=db.utc_now())
    crashpoint("delivery.applied")


def _look(carrier: CarrierGateway, errand: tracking.Errand) -> ParcelState | None:
    if errand.carrier_code:
        return carrier.detail(errand.carrier_code)
    return carrier.find(errand.client_order_code)


@jobs.every(seconds=15)
def ask_about_silent_parcels(now: datetime) -> int:
    return db.transact(tracking.enqueue_due, now=now)


@jobs.every(seconds=300)
def cancel_what_is_overdue(now: datetime) -> int:
    """Thirty days not activated, seven days refused and not mended (7.1, 7.10)."""
    late = db.read(reminders.overdue, now=now)
    for order_id, reason in late:
        db.transact(cancelling.cancel_unattended, order_id, reason, now=now)
    return len(late)
