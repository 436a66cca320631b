"""Browsers that asked to be told: kept, found again, forgotten."""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatch
from urllib.parse import urlsplit

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric import ec
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from chonso_app.core.actors import Actor
from chonso_app.core.config import settings
from chonso_app.core.crypto import hmac_hex
from chonso_app.core.errors import ShopError
from chonso_app.notifications.gateway import PushTarget
from chonso_app.notifications.models import PushSubscription

_MOST_BROWSERS = 10  # of one person: an older one gives way
_LONGEST = 1000
_AUTH_BYTES = 16


class NotASubscription(ShopError):
    """Not what a browser's push manager gives, or of a push service that we do not know."""


@dataclass(frozen=True)
class _Owner:
    customer_id: int | None
    visitor: str


def subscribe(
    session: Session, actor: Actor, endpoint: str, p256dh: str, auth: str, *, now: datetime
) -> None:
    """This browser wants to hear of what `actor` may see. Again: whoever uses it now.

    Raises:
        NotASubscription
    """
    owner = _owner(actor)
    if owner is None or not (_is_known_service(endpoint) and _are_keys(p256dh, auth)):
        raise NotASubscription
    name = _hash(endpoint)
    row = session.exec(_of(name).with_for_update()).one_or_none()
    if row is None:
        _make_room(session, owner)
        row = PushSubscription(
            endpoint_hash=name, endpoint=endpoint, p256dh=p256dh, auth=auth, created_at=now,
            seen_at=now,
        )  # fmt: skip
    row.customer_id, row.visitor, row.seen_at = owner.customer_id, owner.visitor, now
    row.p256dh, row.auth = p256dh, auth
    session.add(row)
    session.flush()


def unsubscribe(session: Session, endpoint: str) -> None:
    """Whoever knows the endpoint is the browser itself."""
    forget(session, _hash(endpoint[:_LONGEST]))


def forget(session: Session, endpoint_hash: str) -> None:
    session.execute(
        sa.delete(PushSubscription).where(col(PushSubscription.endpoint_hash) == endpoint_hash)
    )


def forget_browser(session: Session, actor: Actor) -> None:
    """Logged out: what is the customer's must not appear on a shared screen any more."""
    if actor.visitor:
        mine = col(PushSubscription.visitor) == actor.visitor
        session.execute(sa.delete(PushSubscription).where(mine))


def targets(session: Session, customer_id: int | None, visitors: Iterable[str]) -> list[str]:
    """The hashes of the endpoints to write to: the customer's, and those of `visitors`.

    A browser where somebody else is signed in is not written to.
    """
    if not settings.push:
        return []
    known = col(PushSubscription.visitor).in_([one for one in visitors if one])
    ways: list[sa.ColumnElement[bool]] = [known & col(PushSubscription.customer_id).is_(None)]
    if customer_id is not None:
        ways.append(col(PushSubscription.customer_id) == customer_id)
    wanted = select(PushSubscription.endpoint_hash).where(sa.or_(*ways))
    return sorted(session.exec(wanted))


def target_of(session: Session, endpoint_hash: str) -> PushTarget | None:
    """None: the browser has been forgotten meanwhile."""
    row = session.exec(_of(endpoint_hash)).one_or_none()
    return PushTarget(row.endpoint, row.p256dh, row.auth) if row else None


def _owner(actor: Actor) -> _Owner | None:
    if actor.is_staff or not (actor.user_id or actor.visitor):
        return None
    return _Owner(actor.user_id, actor.visitor)


def _make_room(session: Session, owner: _Owner) -> None:
    mine = (
        PushSubscription.customer_id == owner.customer_id
        if owner.customer_id
        else PushSubscription.visitor == owner.visitor
    )
    newest = select(PushSubscription).where(mine).order_by(col(PushSubscription.seen_at).desc())
    for row in session.exec(newest.offset(_MOST_BROWSERS - 1)).all():
        session.delete(row)


def _of(endpoint_hash: str) -> SelectOfScalar[PushSubscription]:
    return select(PushSubscription).where(PushSubscription.endpoint_hash == endpoint_hash)


def _hash(endpoint: str) -> str:
    return hmac_hex("push-endpoint", endpoint)


def _is_known_service(endpoint: str) -> bool:
    """The address comes from a browser, and we shall post to it: nowhere else than there."""
    if len(endpoint) > _LONGEST:
        return False
    if settings.demo and endpoint.startswith(f"{settings.sandbox_api}/push/"):
        return True
    try:
        parts = urlsplit(endpoint)
        plain = parts.port in (None, 443) and parts.username is None
    except ValueError:
        return False
    host = parts.hostname or ""
    known = any(fnmatch(host, pattern) for pattern in settings.push_hosts)
    return parts.scheme == "https" and plain and known


def _are_keys(p256dh: str, auth: str) -> bool:
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(p256dh))
        return len(_bytes(auth)) == _AUTH_BYTES
    except (ValueError, binascii.Error):
        return False


def _bytes(text: str) -> bytes:
    if len(text) > 120:
        raise ValueError
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
