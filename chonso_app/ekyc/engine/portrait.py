"""The portrait, and whether it shows the person of the card."""

from dataclasses import dataclass, replace
from typing import Any

import cv2

from chonso_app.ekyc.engine import faces, qr, quality
from chonso_app.ekyc.engine.faces import Face
from chonso_app.ekyc.engine.results import Check, CheckResult, Outcome, Picture

SAME, OTHER = 0.45, 0.33  # cosine: from here one person, below here two
NARROWEST = 160  # pixels of a face on the portrait
NARROWEST_ON_CARD = 60
_TURNED = 0.45
_SECOND = 0.4  # another face this wide, against the first, is a second person
_COPY = 0.95  # cosine of two crops of one photograph
_COPY_BITS = 8  # of 64, in which two copies may differ
_REDO = (Picture.PORTRAIT,)


@dataclass(frozen=True)
class Portrait:
    """`rivals`: other faces too large to be somebody in the background."""

    picture: Any
    face: Face | None
    rivals: int
    quality: quality.Quality
    holds_card: bool


def look(picture: Any) -> Portrait:
    """Upright as the camera gave it, else turned until there is a face."""
    turns = (None, cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_90_COUNTERCLOCKWISE, cv2.ROTATE_180)
    for turn in turns:
        turned = picture if turn is None else cv2.rotate(picture, turn)
        found = [face for face in faces.find(turned) if face.upright]
        if found:
            break
    else:
        turned, found = picture, []
    grey = cv2.cvtColor(turned, cv2.COLOR_BGR2GRAY)
    rivals = [one for one in found[1:] if one.width >= _SECOND * found[0].width]
    return Portrait(
        turned, found[0] if found else None, len(rivals), quality.measure(grey), _card_in(grey)
    )


def _card_in(grey: Any) -> bool:
    return qr.read(grey) is not None


def check_portrait(portrait: Portrait) -> CheckResult:
    reason, outcome = _fault(portrait)
    redo = _REDO if reason else ()
    width = portrait.face.width if portrait.face else 0.0
    return CheckResult(
        Check.PORTRAIT, outcome, reason, redo, score=round(width), threshold=NARROWEST
    )


def _fault(portrait: Portrait) -> tuple[str, Outcome]:
    if portrait.face is None:
        fault = portrait.quality.fault if portrait.quality.poor else ""
        return fault or "no_face", Outcome.FAILED
    if portrait.holds_card:
        return "card_in_picture", Outcome.FAILED
    if portrait.rivals:
        return "many_faces", Outcome.FAILED
    if portrait.face.width < NARROWEST:
        return "face_small", Outcome.FAILED
    if abs(portrait.face.turned) > _TURNED:
        return "turned", Outcome.FAILED
    return "", Outcome.PASSED


def check_face(card: Any, card_face: Face | None, portrait: Portrait) -> CheckResult:
    """Card against portrait. A poor crop never condemns anybody: it makes us unsure."""
    if card_face is None or portrait.face is None:
        return CheckResult(Check.FACE, Outcome.NOT_RUN, "no_face")
    alike = faces.alike(faces.embed(card, card_face), faces.embed(portrait.picture, portrait.face))
    result = CheckResult(Check.FACE, Outcome.PASSED, score=round(alike, 3), threshold=SAME)
    if alike >= _COPY and _is_copy(card, card_face, portrait):
        return replace(result, outcome=Outcome.UNSURE, reason="same_picture", redo=_REDO)
    if alike >= SAME:
        return result
    poor = card_face.width < NARROWEST_ON_CARD or portrait.face.width < NARROWEST
    if alike >= OTHER or poor or portrait.quality.poor:
        return replace(result, outcome=Outcome.UNSURE, reason="face_unsure")
    return replace(result, outcome=Outcome.FAILED, reason="face_differs", redo=_REDO)


def _is_copy(card: Any, card_face: Face, portrait: Portrait) -> bool:
    assert portrait.face is not None
    here, there = faces.print_of(card, card_face), faces.print_of(portrait.picture, portrait.face)
    return (here ^ there).bit_count() <= _COPY_BITS
