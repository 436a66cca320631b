"""What the customer's page shows, worded. Reads only."""

import math
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlmodel import Session

from chonso_app.accounts.models import User
from chonso_app.calls import rules, service
from chonso_app.calls.booking import arrival as booking_arrival
from chonso_app.calls.booking import rules as booking_rules
from chonso_app.calls.models import Call, CallState
from chonso_app.calls.queue import service as queue
from chonso_app.calls.queue.entry import Gate
from chonso_app.calls.queue.rules import Place
from chonso_app.calls.service import Standing
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_datetime, vn_time, vn_today
from chonso_app.core.config import settings
from chonso_app.core.errors import ShopError
from chonso_app.core.texts import has, say
from chonso_app.dispatch.models import Team
from chonso_app.hours import service as hours
from chonso_app.hours.rules import Opening
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order

_LONGEST_LINE = 4  # people drawn in the queue
_SOON_CLOSED = timedelta(minutes=30)


@dataclass(frozen=True)
class CallView:
    """`screen` decides what is drawn; `phase` is the same for the call box in the browser."""

    screen: str = "loading"  # loading, missing, told, check, waiting, call
    phase: str = "over"
    code: str = ""
    back: str = ""
    call_id: int = 0
    # -- told: an outcome or a reason why not, with one way on
    tone: str = "now"
    title: str = ""
    text: str = ""
    button: str = ""
    href: str = ""
    again: bool = False  # the button is "Gọi lại"
    # -- waiting
    place: int = 0
    ahead: list[int] = field(default_factory=list)  # one entry per person drawn before this one
    place_text: str = ""
    wait_text: str = ""
    wait_minutes: str = ""  # ends the sentence, in bold
    note: str = ""  # what else is true: the team goes home soon, nobody is there
    hours: str = ""
    # -- a booked call
    bookable: bool = False
    booked: str = ""  # when, in words
    booked_text: str = ""
    booked_now: bool = False  # the time has come
    # -- call
    agent: str = ""
    team: str = ""
    since: str = ""
    hint_title: str = ""
    hint_text: str = ""
    hint_done: int = 0
    hint_total: int = 0
    hint_progress: str = ""


def of_customer(
    session: Session, actor: Actor, code: str, *, again: bool, now: datetime
) -> CallView:
    """`again`: the customer has read the last outcome and wants to try once more."""
    try:
        order = orders.order_of(session, actor, code)
    except ShopError:
        return CallView(screen="missing")
    base = CallView(code=order.code, back=f"/phieu/{order.code}")
    if call := service.active_call(session, order):
        return _running(session, base, call, now)
    return _resting(session, base, order, again=again, now=now)


def _hours(opening: Opening | None, now: datetime) -> str:
    if opening is None:
        return say("calls.queue.closed")
    if opening.ends is None:
        return say("calls.queue.always")
    # until midnight is today's, though the moment is tomorrow's
    day = vn_today(opening.ends - timedelta(seconds=1))
    if day == vn_today(now):
        return say("calls.queue.until_today", time=vn_time(opening.ends))
    return say("calls.queue.until", time=vn_time(opening.ends), day=f"{day:%d/%m}")


def when_to_call(session: Session, order: Order, now: datetime) -> str:
    """For the phiếu: the booked time, until when the team is there, or when it opens."""
    if booking := booking_arrival.open_booking(session, order):
        return say("calls.booking.short", **booking_arrival.words_of(booking))
    plan = hours.schedule(session, order.unit_id, Team.VIDEO, now=now)
    opening, opens = plan.opening(now), plan.next_opening(now)
    if opening is None and opens:
        return say("calls.queue.opens", time=vn_time(opens), day=f"{vn_today(opens):%d/%m}")
    return _hours(opening, now)


def _running(session: Session, base: CallView, call: Call, now: datetime) -> CallView:
    base = replace(base, call_id=call.key)
    if call.state is CallState.WRAPUP:
        return _told(base, "wrapup", "now")
    if call.is_talking:
        return _talking(session, base, call)
    place = queue.place_of(session, call, now)
    waiting = replace(base, screen="waiting", phase="waiting", bookable=True)
    if call.state is CallState.CLAIMED:
        words = {"place_text": say("calls.place_next"), "wait_text": say("calls.ringing")}
        return replace(waiting, place=1, hours=_hours(place.opening, now), bookable=False, **words)
    return at_place(waiting, place, now)


def at_place(base: CallView, place: Place, now: datetime) -> CallView:
    """`base` with the place as it is now; everything else about a waiting customer stays."""
    key = "calls.place_next" if place.place == 1 else "calls.place"
    text, minutes = _wait(place)
    return replace(
        base, place=place.place, ahead=list(range(min(place.place - 1, _LONGEST_LINE))),
        place_text=say(key, place=place.place), wait_text=text, wait_minutes=minutes,
        note=_note(place, now), hours=_hours(place.opening, now),
    )  # fmt: skip


def _wait(place: Place) -> tuple[str, str]:
    if place.wait is None:
        return say("calls.wait_nobody"), ""
    minutes = math.ceil(place.wait.total_seconds() / 60)
    if not minutes:
        return say("calls.wait_now"), ""
    return say("calls.queue.wait_before"), say("calls.queue.minutes", minutes=minutes)


def _note(place: Place, now: datetime) -> str:
    """What a waiting customer must know beside the place, the worst first."""
    nobody = place.on_duty == 0
    if place.switched_off:
        return say("calls.queue.off", hotline=settings.hotline)
    if place.opening is None:
        return say("calls.queue.gone_home" if nobody else "calls.queue.after_hours")
    ends = place.opening.ends
    if ends and ends - now < _SOON_CLOSED:
        return say("calls.queue.closing_soon", time=vn_time(ends))
    return say("calls.queue.booked_first") if place.booked else ""


def _talking(session: Session, base: CallView, call: Call) -> CallView:
    agent = session.get(User, call.agent_id)
    step = rules.next_step(call.steps, call.checklist)
    done, total = len(call.steps), len(rules.steps_of(call.checklist))
    hint = f"calls.hint.{step.value if step else 'done'}"
    number = f"{call.agent_id or 0:04}"
    return replace(
        base, screen="call", phase="call",
        agent=agent.full_name if agent else say("calls.agent_named", number=number),
        team=say("calls.team", number=number),
        since=call.live_at.isoformat() if call.live_at else "",
        hint_title=say(hint), hint_text=say(f"{hint}.text"), hint_done=done, hint_total=total,
        hint_progress=say("calls.hint.progress", done=min(done + 1, total), total=total),
    )  # fmt: skip


def _resting(
    session: Session, base: CallView, order: Order, *, again: bool, now: datetime
) -> CallView:
    standing = service.standing(session, order, now)
    if standing is Standing.PASSED:
        return _told(base, "passed", "ok", href=f"/hoa-mang/{order.code}/ky")
    if not orders.may_identify(session, order, now=now):
        return _told(base, "not_yet", "now", href=base.back)
    if standing in _FINAL:
        limits = {"limit": settings.call_rejections, "hotline": settings.hotline}
        what, tone = _FINAL[standing]
        if standing is Standing.UNDER_REVIEW and _left_by_agent(session, order):
            what = "parted"
        return _told(base, what, tone, href=base.back, **limits)
    if standing in {Standing.REJECTED, Standing.INCONCLUSIVE} and not again:
        return _last_outcome(session, base, order, standing)
    return _before_the_queue(session, base, order, now)


def _left_by_agent(session: Session, order: Order) -> bool:
    """The talk ended over its tone: a polite end, and no word of what was set aside."""
    call = service.set_aside(session, order)
    return call is not None and call.reason == rules.ABUSIVE


_FINAL = {Standing.UNDER_REVIEW: ("review", "now"), Standing.EXHAUSTED: ("exhausted", "bad")}


def _before_the_queue(session: Session, base: CallView, order: Order, now: datetime) -> CallView:
    if not service.papers_hold(session, order, now):
        return _told(base, "identity", "warn", href=f"/hoa-mang/{order.code}/giay-to")
    base = _with_booking(session, base, order, now)
    entry = service.gate(session, order, now)
    if entry.gate is Gate.OFF:
        return _told(base, "off", "warn", href=base.back, hotline=settings.hotline)
    base = replace(base, bookable=True)
    if entry.gate is not Gate.OPEN:
        opens = vn_datetime(entry.opens) if entry.opens else say("calls.queue.opens_unknown")
        return _told(base, entry.gate.value, "warn", href=base.back, opens=opens)
    opening = queue.look(session, now).openings.get(entry.unit_id)
    return replace(base, screen="check", phase="check", hours=_hours(opening, now))


def _with_booking(session: Session, base: CallView, order: Order, now: datetime) -> CallView:
    booking = booking_arrival.open_booking(session, order)
    if booking is None:
        return base
    if booking_rules.is_in_time(booking.slot_at, now):
        text = say("calls.booking.now_text")
        return replace(base, booked=say("calls.booking.now"), booked_text=text, booked_now=True)
    late = round((booking_rules.missed_at(booking.slot_at) - booking.slot_at).total_seconds() / 60)
    text = say("calls.booking.mine_text", minutes=settings.call_remind_minutes, late=late)
    words = booking_arrival.words_of(booking)
    return replace(base, booked=say("calls.booking.mine", **words), booked_text=text)


def _last_outcome(session: Session, base: CallView, order: Order, standing: Standing) -> CallView:
    call = service.last_call(session, order, CallState.REJECTED, CallState.INCONCLUSIVE)
    reason = call.reason if call else ""
    told = say(f"calls.told.{reason}")
    if standing is Standing.INCONCLUSIVE:
        return replace(_told(base, "inconclusive", "warn", reason=told), again=True)
    left = settings.call_rejections - service.rejections(session, order)
    fix = say(f"calls.fix.{reason}")
    view = _told(base, "rejected", "bad", reason=told, fix=fix, left=left)
    if not has(f"calls.fix_link.{reason}"):
        return replace(view, again=True)
    page = "giay-to" if reason == rules.Rejection.EXPIRED_PAPER else "thong-tin"
    button = say(f"calls.fix_link.{reason}")
    return replace(view, button=button, href=f"/hoa-mang/{order.code}/{page}", again=True)


def _told(base: CallView, what: str, tone: str, *, href: str = "", **params: object) -> CallView:
    key = f"calls.{what}"
    own = f"{key}.button"
    button = say(own) if has(own) else say("calls.back_to_order")
    return replace(
        base, screen="told", phase="over", tone=tone, title=say(f"{key}.title", **params),
        text=say(f"{key}.text", **params), button=button if href else "", href=href,
    )  # fmt: skip
