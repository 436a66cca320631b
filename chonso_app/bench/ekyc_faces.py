"""Printed faces against portraits: the same person's, and everybody else's."""

import io
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from chonso_app.ekyc.engine import portrait, sides
from chonso_app.ekyc.engine.portrait import Portrait
from chonso_app.ekyc.engine.results import Outcome
from chonso_app.ekyc.engine.thresholds import USUAL
from tests.fixtures import cards, matrix, portraits, scenes, strangers

_CACHE = Path(".pytest_cache/strangers")
_STRANGERS = ("person_a_1", "person_a_2", "person_b_1", "person_b_2", "impostor_1", "impostor_2")


@dataclass
class Seen:
    others: int = 0
    others_passed: int = 0
    others_unsure: int = 0
    highest: float = -1.0
    same: int = 0
    same_passed: int = 0
    same_failed: int = 0
    wrong: list[str] = field(default_factory=list)


def compare(conditions: tuple[str, ...] = tuple(scenes.CONDITIONS)) -> Seen:
    """Every photo printed on a card in every condition, against every other photo."""
    printed = _printed()
    shown = _shown()
    seen = Seen()
    for (name, face), condition in product(printed.items(), conditions):
        card = cards.render(matrix.person(1), "cccd21", "front", face)
        front = sides.look(scenes.photo(card, condition, len(name + condition)))
        for other, person in shown.items():
            if other != name and front.face is not None:
                _note(seen, front, person, f"{name} {other} {condition}")
    return seen


def _note(seen: Seen, front: sides.Side, person: Portrait, pair: str) -> None:
    found = portrait.check_face(front, person, USUAL)
    name, other, _ = pair.split(" ", 2)
    if _who(name) == _who(other):
        seen.same += 1
        seen.same_passed += found.outcome is Outcome.PASSED
        seen.same_failed += found.outcome is Outcome.FAILED
        return
    seen.others += 1
    seen.highest = max(seen.highest, found.score or -1.0)
    seen.others_unsure += found.outcome is Outcome.UNSURE
    if found.outcome is Outcome.PASSED:
        seen.others_passed += 1
        seen.wrong.append(pair)


def _who(name: str) -> str:
    """`person_a_1` and `person_a_2` are one person; the impostors are two."""
    return name.rpartition("_")[0] if name.startswith("person") else name


def _printed() -> dict[str, Image.Image]:
    """By name, as they are printed on cards."""
    photos = {name: Image.open(io.BytesIO(_stranger(name))) for name in _STRANGERS}
    return {"person_c_1": portraits.on_the_card(), **photos}


def _shown() -> dict[str, Portrait]:
    """By name, as they are taken with a phone."""
    photos: dict[str, Any] = {name: sides.decode(_stranger(name)) for name in _STRANGERS}
    photos["person_c_2"] = np.ascontiguousarray(portraits.by_phone())
    return {name: portrait.look(photo) for name, photo in photos.items()}


def _stranger(name: str) -> bytes:
    return strangers.photo(f"{name}.jpg", _CACHE)
