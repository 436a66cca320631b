"""What an order says when it is printed as a contract."""

from datetime import datetime

from sqlmodel import Session

from chonso_app.accounts.models import Province
from chonso_app.contracts.models import TEXT_VERSION, Contract
from chonso_app.contracts.pdf import Cost, Terms
from chonso_app.core.clock import vn, vn_date
from chonso_app.core.config import settings
from chonso_app.core.money import vnd
from chonso_app.core.msisdn import grouped
from chonso_app.core.texts import say
from chonso_app.orders.models import Order


def contract_number(code: str, nth: int, now: datetime) -> str:
    first = f"{vn(now).year}/{code}"
    return first if nth == 1 else f"{first}-{nth}"


def terms_of(session: Session, order: Order, number: str, drafted_at: datetime) -> Terms:
    """The same order, number and day always give the same words."""
    assert order.id_number is not None
    assert order.born is not None
    return Terms(
        number=number,
        order_code=order.code,
        drafted_on=vn_date(drafted_at),
        operator=settings.brand,
        hotline=settings.hotline,
        text_version=TEXT_VERSION,
        name=order.full_name,
        birth_date=f"{order.born:%d/%m/%Y}",
        id_number=order.id_number,
        address=_address(session, order),
        phone=grouped(order.contact_phone),
        email=order.email,
        msisdn=grouped(order.msisdn),
        sim_kind=say(f"contracts.sim_kind.{order.sim_kind.value}"),
        plan=order.plan_name or say("contracts.no_plan"),
        promotion=promotion_of(order) or say("contracts.no_promotion"),
        costs=_costs(order),
        total=vnd(order.total),
    )


def _address(session: Session, order: Order) -> str:
    province = session.get(Province, order.province_code)
    parts = (order.address, order.ward, province.name if province else "")
    return ", ".join(part for part in parts if part)


def _costs(order: Order) -> tuple[Cost, ...]:
    lines = (
        ("contracts.cost.number", order.number_price),
        (f"contracts.cost.{order.sim_kind.value}", order.sim_fee),
        ("contracts.cost.plan", order.plan_price),
    )
    return tuple(Cost(say(key, plan=order.plan_name), vnd(amount)) for key, amount in lines)


def promotion_of(order: Order) -> str:
    """`KMTN4G: miễn phí 15 GB…` as frozen on the order; "" when there is none."""
    offer = order.promotion
    return f"{offer['plan_code']}: {offer['title']}" if offer else ""


def attachment(contract: Contract) -> list[tuple[str, str]]:
    """The sealed PDF, as `notifications` wants its attachments."""
    assert contract.pdf_media is not None
    return [(file_name(contract), contract.pdf_media)]


def file_name(contract: Contract) -> str:
    return f"hop-dong-{contract.number.replace('/', '-')}.pdf"
