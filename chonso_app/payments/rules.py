"""What the gateway's answers mean for us, and when we ask again. Codes: VNPAY PAY 2.1.0."""

from datetime import datetime, timedelta

from chonso_app.payments.gateway import Outcome
from chonso_app.payments.models import PaymentStatus

# Which result may replace which: money outranks everything, suspicion outranks a plain "no".
_RANK = {
    PaymentStatus.PENDING: 0,
    PaymentStatus.FAILED: 1,
    PaymentStatus.CANCELLED: 1,
    PaymentStatus.EXPIRED: 1,
    PaymentStatus.ON_HOLD: 2,
    PaymentStatus.SUCCEEDED: 3,
}
_CANCELLED = "24"
_WINDOW_CLOSED = "11"

CHECKS_AFTER = (timedelta(minutes=1), timedelta(minutes=3), timedelta(minutes=5))  # of the lock
LATE_CHECKS = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))
REFUND_CHECKS = (
    timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1),
    timedelta(hours=6), timedelta(hours=24),
)  # fmt: skip


def outranks(new: PaymentStatus, old: PaymentStatus) -> bool:
    return _RANK[new] > _RANK[old]


def meaning_of(outcome: Outcome, code: str) -> PaymentStatus:
    """What the gateway says as a status of ours; PENDING when it does not know (yet)."""
    if outcome is Outcome.SUCCEEDED:
        return PaymentStatus.SUCCEEDED
    if outcome in (Outcome.SUSPECT, Outcome.REVERSED):
        return PaymentStatus.ON_HOLD
    if outcome in (Outcome.PENDING, Outcome.UNKNOWN):
        return PaymentStatus.PENDING
    if code == _CANCELLED:
        return PaymentStatus.CANCELLED
    return PaymentStatus.EXPIRED if code == _WINDOW_CLOSED else PaymentStatus.FAILED


def failure_text(response: str) -> str:
    """The text key that says why the bank said no."""
    known = {"09", "10", "11", "12", "13", "24", "51", "65", "75", "79"}
    return f"payments.failed.{response if response in known else 'other'}"


def next_check(lock_ends: datetime, checks: int, now: datetime) -> datetime | None:
    """When to ask querydr again, after `checks` askings; None when we give up.

    Three times while the number is kept for the bank, then a few times more for money that came
    too late: it must go back.
    """
    delays = CHECKS_AFTER + LATE_CHECKS
    return max(lock_ends + delays[checks], now) if checks < len(delays) else None


def next_refund_check(asked_at: datetime, attempts: int) -> datetime:
    return asked_at + REFUND_CHECKS[min(attempts, len(REFUND_CHECKS) - 1)]
