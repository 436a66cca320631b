"""Whether a feature runs, worked out from its switches. Pure."""

from datetime import date
from enum import StrEnum
from typing import Protocol

from chonso_app.switches.models import Feature

# Without a row: everything the shop can do runs, in the order of document 1 (ship, then identify).
DEFAULTS: dict[Feature, bool] = dict.fromkeys(Feature, True) | {Feature.IDENTIFY_FIRST: False}


class Standing(StrEnum):
    """How a switch stands on a day."""

    ON = "on"
    OFF = "off"  # somebody switched it off
    NOT_YET = "not_yet"  # its first day is still to come
    OVER = "over"  # its last day is past


class Switch(Protocol):
    on: bool
    starts_on: date | None
    ends_on: date | None


def standing(
    feature: Feature, own: Switch | None, everywhere: Switch | None, today: date
) -> Standing:
    """The unit's own switch decides when there is one; else everywhere's; else the default."""
    switch = own or everywhere
    if switch is None:
        return Standing.ON if DEFAULTS[feature] else Standing.OFF
    if not switch.on:
        return Standing.OFF
    if switch.starts_on and today < switch.starts_on:
        return Standing.NOT_YET
    if switch.ends_on and today > switch.ends_on:
        return Standing.OVER
    return Standing.ON
