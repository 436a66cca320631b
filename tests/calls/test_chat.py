"""Writing in a call: between the two, sealed, counted, kept."""

import asyncio
from datetime import datetime
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from sqlmodel import Session, select

from chonso_app.calls import rules
from chonso_app.calls.chat import service as chat
from chonso_app.calls.chat.service import Words
from chonso_app.calls.chat.state import ChatState
from chonso_app.calls.desk import service as desk
from chonso_app.calls.desk import verdicts
from chonso_app.calls.models import CallMessage, MessageKind
from chonso_app.calls.moves import CallNotFound
from chonso_app.calls.room.service import Side
from chonso_app.calls.rules import Verdict
from chonso_app.core.actors import Actor
from chonso_app.ui.edge import act_as
from tests.calls.conftest import HOA, LAN, MINH, SUPERVISOR, YEN
from tests.calls.steps import Waiting, again, live
from tests.calls.test_state import Tab


def say(text: str, ref: str = "ref-1", kind: MessageKind = MessageKind.TEXT) -> Words:
    return Words(ref=ref, kind=kind, text=text)


def test_both_read_what_both_write(session: Session, now: datetime, waiting: Waiting) -> None:
    waiting(1)
    call = live(session, HOA, now)
    chat.write(session, LAN, call.key, say("  tôi không\nnghe được "), now=now)
    caption = say("Bạn đưa mặt trước lên", "ref-2", MessageKind.CAPTION)
    chat.write(session, HOA, call.key, caption, now=now)
    session.commit()
    for who, side in ((LAN, Side.CUSTOMER), (HOA, Side.AGENT)):
        shown = chat.read(session, who, call.key)
        assert shown.side is side
        assert [(one.side, one.kind, one.text) for one in shown.messages] == [
            (Side.CUSTOMER, MessageKind.TEXT, "tôi không nghe được"),
            (Side.AGENT, MessageKind.CAPTION, "Bạn đưa mặt trước lên"),
        ]


def test_captions_are_the_agents(session: Session, now: datetime, waiting: Waiting) -> None:
    waiting(1)
    call = live(session, HOA, now)
    chat.write(session, LAN, call.key, say("to", kind=MessageKind.CAPTION), now=now)
    assert chat.messages_of(session, call.key)[0].kind is MessageKind.TEXT


def test_nobody_else_reads_or_writes(session: Session, now: datetime, waiting: Waiting) -> None:
    waiting(1)
    call = live(session, HOA, now)
    for stranger in (MINH, YEN, SUPERVISOR):
        with pytest.raises(CallNotFound):
            chat.read(session, stranger, call.key)
        with pytest.raises(CallNotFound):
            chat.write(session, stranger, call.key, say("xin chào"), now=now)


def test_the_agent_reads_until_the_verdict_and_nobody_writes_after_the_talk(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    chat.write(session, LAN, call.key, say("Nguyễn Ngọc Lan, 12/08/1998"), now=now)
    desk.hang_up(session, HOA, call.key, now=now)
    session.commit()
    assert len(chat.read(session, HOA, call.key).messages) == 1
    for who in (LAN, HOA):
        with pytest.raises(CallNotFound):
            chat.write(session, who, call.key, say("nữa", "ref-9"), now=now)
    verdicts.decide(session, HOA, call.key, Verdict.INCONCLUSIVE, "no_sound", now=now)
    session.commit()
    with pytest.raises(CallNotFound):
        chat.read(session, HOA, call.key)
    assert len(chat.messages_of(session, call.key)) == 1  # for the bundle


def test_the_words_are_sealed_to_their_call(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    chat.write(session, LAN, call.key, say("số của tôi là 079198000268"), now=now)
    session.flush()
    row = session.exec(select(CallMessage)).one()
    assert b"079198000268" not in row.sealed
    row.ref = "another"
    session.flush()
    with pytest.raises(InvalidTag):
        chat.messages_of(session, call.key)


def test_sent_twice_is_kept_once_and_there_is_a_limit(
    session: Session, now: datetime, waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_MESSAGES", 2)
    waiting(1)
    call = live(session, HOA, now)
    for ref in ("ref-1", "ref-1", "ref-2"):
        chat.write(session, LAN, call.key, say("a", ref), now=now)
    assert len(chat.messages_of(session, call.key)) == 2
    with pytest.raises(chat.TooManyMessages):
        chat.write(session, LAN, call.key, say("a", "ref-3"), now=now)
    with pytest.raises(chat.NothingWritten):
        chat.write(session, LAN, call.key, say(" \n ", "ref-4"), now=now)
    with pytest.raises(chat.NothingWritten):
        chat.write(session, LAN, call.key, say("x" * (rules.LONGEST_MESSAGE + 1), "ref-5"), now=now)


def test_only_the_customer_says_that_they_write_instead_of_speaking(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    call_id = waiting(1)
    chat.ask_by_text(session, LAN, call_id, True, now=now)  # the agent sees it before answering
    session.commit()
    assert again(session, call_id).by_text_at is not None
    live(session, HOA, now)
    with pytest.raises(CallNotFound):
        chat.ask_by_text(session, HOA, call_id, False, now=now)
    chat.ask_by_text(session, LAN, call_id, False, now=now)
    assert again(session, call_id).by_text_at is None


# -- the page's state ----------------------------------------------------------------------------
class ChatTab(Tab):
    def act(self, handler: str, *args: Any) -> None:
        self.do(getattr(ChatState, handler), *args)

    @property
    def texts(self) -> list[str]:
        return [row.text for row in self.state(ChatState).rows]


@pytest.fixture
def followed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    topics: list[str] = []
    monkeypatch.setattr(
        "chonso_app.calls.chat.state.follow", lambda _, *given: topics.extend(given)
    )
    return topics


def test_a_tab_shows_the_call_that_is_its_own(
    session: Session, now: datetime, waiting: Waiting, followed: list[str]
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    key = call.key
    session.commit()
    lan, minh = ChatTab(LAN), ChatTab(MINH)
    for tab in (lan, minh):
        tab.act("open", key)
        tab.act("say", {"ref": "from-tab", "text": "xin chào", "kind": "text"})
    assert lan.texts == ["xin chào"]
    assert minh.texts == []
    assert "xin chào" not in minh.sent
    assert set(followed) == {f"call-chat:{key}"}


def test_nonsense_from_the_browser_writes_nothing(
    session: Session, now: datetime, waiting: Waiting, followed: list[str]
) -> None:
    waiting(1)
    key = live(session, HOA, now).key
    session.commit()
    tab = ChatTab(LAN)
    tab.act("open", key)
    for words in (None, [], {"text": "a"}, {"ref": "x; drop", "text": "a"}, {"ref": "ref-1"}):
        tab.act("say", words)
    for wrong in (None, -1, "a", 2**40):
        tab.act("open", wrong)
        assert tab.texts == []
    assert chat.messages_of(session, key) == []


def test_a_tab_that_lost_its_right_forgets_the_words(
    session: Session, now: datetime, waiting: Waiting, followed: list[str]
) -> None:
    waiting(1)
    key = live(session, HOA, now).key
    session.commit()
    tab = ChatTab(LAN)
    tab.act("open", key)
    tab.act("say", {"ref": "from-tab", "text": "xin chào"})
    tab.who = Actor.anonymous("somebody")
    asyncio.run(_refreshed(tab))
    assert tab.texts == []


async def _refreshed(tab: ChatTab) -> None:
    act_as(tab.who)
    await tab.state(ChatState)._refresh()
