"""The file that identity left for a counter, with what the video team said of this order."""

from dataclasses import replace

from sqlmodel import Session

from chonso_app.calls import service as calls
from chonso_app.core.texts import say
from chonso_app.ekyc import service as ekyc
from chonso_app.orders.models import Order


def prepared_file(session: Session, order: Order) -> ekyc.ForCounter | None:
    """The caller has checked who may look."""
    file = ekyc.for_counter(session, order)
    refused = tuple(say(f"calls.reason.{code}") for code in calls.refusals(session, order))
    return replace(file, refused=refused) if file else None
