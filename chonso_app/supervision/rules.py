"""What a wallboard counts and how a second look is drawn. No database here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chonso_app.core.crypto import hmac_hex

QUARTER = timedelta(minutes=15)
DAY = timedelta(days=1)
_DRAWN_OF = 10_000


@dataclass(frozen=True)
class Talk:
    """One call as the wallboard counts it. Times are UTC; None: did not happen (yet).

    `taken_at`: first picked up. `done_at`: verdict written, unless a supervisor settled it later.
    `left_at`: gone unserved.
    """

    entered_at: datetime
    taken_at: datetime | None = None
    done_at: datetime | None = None
    left_at: datetime | None = None


@dataclass(frozen=True)
class Period:
    """What happened between two moments. `service`: percent taken in time, None without calls."""

    starts: datetime
    taken: int = 0
    abandoned: int = 0
    service: int | None = None

    @property
    def all(self) -> int:
        return self.taken + self.abandoned


def service_level(talks: Iterable[Talk], within: timedelta, now: datetime) -> int | None:
    """Percent of those served or lost who were picked up `within`; None when there were none.

    Who still waits counts once the time is over. Who left early without being kept waiting longer
    counts for neither side: nobody could have served them.
    """
    good = late = 0
    for talk in talks:
        waited = (talk.taken_at or talk.left_at or now) - talk.entered_at
        if talk.taken_at is not None and waited <= within:
            good += 1
        elif waited > within:
            late += 1
    return round(100 * good / (good + late)) if good + late else None


def abandoned(talks: Iterable[Talk]) -> int:
    return sum(talk.left_at is not None and talk.taken_at is None for talk in talks)


def handling(talks: Iterable[Talk]) -> timedelta | None:
    """From picking up to the verdict, on average."""
    lasted = [
        talk.done_at - talk.taken_at for talk in talks if talk.taken_at and talk.done_at is not None
    ]
    return sum(lasted, timedelta()) / len(lasted) if lasted else None


def periods(
    talks: Sequence[Talk], starts: datetime, step: timedelta, count: int, within: timedelta,
    now: datetime,
) -> list[Period]:  # fmt: skip
    """`count` periods from `starts`, each with the calls that entered in it."""
    parts: list[list[Talk]] = [[] for _ in range(count)]
    for talk in talks:
        place = (talk.entered_at - starts) // step
        if 0 <= place < count:
            parts[place].append(talk)
    return [
        Period(
            starts + place * step,
            sum(talk.taken_at is not None for talk in part),
            abandoned(part),
            service_level(part, within, now),
        )
        for place, part in enumerate(parts)
    ]


def is_drawn(call_id: int, percent: float) -> bool:
    """Whether an approved call gets a second look. Keyed: no agent can know it beforehand."""
    drawn = int(hmac_hex("second-look", str(call_id))[:12], 16) % _DRAWN_OF
    return drawn < percent * _DRAWN_OF / 100
