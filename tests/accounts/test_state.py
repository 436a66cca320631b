"""What the pages do with the services' answers: steps, errors, and what reaches the browser."""

import json
from datetime import datetime, timedelta
from typing import Any

import pyotp.totp
import pytest
from sqlmodel import select

from chonso_app.accounts import sessions
from chonso_app.accounts.models import User
from chonso_app.accounts.seed import DEMO_PASSWORD
from chonso_app.accounts.state import EntryState
from chonso_app.accounts.state_account import AccountState
from chonso_app.accounts.state_desk import InvitationState
from chonso_app.accounts.state_staff import StaffState
from chonso_app.core import db
from chonso_app.core.actors import Actor
from chonso_app.notifications.state import InboxState, when
from chonso_app.ui.edge import NoticeState
from tests import tabs
from tests.accounts.conftest import (
    LAN,
    PHONE,
    CodeOf,
    actor_behind,
    some_customer,
    user_named,
)
from tests.accounts.test_staff import token_in_the_mail

NEW = {"phone": "0987 654 321", "password": "lan6868!", "terms": "1"}
pytestmark = pytest.mark.usefixtures("people")


class Tab(tabs.Tab):
    """With the address it is at."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, who: Actor) -> None:
        super().__init__(who)
        self.query: dict[str, str] = {}
        for module in ("state", "state_desk"):
            monkeypatch.setattr(
                f"chonso_app.accounts.{module}.query_arg",
                lambda _state, name: self.query.get(name, ""),
            )
        for feature in ("accounts.state_staff", "notifications.state"):
            monkeypatch.setattr(f"chonso_app.{feature}.follow", lambda *_: None)

    def sent_to_browser(self, kind: type[Any]) -> str:
        return json.dumps(self.state(kind).dict(), default=str, ensure_ascii=False)


@pytest.fixture
def tab(monkeypatch: pytest.MonkeyPatch) -> Tab:
    return Tab(monkeypatch, LAN)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


# -- registering -----------------------------------------------------------------------------


def test_every_wrong_field_is_named_at_once(tab: Tab) -> None:
    tab.do(EntryState.open_register)
    tab.do(EntryState.register, {"phone": "113", "password": "lan", "terms": ""})
    assert set(tab.state(EntryState).errors) == {"phone", "password", "terms"}
    assert tab.state(EntryState).step == "form"


@pytest.mark.parametrize(
    "form", [None, [], {}, {"phone": {"a": 1}}, {"phone": "x" * 10_000, "password": 7}]
)
def test_nonsense_in_place_of_a_form_is_an_error_on_the_page(tab: Tab, form: Any) -> None:
    tab.do(EntryState.open_register)
    for handler in (EntryState.register, EntryState.ask_code, EntryState.choose_password):
        tab.do(handler, form)
        assert tab.state(EntryState).errors
    assert tab.state(EntryState).step == "form"


def test_registering_leads_from_the_form_to_the_code_to_a_ticket(tab: Tab, code_of: CodeOf) -> None:
    tab.do(EntryState.open_register)
    tab.do(EntryState.register, NEW)
    state = tab.state(EntryState)
    assert (state.step, state.phone, state.errors) == ("code", "0987 654 321", {})
    code = code_of("84987654321")
    tab.do(EntryState.try_code, wrong(code))
    assert "còn 4 lần thử" in state.code_error
    assert not state.ticket
    tab.do(EntryState.try_code, code)
    assert state.ticket
    assert state.code_error == ""


def test_registering_a_known_phone_says_so_only_after_the_code(tab: Tab, code_of: CodeOf) -> None:
    tab.do(EntryState.open_register)
    tab.do(EntryState.register, NEW | {"phone": "0912345678"})
    state = tab.state(EntryState)
    assert state.step == "code"
    tab.do(EntryState.try_code, code_of(PHONE))
    assert (state.step, state.ticket) == ("known", "")
    tab.do(EntryState.go_on)
    assert state.ticket


def test_neither_password_nor_ticket_in_waiting_reaches_the_browser(
    tab: Tab, code_of: CodeOf
) -> None:
    tab.do(EntryState.open_register)
    tab.do(EntryState.register, NEW | {"phone": "0912345678"})
    tab.do(EntryState.try_code, code_of(PHONE))
    sent = tab.sent_to_browser(EntryState)
    kept = tab.state(EntryState)._kept
    assert kept
    assert kept not in sent
    assert "lan6868!" not in sent
    assert "argon2" not in sent


def test_coming_back_from_the_sms_app_finds_the_boxes_still_there(tab: Tab) -> None:
    tab.do(EntryState.open_register)
    tab.do(EntryState.register, NEW)
    tab.do(EntryState.open_register)  # the socket reconnected: on_load again
    assert tab.state(EntryState).step == "code"
    tab.do(EntryState.open_log_in)  # another page is another story
    assert tab.state(EntryState).step == "form"


def test_asking_again_at_once_says_how_long_to_wait(tab: Tab) -> None:
    tab.do(EntryState.open_register)
    tab.do(EntryState.register, NEW)
    tab.do(EntryState.resend)
    assert "giây" in tab.state(EntryState).code_error


def test_a_code_before_any_was_asked_for_does_nothing(tab: Tab) -> None:
    tab.do(EntryState.open_log_in)
    tab.do(EntryState.try_code, "123456")
    assert tab.state(EntryState).ticket == ""


# -- forgot ----------------------------------------------------------------------------------


def test_forgot_leads_to_a_new_password_and_in(tab: Tab, code_of: CodeOf) -> None:
    tab.do(EntryState.open_forgot)
    tab.do(EntryState.ask_code, {"phone": "+84 912 345 678"})
    tab.do(EntryState.try_code, code_of(PHONE))
    state = tab.state(EntryState)
    assert (state.step, state.ticket) == ("password", "")
    tab.do(EntryState.choose_password, {"password": "moi6868!!", "again": "moi6868!?"})
    assert set(state.errors) == {"again"}
    tab.do(EntryState.choose_password, {"password": "moi6868!!", "again": "moi6868!!"})
    assert state.ticket


def test_choosing_a_password_without_a_proven_phone_is_refused(tab: Tab) -> None:
    tab.do(EntryState.open_forgot)
    tab.do(EntryState.choose_password, {"password": "moi6868!!", "again": "moi6868!!"})
    assert tab.state(EntryState).ticket == ""
    assert "Làm lại từ đầu" in tab.state(NoticeState).text


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"loi": "wrong_password", "n": "4"}, "Bạn còn 4 lần thử"),
        ({"loi": "login_locked", "n": "15"}, "15 phút"),
        ({"loi": "not_a_phone", "n": "0"}, "10 chữ số"),
        ({"loi": "../../etc", "n": "<b>"}, ""),
        ({}, ""),
    ],
)
def test_a_coded_refusal_in_the_address_is_worded(
    tab: Tab, query: dict[str, str], told: str
) -> None:
    tab.query = query
    tab.do(EntryState.open_log_in)
    assert told in tab.state(EntryState).refused
    assert bool(told) == bool(tab.state(EntryState).refused)


def test_only_a_path_of_ours_is_kept_for_after_the_log_in(tab: Tab) -> None:
    for typed, kept in (("/phieu/GS-7K3Q68", "/phieu/GS-7K3Q68"), ("//evil.example", "")):
        tab.query = {"tiep": typed}
        tab.do(EntryState.open_log_in)
        assert tab.state(EntryState).next == kept


# -- the account -----------------------------------------------------------------------------


@pytest.fixture
def own_tab(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Tab:
    """Lan, logged in."""
    moment = db.utc_now()
    token = db.transact(sessions.start, LAN, some_customer(), now=moment)
    return Tab(monkeypatch, actor_behind(token, moment))


def test_the_account_shows_its_owner(own_tab: Tab) -> None:
    own_tab.do(AccountState.load)
    state = own_tab.state(AccountState)
    assert (state.name, state.initials, state.phone) == ("Nguyễn Ngọc Lan", "NL", "0912 345 678")


def test_changing_the_password_needs_the_old_one(own_tab: Tab) -> None:
    own_tab.do(AccountState.load)
    own_tab.do(AccountState.open_security)
    new = {"password": "moi6868!!", "again": "moi6868!!"}
    own_tab.do(AccountState.change_password, new | {"old": "not it"})
    assert set(own_tab.state(AccountState).errors) == {"old"}
    own_tab.do(AccountState.change_password, new | {"old": DEMO_PASSWORD})
    assert not own_tab.state(AccountState).changing
    own_tab.do(InboxState.load)
    assert [row.title for row in own_tab.state(InboxState).rows] == ["Mật khẩu vừa được đặt lại"]
    own_tab.do(InboxState.mark_read)
    assert own_tab.state(InboxState).unread == 0


def test_the_inbox_says_when_as_people_do(now: datetime) -> None:
    noon = now  # 12:00 on 25/11 in Vietnam
    assert when(noon, noon) == "12:00 hôm nay"
    assert when(noon - timedelta(hours=13), noon) == "23:00 hôm qua"
    assert when(noon - timedelta(days=3), noon) == "22/11, 12:00"


# -- staff -----------------------------------------------------------------------------------


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Tab:
    """The administrator, logged in."""
    moment = db.utc_now()
    token = db.transact(sessions.start, LAN, user_named("quantri"), now=moment)
    return Tab(monkeypatch, actor_behind(token, moment))


def invited(desk: Tab) -> Any:
    desk.do(StaffState.load)
    desk.do(StaffState.open_invite)
    form = {
        "full_name": "Lê Thu Hà", "login": "thu.ha", "email": "ha@chonso.example",
        "role": "video_agent", "unit": str(desk.state(StaffState).units[2].unit_id),
    }  # fmt: skip
    desk.do(StaffState.invite, form)
    return desk.state(StaffState)


def test_an_invited_person_is_shown_waiting_in_their_unit(desk: Tab) -> None:
    state = invited(desk)
    assert not state.inviting
    assert state.unit_name == "Cty KV 2"
    assert (state.person.login, state.person.status) == ("thu.ha", "Chờ kích hoạt")
    assert "Đã gửi lời mời" in desk.state(NoticeState).text


def test_a_wrong_invitation_names_each_field(desk: Tab) -> None:
    desk.do(StaffState.load)
    desk.do(
        StaffState.invite,
        {"full_name": "", "login": "Hà!", "email": "no", "role": "customer?", "unit": "x"},
    )
    assert set(desk.state(StaffState).errors) == {"full_name", "login", "email", "role", "unit"}
    customer = {"full_name": "A B", "login": "a.b", "email": "a@b.vn", "role": "customer"}
    desk.do(StaffState.invite, customer | {"unit": "1"})
    assert set(desk.state(StaffState).errors) == {"role"}


def test_following_the_link_sets_up_password_and_code_app(
    desk: Tab, monkeypatch: pytest.MonkeyPatch
) -> None:
    invited(desk)
    tab = Tab(monkeypatch, LAN)
    tab.query = {"ma": token_in_the_mail()}
    tab.do(InvitationState.open)
    state = tab.state(InvitationState)
    assert (state.step, state.login, state.enrolling) == ("open", "thu.ha", True)
    assert state.picture.startswith("data:image/svg+xml;base64,")
    code = pyotp.totp.TOTP(state.secret.replace(" ", "")).at(db.utc_now())
    short = {"password": "ngan", "again": "ngan", "code": code}
    tab.do(InvitationState.accept, short)
    assert set(state.errors) == {"password"}
    good = {"password": "mot mat khau dai", "again": "mot mat khau dai"}
    tab.do(InvitationState.accept, good | {"code": "000000"})
    assert set(state.errors) == {"code"}
    tab.do(InvitationState.accept, good | {"code": code})
    assert (state.step, len(state.recovery_codes), state.secret) == ("done", 8, "")
    tab.do(InvitationState.open)  # a reconnect
    assert len(state.recovery_codes) == 8


def test_a_dead_link_says_whom_to_ask(tab: Tab) -> None:
    for token in ("", "made-up", "x" * 5000):
        tab.query = {"ma": token}
        tab.do(InvitationState.open)
        assert tab.state(InvitationState).step == "dead"
        assert "quản trị viên" in tab.state(InvitationState).refused


def test_locking_and_a_new_role_are_told_and_shown(desk: Tab) -> None:
    desk.do(StaffState.load)
    desk.do(StaffState.open_person, user_named("goivideo").row_id)
    desk.do(StaffState.preview_role, "supervisor")
    assert "Đọc nhật ký" in desk.state(StaffState).may
    head_office = desk.state(StaffState).units[0].unit_id
    desk.do(StaffState.save, {"role": "supervisor", "unit": str(head_office)})
    assert user_named("goivideo").role == "supervisor"
    desk.do(StaffState.lock)
    assert desk.state(StaffState).person.disabled
    desk.do(StaffState.unlock)
    assert not desk.state(StaffState).person.disabled


def test_the_administrators_own_account_is_out_of_their_reach(desk: Tab) -> None:
    desk.do(StaffState.load)
    me = user_named("quantri").row_id
    desk.do(StaffState.open_person, me)
    assert desk.state(StaffState).person.myself
    desk.do(StaffState.lock)
    assert "không thể tự khóa" in desk.state(NoticeState).text
    assert db.read(lambda s: s.exec(select(User).where(User.id == me)).one()).disabled_at is None


@pytest.mark.parametrize("who", ["1", None, -1, 10**9, {"id": 1}])
def test_an_id_that_is_nobodys_opens_nothing(desk: Tab, who: Any) -> None:
    desk.do(StaffState.load)
    desk.do(StaffState.open_person, who)
    assert desk.state(StaffState).person.user_id == 0
    assert "Không tìm thấy" in desk.state(NoticeState).text
