"""Rows that several screens of ordering show."""

from dataclasses import dataclass
from datetime import datetime

from chonso_app.core.clock import vn
from chonso_app.core.config import settings
from chonso_app.core.money import vnd
from chonso_app.core.texts import say
from chonso_app.orders.asking import needs_quote
from chonso_app.orders.models import Order, ReceiveBy


@dataclass(frozen=True)
class OptionRow:
    """One card to choose. `off`: it cannot be had, and `note` says why."""

    value: str
    title: str
    note: str
    right: str = ""
    off: bool = False


@dataclass(frozen=True)
class FeeRow:
    """What delivery costs. `phase`: "" (no address yet), asking, known."""

    phase: str = ""
    amount: str = ""
    note: str = ""
    is_estimate: bool = False


def option(value: str, title: str, note: str, *, right: str = "", on: bool) -> OptionRow:
    return OptionRow(value, title, note if on else say("ordering.off"), right if on else "", not on)


def fee_row(order: Order) -> FeeRow:
    if order.receive_by is not ReceiveBy.HOME or not order.delivery:
        return FeeRow("asking" if needs_quote(order) else "")
    told = order.delivery
    carrier = str(told.get("carrier_name", ""))
    estimate, expected = bool(told.get("is_estimate")), told.get("expected_at")
    if estimate:
        note = say("ordering.fee.estimate", carrier=carrier)
    elif expected:
        day = f"{vn(datetime.fromisoformat(str(expected))):%d/%m}"
        note = say("ordering.fee.by", carrier=carrier, date=day)
    else:
        note = say("ordering.fee.by_plain", carrier=carrier)
    return FeeRow("known", vnd(order.delivery_fee), note, estimate)


def store_way() -> str:
    return say("ordering.receive.store", brand=settings.brand)
