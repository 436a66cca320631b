"""Giao Hàng Tiết Kiệm: JSON by `{"success", "message"}`, weights in kg, webhooks as forms.

Anything may be asked for by our own code instead of theirs: `partner_id:<code>`.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import httpx

from chonso_app.carriers import wire
from chonso_app.carriers.gateway import (
    BadNotice,
    CarrierNotice,
    Created,
    Fee,
    Label,
    Parcel,
    ParcelState,
    ParcelStatus,
)
from chonso_app.core.clock import vn
from chonso_app.core.config import settings
from chonso_app.core.gateways import GatewayRefused, GatewayUnavailable

_SYSTEM = "ghtk"
_EXISTS = "ORDER_ID_EXIST"
_MOST_INSURED = 20_000_000
_S = ParcelStatus
STATUSES = {
    "-1": _S.CANCELLED,
    "1": _S.CREATED,
    "2": _S.CREATED,
    "12": _S.PICKING,
    "8": _S.PICKING,  # the pick-up is put off
    "127": _S.PICKING,  # a shipper's own report of 7, 8: not final
    "128": _S.PICKING,
    "7": _S.CANCELLED,  # not picked up, given up
    "123": _S.PICKED,
    "3": _S.PICKED,
    "4": _S.DELIVERING,
    "10": _S.DELIVERING,  # put off
    "410": _S.DELIVERING,
    "45": _S.DELIVERING,  # a shipper's own report of 5: not yet the company's
    "9": _S.DELIVERY_FAILED,
    "49": _S.DELIVERY_FAILED,
    "5": _S.DELIVERED,
    "6": _S.DELIVERED,  # and the money was sent on
    "20": _S.RETURNING,
    "21": _S.RETURNED,
    "11": _S.RETURNED,  # and settled
    "13": _S.LOST,  # paid for
}
_KEPT = (
    "label_id", "partner_id", "status_id", "action_time", "reason_code", "reason", "weight", "fee",
    "pick_money", "return_part_package",
)  # fmt: skip


class Ghtk:
    def __init__(self, *, url: str, token: str, client: str = "") -> None:
        self._http = httpx.Client(
            base_url=url,
            headers={"Token": token, "X-Client-Source": client or "chonso"},
            timeout=wire.TIMEOUT,
        )

    def fee(self, parcel: Parcel) -> Fee:
        to, sender = parcel.receiver, parcel.sender
        wanted = {
            "pick_province": sender.province, "pick_district": sender.district,
            "pick_ward": sender.ward, "province": to.province, "district": to.district,
            "ward": to.ward, "address": to.street, "weight": parcel.weight_g,
            "value": _insured(parcel), "transport": "road", "deliver_option": "none",
        }  # fmt: skip
        params = {name: value for name, value in wanted.items() if value != ""}
        told = self._call("GET", "/services/shipment/fee", params=params).get("fee")
        if not isinstance(told, dict) or "fee" not in told:
            raise GatewayUnavailable(_SYSTEM, "no_fee")
        if told.get("delivery") is False:
            raise GatewayRefused(_SYSTEM, "not_served")
        return Fee(wire.dong(told["fee"]))

    def create(self, parcel: Parcel) -> Created:
        body = {"products": [_product(parcel)], "order": _order(parcel)}
        try:
            told = self._call("POST", "/services/shipment/order/?ver=1.5", json=body)
        except GatewayRefused as refusal:
            known = self.find(parcel.client_order_code) if refusal.code == _EXISTS else None
            if known is None:
                raise
            return Created(known.carrier_code, known.fee)
        order = told.get("order")
        if not isinstance(order, dict) or not order.get("label"):
            raise GatewayUnavailable(_SYSTEM, "no_label")
        return Created(
            carrier_code=wire.text(order["label"]),
            fee=wire.dong(order.get("fee")),
            expected_at=wire.moment(order.get("estimated_deliver_time")),
        )

    def cancel(self, carrier_code: str) -> None:
        try:
            self._call("POST", f"/services/shipment/cancel/{carrier_code}")
        except GatewayRefused:
            if self.detail(carrier_code).status is ParcelStatus.CANCELLED:
                return
            raise

    def recall(self, carrier_code: str) -> None:
        raise GatewayRefused(_SYSTEM, "by_phone_only")

    def detail(self, carrier_code: str) -> ParcelState:
        return _state(self._call("GET", f"/services/shipment/v2/{carrier_code}"))

    def find(self, client_order_code: str) -> ParcelState | None:
        try:
            return self.detail(f"partner_id:{client_order_code}")
        except GatewayRefused:
            return None

    def label(self, carrier_code: str) -> Label:
        try:
            response = self._http.get(f"/services/label/{carrier_code}")
        except httpx.HTTPError as error:
            raise GatewayUnavailable(_SYSTEM, type(error).__name__) from error
        if not response.is_success or not response.content.startswith(b"%PDF"):
            raise GatewayUnavailable(_SYSTEM, str(response.status_code))
        return Label(pdf=response.content)

    def read(self, fields: Mapping[str, object]) -> CarrierNotice:
        code, status = wire.text(fields.get("label_id")), wire.text(fields.get("status_id"))
        time = wire.text(fields.get("action_time"))
        if not (code and status and time):
            raise BadNotice
        return CarrierNotice(
            carrier_code=code,
            client_order_code=wire.text(fields.get("partner_id")),
            type="status",
            raw_status=status,
            status=STATUSES.get(status),
            time=time,
            raw=wire.kept(fields, _KEPT),
        )

    def _call(self, method: str, path: str, **kwargs: Any) -> dict[str, Any]:
        told = wire.ask(self._http, _SYSTEM, method, path, **kwargs)
        if told.get("success") is True:
            return told
        if told.get("success") is False:
            error = told.get("error")
            code = error.get("code") if isinstance(error, dict) else told.get("error_code")
            raise GatewayRefused(_SYSTEM, wire.text(code)[:64] or "refused")
        raise GatewayUnavailable(_SYSTEM, "unclear")


@cache
def gateway() -> Ghtk:
    """The one of the settings."""
    return Ghtk(url=settings.ghtk_url, token=settings.ghtk_token, client=settings.ghtk_client)


def _product(parcel: Parcel) -> dict[str, object]:
    return {
        "name": parcel.content,
        "weight": parcel.weight_g / 1000,
        "quantity": 1,
        "product_code": parcel.client_order_code,
    }


def _order(parcel: Parcel) -> dict[str, object]:
    to, sender = parcel.receiver, parcel.sender
    told = {
        "id": parcel.client_order_code,
        "pick_name": sender.name, "pick_address": sender.street,
        "pick_province": sender.province, "pick_district": sender.district,
        "pick_ward": sender.ward, "pick_tel": sender.phone,
        "tel": to.phone, "name": to.name, "address": to.street, "province": to.province,
        "district": to.district, "ward": to.ward, "hamlet": "Khác", "is_freeship": "1",
        "pick_date": vn(parcel.pick_up_at).date().isoformat() if parcel.pick_up_at else "",
        "pick_money": parcel.cod_amount, "note": parcel.note, "value": _insured(parcel),
        "transport": "road", "pick_option": "cod",
    }  # fmt: skip
    return {name: value for name, value in told.items() if value != ""}


def _insured(parcel: Parcel) -> int:
    return min(parcel.value, _MOST_INSURED)


def _state(told: Mapping[str, Any]) -> ParcelState:
    order = told.get("order")
    if not isinstance(order, dict) or not order.get("label_id"):
        raise GatewayUnavailable(_SYSTEM, "no_order")
    status = wire.text(order.get("status"))
    return ParcelState(
        carrier_code=wire.text(order["label_id"]),
        client_order_code=wire.text(order.get("partner_id")),
        status=STATUSES.get(status),
        raw_status=status,
        cod_amount=wire.dong(order.get("pick_money")),
        fee=wire.dong(order.get("ship_money")),
        reason=wire.text(order.get("message")),
        at=wire.moment(order.get("modified")),
    )
