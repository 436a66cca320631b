"""One more picture that a clerk asks for while the dossier lies there: beside the three that were
checked, and in the place of none of them. Who asks is a feature to the right.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from chonso_app.core.actors import Actor
from chonso_app.ekyc.models import Evidence, Kind
from chonso_app.orders.models import Order


@dataclass(frozen=True)
class Asking:
    """`kinds`: what is asked for of this order now. `taken`: told of each picture, once stored."""

    kinds: Callable[[Session, Order], Collection[Kind]]
    taken: Callable[[Session, Actor, Order, Evidence, datetime], None]


_asking: list[Asking] = []


def ask_through(asking: Asking) -> None:
    _asking.append(asking)


def is_asked(session: Session, order: Order, kind: Kind | None) -> bool:
    return any(kind in one.kinds(session, order) for one in _asking)


def tell(session: Session, actor: Actor, order: Order, row: Evidence, now: datetime) -> None:
    for one in _asking:
        if row.kind in one.kinds(session, order):
            one.taken(session, actor, order, row, now)
