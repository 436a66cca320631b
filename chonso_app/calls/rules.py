"""What decides about calls and needs no database: how long things may last, codes, checklist."""

from datetime import datetime, timedelta
from enum import StrEnum

from chonso_app.core.config import settings

OFFER_LASTS = timedelta(seconds=20)  # an offered call that nobody picks up goes to another agent
FIRST_FRAME_WITHIN = timedelta(seconds=20)
RECONNECT_WITHIN = timedelta(seconds=60)
SILENT_AFTER = timedelta(seconds=25)  # heartbeats reach the database every 5 s
PLACE_KEPT = timedelta(minutes=3)  # of a waiting customer whose phone went silent
AGENT_PREFERRED = timedelta(minutes=settings.call_same_agent_minutes)
LONGEST_TALK = timedelta(minutes=30)
LONGEST_WRAPUP = timedelta(minutes=15)  # without a verdict
MOST_MESSAGES = 200  # written in one call
LONGEST_MESSAGE = 500
PRESENCE_LASTS = timedelta(seconds=30)
USUAL_TALK = timedelta(minutes=4)
DOCUMENT_PIXELS = 1000  # the long side of a card still, at least
MOST_STILLS = 30
ONE_PRESS = timedelta(seconds=2)  # nobody has looked at a still before that and wants it again


class Verdict(StrEnum):
    APPROVED = "approved"
    REJECTED = "rejected"
    INCONCLUSIVE = "inconclusive"
    SUSPECTED_FRAUD = "suspected_fraud"


class Rejection(StrEnum):
    """What the customer can put right: only these count, at most three times (7.7)."""

    OTHER_PERSON = "other_person"  # Khác người
    EXPIRED_PAPER = "expired_paper"  # Hết hạn
    WRONG_DETAILS = "wrong_details"  # Khai sai
    UNREADABLE_PAPER = "unreadable_paper"  # Giấy tờ hỏng, mờ
    NOT_WILLING = "not_willing"  # Không tự nguyện
    NO_CONSENT = "no_consent"  # Không đồng ý ghi hình, ghi âm
    MISCONDUCT = "misconduct"  # a supervisor's word on a call that its agent left


class Technical(StrEnum):
    """Nobody's fault: never counts."""

    WEAK_NETWORK = "weak_network"
    TOO_DARK = "too_dark"
    NO_SOUND = "no_sound"
    NO_PICTURE = "no_picture"
    NO_RECORDING = "no_recording"
    CUSTOMER_LEFT = "customer_left"
    CLEARED = "cleared"  # a supervisor found no fraud
    NO_VERDICT = "no_verdict"  # written by the sweep: the agent never came back


class Fraud(StrEnum):
    FORGED_PAPER = "forged_paper"  # Nghi giả
    STAGED_PICTURE = "staged_picture"  # Hình phát lại, mặt ghép
    COACHED = "coached"  # Có người nhắc, ép


ABUSIVE = "abusive"  # the agent left the call; set aside as fraud is, and never approved


REASONS: dict[Verdict, type[StrEnum] | None] = {
    Verdict.APPROVED: None,
    Verdict.REJECTED: Rejection,
    Verdict.INCONCLUSIVE: Technical,
    Verdict.SUSPECTED_FRAUD: Fraud,
}
BY_AGENT: dict[Verdict, tuple[StrEnum, ...]] = {  # as the console's keys count them
    Verdict.REJECTED: (
        Rejection.OTHER_PERSON, Rejection.EXPIRED_PAPER, Rejection.WRONG_DETAILS,
        Rejection.UNREADABLE_PAPER, Rejection.NOT_WILLING, Rejection.NO_CONSENT,
    ),
    Verdict.INCONCLUSIVE: (
        Technical.WEAK_NETWORK, Technical.TOO_DARK, Technical.NO_SOUND, Technical.CUSTOMER_LEFT,
        Technical.NO_PICTURE, Technical.NO_RECORDING,
    ),
    Verdict.SUSPECTED_FRAUD: (Fraud.FORGED_PAPER, Fraud.STAGED_PICTURE, Fraud.COACHED),
}  # fmt: skip


def fits(verdict: Verdict, reason: str | None) -> bool:
    """Whether `reason` is one of the codes of `verdict`; an approval has none."""
    codes = REASONS[verdict]
    return reason is None if codes is None else reason in {code.value for code in codes}


class Step(StrEnum):
    """Các bước xác minh, in order. The customer's screen tells them the one being done."""

    CONSENT = "consent"  # Khách đồng ý ghi hình, ghi âm
    LIGHT = "light"  # Đủ sáng, thấy rõ cả khuôn mặt
    TURN = "turn"  # Quay trái, quay phải
    FRONT = "front"  # Mặt trước giấy tờ, nghiêng thấy ảnh nổi
    BACK = "back"  # Mặt sau giấy tờ, thấy chip và ngày cấp
    TOGETHER = "together"  # Khuôn mặt cùng giấy tờ
    SPOKEN = "spoken"  # Khách tự đọc họ tên, ngày sinh và nói đồng ý


def steps_of(checklist: int) -> tuple[Step, ...]:
    """Of a call: those of before version 2 were worked without the consent as a step."""
    return tuple(step for step in Step if checklist >= 2 or step is not Step.CONSENT)


class Matched(StrEnum):
    """What is compared by eye with the person and paper in the picture (at least three by law)."""

    NAME = "name"
    ID_NUMBER = "id_number"
    BIRTH_DATE = "birth_date"
    FACE = "face"


def handling(taken: datetime, ended: datetime, decided: datetime) -> timedelta | None:
    """Talk and conclusion. None: settled later than any agent may take, by a supervisor.

    Never longer than one talk may last: a call that dropped began before others had their turn.
    """
    if decided - ended > LONGEST_WRAPUP:
        return None
    return min(decided - taken, LONGEST_TALK + LONGEST_WRAPUP)


def next_step(done: dict[str, str], checklist: int) -> Step | None:
    return next((step for step in steps_of(checklist) if step.value not in done), None)
