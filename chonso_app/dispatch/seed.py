"""Version 1 of the book: neighbours by the map. In the demo also a rule and a roster to look at.

Which companies help each other is data for the demonstration; the operator's own replaces it.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from chonso_app.accounts.models import Unit
from chonso_app.core.actors import system
from chonso_app.core.config import settings
from chonso_app.dispatch.models import (
    DispatchRule,
    DutyShift,
    Neighbour,
    RuleSet,
    SetStatus,
    Team,
)

FOR_PRODUCTION = True
_HELP = {
    "KV1": ("KV5", "KV4", "KV6"),
    "KV2": ("KV8", "KV9", "KV7"),
    "KV3": ("KV7", "KV6", "KV2"),
    "KV4": ("KV1", "KV5", "KV6"),
    "KV5": ("KV1", "KV4", "KV6"),
    "KV6": ("KV1", "KV5", "KV3"),
    "KV7": ("KV3", "KV8", "KV2"),
    "KV8": ("KV2", "KV9", "KV7"),
    "KV9": ("KV2", "KV8", "KV7"),
}
_ROUND_THE_CLOCK = {"KV1", "KV2"}
_DAY = (8 * 60, 20 * 60)


def seed(session: Session, now: datetime) -> None:
    """Does nothing to a database that has a book."""
    if session.exec(select(RuleSet.id)).first():
        return
    units = {unit.code: unit.row_id for unit in session.exec(select(Unit).order_by(col(Unit.id)))}
    first = RuleSet(
        version=1, status=SetStatus.LIVE, made_by=system("seed").label, made_at=now, live_at=now
    )
    session.add(first)
    session.flush()
    session.add_all(
        Neighbour(rule_set_id=first.key, unit_id=units[code], rank=rank, neighbour_id=units[other])
        for code, others in _HELP.items()
        for rank, other in enumerate(others, start=1)
    )
    if settings.demo:
        _seed_demo(session, first, units)
    session.flush()


def _seed_demo(session: Session, book: RuleSet, units: dict[str, int]) -> None:
    session.add(
        DispatchRule(
            rule_set_id=book.key,
            priority=10,
            kind="order",
            referrals=["DLKV5*"],
            unit_id=units["KV5"],
        )
    )
    for code in _HELP:
        starts, ends = (0, 1440) if code in _ROUND_THE_CLOCK else _DAY
        session.add_all(
            DutyShift(
                unit_id=units[code],
                team=team,
                weekday=day,
                starts=starts,
                ends=ends,
                people=3,
            )
            for team in Team
            for day in range(7)
        )
