"""The customer's own phiếu on the account page."""

from dataclasses import dataclass

import reflex as rx

from chonso_app.core.db import in_read, utc_now
from chonso_app.core.msisdn import grouped
from chonso_app.core.permissions import Permission
from chonso_app.journey import service
from chonso_app.journey.service import Slip
from chonso_app.orders.models import OrderStatus
from chonso_app.ui.edge import actor_of, allow
from chonso_app.ui.live import follow

_OVER = (OrderStatus.ACTIVATED, OrderStatus.EXPIRED, OrderStatus.CANCELLED)


@dataclass(frozen=True)
class MySlip:
    code: str
    number: str
    status: str
    tone: str
    steps: list[str]  # "done" | "now" | "next" | "bad"
    turn: str
    label: str
    path: str
    over: bool


class MineState(rx.State):
    slips: list[MySlip] = []
    loaded: bool = False

    @rx.event
    @allow(Permission.ACCOUNT_OWN)
    async def load(self) -> None:
        await self._refresh()
        follow(self, *(f"order:{slip.code}" for slip in self.slips if not slip.over))

    async def _refresh(self) -> None:
        slips = await in_read(service.slips_of, actor_of(self), now=utc_now())
        self.slips = [_row(slip) for slip in slips]
        self.loaded = True


def _row(slip: Slip) -> MySlip:
    order, story = slip.order, slip.story
    return MySlip(
        code=order.code,
        number=grouped(order.msisdn),
        status=story.status,
        tone=story.tone,
        steps=[str(step.state) for step in story.steps],
        turn=story.next.title,
        label=story.next.label if story.next.who == "you" else "",
        path=story.next.path if story.next.who == "you" else "",
        over=order.status in _OVER,
    )
