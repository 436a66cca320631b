"""The whole examination, in the order that costs least: what is read cheaply saves what is dear."""

import time
from dataclasses import dataclass, replace
from datetime import date

from chonso_app.ekyc.engine import crosscheck, portrait, sides, weights
from chonso_app.ekyc.engine.budget import Budget
from chonso_app.ekyc.engine.crosscheck import Read
from chonso_app.ekyc.engine.results import (
    Check,
    CheckResult,
    EkycResult,
    Form,
    Kind,
    Outcome,
    Picture,
    Pictures,
)
from chonso_app.ekyc.engine.sides import Side
from chonso_app.ekyc.engine.thresholds import USUAL, Thresholds

VERSION = "1"
_MRZ_SECONDS = 3.0
_OLD_PAPER = ("CHỨNG MINH NHÂN DÂN",)
_CARD_2021 = ("CĂN CƯỚC CÔNG DÂN", "CITIZEN IDENTITY")
_CARD_2024 = ("CĂN CƯỚC", "IDENTITY CARD")


@dataclass(frozen=True)
class _Card:
    front: Side
    back: Side
    swapped: bool = False

    @property
    def kind(self) -> Kind:
        if self.front.says(*_OLD_PAPER) or self.back.says(*_OLD_PAPER):
            return Kind.CMND
        if self.front.qr or self.front.says(*_CARD_2021):
            return Kind.CCCD_2021
        return Kind.CC_2024 if self.back.qr or self.front.says(*_CARD_2024) else Kind.UNKNOWN


def examine(pictures: Pictures, form: Form, today: date, limits: Thresholds = USUAL) -> EkycResult:
    """Every check that the pictures and the form allow. Raises sides.Unreadable, WrongWeights."""
    began, cpu = time.monotonic(), time.process_time()
    card = _read(_right_way_round(pictures))
    person = portrait.look(sides.decode(pictures.portrait))
    read = Read(card.front.qr or card.back.qr, card.back.mrz, _printed(card))
    told = card.front.qr or (card.back.qr and read.front_tied)
    if not told and not card.front.quality.fault:  # of a poor picture the fault is answer enough
        card = replace(card, front=card.front.with_words())
    checks = (
        _check_kind(card, read),
        _check_front(card, read),
        _check_back(card),
        crosscheck.check_sides(read, front_has_qr=card.front.qr is not None),
        crosscheck.check_number(read, form),
        crosscheck.check_name(read, form, limits),
        crosscheck.check_birth(read, form),
        crosscheck.check_sex(read, form),
        crosscheck.check_expiry(read, today),
        crosscheck.check_age(read, today, limits),
        portrait.check_portrait(person, limits),
        portrait.check_face(card.front.picture, card.front.face, person, limits),
        CheckResult(Check.CHIP, Outcome.NOT_RUN, "no_reader"),
        CheckResult(Check.AUTHORITY, Outcome.NOT_RUN, "not_connected"),
    )
    return EkycResult(
        checks,
        read.fields,
        card.kind,
        card.swapped,
        engine=f"embedded-{VERSION}/{weights.fingerprint()}",
        elapsed_ms=round((time.monotonic() - began) * 1000),
        cpu_ms=round((time.process_time() - cpu) * 1000),
    )


def _right_way_round(pictures: Pictures) -> _Card:
    """The side with the portrait is the front, whatever the customer called it."""
    front = sides.look(sides.decode(pictures.front))
    back = Side(sides.decode(pictures.back))
    if front.face:
        return _Card(front, back)
    turned = sides.look(back.picture)
    return _Card(turned, front, swapped=True) if turned.face else _Card(front, back)


def _read(card: _Card) -> _Card:
    front, back = card.front.with_qr(), card.back.with_mrz(Budget(_MRZ_SECONDS))
    if not front.qr:
        back = back.with_qr()
    if not front.qr and not back.qr:  # nobody knows yet on which side it should be
        front = front.with_qr(thorough=True)
        back = back if front.qr else back.with_qr(thorough=True)
    if not front.qr and not back.qr and not back.mrz:
        back = back.with_words()
    return _Card(front, back, card.swapped)


def _printed(card: _Card) -> tuple[str, ...]:
    """The number printed on the front; a QR there makes reading it unnecessary."""
    if card.front.qr and card.back.mrz:
        return ()
    return tuple(card.front.printed_numbers())


def _check_kind(card: _Card, read: Read) -> CheckResult:
    if card.kind is Kind.CMND:
        return CheckResult(Check.KIND, Outcome.FAILED, "cmnd", crosscheck.BOTH)
    if card.kind is not Kind.UNKNOWN or read.front_tied:
        return CheckResult(Check.KIND, Outcome.PASSED)
    if card.front.quality.fault:  # the front says so itself
        return CheckResult(Check.KIND, Outcome.NOT_RUN, "unread")
    redo = (Picture.CARD_FRONT,) if card.back.mrz else crosscheck.BOTH
    return CheckResult(Check.KIND, Outcome.FAILED, "not_a_card", redo)


def _check_front(card: _Card, read: Read) -> CheckResult:
    """Whether the front says who it is, and shows whose face."""
    front, redo = card.front, (Picture.CARD_FRONT,)
    if front.face is None:
        reason = front.quality.fault or "no_face_on_card"
        return CheckResult(Check.FRONT, Outcome.FAILED, reason, redo)
    if front.qr or (read.front_tied and card.kind is Kind.CC_2024):
        return CheckResult(Check.FRONT, Outcome.PASSED)
    if not read.front_tied and not front.says(*_CARD_2021, *_CARD_2024):
        reason = front.quality.fault or "not_a_card"
        return CheckResult(Check.FRONT, Outcome.FAILED, reason, redo)
    missing = "front_number_unread" if card.kind is Kind.CC_2024 else "qr_unread"
    return _unread(Check.FRONT, front, missing, redo)


def _check_back(card: _Card) -> CheckResult:
    back, redo = card.back, (Picture.CARD_BACK,)
    if back.mrz and (back.qr or card.kind is not Kind.CC_2024):
        return CheckResult(Check.BACK, Outcome.PASSED)
    if back.mrz:
        return _unread(Check.BACK, back, "qr_unread", redo)
    if not back.mrz_seen and sides.look(back.picture).face:
        return CheckResult(Check.BACK, Outcome.FAILED, "same_side", redo)
    missing = "mrz_digits" if back.mrz_seen else "mrz_unread"
    return CheckResult(Check.BACK, Outcome.FAILED, back.quality.fault or missing, redo)


def _unread(check: Check, side: Side, missing: str, redo: tuple[Picture, ...]) -> CheckResult:
    """A poor picture is to be taken again; a good one of a worn card goes on to the agent."""
    if fault := side.quality.fault:
        return CheckResult(check, Outcome.FAILED, fault, redo)
    return CheckResult(check, Outcome.UNSURE, missing, redo)
