"""The durable chains of activation, and the sweeps. Importing registers them; worker only.

Each step asks one outside system and settles the answer in our database. A step that is killed
runs again from its beginning: with the same idempotency key outside, and a settling that notices
that it was done inside. Steps return ids and codes only: DBOS keeps what they return.
"""

import contextlib
from datetime import datetime

from dbos import DBOS

from chonso_app.activation import (
    decisions,
    desk,
    esim,
    line,
    operator,
    qr,
    sim_line,
    smdp,
    supplements,
    sweeping,
)
from chonso_app.activation.gateway import LineState
from chonso_app.activation.rules import PROFILE_TYPE
from chonso_app.core import db, jobs, media
from chonso_app.core.crashpoints import crashpoint
from chonso_app.core.db import utc_now
from chonso_app.core.gateways import GatewayRefused

_IN_USE = "/3.3"  # the reason code of SGP.22 for a profile that is installed
_FIRST_LOOK, _LONGEST_WAIT = 1.0, 60.0  # seconds between two looks at the operator's result
_patient = {  # an outside system may be away for hours: ask on, with the same key
    "retries_allowed": True, "max_attempts": 60, "interval_seconds": 1.0, "backoff_rate": 1.6,
}  # fmt: skip


@DBOS.workflow(name=decisions.PROVISION)
def provision_line(dossier_id: int) -> str:
    """SM-DP+: reserve → operator: number, plan, promotion → result → SM-DP+: release → tell."""
    profile_id = _begin(dossier_id)
    _reserve(profile_id)
    refusal = _ask_operator(profile_id)
    refusal = refusal or _wait_for_operator(dossier_id)
    if refusal:
        _give_profile_back(profile_id)
        _fail(dossier_id, refusal)
        return refusal
    _release(profile_id)
    _tell_connected(profile_id)
    return "connected"


@DBOS.workflow(name=decisions.PROVISION_SIM)
def provision_sim(dossier_id: int) -> str:
    """Operator: number, the card's ICCID, plan, promotion → result → Đã hòa mạng. No SM-DP+."""
    _begin_sim(dossier_id)
    refusal = _ask_operator_for_sim(dossier_id) or _wait_for_operator(dossier_id)
    if refusal:
        _fail(dossier_id, refusal)
        return refusal
    _settle_live(dossier_id)
    return "live"


@DBOS.workflow(name=esim.REISSUE)
def reissue_esim(profile_id: int) -> str:
    """The old profile is cancelled, a new one takes its place on the line. No identity check."""
    if not _cancel_previous(profile_id):
        return "was-installed"
    _reserve(profile_id)
    _replace_sim(profile_id)
    _release(profile_id)
    _tell_connected(profile_id)
    return "reissued"


@DBOS.workflow(name=esim.GIVE_UP)
def give_up_line(dossier_id: int) -> str:
    """First the operator suspends the line, then it reads Từ chối hòa mạng."""
    _suspend(dossier_id)
    _refuse_suspended(dossier_id)
    return "suspended"


def _wait_for_operator(dossier_id: int) -> str:
    """The operator's reason for a no, "" for a yes. Sleeps durably in between."""
    wait = _FIRST_LOOK
    while (state := _look(dossier_id)) == LineState.PROCESSING.value:
        DBOS.sleep(wait)
        wait = min(wait * 1.5, _LONGEST_WAIT)
    return "" if state == LineState.ACTIVE.value else state


@DBOS.step()
def _begin(dossier_id: int) -> int:
    crashpoint("activation.begin")
    return db.transact(line.begin, dossier_id, now=utc_now())


@DBOS.step()
def _begin_sim(dossier_id: int) -> None:
    crashpoint("activation.sim.begin")
    db.transact(sim_line.begin, dossier_id, now=utc_now())


@DBOS.step(**_patient)
def _ask_operator_for_sim(dossier_id: int) -> str:
    """ "" when the operator took the request, else its reason."""
    request, key = db.read(sim_line.line_wanted, dossier_id)
    try:
        reference = operator.gateway().activate(request, key=key)
    except GatewayRefused as refusal:
        return refusal.code or "refused"
    crashpoint("activation.sim.asked")
    db.transact(sim_line.settle_asked, dossier_id, reference, now=utc_now())
    return ""


@DBOS.step()
def _settle_live(dossier_id: int) -> None:
    db.transact(sim_line.settle_live, dossier_id, now=utc_now())
    crashpoint("activation.sim.live")


@DBOS.step(**_patient)
def _reserve(profile_id: int) -> None:
    errand = db.read(line.errand, profile_id, "download")
    iccid = smdp.gateway().order(PROFILE_TYPE, key=errand.key)
    crashpoint("activation.reserved")
    db.transact(line.settle_reserved, profile_id, iccid, now=utc_now())


@DBOS.step(**_patient)
def _ask_operator(profile_id: int) -> str:
    """ "" when the operator took the request, else its reason."""
    request, key = db.read(line.line_wanted, profile_id)
    try:
        reference = operator.gateway().activate(request, key=key)
    except GatewayRefused as refusal:
        return refusal.code or "refused"
    crashpoint("activation.asked")
    db.transact(line.settle_asked, profile_id, reference, now=utc_now())
    return ""


@DBOS.step(**_patient)
def _look(dossier_id: int) -> str:
    """The state of the line, or the operator's reason when it was rejected."""
    result = operator.gateway().result(db.read(line.reference_of, dossier_id))
    crashpoint("activation.looked")
    if result.state is LineState.REJECTED:
        return result.code or "rejected"
    return result.state.value


@DBOS.step(**_patient)
def _release(profile_id: int) -> None:
    errand = db.read(line.errand, profile_id, "confirm")
    released = smdp.gateway().confirm(errand.iccid, key=errand.key)
    crashpoint("activation.released")
    db.transact(line.settle_released, profile_id, released, now=utc_now())


@DBOS.step()
def _tell_connected(profile_id: int) -> None:
    """Đấu nối thành công. The QR for the mail is drawn first, under a name of its own."""
    picture = ""
    if code := db.read(line.code_to_mail, profile_id):
        picture = line.picture_name(profile_id)
        media.put_as(picture, qr.draw(code))
    db.transact(line.settle_connected, profile_id, picture=picture, now=utc_now())
    crashpoint("activation.connected")


@DBOS.step(**_patient)
def _give_profile_back(profile_id: int) -> None:
    errand = db.read(line.errand, profile_id, "cancel")
    smdp.gateway().cancel(errand.iccid, key=errand.key)


@DBOS.step()
def _fail(dossier_id: int, code: str) -> None:
    db.transact(line.settle_failed, dossier_id, code, now=utc_now())


@DBOS.step(**_patient)
def _cancel_previous(profile_id: int) -> bool:
    """False when the SM-DP+ will not: the old profile is on a phone, so it worked."""
    previous = db.read(line.previous_of, profile_id)
    errand = db.read(line.errand, previous.key, "cancel")
    try:
        smdp.gateway().cancel(errand.iccid, key=errand.key)
    except GatewayRefused as refusal:
        if refusal.code.endswith(_IN_USE):
            db.transact(line.settle_was_installed, previous.key, now=utc_now())
            return False
    crashpoint("activation.cancelled")
    return True


@DBOS.step(**_patient)
def _replace_sim(profile_id: int) -> None:
    errand = db.read(line.errand, profile_id, "sim")
    operator.gateway().replace_sim(errand.msisdn, errand.iccid, key=errand.key)
    crashpoint("activation.replaced")


@DBOS.step(**_patient)
def _suspend(dossier_id: int) -> None:
    msisdn, key = db.read(line.suspension, dossier_id)
    operator.gateway().suspend(msisdn, key=key)
    crashpoint("activation.suspended")


@DBOS.step(**_patient)
def _refuse_suspended(dossier_id: int) -> None:
    """The unused profile is cancelled too; one that is on a phone after all stays there."""
    if errand := db.read(line.cancel_errand, dossier_id):
        with contextlib.suppress(GatewayRefused):
            smdp.gateway().cancel(errand.iccid, key=errand.key)
    db.transact(line.settle_suspended, dossier_id, now=utc_now())


@jobs.every(seconds=10)
def return_lost_dossiers(now: datetime) -> int:
    return db.transact(desk.end_leases, now=now)


@jobs.every(seconds=30)
def end_unanswered_requests(now: datetime) -> int:
    return db.transact(supplements.expire, now=now)


@jobs.every(seconds=30)
def take_out_cancelled_orders(now: datetime) -> int:
    return db.transact(sweeping.withdraw_cancelled, now=now)


@jobs.every(seconds=300)
def remind_to_install(now: datetime) -> int:
    return db.transact(sweeping.remind_to_install, now=now)


@jobs.every(seconds=600)
def forget_used_pictures(now: datetime) -> int:
    """The QR pictures made for mails are deleted a day after the profile was used or cancelled."""
    pictures = db.read(sweeping.used_up_pictures, now=now)
    for profile_id, name in pictures:
        with contextlib.suppress(FileNotFoundError):
            media.delete(name)
        db.transact(sweeping.forget_picture, profile_id)
    return len(pictures)
