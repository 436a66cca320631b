"""Moves asked for once: whose they are, how long they hold, which frames count."""

import hashlib
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from chonso_app.core.config import settings
from chonso_app.core.images import Picture
from chonso_app.ekyc import invariants, liveness, service
from chonso_app.ekyc.engine.results import Move
from chonso_app.ekyc.models import ChallengeFrame, IdentityChallenge
from chonso_app.ekyc.models import Kind as Shot
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order
from tests.ekyc.conftest import LAN, MINH, paid_order, shoot, shoot_all

FRAMES = 3 * liveness.FRAMES_PER_MOVE
LATER = timedelta(seconds=20)


def begin(session: Session, order: Order, now: datetime) -> liveness.Begun:
    return liveness.begin(session, LAN, order.code, now=now)


def send(
    session: Session, order: Order, nonce: str, number: int, now: datetime, look: str = ""
) -> None:
    data = f"frame {look or number} {nonce}".encode()
    picture = Picture(data, 640, 480, hashlib.sha256(data).hexdigest())
    liveness.keep_frame(session, LAN, order.code, nonce, number, picture, f"ekyc/{number}", now=now)


def done(session: Session, order: Order, now: datetime) -> liveness.Begun:
    begun = begin(session, order, now)
    for number in range(FRAMES):
        send(session, order, begun.nonce, number, now)
    liveness.finish(session, LAN, order.code, begun.nonce, now=now)
    return begun


def test_three_different_moves_with_a_turn_among_them(
    session: Session, order: Order, now: datetime
):
    shoot(session, order, Shot.PORTRAIT, now)
    drawn = {liveness._drawn() for _ in range(60)}
    assert len(drawn) > 10
    for moves in drawn:
        assert len(set(moves)) == 3
        assert {Move.LEFT, Move.RIGHT} & set(moves)


def test_the_frames_of_a_finished_challenge_come_in_order_with_their_moves(
    session: Session, order: Order, now: datetime
):
    shoot(session, order, Shot.PORTRAIT, now)
    begun = done(session, order, now)
    frames = liveness.frames_of(session, order)
    assert [one.number for one in frames] == list(range(FRAMES))
    assert [one.move for one in frames] == [
        move.value for move in begun.moves for _ in range(liveness.FRAMES_PER_MOVE)
    ]


def test_the_database_knows_only_a_fingerprint_of_the_nonce(
    session: Session, order: Order, now: datetime
):
    shoot(session, order, Shot.PORTRAIT, now)
    begun = begin(session, order, now)
    assert session.exec(select(IdentityChallenge.nonce)).one() != begun.nonce


def test_without_a_portrait_there_is_nothing_to_speak_for(
    session: Session, order: Order, now: datetime
):
    with pytest.raises(liveness.NoPortraitYet):
        begin(session, order, now)


def test_a_challenge_is_over_after_a_minute(session: Session, order: Order, now: datetime):
    shoot(session, order, Shot.PORTRAIT, now)
    begun = begin(session, order, now)
    with pytest.raises(liveness.ChallengeOver):
        send(session, order, begun.nonce, 0, now + timedelta(seconds=60))


def test_another_challenge_ends_the_one_before(session: Session, order: Order, now: datetime):
    shoot(session, order, Shot.PORTRAIT, now)
    first = begin(session, order, now)
    begin(session, order, now + LATER)
    with pytest.raises(liveness.ChallengeOver):
        send(session, order, first.nonce, 0, now + LATER)


def test_a_nonce_works_once(session: Session, order: Order, now: datetime):
    shoot(session, order, Shot.PORTRAIT, now)
    begun = done(session, order, now)
    with pytest.raises(liveness.ChallengeOver):
        send(session, order, begun.nonce, 0, now, "again")
    with pytest.raises(liveness.ChallengeOver):
        liveness.finish(session, LAN, order.code, begun.nonce, now=now)


def test_another_persons_order_is_no_order(session: Session, order: Order, now: datetime):
    shoot(session, order, Shot.PORTRAIT, now)
    begun = begin(session, order, now)
    with pytest.raises(orders.OrderNotFound):
        liveness.may_send(session, MINH, order.code, begun.nonce, now=now)
    with pytest.raises(orders.OrderNotFound):
        liveness.begin(session, MINH, order.code, now=now)


@pytest.mark.parametrize("number", [-1, FRAMES, 99])
def test_a_number_that_nobody_asked_for_is_refused(
    session: Session, order: Order, now: datetime, number: int
):
    shoot(session, order, Shot.PORTRAIT, now)
    begun = begin(session, order, now)
    with pytest.raises(liveness.FrameOutOfPlace):
        send(session, order, begun.nonce, number, now)


def test_the_same_picture_or_number_twice_is_refused(session: Session, order: Order, now: datetime):
    shoot(session, order, Shot.PORTRAIT, now)
    begun = begin(session, order, now)
    send(session, order, begun.nonce, 0, now, "one")
    with pytest.raises(liveness.FrameOutOfPlace):
        send(session, order, begun.nonce, 1, now, "one")
    with pytest.raises(liveness.FrameOutOfPlace):
        send(session, order, begun.nonce, 0, now, "two")


def test_a_picture_of_an_earlier_challenge_is_refused(
    session: Session, order: Order, now: datetime
):
    shoot(session, order, Shot.PORTRAIT, now)
    picture = Picture(b"recorded", 640, 480, hashlib.sha256(b"recorded").hexdigest())
    first = begin(session, order, now).nonce
    liveness.keep_frame(session, LAN, order.code, first, 0, picture, "ekyc/0", now=now)
    second = begin(session, order, now + LATER).nonce
    with pytest.raises(liveness.FrameOutOfPlace):
        liveness.keep_frame(
            session, LAN, order.code, second, 0, picture, "ekyc/1", now=now + LATER
        )  # fmt: skip


def test_a_move_without_all_its_frames_does_not_count(
    session: Session, order: Order, now: datetime
):
    shoot(session, order, Shot.PORTRAIT, now)
    begun = begin(session, order, now)
    for number in range(FRAMES - 1):
        send(session, order, begun.nonce, number, now)
    with pytest.raises(liveness.ChallengeIncomplete):
        liveness.finish(session, LAN, order.code, begun.nonce, now=now)
    assert liveness.frames_of(session, order) == []


def test_a_new_portrait_asks_for_new_moves(session: Session, order: Order, now: datetime):
    shoot(session, order, Shot.PORTRAIT, now)
    begun = done(session, order, now)
    assert liveness.frames_of(session, order)
    retaken = Picture(b"2", 1200, 1600, "2" * 64)
    service.store_picture(
        session, LAN, order.code, Shot.PORTRAIT, retaken, "ekyc/other", now=now + LATER
    )
    assert liveness.frames_of(session, order) == []
    with pytest.raises(liveness.ChallengeOver):
        send(session, order, begun.nonce, 0, now + LATER, "late")


def test_a_portrait_used_again_for_corrected_data_keeps_its_moves(
    session: Session, order: Order, now: datetime
):
    shoot_all(session, order, now)
    done(session, order, now)
    changes = orders.PersonChanges(full_name="TRAN THI KHAC")
    orders.amend_person(session, LAN, order.code, changes, now=now + LATER)
    assert liveness.frames_of(session, order) == []
    service.reuse_pictures(session, LAN, order.code, now=now + LATER)
    assert len(liveness.frames_of(session, order)) == FRAMES


def test_nobody_needs_more_than_so_many_a_day(
    session: Session, order: Order, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(settings, "ekyc_challenges_per_day", 3)
    shoot(session, order, Shot.PORTRAIT, now)
    for again in range(settings.ekyc_challenges_per_day):
        begin(session, order, now + again * LATER)
    with pytest.raises(liveness.TooManyChallenges):
        begin(session, order, now + settings.ekyc_challenges_per_day * LATER)


def test_a_challenge_that_counts_without_its_frames_is_a_fault(
    session: Session, order: Order, now: datetime
):
    shoot_all(session, order, now)
    done(session, order, now)
    assert invariants.rows(session, now) == []
    last = session.exec(select(ChallengeFrame).order_by(col(ChallengeFrame.id).desc())).first()
    session.delete(last)
    assert len(invariants.rows(session, now)) == 1
    other = paid_order(session, 2, now)
    session.exec(select(IdentityChallenge)).one().order_id = other.key
    assert len(invariants.rows(session, now)) == 2
