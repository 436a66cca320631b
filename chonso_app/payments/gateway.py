"""What payments needs of a payment gateway, and the words for its answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True)
class PayRequest:
    """One attempt. `txn_ref` is ours and globally unique; `amount` in ₫.

    `info` reaches the payer's bank: unaccented, no special characters, nothing personal.
    `bank_code` "" lets the payer choose at the gateway.
    """

    txn_ref: str
    amount: int
    info: str
    address: str  # the payer's network address
    created_at: datetime
    expires_at: datetime
    return_url: str
    bank_code: str = ""


class Outcome(StrEnum):
    """What became of the money."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    SUSPECT = "suspect"  # taken, and suspected of fraud: a person decides
    REVERSED = "reversed"
    UNKNOWN = "unknown"  # the gateway does not know this attempt


@dataclass(frozen=True)
class Notice:
    """A verified message about one attempt: IPN, or the query of the return page.

    `amount` in ₫, exactly as told. `code` is the gateway's own reason; `transaction_no` its
    number of the transaction ("" or "0" when there is none); `raw` what may be kept as evidence.
    """

    txn_ref: str
    amount: int
    outcome: Outcome
    code: str
    transaction_no: str
    bank_code: str
    paid_at: datetime | None
    raw: dict[str, str]


@dataclass(frozen=True)
class QueryAnswer:
    outcome: Outcome
    amount: int
    code: str
    transaction_no: str
    bank_code: str
    paid_at: datetime | None


class RefundState(StrEnum):
    REQUESTED = "requested"  # accepted by the gateway, on its way to the bank
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True)
class RefundRequest:
    """`key` makes asking twice one refund. `paid_at_request` is when the attempt was created."""

    key: str
    txn_ref: str
    amount: int  # ₫
    is_full: bool
    transaction_no: str
    attempt_created_at: datetime
    reason: str  # unaccented
    by: str = "chonso"


class BadSignature(Exception):
    """The message was not signed with our secret, or has a parameter twice: nobody said this."""


class PaymentGateway(Protocol):
    def pay_url(self, request: PayRequest) -> str:
        """Where the payer's browser goes."""
        ...

    def read(self, query: Sequence[tuple[str, str]], raw: str) -> Notice:
        """Verify and read an IPN or a return.

        `query`: decoded pairs as they came; `raw`: the query not decoded.

        Raises:
            BadSignature
        """
        ...

    def query(self, txn_ref: str, attempt_created_at: datetime, *, key: str) -> QueryAnswer:
        """Raises GatewayUnavailable."""
        ...

    def refund(self, request: RefundRequest) -> RefundState:
        """Raises GatewayUnavailable, GatewayRefused."""
        ...

    def refund_state(self, request: RefundRequest, *, key: str) -> RefundState:
        """What became of a refund that was accepted. Raises GatewayUnavailable."""
        ...
