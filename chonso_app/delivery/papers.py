"""What goes with parcels on paper: the slip in the envelope, the list that the shipper signs.

`slips` and `hand_over` gather the words (in a transaction, the look is logged); `typeset` is pure
CPU work of some tens of milliseconds: call it through `asyncio.to_thread`.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
import zxingcpp
from sqlmodel import Session

from chonso_app.accounts.models import Province
from chonso_app.carriers.models import Carrier
from chonso_app.core import audit
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_datetime
from chonso_app.core.config import settings
from chonso_app.core.errors import ShopError
from chonso_app.core.iccid import grouped as serial_grouped
from chonso_app.core.money import vnd
from chonso_app.core.msisdn import grouped
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.delivery import fulfilment, shipping
from chonso_app.delivery.models import Shipment
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order, ReceiveBy
from chonso_app.stores import directory
from chonso_app.stores import service as stores

_HERE = Path(__file__).parent
_FONTS = _HERE.parents[1] / "assets" / "fonts"
_SLIP, _HAND_OVER = _HERE / "slip.typ", _HERE / "handover.typ"
_NEED = Permission.DELIVERY_FULFIL
_INSIDE, _STEPS = 3, 5
_PICTURE_PPI = 130.0


class NothingToPrint(ShopError):
    """None of the chosen orders is the actor's to print."""


@dataclass(frozen=True)
class Paper:
    """Words ready to print. `data` is what the template reads."""

    template: Path
    data: dict[str, Any]
    file_name: str


@dataclass(frozen=True)
class _Slip:
    brand: str
    printed: str
    code: str
    parcel: str
    name: str
    phone: str
    address: str
    note: str
    sender: str
    collect: str
    number: str
    serial: str
    barcode: str
    qr: str
    inside: list[str]
    steps: list[str]
    help: str


def slips(session: Session, actor: Actor, codes: Sequence[str], *, now: datetime) -> Paper:
    """A packing slip for each order (S0-B 2.3): serial, Mã giữ số, how to activate.

    Raises:
        NotAllowed, NothingToPrint, TooManyAtOnce
    """
    found = _orders(session, actor, codes)
    drawn = [_slip(session, order, now=now) for order in found]
    for order in found:
        audit.record(session, actor, "delivery.slip_printed", f"order:{order.code}", now=now)
    words = {
        name: say(f"delivery.slip.{name}")
        for name in ("title", "printed", "to", "from", "note", "collect", "number", "code",
                     "serial", "unpacked", "inside", "how")
    }  # fmt: skip
    shown = [{**asdict(one), "from": one.sender} for one in drawn]
    data = {"title": say("delivery.slip.title"), "words": words, "slips": shown}
    return Paper(_SLIP, data, f"phieu-goi-{found[0].code if len(found) == 1 else len(found)}.pdf")


def _slip(session: Session, order: Order, *, now: datetime) -> _Slip:
    shipment = shipping.latest_shipment(session, order.key)
    card = stores.card_of_order(session, order.code)
    code = fulfilment.leaves_from(session, order)
    sender = directory.store_of(session, code) if code else None
    return _Slip(
        brand=settings.brand,
        printed=vn_datetime(now),
        code=order.code,
        parcel=_parcel_name(session, shipment),
        name=order.to_name,
        phone=grouped(order.to_phone) if order.to_phone else "",
        address=full_address(session, order),
        note=order.to_note,
        sender=f"{sender.name}, {directory.full_address(sender)}" if sender else "",
        collect=vnd(order.due_on_receipt) if order.due_on_receipt else say("delivery.slip.paid"),
        number=grouped(order.msisdn),
        serial=serial_grouped(card.iccid) if card else "",
        barcode=barcode(card.iccid) if card else "",
        qr=qr(f"{settings.public_url}/phieu/{order.code}"),
        inside=[say(f"delivery.slip.inside_{n + 1}") for n in range(_INSIDE)],
        steps=[_step(n + 1, order) for n in range(_STEPS)],
        help=say("delivery.slip.help", hotline=settings.hotline),
    )


def _step(number: int, order: Order) -> str:
    page = f"{settings.public_url.removeprefix('https://').removeprefix('http://')}/phieu"
    return say(f"delivery.slip.step_{number}", code=order.code, page=page)


def hand_over(session: Session, actor: Actor, codes: Sequence[str], *, now: datetime) -> Paper:
    """The list that the shipper signs: no name, no phone, only what is counted.

    Raises:
        NotAllowed, NothingToPrint, TooManyAtOnce
    """
    found = [one for one in _orders(session, actor, codes) if one.receive_by is ReceiveBy.HOME]
    if not found:
        raise NothingToPrint
    rows, total = [], 0
    for number, order in enumerate(found, start=1):
        shipment = shipping.latest_shipment(session, order.key)
        card = stores.card_of_order(session, order.code)
        cod = shipment.cod_amount if shipment else order.due_on_receipt
        total += cod
        rows.append([
            str(number), order.code, _parcel_name(session, shipment),
            ", ".join(part for part in (order.to_ward, _province(session, order)) if part),
            f"…{card.iccid[-6:]}" if card else say("delivery.list.unpacked"), vnd(cod),
        ])  # fmt: skip
        audit.record(session, actor, "delivery.list_printed", f"order:{order.code}", now=now)
    data = {
        "title": say("delivery.list.title"),
        "summary": say("delivery.list.summary", count=len(found), at=vn_datetime(now)),
        "printed": f"{settings.brand} · {vn_datetime(now)}",
        "heads": [say(f"delivery.list.head_{n}") for n in range(1, 7)],
        "rows": rows,
        "total_label": say("delivery.list.total"),
        "total": vnd(total),
        "signers": [say("delivery.list.giver"), say("delivery.list.taker")],
        "sign_here": say("delivery.list.sign_here"),
    }
    return Paper(_HAND_OVER, data, f"ban-giao-{len(found)}-don.pdf")


def typeset(paper: Paper, *, picture: bool = False) -> bytes:
    """The PDF; with `picture` its first page as a PNG."""
    how: Any = {"format": "png", "ppi": _PICTURE_PPI} if picture else {"format": "pdf"}
    made = typst.compile(
        paper.template,
        font_paths=[_FONTS],
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(paper.data, ensure_ascii=False)},
        **how,
    )
    first = made[0] if isinstance(made, list) else made
    assert isinstance(first, bytes)
    return first


def barcode(serial: str) -> str:
    """Code 128 as SVG, with the quiet zones that a scanner wants."""
    return _svg(serial, zxingcpp.BarcodeFormat.Code128)


def qr(text: str) -> str:
    return _svg(text, zxingcpp.BarcodeFormat.QRCode)


def _svg(text: str, kind: Any) -> str:
    made = zxingcpp.create_barcode(text, kind)
    return zxingcpp.write_barcode_to_svg(made, scale=4)


def full_address(session: Session, order: Order) -> str:
    parts = (order.to_address, order.to_ward, order.to_district, _province(session, order))
    return ", ".join(part for part in parts if part)


def _province(session: Session, order: Order) -> str:
    province = session.get(Province, order.to_province_code)
    return province.name if province else ""


def _parcel_name(session: Session, shipment: Shipment | None) -> str:
    """`Giao Hàng Nhanh · LFX7…`: what the shipper asks for."""
    if shipment is None:
        return ""
    carrier = session.get(Carrier, shipment.carrier)
    name = carrier.name if carrier else shipment.carrier
    return f"{name} · {shipment.carrier_code}" if shipment.carrier_code else name


def _orders(session: Session, actor: Actor, codes: Sequence[str]) -> list[Order]:
    """Those of `codes` that are the actor's, in the order in which they were chosen."""
    wanted = list(dict.fromkeys(codes))
    if len(wanted) > fulfilment.MOST_AT_ONCE:
        raise fulfilment.TooManyAtOnce(most=fulfilment.MOST_AT_ONCE)
    found = []
    for code in wanted:
        try:
            found.append(orders.order_for_staff(session, actor, code, need=_NEED))
        except orders.OrderNotFound:
            continue
    if not found:
        raise NothingToPrint
    return found
