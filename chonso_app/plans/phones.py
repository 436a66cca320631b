"""Is my phone able to take an eSIM? A list of models, to inform: nobody is refused by it.

The list ages. What it does not know is answered "look for the EID under *#06#", never "no".
"""

import json
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources


class Ability(StrEnum):
    YES = "yes"
    NO = "no"
    DEPENDS = "depends"  # sold with and without, by country
    UNKNOWN = "unknown"  # not in the list


@dataclass(frozen=True)
class Phone:
    """`note`: a condition to tell, or ""."""

    brand: str
    model: str
    ability: Ability
    note: str = ""

    @property
    def name(self) -> str:
        return f"{self.brand} {self.model}"


def search(typed: str, *, limit: int = 8) -> list[Phone]:
    """Models with every typed word in their name: `iphone 13`, `s24 ultra`. Best match first."""
    words = _plain(typed).split()
    if not words:
        return []
    found = [phone for phone in _phones() if all(word in _plain(phone.name) for word in words)]
    return sorted(found, key=lambda phone: _distance(phone, words))[:limit]


def ability_of(typed: str) -> Ability:
    """Of the model with exactly this name; UNKNOWN for anything else."""
    wanted = _plain(typed)
    same = (p.ability for p in _phones() if wanted in (_plain(p.name), _plain(p.model)))
    return next(same, Ability.UNKNOWN)


@cache
def _phones() -> tuple[Phone, ...]:
    file = resources.files("chonso_app.plans") / "data/phones.json"
    return tuple(
        Phone(brand, model, Ability(group["ability"]), group.get("note", ""))
        for brand, groups in json.loads(file.read_text(encoding="utf-8")).items()
        for group in groups
        for model in group["models"]
    )


def _distance(phone: Phone, words: list[str]) -> tuple[int, int, str]:
    """A word of its own counts more than a piece of one; then the shorter name."""
    pieces = _plain(phone.name).split()
    return (sum(word not in pieces for word in words), len(phone.name), phone.name)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in folded if not unicodedata.combining(c)).split())
