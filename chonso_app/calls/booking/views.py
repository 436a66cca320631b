"""The sheet in which a customer chooses a time, worded. Reads only."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlmodel import Session

from chonso_app.calls.booking import service as booking
from chonso_app.calls.booking.service import Slot
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn, vn_time, vn_today
from chonso_app.core.texts import say
from chonso_app.orders import service as orders


@dataclass(frozen=True)
class DayChip:
    day: str  # ISO
    word: str
    date: str


@dataclass(frozen=True)
class SlotChip:
    at: str  # ISO
    time: str
    full: bool


@dataclass(frozen=True)
class Picker:
    days: list[DayChip] = field(default_factory=list)
    day: str = ""
    slots: list[SlotChip] = field(default_factory=list)


def picker(session: Session, actor: Actor, code: str, day: str, now: datetime) -> Picker:
    """The days that have slots, and those of `day` ("" or one that has none: the first).

    Raises:
        OrderNotFound
    """
    order = orders.order_of(session, actor, code)
    by_day: dict[date, list[Slot]] = {}
    for slot in booking.slots(session, order, now):
        by_day.setdefault(vn(slot.at).date(), []).append(slot)
    days = [DayChip(one.isoformat(), _word(one, now), f"{one:%d/%m}") for one in by_day]
    chosen = next((one for one in by_day if one.isoformat() == day), next(iter(by_day), None))
    if chosen is None:
        return Picker()
    chips = [SlotChip(one.at.isoformat(), vn_time(one.at), not one.left) for one in by_day[chosen]]
    return Picker(days, chosen.isoformat(), chips)


def _word(day: date, now: datetime) -> str:
    today = vn_today(now)
    near = {today: "calls.booking.today", today + timedelta(days=1): "calls.booking.tomorrow"}
    return say(near[day]) if day in near else say(f"hours.day.{day.weekday()}")


def confirm_words(at: datetime, now: datetime) -> str:
    """`Hẹn 14:15 hôm nay`."""
    word = _word(vn(at).date(), now).lower()
    return say("calls.booking.confirm", time=vn_time(at), day=word)
