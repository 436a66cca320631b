"""The bytes: VNPAY's signatures and dates, written apart from the shop's adapter on purpose.

Two implementations that agree with the public vectors say more than one that agrees with itself.
"""

import hashlib
import hmac
import time
from urllib.parse import urlencode

from chonso_app.core.config import settings

Fields = dict[str, str]
QUERY_ORDER = (
    "vnp_RequestId", "vnp_Version", "vnp_Command", "vnp_TmnCode", "vnp_TxnRef",
    "vnp_TransactionDate", "vnp_CreateDate", "vnp_IpAddr", "vnp_OrderInfo",
)  # fmt: skip
REFUND_ORDER = (
    "vnp_RequestId", "vnp_Version", "vnp_Command", "vnp_TmnCode", "vnp_TransactionType",
    "vnp_TxnRef", "vnp_Amount", "vnp_TransactionNo", "vnp_TransactionDate", "vnp_CreateBy",
    "vnp_CreateDate", "vnp_IpAddr", "vnp_OrderInfo",
)  # fmt: skip
ANSWER_ORDER = (
    "vnp_ResponseId", "vnp_Command", "vnp_ResponseCode", "vnp_Message", "vnp_TmnCode",
    "vnp_TxnRef", "vnp_Amount", "vnp_BankCode", "vnp_PayDate", "vnp_TransactionNo",
    "vnp_TransactionType", "vnp_TransactionStatus", "vnp_OrderInfo",
)  # fmt: skip
_PROMOTION = ("vnp_PromotionCode", "vnp_PromotionAmount")
_GMT7_SECONDS = 7 * 3600


def mac(text: str) -> str:
    return hmac.new(settings.vnpay_secret.encode(), text.encode(), hashlib.sha512).hexdigest()


def signed_query(fields: Fields) -> str:
    text = urlencode(sorted((name, value) for name, value in fields.items() if value))
    return f"{text}&vnp_SecureHash={mac(text)}"


def is_signed(fields: Fields) -> bool:
    rest = {k: v for k, v in fields.items() if k.startswith("vnp_")}
    claimed = rest.pop("vnp_SecureHash", "")
    rest.pop("vnp_SecureHashType", None)
    text = urlencode(sorted((name, value) for name, value in rest.items() if value))
    return hmac.compare_digest(mac(text), claimed.lower())


def is_signed_in_order(fields: Fields, order: tuple[str, ...]) -> bool:
    text = "|".join(fields.get(name, "") for name in order)
    return hmac.compare_digest(mac(text), fields.get("vnp_SecureHash", "").lower())


def signed_answer(fields: Fields) -> Fields:
    order = ANSWER_ORDER + (_PROMOTION if fields["vnp_Command"] == "querydr" else ())
    return fields | {"vnp_SecureHash": mac("|".join(fields.get(name, "") for name in order))}


def stamp(seconds: float) -> str:
    return time.strftime("%Y%m%d%H%M%S", time.gmtime(seconds + _GMT7_SECONDS))
