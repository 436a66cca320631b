"""Frames of messages and the inbox. Each feature words its own: `notify.<feature>.<fact>.<part>`.

Parts: `sms` (sent without accents, at most 160 characters), `subject` + `mail`, `title` + `body`
(the inbox). Parameters that are always there: {brand}, {hotline}.
"""

TEXTS = {
    "notify.open": "Mở Chọn Số Online",
    "notify.signature": (
        "Chọn Số Online, {brand}. Cần giúp, gọi {hotline}.\n"
        "Chúng tôi không bao giờ hỏi mã OTP hay mật khẩu của bạn."
    ),
    "inbox.title": "Thông báo",
    "inbox.empty_title": "Chưa có thông báo nào",
    "inbox.empty_text": "Tin về phiếu giữ số, thanh toán và hòa mạng sẽ hiện ở đây.",
    "inbox.mark_read": "Đánh dấu đã đọc",
    "inbox.unread": "Chưa đọc",
    "inbox.today": "{time} hôm nay",
    "inbox.yesterday": "{time} hôm qua",
}
