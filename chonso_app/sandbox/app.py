"""The sandbox process: every stand-in on one port, its timers, and the mail server."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from html import escape
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from chonso_app.core.config import settings
from chonso_app.core.stopping import exit_zero_when_told
from chonso_app.sandbox import (
    fpt_ekyc,
    ghn,
    ghtk,
    mail,
    mobi_ekyc,
    operator,
    push,
    smdp,
    sms,
    stores,
    switches,
    vnpt_ekyc,
)
from chonso_app.sandbox.layout import page, shop_link
from chonso_app.sandbox.store import store
from chonso_app.sandbox.vnpay import pages as vnpay

log = logging.getLogger(__name__)
SPECIMENS = Path(__file__).parent / "specimens"
_TICK_SECONDS = 0.1
_SYSTEMS = (
    ("/vnpay/", "VNPAY", "Cổng thanh toán: giao dịch, IPN, hoàn tiền"),
    ("/sms/", "Tin nhắn", "Mã OTP và thông báo tới điện thoại"),
    ("/mail/", "Thư điện tử", "Hợp đồng, mã QR eSIM, thông báo"),
    ("/push/", "Thông báo đẩy", "Web push tới trình duyệt"),
    ("/smdp/", "SM-DP+", "Hồ sơ eSIM, bấm để cài như trên điện thoại"),
    ("/ghn/", "Giao Hàng Nhanh", "Bưu kiện: lấy, giao, từ chối, trả, mất, hỏng"),
    ("/ghtk/", "Giao Hàng Tiết Kiệm", "Đơn vị vận chuyển thứ hai"),
    ("/stores/", "Hệ thống của cửa hàng", "Cửa hàng làm trên hệ thống riêng: lấy phôi, giao SIM"),
    ("/operator/", "HT TC & QLKH", "Đấu nối thuê bao ở nhà mạng"),
    ("/mobi-ekyc/", "App Mobi eKYC", "Xác thực giấy tờ và khuôn mặt ở nhà mạng"),
    ("/authority/", "Cơ sở dữ liệu dân cư", "Đối chiếu bốn mục của giấy tờ"),
    ("/vnpt-ekyc/", "eKYC kiểu VNPT", "Dịch vụ xác thực bên ngoài"),
    ("/fpt-ekyc/", "eKYC kiểu FPT.AI", "Dịch vụ xác thực bên ngoài"),
)
_NAMES = {
    "chan-dung": "Ảnh chân dung khớp với thẻ",
    "the-2021-mat-truoc": "Căn cước công dân 2021, mặt trước",
    "the-2021-mat-sau": "Căn cước công dân 2021, mặt sau",
    "the-2024-mat-truoc": "Căn cước 2024, mặt trước",
    "the-2024-mat-sau": "Căn cước 2024, mặt sau",
    "the-2021-mat-truoc-mo": "Mặt trước 2021 bị mờ, để thử chụp lại",
    "the-2024-mat-truoc-mo": "Mặt trước 2024 bị mờ, để thử chụp lại",
}


async def home(_request: Request) -> Response:
    systems = "".join(
        f'<a class="card" href="{path}"><b>{escape(name)}</b><br>{escape(what)}</a>'
        for path, name, what in _SYSTEMS
    )
    pictures = "".join(
        f'<a class="card" download href="/specimens/{file.name}">'
        f'<img src="/specimens/{file.name}" alt="" height="120"><br>'
        f"{escape(_NAMES.get(file.stem, file.stem))}</a>"
        for file in sorted(SPECIMENS.glob("*.jpg"))
    )
    body = (
        f'<div class="row">{shop_link()}</div><h2>Hệ thống bên ngoài</h2>'
        f'<div class="grid">{systems}</div>'
        "<h2>Giấy tờ MẪU để thử bước xác thực</h2>"
        '<p class="muted">Không phải giấy tờ thật. Thông tin để nhập nằm trong tệp '
        '<a href="/specimens/README.md">README</a> và in trên thẻ.</p>'
        f'<div class="grid">{pictures}</div>'
    )
    return page("Sandbox", body, note="Hệ thống giả lập, chỉ có trong bản demo.")


@contextlib.asynccontextmanager
async def _running(_app: Starlette) -> AsyncIterator[None]:
    server = mail.start()
    ticking = asyncio.create_task(_tick())
    yield
    ticking.cancel()
    server.stop()


async def _tick() -> None:
    while True:
        try:
            await asyncio.to_thread(store.fire_due)
        except Exception:
            log.exception("a timer failed; it is tried again")
        await asyncio.sleep(_TICK_SECONDS)


def make_app() -> Starlette:
    return Starlette(
        routes=[
            Route("/", home),
            *vnpay.routes,
            *sms.routes,
            *mail.routes,
            *push.routes,
            *smdp.routes,
            *operator.routes,
            *ghn.routes,
            *ghtk.routes,
            *stores.routes,
            *mobi_ekyc.routes,
            *vnpt_ekyc.routes,
            *fpt_ekyc.routes,
            *switches.routes,
            Mount("/specimens", StaticFiles(directory=SPECIMENS, check_dir=False)),
        ],
        lifespan=_running,
    )


def run() -> None:
    """Blocks until SIGTERM or Ctrl-C."""
    exit_zero_when_told()
    uvicorn.run(
        make_app(), host="127.0.0.1", port=settings.sandbox_port, log_config=None,
        log_level="warning", access_log=False, timeout_graceful_shutdown=1,
    )  # fmt: skip
