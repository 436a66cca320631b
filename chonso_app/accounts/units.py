"""Which regional company serves which province (decision 17)."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from chonso_app.accounts.models import Province, Unit
from chonso_app.notifications.rules import unaccented


@dataclass(frozen=True)
class ProvinceRow:
    code: str
    name: str
    unit_id: int


def provinces(session: Session) -> list[ProvinceRow]:
    """In alphabetical order, the two largest cities first, as people look for them."""
    first = {"01": 0, "79": 1}
    ordered = sorted(
        session.exec(select(Province)),
        key=lambda row: (first.get(row.code, 2), unaccented(row.name)),
    )
    return [ProvinceRow(row.code, row.name, row.unit_id) for row in ordered]


def unit_of_province(session: Session, code: str) -> int | None:
    """None for an unknown province."""
    province = session.get(Province, code)
    return province.unit_id if province else None


def unit(session: Session, unit_id: int) -> Unit | None:
    return session.get(Unit, unit_id)


def head_office(session: Session) -> Unit:
    return session.exec(select(Unit).where(Unit.head_office)).one()


def companies(session: Session) -> list[Unit]:
    """The units that work cases, by code: head office does not."""
    regional = select(Unit).where(col(Unit.head_office).is_(False)).order_by(col(Unit.code))
    return list(session.exec(regional))


def names(session: Session) -> dict[int, str]:
    """Of every unit, head office too."""
    return {one.row_id: one.name for one in session.exec(select(Unit))}
