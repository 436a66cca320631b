"""What an SM-DP+ reports about a profile: HandleDownloadProgressInfo of ES2+ (SGP.22 §5.3.5)."""

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_DOWNLOAD, _INSTALLATION = 3, 4  # notificationPointId


class ProfileEvent(StrEnum):
    DOWNLOADED = "downloaded"  # the profile left the SM-DP+: its code is used up
    INSTALLED = "installed"
    OTHER = "other"  # another point, or a point that failed: nothing for us to do


@dataclass(frozen=True)
class ProgressReport:
    iccid: str
    event: ProfileEvent


class NotAReport(ValueError):
    """The body is not a HandleDownloadProgressInfo."""


def read_report(body: bytes) -> ProgressReport:
    """Raises NotAReport."""
    try:
        told: Any = json.loads(body)
        point = int(told["notificationPointId"])
        done = str(told["notificationPointStatus"]["status"]).startswith("Executed")
        iccid = str(told["iccid"]).rstrip("fF")  # padded to 20 as on the card
    except (KeyError, TypeError, ValueError) as error:
        raise NotAReport from error
    known = {_DOWNLOAD: ProfileEvent.DOWNLOADED, _INSTALLATION: ProfileEvent.INSTALLED}
    return ProgressReport(
        iccid, known.get(point, ProfileEvent.OTHER) if done else ProfileEvent.OTHER
    )
