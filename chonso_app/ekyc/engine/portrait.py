"""The portrait, and whether it shows the person of the card."""

from dataclasses import dataclass, replace
from typing import Any

import cv2

from chonso_app.ekyc.engine import faces, qr, quality
from chonso_app.ekyc.engine.faces import Face
from chonso_app.ekyc.engine.results import Check, CheckResult, Outcome, Picture
from chonso_app.ekyc.engine.thresholds import Thresholds

_SECOND = 0.4  # another face this wide, against the first, is a second person
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


def check_portrait(portrait: Portrait, limits: Thresholds) -> CheckResult:
    reason, outcome = _fault(portrait, limits)
    redo = _REDO if reason else ()
    width = portrait.face.width if portrait.face else 0.0
    return CheckResult(
        Check.PORTRAIT, outcome, reason, redo, score=round(width), threshold=limits.face_narrowest
    )


def _fault(portrait: Portrait, limits: Thresholds) -> tuple[str, Outcome]:
    if portrait.face is None:
        fault = portrait.quality.fault if portrait.quality.poor else ""
        return fault or "no_face", Outcome.FAILED
    if portrait.holds_card:
        return "card_in_picture", Outcome.FAILED
    if portrait.rivals:
        return "many_faces", Outcome.FAILED
    if portrait.face.width < limits.face_narrowest:
        return "face_small", Outcome.FAILED
    if abs(portrait.face.turned) > limits.face_turned:
        return "turned", Outcome.FAILED
    return "", Outcome.PASSED


def check_face(
    card: Any, card_face: Face | None, portrait: Portrait, limits: Thresholds
) -> CheckResult:
    """Card against portrait. A poor crop never condemns anybody: it makes us unsure."""
    if card_face is None or portrait.face is None:
        return CheckResult(Check.FACE, Outcome.NOT_RUN, "no_face")
    alike = faces.alike(faces.embed(card, card_face), faces.embed(portrait.picture, portrait.face))
    result = CheckResult(
        Check.FACE, Outcome.PASSED, score=round(alike, 3), threshold=limits.face_same
    )
    if alike >= limits.face_copy and _is_copy(card, card_face, portrait):
        return replace(result, outcome=Outcome.UNSURE, reason="same_picture", redo=_REDO)
    if alike >= limits.face_same:
        return result
    small = card_face.width < limits.card_face_narrowest
    poor = small or portrait.face.width < limits.face_narrowest
    if alike >= limits.face_other or poor or portrait.quality.poor:
        return replace(result, outcome=Outcome.UNSURE, reason="face_unsure")
    return replace(result, outcome=Outcome.FAILED, reason="face_differs", redo=_REDO)


def _is_copy(card: Any, card_face: Face, portrait: Portrait) -> bool:
    assert portrait.face is not None
    here, there = faces.print_of(card, card_face), faces.print_of(portrait.picture, portrait.face)
    return (here ^ there).bit_count() <= _COPY_BITS
