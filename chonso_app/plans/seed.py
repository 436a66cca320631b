"""Demo plans and promotions from `data/`: added where missing, never changed."""

import json
from calendar import monthrange
from datetime import date, datetime, timedelta
from importlib import resources
from typing import Any

from sqlmodel import Session, select

from chonso_app.core.clock import vn_today
from chonso_app.plans.models import Plan, Promotion

_CURRENT = "current"  # a window around today, so that a promotion can always be seen


def seed(session: Session, now: datetime) -> None:
    for rank, given in enumerate(_data("plans")):
        if session.get(Plan, given["code"]) is None:
            session.add(Plan(**given, rank=rank))
    today = vn_today(now)
    for given in _data("promotions"):
        windows, terms = given.pop("windows"), given.pop("terms")
        for window in windows:
            if window == _CURRENT and _runs(session, given["code"], today):
                continue
            starts_on, ends_on = _window(window, today)
            _add(session, Promotion(**given, starts_on=starts_on, ends_on=ends_on), terms)


def _add(session: Session, promotion: Promotion, terms: list[str]) -> None:
    same = select(Promotion).where(
        Promotion.code == promotion.code, Promotion.starts_on == promotion.starts_on
    )
    if session.exec(same).first() is None:
        days = {name: f"{getattr(promotion, name):%d/%m/%Y}" for name in ("starts_on", "ends_on")}
        promotion.terms = [term.format(**days) for term in terms]
        session.add(promotion)


def _window(window: str | list[str], today: date) -> tuple[date, date]:
    """Current: from the first of this month to the end of the next."""
    if window != _CURRENT:
        return date.fromisoformat(window[0]), date.fromisoformat(window[1])
    first = today.replace(day=1)
    next_month = first + timedelta(days=monthrange(first.year, first.month)[1])
    return first, next_month.replace(day=monthrange(next_month.year, next_month.month)[1])


def _runs(session: Session, code: str, today: date) -> bool:
    running = select(Promotion).where(
        Promotion.code == code, Promotion.starts_on <= today, Promotion.ends_on >= today
    )
    return session.exec(running).first() is not None


def _data(name: str) -> list[dict[str, Any]]:
    file = resources.files("chonso_app.plans") / f"data/{name}.json"
    return json.loads(file.read_text(encoding="utf-8"))
