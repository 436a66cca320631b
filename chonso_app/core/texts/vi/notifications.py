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
    "push.title": "Thông báo trên máy này",
    "push.is_on": "Thông báo đang bật",
    "push.turn_on": "Bật thông báo",
    "push.turn_off": "Tắt",
    "push.busy": "Đang bật…",
    "push.off": "Biết ngay khi phiếu có bước mới, kể cả khi bạn đã đóng trang.",
    "push.on": "Tin mới về phiếu hiện trên màn hình máy này.",
    "push.denied": (
        "Trình duyệt đang chặn. Mở cài đặt của trang này trong trình duyệt và cho phép Thông báo."
    ),
    "push.failed": "Chưa bật được. Kiểm tra kết nối rồi thử lại.",
    "refusal.notifications.not_a_subscription": (
        "Trình duyệt này chưa nhận được thông báo. SMS và email vẫn được gửi như thường."
    ),
    "inbox.title": "Thông báo",
    "inbox.empty_title": "Chưa có thông báo nào",
    "inbox.empty_text": "Tin về phiếu giữ số, thanh toán và hòa mạng sẽ hiện ở đây.",
    "inbox.mark_read": "Đánh dấu đã đọc",
    "inbox.unread": "Chưa đọc",
    "inbox.today": "{time} hôm nay",
    "inbox.yesterday": "{time} hôm qua",
}
