"""What delivery will cost, for a person who waits: an answer always comes, and soon.

Called through `asyncio.to_thread`, never inside a transaction.
"""

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from dataclasses import dataclass
from datetime import datetime

from chonso_app.carriers import gateways, rules, service
from chonso_app.carriers.gateway import Address, Fee, Parcel
from chonso_app.carriers.models import Carrier
from chonso_app.core import db
from chonso_app.core.gateways import GatewayError

_PATIENCE_SECONDS = 4.0
_asking = ThreadPoolExecutor(max_workers=8, thread_name_prefix="quote")


@dataclass(frozen=True)
class Quote:
    """`is_estimate`: the carrier gave no answer, and our own flat fee stands in for it."""

    carrier: str  # its code
    carrier_name: str
    fee: int  # ₫
    expected_at: datetime | None
    is_estimate: bool

    def as_json(self) -> dict[str, object]:
        """For the order to keep."""
        return {
            "carrier": self.carrier,
            "carrier_name": self.carrier_name,
            "fee": self.fee,
            "expected_at": self.expected_at.isoformat() if self.expected_at else None,
            "is_estimate": self.is_estimate,
        }


def quote(
    address: Address,
    *,
    cod: int,
    value: int = 0,
    sender: Address | None = None,
    now: datetime,
    patience: float = _PATIENCE_SECONDS,
) -> Quote:
    """The fee of the carrier that our rules choose for `address`. Needs `address.province_code`.

    Raises:
        NoCarrierServes
    """
    carrier = db.read(service.choose, address.province_code, cod=cod, now=now)
    parcel = Parcel(
        client_order_code="",
        sender=sender or registered_sender(carrier),
        receiver=address,
        cod_amount=cod,
        value=value,
        content="SIM",
    )
    fee = _ask(carrier.code, parcel, patience)
    return Quote(
        carrier=carrier.code,
        carrier_name=carrier.name,
        fee=fee.amount if fee else rules.flat_fee(carrier, address.province_code),
        expected_at=fee.expected_at if fee else None,
        is_estimate=fee is None,
    )


def registered_sender(carrier: Carrier) -> Address:
    """The pick-up address that the carrier knows of us."""
    return Address(
        province=carrier.pick_up_province,
        ward=carrier.pick_up_ward,
        district=carrier.pick_up_district,
        street=carrier.pick_up_street,
        phone=carrier.pick_up_phone,
    )


def _ask(code: str, parcel: Parcel, patience: float) -> Fee | None:
    """None when there is no answer in time. A slow call ends by its own timeout, unheard."""
    asked = _asking.submit(lambda: gateways.of(code).fee(parcel))
    try:
        return asked.result(timeout=patience)
    except (GatewayError, TooSlow):
        return None
