"""Whose faces and raw answers must stay: a feature to the right knows of legal holds."""

from collections.abc import Callable, Collection

from sqlmodel import Session

Held = Callable[[Session, str], Collection[int]]
_asked: list[Held] = []


def ask(held: Held) -> None:
    """`held(session, "template" | "answers")`: ids of the orders of which it must stay."""
    _asked.append(held)


def orders(session: Session, kept: str) -> set[int]:
    return {order_id for held in _asked for order_id in held(session, kept)}
