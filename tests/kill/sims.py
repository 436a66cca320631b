"""A physical SIM from its customer's hand to a live line: whatever dies meanwhile."""

from sqlmodel import Session, select

from chonso_app.accounts.models import Unit
from chonso_app.activation import serials
from chonso_app.activation.models import DossierStatus
from chonso_app.core import db, media
from chonso_app.core.actors import SYSTEM
from chonso_app.core.images import Picture
from chonso_app.orders.models import OrderStatus
from chonso_app.stores import service as stores
from chonso_app.stores.models import CardStatus, Store, StoreKind
from tests.kill.parcels import to_the_door
from tests.kill.story import CLOCK, Buyer
from tests.stores.world import iccid, lay_in

_WAREHOUSE = "KHO-KILL"


def to_the_line(buyer: Buyer) -> None:
    """The card arrived; serial and photo shown, approved, live at the operator: no SM-DP+."""
    to_the_door(buyer)
    db.transact(_card_shown, buyer)
    buyer.prove()
    buyer.be_approved()
    buyer.wait_until(DossierStatus.INSTALLED)
    assert buyer.order().status is OrderStatus.ACTIVATED
    card = db.read(stores.card_of_order, buyer.code)
    assert card is not None
    assert card.status is CardStatus.ACTIVE


def _card_shown(session: Session, buyer: Buyer) -> None:
    now, serial = CLOCK(), iccid(90_000 + buyer.nth)
    if session.get(Store, _WAREHOUSE) is None:
        unit = session.exec(select(Unit)).first()
        assert unit is not None
        session.add(
            Store(
                code=_WAREHOUSE, name="Kho", kind=StoreKind.WAREHOUSE, unit_id=unit.row_id,
                province_code="79",
            )
        )  # fmt: skip
        session.flush()
    lay_in(session, _WAREHOUSE, serial)
    stores.bind(session, SYSTEM, serial, buyer.code, now=now)
    stores.mark(session, SYSTEM, buyer.code, CardStatus.HANDED, now=now)
    serials.give_serial(session, buyer.actor, buyer.code, serial, now=now)
    name = f"sim/{buyer.code}"
    media.put_as(name, b"jpeg")
    photo = Picture(b"jpeg", 1200, 900, "0" * 64)
    serials.store_photo(session, buyer.actor, buyer.code, photo, name, now=now)
