"""Draws the calls that get a second look. Run by the worker."""

from datetime import datetime

from chonso_app.core.db import transact
from chonso_app.core.jobs import every
from chonso_app.supervision import service


@every(30)
def draw_second_looks(now: datetime) -> None:
    transact(service.draw, now=now)
