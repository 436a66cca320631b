"""The recording of a call as the bundle and the retention see it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlmodel import Session

from chonso_app.calls.models import Call

if TYPE_CHECKING:
    from chonso_app.evidence.sources import Holding


def holdings(session: Session, call: Call) -> "Iterator[Holding]":
    yield from ()
