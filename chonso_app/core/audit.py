"""The audit log: append-only, each entry sealed to the one before.

`record` only notes the entry; it is chained and written just before the transaction commits, so
that the lock on the chain is held for an instant and never waits for anything else.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, orm
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, col, select

from chonso_app.core.actors import Actor
from chonso_app.core.db import UtcDateTime, utc_now

_PENDING = "audit-pending"
_GENESIS = "0" * 64
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class AuditEntry(SQLModel, table=True):
    """Who did what to which object, when. `detail` holds codes and ids, never personal data."""

    __tablename__ = "audit_entry"  # pyright: ignore[reportAssignmentType]

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    actor: str = Field(max_length=64, index=True)
    unit_id: int | None = Field(default=None, index=True)
    action: str = Field(max_length=64)
    subject: str = Field(max_length=80, index=True)  # "order:GS-7K3Q68"
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    previous: str = Field(max_length=64)
    digest: str = Field(max_length=64, unique=True)

    def expected_digest(self) -> str:
        return digest_of(self.model_dump())


def digest_of(entry: Mapping[str, Any]) -> str:
    """The seal of an entry, over what it says and over the seal before it."""
    told = [
        entry["seq"], entry["at"].isoformat(), entry["actor"], entry["unit_id"], entry["action"],
        entry["subject"], entry["detail"], entry["previous"],
    ]  # fmt: skip
    return hashlib.sha256(_ENCODER.encode(told).encode()).hexdigest()


class AuditHead(SQLModel, table=True):
    """The last link. Locked by whoever appends; tells when the tail was cut off."""

    __tablename__ = "audit_head"  # pyright: ignore[reportAssignmentType]

    id: int = Field(default=1, primary_key=True)
    seq: int = 0
    digest: str = Field(default=_GENESIS, max_length=64)


_INSERT = sa.insert(AuditEntry.__table__)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownArgumentType]


def record(
    session: Session,
    actor: Actor,
    action: str,
    subject: str,
    *,
    now: datetime | None = None,
    **detail: Any,
) -> None:
    """Every status move and every look at personal data goes through here."""
    entry = {
        "at": (now or utc_now()).astimezone(UTC), "actor": actor.label, "unit_id": actor.unit_id,
        "action": action, "subject": subject, "detail": detail,
    }  # fmt: skip
    session.info.setdefault(_PENDING, []).append(entry)


@event.listens_for(orm.Session, "before_commit")
def _append_pending(session: orm.Session) -> None:
    if session.in_nested_transaction() or not session.info.get(_PENDING):
        return
    session.flush()  # a refusal by the database comes before the chain is locked
    head = _locked_head(session)
    links = session.info.pop(_PENDING)
    seq, digest = head.seq, head.digest
    for link in links:
        seq += 1
        link["seq"], link["previous"] = seq, digest
        link["digest"] = digest = digest_of(link)
    head.seq, head.digest = seq, digest
    session.execute(_INSERT, links)  # as rows: a busy transaction has hundreds
    session.flush()


def _locked_head(session: orm.Session) -> AuditHead:
    """The last link, made by whoever comes first."""
    wanted = sa.select(AuditHead).with_for_update().execution_options(populate_existing=True)
    head = session.execute(wanted).scalar_one_or_none()
    if head is None:
        on_postgresql = session.get_bind().dialect.name == "postgresql"
        insert: Any = postgresql.insert if on_postgresql else sqlite.insert
        first = insert(AuditHead).values(id=1, seq=0, digest=_GENESIS)
        session.execute(first.on_conflict_do_nothing())
        head = session.execute(wanted).scalar_one()
    return head


@event.listens_for(orm.Session, "after_rollback")
def _forget_pending(session: orm.Session) -> None:
    session.info.pop(_PENDING, None)


def broken_links(session: Session) -> Iterator[str]:
    """What does not fit in the chain, in words; nothing when it is whole."""
    previous, expected = _GENESIS, 1
    rows = session.exec(select(AuditEntry).order_by(col(AuditEntry.seq)))
    for row in rows:
        if row.seq != expected:
            yield f"entry {expected} is missing"
        if row.previous != previous:
            yield f"entry {row.seq} does not follow the one before"
        if row.digest != row.expected_digest():
            yield f"entry {row.seq} was changed"
        previous, expected = row.digest, row.seq + 1
    head = session.get(AuditHead, 1) or AuditHead()
    if (head.seq, head.digest) != (expected - 1, previous):
        yield "the end of the chain was cut off"
