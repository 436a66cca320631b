"""A parcel to send, from a warehouse to a customer's door."""

import secrets
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from chonso_app.carriers.gateway import (
    Address,
    Parcel,
    ParcelStatus,
)

S = ParcelStatus
NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
STORE = Address(
    province="Hà Nội", ward="Phường Yên Hòa", district="Quận Cầu Giấy", street="1 Phạm Văn Bạch",
    name="Kho Hà Nội", phone="0900009090",
)  # fmt: skip
HOME = Address(
    province="TP. Hồ Chí Minh", ward="Phường Bến Thành", district="Quận 1", street="12 Lê Lợi",
    name="Nguyễn Ngọc Lan", phone="0912345678", province_code="79",
)  # fmt: skip


def parcel(**changed: Any) -> Parcel:
    made = Parcel(
        client_order_code=f"GS{secrets.token_hex(4).upper()}-1", sender=STORE, receiver=HOME,
        cod_amount=1_297_000, value=25_000, content="Thẻ SIM", pick_up_at=NOW, note="Gọi trước",
    )  # fmt: skip
    return replace(made, **changed)
