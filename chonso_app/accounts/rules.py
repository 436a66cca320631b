"""Limits and shapes of what proves who somebody is. Pure."""

import re
import unicodedata
from datetime import timedelta
from enum import StrEnum

from chonso_app.core.actors import STAFF_ROLES, Role

# -- codes by SMS (decision 15) ----------------------------------------------------------------
OTP_LASTS = timedelta(minutes=5)
OTP_TRIES = 5
OTP_PER_PHONE_HOUR = 5
OTP_PER_PHONE_DAY = 10  # then the phone is closed for a day
OTP_PHONE_CLOSED = timedelta(hours=24)
OTP_PER_MINUTE = 300  # of all together: a spray over many phones ends here

# -- passwords ---------------------------------------------------------------------------------
PASSWORD_SHORTEST = 8
STAFF_PASSWORD_SHORTEST = 12
PASSWORD_LONGEST = 128  # argon2 of a novel is a denial of service
PASSWORD_TRIES = 5
LOCK_LASTS = timedelta(minutes=15)

# -- sessions ----------------------------------------------------------------------------------
INVITATION_LASTS = timedelta(hours=24)
RESET_LASTS = timedelta(minutes=15)
SEEN_EVERY = timedelta(minutes=2)  # how often a session's last use is written down
RECOVERY_CODES = 8


class TicketKind(StrEnum):
    SESSION = "session"  # everything is proven: exchange it for a session
    SECOND_STEP = "second-step"  # the password was right, the code of the app is missing
    NEW_PASSWORD = "new-password"  # noqa: S105  the phone is proven: a password may be chosen


TICKET_LASTS = {
    TicketKind.SESSION: timedelta(seconds=60),
    TicketKind.SECOND_STEP: timedelta(minutes=5),
    TicketKind.NEW_PASSWORD: timedelta(minutes=10),
}


def idle_limit(role: Role) -> timedelta:
    """A console keeps its own session alive while it is open and used (an agent in a call)."""
    return timedelta(minutes=30) if role in STAFF_ROLES else timedelta(days=14)


def absolute_limit(role: Role) -> timedelta:
    return timedelta(hours=12) if role in STAFF_ROLES else timedelta(days=60)


def six_digits(typed: str) -> str | None:
    """What was typed as a code, or None. Spaces and full-width digits are one and the same code."""
    digits = re.sub(r"[\s.\-]", "", unicodedata.normalize("NFKC", typed))
    return digits if re.fullmatch(r"[0-9]{6}", digits) else None


def password_fault(password: str, *, staff: bool = False) -> str | None:
    """Why this may not be a password (`accounts.password_<fault>` of the catalogue), or None."""
    if len(password) < (STAFF_PASSWORD_SHORTEST if staff else PASSWORD_SHORTEST):
        return "short"
    if len(password) > PASSWORD_LONGEST:
        return "long"
    if not staff and not (re.search(r"[^\W\d_]", password) and re.search(r"\d", password)):
        return "simple"
    if len(set(password)) < 4:
        return "simple"
    return None


def safe_path(path: str) -> str:
    """Where to go after logging in: a path of ours, else the start."""
    fine = re.fullmatch(r"/(?![/\\])[^\s\\]{0,200}", path)
    return path if fine and not path.startswith("/api/") else ""


def initials(name: str) -> str:
    """`Nguyễn Ngọc Lan` → `NL`."""
    words = name.split()
    return (words[0][0] + words[-1][0]).upper() if len(words) > 1 else name[:2].upper()
