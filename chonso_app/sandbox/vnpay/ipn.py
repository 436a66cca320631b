"""The end of a payment: the IPN with VNPAY's patience, and the way back for the browser."""

import time
from typing import Any

import httpx

from chonso_app.core.config import settings
from chonso_app.core.crashpoints import crashpoint
from chonso_app.sandbox.store import TIMERS, Doc, store
from chonso_app.sandbox.switches import number, switch
from chonso_app.sandbox.vnpay import wire

_TRIES, _GAP_SECONDS = 10, 300
_ENDED_BY = {"00", "02"}


def finish(txn_ref: str, response_code: str, bank: str = "") -> str:
    """Settle the transaction once and send the IPN; the URL that the browser goes back to."""
    txn = store.get("txn", txn_ref)
    assert txn is not None
    if not txn.get("final"):
        txn |= _settled(txn, response_code, bank)
        with store.transaction():
            store.put("txn", txn_ref, txn)
            _schedule(txn)
        crashpoint("sandbox.vnpay.settled")
    return f"{txn['fields']['vnp_ReturnUrl']}?{wire.signed_query(_notice(txn))}"


def _settled(txn: Doc, response_code: str, bank: str) -> Doc:
    paid = response_code == "00"
    if paid and switch("vnpay", "suspect") == "1":
        response_code = "07"
    return {
        "final": True,
        "paid": paid,
        "response": response_code,
        "status": {"00": "00", "07": "07"}.get(response_code, "02"),
        "bank": bank or "NCB",
        "no": str(14_000_000 + store.place("txn", txn["fields"]["vnp_TxnRef"])) if paid else "0",
        "pay_date": wire.stamp(time.time()),
    }


def _notice(txn: Doc) -> wire.Fields:
    fields = txn["fields"]
    told = {
        "vnp_TmnCode": fields["vnp_TmnCode"],
        "vnp_Amount": fields["vnp_Amount"],
        "vnp_BankCode": txn["bank"],
        "vnp_OrderInfo": fields["vnp_OrderInfo"],
        "vnp_TransactionNo": txn["no"],
        "vnp_ResponseCode": txn["response"],
        "vnp_TransactionStatus": txn["status"],
        "vnp_TxnRef": fields["vnp_TxnRef"],
        "vnp_PayDate": txn["pay_date"],
    }
    if txn["paid"]:
        told |= {"vnp_CardType": "ATM", "vnp_BankTranNo": f"VNP{txn['no']}"}
    return told


def _schedule(txn: Doc) -> None:
    how = switch("vnpay", "ipn")
    if how == "never":
        return
    told = {"ref": txn["fields"]["vnp_TxnRef"], "tries": 0, "how": how}
    after = number("vnpay", "ipn_after") if how == "late" else 0.0
    for _ in range(2 if how == "double" else 1):
        store.later(after, "vnpay-ipn", told)


def send_again(txn_ref: str) -> None:
    """The button: VNPAY's support does that too."""
    store.later(0, "vnpay-ipn", {"ref": txn_ref, "tries": _TRIES, "how": "normal"})


def _send(told: Doc) -> None:
    txn = store.get("txn", told["ref"])
    if txn is None:
        return
    query = _bent(wire.signed_query(_notice(txn)), txn, told["how"])
    answer = _ask(f"{settings.public_url}/api/vnpay/ipn?{query}")
    crashpoint("sandbox.vnpay.told")
    key = f"{told['ref']}-{store.count('ipn')}"
    with store.transaction():
        store.put("ipn", key, {"ref": told["ref"], "answer": answer})
        if answer.get("RspCode") not in _ENDED_BY and told["tries"] + 1 < _TRIES:
            store.later(_GAP_SECONDS, "vnpay-ipn", told | {"tries": told["tries"] + 1})


def was_told(txn_ref: str) -> bool:
    """The shop has heard of it."""
    return any(one.body["ref"] == txn_ref for one in store.newest("ipn"))


def _bent(query: str, txn: Doc, how: str) -> str:
    if how == "wrong_amount":
        cheaper = str(int(txn["fields"]["vnp_Amount"]) - 100)
        return wire.signed_query(_notice(txn) | {"vnp_Amount": cheaper})
    return query[:-4] + "0000" if how == "bad_signature" else query


def _ask(url: str) -> dict[str, Any]:
    try:
        answer = httpx.get(url, timeout=15).json()
        return answer if isinstance(answer, dict) else {}
    except (httpx.HTTPError, ValueError):
        return {}


TIMERS["vnpay-ipn"] = _send
