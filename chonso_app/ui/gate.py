"""The gate in front of every event: who is it, is this tab theirs, may they, not too often."""

from contextvars import ContextVar
from dataclasses import replace
from http.cookies import CookieError, SimpleCookie
from typing import Any, Protocol
from urllib.parse import quote

import reflex as rx
from reflex.middleware.middleware import Middleware
from reflex.state import StateUpdate
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext
from sqlmodel import Session

from chonso_app.core import app_pass, limits
from chonso_app.core.actors import Actor
from chonso_app.core.config import settings
from chonso_app.core.crypto import hmac_hex
from chonso_app.core.db import in_read, utc_now
from chonso_app.core.referral import read_referral
from chonso_app.core.texts import say
from chonso_app.ui.access import FRAMEWORK, Limit, Verdict, limit_of, rule_of, verdict
from chonso_app.ui.notice import NoticeState

SESSION_COOKIE = "__Host-session" if settings.secure_cookies else "session"
VISITOR_COOKIE = "__Host-visitor" if settings.secure_cookies else "visitor"
REFERRAL_COOKIE = "__Host-ref" if settings.secure_cookies else "ref"
APP_COOKIE = "__Host-app" if settings.secure_cookies else "app"
_current: ContextVar[Actor] = ContextVar("actor")


class FindActor(Protocol):
    def __call__(self, session: Session, token: str, visitor: str, *, now: Any) -> Actor: ...


def _nobody(session: Session, token: str, visitor: str, *, now: Any) -> Actor:
    return Actor.anonymous(visitor)


_find_actor: FindActor = _nobody


def use_accounts(find_actor: FindActor) -> None:
    """Plugged in at start-up: this room stands beneath accounts and does not know it.

    `find_actor(session, session_cookie, visitor_hash, now=…)` → the Actor; a session cookie that
    is unknown or over gives the anonymous visitor.
    """
    global _find_actor  # noqa: PLW0603
    _find_actor = find_actor


def visitor_hash(token: str) -> str:
    """What the database keeps of the visitor cookie."""
    return hmac_hex("visitor", token) if token else ""


def cookies_of(header: str) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}


async def find(cookies: dict[str, str], address: str) -> Actor:
    """The actor behind the cookies of a request or socket; one query, none without a log-in."""
    token, visitor = cookies.get(SESSION_COOKIE, ""), visitor_hash(cookies.get(VISITOR_COOKIE, ""))
    actor = Actor.anonymous(visitor, address)
    if token:
        actor = await in_read(_find_actor, token, visitor, now=utc_now())
    referral = read_referral(cookies.get(REFERRAL_COOKIE, ""))
    in_app = app_pass.holds_pass(cookies.get(APP_COOKIE, ""), now=utc_now())
    return replace(actor, visitor=visitor, address=address, referral=referral, in_app=in_app)


async def actor_behind(state: rx.State) -> Actor:
    """Looked up from the tab's own socket; for pushes, where no gate has run."""
    router = state.router
    return await find(cookies_of(router.headers.cookie), router.session.client_ip)


def actor_of(_state: rx.State) -> Actor:
    """The actor of the event that is being handled: the gate looked it up once."""
    return _current.get(Actor.anonymous())


def act_as(actor: Actor) -> None:
    """For the gate and for pushes: who the rest of this task runs for."""
    _current.set(actor)


class TabOwner(rx.State):
    """Whose tab this is. A token replayed under other cookies finds an empty state."""

    _who: str = ""


class Gate(Middleware):
    async def preprocess(self, app: rx.App, state: Any, event: Event) -> StateUpdate | None:
        actor = await actor_behind(state)
        act_as(actor)
        await _bind(state, actor)
        entry = RegistrationContext.get().event_handlers.get(event.name)
        if entry is None or (entry.states[0] in FRAMEWORK and not event.name.endswith(".setvar")):
            return None
        answer = verdict(rule_of(entry), actor)
        if answer is Verdict.LOG_IN:
            return _sent_to_log_in(state)
        if answer is Verdict.REFUSE:
            return await _told(state, say("refusal.core.not_allowed"))
        if (limit := limit_of(entry)) and not _within(limit, event.name, actor):
            return await _told(state, say("refusal.core.too_often", seconds=limit.seconds))
        return None


async def _bind(state: Any, actor: Actor) -> None:
    owner = await state.get_state(TabOwner)
    who = f"{actor.visitor}|{actor.session}"
    if owner._who and owner._who != who:
        state._get_root_state().reset()
        owner = await state.get_state(TabOwner)
    if owner._who != who:
        owner._who = who


def _within(limit: Limit, name: str, actor: Actor) -> bool:
    caller = actor.session or actor.visitor or actor.address
    return limits.take(f"{name}|{caller}", times=limit.times, seconds=limit.seconds)


def _sent_to_log_in(state: Any) -> StateUpdate:
    """Customers come back to where they were."""
    path = state.router.url.path
    page = "/admin/dang-nhap/" if path.startswith("/admin") else f"/dang-nhap/?tiep={quote(path)}"
    return StateUpdate(events=Event.from_event_type([rx.redirect(page)]))


async def _told(state: Any, text: str) -> StateUpdate:
    """A refusal that did not reach the handler: shown in the tab's notice."""
    notice = await state.get_state(NoticeState)
    notice._say(text, "bad")
    delta = await state._get_root_state()._get_resolved_delta()
    state._get_root_state()._clean()
    return StateUpdate(delta=delta)
