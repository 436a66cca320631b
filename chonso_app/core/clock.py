"""UTC inside, Vietnam at the edge."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

VN = ZoneInfo("Asia/Ho_Chi_Minh")
_DAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


def vn(moment: datetime) -> datetime:
    return moment.astimezone(VN)


def vn_today(now: datetime) -> date:
    return vn(now).date()


def vn_time(moment: datetime) -> str:
    """`14:32`."""
    return vn(moment).strftime("%H:%M")


def vn_date(moment: datetime) -> str:
    """`20/11/2026`."""
    return vn(moment).strftime("%d/%m/%Y")


def vn_datetime(moment: datetime) -> str:
    """`14:32 20/11/2026`."""
    return vn(moment).strftime("%H:%M %d/%m/%Y")


def vn_short(moment: datetime) -> str:
    """`20/11, 10:28`, as timelines write it."""
    return vn(moment).strftime("%d/%m, %H:%M")


def vn_weekday(moment: datetime) -> str:
    return _DAYS[vn(moment).weekday()]
