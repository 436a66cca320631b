"""What a check says to the customer: its rows in words, what to do again, what is kept."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from chonso_app.core.config import settings
from chonso_app.core.texts import has, say
from chonso_app.ekyc import rules
from chonso_app.ekyc.engine.results import CardFields
from chonso_app.ekyc.models import CheckStatus, IdentityCheck, Kind, Paper
from chonso_app.orders.models import Order

_FIRST = ("number", "name", "birth", "face")  # shown first; the others fold away
_PICTURE_WORDS = {Kind.CARD_FRONT: "front", Kind.CARD_BACK: "back", Kind.PORTRAIT: "portrait"}


@dataclass(frozen=True)
class Line:
    """One check as a row. `short`: two words under the picture that it speaks of."""

    check: str
    outcome: str
    label: str
    value: str = ""
    title: str = ""  # of what is wrong
    text: str = ""  # what to do
    short: str = ""
    pictures: tuple[Kind, ...] = ()


@dataclass(frozen=True)
class Story:
    """A settled check. `lines`: those that ran, faults first."""

    status: CheckStatus
    title: tuple[str, str]
    note: str
    lines: tuple[Line, ...]
    redo: tuple[Kind, ...]
    amend: bool
    technical: bool
    name_on_card: str = ""  # offered when only the marks differ, or the name does
    at_counter: bool = False  # neither another picture nor other data would help

    @property
    def faults(self) -> list[Line]:
        """What to tell: while something failed, what is only unsure can wait. Each thing once."""
        told = {line.title: line for line in self.lines if line.outcome == self.status.value}
        return list(told.values()) if self.status is not CheckStatus.PASSED else []

    @property
    def good(self) -> list[Line]:
        return [line for line in self.lines if line.outcome == "passed"]


def picture_name(kind: Kind, paper: Paper = Paper.CARD, *, low: bool = False) -> str:
    page = paper is Paper.PASSPORT and kind is Kind.CARD_FRONT
    word = "page" if page else _PICTURE_WORDS[kind]
    return say(f"ekyc.capture.{word}{'_low' if low else ''}")


def card_fields(check: IdentityCheck) -> CardFields:
    """What the card said."""
    said = json.loads(check.fields or "{}")
    for name in ("birth_date", "issued", "expires"):
        said[name] = date.fromisoformat(said[name]) if said.get(name) else None
    return CardFields(**said)


def story_of(check: IdentityCheck, order: Order) -> Story:
    """The caller has made sure that the check is settled and the order is the actor's."""
    card = card_fields(check)
    ran = [one for one in check.checks if one["outcome"] != "not_run"]
    lines = sorted((_line(one, check, card, order) for one in ran), key=_place)
    redo, amend = tuple(rules.to_redo(check.checks)), rules.to_amend(check.checks)
    technical = rules.is_ours(check.checks)
    stops = check.status is CheckStatus.FAILED and check.counts
    passed = sum(one["outcome"] == "passed" for one in ran)
    count = {"passed": passed, "all": len(ran)}
    title, note = _headline(check, redo, amend=amend, count=count)
    note = say("ekyc.result.technical_note") if technical else note
    return Story(
        check.status, title, note, tuple(lines), redo, amend, technical,
        _name_to_offer(check.checks, card), stops and rules.leads_nowhere(check.checks),
    )  # fmt: skip


def _place(line: Line) -> tuple[int, int]:
    fault = {"failed": 0, "unsure": 1}.get(line.outcome, 2)
    return fault, _FIRST.index(line.check) if line.check in _FIRST else len(_FIRST)


def _name_to_offer(checks: list[dict[str, Any]], card: CardFields) -> str:
    wrong = {one["reason"] for one in checks if one["check"] == "name"}
    return card.name if wrong & {"marks_differ", "name_differs"} else ""


def _headline(
    check: IdentityCheck, redo: tuple[Kind, ...], *, amend: bool, count: dict[str, int]
) -> tuple[tuple[str, str], str]:
    status, paper = check.status, paper_shown(check)
    if status is not CheckStatus.FAILED:
        return _title(status.value), say(f"ekyc.result.{status.value}_note", **count)
    if amend and not redo:
        return _title("amend"), say("ekyc.result.amend_note", **count)
    if not redo:
        return _title("stop"), say("ekyc.result.stop_note", **count)
    kept = [picture_name(kind, paper) for kind in rules.kinds_for(paper) if kind not in redo]
    note = say("ekyc.result.redo_note", kept=_kept(kept), **count).strip()
    if len(redo) == 1:
        return _title("only", what=picture_name(redo[0], paper, low=True)), note
    return _title("some", count=len(redo)), note


def paper_shown(check: IdentityCheck) -> Paper:
    """What was shown: its pictures tell, whatever was chosen since."""
    return Paper.PASSPORT if check.back_id is None else Paper.CARD


def _title(key: str, **params: object) -> tuple[str, str]:
    return say(f"ekyc.result.{key}_1", **params), say(f"ekyc.result.{key}_2", **params)


def _kept(names: list[str]) -> str:
    if len(names) == 2:
        return say("ekyc.result.kept_two", first=names[0], second=names[1].lower())
    return say("ekyc.result.kept_one", what=names[0]) if names else ""


def _line(one: dict[str, Any], check: IdentityCheck, card: CardFields, order: Order) -> Line:
    name, reason = one["check"], one["reason"]
    label = say(f"ekyc.check.{name}")
    if one["outcome"] == "passed":
        return Line(name, "passed", label, _value(name, check, card, order))
    pictures = tuple(kind for kind in Kind if kind.value in one["redo"])
    params = {
        "what": picture_name(pictures[0], paper_shown(check)) if pictures else label,
        "date": f"{card.expires:%d/%m/%Y}" if card.expires else "",
        "most": settings.numbers_per_paper,
        "brand": settings.brand,
    }
    key = f"ekyc.reason.{reason}"
    short = say(f"{key}.short") if has(f"{key}.short") else ""
    title, text = say(key, **params), say(f"{key}.do", **params)
    return Line(name, one["outcome"], label, "", title, text, short, pictures)


def _value(name: str, check: IdentityCheck, card: CardFields, order: Order) -> str:
    values = {
        "kind": _kind(check),
        "number": masked_id(card.id_number),
        "name": order.full_name,
        "birth": f"{card.birth_date:%d/%m/%Y}" if card.birth_date else "",
        "sex": say(f"ekyc.form.sex.{card.sex}") if card.sex else "",
        "expiry": say("ekyc.result.until", date=f"{card.expires:%d/%m/%Y}") if card.expires else "",
        "face": say("ekyc.result.match"),
    }
    return values.get(name) or say("ekyc.result.ok")


def _kind(check: IdentityCheck) -> str:
    key = f"ekyc.kind.{check.paper_kind}"
    return say(key) if has(key) else ""


def masked_id(number: str) -> str:
    """`079190000268` → `079 190 ••• 268`."""
    return f"{number[:3]} {number[3:6]} ••• {number[9:]}" if len(number) == 12 else ""
