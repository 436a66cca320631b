"""Giao Hàng Nhanh, API v2: JSON, `{"code", "message", "data"}` around every answer.

Addresses go by name; by GHN's own codes where we know them, and only then is there a plain `fee`:
otherwise `preview` tells it, which takes the body of `create` and creates nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

import httpx

from chonso_app.carriers import wire
from chonso_app.carriers.gateway import (
    Address,
    BadNotice,
    CarrierNotice,
    Created,
    Fee,
    Label,
    Parcel,
    ParcelState,
    ParcelStatus,
)
from chonso_app.core.config import settings
from chonso_app.core.gateways import GatewayRefused, GatewayUnavailable

_SYSTEM = "ghn"
_SHOP_PAYS, _E_COMMERCE, _MOST_INSURED = 1, 2, 5_000_000
_API = "/shiip/public-api"
_S = ParcelStatus
STATUSES = {
    "ready_to_pick": _S.CREATED,
    "picking": _S.PICKING,
    "money_collect_picking": _S.PICKING,
    "picked": _S.PICKED,
    "storing": _S.IN_TRANSIT,
    "transporting": _S.IN_TRANSIT,
    "sorting": _S.IN_TRANSIT,
    "delivering": _S.DELIVERING,
    "money_collect_delivering": _S.DELIVERING,
    "delivered": _S.DELIVERED,
    "delivery_fail": _S.DELIVERY_FAILED,
    "waiting_to_return": _S.DELIVERY_FAILED,  # may still be delivered
    "return": _S.RETURNING,
    "return_transporting": _S.RETURNING,
    "return_sorting": _S.RETURNING,
    "returning": _S.RETURNING,
    "return_fail": _S.RETURNING,
    "returned": _S.RETURNED,
    "cancel": _S.CANCELLED,
    "damage": _S.DAMAGED,
    "lost": _S.LOST,
}  # "exception" is left out on purpose: a person must ask what is meant
_KEPT = (
    "OrderCode", "ClientOrderCode", "Type", "Status", "Time", "CODAmount", "CODTransferDate",
    "TotalFee", "Weight", "ConvertedWeight", "Reason", "ReasonCode", "ShopID", "PaymentType",
    "IsPartialReturn", "PartialReturnCode", "Warehouse",
)  # fmt: skip


class Ghn:
    def __init__(self, *, url: str, token: str, shop_id: str) -> None:
        self._pages = url.removesuffix(_API)
        self._http = httpx.Client(
            base_url=url, headers={"Token": token, "ShopId": shop_id}, timeout=wire.TIMEOUT
        )

    def fee(self, parcel: Parcel) -> Fee:
        to = parcel.receiver
        if to.district_id is None:
            data = self._call("/v2/shipping-order/preview", _order(parcel))
            return Fee(_needed(data, "total_fee"), wire.moment(data.get("expected_delivery_time")))
        body = {
            "service_type_id": _E_COMMERCE,
            "to_district_id": to.district_id,
            "to_ward_code": to.ward_code,
            "insurance_value": min(parcel.value, _MOST_INSURED),
        }
        if parcel.sender.district_id is not None:
            body |= {
                "from_district_id": parcel.sender.district_id,
                "from_ward_code": parcel.sender.ward_code,
            }
        return Fee(_needed(self._call("/v2/shipping-order/fee", body | _size(parcel)), "total"))

    def create(self, parcel: Parcel) -> Created:
        try:
            data = self._call("/v2/shipping-order/create", _order(parcel))
        except GatewayRefused:
            known = self.find(parcel.client_order_code)  # refused because it exists already?
            if known is None:
                raise
            return Created(known.carrier_code, known.fee)
        return Created(
            carrier_code=_code(data),
            fee=wire.dong(data.get("total_fee")),
            expected_at=wire.moment(data.get("expected_delivery_time")),
        )

    def cancel(self, carrier_code: str) -> None:
        if not self._switch("cancel", carrier_code):
            if self.detail(carrier_code).status is ParcelStatus.CANCELLED:
                return
            raise GatewayRefused(_SYSTEM, "too_late")

    def recall(self, carrier_code: str) -> None:
        if not self._switch("return", carrier_code):
            state = self.detail(carrier_code).status
            if state in (ParcelStatus.RETURNING, ParcelStatus.RETURNED):
                return
            raise GatewayRefused(_SYSTEM, "no_recall")

    def _switch(self, what: str, carrier_code: str) -> bool:
        """Whether GHN did it."""
        data = self._call(f"/v2/switch-status/{what}", {"order_codes": [carrier_code]})
        mine = [one for one in _rows(data) if one.get("order_code") == carrier_code]
        if not mine:
            raise GatewayUnavailable(_SYSTEM, "no_answer_about_it")
        return mine[0].get("result") is True

    def detail(self, carrier_code: str) -> ParcelState:
        return _state(self._call("/v2/shipping-order/detail", {"order_code": carrier_code}))

    def find(self, client_order_code: str) -> ParcelState | None:
        body = {"client_order_code": client_order_code}
        try:
            return _state(self._call("/v2/shipping-order/detail-by-client-code", body))
        except GatewayRefused:
            return None

    def label(self, carrier_code: str) -> Label:
        data = self._call("/v2/a5/gen-token", {"order_codes": [carrier_code]})
        return Label(url=f"{self._pages}/a5/public-api/printA5?token={data.get('token', '')}")

    def read(self, fields: Mapping[str, object]) -> CarrierNotice:
        code, status = wire.text(fields.get("OrderCode")), wire.text(fields.get("Status"))
        kind, time = wire.text(fields.get("Type")), wire.text(fields.get("Time"))
        if not (code and kind and time):
            raise BadNotice
        return CarrierNotice(
            carrier_code=code,
            client_order_code=wire.text(fields.get("ClientOrderCode")),
            type=kind,
            raw_status=status,
            status=STATUSES.get(status),
            time=time,
            raw=wire.kept(fields, _KEPT),
        )

    def _call(self, path: str, body: Mapping[str, object]) -> Any:
        """The `data` of a success. `{"code": 400, …, "code_message"}` is a clear no."""
        told = wire.ask(self._http, _SYSTEM, "POST", path, json=body)
        if told.get("code") == httpx.codes.OK and told.get("data") is not None:
            return told["data"]
        if told.get("code") == httpx.codes.BAD_REQUEST:
            raise GatewayRefused(_SYSTEM, wire.text(told.get("code_message"))[:64])
        raise GatewayUnavailable(_SYSTEM, wire.text(told.get("code")))


@cache
def gateway() -> Ghn:
    """The one of the settings."""
    return Ghn(url=settings.ghn_url, token=settings.ghn_token, shop_id=settings.ghn_shop_id)


def _order(parcel: Parcel) -> dict[str, object]:
    body = {
        "payment_type_id": _SHOP_PAYS,
        "required_note": "KHONGCHOXEMHANG",
        "note": parcel.note,
        "client_order_code": parcel.client_order_code,
        "cod_amount": parcel.cod_amount,
        "content": parcel.content,
        "insurance_value": min(parcel.value, _MOST_INSURED),
        "service_id": 0,
        "service_type_id": _E_COMMERCE,
        "items": [
            {
                "name": parcel.content, "code": parcel.client_order_code, "quantity": 1,
                "price": parcel.value, "weight": parcel.weight_g,
            }
        ],
    }  # fmt: skip
    if parcel.pick_up_at:
        body["pickup_time"] = int(parcel.pick_up_at.timestamp())
    return body | _size(parcel) | _place("from", parcel.sender) | _place("to", parcel.receiver)


def _size(parcel: Parcel) -> dict[str, object]:
    return {
        "weight": parcel.weight_g, "length": parcel.length_cm, "width": parcel.width_cm,
        "height": parcel.height_cm,
    }  # fmt: skip


def _place(side: str, address: Address) -> dict[str, object]:
    """Codes where we have them, names otherwise. Nothing is sent empty: GHN then takes its own."""
    named: dict[str, object] = {
        "name": address.name, "phone": address.phone, "address": address.street,
    }  # fmt: skip
    if address.district_id is not None:
        named |= {"district_id": address.district_id, "ward_code": address.ward_code}
    else:
        named |= {
            "ward_name": address.ward, "district_name": address.district,
            "province_name": address.province,
        }  # fmt: skip
    return {f"{side}_{name}": value for name, value in named.items() if value}


def _state(data: Any) -> ParcelState:
    """`detail` answers with an object, by client code sometimes with a list of one."""
    rows = _rows(data)
    if not rows:
        raise GatewayUnavailable(_SYSTEM, "empty")
    told = rows[0]
    status = wire.text(told.get("status"))
    return ParcelState(
        carrier_code=_code(told),
        client_order_code=wire.text(told.get("client_order_code")),
        status=STATUSES.get(status),
        raw_status=status,
        cod_amount=wire.dong(told.get("cod_amount")),
        fee=wire.dong(told.get("total_fee")),
        reason=wire.text(told.get("reason")),
        at=_changed_at(told),
    )


def _changed_at(told: Mapping[str, Any]) -> datetime | None:
    return wire.moment(told.get("updated_date"))


def _rows(data: Any) -> list[dict[str, Any]]:
    rows = data if isinstance(data, list) else [data]
    return [row for row in rows if isinstance(row, dict)]


def _code(data: Mapping[str, Any]) -> str:
    code = wire.text(data.get("order_code"))
    if not code:
        raise GatewayUnavailable(_SYSTEM, "no_order_code")
    return code


def _needed(data: Mapping[str, Any], name: str) -> int:
    """A fee that is missing is no fee of nothing."""
    if not isinstance(data.get(name), int | float):
        raise GatewayUnavailable(_SYSTEM, f"no_{name}")
    return wire.dong(data[name])
