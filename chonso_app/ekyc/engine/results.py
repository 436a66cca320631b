"""What goes into the engine and what comes out. Small and picklable: it crosses processes."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Outcome(StrEnum):
    PASSED = "passed"
    UNSURE = "unsure"  # goes on to the agent with a mark, never a silent pass
    FAILED = "failed"
    NOT_RUN = "not_run"


class Picture(StrEnum):
    CARD_FRONT = "card_front"
    CARD_BACK = "card_back"
    PORTRAIT = "portrait"


class Kind(StrEnum):
    """What paper was shown."""

    CCCD_2021 = "cccd_2021"  # QR in front, MRZ behind
    CC_2024 = "cc_2024"  # QR and MRZ behind
    CCCD_2016 = "cccd_2016"  # barcode, no chip: in date at most until 2026-2030, a person looks
    PASSPORT = "passport"  # one page, TD3
    CMND = "cmnd"  # of no use since 1 January 2025
    UNKNOWN = "unknown"


class Check(StrEnum):
    """In the order in which a person reads them."""

    KIND = "kind"
    FRONT = "front"
    BACK = "back"
    SIDES = "sides"  # both sides are of one card
    NUMBER = "number"
    NAME = "name"
    BIRTH = "birth"
    SEX = "sex"
    EXPIRY = "expiry"
    AGE = "age"
    PORTRAIT = "portrait"
    FACE = "face"
    LIVENESS = "liveness"  # the moves that were asked for, in the frames that came
    OTHER_FACE = "other_face"  # this face is known under another paper; asked of the database
    PAPER = "paper"  # how many numbers this paper already carries; asked of the database
    CHIP = "chip"  # needs an app that can read it
    AUTHORITY = "authority"  # the national database; needs a connector
    ENGINE = "engine"  # only there when the engine itself gave up


@dataclass(frozen=True)
class CheckResult:
    """`reason` is a stable code; `score` and `threshold` are for staff, never for the customer.

    `redo` names the pictures to take again; `amend` says that the typed data is what to correct.
    """

    check: Check
    outcome: Outcome
    reason: str = ""
    redo: tuple[Picture, ...] = ()
    amend: bool = False
    score: float | None = None
    threshold: float | None = None


class Move(StrEnum):
    """What a challenge may ask for."""

    LEFT = "left"  # the person's own left
    RIGHT = "right"
    CLOSER = "closer"
    BLINK = "blink"  # seen in the browser only: five points of a face tell nothing of lids


@dataclass(frozen=True)
class Frame:
    """One frame of a challenge, as the camera gives it: not mirrored.

    `move`: what the person was asked for when it was taken.
    """

    move: Move
    picture: bytes


@dataclass(frozen=True)
class Pictures:
    """Encoded as they are stored. A passport has no back; `frames` are empty without a camera."""

    front: bytes
    back: bytes | None
    portrait: bytes
    frames: tuple[Frame, ...] = ()


@dataclass(frozen=True)
class Form:
    """What the person typed. `sex`: M, F or "" when it was not asked."""

    full_name: str
    id_number: str
    birth_date: date
    sex: str = ""


@dataclass(frozen=True)
class CardFields:
    """What the paper says, from its best source: QR, else MRZ.

    `passport`: the book's own number; a Vietnamese one carries the twelve digits besides.
    """

    id_number: str = ""
    name: str = ""
    birth_date: date | None = None
    sex: str = ""
    address: str = ""
    issued: date | None = None
    expires: date | None = None
    passport: str = ""
    nation: str = ""  # as a passport writes it: VNM


@dataclass(frozen=True)
class EkycResult:
    checks: tuple[CheckResult, ...]
    fields: CardFields = field(default_factory=CardFields)
    kind: Kind = Kind.UNKNOWN
    swapped: bool = False  # front and back were exchanged and put right
    engine: str = ""
    template: tuple[float, ...] = ()  # of the portrait's face, 128 numbers; () when there is none
    template_model: str = ""  # SHA-256 of the file that made it: others' are not comparable
    elapsed_ms: int = 0
    cpu_ms: int = 0

    @property
    def outcome(self) -> Outcome:
        """The worst of its checks; those not run say nothing."""
        found = {one.outcome for one in self.checks}
        for worst in (Outcome.FAILED, Outcome.UNSURE, Outcome.PASSED):
            if worst in found:
                return worst
        return Outcome.UNSURE


def gave_up(reason: str) -> EkycResult:
    """The engine did not finish: nothing is proven, a person must look."""
    return EkycResult((CheckResult(Check.ENGINE, Outcome.UNSURE, reason),))
