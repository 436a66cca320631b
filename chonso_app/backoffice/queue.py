"""The job queue as administrators see it. Talks to DBOS, so call it from a thread."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from chonso_app.core import jobs
from chonso_app.core.actors import Actor
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission, require

PAGE = 50
FAILED = ("ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED", "CANCELLED")
WAITING = ("ENQUEUED", "DELAYED", "PENDING")


class JobNotFound(ShopError):
    """No such job, or one that needs no help."""


@dataclass(frozen=True)
class Job:
    """`error` is the type of what went wrong: messages may quote data."""

    id: str
    name: str
    queue: str
    status: str
    created_at: datetime
    updated_at: datetime
    error: str


def counts(actor: Actor) -> dict[str, int]:
    """{"failed": n, "waiting": n}, each up to 1,000. Raises NotAllowed."""
    require(actor, Permission.JOBS_MANAGE)
    return {
        "failed": len(_list(list(FAILED), limit=1000)),
        "waiting": len(_list(list(WAITING), limit=1000)),
    }


def page(actor: Actor, which: str, offset: int = 0) -> list[Job]:
    """`which`: failed, waiting or all. Newest first. Raises NotAllowed."""
    require(actor, Permission.JOBS_MANAGE)
    status = {"failed": list(FAILED), "waiting": list(WAITING)}.get(which)
    return [_job(one) for one in _list(status, limit=PAGE, offset=offset)]


def retry(actor: Actor, job_id: str) -> None:
    """Run a failed job again from the step that failed; what its steps did stays done.

    Raises:
        NotAllowed
        JobNotFound
    """
    require(actor, Permission.JOBS_MANAGE)
    client = jobs.client()
    found = client.list_workflows(workflow_ids=[job_id], load_input=False, load_output=False)
    if not found or found[0].status not in FAILED:
        raise JobNotFound
    if found[0].status == "ERROR":
        steps = client.list_workflow_steps(job_id)
        failed_at = max((step["function_id"] for step in steps if step["error"]), default=1)
        client.fork_workflow(job_id, failed_at, queue_name=found[0].queue_name)
        client.delete_workflow(job_id)  # the fork has its history; it would be offered twice
    else:
        client.resume_workflow(job_id)


def _list(status: list[str] | None, *, limit: int, offset: int = 0) -> list[Any]:
    return jobs.client().list_workflows(
        status=status, limit=limit, offset=offset, sort_desc=True,
        load_input=False, load_output=True,
    )  # fmt: skip


def _job(row: Any) -> Job:
    return Job(
        id=row.workflow_id,
        name=row.name,
        queue=row.queue_name or "",
        status=row.status,
        created_at=_moment(row.created_at),
        updated_at=_moment(row.updated_at),
        error=type(row.error).__name__ if row.error else "",
    )


def _moment(milliseconds: int | None) -> datetime:
    return datetime.fromtimestamp((milliseconds or 0) / 1000, UTC)
