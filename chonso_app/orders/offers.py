"""What `plans` offers to this order: plans on sale, and the promotion that goes with it."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from chonso_app.orders.models import Order


def plan_on_sale(session: Session, code: str, *, now: datetime) -> Any:
    return None


def promotion_for(session: Session, order: Order, *, now: datetime) -> dict[str, Any] | None:
    return None
