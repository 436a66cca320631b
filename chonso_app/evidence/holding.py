"""One object of the store that belongs to a case."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chonso_app.evidence.models import Kept


@dataclass(frozen=True)
class Holding:
    """`sha256`: what its feature noted, "" when it noted nothing. `path`: in the bundle."""

    kept: Kept
    path: str
    media: str
    sha256: str
    at: datetime | None = None
    about: dict[str, Any] = field(default_factory=dict)
