"""What `/admin/cong-viec` knows."""

import asyncio
from dataclasses import dataclass

import reflex as rx

from chonso_app.backoffice import queue
from chonso_app.core.clock import vn_datetime
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.ui.edge import actor_of, allow, refusals_told, tell


@dataclass(frozen=True)
class JobRow:
    id: str
    name: str
    queue: str
    status: str
    status_text: str
    created: str
    updated: str
    error: str
    may_retry: bool


class JobsState(rx.State):
    """`/admin/cong-viec`"""

    rows: list[JobRow] = []
    which: str = "failed"
    offset: int = 0
    failed: int = 0
    waiting: int = 0

    @rx.event
    @allow(Permission.JOBS_MANAGE)
    async def load(self) -> None:
        self.which, self.offset = "failed", 0
        await self._show()

    @rx.event
    @allow(Permission.JOBS_MANAGE)
    async def choose(self, which: str) -> None:
        self.which = which if which in {"failed", "waiting", "all"} else "failed"
        self.offset = 0
        await self._show()

    @rx.event
    @allow(Permission.JOBS_MANAGE)
    async def turn(self, pages: int) -> None:
        step = pages if isinstance(pages, int) else 0
        self.offset = max(0, self.offset + step * queue.PAGE)
        await self._show()

    @rx.event
    @allow(Permission.JOBS_MANAGE)
    async def retry(self, job_id: str) -> None:
        async with refusals_told(self):
            await asyncio.to_thread(queue.retry, actor_of(self), str(job_id))
            await tell(self, say("backoffice.jobs.retried"), "ok")
        await self._show()

    async def _show(self) -> None:
        async with refusals_told(self):
            actor = actor_of(self)
            jobs = await asyncio.to_thread(queue.page, actor, self.which, self.offset)
            counts = await asyncio.to_thread(queue.counts, actor)
            self.failed, self.waiting = counts["failed"], counts["waiting"]
            self.rows = [_job_row(job) for job in jobs]


def _job_row(job: queue.Job) -> JobRow:
    return JobRow(
        job.id,
        job.name,
        job.queue,
        job.status,
        say(f"backoffice.jobs.{job.status}"),
        vn_datetime(job.created_at),
        vn_datetime(job.updated_at),
        job.error,
        job.status in queue.FAILED,
    )
