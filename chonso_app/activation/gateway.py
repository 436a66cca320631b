"""What activation needs of the operator's back end (HT TC & QLKH) and of the SM-DP+."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class LineState(StrEnum):
    PROCESSING = "processing"
    ACTIVE = "active"
    REJECTED = "rejected"
    SUSPENDED = "suspended"


@dataclass(frozen=True)
class LineRequest:
    """A number to bring live. `promotion` is the code frozen on the order, "" for none."""

    msisdn: str
    iccid: str
    plan: str
    promotion: str = ""


@dataclass(frozen=True)
class LineResult:
    """`code`: why it was rejected, the operator's word."""

    state: LineState
    code: str = ""


class OperatorGateway(Protocol):
    """Every call carries `key`: asking again changes nothing and gets the first answer."""

    def activate(self, request: LineRequest, *, key: str) -> str:
        """The operator's reference. Raises GatewayUnavailable, GatewayRefused."""
        ...

    def result(self, reference: str) -> LineResult:
        """Raises GatewayUnavailable."""
        ...

    def suspend(self, msisdn: str, *, key: str) -> None:
        """Both ways, at once. Raises GatewayUnavailable, GatewayRefused."""
        ...

    def replace_sim(self, msisdn: str, iccid: str, *, key: str) -> None:
        """The line moves to another ICCID. Raises GatewayUnavailable, GatewayRefused."""
        ...


@dataclass(frozen=True)
class Profile:
    """A profile ready to be downloaded: `LPA:1$<smdp_address>$<matching_id>`. A bearer secret."""

    iccid: str
    matching_id: str
    smdp_address: str


class SmdpGateway(Protocol):
    """ES2+. `key` becomes the functionCallIdentifier."""

    def order(self, profile_type: str, *, key: str) -> str:
        """Reserve a profile; its ICCID. Raises GatewayUnavailable, GatewayRefused."""
        ...

    def confirm(self, iccid: str, *, key: str) -> Profile:
        """Release it for download. Raises GatewayUnavailable, GatewayRefused."""
        ...

    def cancel(self, iccid: str, *, key: str) -> None:
        """Never to be downloaded. Cancelling again is harmless.

        Raises:
            GatewayUnavailable
            GatewayRefused: it is installed already.
        """
        ...
