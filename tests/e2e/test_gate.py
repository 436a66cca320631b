"""The gate against a real hostile client, on the running server."""

import httpx
import pytest
from socketio.exceptions import ConnectionError as RefusedError

from chonso_app import chonso_app  # noqa: F401  registers every handler
from chonso_app.core.permissions import Permission
from chonso_app.ui.access import app_handlers, rule_of
from tests.e2e.hostile import Attempt, answers
from tests.e2e.people import PASSWORDS
from tests.e2e.server import Server

GUARDED = [(name, rule_of(entry)) for name, entry in app_handlers()]
GUARDED = [(name, rule) for name, rule in GUARDED if isinstance(rule, Permission)]
SAYS_NO = "không có quyền"


def cookie_of(server: Server, login: str) -> str:
    with httpx.Client(base_url=server.url, headers={"Origin": server.url}) as client:
        client.get("/", headers={"Accept": "text/html"})
        form = {"login": login, "password": PASSWORDS[login]}
        client.post("/api/admin/dang-nhap", data=form)
        return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


def test_a_stranger_gets_nothing_from_any_guarded_handler(server: Server) -> None:
    attempts = [Attempt(name, {}) for name, _ in GUARDED]
    for attempt, said in zip(attempts, answers(server.url, attempts), strict=True):
        assert "/dang-nhap" in said, attempt.handler


@pytest.mark.parametrize("login", ["goivideo", "daunoi"])
def test_staff_get_nothing_beyond_their_role(server: Server, login: str) -> None:
    cookie = cookie_of(server, login)
    assert "session=" in cookie
    foreign = [
        Attempt(name, {})
        for name, rule in GUARDED
        if rule in {Permission.STAFF_MANAGE, Permission.AUDIT_READ, Permission.JOBS_MANAGE}
    ]
    assert foreign
    for attempt, said in zip(foreign, answers(server.url, foreign, cookie=cookie), strict=True):
        assert SAYS_NO in said, attempt.handler


def test_a_forged_cookie_is_a_stranger(server: Server) -> None:
    said = answers(server.url, [Attempt(GUARDED[0][0], {})], cookie="session=forged")
    assert "/dang-nhap" in said[0]


def test_setvar_and_framework_names_open_nothing(server: Server) -> None:
    state = GUARDED[0][0].rpartition(".")[0]
    attempt = Attempt(f"{state}.setvar", {"var_name": "rows", "value": "x"})
    assert SAYS_NO in answers(server.url, [attempt])[0]


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "http://localhost:3990.evil.example",
        "https://localhost:3990",
    ],
)
def test_another_site_gets_no_socket(server: Server, origin: str) -> None:
    with pytest.raises(RefusedError):
        answers(server.url, [Attempt(GUARDED[0][0], {})], origin=origin)


def test_a_replayed_tab_token_finds_an_empty_state(server: Server) -> None:
    """The token is in the URL of the socket: whoever reads it must get nothing by it."""
    from chonso_app.backoffice.state_lookup import LookupState

    cookie, token = cookie_of(server, "giamsat"), "11111111-2222-4333-8444-555555555555"
    find = Attempt(f"{LookupState.get_full_name()}.find", {"form": {"q": "GS-ZZZZZZ"}})
    mine = answers(server.url, [find], cookie=cookie, token=token)[0]
    assert "GS-ZZZZZZ" in mine
    hydrate = Attempt("reflex___state____state.hydrate", {})
    stolen = answers(server.url, [hydrate], token=token)[0]
    assert "GS-ZZZZZZ" not in stolen


def test_nonsense_arguments_show_no_traceback(server: Server) -> None:
    attempts = [Attempt(name, {"form": 5, "x": "'"}) for name, _ in app_handlers()]
    for said in answers(server.url, attempts):
        assert "Traceback" not in said


def test_uploads_of_the_framework_do_not_exist(server: Server) -> None:
    assert httpx.get(f"{server.url}/_upload/x").status_code == 404
    assert httpx.post(f"{server.url}/_upload").status_code in {404, 405}


def test_every_answer_carries_the_strict_headers(server: Server) -> None:
    for path in ("/", "/api/live", "/theme.css", "/khong-co-trang-nay"):
        headers = httpx.get(f"{server.url}{path}").headers
        policy = headers["content-security-policy"]
        assert "'unsafe-eval'" not in policy  # WebAssembly's own word is another
        assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
