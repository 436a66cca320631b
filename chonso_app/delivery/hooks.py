"""Where carriers tell of parcels, and where a clerk gets the label.

A webhook carries no signature: its path holds a secret, and whatever it says is only a reason to
ask the carrier. It is stored before it is answered; whoever does not know the secret meets 404.
"""

import asyncio
import hmac
import json
import logging
from collections.abc import Mapping
from urllib.parse import parse_qsl

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from chonso_app.carriers import gateways
from chonso_app.carriers.gateway import BadNotice
from chonso_app.core import audit
from chonso_app.core.actors import Actor
from chonso_app.core.config import settings
from chonso_app.core.db import in_transaction, utc_now
from chonso_app.core.errors import ShopError
from chonso_app.core.gateways import GatewayError
from chonso_app.core.permissions import Permission
from chonso_app.delivery import tracking
from chonso_app.delivery.models import Shipment
from chonso_app.orders import service as orders
from chonso_app.ui.edge import PUBLIC, Limit, actor_of_request, route
from chonso_app.ui.uploads import body_of

log = logging.getLogger(__name__)
_MOST_BYTES = 64 * 1024
_OK = {"code": 200, "message": "Success"}


class LabelNotFound(ShopError):
    """No such parcel, another unit's, or the carrier has not taken it yet."""


class CarrierSilent(ShopError):
    """The carrier gives no label now."""


async def notice(request: Request) -> Response:
    """200 as soon as it is stored. Anything else makes the carrier send it again."""
    carrier = request.path_params["carrier"]
    shown = request.path_params.get("secret") or request.query_params.get("hash", "")
    if carrier not in gateways.ADAPTERS or not _is_ours(shown):
        return JSONResponse({"error": "not_found"}, 404)
    try:
        body = await body_of(request, _MOST_BYTES, BadNotice())
        told = gateways.of(carrier).read(_fields(body, request.headers.get("content-type", "")))
    except BadNotice:
        log.warning("a notice of %s could not be read", carrier)  # again it would be no better
        return JSONResponse(_OK)
    await in_transaction(tracking.store_notice, carrier, told, now=utc_now())
    return JSONResponse(_OK)


def _is_ours(shown: str) -> bool:
    secret = settings.carrier_hook_secret
    return bool(secret) and hmac.compare_digest(shown.encode(), secret.encode())


def _fields(body: bytes, content_type: str) -> Mapping[str, object]:
    try:
        if "json" in content_type:
            told = json.loads(body)
            return told if isinstance(told, dict) else {}
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    except (ValueError, RecursionError) as error:
        raise BadNotice from error


async def label(request: Request) -> Response:
    """The carrier's label of a parcel: its own page, or the PDF through us."""
    actor = await actor_of_request(request)
    shipment_id = request.path_params["shipment_id"]
    carrier, code = await in_transaction(_label_wanted, actor, shipment_id)
    try:
        made = await asyncio.to_thread(gateways.of(carrier).label, code)
    except GatewayError as silence:
        raise CarrierSilent from silence
    no_store = {"Cache-Control": "no-store"}
    if made.url:
        return RedirectResponse(made.url, 303, no_store)
    return Response(made.pdf, media_type="application/pdf", headers=no_store)


def _label_wanted(session: Session, actor: Actor, shipment_id: int) -> tuple[str, str]:
    """Carrier and its code. A label shows a name and an address: who looked is written down."""
    shipment = session.get(Shipment, shipment_id)
    if shipment is None or shipment.carrier_code is None:
        raise LabelNotFound
    order = orders.order_for_staff(
        session, actor, shipment.order_code, need=Permission.DELIVERY_FULFIL
    )
    audit.record(session, actor, "delivery.label_seen", f"order:{order.code}", now=utc_now())
    return shipment.carrier, shipment.carrier_code


routes = [
    route("/api/van-chuyen/{carrier}", notice, need=PUBLIC, methods=("POST",), machine=True),
    route(
        "/api/van-chuyen/{carrier}/{secret}", notice, need=PUBLIC, methods=("POST",), machine=True
    ),
    route(
        "/api/nhan-van-chuyen/{shipment_id:int}",
        label,
        need=Permission.DELIVERY_FULFIL,
        limit=Limit(60, 60),
    ),
]
