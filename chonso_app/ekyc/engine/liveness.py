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
from chonso_app.ekyc.engine.faces import Face
from chonso_app.ekyc.engine.results import Check, CheckResult, Frame, Move, Outcome
from chonso_app.ekyc.engine.thresholds import Thresholds

_SEARCH_SIDE = 320  # pixels: a face fills such a frame
_THUMB = 48  # pixels: frames are compared at this size
_STILL = 1.0  # grey steps between two frames: less is one picture sent twice


@dataclass(frozen=True)
class _Seen:
    """One frame with a face."""

    move: Move
    picture: Any
    face: Face

    @property
    def thumb(self) -> Any:
        grey = cv2.cvtColor(self.picture, cv2.COLOR_BGR2GRAY)
        return cv2.resize(grey, (_THUMB, _THUMB), interpolation=cv2.INTER_AREA).astype("int16")

    def alike(self, template: Any) -> float:
        return faces.alike(template, faces.embed(self.picture, self.face))


def check_liveness(frames: Sequence[Frame], template: Any, limits: Thresholds) -> CheckResult:
    """`template` is of the portrait; None when it shows no face."""
    result = CheckResult(Check.LIVENESS, Outcome.NOT_RUN, "no_challenge")
    if not frames:
        return replace(result, outcome=Outcome.UNSURE) if limits.challenge_needed else result
    if template is None:
        return replace(result, reason="no_face")
    seen = [one for frame in frames if (one := _see(frame))]
    if len(seen) < limits.frames_fewest:
        return replace(result, outcome=Outcome.UNSURE, reason="frames_few")
    alike = [one.alike(template) for one in _telling(seen)]
    outcome, reason = _fault({one.move for one in frames}, seen, alike, limits)
    return CheckResult(
        Check.LIVENESS, outcome, reason, PORTRAIT if outcome is Outcome.FAILED else (),
        score=round(median(alike), 3), threshold=limits.frames_same,
    )  # fmt: skip


def _see(frame: Frame) -> _Seen | None:
    picture = sides.decode(frame.picture)
    found = faces.find(picture, side=_SEARCH_SIDE)
    return _Seen(frame.move, picture, found[0]) if found else None


def _telling(seen: Sequence[_Seen]) -> list[_Seen]:
    """Whose face it is: the first of all, the last of each move, and those that prove a move."""
    last = {one.move: one for one in seen}.values()
    most = (_most(move, [one for one in seen if one.move is move]) for move in Move)
    told = {id(one): one for one in (seen[0], *last, *(one for one in most if one))}
    return list(told.values())


def _most(move: Move, during: Sequence[_Seen]) -> _Seen | None:
    """The frame that shows the move best; None for a blink, of which we see nothing."""
    if move is Move.LEFT:
        return max(during, key=lambda one: one.face.turned, default=None)
    if move is Move.RIGHT:
        return min(during, key=lambda one: one.face.turned, default=None)
    if move is Move.CLOSER:
        return max(during, key=lambda one: one.face.width, default=None)
    return None


def _fault(
    asked: set[Move], seen: Sequence[_Seen], alike: Sequence[float], limits: Thresholds
) -> tuple[Outcome, str]:
    """`asked`: every move of the challenge, also one whose frames show no face."""
    if _still(seen):
        return Outcome.FAILED, "frames_still"
    strangers = sum(one < limits.face_other for one in alike)
    if 2 * strangers >= len(alike):
        return Outcome.FAILED, "frames_other_face"
    if strangers or median(alike) < limits.frames_same:
        return Outcome.UNSURE, "frames_unsure"
    if not all(_was_made(move, seen, limits) for move in asked):
        return Outcome.UNSURE, "move_unseen"
    return Outcome.PASSED, ""


def _still(seen: Sequence[_Seen]) -> bool:
    """Copies of one picture: a living person never holds that still."""
    first = seen[0].thumb
    return all(float(np.abs(one.thumb - first).mean()) < _STILL for one in seen[1:])


def _was_made(move: Move, seen: Sequence[_Seen], limits: Thresholds) -> bool:
    during = [one for one in seen if one.move is move]
    if not during:
        return False
    most = _most(move, during)
    if most is None:
        return True
    if move is Move.CLOSER:
        return most.face.width >= limits.closer_least * min(one.face.width for one in seen)
    straight = min((one.face.turned for one in seen), key=abs)
    return abs(most.face.turned - straight) >= limits.turn_least and (
        (most.face.turned > straight) is (move is Move.LEFT)
    )
