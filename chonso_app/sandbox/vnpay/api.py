"""querydr and refund, for the merchant's server."""

import secrets
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from chonso_app.core.config import settings
from chonso_app.core.crashpoints import crashpoint
from chonso_app.sandbox.store import TIMERS, Doc, store
from chonso_app.sandbox.switches import misbehaving, switch
from chonso_app.sandbox.vnpay import wire

_REFUND_STEP_SECONDS = 5


@misbehaving("vnpay")
async def transaction(request: Request) -> Response:
    told: dict[str, Any] = await request.json()
    fields = {name: str(value) for name, value in told.items()}
    functions = {
        "querydr": (wire.QUERY_ORDER, _query),
        "refund": (wire.REFUND_ORDER, _refund),
    }
    order, function = functions.get(fields.get("vnp_Command", ""), ((), None))
    if function is None:
        return _unsigned("03")
    if fields.get("vnp_TmnCode") != settings.vnpay_tmn_code:
        return _unsigned("02")
    if not wire.is_signed_in_order(fields, order):
        return _unsigned("97")
    return JSONResponse(wire.signed_answer(function(fields)))


def _unsigned(code: str) -> Response:
    """As the real one: such errors come without a hash."""
    return JSONResponse({"vnp_ResponseCode": code, "vnp_Message": "sandbox"})


def _answer(asked: wire.Fields, code: str, txn: Doc | None = None, **more: str) -> wire.Fields:
    told = {
        "vnp_ResponseId": secrets.token_hex(16),
        "vnp_Command": asked["vnp_Command"],
        "vnp_ResponseCode": code,
        "vnp_Message": "QueryDR" if asked["vnp_Command"] == "querydr" else "Refund",
        "vnp_TmnCode": asked["vnp_TmnCode"],
        "vnp_TxnRef": asked["vnp_TxnRef"],
        "vnp_OrderInfo": asked["vnp_OrderInfo"],
    }
    if txn:
        told |= {
            "vnp_Amount": txn["fields"]["vnp_Amount"],
            "vnp_BankCode": txn.get("bank", ""),
            "vnp_PayDate": txn.get("pay_date", ""),
            "vnp_TransactionNo": txn.get("no", "0"),
        }
    return told | {f"vnp_{name}": value for name, value in more.items()}


def _query(asked: wire.Fields) -> wire.Fields:
    if not store.add(
        "vnpay-request", f"{asked['vnp_CreateDate'][:8]}-{asked['vnp_RequestId']}", {}
    ):
        return _answer(asked, "94")
    txn = store.get("txn", asked["vnp_TxnRef"])
    if txn is None or txn["fields"]["vnp_CreateDate"] != asked["vnp_TransactionDate"]:
        return _answer(asked, "91")
    refund = store.get("refund", asked["vnp_TxnRef"])
    if refund:
        kind = refund["fields"]["vnp_TransactionType"]
        return _answer(asked, "00", txn, TransactionType=kind, TransactionStatus=refund["status"])
    return _answer(
        asked, "00", txn, TransactionType="01", TransactionStatus=txn.get("status", "01")
    )


def _refund(asked: wire.Fields) -> wire.Fields:
    txn = store.get("txn", asked["vnp_TxnRef"])
    if txn is None:
        return _answer(asked, "91")
    if not txn.get("paid") or int(asked["vnp_Amount"]) > int(txn["fields"]["vnp_Amount"]):
        return _answer(asked, "95", txn)
    if switch("vnpay", "refund") == "refused":
        return _answer(asked, "95", txn)
    refund = {"fields": asked, "status": "05", "at": time.time()}
    with store.transaction():
        if not store.add("refund", asked["vnp_TxnRef"], refund):
            return _answer(asked, "94", txn)
        store.later(_REFUND_STEP_SECONDS, "vnpay-refund", {"ref": asked["vnp_TxnRef"]})
    crashpoint("sandbox.vnpay.refunding")
    kind = asked["vnp_TransactionType"]
    return _answer(asked, "00", txn, TransactionType=kind, TransactionStatus="05")


def _move_refund(told: Doc) -> None:
    """05 at VNPAY → 06 at the bank → 00 done, or 09 refused by the bank."""
    refund = store.get("refund", told["ref"])
    if refund is None:
        return
    if refund["status"] == "05":
        with store.transaction():
            store.put("refund", told["ref"], refund | {"status": "06"})
            store.later(_REFUND_STEP_SECONDS, "vnpay-refund", told)
    elif refund["status"] == "06":
        ended = "09" if switch("vnpay", "refund") == "bank" else "00"
        store.put("refund", told["ref"], refund | {"status": ended})


TIMERS["vnpay-refund"] = _move_refund
