"""The portrait, and whether it shows the person of the card."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import cv2

from chonso_app.ekyc.engine import faces, qr, quality
from chonso_app.ekyc.engine.faces import Face
from chonso_app.ekyc.engine.results import Check, CheckResult, Outcome, Picture
from chonso_app.ekyc.engine.sides import Side
from chonso_app.ekyc.engine.thresholds import Thresholds

_SECOND = 0.4  # another face this wide, against the first, is a second person
_COPY_BITS, _PRINT_BITS = 8, 16  # of 64, in which two pictures of one photograph may differ
_REDO = (Picture.PORTRAIT,)


@dataclass(frozen=True)
class Portrait:
    """`rivals`: other faces too large to be somebody in the background."""

    picture: Any
    face: Face | None
    rivals: int
    quality: quality.Quality
    holds_card: bool

    @cached_property
    def template(self) -> Any:
        """128 numbers of the face; None without one."""
        return faces.embed(self.picture, self.face) if self.face else None

    @property
    def template_numbers(self) -> tuple[float, ...]:
        return () if self.template is None else tuple(round(float(n), 6) for n in self.template)


def look(picture: Any) -> Portrait:
    """Upright as the camera gave it, else turned until there is a face."""
    turned, found = faces.find_upright(picture)
    grey = cv2.cvtColor(turned, cv2.COLOR_BGR2GRAY)
    rivals = [one for one in found[1:] if one.width >= _SECOND * found[0].width]
    return Portrait(
        turned, found[0] if found else None, len(rivals), quality.measure(grey), _card_in(grey)
    )


def _card_in(grey: Any) -> bool:
    return bool(qr.read(grey))


def check_portrait(portrait: Portrait, limits: Thresholds) -> CheckResult:
    reason, outcome = _fault(portrait, limits)
    redo = _REDO if reason else ()
    width = portrait.face.width if portrait.face else 0.0
    return CheckResult(
        Check.PORTRAIT, outcome, reason, redo, score=round(width), threshold=limits.face_narrowest
    )


def _fault(portrait: Portrait, limits: Thresholds) -> tuple[str, Outcome]:
    if portrait.face is None:
        fault = portrait.quality.fault(limits) if portrait.quality.poor(limits) else ""
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


def check_face(card: Side, portrait: Portrait, limits: Thresholds) -> CheckResult:
    """Card against portrait. A poor crop never condemns anybody: it makes us unsure."""
    if card.face is None or portrait.face is None:
        return CheckResult(Check.FACE, Outcome.NOT_RUN, "no_face")
    alike = faces.alike(card.template, portrait.template)
    result = CheckResult(
        Check.FACE, Outcome.PASSED, score=round(alike, 3), threshold=limits.face_same
    )
    apart = _bits_apart(card, portrait) if alike >= limits.face_print else 64
    if alike >= limits.face_copy and apart <= _COPY_BITS:
        return replace(result, outcome=Outcome.FAILED, reason="same_picture", redo=_REDO)
    if apart <= _PRINT_BITS:
        return replace(result, outcome=Outcome.UNSURE, reason="print_of_card")
    if alike >= limits.face_same:
        return result
    small = card.face.width < limits.card_face_narrowest
    poor = small or portrait.face.width < limits.face_narrowest
    if alike >= limits.face_other or poor or portrait.quality.poor(limits):
        return replace(result, outcome=Outcome.UNSURE, reason="face_unsure")
    return replace(result, outcome=Outcome.FAILED, reason="face_differs", redo=_REDO)


def _bits_apart(card: Side, portrait: Portrait) -> int:
    assert card.face is not None
    assert portrait.face is not None
    here = faces.print_of(card.picture, card.face)
    return (here ^ faces.print_of(portrait.picture, portrait.face)).bit_count()
