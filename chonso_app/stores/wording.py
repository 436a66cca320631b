"""Opening hours in words."""

from datetime import datetime, timedelta

from chonso_app.core.clock import vn, vn_date, vn_time, vn_weekday
from chonso_app.core.texts import say
from chonso_app.stores.rules import WEEK, Opening


def opening(state: Opening, now: datetime) -> str:
    """`Đang mở, đến 20:00` · `Đóng cửa, mở lại 08:00 ngày mai`."""
    if state.until is not None:
        return say("stores.open_until", time=vn_time(state.until))
    if state.next_at is None:
        return say("stores.closed_long")
    return say("stores.opens_at", when=moment(state.next_at, now))


def moment(at: datetime, now: datetime) -> str:
    """`08:00 hôm nay`, `08:00 ngày mai`, `08:00 Thứ Hai`, `08:00 ngày 02/12/2026`."""
    days = (vn(at).date() - vn(now).date()) // timedelta(days=1)
    if days < 2:
        return say("stores.today" if days == 0 else "stores.tomorrow", time=vn_time(at))
    if days < WEEK:
        return say("stores.weekday", time=vn_time(at), day=vn_weekday(at))
    return say("stores.date", time=vn_time(at), date=vn_date(at))
