"""Words about keeping a number while one orders and pays."""

TEXTS = {
    "refusal.holds.hold_not_found": "Không tìm thấy lượt giữ số này. Tìm lại số và bấm Giữ số.",
    "refusal.holds.hold_ended": (
        "Đã hết thời gian giữ số {number}. Bấm Giữ số lại nếu số còn trống, "
        "thông tin bạn đã nhập vẫn còn."
    ),
    "refusal.holds.already_holding": (
        "Bạn đang giữ số {number}. Hoàn tất hoặc bỏ giữ số đó rồi giữ số khác."
    ),
    "refusal.holds.too_many_from_here": (
        "Mạng bạn đang dùng đã giữ quá nhiều số cùng lúc. Đổi sang mạng di động "
        "hoặc thử lại sau ít phút."
    ),
    "refusal.holds.number_pressed_too_often": (
        "Số {number} đã được giữ quá nhiều lần hôm nay. Thử lại vào ngày mai hoặc chọn số gần giống."
    ),
    "refusal.holds.holds_without_order": (
        "{count} số đã được giữ trong một giờ qua mà chưa đặt mua. Bạn giữ được số tiếp theo "
        "từ {at}. Số đã ưng ý thì hoàn tất đặt mua để không phải chờ."
    ),
    "refusal.holds.holds_stopped_today": (
        "Hôm nay đã giữ quá nhiều số mà không đặt mua nên chúng tôi tạm dừng nhận giữ số từ bạn. "
        "Thử lại vào ngày mai hoặc gọi {hotline} để được giữ số giúp."
    ),
    "refusal.holds.no_time_for_bank": (
        "Thời gian giữ số còn lại không đủ để thanh toán. Chờ hết giờ rồi bấm Giữ số lại, "
        "chúng tôi chưa thu khoản nào."
    ),
    "refusal.holds.visitor_unknown": (
        "Trình duyệt đang chặn cookie nên không giữ được số. Bật cookie cho trang này rồi thử lại."
    ),
    "refusal.holds.nothing_to_wait_for": (
        "Số {number} không còn đang được người khác giữ. Tải lại trang để xem số còn trống không."
    ),
    "refusal.holds.waits_for_many": (
        "Mỗi người chờ nhiều nhất {most} số cùng lúc. Một số trống hoặc đã bán thì bạn đặt chờ được số khác."
    ),
    # -- Báo tôi khi số trống --------------------------------------------------------------------
    "holds.wait.offer": "Báo tôi khi số trống",
    "holds.wait.offer_short": "Báo tôi",
    "holds.wait.title": "Báo tôi khi số trống",
    "holds.wait.lead": (
        "Người đang giữ bỏ số hoặc hết giờ, chúng tôi gửi một thư cho bạn ngay lúc đó. "
        "Số không được giữ riêng cho bạn, ai bấm Giữ số trước thì được."
    ),
    "holds.wait.email": "Email nhận tin",
    "holds.wait.email_hint": "xóa ngay sau khi gửi",
    "holds.wait.email_placeholder": "ten@gmail.com",
    "holds.wait.set": "Báo cho tôi",
    "holds.wait.asked": "Sẽ báo bạn",
    "holds.wait.done_mail": "Đã đặt. Số {number} trống thì có thư tới {email}.",
    "holds.wait.done_inbox": "Đã đặt. Số {number} trống thì có tin trong hộp thư của bạn.",
    "notify.holds.number_free.title": "Số {number} vừa trống",
    "notify.holds.number_free.body": "Bấm Giữ số sớm, vài người cùng nhận tin này.",
    "notify.holds.number_free.subject": "Số {number} vừa trống",
    "notify.holds.number_free.mail": (
        "Số {number} bạn chờ vừa trống. Số chưa được giữ cho bạn: vài người cùng nhận tin này, "
        "ai bấm Giữ số trước thì được.\n\n"
        "Đây là thư duy nhất về số này, địa chỉ của bạn đã được xóa khỏi danh sách chờ. "
        "Không phải bạn nhờ thì bỏ qua thư."
    ),
}
