"""The moves that were asked for, in the frames that came.

A hint, never a proof: it stops a picture held before the camera, not a film fed into it. How far a
head is turned is told by five points of its face; a print turned by hand keeps its nose between
its eyes. A blink is too small for them and is left to the browser.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

import cv2
import numpy as np

from chonso_app.ekyc.engine import faces, sides
from chonso_app.ekyc.engine.answers import PORTRAIT
from chonso_app.ekyc.engine.results import Check, CheckResult, Frame, Move, Outcome
from chonso_app.ekyc.engine.thresholds import Thresholds

_THUMB = 48  # pixels: frames are compared at this size
_STILL = 1.0  # grey steps between two frames: less is one picture sent twice


@dataclass(frozen=True)
class _Seen:
    """One frame with a face. `turned` and `wide` are those of the face."""

    move: Move
    turned: float
    wide: float
    alike: float
    thumb: Any


def check_liveness(
    frames: Sequence[Frame], template: Any, turned: float, limits: Thresholds
) -> CheckResult:
    """`template` and `turned` are of the portrait; None when it shows no face."""
    result = CheckResult(Check.LIVENESS, Outcome.NOT_RUN, "no_challenge")
    if not frames:
        if limits.challenge_needed:
            return replace(result, outcome=Outcome.UNSURE)
        return result
    if template is None:
        return replace(result, reason="no_face")
    seen = [one for frame in frames if (one := _see(frame, template))]
    if len(seen) < limits.frames_fewest:
        return replace(result, outcome=Outcome.UNSURE, reason="frames_few")
    alike = median(one.alike for one in seen)
    result = replace(result, score=round(alike, 3), threshold=limits.frames_same)
    outcome, reason = _fault(seen, alike, turned, limits)
    redo = PORTRAIT if outcome is Outcome.FAILED else ()
    return replace(result, outcome=outcome, reason=reason, redo=redo)


def _see(frame: Frame, template: Any) -> _Seen | None:
    picture = sides.decode(frame.picture)
    found = faces.find(picture)
    if not found:
        return None
    face = found[0]
    alike = faces.alike(template, faces.embed(picture, face))
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    thumb = cv2.resize(grey, (_THUMB, _THUMB), interpolation=cv2.INTER_AREA).astype("int16")
    return _Seen(frame.move, face.turned, face.width, alike, thumb)


def _fault(
    seen: Sequence[_Seen], alike: float, turned: float, limits: Thresholds
) -> tuple[Outcome, str]:
    if _still(seen):
        return Outcome.FAILED, "frames_still"
    strangers = sum(one.alike < limits.face_other for one in seen)
    if 2 * strangers >= len(seen):
        return Outcome.FAILED, "frames_other_face"
    if strangers or alike < limits.frames_same:
        return Outcome.UNSURE, "frames_unsure"
    if not all(_was_made(move, seen, turned, limits) for move in {one.move for one in seen}):
        return Outcome.UNSURE, "move_unseen"
    return Outcome.PASSED, ""


def _still(seen: Sequence[_Seen]) -> bool:
    """Copies of one picture: a living person never holds that still."""
    first = seen[0].thumb
    return all(float(np.abs(one.thumb - first).mean()) < _STILL for one in seen[1:])


def _was_made(move: Move, seen: Sequence[_Seen], turned: float, limits: Thresholds) -> bool:
    during = [one for one in seen if one.move is move]
    if move is Move.LEFT:
        return max(one.turned for one in during) - turned >= limits.turn_least
    if move is Move.RIGHT:
        return turned - min(one.turned for one in during) >= limits.turn_least
    if move is Move.CLOSER:
        widest = max(one.wide for one in during)
        return widest >= limits.closer_least * min(one.wide for one in seen)
    return True
