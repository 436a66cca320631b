"""VNPAY PAY 2.1.0: signed redirect, IPN, querydr and refund.

Facts: the official samples and public implementations (docs/vnpay.md). Amounts travel × 100,
times are GMT+7 `yyyyMMddHHmmss`.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import quote_plus

import httpx

from chonso_app.core.clock import VN, vn
from chonso_app.core.config import settings
from chonso_app.core.db import utc_now
from chonso_app.core.gateways import GatewayRefused, GatewayUnavailable
from chonso_app.payments.gateway import (
    BadSignature,
    Notice,
    Outcome,
    PayRequest,
    QueryAnswer,
    RefundRequest,
    RefundState,
)

_SYSTEM = "vnpay"
_VERSION = "2.1.0"
_HASHES = {"vnp_SecureHash", "vnp_SecureHashType"}
_OUR_ADDRESS = "127.0.0.1"
_TIMEOUT = httpx.Timeout(15, connect=5)
_QUERY_ANSWER = (
    "ResponseId", "Command", "ResponseCode", "Message", "TmnCode", "TxnRef", "Amount", "BankCode",
    "PayDate", "TransactionNo", "TransactionType", "TransactionStatus", "OrderInfo",
    "PromotionCode", "PromotionAmount",
)  # fmt: skip
_REFUND_ANSWER = _QUERY_ANSWER[:-2]
_REFUNDING, _REFUND_DONE, _REFUND_NO = {"05", "06"}, "00", "09"


class Vnpay:
    def __init__(self, *, tmn_code: str, secret: str, pay_url: str, api_url: str) -> None:
        self._tmn, self._secret = tmn_code, secret
        self._pay_url, self._api_url = pay_url, api_url
        self._http = httpx.Client(timeout=_TIMEOUT)

    def pay_url(self, request: PayRequest) -> str:
        fields = {
            "vnp_Version": _VERSION, "vnp_Command": "pay", "vnp_TmnCode": self._tmn,
            "vnp_Amount": str(request.amount * 100), "vnp_CurrCode": "VND", "vnp_Locale": "vn",
            "vnp_CreateDate": stamp(request.created_at),
            "vnp_ExpireDate": stamp(request.expires_at),
            "vnp_IpAddr": request.address or _OUR_ADDRESS, "vnp_OrderInfo": request.info,
            "vnp_OrderType": "other", "vnp_ReturnUrl": request.return_url,
            "vnp_TxnRef": request.txn_ref, "vnp_BankCode": request.bank_code,
        }  # fmt: skip
        text = encoded(fields)
        return f"{self._pay_url}?{text}&vnp_SecureHash={sign(self._secret, text)}"

    def read(self, query: Sequence[tuple[str, str]], raw: str) -> Notice:
        fields = dict(query)
        if len(fields) != len(query) or not self._is_ours(fields, raw):
            raise BadSignature
        return Notice(
            txn_ref=fields.get("vnp_TxnRef", ""),
            amount=_dong(fields.get("vnp_Amount", "")),
            outcome=_outcome(
                fields.get("vnp_ResponseCode", ""), fields.get("vnp_TransactionStatus", "")
            ),
            code=fields.get("vnp_ResponseCode", ""),
            transaction_no=fields.get("vnp_TransactionNo", ""),
            bank_code=fields.get("vnp_BankCode", ""),
            paid_at=moment(fields.get("vnp_PayDate", "")),
            raw={name: value for name, value in fields.items() if name not in _HASHES},
        )

    def query(self, txn_ref: str, attempt_created_at: datetime, *, key: str) -> QueryAnswer:
        answer = self._ask_about(txn_ref, attempt_created_at, key)
        code = answer["vnp_ResponseCode"]
        if code == "91":
            return QueryAnswer(Outcome.UNKNOWN, 0, code, "", "", None)
        status = answer.get("vnp_TransactionStatus", "")
        return QueryAnswer(
            outcome=_queried(status),
            amount=_dong(answer.get("vnp_Amount", "")),
            code=status,
            transaction_no=answer.get("vnp_TransactionNo", ""),
            bank_code=answer.get("vnp_BankCode", ""),
            paid_at=moment(answer.get("vnp_PayDate", "")),
        )

    def refund(self, request: RefundRequest) -> RefundState:
        fields = {
            "vnp_RequestId": request_id(request.key), "vnp_Version": _VERSION,
            "vnp_Command": "refund", "vnp_TmnCode": self._tmn,
            "vnp_TransactionType": "02" if request.is_full else "03",
            "vnp_TxnRef": request.txn_ref, "vnp_Amount": str(request.amount * 100),
            "vnp_TransactionNo": request.transaction_no,
            "vnp_TransactionDate": stamp(request.attempt_created_at),
            "vnp_CreateBy": request.by, "vnp_CreateDate": stamp(utc_now()),
            "vnp_IpAddr": _OUR_ADDRESS, "vnp_OrderInfo": request.reason,
        }  # fmt: skip
        answer = self._post(fields, _REFUND_ANSWER)
        code = answer["vnp_ResponseCode"]
        if code in {"00", "94"}:  # 94: this refund is already being made
            return RefundState.REQUESTED
        if code in {"02", "03", "91", "95", "97"}:
            raise GatewayRefused(_SYSTEM, code)
        raise GatewayUnavailable(_SYSTEM, code)

    def refund_state(self, request: RefundRequest, *, key: str) -> RefundState:
        answer = self._ask_about(request.txn_ref, request.attempt_created_at, key)
        status = answer.get("vnp_TransactionStatus", "")
        is_refund = answer.get("vnp_TransactionType", "01") in {"02", "03"}
        if status == _REFUND_NO:
            return RefundState.REFUSED
        if is_refund and status == _REFUND_DONE:
            return RefundState.DONE
        return RefundState.REQUESTED

    def _ask_about(self, txn_ref: str, created_at: datetime, key: str) -> dict[str, str]:
        """A question changes nothing, so each asking is a new request (94 would refuse the old)."""
        fields = {
            "vnp_RequestId": request_id(f"{key}|{utc_now().isoformat()}"),
            "vnp_Version": _VERSION, "vnp_Command": "querydr",
            "vnp_TmnCode": self._tmn, "vnp_TxnRef": txn_ref,
            "vnp_TransactionDate": stamp(created_at), "vnp_CreateDate": stamp(utc_now()),
            "vnp_IpAddr": _OUR_ADDRESS, "vnp_OrderInfo": f"Truy van {txn_ref}",
        }  # fmt: skip
        answer = self._post(fields, _QUERY_ANSWER)
        if answer["vnp_ResponseCode"] not in {"00", "91"}:
            raise GatewayUnavailable(_SYSTEM, answer["vnp_ResponseCode"])
        return answer

    def _post(self, fields: dict[str, str], answer_order: Sequence[str]) -> dict[str, str]:
        body = fields | {"vnp_SecureHash": sign(self._secret, "|".join(fields.values()))}
        try:
            response = self._http.post(self._api_url, json=body)
            told: Any = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise GatewayUnavailable(_SYSTEM, type(error).__name__) from error
        if response.status_code != httpx.codes.OK or not isinstance(told, dict):
            raise GatewayUnavailable(_SYSTEM, str(response.status_code))
        answer = {name: "" if value is None else str(value) for name, value in told.items()}
        text = "|".join(answer.get(f"vnp_{name}", "") for name in answer_order)
        if not _equal(sign(self._secret, text), answer.get("vnp_SecureHash", "")):
            raise GatewayUnavailable(_SYSTEM, "signature")  # errors may come unsigned: unknown
        return answer

    def _is_ours(self, fields: Mapping[str, str], raw: str) -> bool:
        """By decoding and encoding again; if that fails, once over the query as it came."""
        claimed = fields.get("vnp_SecureHash", "")
        if fields.get("vnp_TmnCode") != self._tmn:
            return False
        signed = {k: v for k, v in fields.items() if k.startswith("vnp_") and k not in _HASHES}
        if _equal(sign(self._secret, encoded(signed)), claimed):
            return True
        parts = [part for part in raw.split("&") if part.startswith("vnp_")]
        kept = sorted(part for part in parts if part.partition("=")[0] not in _HASHES)
        if {part.partition("=")[0] for part in kept} != set(signed):
            return False  # a name in disguise (vnp%5FAmount) would be read, but was not signed
        return _equal(sign(self._secret, "&".join(kept)), claimed)


@cache
def gateway() -> Vnpay:
    """The one of the settings."""
    return Vnpay(
        tmn_code=settings.vnpay_tmn_code,
        secret=settings.vnpay_secret,
        pay_url=settings.vnpay_pay_url,
        api_url=settings.vnpay_api_url,
    )


def encoded(fields: Mapping[str, str]) -> str:
    """Sorted by name, form-encoded, empty ones left out: both the query and what is signed."""
    return "&".join(f"{name}={quote_plus(fields[name])}" for name in sorted(fields) if fields[name])


def sign(secret: str, text: str) -> str:
    return hmac.new(secret.encode(), text.encode(), hashlib.sha512).hexdigest()


def stamp(when: datetime) -> str:
    return vn(when).strftime("%Y%m%d%H%M%S")


def moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=VN).astimezone(UTC)
    except ValueError:
        return None


def request_id(key: str) -> str:
    """At most 32 characters, the same for the same key."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def _dong(amount: str) -> int:
    """VNPAY's × 100 as ₫; -1 for what is no whole amount: it equals no order's."""
    if not (amount.isascii() and amount.isdigit()) or int(amount) % 100:
        return -1
    return int(amount) // 100


def _outcome(response: str, status: str) -> Outcome:
    if (response, status) == ("00", "00"):
        return Outcome.SUCCEEDED
    return Outcome.SUSPECT if "07" in {response, status} else Outcome.FAILED


def _queried(status: str) -> Outcome:
    known = {
        "00": Outcome.SUCCEEDED, "01": Outcome.PENDING, "04": Outcome.REVERSED,
        "05": Outcome.SUCCEEDED, "06": Outcome.SUCCEEDED, "07": Outcome.SUSPECT,
        "09": Outcome.SUCCEEDED,
    }  # fmt: skip
    return known.get(status, Outcome.FAILED)


def _equal(ours: str, theirs: str) -> bool:
    return hmac.compare_digest(ours.encode(), theirs.lower().encode())
