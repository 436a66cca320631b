"""What `/admin/suc-khoe` knows. It looks again with every heartbeat of the worker."""

from dataclasses import dataclass

import reflex as rx

from chonso_app.backoffice import health
from chonso_app.core import jobs
from chonso_app.core.clock import vn_time
from chonso_app.core.config import settings
from chonso_app.core.db import in_read, utc_now
from chonso_app.core.permissions import Permission, permits
from chonso_app.core.texts import say
from chonso_app.ui.edge import actor_of, allow
from chonso_app.ui.live import follow


@dataclass(frozen=True)
class FindingRow:
    name: str
    ok: bool
    figure: str


class HealthState(rx.State):
    """`/admin/suc-khoe`"""

    rows: list[FindingRow] = []
    all_ok: bool = True
    checked: str = ""

    @rx.event
    @allow(Permission.HEALTH_READ)
    async def load(self) -> None:
        follow(self, jobs.heartbeat_topic(settings.worker_slot))
        await self._refresh()

    async def _refresh(self) -> None:
        if not permits(actor_of(self), Permission.HEALTH_READ):
            return
        now = utc_now()
        found = await in_read(health.findings, now=now)
        self.rows = [
            FindingRow(
                say(f"backoffice.health.{one.name}"),
                one.ok,
                one.figure or say("backoffice.health.never"),
            )
            for one in found
        ]
        self.all_ok = all(one.ok for one in found)
        self.checked = say("backoffice.health.checked", time=vn_time(now))
