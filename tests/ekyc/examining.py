"""Short ways to put drawn papers before the engine and to ask what it found."""

from collections.abc import Sequence
from datetime import date
from functools import cache

from PIL import Image

from chonso_app.ekyc.engine import pipeline
from chonso_app.ekyc.engine.results import (
    Check,
    CheckResult,
    EkycResult,
    Form,
    Frame,
    Picture,
    Pictures,
)
from chonso_app.ekyc.engine.thresholds import USUAL, Thresholds
from tests.fixtures import cards, portraits, scenes
from tests.fixtures.people import SPECIMEN, CardHolder

TODAY = date(2026, 11, 25)
FRONT, BACK, PORTRAIT = Picture.CARD_FRONT, Picture.CARD_BACK, Picture.PORTRAIT


@cache
def face() -> Image.Image:
    return portraits.on_the_card()


@cache
def portrait() -> bytes:
    return scenes.jpeg(portraits.by_phone())


def form(who: CardHolder = SPECIMEN) -> Form:
    return Form(who.name, who.id_number, who.born, who.sex)


@cache
def side(kind: str, name: str, condition: str = "clean", who: CardHolder = SPECIMEN) -> bytes:
    card = cards.render(who, kind, name, face())
    return shot(card, condition, len(kind + name + condition))


def shot(card: Image.Image, condition: str = "clean", seed: int = 0) -> bytes:
    return scenes.jpeg(scenes.photo(card, condition, seed))


def examine(
    front: bytes | None = None,
    back: bytes | None = None,
    person: bytes | None = None,
    typed: Form | None = None,
    kind: str = "cccd21",
    frames: Sequence[Frame] = (),
    limits: Thresholds = USUAL,
) -> EkycResult:
    """A card. What is not given is the specimen's."""
    pictures = Pictures(
        front or side(kind, "front"), back or side(kind, "back"), person or portrait(),
        tuple(frames),
    )  # fmt: skip
    return pipeline.examine(pictures, typed or form(), TODAY, limits)


def examine_page(page: bytes, typed: Form | None = None, person: bytes | None = None) -> EkycResult:
    """A passport."""
    return pipeline.examine(Pictures(page, None, person or portrait()), typed or form(), TODAY)


def check(result: EkycResult, name: Check) -> CheckResult:
    return next(one for one in result.checks if one.check is name)


def reason(result: EkycResult, name: Check) -> tuple[str, str]:
    found = check(result, name)
    return found.outcome.value, found.reason
