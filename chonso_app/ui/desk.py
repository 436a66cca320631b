"""Who sits at the staff's desk: what the staff shell shows of them."""

from collections.abc import Callable
from typing import Any

import reflex as rx
from sqlmodel import Session

from chonso_app.core.actors import Actor
from chonso_app.core.db import in_read
from chonso_app.core.permissions import ROLES, Permission
from chonso_app.ui.access import allow
from chonso_app.ui.gate import actor_of

FindBadge = Callable[[Session, Actor], tuple[str, str, str]]


def _no_badge(session: Session, actor: Actor) -> tuple[str, str, str]:
    return "", "", ""


_find_badge: FindBadge = _no_badge


def use_badges(find_badge: FindBadge) -> None:
    """Plugged in at start-up: `find_badge(session, actor)` → (full name, role's word, unit)."""
    global _find_badge  # noqa: PLW0603
    _find_badge = find_badge


class DeskState(rx.State):
    """`may` only hides and shows: the gate and the services decide."""

    name: str = ""
    initials: str = ""
    role: str = ""
    unit: str = ""
    may: list[str] = []

    @rx.event
    @allow(Permission.CONSOLE_ENTER)
    async def enter(self) -> None:
        """First in `on_load` of every staff page; whoever is no staff is sent to log in."""
        actor = actor_of(self)
        self.name, self.role, self.unit = await in_read(_find_badge, actor)
        self.initials = _initials(self.name)
        self.may = sorted(p.value for p in ROLES[actor.role]) if actor.role else []


def may(permission: Permission) -> Any:
    """For pages: `rx.cond(may(Permission.ORDERS_CANCEL), …)`."""
    return DeskState.may.contains(permission.value)  # pyright: ignore[reportAttributeAccessIssue]


def _initials(name: str) -> str:
    """`Nguyễn Hải Yến` → `HY`."""
    return "".join(word[0] for word in name.split()[-2:]).upper()
