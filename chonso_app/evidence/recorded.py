"""The recording of a call as the bundle and the retention see it."""

from collections.abc import Iterator

from sqlmodel import Session

from chonso_app.calls.models import Call
from chonso_app.evidence.holding import Holding

_PREFIX = "recording:"


def is_recording(name: str) -> bool:
    return name.startswith(_PREFIX)


def holdings(session: Session, call: Call) -> Iterator[Holding]:
    yield from ()


def blocks(name: str) -> Iterator[bytes]:
    raise FileNotFoundError(name)


def erase(name: str) -> None:
    raise FileNotFoundError(name)
