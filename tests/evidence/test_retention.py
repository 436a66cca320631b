"""What is due is gone for good, what is held stays, and the bundle says what is no longer there."""

import hashlib
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from chonso_app.calls.models import Call
from chonso_app.contracts.models import Contract
from chonso_app.core import audit, db, media
from chonso_app.core.actors import Actor, Role
from chonso_app.core.audit import AuditEntry
from chonso_app.core.errors import NotAllowed
from chonso_app.ekyc.models import Evidence, IdentityCheck
from chonso_app.evidence import (
    bundling,
    holds,
    invariants,
    manifest,
    retention,
    service,
    storage,
    verify,
)
from chonso_app.evidence.models import ErasedClass, Erasure, EvidenceBundle, Kept
from chonso_app.orders.models import Order
from chonso_app.orders.service import OrderNotFound
from chonso_app.recordings import blocks
from chonso_app.recordings.models import Recording, RecordingState
from tests.evidence import world

LATER = timedelta(days=731)


def sweep(session: Session, now: datetime) -> int:
    """As `jobs.erase_what_is_due` does it, and the sealing that it asks for."""
    for order_id, kept in retention.due(session, now=now):
        retention.order_erasure(session, order_id, kept, now=now)
        session.commit()
    gone = retention.ordered(session)
    for erasure_id, name in gone:
        storage.erase(name)
        retention.note_erased(session, erasure_id, now=now)
        session.commit()
    for bundle in session.exec(select(EvidenceBundle)).all():
        if untold := service.erasures_to_tell(session, bundle.key):
            before, lines = untold
            sealed = bundling.add_erasures(bundle.key, before, lines, now=now)
            paths = [line["path"] for line in lines]
            service.settle_again(session, bundle.key, before, sealed, paths)
            session.commit()
    return len(gone)


def ended(session: Session, now: datetime) -> tuple[Order, EvidenceBundle]:
    """A line that is sealed in a bundle and was given up on the day it went live."""
    order = world.live(session, now)
    bundle = world.sealed(session, order, now)
    holds.note_line_end(session, world.KEEPER, order.code, now.date(), now=now)
    session.commit()
    return order, bundle


def pictures(session: Session) -> list[str]:
    return [row.media for row in session.exec(select(Evidence))]


def test_while_the_number_is_active_nothing_is_due(ready: Session, now: datetime) -> None:
    world.live(ready, now)
    assert retention.due(ready, now=now + timedelta(days=20_000)) == []


def test_pictures_go_for_good_and_the_bundle_says_when_and_by_which_rule(
    ready: Session, now: datetime, tmp_path: Path
) -> None:
    _, bundle = ended(ready, now)
    first = world.unpacked(world.exported(ready, bundle, tmp_path, now))
    names = pictures(ready)
    assert sweep(ready, now + LATER) == 3 + 1 + 3  # pictures, what was read off them, stills
    for name in names:
        with pytest.raises(FileNotFoundError):
            media.get(name)
    check = ready.exec(select(IdentityCheck)).one()
    ready.refresh(check)
    assert check.fields is None

    file = world.exported(ready, bundle, tmp_path, now)
    report = verify.check_file(file)
    assert report.wrong == []
    told = [note for note in report.notes if "đã xóa" in note]
    assert len(told) == 7
    assert any("giữ 730 ngày sau khi số ngừng hoạt động" in note for note in told)
    left = world.unpacked(file)
    assert not any(name.startswith("anh/") for name in left)
    assert "hop-dong/00001-hop-dong.pdf" in left
    assert left[manifest.NAME].startswith(first[manifest.NAME])  # grown, not written anew
    seals = [name for name in left if name.startswith("con-dau/")]
    assert len(seals) == 2
    assert not any(audit.broken_links(ready))

    name = next(one for one in first if one.startswith("anh/"))
    put_back = world.packed(left | {name: first[name]}, tmp_path / "x.zip")
    assert any("dù bảng kê nói đã xóa" in one for one in verify.check_file(put_back).wrong)
    hidden = world.packed(left | {manifest.NAME: first[manifest.NAME]}, tmp_path / "y.zip")
    assert not verify.check_file(hidden).is_whole


@pytest.mark.usefixtures("unsigned")
def test_a_hold_keeps_its_classes_and_no_others(ready: Session, now: datetime) -> None:
    order, _ = ended(ready, now)
    hold = holds.place(ready, world.KEEPER, order.code, [Kept.PICTURES], "Tòa án yêu cầu", now=now)
    ready.commit()
    assert sweep(ready, now + LATER) == 3  # the stills
    assert all(media.get(name) for name in pictures(ready))
    assert retention.order_erasure(ready, order.key, Kept.PICTURES, now=now + LATER) == 0
    holds.lift(ready, world.KEEPER, hold.key, "Vụ việc đã xong", now=now + LATER)
    ready.commit()
    assert sweep(ready, now + LATER) == 4
    assert invariants.rows(ready, now + LATER) == [f"order {order.code} is live without a bundle"]


@pytest.mark.usefixtures("unsigned")
def test_of_two_holds_the_second_still_keeps_when_the_first_is_lifted(
    ready: Session, now: datetime
) -> None:
    order, _ = ended(ready, now)
    first, _second = (
        holds.place(ready, world.KEEPER, order.code, list(Kept), f"Vụ số {n}", now=now)
        for n in (1, 2)
    )
    holds.lift(ready, world.KEEPER, first.key, "Vụ một đã xong", now=now)
    ready.commit()
    assert sweep(ready, now + LATER) == 0
    with pytest.raises(holds.HoldNotFound):
        holds.lift(ready, world.KEEPER, first.key, "Lần nữa", now=now)


def test_a_hold_needs_the_right_a_reason_and_a_class(ready: Session, now: datetime) -> None:
    order = world.live(ready, now)
    with pytest.raises(NotAllowed):
        holds.place(ready, world.SUPERVISOR, order.code, [Kept.STILLS], "Tòa án", now=now)
    with pytest.raises(holds.ReasonNeeded):
        holds.place(ready, world.KEEPER, order.code, [Kept.STILLS], "  x ", now=now)
    with pytest.raises(holds.NothingChosen):
        holds.place(ready, world.KEEPER, order.code, [Kept.RECORDS], "Tòa án", now=now)


def test_holds_are_audited_without_their_words(ready: Session, now: datetime) -> None:
    order = world.live(ready, now)
    hold = holds.place(ready, world.KEEPER, order.code, [Kept.STILLS], "Ông Ba kiện", now=now)
    ready.commit()
    [entry] = ready.exec(select(AuditEntry).where(AuditEntry.action == "evidence.hold_placed"))
    assert entry.detail == {"hold": hold.key, "classes": ["stills"]}


@pytest.mark.usefixtures("unsigned")
def test_who_never_got_a_line_is_forgotten_after_a_month_but_not_the_papers(
    ready: Session, now: datetime
) -> None:
    order = world.cancelled(ready, now)
    assert sweep(ready, now + timedelta(days=29)) == 0
    assert sweep(ready, now + timedelta(days=31)) == 6
    contract = ready.exec(select(Contract)).one()
    assert media.get(contract.pdf_media or "")
    assert sweep(ready, now + timedelta(days=32)) == 0  # nothing is looked at twice
    sweep(ready, now + timedelta(days=3651))
    ready.refresh(order)
    assert (order.full_name, order.id_number, order.contact_phone) == ("", None, "")
    done = ready.exec(select(ErasedClass.kept)).all()
    assert Kept.PAPERS in done


@pytest.mark.usefixtures("unsigned")
def test_a_worker_that_was_killed_leaves_nothing_half_erased(ready: Session, now: datetime) -> None:
    order, _ = ended(ready, now)
    retention.order_erasure(ready, order.key, Kept.PICTURES, now=now + LATER)
    ready.commit()
    [(erasure, name), *_] = retention.ordered(ready)
    storage.erase(name)  # and killed before it was noted
    ready.rollback()
    assert sweep(ready, now + LATER) == 4 + 3
    assert not ready.exec(select(Erasure).where(Erasure.erased_at == None)).all()  # noqa: E711
    retention.note_erased(ready, erasure, now=now + LATER)  # twice is once
    ready.commit()


def test_a_line_cannot_end_before_it_began_or_tomorrow(ready: Session, now: datetime) -> None:
    order = world.live(ready, now)
    for day in (now.date() - timedelta(days=1), now.date() + timedelta(days=1)):
        with pytest.raises(holds.NotThatDay):
            holds.note_line_end(ready, world.KEEPER, order.code, day, now=now)
    holds.note_line_end(ready, world.KEEPER, order.code, now.date(), now=now)
    holds.note_line_end(ready, world.KEEPER, order.code, None, now=now)
    ready.commit()
    assert retention.due(ready, now=now + LATER) == []


def test_a_line_that_went_live_gets_its_bundle_once(
    ready: Session, now: datetime, enqueued: list[tuple[str, str, tuple[object, ...]]]
) -> None:
    order = world.live(ready, now)
    assert service.request_for_lines(ready, now=now) == 1
    ready.commit()
    assert service.request_for_lines(ready, now=now) == 0
    bundle = ready.exec(select(EvidenceBundle)).one()
    assert (service.MAKE, str(bundle.key), (bundle.key,)) in enqueued
    assert service.request(ready, world.SUPERVISOR, order.code, now=now).key == bundle.key


@pytest.mark.usefixtures("unsigned")
def test_only_who_may_export_reaches_a_bundle_and_only_of_their_unit(
    ready: Session, now: datetime
) -> None:
    order = world.live(ready, now)
    bundle = world.sealed(ready, order, now)
    clerk = Actor(901, Role.ACTIVATION_CLERK)
    for actor in (clerk, world.KEEPER, Actor.anonymous("x")):
        with pytest.raises(NotAllowed):
            service.export(ready, actor, order.code, bundle.number, now=now)
        with pytest.raises(NotAllowed):
            service.request(ready, actor, order.code, now=now)
    elsewhere = Actor(5, Role.SUPERVISOR, (order.unit_id or 0) + 7)
    with pytest.raises(OrderNotFound):
        service.export(ready, elsewhere, order.code, bundle.number, now=now)
    with pytest.raises(service.BundleNotFound):
        service.export(ready, world.SUPERVISOR, order.code, 9, now=now)


@pytest.mark.usefixtures("unsigned")
def test_an_export_leaves_a_trace(ready: Session, now: datetime, tmp_path: Path) -> None:
    order = world.live(ready, now)
    world.exported(ready, world.sealed(ready, order, now), tmp_path, now)
    [entry] = ready.exec(select(AuditEntry).where(AuditEntry.action == "evidence.exported"))
    assert entry.actor == world.SUPERVISOR.label
    assert entry.detail["what"] == "zip"


@pytest.mark.usefixtures("unsigned")
def test_a_picture_that_the_store_has_lost_is_told_not_hidden(
    ready: Session, now: datetime
) -> None:
    order = world.live(ready, now)
    media.delete(pictures(ready)[0])
    bundle = world.sealed(ready, order, now)
    kinds = [one["kind"] for one in manifest.read(media.get(bundle.manifest_media or ""))]
    assert kinds.count("missing") == 1


@pytest.mark.usefixtures("unsigned")
def test_the_job_makes_seals_and_erases(
    ready: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chonso_app.evidence import jobs as work

    later = now + LATER
    monkeypatch.setattr(work, "utc_now", lambda: now)
    order = world.live(ready, now)
    ready.commit()
    assert work.bundle_what_went_live(now) == 1
    [bundle] = db.read(service.bundles_of, order)
    work._make(bundle.key)
    db.transact(holds.note_line_end, world.KEEPER, order.code, now.date(), now=now)
    assert work.erase_what_is_due(later) == 7
    work._seal_again(bundle.key)
    work._seal_again(bundle.key)
    [bundle] = db.read(service.bundles_of, order)
    grown = media.get(bundle.manifest_media or "")
    assert sum(line["kind"] == "erased" for line in manifest.read(grown)) == 7


@pytest.mark.usefixtures("unsigned")
def test_a_recording_is_in_the_bundle_block_by_block_and_goes_with_its_class(
    ready: Session, now: datetime, tmp_path: Path
) -> None:
    order, _ = ended(ready, now)
    recording = recorded(ready, order, now)
    bundle = world.sealed(ready, order, now)
    files = world.unpacked(world.exported(ready, bundle, tmp_path, now))
    assert files["cuoc-goi/00001/ghi-hinh.webm"] == b"first block, second block"
    assert json.loads(files["ghi-hinh.json"])[0]["chain"] == "c" * 64
    sweep(ready, now + LATER)
    ready.refresh(recording)
    assert recording.state is RecordingState.ERASED
    for number in range(2):
        with pytest.raises(FileNotFoundError):
            media.get(blocks.name(recording.folder, recording.sha256, number))
    left = world.unpacked(world.exported(ready, bundle, tmp_path, now))
    assert "cuoc-goi/00001/ghi-hinh.webm" not in left
    assert "ghi-hinh.json" in left


@pytest.mark.usefixtures("unsigned")
def test_recordings_are_not_done_while_one_of_them_is_still_being_made(
    ready: Session, now: datetime
) -> None:
    order, _ = ended(ready, now)
    recording = recorded(ready, order, now)
    recording.state = RecordingState.SEALED
    chunk = f"{recording.folder}/chunks/1-00000-of-no-row"
    media.put_as(chunk, b"two seconds")
    ready.commit()
    assert sweep(ready, now + LATER) == 7  # pictures, what was read off them, stills
    done = ready.exec(select(ErasedClass.kept)).all()
    assert Kept.PICTURES in done
    assert Kept.RECORDING not in done
    recording.state = RecordingState.UNUSABLE  # given up
    ready.commit()
    assert sweep(ready, now + LATER) == 1
    with pytest.raises(FileNotFoundError):
        media.get(chunk)


@pytest.mark.usefixtures("unsigned")
def test_an_object_that_cannot_be_deleted_stops_no_other(
    ready: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chonso_app.evidence import jobs as work

    ended(ready, now)
    stuck, *others = pictures(ready)
    ready.commit()
    delete = media.delete

    def refused(name: str) -> None:
        if name == stuck:
            raise PermissionError(name)
        delete(name)

    monkeypatch.setattr(media, "delete", refused)
    assert work.erase_what_is_due(now + LATER) == 6
    ready.rollback()
    assert [name for _, name in retention.ordered(ready)] == [stuck]
    for name in others:
        with pytest.raises(FileNotFoundError):
            media.get(name)
    ready.rollback()
    monkeypatch.setattr(media, "delete", delete)
    assert work.erase_what_is_due(now + LATER) == 1


@pytest.mark.usefixtures("unsigned")
def test_an_order_whose_erasure_fails_stops_no_other(
    ready: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chonso_app.evidence import jobs as work

    ended(ready, now)
    order_erasure = retention.order_erasure

    def fails(session: Session, order_id: int, kept: Kept, *, now: datetime) -> int:
        if kept is Kept.PICTURES:
            raise RuntimeError
        return order_erasure(session, order_id, kept, now=now)

    monkeypatch.setattr(retention, "order_erasure", fails)
    assert work.erase_what_is_due(now + LATER) == 3


def recorded(session: Session, order: Order, now: datetime) -> Recording:
    call = session.exec(select(Call).where(Call.order_id == order.key)).one()
    whole = b"first block, second block"
    recording = Recording(
        call_id=call.key, order_id=order.key, state=RecordingState.FINALISED,
        folder="recordings/test", began_at=now, finalised_at=now, blocks=2, size=len(whole),
        sha256=hashlib.sha256(whole).hexdigest(), chain="c" * 64, complete=True,
    )  # fmt: skip
    session.add(recording)
    session.commit()
    for number, data in enumerate((whole[:12], whole[12:])):
        media.put_as(blocks.name(recording.folder, recording.sha256, number), data)
    return recording
