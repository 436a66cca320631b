"""One act on many numbers: those a query finds, or a list somebody pasted or sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from chonso_app.core.actors import Actor
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission, require
from chonso_app.numbers import stock_places, stock_query, stock_runs
from chonso_app.numbers.import_file import Line
from chonso_app.numbers.stock_engine import Plan
from chonso_app.numbers.stock_models import RunKind, StockRun
from chonso_app.numbers.stock_query import StockQuery
from chonso_app.numbers.stock_rules import HIGHEST_PRICE, Asked, Outcome, Standing, decide
from chonso_app.numbers.stock_sources import Source

_LONGEST_REASON = 200
ACTS = (
    RunKind.BLOCK, RunKind.RELEASE, RunKind.UNIT, RunKind.STORE, RunKind.PRICE, RunKind.RULES,
)  # fmt: skip


class ReasonMissing(ShopError):
    """A number is not kept back without a word why."""


class HeadOfficeOnly(ShopError):
    """Numbers go from one unit to another by head office's word."""


class PlaceUnknown(ShopError):
    """No such unit or shop within the actor's reach."""


class PriceOutOfRange(ShopError):
    """Not between 1 ₫ and the highest price."""


class NoSelection(ShopError):
    """Neither a list nor a query that leaves anything out."""


@dataclass(frozen=True)
class Act:
    """`unit` and `store` are codes; "" takes the number out of any."""

    kind: RunKind
    reason: str = ""
    unit: str = ""
    store: str = ""
    price: int = 0


def begin(
    session: Session, actor: Actor, act: Act, *, now: datetime, query: StockQuery | None = None,
    media: str = "", file_name: str = "",
) -> StockRun:  # fmt: skip
    """Have it counted. `media`: a list of numbers in the media store; without it, `query`.

    Raises:
        ReasonMissing, HeadOfficeOnly, PlaceUnknown, PriceOutOfRange, NoSelection
    """
    require(actor, Permission.NUMBERS_MANAGE)
    _refuse_nonsense(session, actor, act)
    if not media and not _selects(actor, act, query):
        raise NoSelection
    return stock_runs.begin(
        session, actor, act.kind, now=now, media=media, file_name=file_name,
        reason=act.reason.strip()[:_LONGEST_REASON], unit=act.unit, store=act.store,
        price=act.price, query="" if media or query is None else stock_query.to_url(query),
    )  # fmt: skip


def _selects(actor: Actor, act: Act, query: StockQuery | None) -> bool:
    """Only the rules of price are for the whole stock: anything else is a filter forgotten."""
    if query is None:
        return False
    return act.kind is RunKind.RULES or stock_query.leaves_out(query, actor.unit_id)


def _refuse_nonsense(session: Session, actor: Actor, act: Act) -> None:
    places = stock_places.of_actor(session, actor)
    if act.kind not in ACTS:
        raise NoSelection
    if act.kind is RunKind.BLOCK and not act.reason.strip():
        raise ReasonMissing
    if act.kind is RunKind.UNIT and actor.unit_id is not None:
        raise HeadOfficeOnly
    if act.kind is RunKind.UNIT and act.unit and act.unit not in places.units:
        raise PlaceUnknown
    if act.kind is RunKind.STORE and act.store and act.store not in places.shops:
        raise PlaceUnknown
    if act.kind is RunKind.PRICE and not 0 < act.price <= HIGHEST_PRICE:
        raise PriceOutOfRange


class BulkWork:
    """Every kind of run but imports."""

    columns = ()  # it makes no rows

    def __init__(self, source: Source, asked: Asked) -> None:
        self.source, self._asked = source, asked

    def prepare(self, lines: Sequence[Line], *, writing: bool) -> None:
        return None

    def plan(self, lines: Sequence[Line], here: dict[str, Standing], prepared: None) -> Plan:
        plan = Plan()
        for line in lines:
            if line.reason:
                plan.outcomes.append(Outcome.WRONG)
                continue
            outcome, changed = decide(self._asked, here.get(f"84{line.national[1:]}"))
            plan.outcomes.append(outcome)
            if changed:
                plan.changed.append(changed)
        return plan
