"""The requests that set and clear the session cookie, as a browser and as a stranger send them."""

import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import Session
from starlette.applications import Starlette
from starlette.testclient import TestClient

from chonso_app.accounts import routes, seed, service, sessions
from chonso_app.accounts.rules import TicketKind
from chonso_app.core import db, limits
from chonso_app.core.actors import Actor
from chonso_app.core.config import settings
from chonso_app.ui import gate
from chonso_app.ui.edge import SESSION_COOKIE, VISITOR_COOKIE, visitor_hash
from tests.accounts.conftest import some_customer, user_named

ORIGIN = {"origin": settings.public_url}
JSON = ORIGIN | {"accept": "application/json"}
RIGHT = {"phone": "0912 345 678", "password": seed.DEMO_PASSWORD}
pytestmark = pytest.mark.usefixtures("people")


@pytest.fixture(autouse=True)
def wired() -> Iterator[None]:
    gate.use_accounts(service.actor_of)
    limits._limiter.cache_clear()
    yield
    gate.use_accounts(gate._nobody)
    limits._limiter.cache_clear()


@pytest.fixture
def client() -> TestClient:
    made = TestClient(
        Starlette(routes=list(routes.routes)), base_url=settings.public_url, follow_redirects=False
    )
    made.cookies.set(VISITOR_COOKIE, "lan")
    return made


def actor_in(client: TestClient) -> Actor:
    token = client.cookies.get(SESSION_COOKIE, default="")
    return db.read(service.actor_of, token or "", visitor_hash("lan"), now=db.utc_now())


def test_a_form_of_the_page_logs_in_and_goes_home(client: TestClient) -> None:
    answer = client.post("/api/dang-nhap", data=RIGHT, headers=ORIGIN)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert actor_in(client).user_id == some_customer().id


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: TestClient) -> None:
    answer = client.post("/api/dang-nhap", data=RIGHT, headers=ORIGIN)
    cookie = answer.headers["set-cookie"]
    for part in ("HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie
    assert answer.headers["cache-control"] == "no-store"


def test_logging_in_again_changes_the_cookie(client: TestClient) -> None:
    client.post("/api/dang-nhap", data=RIGHT, headers=ORIGIN)
    first = client.cookies[SESSION_COOKIE]
    client.post("/api/dang-nhap", data=RIGHT, headers=ORIGIN)
    assert client.cookies[SESSION_COOKIE] != first


@pytest.mark.parametrize(
    ("wanted", "goes"),
    [("/phieu/GS-7K3Q68", "/phieu/GS-7K3Q68"), ("//evil.example", "/"), ("https://x.y", "/")],
)
def test_after_log_in_only_a_path_of_ours_is_followed(
    client: TestClient, wanted: str, goes: str
) -> None:
    answer = client.post("/api/dang-nhap", data=RIGHT | {"next": wanted}, headers=JSON)
    assert answer.json() == {"next": goes}


def test_a_refusal_is_a_code_in_the_address_without_what_was_typed(client: TestClient) -> None:
    answer = client.post("/api/dang-nhap", data=RIGHT | {"password": "wrong"}, headers=ORIGIN)
    assert answer.headers["location"] == "/dang-nhap/?loi=wrong_password&n=4"
    bad_phone = client.post("/api/dang-nhap", data=RIGHT | {"phone": "113"}, headers=ORIGIN)
    assert bad_phone.headers["location"] == "/dang-nhap/?loi=not_a_phone&n=0"


def test_a_known_and_an_unknown_phone_get_the_same_bytes(client: TestClient) -> None:
    def story(phone: str) -> list[tuple[int, bytes, dict[str, str]]]:
        tries = [
            client.post("/api/dang-nhap", data={"phone": phone, "password": "x"}, headers=JSON)
            for _ in range(6)
        ]
        return [(one.status_code, one.content, dict(one.headers)) for one in tries]

    assert story("0912345678") == story("0987654321")


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://localhost:3000.evil.example", "http://localhost:3001",
     "https://localhost:3000", "http://127.0.0.1:3000", "http://sub.localhost:3000", "file://"],
)  # fmt: skip
@pytest.mark.parametrize(
    "path", ["/api/dang-nhap", "/api/admin/dang-nhap", "/api/phien", "/api/dang-xuat"]
)
def test_a_foreign_page_cannot_log_anybody_in_or_out(
    client: TestClient, path: str, origin: str
) -> None:
    answer = client.post(path, data=RIGHT, headers={"origin": origin})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_logging_out_ends_the_session_and_forgets_the_visitor(client: TestClient) -> None:
    client.post("/api/dang-nhap", data=RIGHT, headers=ORIGIN)
    token = client.cookies[SESSION_COOKIE]
    answer = client.post("/api/dang-xuat", headers=ORIGIN)
    assert answer.headers["location"] == "/"
    gone = answer.headers.get_list("set-cookie")
    assert [one.split("=")[0] for one in gone] == [SESSION_COOKIE, VISITOR_COOKIE]
    assert all("Max-Age=0" in one for one in gone)
    client.cookies.set(SESSION_COOKIE, token)
    assert actor_in(client).role is None


@pytest.mark.parametrize(
    ("login", "goes"),
    [("goivideo", "/admin/cuoc-goi/"), ("daunoi", "/admin/dau-noi/"), ("GiamSat", "/admin/phieu/")],
)
def test_staff_land_at_their_desk(client: TestClient, login: str, goes: str) -> None:
    form = {"login": f" {login} ", "password": seed.DEMO_PASSWORD}
    answer = client.post("/api/admin/dang-nhap", data=form, headers=ORIGIN)
    assert answer.headers["location"] == goes
    assert actor_in(client).is_staff


def test_staff_do_not_enter_by_the_customers_door_nor_customers_by_theirs(
    client: TestClient,
) -> None:
    password = seed.DEMO_PASSWORD
    by_phone = {"phone": "goivideo", "password": password}
    assert client.post("/api/dang-nhap", data=by_phone, headers=JSON).status_code == 409
    by_login = {"login": "84912345678", "password": password}
    assert client.post("/api/admin/dang-nhap", data=by_login, headers=JSON).status_code == 409


def test_a_code_app_is_asked_for_and_a_blank_code_costs_no_try(client: TestClient) -> None:
    def enrol(session: Session) -> None:
        user = session.get_one(type(user_named("daunoi")), user_named("daunoi").id)
        user.totp_secret = "JBSWY3DPEHPK3PXP" * 2

    db.transact(enrol)
    form = {"login": "daunoi", "password": seed.DEMO_PASSWORD}
    for _ in range(6):
        answer = client.post("/api/admin/dang-nhap", data=form, headers=JSON)
        assert answer.json()["error"] == "refusal.accounts.second_step_needed"
    answer = client.post("/api/admin/dang-nhap", data=form | {"code": "000000"}, headers=JSON)
    assert answer.json()["error"] == "refusal.accounts.totp_wrong"
    assert SESSION_COOKIE not in client.cookies


def test_a_ticket_becomes_a_session_once_in_its_own_browser(
    client: TestClient, now: datetime
) -> None:
    actor = Actor(visitor=visitor_hash("lan"))
    ticket = db.transact(
        sessions.issue_ticket, actor, some_customer(), TicketKind.SESSION, now=db.utc_now()
    )
    client.cookies.set(VISITOR_COOKIE, "minh")
    assert client.post("/api/phien", data={"ticket": ticket}, headers=JSON).status_code == 409
    client.cookies.set(VISITOR_COOKIE, "lan")
    answer = client.post("/api/phien", data={"ticket": ticket, "next": "/tim"}, headers=JSON)
    assert answer.json() == {"next": "/tim"}
    assert actor_in(client).user_id == some_customer().id
    assert client.post("/api/phien", data={"ticket": ticket}, headers=JSON).status_code == 409


@pytest.mark.parametrize(
    "form", [{}, {"phone": "x" * 100_000, "password": "y" * 100_000}, {"password": "no phone"}]
)
def test_nonsense_is_refused_like_any_other(client: TestClient, form: dict[str, Any]) -> None:
    assert client.post("/api/dang-nhap", data=form, headers=JSON).status_code == 409
    assert client.post("/api/admin/dang-nhap", data=form, headers=JSON).status_code == 409


@pytest.fixture
def _one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine takes longer than a window: the limiter's clock stands still."""
    moment = time.time()
    monkeypatch.setattr("time.time", lambda: moment)


@pytest.mark.usefixtures("_one_moment")
def test_changing_cookies_does_not_get_around_the_limit_of_an_address(client: TestClient) -> None:
    statuses = []
    for n in range(125):
        client.cookies.set(VISITOR_COOKIE, f"bot-{n}")
        answer = client.post("/api/dang-nhap", data={"phone": "113"}, headers=JSON)
        statuses.append(answer.status_code)
    assert statuses == [409] * 120 + [429] * 5


@pytest.mark.usefixtures("_one_moment")
def test_a_browser_may_try_twenty_times_a_minute(client: TestClient) -> None:
    statuses = [
        client.post("/api/dang-nhap", data={"phone": "113"}, headers=JSON).status_code
        for _ in range(22)
    ]
    assert statuses == [409] * 20 + [429] * 2
