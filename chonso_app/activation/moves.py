"""How a dossier's moves are told: one audit row, one event, and whoever shows it looks again."""

from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, select

from chonso_app.activation.models import Dossier, ProvisioningStep
from chonso_app.activation.supplement_models import Supplement, SupplementStatus
from chonso_app.core import audit, events
from chonso_app.core.actors import Actor

QUEUE_TOPIC = "queue:activation"


def tell(
    session: Session, actor: Actor, dossier: Dossier, kind: str, *, now: datetime, **detail: Any
) -> None:
    session.add(dossier)
    session.flush()
    told = {"dossier": dossier.key, **detail}
    audit.record(session, actor, kind, f"order:{dossier.code}", now=now, **told)
    events.publish(
        session, kind, f"order:{dossier.code}", QUEUE_TOPIC,
        actor=actor, order_id=dossier.order_id, now=now, **told,
    )  # fmt: skip


def note_step(
    session: Session,
    dossier: Dossier,
    name: str,
    key: str,
    *,
    now: datetime,
    reference: str = "",
    outcome: str = "",
) -> None:
    """Keep that an outside system was asked. The same `key` again changes nothing."""
    is_postgres = session.get_bind().dialect.name == "postgresql"
    insert: Any = postgresql.insert if is_postgres else sqlite.insert
    row = insert(ProvisioningStep).values(
        dossier_id=dossier.key, key=key, name=name, reference=reference, outcome=outcome, at=now
    )
    session.execute(row.on_conflict_do_nothing())


def end_supplement(session: Session, dossier: Dossier, *, now: datetime) -> None:
    """Whatever was still asked for need not come any more."""
    mine = select(Supplement).where(
        Supplement.dossier_id == dossier.key, Supplement.status == SupplementStatus.OPEN
    )
    if row := session.exec(mine.with_for_update()).one_or_none():
        row.move_to(SupplementStatus.WITHDRAWN, now)
        session.add(row)
        if row.agent_id is not None:
            events.touch(session, tasks_topic(row.agent_id))


def tasks_topic(agent_id: int | None) -> str:
    return f"agent-tasks:{agent_id}"
