"""When a carrier is asked again, and how our codes look to it."""

from datetime import datetime, timedelta

from chonso_app.core.config import settings

PARKED_AFTER = timedelta(hours=6)  # a notice that `detail` never confirms
ASK_SOON = timedelta(minutes=1)  # a notice is ahead of what `detail` says
ANSWER_LATE = timedelta(minutes=10)  # the carrier should have taken the parcel by then


def client_order_code(order_code: str, number: int) -> str:
    """`GS-7K3Q68`, 1 → `GS7K3Q68-1`: ours for the carrier, never used for two parcels."""
    return f"{order_code.replace('-', '')}-{number}"


def next_check(now: datetime) -> datetime:
    """When to ask about a parcel of which no notice comes."""
    return now + timedelta(seconds=settings.carrier_check_seconds)
