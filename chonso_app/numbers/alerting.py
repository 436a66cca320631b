"""The feed of changes held against what people wait for: first found, then told once a day."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import takewhile

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.core.clock import VN, vn_date, vn_today
from chonso_app.core.errors import ShopError
from chonso_app.core.money import vnd
from chonso_app.core.msisdn import grouped, to_national
from chonso_app.notifications import service as notifications
from chonso_app.numbers import alerts, changes, search, service
from chonso_app.numbers import query as queries
from chonso_app.numbers.alert_models import AlertPlace, NumberAlert
from chonso_app.numbers.alert_words import in_words
from chonso_app.numbers.index import live
from chonso_app.numbers.models import Number, NumberChange, NumberStatus
from chonso_app.numbers.query import Query

TOLD_AT_ONCE = 5  # numbers of one message
_KEPT = 50  # of an alert: by the time it is told, some are sold
_SETTLED = timedelta(seconds=60)  # a transaction may commit after one with a later row
_BATCH = 1_000  # changes


@dataclass(frozen=True)
class Match:
    """Of one alert: what came, and how many there are in all."""

    msisdns: list[str]  # none: fewer are left
    total: int


@dataclass(frozen=True)
class Looked:
    """What a look at the feed found. `since` and `upto`: the stretch that it is about."""

    since: int | None  # None: the first look ever
    upto: int
    matches: dict[int, Match] = field(default_factory=dict)


def look(session: Session, *, now: datetime) -> Looked | None:
    """Reads only: it may take a while, and must not keep writers waiting. None: nothing new, or
    what is asked of the search index would be answered without it."""
    place = session.get(AlertPlace, 1)
    if place is None:
        return Looked(None, changes.last(session))
    asked = select(NumberChange).where(col(NumberChange.seq) > place.seq)
    rows = session.exec(asked.order_by(col(NumberChange.seq)).limit(_BATCH)).all()
    fresh = list(takewhile(lambda row: row.at <= now - _SETTLED, rows))
    if not fresh or _is_index_late():
        return None
    changed = {row.msisdn for row in fresh}
    matches = _matching(session, {one for one in changed if one}, now)
    if None in changed or _has_gap(session, place.seq, fresh[0].seq):
        for alert_id, match in _grown(session, now).items():
            named = matches.get(alert_id, match).msisdns
            matches[alert_id] = Match([*named, *match.msisdns], match.total)
    return Looked(place.seq, fresh[-1].seq, matches)


def settle(session: Session, looked: Looked, *, now: datetime) -> bool:
    """Keep what was found and go on from there. False: another worker was faster."""
    if looked.since is None:
        if session.get(AlertPlace, 1) is None:
            session.add(AlertPlace(seq=looked.upto))
        return True
    here = sa.and_(col(AlertPlace.id) == 1, col(AlertPlace.seq) == looked.since)
    moved = session.execute(sa.update(AlertPlace).where(here).values(seq=looked.upto))
    if not (isinstance(moved, sa.CursorResult) and moved.rowcount):
        return False
    for alert_id, match in looked.matches.items():
        alert = session.get(NumberAlert, alert_id, with_for_update=True)
        if alert is not None:
            alert.total = match.total
            if match.msisdns:
                newest_first = dict.fromkeys([*match.msisdns, *alert.found])
                alert.found, alert.found_at = list(newest_first)[:_KEPT], now
            session.add(alert)
    return True


def ids_to_tell(session: Session, *, now: datetime, limit: int = 500) -> list[int]:
    """Alerts with something to tell that told nothing yet today."""
    midnight = datetime.combine(vn_today(now), time.min, VN)
    due = select(col(NumberAlert.id)).where(
        col(NumberAlert.found_at).is_not(None),
        *_is_on(now),
        sa.or_(col(NumberAlert.told_at).is_(None), col(NumberAlert.told_at) < midnight),
    )
    return [
        one for one in session.exec(due.order_by(col(NumberAlert.found_at)).limit(limit)) if one
    ]


def tell(session: Session, alert_id: int, *, now: datetime) -> bool:
    """One message with what is still free of it. False: nothing is, or it is told already."""
    alert = session.get(NumberAlert, alert_id, with_for_update=True, populate_existing=True)
    if alert is None or alert.found_at is None:
        return False
    wanted = _question(alert)
    numbers = _free_of(session, alert.found, wanted) if wanted else []
    alert.found, alert.found_at = [], None
    session.add(alert)
    if not numbers:
        return False
    alert.told_at = now
    lines = [f"{grouped(number.msisdn)} – {vnd(number.price)}" for number in numbers]
    notifications.notify(
        session,
        f"alert:{alert.id}:{alert.created_at:%Y%m%d%H%M%S}:{vn_today(now):%Y%m%d}",
        "numbers.alert",
        customer_id=alert.customer_id,
        email=alert.email,
        params={
            "words": in_words(alert.question), "numbers": "\n".join(lines),
            "first": grouped(numbers[0].msisdn), "count": alert.total,
            "path": f"/tim?{alert.question}", "stop": alerts.link_of(alert),
            "until": vn_date(alert.ends_at),
        },
        now=now,
    )  # fmt: skip
    return True


def _has_gap(session: Session, seen: int, first: int) -> bool:
    """The feed was cut off behind us while nobody looked: what it said is lost."""
    if first == seen + 1 or seen == 0:
        return False
    known = select(NumberChange.seq).where(col(NumberChange.seq) <= seen).limit(1)
    return session.exec(known).first() is None


def _grown(session: Session, now: datetime) -> dict[int, Match]:
    """Very many changed: whose question has more numbers than when it was looked at last, or
    fewer."""
    found: dict[int, Match] = {}
    for alert in _running(session, now):
        if wanted := _question(alert):
            page = service.search(session, wanted, limit=_KEPT)
            if page.total != alert.total:
                more = page.numbers if page.total > alert.total else []
                found[alert.row_id] = Match([one.msisdn for one in more], page.total)
    return found


def _matching(session: Session, changed: set[str], now: datetime) -> dict[int, Match]:
    """Whose question one of them answers: it came, or it is gone."""
    if not changed:
        return {}
    nationals = {one: to_national(one) for one in changed}
    found: dict[int, Match] = {}
    for alert in _running(session, now):
        wanted = _question(alert)
        likely = [one for one in changed if wanted and _may_fit(wanted, nationals[one])]
        if not wanted or not likely:
            continue
        came = [one.msisdn for one in _free_of(session, likely, wanted, most=_KEPT)]
        if came or (alert.total and _is_one_gone(session, likely, wanted)):
            found[alert.row_id] = Match(came, service.total(session, wanted))
    return found


def _is_one_gone(session: Session, msisdns: Iterable[str], wanted: Query) -> bool:
    off = (col(Number.msisdn).in_(msisdns), ~search.on_shelf(), *search.wishes(wanted))
    return session.exec(select(Number.msisdn).where(*off).limit(1)).first() is not None


def _is_index_late() -> bool:
    """It is asked, and does not know yet what the feed says. Soon it does, or is asked no more."""
    status = live.status()
    return status.is_behind and not status.why


def _may_fit(wanted: Query, national: str) -> bool:
    """Spares the database most questions; it has the last word."""
    patterns = wanted.patterns
    return not patterns or any(one.places(national) is not None for one in patterns)


def _free_of(
    session: Session, msisdns: Iterable[str], wanted: Query, *, most: int = TOLD_AT_ONCE
) -> list[Number]:
    rows = (
        select(Number)
        .where(
            col(Number.msisdn).in_(msisdns),
            *search.conditions(wanted),
            Number.status == NumberStatus.AVAILABLE,
        )
        .order_by(col(Number.price), col(Number.national))
        .limit(most)
    )
    return list(session.exec(rows))


def _question(alert: NumberAlert) -> Query | None:
    try:
        return queries.from_url(alert.question)
    except ShopError:  # asked in words that a later version does not understand
        return None


def _running(session: Session, now: datetime) -> list[NumberAlert]:
    return list(session.exec(select(NumberAlert).where(*_is_on(now))))


def _is_on(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return col(NumberAlert.confirmed_at).is_not(None), col(NumberAlert.ends_at) > now
