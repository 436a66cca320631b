"""Personal data of a case that is no object of the store: erased in its rows, by class."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from chonso_app.activation.models import Dossier
from chonso_app.activation.supplement_models import Supplement
from chonso_app.calls.models import Call, CallMessage
from chonso_app.contracts.models import Contract
from chonso_app.core.actors import system
from chonso_app.ekyc.models import FaceTemplate, IdentityCheck, VendorAnswer
from chonso_app.evidence import recorded
from chonso_app.evidence.models import Kept
from chonso_app.orders.models import Order

SWEEP = system("evidence")
Forget = Callable[[Session, Order], None]


def forget(session: Session, order: Order, kept: Kept, *, now: datetime) -> None:
    """Codes, hashes and times stay: they say what was, and of nobody."""
    for act in _BY_CLASS.get(kept, ()):
        act(session, order)
    if kept is Kept.RECORDING:
        recorded.forget(session, order, SWEEP, now)


def also(kept: Kept, act: Forget) -> None:
    """A feature to the right has something of this class in its own rows."""
    _BY_CLASS[kept].append(act)


def _what_was_read(session: Session, order: Order) -> None:
    _set(session, IdentityCheck, col(IdentityCheck.order_id) == order.key, fields=None)


def _what_was_written(session: Session, order: Order) -> None:
    """In the call, by either side: it is in the recording too."""
    session.execute(sa.delete(CallMessage).where(col(CallMessage.call_id).in_(_calls(order))))


def _template(session: Session, order: Order) -> None:
    session.execute(sa.delete(FaceTemplate).where(col(FaceTemplate.order_id) == order.key))


def _answers(session: Session, order: Order) -> None:
    checks = sa.select(col(IdentityCheck.id)).where(col(IdentityCheck.order_id) == order.key)
    _set(session, VendorAnswer, col(VendorAnswer.check_id).in_(checks), raw=None)


def _form(session: Session, order: Order) -> None:
    _set(session, Contract, col(Contract.order_id) == order.key, terms="{}")
    _set(session, Dossier, col(Dossier.order_id) == order.key, note="")
    _set(session, Supplement, col(Supplement.order_id) == order.key, words="", answer="")
    blank = {
        "full_name", "email", "contact_phone", "address", "ward", "to_name", "to_phone",
        "to_district", "to_ward", "to_address", "to_note",
    }  # fmt: skip
    for name in blank:
        setattr(order, name, "")
    order.id_number, order.birth_date, order.typed = None, None, "{}"
    session.add(order)


def _calls(order: Order) -> Any:
    return sa.select(col(Call.id)).where(col(Call.order_id) == order.key)


def _set(session: Session, model: Any, which: Any, **values: Any) -> None:
    session.execute(
        sa.update(model).where(which).values(**values),
        execution_options={"synchronize_session": "fetch"},
    )


_BY_CLASS: dict[Kept, list[Forget]] = {
    Kept.PICTURES: [_what_was_read],
    Kept.RECORDING: [_what_was_written],
    Kept.TEMPLATE: [_template],
    Kept.ANSWERS: [_answers],
    Kept.PAPERS: [_form],
}
