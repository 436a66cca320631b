"""Logging in and out are plain HTTP: only an HTTP answer can set an HttpOnly cookie.

The forms post natively (before the page is alive) or by fetch (`entry.jsx`): the first gets a
redirect with a coded refusal, the second JSON.
"""

import asyncio
from http.cookies import SimpleCookie

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from chonso_app.accounts import passwords, rules, second_step, service
from chonso_app.accounts.service import Entry
from chonso_app.core import limits
from chonso_app.core.actors import Role
from chonso_app.core.config import settings
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.errors import ShopError
from chonso_app.core.msisdn import NotAPhone, to_e164
from chonso_app.core.texts import of_refusal
from chonso_app.ui.edge import (
    PUBLIC,
    SESSION_COOKIE,
    VISITOR_COOKIE,
    Limit,
    actor_of_request,
    address_of,
    route,
)

_LONGEST = 200  # of anything that is typed here
_PER_ADDRESS = 120  # log-ins a minute: a caller who changes cookies still pays for each hash
_HOME_OF = {
    Role.STORE_CLERK: "/admin/cua-hang/",
    Role.CUSTOMER: "/",
    Role.VIDEO_AGENT: "/admin/cuoc-goi/",
    Role.ACTIVATION_CLERK: "/admin/dau-noi/",
    Role.MARKETING: "/admin/goi-cuoc/",
    Role.ADMINISTRATOR: "/admin/nhan-su/",
}
_OTHER_HOME = "/admin/phieu/"


async def log_in(request: Request) -> Response:
    """Phone and password of a customer."""
    _spend_address(request)
    form = await request.form(max_files=0, max_fields=6)
    page = "/dang-nhap/"
    try:
        phone = to_e164(_typed(form.get("phone")))
    except NotAPhone as refusal:
        return _refused(request, page, refusal)
    password = _typed(form.get("password"))
    tried = await in_read(service.credentials_of, phone)
    fits = await asyncio.to_thread(passwords.fits, password, tried.password_hash)
    actor = await actor_of_request(request)
    entry = await in_transaction(service.settle_log_in, actor, tried, fits=fits, now=utc_now())
    return _entered(request, page, entry, _typed(form.get("next")))


async def log_in_staff(request: Request) -> Response:
    """Login name, password and the code of the app (or a recovery code)."""
    _spend_address(request)
    form = await request.form(max_files=0, max_fields=6)
    login, password = _typed(form.get("login")).strip().lower(), _typed(form.get("password"))
    tried = await in_read(service.credentials_of, login, staff=True)
    fits = await asyncio.to_thread(passwords.fits, password, tried.password_hash)
    actor = await actor_of_request(request)
    code = _typed(form.get("code"))
    entry = await in_transaction(second_step.log_in, actor, tried, code, fits=fits, now=utc_now())
    return _entered(request, "/admin/dang-nhap/", entry, "")


async def exchange(request: Request) -> Response:
    """A ticket from a page (code proven, password chosen) for the session cookie."""
    form = await request.form(max_files=0, max_fields=4)
    actor = await actor_of_request(request)
    ticket = _typed(form.get("ticket"))
    try:
        entry = await in_transaction(service.enter_by_ticket, actor, ticket, now=utc_now())
    except ShopError as refusal:
        return _refused(request, "/dang-nhap/", refusal)
    return _entered(request, "/dang-nhap/", entry, _typed(form.get("next")))


async def log_out(request: Request) -> Response:
    """The visitor cookie goes too: on a shared phone it still opens the holds of this person."""
    actor = await actor_of_request(request)
    await in_transaction(service.log_out, actor, now=utc_now())
    answer = RedirectResponse("/admin/dang-nhap/" if actor.is_staff else "/", 303)
    for name in (SESSION_COOKIE, VISITOR_COOKIE):
        answer.headers.append("set-cookie", _cookie(name, "", 0))
    return answer


def _spend_address(request: Request) -> None:
    limits.spend(f"log-in|{address_of(request)}", times=_PER_ADDRESS, seconds=60)


def _entered(request: Request, page: str, entry: Entry, wanted: str) -> Response:
    if entry.refusal:
        return _refused(request, page, entry.refusal)
    assert entry.role is not None
    goes = rules.safe_path(wanted) or _HOME_OF.get(entry.role, _OTHER_HOME)
    answer = JSONResponse({"next": goes}) if _by_script(request) else RedirectResponse(goes, 303)
    lasts = int(rules.absolute_limit(entry.role).total_seconds())
    answer.headers.append("set-cookie", _cookie(SESSION_COOKIE, entry.token, lasts))
    answer.headers["cache-control"] = "no-store"
    return answer


def _refused(request: Request, page: str, refusal: ShopError) -> Response:
    if _by_script(request):
        return JSONResponse({"error": refusal.text_key(), "text": of_refusal(refusal)}, 409)
    code = refusal.text_key().rsplit(".", 1)[1]
    number = next((n for n in refusal.params.values() if isinstance(n, int)), 0)
    return RedirectResponse(f"{page}?loi={code}&n={number}", 303)


def _by_script(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


def _typed(value: object) -> str:
    return value[:_LONGEST] if isinstance(value, str) else ""


def _cookie(name: str, value: str, lasts: int) -> str:
    cookie = SimpleCookie()
    cookie[name] = value
    morsel = cookie[name]
    morsel["path"], morsel["max-age"] = "/", lasts
    morsel["httponly"], morsel["samesite"], morsel["secure"] = True, "Lax", settings.secure_cookies
    return morsel.OutputString()


_FEW = Limit(times=20, seconds=60)
routes = [
    route("/api/dang-nhap", log_in, methods=["POST"], need=PUBLIC, limit=_FEW),
    route("/api/admin/dang-nhap", log_in_staff, methods=["POST"], need=PUBLIC, limit=_FEW),
    route("/api/phien", exchange, methods=["POST"], need=PUBLIC, limit=_FEW),
    route("/api/dang-xuat", log_out, methods=["POST"], need=PUBLIC, limit=_FEW),
]
