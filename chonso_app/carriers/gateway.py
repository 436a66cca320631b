"""What delivery needs of a carrier, in words that no carrier owns.

Each carrier has dozens of states; ours are few, and they only ever move forward: see
`ParcelStatus.follows`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class BadNotice(Exception):
    """A webhook that names no parcel or no state: nothing to keep."""


class ParcelStatus(StrEnum):
    """In the order of a parcel's life, ends last: `rank` is the place in this list."""

    REQUESTED = "requested"  # ours only: the carrier has not answered yet
    CREATED = "created"  # waits to be picked up
    PICKING = "picking"  # a shipper is on the way to us
    PICKED = "picked"
    IN_TRANSIT = "in_transit"
    DELIVERING = "delivering"
    DELIVERY_FAILED = "delivery_failed"  # will be tried again, or is about to return
    RETURNING = "returning"  # refused or never met: on its way back
    CANCELLED = "cancelled"  # before the carrier had it
    RETURNED = "returned"
    DAMAGED = "damaged"
    LOST = "lost"
    DELIVERED = "delivered"

    @property
    def rank(self) -> int:
        return _RANKS[self]

    @property
    def is_final(self) -> bool:
        return self in FINAL

    @property
    def is_with_carrier(self) -> bool:
        """The carrier has the parcel in its hands: too late to cancel."""
        return self.PICKED.rank <= self.rank <= self.RETURNING.rank

    def follows(self, was: "ParcelStatus") -> bool:
        """Whether a parcel may go from `was` to this. Steps may be left out, none is taken back.

        A parcel on its way back is not delivered any more, and one that was picked up is not
        cancelled: a carrier that says so contradicts itself, and a person must look.
        """
        if was.is_final or self.rank <= was.rank:
            return False
        return not self.contradicts(was)

    def contradicts(self, was: "ParcelStatus") -> bool:
        """Two things that cannot both be true of one parcel."""
        if was.is_final:
            return self.is_final and self is not was
        if was is ParcelStatus.RETURNING:
            return self in (ParcelStatus.DELIVERED, ParcelStatus.CANCELLED)
        return self is ParcelStatus.CANCELLED and was.is_with_carrier


_RANKS = {status: place for place, status in enumerate(ParcelStatus)}
FINAL = frozenset(
    {
        ParcelStatus.CANCELLED, ParcelStatus.RETURNED, ParcelStatus.DAMAGED, ParcelStatus.LOST,
        ParcelStatus.DELIVERED,
    }
)  # fmt: skip


@dataclass(frozen=True)
class Address:
    """Where a parcel goes or comes from. `district` is "" since the reform of 1 July 2025.

    `district_id` and `ward_code` are GHN's own, where they are known.
    """

    province: str
    ward: str
    district: str = ""
    street: str = ""
    name: str = ""
    phone: str = ""  # national digits
    province_code: str = ""
    district_id: int | None = None
    ward_code: str = ""


@dataclass(frozen=True)
class Parcel:
    """A SIM in an envelope. `client_order_code` is the idempotency key: asking again is harmless.

    `content` is printed on the label: it never names the number or the person.
    """

    client_order_code: str
    sender: Address
    receiver: Address
    cod_amount: int
    value: int  # what is paid when it is lost
    content: str
    pick_up_at: datetime | None = None
    note: str = ""
    weight_g: int = 50
    length_cm: int = 20
    width_cm: int = 15
    height_cm: int = 1


@dataclass(frozen=True)
class Fee:
    amount: int  # ₫
    expected_at: datetime | None = None


@dataclass(frozen=True)
class Created:
    """What a carrier answers to `create`."""

    carrier_code: str
    fee: int
    expected_at: datetime | None = None


@dataclass(frozen=True)
class ParcelState:
    """What the carrier says of a parcel when it is asked. `status` None: a word unknown to us."""

    carrier_code: str
    client_order_code: str
    status: ParcelStatus | None
    raw_status: str
    cod_amount: int
    fee: int = 0
    reason: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class CarrierNotice:
    """A webhook, read. It proves nothing: `detail` does. `raw` is without personal data."""

    carrier_code: str
    client_order_code: str
    type: str
    raw_status: str
    status: ParcelStatus | None
    time: str  # as the carrier wrote it: part of what makes the notice one of a kind
    raw: dict[str, str | int | float | bool | None]


@dataclass(frozen=True)
class Label:
    """A page of the carrier's to print from, or the PDF itself."""

    url: str = ""
    pdf: bytes = b""


class CarrierGateway(Protocol):
    """Every call raises GatewayUnavailable, and GatewayRefused where a no is possible."""

    def fee(self, parcel: Parcel) -> Fee:
        """What `parcel` would cost. Creates nothing."""
        ...

    def create(self, parcel: Parcel) -> Created:
        """Order a pick-up. The same `client_order_code` again gets the first answer."""
        ...

    def cancel(self, carrier_code: str) -> None:
        """Call it off. Cancelling again is harmless. GatewayRefused: it was picked up already."""
        ...

    def recall(self, carrier_code: str) -> None:
        """Bring back what was picked up. GatewayRefused: this carrier does that by phone only."""
        ...

    def detail(self, carrier_code: str) -> ParcelState:
        """How it stands now: the truth about the parcel. GatewayRefused: there is none."""
        ...

    def find(self, client_order_code: str) -> ParcelState | None:
        """`detail` by our own code; None when the carrier has never heard of it."""
        ...

    def label(self, carrier_code: str) -> Label: ...

    def read(self, fields: Mapping[str, object]) -> CarrierNotice:
        """A webhook's fields. Raises BadNotice."""
        ...
