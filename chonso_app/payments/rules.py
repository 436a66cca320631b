"""What VNPAY's codes mean for us, and when we ask again. Source: VNPAY PAY 2.1.0."""

from datetime import datetime, timedelta

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
_SUSPECTED = "07"
_CANCELLED = "24"
_WINDOW_CLOSED = "11"
_NOT_FINISHED = "01"
_REVERSED = "04"  # the bank debited, VNPAY did not succeed
NOT_FOUND = "91"

CHECKS_AFTER = (timedelta(minutes=1), timedelta(minutes=3), timedelta(minutes=5))  # of the lock
LATE_CHECKS = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))
REFUND_CHECKS = (
    timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1),
    timedelta(hours=6), timedelta(hours=24),
)  # fmt: skip


def outranks(new: PaymentStatus, old: PaymentStatus) -> bool:
    return _RANK[new] > _RANK[old]


def meaning_of_ipn(response: str, status: str) -> PaymentStatus:
    """A result that VNPAY calls us with. Success needs both codes."""
    if response == "00" and status == "00":
        return PaymentStatus.SUCCEEDED
    if _SUSPECTED in (response, status) or status == _REVERSED:
        return PaymentStatus.ON_HOLD
    if response == _CANCELLED:
        return PaymentStatus.CANCELLED
    return PaymentStatus.EXPIRED if response == _WINDOW_CLOSED else PaymentStatus.FAILED


def meaning_of_query(status: str) -> PaymentStatus:
    """`vnp_TransactionStatus` of an answer to querydr; PENDING when it says "not finished"."""
    if status == "00":
        return PaymentStatus.SUCCEEDED
    if status in (_SUSPECTED, _REVERSED):
        return PaymentStatus.ON_HOLD
    return PaymentStatus.PENDING if status in (_NOT_FINISHED, "") else PaymentStatus.FAILED


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
