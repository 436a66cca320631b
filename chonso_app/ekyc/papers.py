"""Which paper a person shows. The policy says who may show a passport."""

from datetime import datetime

from sqlmodel import Session

from chonso_app.core import audit, events
from chonso_app.core.actors import Actor
from chonso_app.core.errors import ShopError
from chonso_app.ekyc import pictures
from chonso_app.ekyc.models import Kind, Paper, PaperChoice
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order


class PassportNotTaken(ShopError):
    """The policy takes cards only."""


def choose_paper(
    session: Session, actor: Actor, code: str, paper: Paper, *, now: datetime
) -> Order:
    """Thẻ căn cước or hộ chiếu. Pictures of the other paper step back; the portrait stays.

    Raises:
        OrderNotFound, NotPaid, SimNotInHand, DossierUnderReview, CheckRunning, PassportNotTaken
    """
    order = orders.order_of_locked(session, actor, code)
    pictures.refuse_unless_open(session, order, now)
    if pictures.running_check(session, order):
        raise pictures.CheckRunning
    if paper not in pictures.papers_offered():
        raise PassportNotTaken
    if pictures.chosen_paper(session, order) is paper:
        return order
    session.merge(PaperChoice(order_id=order.key, paper=paper, chosen_at=now))
    for kind, row in pictures.current_pictures(session, order).items():
        if kind is not Kind.PORTRAIT:
            row.replaced_at = now
            session.add(row)
    session.flush()
    audit.record(session, actor, "ekyc.paper_chosen", f"order:{code}", now=now, paper=paper.value)
    events.touch(session, f"order:{code}")
    return order
