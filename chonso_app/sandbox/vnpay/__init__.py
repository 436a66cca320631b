"""VNPAY 2.1.0 as a payer, a merchant's server and the IPN see it."""

from chonso_app.sandbox.switches import COMMON, SYSTEMS, Switch

SYSTEMS["vnpay"] = (
    *COMMON,
    Switch(
        "ipn",
        "IPN",
        (
            ("normal", "Gửi ngay"),
            ("late", "Gửi chậm theo giây dưới đây"),
            ("double", "Gửi hai lần cùng lúc"),
            ("before", "Xong IPN rồi trình duyệt mới quay về"),
            ("never", "Không bao giờ gửi"),
            ("wrong_amount", "Sai số tiền"),
            ("bad_signature", "Sai chữ ký"),
        ),
        "normal",
    ),
    Switch("ipn_after", "IPN chậm (giây)", default="30"),
    Switch("back", "Trình duyệt quay về shop", (("1", "Có"), ("0", "Không")), "1"),
    Switch("suspect", "Nghi ngờ gian lận (07)", (("0", "Không"), ("1", "Có"))),
    Switch(
        "refund",
        "Hoàn tiền",
        (
            ("ok", "Thành công"),
            ("refused", "VNPAY từ chối (95)"),
            ("bank", "Ngân hàng từ chối (09)"),
        ),
        "ok",
    ),
)
