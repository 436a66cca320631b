"""Orders that are worked in a store's own system (S0-F.6): pushed, followed, cancelled.

Its word is believed only when we asked. A fact is never refused: what does not fit stays on the
row as `failure`, for a person, and the order goes on.
"""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from chonso_app.core import audit, jobs
from chonso_app.core.actors import system
from chonso_app.core.errors import ShopError
from chonso_app.core.msisdn import to_national
from chonso_app.delivery import pickup, pickup_code
from chonso_app.delivery.pickup_models import PushState, Receiver, StorePickup, StorePush
from chonso_app.delivery.store_gateway import StoreAnswer, StoreOrder, StoreState
from chonso_app.orders import service as orders
from chonso_app.orders.models import Fulfilment, Order, OrderStatus, ReceiveBy
from chonso_app.stores.models import Store

PUSH, LOOK, CANCEL = "delivery.store_push", "delivery.store_look", "delivery.store_cancel"
SYSTEM = system("store-system")
LOOK_EVERY = timedelta(minutes=10)
_THERE = (PushState.PUSHED, PushState.READY)
P = PushState


# -- what is to be done (sweeps) ------------------------------------------------------------------


def unpushed(session: Session) -> list[int]:
    """Orders of such stores that their system has not been told of."""
    found = (
        select(col(Order.id))
        .join(Store, col(Store.code) == col(Order.store_code))
        .outerjoin(StorePush, col(StorePush.order_id) == col(Order.id))
        .where(
            col(Store.system) != "",
            col(Order.receive_by) == ReceiveBy.STORE,
            col(Order.fulfilment) == Fulfilment.PENDING,
            col(StorePush.order_id).is_(None),
        )
    )
    return [one for one in session.exec(found.limit(200)) if one is not None]


def begin(session: Session, order_id: int, *, now: datetime) -> None:
    """Write the intent down; the job calls."""
    order = orders.lock_order(session, order_id)
    if session.get(StorePush, order_id) or order.fulfilment is not Fulfilment.PENDING:
        return
    session.add(
        StorePush(
            order_id=order_id, order_code=order.code, store_code=order.store_code or "",
            changed_at=now, next_look_at=now + LOOK_EVERY,
        )
    )  # fmt: skip
    jobs.enqueue(session, PUSH, str(order_id), order_id)


def to_look_at(session: Session, *, now: datetime) -> list[int]:
    waiting = select(StorePush.order_id).where(
        col(StorePush.state).in_(_THERE), col(StorePush.next_look_at) < now
    )
    return list(session.exec(waiting.limit(200)))


def to_cancel(session: Session) -> list[int]:
    """Over with us, and still open there."""
    open_there = (
        select(StorePush.order_id)
        .join(Order, col(Order.id) == col(StorePush.order_id))
        .where(
            col(StorePush.state).in_(_THERE),
            col(Order.status) == OrderStatus.CANCELLED,
            col(StorePush.failure) == "",
        )
    )
    return list(session.exec(open_there.limit(200)))


def ask(session: Session, order_id: int, *, now: datetime) -> None:
    """Look now: the store called, or has been silent for long. Many calls are one look."""
    row = _locked(session, order_id)
    if row is None or row.state not in _THERE:
        return
    row.looks += 1
    row.next_look_at = now + LOOK_EVERY
    session.add(row)
    jobs.enqueue(session, LOOK, f"{order_id}:{row.looks}", order_id)


def ask_cancel(session: Session, order_id: int, *, now: datetime) -> None:
    row = _locked(session, order_id)
    if row and row.state in _THERE:
        jobs.enqueue(session, CANCEL, str(order_id), order_id)


def order_coded(session: Session, code: str) -> int | None:
    """The id of an order that such a system has; None for every other code."""
    found = select(StorePush.order_id).where(StorePush.order_code == code)
    return session.exec(found).one_or_none()


# -- the calls ------------------------------------------------------------------------------------


def errand(session: Session, order_id: int) -> StoreOrder | None:
    """What to push; None when it is over or done."""
    row, order = session.get_one(StorePush, order_id), orders.order_by_id(session, order_id)
    if row.state is not P.WANTED or order.status is OrderStatus.CANCELLED:
        return None
    return StoreOrder(
        order.code, row.store_code, to_national(order.msisdn), order.full_name,
        order.contact_phone[-3:], order.due_on_receipt,
    )  # fmt: skip


def settle_pushed(session: Session, order_id: int, reference: str, *, now: datetime) -> None:
    _settle(session, order_id, P.PUSHED, now=now, reference=reference)


def settle_not_wanted(session: Session, order_id: int, *, now: datetime) -> None:
    """Cancelled before it was pushed: nothing to undo there."""
    row = _locked(session, order_id)
    if row and row.state is P.WANTED:
        _settle(session, order_id, P.CANCELLED, now=now)


def settle_refused(session: Session, order_id: int, code: str, *, now: datetime) -> None:
    _settle(session, order_id, P.REFUSED, now=now, failure=code)


def settle_cancelled(session: Session, order_id: int, *, now: datetime, failure: str = "") -> None:
    """`failure`: the store's reason for a no; it has handed the SIM over, most likely."""
    if failure:
        _fail(session, order_id, failure, now=now)
    else:
        _settle(session, order_id, P.CANCELLED, now=now)


def apply(session: Session, order_id: int, answer: StoreAnswer, *, now: datetime) -> None:
    """What the store's system says now. Hearing it again changes nothing."""
    order = orders.lock_order(session, order_id)
    row = _locked(session, order_id)
    if row is None or row.state not in _THERE or answer.state is StoreState.WAITING:
        return
    if order.status is OrderStatus.CANCELLED:
        if answer.state is StoreState.HANDED_OVER:
            _fail(session, order_id, "handed_after_cancel", now=now)
        elif answer.state is StoreState.CANCELLED:
            _settle(session, order_id, P.CANCELLED, now=now)
        return
    if answer.state is StoreState.CANCELLED:
        _fail(session, order_id, "cancelled_by_store", now=now)
        return
    try:
        with session.begin_nested():
            _follow(session, order, answer, now=now)
    except ShopError as refusal:  # a serial that is not theirs: nobody's fault of the order
        _fail(session, order_id, refusal.text_key().rsplit(".", 1)[-1], now=now)


def check_code(session: Session, order_id: int, typed: str, *, now: datetime) -> ShopError | None:
    """The store asks whether this is the customer's code; the try is counted."""
    order = orders.lock_order(session, order_id)
    waits = session.get(StorePickup, order_id, populate_existing=True)
    if order.fulfilment is not Fulfilment.TO_PICK_UP or waits is None:
        return pickup.NotWaitingHere()
    return pickup_code.check(session, SYSTEM, waits, typed, now=now)


def _follow(session: Session, order: Order, answer: StoreAnswer, *, now: datetime) -> None:
    if order.fulfilment in (Fulfilment.PENDING, Fulfilment.TO_PICK_UP):
        pickup.make_ready(session, SYSTEM, order, answer.serial, now=now)
        _settle(session, order.key, P.READY, now=now)
    if answer.state is StoreState.HANDED_OVER and order.fulfilment is Fulfilment.TO_PICK_UP:
        waits = session.get_one(StorePickup, order.key, populate_existing=True)
        proven = pickup_code.is_proven(waits, SYSTEM, now)
        receiver = Receiver.OTHER if answer.receiver == "other" else Receiver.SELF
        pickup.finish(session, SYSTEM, order, waits, receiver, None, now=now)
        _settle(session, order.key, P.HANDED, now=now, failure="" if proven else "without_code")


def _settle(
    session: Session,
    order_id: int,
    state: PushState,
    *,
    now: datetime,
    reference: str = "",
    failure: str = "",
) -> None:
    row = _locked(session, order_id)
    if row is None or row.state in (state, P.HANDED, P.CANCELLED):
        return
    row.state, row.changed_at, row.failure = state, now, failure
    row.reference = reference or row.reference
    session.add(row)
    session.flush()
    audit.record(
        session, SYSTEM, "delivery.store_told", f"order:{row.order_code}", now=now,
        state=state.value, failure=failure,
    )  # fmt: skip


def _fail(session: Session, order_id: int, failure: str, *, now: datetime) -> None:
    row = _locked(session, order_id)
    if row is None or row.failure == failure:
        return
    row.failure, row.changed_at = failure[:64], now
    session.add(row)
    audit.record(
        session, SYSTEM, "delivery.store_failed", f"order:{row.order_code}", now=now,
        failure=failure,
    )  # fmt: skip


def _locked(session: Session, order_id: int) -> StorePush | None:
    wanted = select(StorePush).where(StorePush.order_id == order_id).with_for_update()
    return session.exec(wanted.execution_options(populate_existing=True)).one_or_none()
