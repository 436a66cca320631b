"""The steps of a decision in words: "vì sao shopcode này"."""

from collections.abc import Sequence

from chonso_app.core.texts import say
from chonso_app.dispatch.rules import Step


def sentences(steps: Sequence[Step]) -> list[str]:
    return [sentence(step) for step in steps]


def sentence(step: Step) -> str:
    note = f" ({step['note']})" if step.get("note") else ""
    return say(f"dispatch.step.{step['code']}", **step) + note
