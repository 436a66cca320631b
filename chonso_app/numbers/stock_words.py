"""The stock in words: places, runs, who did what to a number."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from chonso_app.accounts.models import User
from chonso_app.core.actors import STAFF_ROLES
from chonso_app.core.money import vnd
from chonso_app.core.texts import has, say
from chonso_app.numbers.models import Number, NumberStatus
from chonso_app.numbers.stock_look import Happening
from chonso_app.numbers.stock_models import RunKind, RunStatus, StockRun
from chonso_app.numbers.stock_places import Places

TONES = {
    NumberStatus.AVAILABLE: "ok", NumberStatus.HELD: "warn", NumberStatus.SOLD: "now",
    NumberStatus.BLOCKED: "idle",
}  # fmt: skip
RUN_TONES = {RunStatus.DONE: "ok", RunStatus.REFUSED: "bad", RunStatus.STOPPED: "idle"}
_STAFF = {role.value for role in STAFF_ROLES}


def many(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def status(one: NumberStatus) -> str:
    return say(f"numbers.stock.status.{one.value}")


def standing(number: Number) -> tuple[str, str]:
    """Word and tone. A held number without a clock is paid for and waits for its line."""
    if number.status is NumberStatus.HELD and number.held_until is None:
        return say("numbers.stock.status.paid"), "plum"
    return status(number.status), TONES[number.status]


def place(number: Number, places: Places) -> str:
    if number.unit_id is None:
        return say("numbers.stock.everybodys")
    return places.unit_names.get(number.unit_id, say("numbers.stock.unit", unit=number.unit_id))


def names(session: Session, labels: Iterable[str]) -> dict[str, str]:
    """Labels of the audit in words: staff by name, customers never."""
    ids = {label: int(label.partition(":")[2]) for label in set(labels) if _is_staff(label)}
    asked = select(User.id, User.full_name).where(col(User.id).in_(list(ids.values())))
    found = dict(session.exec(asked).all())
    return {label: _who(label, found.get(ids.get(label, 0), "")) for label in set(labels)}


def _is_staff(label: str) -> bool:
    role, _, number = label.partition(":")
    return role in _STAFF and number.isdigit()


def _who(label: str, name: str) -> str:
    role, _, rest = label.partition(":")
    if role in _STAFF:
        return name or f"{say(f'accounts.role.{role}')} {rest}"
    if role == "customer":
        return say("numbers.stock.who.customer")
    of_the_product = rest.startswith("system:") or not rest
    return say("numbers.stock.who.system" if of_the_product else "numbers.stock.who.visitor")


def run_title(run: StockRun, places: Places) -> str:
    asked = run.asked
    unit = places.units.get(asked.get("unit", ""))
    return say(
        f"numbers.stock.run.{run.kind.value}",
        price=vnd(asked.get("price", 0)),
        unit=places.unit_names.get(unit, "") if unit else say("numbers.stock.everybodys"),
        store=asked.get("store") or say("numbers.stock.no_store"),
    )


def run_status(run: StockRun) -> str:
    return say(f"numbers.stock.run_status.{run.status.value}")


def outcomes(counts: dict[str, int], *, did: bool) -> list[tuple[str, str]]:
    """Words and figures, what changes first."""
    order = ["new", "changed", *sorted(set(counts) - {"new", "changed"})]
    tense = "did" if did else "outcome"
    return [(_outcome(name, tense), many(counts[name])) for name in order if counts.get(name, 0)]


def _outcome(name: str, tense: str) -> str:
    key = f"numbers.stock.{tense}.{name}"
    return say(key if has(key) else f"numbers.stock.outcome.{name}")


def happened(one: Happening, places: Places) -> str:
    if one.run is None:
        key = f"numbers.stock.happened.{one.action.rpartition('.')[2]}"
        return say(key) if has(key) else one.action
    was, became = (_value(one.run.kind, text, places) for text in (one.was, one.became))
    return say("numbers.stock.happened.run", run=one.run.id, was=was, became=became)


def _value(kind: RunKind, text: str, places: Places) -> str:
    if kind in (RunKind.BLOCK, RunKind.RELEASE):
        return status(NumberStatus(text))
    if kind is RunKind.UNIT:
        return places.unit_names.get(int(text), text) if text else say("numbers.stock.everybodys")
    if kind is RunKind.STORE:
        return text or say("numbers.stock.no_store")
    return vnd(int(text))
