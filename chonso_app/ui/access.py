"""Who may call what: the declarations on handlers and routes, and the verdict on a call.

The verdict is a pure function, so that the whole matrix (every handler and route × every role)
is tested without a browser.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any, TypeVar

from reflex.istate.shared import SharedStateBaseInternal
from reflex.state import (
    FrontendEventExceptionState,
    OnLoadInternalState,
    State,
    UpdateVarsInternalState,
)
from reflex_base.registry import RegistrationContext

from chonso_app.core.actors import Actor
from chonso_app.core.permissions import Permission, permits

F = TypeVar("F", bound=Callable[..., Any])
# Named one by one: an exemption by module prefix would let dynamic states through.
FRAMEWORK = frozenset(
    {
        State, OnLoadInternalState, UpdateVarsInternalState, FrontendEventExceptionState,
        SharedStateBaseInternal,
    }
)  # fmt: skip


class Everybody(Enum):
    """The rule of what needs no permission; services still check whose object it is."""

    PUBLIC = "public"


PUBLIC = Everybody.PUBLIC
Rule = Permission | Everybody


class Verdict(StrEnum):
    ALLOW = "allow"
    LOG_IN = "log-in"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Limit:
    """At most `times` calls in `seconds`, per session or, without one, per address."""

    times: int
    seconds: int


def public(handler: F) -> F:
    """Anybody may call this. Goes beneath `@rx.event`."""
    handler.__access__ = PUBLIC  # pyright: ignore[reportFunctionMemberAccess]
    return handler


def allow(permission: Permission) -> Callable[[F], F]:
    """Only actors whose role has `permission` may call this. Goes beneath `@rx.event`."""

    def mark(handler: F) -> F:
        handler.__access__ = permission  # pyright: ignore[reportFunctionMemberAccess]
        return handler

    return mark


def limited(times: int, seconds: int) -> Callable[[F], F]:
    """Caps the costly ones. Goes beneath `@rx.event`, beside `@public` or `@allow`."""

    def mark(handler: F) -> F:
        handler.__limit__ = Limit(times, seconds)  # pyright: ignore[reportFunctionMemberAccess]
        return handler

    return mark


def verdict(rule: Rule | None, actor: Actor) -> Verdict:
    """What is not declared is refused to everybody."""
    if rule is PUBLIC:
        return Verdict.ALLOW
    if rule is None or not isinstance(rule, Permission):
        return Verdict.REFUSE
    if permits(actor, rule):
        return Verdict.ALLOW
    return Verdict.REFUSE if actor.role else Verdict.LOG_IN


def rule_of(entry: Any) -> Rule | None:
    """The declaration on a registered event handler."""
    return getattr(entry.handler.fn, "__access__", None)


def limit_of(entry: Any) -> Limit | None:
    return getattr(entry.handler.fn, "__limit__", None)


def app_handlers() -> Iterator[tuple[str, Any]]:
    """Every handler of ours that a browser can name: (full name, registry entry)."""
    for name, entry in RegistrationContext.get().event_handlers.items():
        if entry.states[0] not in FRAMEWORK and not name.endswith(".setvar"):
            yield name, entry


def check_handlers() -> None:
    """Raises RuntimeError naming each handler that says nothing about who may call it."""
    silent = [name for name, entry in app_handlers() if rule_of(entry) is None]
    if silent:
        raise RuntimeError(f"no @public or @allow on: {', '.join(sorted(silent))}")
