"""Contract and eSIM over HTTP: to the owner, to the right staff, and to nobody else."""

import io
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from sqlmodel import Session, select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from chonso_app.accounts import service as accounts
from chonso_app.accounts import sessions
from chonso_app.accounts.models import User
from chonso_app.activation import decisions, desk, jobs, service
from chonso_app.activation import routes as activation_routes
from chonso_app.activation.models import Dossier, DossierStatus, EsimProfile
from chonso_app.contracts import routes as contracts_routes
from chonso_app.contracts import seal
from chonso_app.contracts import service as contracts
from chonso_app.contracts.models import TEXT_VERSION
from chonso_app.core import limits, media
from chonso_app.core.actors import Actor
from chonso_app.core.config import settings
from chonso_app.core.db import utc_now
from chonso_app.orders import service as orders
from chonso_app.ui import gate
from chonso_app.ui.edge import SESSION_COOKIE, VISITOR_COOKIE, visitor_hash
from tests.activation import world
from tests.contracts.conftest import drawn_signature, ready_to_sign

ORIGIN = {"origin": settings.public_url}
SMDP = {"authorization": f"Bearer {settings.smdp_callback_token}"}
REPORT = "/gsma/rsp2/es2plus/handleDownloadProgressInfo"
LAN = Actor.anonymous(visitor_hash("lan"), "testclient")


@pytest.fixture(autouse=True)
def wired() -> Iterator[None]:
    gate.use_accounts(accounts.actor_of)
    limits._limiter.cache_clear()
    yield
    gate.use_accounts(gate._nobody)
    limits._limiter.cache_clear()


def browser(visitor: str, session_token: str = "") -> TestClient:
    app = Starlette(routes=[*contracts_routes.routes, *activation_routes.routes])
    made = TestClient(app, base_url=settings.public_url, follow_redirects=False)
    made.cookies.set(VISITOR_COOKIE, visitor)
    if session_token:
        made.cookies.set(SESSION_COOKIE, session_token)
    return made


def clerks_browser(session: Session, user_id: int = world.CLERK) -> TestClient:
    user = session.get_one(User, user_id)
    actor = Actor.anonymous(visitor_hash(f"clerk-{user_id}"))
    token = sessions.start(session, actor, user, now=utc_now())
    session.commit()
    return browser(f"clerk-{user_id}", token)


@pytest.fixture
def connected(ready: Session, monkeypatch: pytest.MonkeyPatch) -> tuple[Dossier, world.StubSmdp]:
    """Lan's line, with its QR out."""
    now = utc_now()
    operator, smdp = world.StubOperator(), world.StubSmdp()
    monkeypatch.setattr(jobs.operator, "gateway", lambda: operator)
    monkeypatch.setattr(jobs.smdp, "gateway", lambda: smdp)
    monkeypatch.setattr(jobs.DBOS, "sleep", lambda _seconds: None)
    world.submitted(ready, now, actor=LAN)
    [dossier] = desk.fill(ready, world.clerk(), now=now)
    decisions.approve(ready, world.clerk(), dossier.key, now=now)
    ready.commit()
    workflow: Any = jobs.provision_line
    workflow.__wrapped__(dossier.key)
    return dossier, smdp


def body(iccid: str, point: int = 4, status: str = "Executed-Success") -> dict[str, Any]:
    return {
        "header": {"functionRequesterIdentifier": "smdp", "functionCallIdentifier": "1"},
        "iccid": iccid, "profileType": "x", "timestamp": "2026-11-25T05:00:00Z",
        "notificationPointId": point, "notificationPointStatus": {"status": status},
    }  # fmt: skip


def iccid_of(session: Session) -> str:
    session.expire_all()
    iccid = session.exec(select(EsimProfile.iccid)).one()
    session.commit()
    assert iccid is not None
    return iccid


def test_the_owner_reads_signs_and_takes_the_contract_away(ready: Session) -> None:
    order = ready_to_sign(ready, utc_now(), actor=LAN)  # pyright: ignore[reportArgumentType]
    contracts.draft(ready, LAN, order.code, now=utc_now())
    ready.commit()
    code, lan = order.code, browser("lan")
    page = lan.get(f"/api/contracts/{code}/pages/1.png")
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    assert lan.get(f"/api/contracts/{code}/pages/9.png").status_code == 404
    sign = {"content": drawn_signature(), "headers": ORIGIN | {"x-consent-to": TEXT_VERSION}}
    assert lan.post(f"/api/contracts/{code}/signature", **sign).status_code == 201
    assert lan.post(f"/api/contracts/{code}/signature", **sign).status_code == 409
    pdf = lan.get(f"/api/contracts/{code}/hop-dong.pdf")
    assert seal.is_intact(pdf.content)
    assert "attachment" in pdf.headers["content-disposition"]


def test_a_signature_without_consent_or_from_another_site_is_refused(ready: Session) -> None:
    order = ready_to_sign(ready, utc_now(), actor=LAN)  # pyright: ignore[reportArgumentType]
    address, lan = f"/api/contracts/{order.code}/signature", browser("lan")
    ready.commit()
    picture = drawn_signature()
    assert lan.post(address, content=picture, headers=ORIGIN).status_code == 409
    foreign = {"origin": "https://evil.example", "x-consent-to": TEXT_VERSION}
    assert lan.post(address, content=picture, headers=foreign).status_code == 403
    agreed = ORIGIN | {"x-consent-to": TEXT_VERSION}
    assert lan.post(address, content=b"GIF89a", headers=agreed).status_code == 409
    assert lan.post(address, content=b"x" * 400_000, headers=agreed).status_code == 409


Call = Callable[[TestClient, str], Any]
PRIVATE: dict[str, Call] = {
    "page": lambda b, code: b.get(f"/api/contracts/{code}/pages/1.png"),
    "pdf": lambda b, code: b.get(f"/api/contracts/{code}/hop-dong.pdf"),
    "sign": lambda b, code: b.post(
        f"/api/contracts/{code}/signature",
        content=drawn_signature(),
        headers=ORIGIN | {"x-consent-to": TEXT_VERSION},
    ),
    "qr": lambda b, code: b.get(f"/api/esim/{code}/qr.png"),
    "fields": lambda b, code: b.get(f"/api/esim/{code}/fields"),
}


@pytest.mark.parametrize("call", PRIVATE.values(), ids=PRIVATE.keys())
def test_a_stranger_gets_the_same_answer_as_for_no_order(
    connected: tuple[Dossier, world.StubSmdp], call: Call
) -> None:
    minh = browser("minh")
    theirs, nobodys = call(minh, connected[0].code), call(minh, "GS-AAAAAA")
    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.content == nobodys.content


def test_the_qr_decodes_to_what_the_smdp_issued_and_is_gone_once_installed(
    ready: Session, connected: tuple[Dossier, world.StubSmdp]
) -> None:
    code, smdp = connected[0].code, connected[1]
    lan = browser("lan")
    answer = lan.get(f"/api/esim/{code}/qr.png")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    [read] = zxingcpp.read_barcodes(Image.open(io.BytesIO(answer.content)))
    [released] = smdp.confirmed.values()
    assert read.text == f"LPA:1${released.smdp_address}${released.matching_id}"
    told = lan.get(f"/api/esim/{code}/fields").json()
    assert (told["smdp"], told["code"]) == (released.smdp_address, released.matching_id)
    apple = "https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=LPA%3A1%24"
    assert told["iphone"].startswith(apple)
    assert lan.post(REPORT, json=body(iccid_of(ready)), headers=SMDP).status_code == 204
    for address in ("qr.png", "fields"):
        gone = lan.get(f"/api/esim/{code}/{address}")
        assert gone.status_code == 410
        assert b"LPA" not in gone.content


def test_the_smdp_must_show_its_secret_and_may_repeat_itself(
    ready: Session, connected: tuple[Dossier, world.StubSmdp]
) -> None:
    dossier, _ = connected
    somebody, iccid = browser(""), iccid_of(ready)
    for headers in ({}, {"authorization": "Bearer wrong"}, {"authorization": ""}):
        assert somebody.post(REPORT, json=body(iccid), headers=headers).status_code == 401
    for point, status in ((3, "Failed"), (4, "Failed"), (1, "Executed-Success")):
        told = body(iccid, point, status)
        assert somebody.post(REPORT, json=told, headers=SMDP).status_code == 204
    ready.expire_all()
    assert ready.get_one(Dossier, dossier.key).status is DossierStatus.CONNECTED
    ready.commit()
    for _ in range(3):
        assert somebody.post(REPORT, json=body(iccid + "F"), headers=SMDP).status_code == 204
    assert somebody.post(REPORT, json=body("8984000000"), headers=SMDP).status_code == 204
    ready.expire_all()
    assert ready.get_one(Dossier, dossier.key).status is DossierStatus.INSTALLED


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"nonsense", b'{"iccid": 1}'])
def test_what_is_no_report_is_refused(ready: Session, content: bytes) -> None:
    assert browser("").post(REPORT, content=content, headers=SMDP).status_code == 400


def test_a_clerk_sees_the_contract_of_what_lies_on_the_desk_and_no_other(
    ready: Session, now: datetime
) -> None:
    dossier = world.submitted(ready, utc_now(), actor=LAN)
    media.put_as("contracts/test", b"%PDF")
    code, mine, other = dossier.code, clerks_browser(ready), clerks_browser(ready, world.OTHER)
    address = f"/api/admin/contracts/{code}/pages/1.png"
    assert mine.get(address).status_code == 404  # still in the queue
    desk.fill(ready, world.clerk(), now=utc_now())
    ready.commit()
    seen = desk.holds_case(ready, world.clerk(), orders.order_by_id(ready, dossier.order_id))
    ready.commit()
    assert seen
    assert mine.get(f"/api/admin/contracts/{code}/hop-dong.pdf").status_code == 200
    assert other.get(address).status_code == 404
    assert browser("lan").get(address).status_code == 401


def test_closing_the_console_gives_everything_back(ready: Session) -> None:
    world.submitted(ready, utc_now(), actor=LAN)
    desk.fill(ready, world.clerk(), now=utc_now())
    ready.commit()
    mine = clerks_browser(ready)
    assert mine.post("/api/admin/activation/leave", headers=ORIGIN).status_code == 204
    assert browser("lan").post("/api/admin/activation/leave", headers=ORIGIN).status_code == 401
    ready.expire_all()
    assert ready.exec(select(Dossier.status)).one() is DossierStatus.QUEUED


def test_missing_steps_are_the_customers_next_ones(ready: Session, now: datetime) -> None:
    order = ready_to_sign(ready, now)
    assert [step.value for step in service.missing_steps(ready, order, now=now)] == ["signature"]
