"""What the page of parked notices knows."""

from dataclasses import dataclass

import reflex as rx
from sqlmodel import Session

from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_short
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.delivery import parked
from chonso_app.ui.edge import actor_of, allow, refusals_told, tell
from chonso_app.ui.live import follow

_NEED = Permission.DELIVERY_PARKED


@dataclass(frozen=True)
class NoticeLine:
    event_id: int
    received: str
    carrier: str
    carrier_code: str
    order_code: str
    raw_status: str
    why: str
    reason: str
    owner: str


class ParkedState(rx.State):
    """`/admin/tin-van-chuyen`"""

    rows: list[NoticeLine] = []
    total: int = 0
    page: int = 1
    pages: int = 1

    @rx.event
    @allow(_NEED)
    async def load(self) -> None:
        self.page = 1
        await self._refresh()
        follow(self, parked.PARKED_TOPIC)

    @rx.event
    @allow(_NEED)
    async def turn_to(self, page: int) -> None:
        wanted = page if isinstance(page, int) else 1
        self.page = min(max(1, wanted), self.pages)
        await self._refresh()

    @rx.event
    @allow(_NEED)
    async def put_away(self, event_id: int) -> None:
        async with refusals_told(self):
            wanted = event_id if isinstance(event_id, int) else 0
            await in_transaction(parked.put_away, actor_of(self), wanted, now=utc_now())
            await tell(self, say("shipping.parked.done"), "ok")
        await self._refresh()

    async def _refresh(self) -> None:
        async with refusals_told(self):
            self.total, self.rows = await in_read(_shown, actor_of(self), self.page)
            self.pages = max(1, -(-self.total // parked.PAGE))


def _shown(session: Session, actor: Actor, page: int) -> tuple[int, list[NoticeLine]]:
    notices = parked.waiting(session, actor, offset=(page - 1) * parked.PAGE)
    return parked.how_many(session, actor), [_line(notice) for notice in notices]


def _line(notice: parked.ParkedNotice) -> NoticeLine:
    return NoticeLine(
        event_id=notice.event_id,
        received=vn_short(notice.received_at),
        carrier=notice.carrier,
        carrier_code=notice.carrier_code,
        order_code=notice.order_code,
        raw_status=notice.raw_status,
        why=say(f"shipping.parked.{notice.why}"),
        reason=notice.reason,
        owner=notice.owner,
    )
