"""What the payer sees: bank, card, OTP, and every way to fail."""

import asyncio
import time
from html import escape

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from chonso_app.core.config import settings
from chonso_app.core.money import vnd
from chonso_app.sandbox.layout import page, shop_link, switch_form, table, when
from chonso_app.sandbox.store import Doc, store
from chonso_app.sandbox.switches import switch
from chonso_app.sandbox.vnpay import api, ipn, wire

BANKS = (
    ("NCB", "Ngân hàng NCB"), ("VIETCOMBANK", "Vietcombank"), ("VIETINBANK", "VietinBank"),
    ("BIDV", "BIDV"), ("TECHCOMBANK", "Techcombank"), ("INTCARD", "Thẻ quốc tế"),
)  # fmt: skip
OTP = "123456"
_OTP_TRIES = 3
_LOOK_SECONDS, _MOST_LOOKS = 0.05, 300
CARDS = {  # number → (what it does, the code it ends with)
    "9704198526191432198": ("Thành công", "00"),
    "9704195798459170488": ("Không đủ số dư", "51"),
    "9704192181368742": ("Chưa đăng ký Internet Banking", "09"),
    "9704193370791314": ("Thẻ bị khóa", "12"),
    "9704194841945513": ("Quá hạn mức ngày", "65"),
    "4456530000001005": ("Thẻ quốc tế, thành công", "00"),
}


async def pay(request: Request) -> Response:
    """`vpcpay.html`: the signed redirect arrives here."""
    fields = dict(request.query_params)
    if len(request.query_params.multi_items()) != len(fields) or not wire.is_signed(fields):
        return _error("Chữ ký không đúng (97)")
    if fields.get("vnp_TmnCode") != settings.vnpay_tmn_code:
        return _error("Không có điểm thanh toán này (02)")
    txn_ref = fields.get("vnp_TxnRef", "")
    store.add("txn", txn_ref, {"fields": fields, "final": False, "otp_tries": 0})
    txn = store.get("txn", txn_ref)
    if txn is None or txn["fields"] != fields:
        return _error("Mã giao dịch đã dùng cho yêu cầu khác (01)")
    bank = fields.get("vnp_BankCode", "")
    return RedirectResponse(f"/vnpay/pay/{txn_ref}/{'card' if bank else 'bank'}?bank={bank}", 303)


def _error(text: str) -> Response:
    return page("Giao dịch không hợp lệ", f'<p class="bad">{escape(text)}</p>', status=400)


async def wait_for_ipn(request: Request) -> Response:
    """The switch "before": the browser is held until the shop has answered the IPN."""
    txn_ref = request.path_params["ref"]
    for _ in range(_MOST_LOOKS):
        if ipn.was_told(txn_ref):
            break
        await asyncio.sleep(_LOOK_SECONDS)
    txn = store.get("txn", txn_ref)
    if txn is None:
        return _error("Không có giao dịch này")
    return RedirectResponse(ipn.finish(txn_ref, txn["response"]), 303)


async def step(request: Request) -> Response:
    """bank → card → otp, each a page of its own; a finished or expired payment goes back."""
    txn_ref, name = request.path_params["ref"], request.path_params["step"]
    txn = store.get("txn", txn_ref)
    if txn is None:
        return _error("Không có giao dịch này")
    if txn["final"]:
        return _back(txn_ref, txn["response"])
    if wire.stamp(time.time()) > txn["fields"]["vnp_ExpireDate"]:
        return _back(txn_ref, "11")
    bank = request.query_params.get("bank", "NCB")
    shown = {"bank": _bank_page, "card": _card_page, "otp": _otp_page}.get(name)
    return shown(txn, bank, "") if shown else _error("Không có trang này")


async def answer(request: Request) -> Response:
    """A form of one of the pages was sent."""
    txn_ref, name = request.path_params["ref"], request.path_params["step"]
    txn, form = store.get("txn", txn_ref), await request.form()
    if txn is None:
        return _error("Không có giao dịch này")
    bank = str(form.get("bank", "NCB"))
    if txn["final"] or name == "cancel":
        return _back(txn_ref, "24", bank)
    if name == "card":
        return _card_sent(txn, bank, str(form.get("number", "")).replace(" ", ""))
    return _otp_sent(txn, bank, str(form.get("otp", "")).strip())


def _card_sent(txn: Doc, bank: str, number: str) -> Response:
    _, code = CARDS.get(number, ("", ""))
    txn_ref = txn["fields"]["vnp_TxnRef"]
    if not code:
        return _card_page(txn, bank, "Số thẻ không đúng. Dùng một thẻ trong bảng bên dưới.")
    if code not in {"00", "51"}:
        return _back(txn_ref, code, bank)
    store.put("txn", txn_ref, txn | {"ends": code})
    return RedirectResponse(f"/vnpay/pay/{txn_ref}/otp?bank={bank}", 303)


def _otp_sent(txn: Doc, bank: str, otp: str) -> Response:
    txn_ref, tries = txn["fields"]["vnp_TxnRef"], txn["otp_tries"] + 1
    if otp == OTP:
        return _back(txn_ref, txn.get("ends", "00"), bank)
    store.put("txn", txn_ref, txn | {"otp_tries": tries})
    if tries >= _OTP_TRIES:
        return _back(txn_ref, "13", bank)
    return _otp_page(txn, bank, f"OTP không đúng, còn {_OTP_TRIES - tries} lần.")


def _back(txn_ref: str, code: str, bank: str = "") -> Response:
    url = ipn.finish(txn_ref, code, bank)
    if switch("vnpay", "ipn") == "before":
        return RedirectResponse(f"/vnpay/back/{txn_ref}", 303)
    if switch("vnpay", "back") == "0":
        return page("Đã xong ở ngân hàng", f"<p>Trình duyệt bị giữ lại.</p>{shop_link()}")
    return RedirectResponse(url, 303)


def _head(txn: Doc) -> str:
    fields = txn["fields"]
    return (
        f'<div class="card"><b style="font-size:24px">{vnd(int(fields["vnp_Amount"]) // 100)}</b>'
        f'<div class="muted">{escape(fields["vnp_OrderInfo"])}</div>'
        f'<div class="muted">Thanh toán trước {_clock(fields["vnp_ExpireDate"])}</div></div>'
    )


def _clock(stamp: str) -> str:
    """20261125143000 → 14:30."""
    return escape(f"{stamp[8:10]}:{stamp[10:12]}")


def _form(txn: Doc, name: str, bank: str, inside: str, label: str) -> str:
    action = f"/vnpay/pay/{escape(txn['fields']['vnp_TxnRef'], quote=True)}"
    hidden = f'<input type="hidden" name="bank" value="{escape(bank, quote=True)}">'
    return (
        f'<form class="card" method="post" action="{action}/{name}">{hidden}{inside}'
        f'<div class="row"><button>{label}</button>'
        f'<button class="quiet" formaction="{action}/cancel" formnovalidate>Hủy giao dịch</button>'
        "</div></form>"
    )


def _bank_page(txn: Doc, _bank: str, _wrong: str) -> Response:
    links = "".join(
        f'<a class="button quiet" href="card?bank={code}">{escape(name)}</a>'
        for code, name in BANKS
    )
    action = f"/vnpay/pay/{escape(txn['fields']['vnp_TxnRef'], quote=True)}/cancel"
    button = '<button class="quiet">Hủy giao dịch</button>'
    cancel = f'<form method="post" action="{action}">{button}</form>'
    body = f'{_head(txn)}<h2>Chọn ngân hàng</h2><div class="grid">{links}</div><br>{cancel}'
    return page("Cổng thanh toán VNPAY", body)


def _card_page(txn: Doc, bank: str, wrong: str) -> Response:
    first = next(iter(CARDS))
    inside = (
        '<label for="number">Số thẻ</label>'
        f'<input id="number" name="number" inputmode="numeric" required value="{first}">'
        '<label for="holder">Tên chủ thẻ không dấu</label>'
        '<input id="holder" name="holder" value="NGUYEN VAN A">'
        '<label for="issued">Ngày phát hành</label><input id="issued" name="issued" value="07/15">'
    )
    cards = table(
        ("Số thẻ thử", "Kết quả"),
        [(f"<code>{number}</code>", escape(what)) for number, (what, _) in CARDS.items()],
        empty="",
    )
    told = f'<p class="bad" role="alert">{escape(wrong)}</p>' if wrong else ""
    body = _head(txn) + told + _form(txn, "card", bank, inside, "Tiếp tục") + cards
    return page(f"Thẻ ATM và tài khoản ngân hàng: {bank}", body)


def _otp_page(txn: Doc, bank: str, wrong: str) -> Response:
    inside = (
        '<label for="otp">Mã OTP ngân hàng gửi tới điện thoại</label>'
        '<input id="otp" name="otp" inputmode="numeric" autocomplete="one-time-code" required>'
        f'<p class="muted">Trong sandbox, OTP luôn là {OTP}.</p>'
    )
    told = f'<p class="bad" role="alert">{escape(wrong)}</p>' if wrong else ""
    return page("Xác thực OTP", _head(txn) + told + _form(txn, "otp", bank, inside, "Thanh toán"))


# -- looking at it -----------------------------------------------------------------------------


async def overview(_request: Request) -> Response:
    rows = [
        (
            when(one.at),
            f"{escape(one.key)}<br><b>{vnd(int(one.body['fields']['vnp_Amount']) // 100)}</b>",
            escape(one.body.get("response", "chưa xong")),
            escape((store.get("refund", one.key) or {}).get("status", "")),
            f'<form method="post" action="/vnpay/ipn/{escape(one.key, quote=True)}">'
            '<button class="quiet">Gửi lại IPN</button></form>'
            if one.body["final"]
            else "",
        )
        for one in store.newest("txn")
    ]
    sent = [
        (when(one.at), escape(one.body["ref"]), escape(str(one.body["answer"] or "không trả lời")))
        for one in store.newest("ipn", 50)
    ]
    body = table(("Lúc", "Giao dịch", "Kết quả", "Hoàn tiền", ""), rows, empty="Chưa có giao dịch.")
    body += "<h2>IPN đã gửi</h2>"
    body += table(("Lúc", "Giao dịch", "Shop trả lời"), sent, empty="Chưa gửi.")
    return page("VNPAY", body + switch_form("vnpay"))


async def resend(request: Request) -> Response:
    ipn.send_again(request.path_params["ref"])
    return RedirectResponse("/vnpay/", 303)


async def listing(_request: Request) -> Response:
    """For tests."""
    txns = {one.key: one.body for one in store.newest("txn", 100_000)}
    refunds = {one.key: one.body for one in store.newest("refund", 100_000)}
    sent = [one.body for one in store.newest("ipn", 100_000)]
    return JSONResponse({"txns": txns, "refunds": refunds, "ipns": sent})


routes = [
    Route("/vnpay/", overview),
    Route("/vnpay/transactions.json", listing),
    Route("/vnpay/paymentv2/vpcpay.html", pay),
    Route("/vnpay/merchant_webapi/api/transaction", api.transaction, methods=["POST"]),
    Route("/vnpay/ipn/{ref}", resend, methods=["POST"]),
    Route("/vnpay/back/{ref}", wait_for_ipn),
    Route("/vnpay/pay/{ref}/{step}", step),
    Route("/vnpay/pay/{ref}/{step}", answer, methods=["POST"]),
]
