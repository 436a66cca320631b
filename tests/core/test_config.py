"""A configuration that must not serve people says so, each reason by name."""

import pytest

from chonso_app.core.config import DEMO_KEY, Settings

GOOD = {
    "demo": False,
    "sqlite_synchronous": "FULL",
    "master_key": "k" * 40,
    "public_url": "https://chonso.example.vn",
    "allowed_origins": ["https://chonso.example.vn"],
    "vnpay_pay_url": "https://pay.vnpay.example/pay",
    "vnpay_api_url": "https://pay.vnpay.example/api",
    "vnpay_tmn_code": "TMN00001",
    "vnpay_secret": "real",
    "esms_url": "https://rest.esms.example",
    "smtp_host": "mail.example.vn",
    "operator_url": "https://operator.example.vn",
    "operator_token": "t",
    "smdp_url": "https://smdp.example.vn",
    "smdp_callback_token": "c",
    "signing_pkcs12": "/etc/chonso/seal.p12",
    "ghn_url": "https://online-gateway.ghn.vn/shiip/public-api",
    "ghn_token": "g",
    "ghn_shop_id": "1",
    "carrier_hook_secret": "h" * 32,
    "vapid_private_key": "v" * 43,
    "activation_proof": "people",
}


def problems(**changed: object) -> str:
    return "; ".join(Settings(_env_file=None, **(GOOD | changed)).problems())  # pyright: ignore


def test_a_complete_production_configuration_may_start() -> None:
    assert problems() == ""


def test_nothing_set_means_production_and_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHONSO_DEMO")
    assert Settings(_env_file=None).production  # pyright: ignore
    assert Settings(_env_file=None).problems()  # pyright: ignore


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"master_key": DEMO_KEY}, "demo key"),
        ({"master_key": "short"}, "at least 32"),
        ({"allowed_origins": []}, "ALLOWED_ORIGINS"),
        ({"allowed_origins": ["*"]}, "ALLOWED_ORIGINS"),
        ({"public_url": "http://chonso.example.vn"}, "https"),
        ({"smdp_url": "http://127.0.0.1:3001/smdp"}, "SMDP_URL is a sandbox"),
        ({"vnpay_pay_url": "http://localhost:3001/vnpay"}, "VNPAY_PAY_URL is a sandbox"),
        ({"operator_token": ""}, "OPERATOR_TOKEN is missing"),
        ({"ghn_url": "http://127.0.0.1:3001/ghn"}, "GHN_URL is a sandbox"),
        ({"carrier_hook_secret": "demo-carrier-hook-0123456789abcdef"}, "HOOK_SECRET is the demo"),
        ({"web_workers": 2}, "REDIS_URL"),
        ({"activation_proof": ""}, "ACTIVATION_PROOF must be one of"),
        ({"activation_proof": "embedded"}, "ACTIVATION_PROOF must be one of"),
        ({"activation_proof": "authority"}, "needs CHONSO_AUTHORITY_URL"),
        ({"activation_proof": "authority_or_chip"}, "_or_chip needs CHONSO_AUTHORITY_URL"),
        ({"activation_proof": "chip"}, "would approve nobody"),
        ({"activation_proof": "chip", "authority_url": "https://a.vn"}, "would approve nobody"),
        ({"ekyc_liveness": "off"}, "EKYC_LIVENESS must be one of"),
        ({"ekyc_passport": "yes"}, "EKYC_PASSPORT must be one of"),
        ({"ekyc_vendor": "zalo"}, "EKYC_VENDOR must be one of"),
        ({"ekyc_vendor": "fpt"}, "FPT_EKYC_KEY is missing"),
        ({"mobi_ekyc_url": "http://sandbox:3001"}, "MOBI_EKYC_URL is a sandbox"),
        ({"sqlite_synchronous": "NORMAL"}, "SQLITE_SYNCHRONOUS"),
        ({"ekyc_face_same": 45}, "EKYC_FACE_SAME must be between 0.3 and 0.9"),
        ({"ekyc_tries": 0}, "EKYC_TRIES must be between 1 and 20"),
        ({"ekyc_pictures_per_day": 2}, "EKYC_PICTURES_PER_DAY must be between"),
        ({"numbers_per_paper": 0}, "NUMBERS_PER_PAPER must be between"),
        ({"picture_mb": 200}, "PICTURE_MB must be between"),
        ({"ekyc_face_other": 0.5}, "FACE_OTHER must not be above CHONSO_EKYC_FACE_SAME"),
        ({"ekyc_youngest": 20}, "YOUNGEST must not be above CHONSO_EKYC_OF_AGE"),
    ],
)
def test_each_gap_is_named(changed: dict[str, object], named: str) -> None:
    assert named in problems(**changed)


def test_the_demo_needs_nothing() -> None:
    demo = Settings(_env_file=None, demo=True)  # pyright: ignore
    assert demo.problems() == []
    assert demo.vnpay_pay_url.startswith(demo.sandbox_url)
