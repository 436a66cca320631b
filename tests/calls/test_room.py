"""Who gets into a call's room, over a real websocket, and what a stranger can do to it (row 41)."""

import asyncio
import hashlib
import json
import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.calls.models import Call, CallEvent, CallState, CallStill
from chonso_app.calls.room import continuity, signalling, tokens, turn
from chonso_app.calls.room.service import Side
from chonso_app.core.db import utc_now
from chonso_app.ui.edge import SESSION_COOKIE, VISITOR_COOKIE
from tests.calls.conftest import HOA, YEN
from tests.calls.rooms import (
    MINH_COOKIE,
    Client,
    Room,
    closed_with,
    database_in,
    hoa,
    lan,
    photo,
    run,
    send_still,
    serving,
    told,
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    folder = tmp_path_factory.mktemp("room")
    url, engine = database_in(folder)
    with serving(folder, url) as address:
        yield Room(address, engine)


@pytest.fixture
def room(server: Room, request: pytest.FixtureRequest) -> Room:
    server.new_call(random.randint(1, 9_999_999))
    return server


def test_what_the_agent_says_reaches_the_customer_unchanged(room: Room) -> None:
    async def story(come: Callable[..., Client]) -> None:
        customer = await lan(come).join()
        agent = await hoa(come).join()
        assert (await told(customer, "peer"))["on"] is True
        offer = {"t": "desc", "sid": "a1", "d": {"type": "offer", "sdp": "v=0\r\n" * 2000}}
        await agent.send_json(offer)
        assert await told(customer, "desc") == offer
        await customer.send_json({"t": "need"})
        assert await told(agent, "need") == {"t": "need"}

    run(room, story)


def test_the_agent_hears_whether_the_customer_has_no_connection_to_go_on_with(room: Room) -> None:
    async def story(come: Callable[..., Client]) -> None:
        agent, customer = await hoa(come).join(), lan(come)
        for said, told_ in ({}, False), ({"anew": True}, True), ({"anew": "yes"}, False):
            socket_ = await customer.knock({"token": await customer.ticket(), **said})
            await told(socket_, "welcome")
            assert (await told(agent, "peer"))["anew"] is told_

    run(room, story)


def test_a_wrong_expired_or_used_ticket_opens_nothing(room: Room) -> None:
    async def story(come: Callable[..., Client]) -> None:
        customer = lan(come)
        good = await customer.ticket()
        body, _, signature = good.partition(".")
        forged = [body + "." + signature[::-1], body + "x." + signature, body, "", "a.b"]
        for token in forged:
            assert await closed_with(await customer.knock({"token": token})) == signalling.REFUSED
        assert (await told(await customer.knock({"token": good}), "welcome"))["peer"] is False
        assert await closed_with(await customer.knock({"token": good})) == signalling.REFUSED

    run(room, story)


def test_who_was_too_late_may_come_again_with_a_new_ticket(room: Room) -> None:
    """The phone slept after it had asked for its ticket."""

    async def story(come: Callable[..., Client]) -> None:
        person = f"customer:{room.call_id}"
        old = tokens.mint(
            room.call_id, Side.CUSTOMER, person, now=utc_now() - tokens.TOKEN_LASTS * 2
        )
        customer = lan(come)
        assert await closed_with(await customer.knock({"token": old})) == signalling.TOO_LATE

    run(room, story)


def test_a_first_word_that_does_not_come_is_no_final_refusal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Silent:
        async def receive_text(self) -> str:
            await asyncio.sleep(60)
            return ""

    monkeypatch.setattr(signalling, "_FIRST_WORD_WITHIN", 0.01)
    with pytest.raises(signalling._Refused) as refusal:
        asyncio.run(signalling._admit(Silent(), HOA))  # pyright: ignore[reportArgumentType]
    assert refusal.value.code == signalling.TOO_LATE


def test_a_ticket_in_other_hands_opens_nothing(room: Room) -> None:
    async def story(come: Callable[..., Client]) -> None:
        minh = come(**{VISITOR_COOKIE: MINH_COOKIE})
        stolen = await hoa(come).ticket()
        assert stolen
        assert await closed_with(await minh.knock({"token": stolen})) == signalling.REFUSED
        theirs = await lan(come).ticket()
        assert await closed_with(await minh.knock({"token": theirs})) == 4409
        assert await minh.ticket() == ""

    run(room, story)


def test_a_second_tab_takes_over_and_a_third_person_finds_the_chair_taken(room: Room) -> None:
    async def story(come: Callable[..., Client]) -> None:
        agent = hoa(come)
        first = await agent.join()
        second = await agent.join()
        assert await closed_with(first) == 4408
        third = come(**{SESSION_COOKIE: str(YEN.user_id)})
        assert await third.ticket() == ""
        minted = tokens.mint(room.call_id, Side.AGENT, f"staff:{YEN.user_id}", now=utc_now())
        assert await closed_with(await third.knock({"token": minted})) == 4409
        await second.send_json({"t": "ping"})
        assert await told(second, "pong")

    run(room, story)


def test_a_foreign_origin_gets_no_socket(room: Room) -> None:
    async def story(come: Callable[..., Client]) -> None:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await lan(come).http.ws_connect(f"{room.url}/ws/call", origin="https://evil.example")

    run(room, story)


def test_five_hundred_pieces_of_nonsense_leave_the_server_alive(room: Room) -> None:
    chance = random.Random(41)

    def nonsense() -> str:
        return chance.choice(
            [
                "", "{", "null", "[]", "0", '"desc"', '{"t":1}', '{"t":null}', '{"t":[]}',
                '{"t":"nothing"}', '{"t":"sync"}', "[" * 3000, '{"t":"desc","d":' + "9" * 400 + "}",
                '{"t":"desc","sid":"x","d":{"type":"offer","sdp":"' + "\\u0000" * 50 + '"}}',
                "".join(chr(chance.randrange(32, 0x2FF)) for _ in range(200)),
            ]
        )  # fmt: skip

    async def story(come: Callable[..., Client]) -> None:
        customer = lan(come)
        for _ in range(100):  # before a ticket was shown
            socket_ = await customer.knock(nonsense())
            assert await closed_with(socket_) == signalling.REFUSED
        sent = 0
        while sent < 400:  # and after: the room gives up on who talks nonsense
            socket_ = await customer.join()
            for _ in range(80):
                if socket_.closed:
                    break
                with_luck = socket_.send_str(nonsense())
                await asyncio.gather(with_luck, return_exceptions=True)
                sent += 1
            await socket_.close()
        agent, again = await hoa(come).join(), await customer.join()
        await agent.send_json({"t": "cand", "sid": "s", "c": None})
        assert await told(again, "cand")

    run(room, story)


def test_each_side_may_say_only_its_own_part(room: Room) -> None:
    async def story(come: Callable[..., Client]) -> None:
        customer = await lan(come).join()
        agent = await hoa(come).join()
        await customer.send_json({"t": "snap", "shot": "abcd", "kind": "face"})
        await customer.send_json({"t": "bye", "why": "approved"})
        await customer.send_json({"t": "media", "mic": False})
        heard = json.loads(await asyncio.wait_for(agent.receive_str(), 5))
        assert heard == {"t": "media", "mic": False}

    run(room, story)


def test_a_picture_on_both_sides_makes_the_call_live_and_a_lost_side_is_noticed(
    room: Room,
) -> None:
    room.new_call(random.randint(1, 9_999_999), CallState.CONNECTING)

    async def until(state: CallState) -> None:
        for _ in range(100):
            if room.state() is state:
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"the call is {room.state()}, not {state}")

    async def story(come: Callable[..., Client]) -> None:
        customer, agent = await lan(come).join(), await hoa(come).join()
        await customer.send_json({"t": "frame"})
        await agent.send_json({"t": "frame"})
        await until(CallState.LIVE)
        await customer.close()
        assert (await told(agent, "peer"))["on"] is False
        await until(CallState.RECONNECTING)
        back = await lan(come).join()
        for side in (back, agent):
            await side.send_json({"t": "frame"})
        await until(CallState.LIVE)

    run(room, story)


def test_who_lost_the_right_to_the_chair_is_sent_away(room: Room) -> None:
    async def story(come: Callable[..., Client]) -> None:
        agent = await hoa(come).join()
        with Session(room.engine) as session:
            ours = sa.update(Call).where(col(Call.id) == room.call_id)
            session.execute(ours.values(state=CallState.WRAPUP))
            session.commit()

        async def ping() -> None:  # as a browser does
            while True:
                await agent.send_json({"t": "ping"})
                await asyncio.sleep(1)

        pinging = asyncio.ensure_future(ping())
        assert await told(agent, "bye") == {"t": "bye", "why": "over"}
        pinging.cancel()
        # 1006: a ping that was on its way into the closed socket
        assert await closed_with(agent) in {1000, 1006}

    run(room, story)


def test_what_the_browsers_report_stands_in_the_calls_history(room: Room) -> None:
    async def story(come: Callable[..., Client]) -> None:
        customer = await lan(come).join()
        said = (
            {"kind": "media_up", "road": "relay", "transport": "tls", "label": "my camera"},
            {"kind": "stalled", "ms": 2400, "ago": 1500},
            {"kind": "invented"},
            {"kind": "stalled", "ms": "long"},
        )
        for one in said:
            await customer.send_json({"t": "note", **one})
        await asyncio.sleep(1.5)  # they are written down once a second

    run(room, story)
    with Session(room.engine) as session:
        mine = select(CallEvent).where(
            CallEvent.call_id == room.call_id,
            col(CallEvent.kind).in_([kind.value for kind in continuity.Happened]),
        )
        up, stalled = session.exec(mine.order_by(col(CallEvent.id))).all()
    assert (up.kind, up.detail) == (
        "media_up",
        {"side": "customer", "road": "relay", "transport": "tls"},
    )
    assert stalled.detail == {"side": "customer", "ms": 2400}
    assert stalled.at < up.at  # when it happened, though it was said later


def test_a_still_is_kept_with_its_hash_its_pixels_and_the_cameras_settings(room: Room) -> None:
    body = photo(1280, 720)
    track = {
        "width": 1280, "height": 720, "frameRate": 30.0, "facingMode": "environment",
        "method": "grabFrame", "deviceId": "a-number-that-is-nobodys-business",
    }  # fmt: skip

    async def story(come: Callable[..., Client]) -> None:
        customer = lan(come)
        assert (await send_still(customer, body, track=track))[0] == 201
        status, again = await send_still(customer, body, track=track)  # the answer got lost
        assert (status, again["number"]) == (201, 1)

    run(room, story)
    with Session(room.engine) as session:
        (kept,) = session.exec(select(CallStill).where(CallStill.call_id == room.call_id)).all()
    assert kept.sent_sha256 == hashlib.sha256(body).hexdigest()
    assert kept.sha256 != kept.sent_sha256  # written anew, without what a camera adds
    assert (kept.width, kept.height) == (1280, 720)
    assert set(kept.track) == {"width", "height", "frameRate", "facingMode", "method"}


def test_a_damaged_small_or_foreign_still_is_not_kept(room: Room) -> None:
    body = photo(1280, 720)

    async def story(come: Callable[..., Client]) -> None:
        customer = lan(come)
        status, told = await send_still(
            customer, body[:-3], sha256=hashlib.sha256(body).hexdigest()
        )
        assert (status, told["error"]) == (409, "refusal.calls.still_damaged")
        status, told = await send_still(customer, photo(640, 480))
        assert (status, told["error"]) == (409, "refusal.calls.still_too_small")
        assert (await send_still(customer, body, sha256="no hash"))[0] == 409
        assert (await send_still(hoa(come), body))[
            0
        ] == 404  # the agent's own picture proves nothing
        assert (await send_still(come(visitor="somebody"), body))[0] == 404

    run(room, story)
    with Session(room.engine) as session:
        of_call = select(CallStill).where(CallStill.call_id == room.call_id)
        assert session.exec(of_call).first() is None


def test_turn_credentials_run_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn.settings, "turn_urls", ["turn:turn.example:3478"])
    monkeypatch.setattr(turn.settings, "turn_secret", "shared")
    now = utc_now()
    (server,) = tokens.ice_servers(7, Side.AGENT, now=now)
    expires, _, who = str(server["username"]).partition(":")
    assert who == "7-agent"
    assert timedelta(0) < timedelta(seconds=int(expires) - now.timestamp()) <= timedelta(minutes=10)


def test_coturn_reaches_no_inner_network_in_production(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(turn.settings, "turn", True)
    monkeypatch.setattr(turn.settings, "public_url", "https://shop.example")
    monkeypatch.setattr(turn.settings, "demo", False)
    lines = turn.configuration(tmp_path).splitlines()
    assert "use-auth-secret" in lines
    assert "allow-loopback-peers" not in lines
    assert "denied-peer-ip=10.0.0.0-10.255.255.255" in lines
    assert turn.urls() == [
        "turn:shop.example:3478?transport=udp", "turn:shop.example:3478?transport=tcp",
    ]  # fmt: skip
