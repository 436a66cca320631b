"""Pure rules: what a refusal sends back, how long things last, what stands in a QR."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import quote

from chonso_app.activation.models import Step

LEASE_LASTS = timedelta(seconds=90)
HEARTBEAT_SECONDS = 25  # of the console: three are missed before a lease is lost
DESK_SIZE = 2  # the dossier being read and the one already loaded behind it
USUAL_REVIEW = timedelta(minutes=30)
MOST_REISSUES = 2
PROFILE_TYPE = "chonso-prepaid"  # agreed with the SM-DP+
REMIND_INSTALL_DAYS = (1, 3, 7, 14)
NOTE_LENGTH = 300
ANSWER_LENGTH = 500
KEPT_FOR_ASKER = timedelta(minutes=15)  # an answered dossier, for the clerk who asked
MOST_SUPPLEMENTS = 5  # of one dossier: after that it is decided


class Reason(StrEnum):
    """Why a line is not brought live. The order is that of the keys 1, 2, 3… in the console."""

    CARD_FRONT_BLURRED = "card_front_blurred"
    CARD_BACK_BLURRED = "card_back_blurred"
    FACE_UNCLEAR = "face_unclear"
    DATA_DIFFERS = "data_differs"
    SIGNATURE_BAD = "signature_bad"
    CALL_INCOMPLETE = "call_incomplete"
    PAPER_INVALID = "paper_invalid"
    SIM_UNCLEAR = "sim_unclear"
    # -- not a clerk's to choose
    OPERATOR_REFUSED = "operator_refused"
    NOT_INSTALLED = "not_installed"


REDO: dict[Reason, tuple[Step, ...]] = {
    Reason.CARD_FRONT_BLURRED: (Step.CARD_FRONT,),
    Reason.CARD_BACK_BLURRED: (Step.CARD_BACK,),
    Reason.FACE_UNCLEAR: (Step.PORTRAIT,),
    Reason.DATA_DIFFERS: (Step.DATA,),
    Reason.SIGNATURE_BAD: (Step.SIGNATURE,),
    Reason.CALL_INCOMPLETE: (Step.CALL,),
    # another paper: its pictures, and a call that shows it
    Reason.PAPER_INVALID: (Step.CARD_FRONT, Step.CARD_BACK, Step.CALL),
    Reason.SIM_UNCLEAR: (Step.SERIAL,),
    Reason.OPERATOR_REFUSED: (),
    Reason.NOT_INSTALLED: (),
}
CLERK_REASONS = tuple(reason for reason in Reason if REDO[reason])


def clerk_reasons(*, physical: bool, passport: bool = False) -> tuple[Reason, ...]:
    """An eSIM has no serial to be unclear, a passport no back to be blurred."""
    left_out = {
        Reason.SIM_UNCLEAR: not physical,
        Reason.CARD_BACK_BLURRED: passport,
    }
    return tuple(one for one in CLERK_REASONS if not left_out.get(one))


def steps_to_redo(reasons: Iterable[Reason], *, passport: bool = False) -> list[Step]:
    """Every step once, in the order in which a customer comes through them."""
    named = {step for reason in reasons for step in REDO[reason]}
    return [step for step in Step if step in named and not (passport and step is Step.CARD_BACK)]


def due(submitted_at: datetime) -> datetime:
    return submitted_at + USUAL_REVIEW


def lpa(smdp_address: str, matching_id: str) -> str:
    """The activation code of SGP.22, as a QR carries it."""
    return f"LPA:1${smdp_address}${matching_id}"


def parts_of_lpa(code: str) -> tuple[str, str]:
    """(SM-DP+ address, matching id), for typing in by hand."""
    _, address, matching_id, *_ = code.split("$")
    return address, matching_id


def iphone_link(code: str) -> str:
    """One tap on iOS 17.4 and later."""
    return f"https://esimsetup.apple.com/esim_qrcode_provisioning?carddata={quote(code, safe='')}"


def android_link(code: str) -> str:
    return f"https://esimsetup.android.com/esim_qrcode_provisioning?carddata={quote(code, safe='')}"


def reminder_day(since: datetime, now: datetime, sent: int) -> int:
    """The install reminder whose day has come and that was not sent; 0 for none."""
    come = [day for day in REMIND_INSTALL_DAYS if now >= since + timedelta(days=day)]
    latest = max(come, default=0)
    return latest if latest > sent else 0
