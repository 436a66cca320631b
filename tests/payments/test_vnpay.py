"""VNPAY's signatures, against vectors computed with three public implementations."""

import random
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

import pytest

from chonso_app.payments.gateway import BadSignature, Outcome, PayRequest
from chonso_app.payments.vnpay import Vnpay, encoded, sign

SECRET, TMN = "LABSECRET0123456789ABCDEFGHIJKLM", "LABSIM01"
V1 = (
    "vnp_Amount=12500000&vnp_Command=pay&vnp_CreateDate=20261122103000&vnp_CurrCode=VND"
    "&vnp_ExpireDate=20261122104500&vnp_IpAddr=127.0.0.1&vnp_Locale=vn"
    "&vnp_OrderInfo=Thanh+toan+don+hang%3A+00001&vnp_OrderType=other"
    "&vnp_ReturnUrl=https%3A%2F%2Fshop.example.vn%2Fpay%2Fvnpay%2Freturn&vnp_TmnCode=LABSIM01"
    "&vnp_TxnRef=DH2026112200001&vnp_Version=2.1.0"
)
V1_HASH = (
    "ea7af87424340ce098ccca814a8c4c24123475d19f0c0de1de418feab344a4e7"
    "fae52d507f396ee38d8ab06c09989869e7cb003196d83e2e076508d60cc0ce58"
)
V2 = (
    "vnp_Amount=12500000&vnp_BankCode=NCB&vnp_BankTranNo=VNP14226112&vnp_CardType=ATM"
    "&vnp_OrderInfo=Thanh+toan+don+hang%3A+00001&vnp_PayDate=20261122103312"
    "&vnp_ResponseCode=00&vnp_TmnCode=LABSIM01&vnp_TransactionNo=14226112"
    "&vnp_TransactionStatus=00&vnp_TxnRef=DH2026112200001"
)
V2_HASH = (
    "ed24273005d9494447ed22a50dd7909c6ef24477c5e17ef23214753c3372a1e4"
    "5178fe1a8710abfb3f0959dfb6ef60db74fcd42ecfd8013c56e2fb5200321f87"
)
V3 = V1.replace(
    "Thanh+toan+don+hang%3A+00001",
    "Gia+h%E1%BA%A1n+g%C3%B3i+c%C6%B0%E1%BB%9Bc+MXH120+-+30+ng%C3%A0y",
).replace("DH2026112200001", "DH2026112200002")
V3_HASH = (
    "e0dfaad5c697c582e5500b4ad4d9b7943bd9f403582612bf5f7af951496802bd"
    "a839f72c09ab89c79bd0e79eda4d4de25852bf467cc722187d7876c525ffc42a"
)
QUERY = (
    "REQ0001|2.1.0|querydr|LABSIM01|DH2026112200001|20261122103000|20261122104000|127.0.0.1"
    "|Truy van DH2026112200001"
)
QUERY_HASH = (
    "94ef568147baa198354ca4856caf8681af12fd1ae17889140f920c56706fef61"
    "422ed0d81f26680a12976a970c7502c6c27405ea11231e9375237613b9c922c1"
)
REFUND = (
    "REQ0002|2.1.0|refund|LABSIM01|02|DH2026112200001|12500000|14226112|20261122103000|admin"
    "|20261122110000|127.0.0.1|Hoan tien DH2026112200001"
)
REFUND_HASH = (
    "4ebd6a965fcf21f44f784ad5a17d040b9dd3bcdf9057f248e0877e62a4948be0"
    "9a7fe68c1e13aaca786afe58c22a99038a40c127f70e544af109073f97e1647b"
)


@pytest.fixture
def vnpay() -> Vnpay:
    return Vnpay(
        tmn_code=TMN,
        secret=SECRET,
        pay_url="https://sandbox.vnpayment.vn/paymentv2/vpcpay.html",
        api_url="https://sandbox.vnpayment.vn/merchant_webapi/api/transaction",
    )


@pytest.mark.parametrize(("text", "expected"), [(V1, V1_HASH), (V2, V2_HASH), (V3, V3_HASH)])
def test_queries_are_encoded_and_signed_as_the_vectors_say(text: str, expected: str) -> None:
    assert encoded(dict(parse_qsl(text))) == text
    assert sign(SECRET, text) == expected


@pytest.mark.parametrize(("text", "expected"), [(QUERY, QUERY_HASH), (REFUND, REFUND_HASH)])
def test_api_requests_are_signed_as_the_vectors_say(text: str, expected: str) -> None:
    assert sign(SECRET, text) == expected


def test_the_pay_url_is_the_first_vector(vnpay: Vnpay) -> None:
    request = PayRequest(
        txn_ref="DH2026112200001",
        amount=125_000,
        info="Thanh toan don hang: 00001",
        address="127.0.0.1",
        created_at=datetime(2026, 11, 22, 3, 30, tzinfo=UTC),
        expires_at=datetime(2026, 11, 22, 3, 45, tzinfo=UTC),
        return_url="https://shop.example.vn/pay/vnpay/return",
    )
    assert urlsplit(vnpay.pay_url(request)).query == f"{V1}&vnp_SecureHash={V1_HASH}"


def read(vnpay: Vnpay, raw: str):
    return vnpay.read(parse_qsl(raw, keep_blank_values=True), raw)


def test_a_signed_notice_is_read(vnpay: Vnpay) -> None:
    notice = read(vnpay, f"{V2}&vnp_SecureHash={V2_HASH}")
    assert (notice.txn_ref, notice.amount) == ("DH2026112200001", 125_000)
    assert (notice.outcome, notice.transaction_no) == (Outcome.SUCCEEDED, "14226112")
    assert notice.paid_at == datetime(2026, 11, 22, 3, 33, 12, tzinfo=UTC)


def test_order_of_parameters_and_case_of_the_hash_do_not_matter(vnpay: Vnpay) -> None:
    parts = [*V2.split("&"), f"vnp_SecureHash={V2_HASH.upper()}", "vnp_SecureHashType=HmacSHA512"]
    random.Random(1).shuffle(parts)
    assert read(vnpay, "&".join(parts)).amount == 125_000


def test_another_encoders_spelling_is_accepted_when_it_was_signed_so(vnpay: Vnpay) -> None:
    text = V2.replace("Thanh+toan+don+hang%3A+00001", "Don!hang~(1)*")
    assert read(vnpay, f"{text}&vnp_SecureHash={sign(SECRET, text)}").amount == 125_000


def test_a_name_in_disguise_that_was_not_signed_is_refused(vnpay: Vnpay) -> None:
    text = V2.replace("&vnp_PayDate=20261122103312", "")
    signed = f"{text}&vnp_SecureHash={sign(SECRET, text)}"
    assert read(vnpay, signed).paid_at is None
    with pytest.raises(BadSignature):
        read(vnpay, f"{signed}&vnp%5FPayDate=20261122103312")


def _mutations(count: int) -> list[str]:
    chance = random.Random(20261125)
    good = [*V2.split("&"), f"vnp_SecureHash={V2_HASH}"]
    found = []
    while len(found) < count:
        parts, at = list(good), chance.randrange(len(good))
        name, _, value = parts[at].partition("=")
        kind = chance.randrange(6)
        if kind == 0:
            position = chance.randrange(len(value))
            parts[at] = (
                f"{name}={value[:position]}{chance.choice('0123456789xyz')}{value[position:]}"
            )
        elif kind == 1:
            del parts[at]
        elif kind == 2:
            parts.append(f"vnp_{chance.choice(['Extra', 'Bill', 'A'])}={chance.randrange(99)}")
        elif kind == 3:
            parts.append(parts[at])
        elif kind == 4:
            parts[at] = f"{name}={value[: len(value) // 2]}"
        else:
            old = sign(chance.choice(["", "old-secret", TMN]), V2)
            parts[-1] = f"vnp_SecureHash={chance.choice([old, '', old[:64]])}"
        found.append("&".join(parts))
    return found


def test_five_hundred_forgeries_are_all_refused(vnpay: Vnpay) -> None:
    accepted = []
    for raw in _mutations(500):
        try:
            read(vnpay, raw)
        except BadSignature:
            continue
        accepted.append(raw)
    assert accepted == []


def test_a_notice_for_another_terminal_is_refused(vnpay: Vnpay) -> None:
    text = V2.replace(TMN, "OTHER001")
    with pytest.raises(BadSignature):
        read(vnpay, f"{text}&vnp_SecureHash={sign(SECRET, text)}")


@pytest.mark.parametrize(
    ("response", "status", "outcome"),
    [
        ("00", "00", Outcome.SUCCEEDED),
        ("00", "02", Outcome.FAILED),
        ("24", "02", Outcome.FAILED),
        ("51", "02", Outcome.FAILED),
        ("07", "00", Outcome.SUSPECT),
    ],
)
def test_success_needs_both_codes(
    vnpay: Vnpay, response: str, status: str, outcome: Outcome
) -> None:
    text = V2.replace("ResponseCode=00", f"ResponseCode={response}")
    text = text.replace("TransactionStatus=00", f"TransactionStatus={status}")
    assert read(vnpay, f"{text}&vnp_SecureHash={sign(SECRET, text)}").outcome is outcome
