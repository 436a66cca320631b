"""Words of cash on delivery: collected, remitted, given back."""

TEXTS = {
    "cash.note.delivered_since": "Đơn đã giao sau đó, khớp với khoản đã chuyển.",
    "cash.note.came_since": "Tiền đã về trong kỳ đối soát sau.",
    "event.delivery.cash_expected": "Chờ thu hộ tiền",
    "event.delivery.cash_collected": "Đã thu tiền mặt",
    "event.delivery.cash_uncollectable": "Không thu được tiền",
    "event.delivery.cash_remitted": "Tiền thu hộ đã về",
    "event.delivery.cash_refund_due": "Lập khoản hoàn tiền mặt",
    "event.delivery.cash_paid_out": "Đã hoàn tiền mặt",
    "event.delivery.difference_opened": "Mở chênh lệch đối soát",
    "event.delivery.difference_cleared": "Xử lý chênh lệch đối soát",
    # -- to the customer -------------------------------------------------------------------------
    "notify.delivery.cash_refund_due.sms": (
        "{brand}: Phieu {code} da huy. Chung toi hoan {amount} tien mat. Xem cach nhan tren phieu. "
        "Can giup: {hotline}"
    ),
    "notify.delivery.cash_refund_due.subject": "Hoàn {amount} của phiếu {code}",
    "notify.delivery.cash_refund_due.mail": (
        "Phiếu {code} (số {number}) đã hủy. Bạn đã trả {amount} tiền mặt, chúng tôi hoàn lại đủ.\n"
        "Nhận tại cửa hàng, hoặc chúng tôi gọi bạn để chuyển khoản trong 3 ngày làm việc."
    ),
    "notify.delivery.cash_refund_due.title": "Hoàn {amount} tiền mặt",
    "notify.delivery.cash_refund_due.body": "Phiếu {code} đã hủy. Xem cách nhận tiền trên phiếu.",
    "notify.delivery.cash_paid_out.sms": (
        "{brand}: Da hoan {amount} tien mat cua phieu {code}. Ma: {reference}. Can giup: {hotline}"
    ),
    "notify.delivery.cash_paid_out.subject": "Đã hoàn {amount} của phiếu {code}",
    "notify.delivery.cash_paid_out.mail": (
        "Chúng tôi đã hoàn {amount} của phiếu {code} (số {number}). Mã giao dịch: {reference}."
    ),
    "notify.delivery.cash_paid_out.title": "Đã hoàn {amount}",
    "notify.delivery.cash_paid_out.body": "Phiếu {code}. Mã giao dịch {reference}.",
    # -- refusals --------------------------------------------------------------------------------
    "refusal.delivery.difference_not_found": "Chênh lệch này đã được xử lý hoặc không thuộc đơn vị bạn.",
    "refusal.delivery.note_missing": "Ghi ngắn gọn cách đã xử lý, ít nhất 5 ký tự.",
}
