"""Whose stock a number may be: regional companies, and shops, of which another feature knows."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from chonso_app.accounts.models import Unit
from chonso_app.core.actors import Actor


@dataclass(frozen=True)
class Shop:
    code: str
    name: str
    unit_id: int


@dataclass(frozen=True)
class Places:
    """`units`: code → id. Only the actor's own for staff of a unit (`unit_id`), else all."""

    unit_id: int | None
    units: dict[str, int] = field(default_factory=dict)
    unit_names: dict[int, str] = field(default_factory=dict)
    shops: dict[str, Shop] = field(default_factory=dict)  # by code in capitals

    def may_touch(self, unit_id: int | None) -> bool:
        """Is stock of this unit theirs to change?"""
        return self.unit_id is None or unit_id == self.unit_id


FindShops = Callable[[Session], list[Shop]]


def _no_shops(session: Session) -> list[Shop]:
    return []


_find_shops: FindShops = _no_shops


def use_shops(find_shops: FindShops) -> None:
    """Plugged in at start-up."""
    global _find_shops  # noqa: PLW0603
    _find_shops = find_shops


def of_actor(session: Session, actor: Actor) -> Places:
    return within(session, actor.unit_id)


def within(session: Session, unit_id: int | None) -> Places:
    """Head office (None) has every unit and shop. Its own row in `unit` has no stock: numbers
    without a unit are everybody's."""
    wanted = select(Unit).where(col(Unit.head_office).is_(False)).order_by(Unit.code)
    units = [unit for unit in session.exec(wanted) if unit_id in (None, unit.row_id)]
    shops = [shop for shop in _find_shops(session) if unit_id in (None, shop.unit_id)]
    return Places(
        unit_id=unit_id,
        units={unit.code.upper(): unit.row_id for unit in units},
        unit_names={unit.row_id: unit.name for unit in units},
        shops={shop.code.upper(): shop for shop in shops},
    )
