"""What the pool's processes run. Heavy libraries are loaded here and nowhere else."""

from datetime import date

from chonso_app.ekyc.engine.results import EkycResult, Form, Pictures
from chonso_app.ekyc.engine.thresholds import USUAL, Thresholds


def warm() -> None:
    """Load every model, so that the first customer does not wait for it."""
    import cv2

    from chonso_app.ekyc.engine import faces, ocr

    cv2.setNumThreads(1)
    ocr.warm()
    faces.warm()


def examine(
    pictures: Pictures, form: Form, today: date, thresholds: Thresholds = USUAL
) -> EkycResult:
    from chonso_app.ekyc.engine import pipeline

    return pipeline.examine(pictures, form, today, thresholds)
