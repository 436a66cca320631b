"""What a stock keeper asks for: a file of blank cards checked, then written, or stopped.

The worker does both (`jobs`, `import_steps`).
"""

from datetime import datetime

from sqlmodel import Session, col, select

from chonso_app.core import audit, events, jobs
from chonso_app.core.actors import Actor
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission, require
from chonso_app.stores.models import ImportStatus, StockImport

CHECK, RUN = "stores.check_file", "stores.import_file"
S = ImportStatus


class ImportNotFound(ShopError):
    """No such import, or a colleague's of another unit."""


def topic(import_id: int) -> str:
    return f"stock-import:{import_id}"


def begin(
    session: Session, actor: Actor, file_name: str, size: int, media: str, *, now: datetime
) -> StockImport:
    """A file has arrived: have it checked. Nothing goes into stock yet."""
    require(actor, Permission.STOCK_MANAGE)
    row = StockImport(
        file_name=file_name[:120], file_size=size, media=media, user_id=actor.user_id,
        unit_id=actor.unit_id, actor=actor.label, created_at=now, changed_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    audit.record(session, actor, "stores.file_sent", topic(row.key), now=now)
    jobs.enqueue(session, CHECK, str(row.key), row.key)
    return row


def confirm(session: Session, actor: Actor, import_id: int, *, now: datetime) -> None:
    """Write the good lines.

    Raises:
        ImportNotFound
        ForbiddenMove: not checked, or already on its way.
    """
    row = _locked_for(session, actor, import_id)
    row.move_to(S.IMPORTING)
    row.changed_at = now
    session.add(row)
    audit.record(session, actor, "stores.import_begun", topic(import_id), now=now, good=row.good)
    jobs.enqueue(session, RUN, str(import_id), import_id)
    events.touch(session, topic(import_id))


def stop(session: Session, actor: Actor, import_id: int, *, now: datetime) -> str:
    """What has been written stays. The name of the file, which the caller deletes.

    Raises:
        ImportNotFound, ForbiddenMove
    """
    row = _locked_for(session, actor, import_id)
    media = row.media
    row.move_to(S.STOPPED)
    end(session, actor, row, now=now)
    return media


def newest(session: Session, actor: Actor) -> StockImport | None:
    """The actor's last file."""
    require(actor, Permission.STOCK_MANAGE)
    mine = select(StockImport).where(StockImport.user_id == actor.user_id)
    return session.exec(mine.order_by(col(StockImport.id).desc()).limit(1)).first()


def _locked_for(session: Session, actor: Actor, import_id: int) -> StockImport:
    require(actor, Permission.STOCK_MANAGE)
    row = locked(session, import_id)
    if row is None or row.user_id != actor.user_id:
        raise ImportNotFound
    return row


def locked(session: Session, import_id: int) -> StockImport | None:
    wanted = select(StockImport).where(StockImport.id == import_id).with_for_update()
    return session.exec(wanted.execution_options(populate_existing=True)).one_or_none()


def end(session: Session, actor: Actor, row: StockImport, *, now: datetime) -> None:
    """It is over; the caller has moved it. Whoever deletes the file has read its name before."""
    row.media, row.changed_at = "", now
    session.add(row)
    events.touch(session, topic(row.key))
    audit.record(
        session, actor, "stores.import_over", topic(row.key), now=now,
        status=row.status.value, added=row.added,
    )  # fmt: skip
