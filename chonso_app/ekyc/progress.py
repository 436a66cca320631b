"""Where an order stands with its identity, for its owner's page; and what the page can do."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from chonso_app.core.actors import Actor
from chonso_app.ekyc import checking, pictures, rules
from chonso_app.ekyc.models import CheckStatus, Evidence, IdentityCheck, Kind, Paper
from chonso_app.ekyc.story import Story, card_fields, paper_shown, story_of
from chonso_app.orders import service as orders
from chonso_app.orders.identity import evidence_since
from chonso_app.orders.models import Order


@dataclass(frozen=True)
class Progress:
    """`story` is there while the last check still speaks for pictures on the page."""

    order: Order
    is_open: bool
    pictures: dict[Kind, Evidence]
    wanted: list[Kind]  # still to be taken, or to be taken again
    running: bool
    story: Story | None
    allowance: rules.Allowance
    standing: checking.Standing
    can_reuse: bool
    paper: Paper
    papers: list[Paper]  # more than one when there is something to choose


def progress_of(session: Session, actor: Actor, code: str, *, now: datetime) -> Progress:
    """Raises OrderNotFound."""
    order = orders.order_of(session, actor, code)
    shown, paper = pictures.current_pictures(session, order), pictures.chosen_paper(session, order)
    check = checking.last_check(session, order)
    running = check is not None and check.status is CheckStatus.QUEUED
    wanted = _wanted(rules.kinds_for(paper), shown, check, evidence_since(order, now))
    settled = check if check and not running else None
    return Progress(
        order, is_open(session, order, now=now), shown, wanted, running,
        story_of(settled, order) if settled and _speaks(settled, paper, shown, wanted) else None,
        checking.allowance_of(session, order, now=now),
        checking.standing(session, order, now),
        bool(pictures.pictures_to_reuse(session, order, now=now)),
        paper, pictures.papers_offered(),
    )  # fmt: skip


def _wanted(
    needed: tuple[Kind, ...],
    shown: dict[Kind, Evidence],
    check: IdentityCheck | None,
    fresh: datetime,
) -> list[Kind]:
    """Missing, too old, or named by the failed check and not yet taken again."""
    missing = {kind for kind in needed if kind not in shown or shown[kind].taken_at <= fresh}
    failed = check is not None and check.status is CheckStatus.FAILED
    named = rules.to_redo(check.checks) if check and failed else []
    known = check.pictures if check else frozenset()
    again = {kind for kind in named if kind in shown and shown[kind].key in known}
    return [kind for kind in needed if kind in missing | again]


def _speaks(
    check: IdentityCheck, paper: Paper, shown: dict[Kind, Evidence], wanted: list[Kind]
) -> bool:
    """With the last picture asked for, or with the other paper, the old result is over."""
    unchanged = {row.key for row in shown.values()} == check.pictures
    failed = check.status is CheckStatus.FAILED and paper_shown(check) is paper
    return unchanged or (failed and bool(wanted) and bool(shown))


def check_again_with_same_pictures(
    session: Session, actor: Actor, code: str, *, now: datetime
) -> IdentityCheck:
    """The typed data was corrected: the earlier pictures, compared anew.

    Raises:
        what `reuse_pictures` and `request_check` refuse with
    """
    pictures.reuse_pictures(session, actor, code, now=now)
    return checking.request_check(session, actor, code, now=now)


def take_name_of_card(session: Session, actor: Actor, code: str, *, now: datetime) -> IdentityCheck:
    """Dùng tên trên thẻ: the form takes the card's spelling, and everything is compared anew.

    Raises:
        what `amend_person`, `reuse_pictures` and `request_check` refuse with
    """
    order = orders.order_of_locked(session, actor, code)
    check = checking.last_check(session, order)
    if check is None or check.status is CheckStatus.QUEUED:
        raise checking.NothingChanged
    changes = orders.PersonChanges(full_name=card_fields(check).name)
    orders.amend_person(session, actor, code, changes, now=now)
    return check_again_with_same_pictures(session, actor, code, now=now)


def card_of(
    session: Session, actor: Actor, code: str, *, now: datetime
) -> tuple[Order, bool, IdentityCheck | None]:
    """The order, whether the step is open, and the newest check that read a card.

    Raises:
        OrderNotFound
    """
    order = orders.order_of(session, actor, code)
    return order, is_open(session, order, now=now), checking.last_reading(session, order)


def is_open(session: Session, order: Order, *, now: datetime) -> bool:
    """Whether the identity step may be done now."""
    return orders.may_identify(session, order, now=now) and order.submitted_at is None
