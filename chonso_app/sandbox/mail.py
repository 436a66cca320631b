"""A real SMTP server that keeps what it gets, and a page to read it."""

import base64
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import escape
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from chonso_app.core.config import settings
from chonso_app.core.crashpoints import crashpoint
from chonso_app.sandbox.layout import page, switch_form, table, when
from chonso_app.sandbox.store import Doc, store
from chonso_app.sandbox.switches import ARRIVAL, SYSTEMS, Switch, deliver, switch, take_one

_MOST_BYTES = 20 * 1024 * 1024
_YES_NO = (("0", "Không"), ("1", "Có"))
SYSTEMS["mail"] = (
    Switch("fail", "Từ chối tạm thời (451) số thư tới"),
    Switch("refuse", "Từ chối hẳn (550)", _YES_NO),
    ARRIVAL,
)


class Keeper:
    """aiosmtpd calls this by name."""

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if switch("mail", "refuse") == "1":
            return "550 5.1.1 sandbox: told to refuse"
        if take_one("mail", "fail"):
            return "451 4.3.0 sandbox: told to fail"
        content = envelope.content
        raw = content if isinstance(content, bytes) else str(content).encode()
        document = read(raw) | {"rcpt": list(envelope.rcpt_tos)}
        key = str(document["message_id"]) or f"no-id-{store.count('mail')}"
        with store.transaction():
            if store.add("mail-id", key, {}):  # as a mail reader does: a double is dropped
                deliver("mail", key, document)
        crashpoint("sandbox.mail.kept")
        return "250 2.0.0 kept"


def start() -> Controller:
    """In a thread of its own; `stop()` ends it."""
    controller = Controller(
        Keeper(), hostname="127.0.0.1", port=settings.sandbox_smtp_port, data_size_limit=_MOST_BYTES
    )
    controller.start()
    return controller


def read(raw: bytes) -> Doc:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    return {
        "message_id": str(message["Message-ID"] or ""),
        "to": str(message["To"] or ""),
        "subject": str(message["Subject"] or ""),
        "text": text.get_content() if text else "",
        "html": html.get_content() if html else "",
        "files": [_file(part) for part in message.walk() if part.get_filename()],
    }


def _file(part: Any) -> Doc:
    data = part.get_payload(decode=True) or b""
    return {
        "name": part.get_filename(),
        "type": part.get_content_type(),
        "cid": str(part["Content-ID"] or "").strip("<>"),
        "data": base64.b64encode(data).decode(),
    }


async def inbox(_request: Request) -> Response:
    rows = [
        (
            when(one.at),
            escape(", ".join(one.body["rcpt"])),
            f'<a href="/mail/{escape(one.key, quote=True)}">{escape(one.body["subject"])}</a>',
        )
        for one in store.newest("mail")
    ]
    shown = table(("Lúc", "Tới", "Tiêu đề"), rows, empty="Chưa có thư nào.")
    return page("Hộp thư (SMTP)", shown + switch_form("mail"))


async def letter(request: Request) -> Response:
    key = request.path_params["key"]
    kept = store.get("mail", key)
    if kept is None:
        return page("Không có thư này", "", status=404)
    files = "".join(
        f'<li><a href="/mail/{escape(key, quote=True)}/{index}">{escape(file["name"])}</a></li>'
        for index, file in enumerate(kept["files"])
    )
    body = (
        f'<p class="muted">Tới {escape(", ".join(kept["rcpt"]))}</p>'
        f'<iframe class="card" sandbox="allow-top-navigation-by-user-activation" title="Nội dung"'
        f' style="width:100%;height:520px" src="/mail/{escape(key, quote=True)}/html"></iframe>'
        f'<h2>Dạng chữ</h2><pre class="card">{escape(kept["text"])}</pre>'
        f"<h2>Tệp kèm</h2><ul>{files or '<li>Không có</li>'}</ul>"
    )
    return page(kept["subject"], body)


async def html_part(request: Request) -> Response:
    """As a mail reader shows it: inline pictures in place, no script."""
    kept = store.get("mail", request.path_params["key"])
    if kept is None:
        return Response(status_code=404)
    shown = kept["html"] or f"<pre>{escape(kept['text'])}</pre>"
    for file in kept["files"]:
        if file["cid"]:
            shown = shown.replace(
                f"cid:{file['cid']}", f"data:{file['type']};base64,{file['data']}"
            )
    base = '<base target="_top">'
    policy_ = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'"
    return HTMLResponse(base + shown, headers={"Content-Security-Policy": policy_})


async def attachment(request: Request) -> Response:
    kept = store.get("mail", request.path_params["key"])
    index = request.path_params["index"]
    if kept is None or index >= len(kept["files"]):
        return Response(status_code=404)
    file = kept["files"][index]
    return Response(base64.b64decode(file["data"]), media_type=file["type"])


async def listing(request: Request) -> Response:
    """For tests: newest first, `?to=` filters."""
    to = request.query_params.get("to", "")
    kept = (one.body for one in store.newest("mail", 1000))
    return JSONResponse([mail for mail in kept if not to or to in mail["rcpt"]][:100])


routes = [
    Route("/mail/", inbox),
    Route("/mail/messages.json", listing),
    Route("/mail/{key:path}/html", html_part),
    Route("/mail/{key:path}/{index:int}", attachment),
    Route("/mail/{key:path}", letter),
]
