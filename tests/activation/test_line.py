"""Provisioning, re-issue, giving up: once outside, however often we are killed."""

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from sqlmodel import Session, select

from chonso_app.activation import decisions, esim, invariants, jobs, line, qr, rules, service
from chonso_app.activation.gateway import LineResult, LineState
from chonso_app.activation.models import (
    Dossier,
    DossierStatus,
    EsimProfile,
    ProfileStatus,
    ProvisioningStep,
)
from chonso_app.activation.reports import ProfileEvent, ProgressReport
from chonso_app.activation.service import DossierNotFound
from chonso_app.core import db, media
from chonso_app.notifications.models import Message
from chonso_app.orders import service as orders
from chonso_app.orders.models import OrderStatus, ReceiveBy
from tests.activation import world
from tests.activation.works import Killed, die_at, fresh, run
from tests.orders.world import LAN, MINH


@pytest.fixture
def approved(ready: Session, now: datetime) -> Dossier:
    dossier = world.claimed(ready, now)
    decisions.approve(ready, world.clerk(), dossier.key, now=now)
    ready.commit()
    return dossier


def connected(session: Session, dossier: Dossier) -> EsimProfile:
    run(jobs.provision_line, dossier.key)
    _, _, profile = fresh(session, dossier)
    assert profile is not None
    return profile


def report(session: Session, profile: EsimProfile, event: ProfileEvent, now: datetime) -> None:
    assert profile.iccid is not None
    esim.note_progress(session, ProgressReport(profile.iccid, event), now=now)
    session.commit()


def test_an_approved_dossier_becomes_a_connected_line(
    ready: Session, now: datetime, approved: Dossier, outside: Any
) -> None:
    operator, smdp = outside
    assert run(jobs.provision_line, approved.key) == "connected"
    dossier, order, profile = fresh(ready, approved)
    assert dossier.status is DossierStatus.CONNECTED
    assert profile is not None
    assert profile.status is ProfileStatus.RELEASED
    [asked] = operator.lines.values()
    assert (asked.msisdn, asked.iccid) == (order.msisdn, profile.iccid)
    assert order.status is OrderStatus.PAID  # Đã hòa mạng comes with the installation
    assert len(smdp.ordered) == len(smdp.confirmed) == 1
    assert invariants.rows(ready, now) == []


def test_the_code_lies_sealed_and_the_qr_says_exactly_it(
    ready: Session, now: datetime, approved: Dossier, outside: Any
) -> None:
    _, smdp = outside
    profile = connected(ready, approved)
    [released] = smdp.confirmed.values()
    expected = f"LPA:1${released.smdp_address}${released.matching_id}"
    assert esim.reveal(ready, LAN, approved.code, now=now, how="qr") == expected
    raw = ready.connection().exec_driver_sql("select activation_code from esim_profile")
    assert released.matching_id not in raw.scalar_one()
    [read] = zxingcpp.read_barcodes(Image.open(io.BytesIO(qr.draw(expected))))
    assert read.text == expected
    assert rules.parts_of_lpa(expected) == (released.smdp_address, released.matching_id)
    assert profile.iccid is not None


@pytest.mark.parametrize(
    "point",
    [
        "activation.begin", "activation.reserved", "activation.asked", "activation.looked",
        "activation.released", "activation.connected",
    ],
)  # fmt: skip
def test_killed_at_any_point_the_line_is_made_once(
    ready: Session, now: datetime, approved: Dossier, outside: Any, point: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    operator, smdp = outside
    die_at(monkeypatch, point)
    with pytest.raises(Killed):
        run(jobs.provision_line, approved.key)
    assert run(jobs.provision_line, approved.key) == "connected"
    assert run(jobs.provision_line, approved.key) == "connected"  # and once more for good measure
    dossier, _, _ = fresh(ready, approved)
    assert dossier.status is DossierStatus.CONNECTED
    assert (len(operator.lines), len(smdp.ordered), len(smdp.confirmed)) == (1, 1, 1)
    assert len(ready.exec(select(EsimProfile)).all()) == 1
    told = ready.exec(select(Message).where(Message.template == "activation.connected")).all()
    assert len(told) == 2  # one SMS, one mail
    assert invariants.rows(ready, now) == []


def test_the_operators_no_reads_as_refused_and_gives_the_profile_back(
    ready: Session, now: datetime, approved: Dossier, outside: Any
) -> None:
    operator, smdp = outside
    operator.answers = [LineResult(LineState.REJECTED, "data_mismatch")]
    assert run(jobs.provision_line, approved.key) == "data_mismatch"
    dossier, order, profile = fresh(ready, approved)
    assert (dossier.status, dossier.failure) == (DossierStatus.FAILED, "data_mismatch")
    assert profile is None
    assert len(smdp.cancelled) == 1
    assert order.refused_at == now
    assert order.approved_at is None
    assert ready.exec(select(Message).where(Message.template == "activation.refused")).all()
    again = service.submit(ready, LAN, order.code, now=now)  # nothing to do again: straight in
    assert again.round == 2
    ready.commit()
    assert invariants.rows(ready, now) == []


def test_a_clear_no_at_once_is_the_same(ready: Session, approved: Dossier, outside: Any) -> None:
    operator, _ = outside
    operator.refuses = "number_in_use"
    assert run(jobs.provision_line, approved.key) == "number_in_use"
    dossier, _, _ = fresh(ready, approved)
    assert dossier.status is DossierStatus.FAILED


def test_pressing_success_makes_it_da_hoa_mang_once(
    ready: Session, now: datetime, approved: Dossier, outside: Any
) -> None:
    connected(ready, approved)
    for _ in range(2):
        esim.report_success(ready, LAN, approved.code, now=now)
        ready.commit()
    dossier, order, profile = fresh(ready, approved)
    assert (dossier.status, order.status) == (DossierStatus.INSTALLED, OrderStatus.ACTIVATED)
    assert profile is not None
    assert profile.status is ProfileStatus.INSTALLED
    told = ready.exec(select(Message).where(Message.template == "activation.installed")).all()
    assert len(told) == 2
    with pytest.raises(esim.CodeUsedUp):
        esim.reveal(ready, LAN, approved.code, now=now, how="qr")
    assert invariants.rows(ready, now) == []


def test_the_smdps_report_does_the_same_in_any_order_and_number(
    ready: Session, now: datetime, approved: Dossier, outside: Any
) -> None:
    profile = connected(ready, approved)
    for event in (
        ProfileEvent.OTHER, ProfileEvent.DOWNLOADED, ProfileEvent.DOWNLOADED,
        ProfileEvent.INSTALLED, ProfileEvent.INSTALLED, ProfileEvent.DOWNLOADED,
    ):  # fmt: skip
        report(ready, profile, event, now)
    esim.report_success(ready, LAN, approved.code, now=now)
    ready.commit()
    dossier, order, after = fresh(ready, approved)
    assert (dossier.status, order.status) == (DossierStatus.INSTALLED, OrderStatus.ACTIVATED)
    assert after is not None
    assert after.status is ProfileStatus.INSTALLED
    esim.note_progress(ready, ProgressReport("8984019999", ProfileEvent.INSTALLED), now=now)


def test_once_downloaded_the_code_is_gone(
    ready: Session, now: datetime, approved: Dossier, outside: Any
) -> None:
    profile = connected(ready, approved)
    report(ready, profile, ProfileEvent.DOWNLOADED, now)
    with pytest.raises(esim.CodeUsedUp):
        esim.reveal(ready, LAN, approved.code, now=now, how="qr")


def test_a_failed_scan_gets_a_new_code_without_a_new_identity_check(
    ready: Session, now: datetime, approved: Dossier, outside: Any
) -> None:
    operator, smdp = outside
    old = connected(ready, approved)
    first = esim.report_failure(ready, LAN, approved.code, now=now)
    again = esim.report_failure(ready, LAN, approved.code, now=now)
    ready.commit()
    assert (first_id := first.key) == again.key
    code = approved.code
    with pytest.raises(esim.CodeOnItsWay):
        esim.reveal(ready, LAN, code, now=now, how="qr")
    ready.rollback()
    assert run(jobs.reissue_esim, first_id) == "reissued"
    dossier, _, profile = fresh(ready, approved)
    assert dossier.status is DossierStatus.CONNECTED
    assert profile is not None
    assert profile.attempt == 2
    assert profile.iccid != old.iccid
    assert smdp.cancelled == [old.iccid]
    assert list(operator.sims.values()) == [profile.iccid]
    assert len(operator.lines) == 1  # never provisioned twice
    assert esim.reveal(ready, LAN, approved.code, now=now, how="qr").endswith(
        (profile.iccid or "")[-4:]
    )
    ready.commit()
    report(ready, old, ProfileEvent.INSTALLED, now)  # the cancelled one says nothing any more
    dossier, _, _ = fresh(ready, approved)
    assert dossier.status is DossierStatus.CONNECTED
    assert invariants.rows(ready, now) == []


@pytest.mark.parametrize(
    "point",
    ["activation.cancelled", "activation.reserved", "activation.replaced", "activation.released"],
)
def test_killed_while_reissuing_one_new_profile_is_made(
    ready: Session, now: datetime, approved: Dossier, outside: Any, point: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    operator, smdp = outside
    connected(ready, approved)
    profile = esim.report_failure(ready, LAN, approved.code, now=now)
    ready.commit()
    die_at(monkeypatch, point)
    with pytest.raises(Killed):
        run(jobs.reissue_esim, profile.key)
    assert run(jobs.reissue_esim, profile.key) == "reissued"
    assert (len(smdp.ordered), len(smdp.confirmed), len(operator.sims)) == (2, 2, 1)
    assert invariants.rows(ready, now) == []


def test_a_failure_pressed_though_it_was_installed_ends_as_installed(
    ready: Session, now: datetime, approved: Dossier, outside: Any
) -> None:
    _, smdp = outside
    old = connected(ready, approved)
    assert old.iccid is not None
    smdp.installed.add(old.iccid)
    profile = esim.report_failure(ready, LAN, approved.code, now=now)
    ready.commit()
    assert run(jobs.reissue_esim, profile.key) == "was-installed"
    dossier, order, current = fresh(ready, approved)
    assert (dossier.status, order.status) == (DossierStatus.INSTALLED, OrderStatus.ACTIVATED)
    assert current is not None
    assert current.iccid == old.iccid
    assert invariants.rows(ready, now) == []


def test_after_two_new_codes_people_must_look(
    ready: Session, now: datetime, approved: Dossier, outside: Any
) -> None:
    connected(ready, approved)
    for _ in range(rules.MOST_REISSUES):
        profile = esim.report_failure(ready, LAN, approved.code, now=now)
        ready.commit()
        run(jobs.reissue_esim, profile.key)
        ready.expire_all()
    with pytest.raises(esim.NoMoreReissues):
        esim.report_failure(ready, LAN, approved.code, now=now)


def test_giving_up_suspends_first_and_refuses_then(
    ready: Session, now: datetime, approved: Dossier, outside: Any
) -> None:
    operator, smdp = outside
    profile = connected(ready, approved)
    esim.give_up(ready, LAN, approved.code, now=now)
    ready.commit()
    dossier, order, _ = fresh(ready, approved)
    assert dossier.status is DossierStatus.SUSPENDING
    assert order.refused_at is None  # a line that may still be live never reads as refused
    run(jobs.give_up_line, approved.key)
    run(jobs.give_up_line, approved.key)
    dossier, order, _ = fresh(ready, approved)
    assert list(operator.suspended.values()) == [order.msisdn]
    assert smdp.cancelled == [profile.iccid]
    assert dossier.status is DossierStatus.REFUSED
    assert dossier.reasons == ["not_installed"]
    assert order.refused_at == now
    assert invariants.rows(ready, now) == []


def test_qua_email_carries_the_qr_itself_and_nothing_else_does(
    ready: Session, approved: Dossier, outside: Any
) -> None:
    order = orders.order_by_id(ready, approved.order_id)
    order.receive_by = ReceiveBy.EMAIL
    ready.add(order)
    ready.commit()
    connected(ready, approved)
    wanted = Message.template == "activation.connected_with_qr"
    mails = [m for m in ready.exec(select(Message).where(wanted)) if m.attachments]
    [mail] = mails
    [attached] = mail.attachments
    [read] = zxingcpp.read_barcodes(Image.open(io.BytesIO(media.get(attached["media"]))))
    assert read.text.startswith("LPA:1$")
    assert all("LPA:1$" not in (message.params or "") for message in ready.exec(select(Message)))


def test_the_link_mail_carries_no_code(ready: Session, approved: Dossier, outside: Any) -> None:
    connected(ready, approved)
    for message in ready.exec(select(Message)):
        assert "LPA:1$" not in (message.params or "")
        assert "MATCH-" not in (message.params or "")
        assert message.template != "activation.connected" or not message.attachments


def test_calls_outside_leave_one_note_each(ready: Session, approved: Dossier, outside: Any) -> None:
    connected(ready, approved)
    run(jobs.provision_line, approved.key)
    names = [step.name for step in ready.exec(select(ProvisioningStep))]
    assert sorted(names) == ["confirm", "download", "line"]


Attempt = Callable[[Session, datetime, str], object]
BY_CODE: dict[str, Attempt] = {
    "reveal": lambda s, now, code: esim.reveal(s, MINH, code, now=now, how="qr"),
    "success": lambda s, now, code: esim.report_success(s, MINH, code, now=now),
    "failure": lambda s, now, code: esim.report_failure(s, MINH, code, now=now),
    "give_up": lambda s, now, code: esim.give_up(s, MINH, code, now=now),
    "mail": lambda s, now, code: esim.mail_again(s, MINH, code, now=now),
    "dossier": lambda s, now, code: esim.dossier_of(s, MINH, code),
}


@pytest.mark.parametrize("attempt", BY_CODE.values(), ids=BY_CODE.keys())
def test_a_strangers_esim_answers_like_none(
    ready: Session, now: datetime, approved: Dossier, outside: Any, attempt: Attempt
) -> None:
    connected(ready, approved)
    with pytest.raises(orders.OrderNotFound):
        attempt(ready, now, approved.code)
    with pytest.raises(orders.OrderNotFound):
        attempt(ready, now, "GS-AAAAAA")


def test_before_the_line_is_connected_there_is_no_code(
    ready: Session, now: datetime, approved: Dossier
) -> None:
    for attempt in (
        lambda: esim.reveal(ready, LAN, approved.code, now=now, how="qr"),
        lambda: esim.report_success(ready, LAN, approved.code, now=now),
        lambda: esim.report_failure(ready, LAN, approved.code, now=now),
        lambda: esim.give_up(ready, LAN, approved.code, now=now),
    ):
        with pytest.raises(esim.NotConnectedYet):
            attempt()


def test_without_a_dossier_there_is_nothing(ready: Session, now: datetime) -> None:
    order = world.proven(ready, now)
    with pytest.raises(DossierNotFound):
        esim.reveal(ready, LAN, order.code, now=now, how="qr")


def test_errands_carry_the_same_key_after_a_restart(
    ready: Session, now: datetime, approved: Dossier
) -> None:
    profile_id = db.transact(line.begin, approved.key, now=now)
    assert db.transact(line.begin, approved.key, now=now) == profile_id
    first = db.read(line.errand, profile_id, "download")
    assert first == db.read(line.errand, profile_id, "download")
    assert approved.code in first.key
