"""What is said of a picture that could not be read, and from where."""

from dataclasses import replace

import pytest

from chonso_app.ekyc.engine.quality import Quality
from chonso_app.ekyc.engine.thresholds import USUAL

GOOD = Quality(sharpness=3200, brightness=120, glare=0.01, short_side=1200)


@pytest.mark.parametrize(
    ("seen", "fault", "poor"),
    [
        (GOOD, "", False),
        (replace(GOOD, brightness=34), "dark", True),
        (replace(GOOD, brightness=50), "", False),
        (replace(GOOD, brightness=50, sharpness=300), "dark", False),
        (replace(GOOD, sharpness=300), "blur", False),
        (replace(GOOD, sharpness=119), "blur", True),
        (replace(GOOD, glare=0.06), "glare", True),
        (replace(GOOD, short_side=599), "small", False),
    ],
)
def test_a_fault_is_named_and_a_face_bears_more_than_print(seen: Quality, fault: str, poor: bool):
    assert (seen.fault(USUAL), seen.poor(USUAL)) == (fault, poor)


@pytest.mark.parametrize(
    ("changed", "fault"),
    [({"dark": 121.0}, "dark"), ({"glare": 0.005}, "glare"), ({"soft": 4000.0}, "blur"),
     ({"soft": 4000.0, "dim": 121.0}, "dark")],
)  # fmt: skip
def test_an_operator_may_draw_the_line_elsewhere(changed: dict[str, float], fault: str):
    assert GOOD.fault(replace(USUAL, **changed)) == fault  # pyright: ignore[reportArgumentType]


def test_what_is_too_blurred_for_a_face_is_drawn_elsewhere_too():
    assert GOOD.poor(replace(USUAL, blurred=4000.0))
