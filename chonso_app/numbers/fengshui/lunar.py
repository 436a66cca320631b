"""Tết of a year, and so the lunar year of a birth.

The first day of the first month by the rules of the calendar: months begin with the day of the new
moon, the eleventh has the winter solstice, and of thirteen the first without a principal term is
leap. Sun and moon after J. Meeus, Astronomical Algorithms, as shortened by Hồ Ngọc Đức. The day
is that of Hanoi since 1968, before that of Beijing, whose calendar was in use; so Tết 1985 was a
month earlier here than there, and those of 1968, 1969, 2007 and 2030 a day.
"""

from datetime import date
from functools import cache
from math import floor, pi, sin

FIRST_YEAR, LAST_YEAR = 1900, 2100  # between which the formulas are good to the minute
_BEIJING_SUN = 116.4 / 15  # hours ahead of Greenwich, by the sun itself; since 1929 by the clock
_EPOCH = 2_415_021.076998695  # a new moon at the beginning of 1900
_MONTH = 29.530588853
_DAY_ZERO = date(2000, 1, 1).toordinal() - 2_451_545  # Julian day → date ordinal
_WINTER = 9  # the sector of the sun (30° each) that begins with the winter solstice


def lunar_year_of(born: date) -> int:
    """Before Tết it is still the year before."""
    return born.year if born >= tet(born.year) else born.year - 1


@cache
def tet(year: int) -> date:
    """Its date in the solar `year`."""
    zone = (7 if year >= 1968 else 8 if year >= 1929 else _BEIJING_SUN) / 24
    eleventh = _eleventh_month(year - 1, zone)
    starts = [_new_moon_day(eleventh + month, zone) for month in range(15)]
    leap = _leap_month(starts, year, zone)
    months = [start for place, start in enumerate(starts) if place != leap]
    return date.fromordinal(months[2] + _DAY_ZERO)


def _leap_month(starts: list[int], year: int, zone: float) -> int | None:
    """Which of the months from the eleventh on has no number of its own."""
    if _eleventh_month(year, zone) - _eleventh_month(year - 1, zone) < 13:
        return None
    sectors = [_sector(start, zone) for start in starts]
    return next(place for place in range(1, 13) if sectors[place] == sectors[place + 1])


def _eleventh_month(year: int, zone: float) -> int:
    """Which new moon since 1900 begins the month with the winter solstice of `year`."""
    last_day = date(year, 12, 31).toordinal() - _DAY_ZERO
    moon = floor((last_day - _EPOCH) / _MONTH)
    return moon - 1 if _sector(_new_moon_day(moon, zone), zone) >= _WINTER else moon


def _new_moon_day(moon: int, zone: float) -> int:
    """The Julian day, counted from midnight of the zone."""
    return floor(_new_moon(moon) + 0.5 + zone)


def _new_moon(k: int) -> float:
    t = k / 1236.85
    sun = _radians(359.2242 + 29.10535608 * k - 0.0000333 * t**2 - 0.00000347 * t**3)
    moon = _radians(306.0253 + 385.81691806 * k + 0.0107306 * t**2 + 0.00001236 * t**3)
    node = _radians(21.2964 + 390.67050646 * k - 0.0016528 * t**2 - 0.00000239 * t**3)
    mean = 2_415_020.75933 + 29.53058868 * k + 0.0001178 * t**2 - 0.000000155 * t**3
    mean += 0.00033 * sin(_radians(166.56 + 132.87 * t - 0.009173 * t**2))
    terms = (
        (0.1734 - 0.000393 * t, sun), (0.0021, 2 * sun), (-0.4068, moon), (0.0161, 2 * moon),
        (-0.0004, 3 * moon), (0.0104, 2 * node), (-0.0051, sun + moon), (-0.0074, sun - moon),
        (0.0004, 2 * node + sun), (-0.0004, 2 * node - sun), (-0.0006, 2 * node + moon),
        (0.0010, 2 * node - moon), (0.0005, 2 * moon + sun),
    )  # fmt: skip
    clock = -0.000278 + 0.000265 * t + 0.000262 * t**2  # ephemeris time − universal time
    return mean + sum(factor * sin(angle) for factor, angle in terms) - clock


def _sector(day: int, zone: float) -> int:
    """Where the sun stands when `day` begins: 0 to 11, of 30° each from the spring equinox."""
    t = (day - 0.5 - zone - 2_451_545) / 36_525
    mean = _radians(357.52910 + 35_999.05030 * t - 0.0001559 * t**2 - 0.00000048 * t**3)
    longitude = 280.46645 + 36_000.76983 * t + 0.0003032 * t**2
    longitude += (1.914600 - 0.004817 * t - 0.000014 * t**2) * sin(mean)
    longitude += (0.019993 - 0.000101 * t) * sin(2 * mean) + 0.000290 * sin(3 * mean)
    return floor(longitude % 360 / 30)


def _radians(degrees: float) -> float:
    return degrees * pi / 180
