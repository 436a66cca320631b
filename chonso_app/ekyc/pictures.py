"""The three pictures of an order: stored, replaced, shown to those who may see them."""

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.core import audit, events
from chonso_app.core.actors import Actor, Role
from chonso_app.core.config import settings
from chonso_app.core.errors import ShopError
from chonso_app.core.images import Picture
from chonso_app.core.permissions import Permission, require
from chonso_app.ekyc import beside
from chonso_app.ekyc.models import (
    CheckStatus,
    Evidence,
    IdentityCheck,
    Kind,
    Paper,
    PaperChoice,
)
from chonso_app.ekyc.rules import kinds_for
from chonso_app.handoff.channel import refuse_outside_app
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order

_DAY = timedelta(hours=24)
_case_rules: dict[Role, Callable[[Session, Actor, Order], bool]] = {}
_also_theirs: dict[Role, Callable[[Session, Actor, Order], bool]] = {}


class EvidenceNotFound(ShopError):
    """No such picture, or one of an order that is not the actor's to see."""


class TooManyPictures(ShopError):
    """More in a day than anybody needs."""


class PictureNotNeeded(ShopError):
    """The chosen paper has no such side."""


class CheckRunning(ShopError):
    """The pictures are being compared this very moment."""


def may_store(
    session: Session, actor: Actor, code: str, *, kind: Kind | None = None, now: datetime
) -> Order:
    """Asked before a body is read, and again when the picture is stored.

    `kind`: a clerk may have asked for one more of it, while everything else is closed.

    Raises:
        OnlyInApp, OrderNotFound, NotPaid, SimNotInHand, DossierUnderReview, CheckRunning,
        TooManyPictures
    """
    refuse_outside_app(actor)
    order = orders.order_of_locked(session, actor, code)
    if order.submitted_at is None or not beside.is_asked(session, order, kind):
        refuse_unless_open(session, order, now)
    if running_check(session, order):
        raise CheckRunning
    today = sa.select(sa.func.count()).where(
        col(Evidence.order_id) == order.key, col(Evidence.taken_at) > now - _DAY
    )
    if session.execute(today).scalar_one() >= settings.ekyc_pictures_per_day:
        raise TooManyPictures(hotline=settings.hotline)
    return order


def refuse_unless_open(session: Session, order: Order, now: datetime) -> None:
    """Identity is proven before `Gửi thông tin hòa mạng`, or after a refusal.

    Raises:
        NotPaid, SimNotInHand, DossierUnderReview
    """
    orders.refuse_unless_identifiable(session, order, now=now)
    if order.submitted_at is not None:
        raise orders.DossierUnderReview


def running_check(session: Session, order: Order) -> IdentityCheck | None:
    mine = select(IdentityCheck).where(
        IdentityCheck.order_id == order.key, IdentityCheck.status == CheckStatus.QUEUED
    )
    return session.exec(mine).one_or_none()


def store_picture(
    session: Session,
    actor: Actor,
    code: str,
    kind: Kind,
    picture: Picture,
    media: str,
    *,
    now: datetime,
) -> Evidence:
    """Note a stored picture; the one before it steps back. `media`: its name in `core.media`.

    Raises:
        PictureNotNeeded, and what `may_store` refuses with
    """
    order = may_store(session, actor, code, kind=kind, now=now)
    if kind not in wanted_kinds(session, order):
        raise PictureNotNeeded
    is_extra = order.submitted_at is not None  # asked for by a clerk: replaces nothing
    before = None if is_extra else current_pictures(session, order).get(kind)
    if before:
        before.replaced_at = now
        session.add(before)
        session.flush()
    row = Evidence(
        order_id=order.key, person_version=order.person_version, kind=kind, media=media,
        sha256=picture.sha256, width=picture.width, height=picture.height,
        size=len(picture.data), taken_at=now, replaced_at=now if is_extra else None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    if is_extra:
        beside.tell(session, actor, order, row, now)
    audit.record(
        session, actor, "ekyc.picture", f"order:{code}", now=now, kind=kind.value,
        evidence=row.key, sha256=row.sha256,
    )  # fmt: skip
    events.touch(session, f"order:{code}")
    return row


def papers_offered() -> list[Paper]:
    """More than one when there is something to choose."""
    return [Paper.CARD] if settings.ekyc_passport == "refused" else list(Paper)


def chosen_paper(session: Session, order: Order) -> Paper:
    """Of what is offered now: a policy that came after the choice must leave nobody stuck."""
    choice = session.get(PaperChoice, order.key)
    return choice.paper if choice and choice.paper in papers_offered() else Paper.CARD


def wanted_kinds(session: Session, order: Order) -> tuple[Kind, ...]:
    """The pictures that the chosen paper needs, in the order of taking."""
    return kinds_for(chosen_paper(session, order))


def current_pictures(session: Session, order: Order) -> dict[Kind, Evidence]:
    """Of the person as typed now; a retaken one hides the one before."""
    return _current(session, order, col(Evidence.person_version) == order.person_version)


def pictures_to_reuse(session: Session, order: Order, *, now: datetime) -> dict[Kind, Evidence]:
    """The trio taken before the typed data was last corrected; {} when there is none to offer."""
    if order.person_version == 1 or current_pictures(session, order):
        return {}
    fresh = now - timedelta(hours=settings.evidence_hours)
    version = col(Evidence.person_version)
    earlier = sa.select(sa.func.max(version)).where(
        col(Evidence.order_id) == order.key, version < order.person_version
    )
    wanted = sa.and_(version == earlier.scalar_subquery(), col(Evidence.taken_at) > fresh)
    before = _current(session, order, wanted)
    return before if before.keys() == set(wanted_kinds(session, order)) else {}


def reuse_pictures(session: Session, actor: Actor, code: str, *, now: datetime) -> list[Evidence]:
    """Offer the earlier trio again for the corrected person.

    It proves nothing by itself: every check runs anew and compares the card with the new data.

    Raises:
        what `may_store` refuses with
    """
    order = may_store(session, actor, code, now=now)
    made = [
        Evidence(
            **one.model_dump(exclude={"id", "person_version"}), person_version=order.person_version
        )
        for one in pictures_to_reuse(session, order, now=now).values()
    ]
    session.add_all(made)
    session.flush()
    for row in made:
        audit.record(
            session, actor, "ekyc.picture_reused", f"order:{code}", now=now, kind=row.kind.value,
            evidence=row.key, sha256=row.sha256,
        )  # fmt: skip
    events.touch(session, f"order:{code}")
    return made


def _current(session: Session, order: Order, which: sa.ColumnElement[bool]) -> dict[Kind, Evidence]:
    wanted = select(Evidence).where(
        Evidence.order_id == order.key, col(Evidence.replaced_at).is_(None), which
    )
    return {row.kind: row for row in session.exec(wanted.order_by(col(Evidence.id)))}


def keeps_to_case(role: Role, holds_case: Callable[[Session, Actor, Order], bool]) -> None:
    """For features to the right: staff of `role` see evidence only of cases that are theirs."""
    _case_rules[role] = holds_case


def reaches_case_too(role: Role, holds_case: Callable[[Session, Actor, Order], bool]) -> None:
    """For features to the right: beside their region's, staff of `role` see cases they work on."""
    _also_theirs[role] = holds_case


def look_at(
    session: Session, actor: Actor, code: str, evidence_id: int, *, now: datetime
) -> Evidence:
    """For the owner, and for staff who may see it; staff leave a trace.

    Raises:
        NotAllowed, OrderNotFound, EvidenceNotFound
    """
    order = order_to_look_at(session, actor, code)
    row = session.get(Evidence, evidence_id)
    if row is None or row.order_id != order.key:
        raise EvidenceNotFound
    if actor.is_staff:
        audit.record(
            session, actor, "ekyc.evidence_seen", f"order:{code}", now=now, evidence=row.key,
            kind=row.kind.value,
        )  # fmt: skip
    return row


def order_to_look_at(session: Session, actor: Actor, code: str) -> Order:
    """Whose pictures the actor may see: of their own order; staff of their cases or region.

    Staff bound to cases reach these, also of another region; others reach their region's, and of
    another one what came to their desk.

    Raises:
        NotAllowed, OrderNotFound
    """
    if not actor.is_staff or actor.role is None:
        return orders.order_of(session, actor, code)
    rule = _case_rules.get(actor.role)
    if rule is not None:
        require(actor, Permission.EVIDENCE_SEE)
        return _on_the_desk(session, actor, code, rule)
    try:
        return orders.order_for_staff(session, actor, code, need=Permission.EVIDENCE_SEE)
    except orders.OrderNotFound:
        rule = _also_theirs.get(actor.role)
        if rule is None:
            raise
    return _on_the_desk(session, actor, code, rule)


def _on_the_desk(
    session: Session, actor: Actor, code: str, rule: Callable[[Session, Actor, Order], bool]
) -> Order:
    order = session.exec(select(Order).where(Order.code == code)).one_or_none()
    if order is None or not rule(session, actor, order):
        raise orders.OrderNotFound
    return order
