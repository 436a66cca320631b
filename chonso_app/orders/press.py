"""The press of `Giữ số` on a page: the number at the desk of holds, then the order that has it.

Two transactions. Between them lies a hold without an order: pressing again goes on from there,
and otherwise it runs out like any other.
"""

from chonso_app.core.actors import Actor
from chonso_app.core.db import in_transaction, utc_now
from chonso_app.holds import desk
from chonso_app.orders import service
from chonso_app.orders.models import Order


async def press(actor: Actor, msisdn: str, plan_code: str) -> Order:
    """`service.start_with_plan`, with the crowd waiting at the desk instead of at the database.

    Raises:
        what `service.start` refuses with.
    """
    now = utc_now()
    await desk.press(actor, msisdn, now=now)
    return await in_transaction(service.start_with_plan, actor, msisdn, plan_code, now=now)
