"""The queue of video calls: hours, closing time, overflow, booked calls."""

TEXTS = {
    # -- refusals ------------------------------------------------------------------------------
    "refusal.calls.team_closing": (
        "Tổ Video call sắp hết giờ, chỉ còn kịp gọi những người đang chờ. "
        "Đặt giờ gọi hoặc quay lại lúc {opens}."
    ),
    "refusal.calls.team_closing.unknown": (
        "Tổ Video call sắp hết giờ, chỉ còn kịp gọi những người đang chờ, và chưa có lịch mở cửa "
        "tiếp theo. Quay lại sau."
    ),
    "refusal.calls.video_off": (
        "Gọi video đang tạm ngưng. Phiếu của bạn vẫn giữ nguyên; cần làm ngay, gọi {hotline}."
    ),
    "refusal.calls.slot_taken": "Giờ này vừa kín. Chọn một giờ khác.",
    "refusal.calls.booked_too_often": (
        "Bạn đã đặt hoặc lỡ hẹn nhiều lần. Vào hàng chờ trong giờ trực để được gọi."
    ),
    "refusal.calls.call_running": "Nhân viên đang gọi bạn. Làm tiếp cuộc gọi này.",
    "refusal.calls.no_booking": "Lịch hẹn này không còn. Tải lại trang để xem trạng thái mới nhất.",
    # -- waiting -------------------------------------------------------------------------------
    "calls.queue.opens_unknown": "khi có lịch mới",
    "calls.queue.wait_before": "Đến lượt sau",
    "calls.queue.minutes": "~{minutes} phút",
    "calls.queue.until_today": "Trực đến {time} hôm nay",
    "calls.queue.until": "Trực đến {time} ngày {day}",
    "calls.queue.always": "Trực cả ngày",
    "calls.queue.closed": "Tổ đã hết giờ trực",
    "calls.queue.opens": "Mở lại {time}, {day}",
    "calls.queue.busy_now": "Bận bây giờ?",
    "calls.queue.book": "Đặt giờ gọi",
    "calls.queue.booked_first": "Bạn đến đúng giờ hẹn nên được gọi trước.",
    "calls.queue.closing_soon": (
        "Tổ trực đến {time}. Bạn đã vào hàng chờ nên vẫn được gọi trước khi tổ nghỉ."
    ),
    "calls.queue.after_hours": (
        "Đã hết giờ trực nhưng nhân viên còn gọi hết những người đang chờ, trong đó có bạn."
    ),
    "calls.queue.gone_home": (
        "Tổ đã hết giờ và chưa có đơn vị khác nhận thay. Đặt giờ gọi để không phải chờ trên trang."
    ),
    "calls.queue.off": (
        "Gọi video ở đơn vị này vừa tạm ngưng, chưa có đơn vị khác nhận thay. Chỗ của bạn vẫn giữ; "
        "cần làm ngay, gọi {hotline}."
    ),
    # -- why there is no queue now ---------------------------------------------------------------
    "calls.closing.title": "Hôm nay không nhận thêm cuộc gọi",
    "calls.closing.text": (
        "Tổ Video call sắp hết giờ, chỉ còn kịp gọi những người đang chờ. Mở lại lúc {opens}. "
        "Đặt giờ trước thì đến giờ bạn được gọi ngay."
    ),
    "calls.off.title": "Gọi video đang tạm ngưng",
    "calls.off.text": (
        "Chưa có đơn vị nào nhận cuộc gọi thay. Phiếu và giấy tờ đã xác thực vẫn còn. "
        "Cần làm ngay, gọi {hotline}."
    ),
    # -- booking ---------------------------------------------------------------------------------
    "calls.booking.title": "Đặt giờ gọi",
    "calls.booking.text": (
        "Chúng tôi nhắn bạn liên kết trước giờ hẹn {minutes} phút. Mở liên kết đúng giờ, bạn được "
        "gọi trước những người đang chờ."
    ),
    "calls.booking.today": "Hôm nay",
    "calls.booking.tomorrow": "Ngày mai",
    "calls.booking.none": "Chưa có giờ nào nhận hẹn. Quay lại trong giờ trực hoặc gọi {hotline}.",
    "calls.booking.full": "Kín",
    "calls.booking.choose": "Chọn một giờ",
    "calls.booking.confirm": "Hẹn {time} {day}",
    "calls.booking.leaves": "Bạn rời hàng chờ khi đặt giờ.",
    "calls.booking.done": "Đã hẹn {time} ngày {day}.",
    "calls.booking.cancelled": "Đã hủy hẹn.",
    "calls.booking.mine": "Bạn có hẹn lúc {time}, {day}",
    "calls.booking.mine_text": (
        "Trước giờ hẹn {minutes} phút, chúng tôi nhắn bạn liên kết. Quá giờ hẹn {late} phút thì hẹn "
        "hết hiệu lực."
    ),
    "calls.booking.short": "Hẹn gọi {time}, {day}",
    "calls.booking.now": "Đến giờ hẹn của bạn",
    "calls.booking.now_text": "Bật camera và vào hàng chờ: bạn được gọi trước những người khác.",
    "calls.booking.change": "Đổi giờ",
    "calls.booking.cancel": "Hủy hẹn",
    # -- console -----------------------------------------------------------------------------------
    "calls.desk.event.overflowed": "Chuyển sang đơn vị khác",
    "event.calls.booking_booked": "Đặt giờ gọi video",
    "event.calls.booking_arrived": "Khách đến đúng giờ hẹn gọi",
    "event.calls.booking_missed": "Khách lỡ hẹn gọi",
    "event.calls.booking_cancelled": "Hủy hẹn gọi video",
    # -- messages ----------------------------------------------------------------------------------
    "notify.calls.booked.subject": "Hẹn gọi video lúc {time} ngày {day}",
    "notify.calls.booked.mail": (
        "Bạn đã hẹn gọi video cho số {number} lúc {time} ngày {day}.\n\n"
        "Trước giờ hẹn chúng tôi nhắn bạn liên kết vào cuộc gọi. Cầm sẵn căn cước bản gốc. "
        "Đổi hoặc hủy hẹn ngay trên trang gọi video."
    ),
    "notify.calls.booked.title": "Hẹn gọi video lúc {time} ngày {day}",
    "notify.calls.booked.body": "Trước giờ hẹn chúng tôi nhắn bạn liên kết vào cuộc gọi.",
    "notify.calls.booking_soon.sms": (
        "{brand}: sap den gio hen goi video {time} cho so {number}. Vao cuoc goi: {link}"
    ),
    "notify.calls.booking_soon.subject": "Sắp đến giờ hẹn gọi video {time}",
    "notify.calls.booking_soon.mail": (
        "Giờ hẹn gọi video cho số {number} là {time} ngày {day}.\n\n"
        "Mở trang gọi video, bật camera và vào hàng chờ. Đến đúng giờ, bạn được gọi trước."
    ),
    "notify.calls.booking_soon.title": "Sắp đến giờ hẹn gọi video {time}",
    "notify.calls.booking_soon.body": "Mở trang gọi video và vào hàng chờ, bạn được gọi trước.",
    "notify.calls.booking_missed.subject": "Bạn đã lỡ hẹn gọi video {time}",
    "notify.calls.booking_missed.mail": (
        "Hẹn gọi video lúc {time} ngày {day} cho số {number} đã qua.\n\n"
        "Phiếu {code} vẫn giữ nguyên. Vào hàng chờ hoặc đặt giờ khác trên trang gọi video."
    ),
    "notify.calls.booking_missed.title": "Bạn đã lỡ hẹn gọi video {time}",
    "notify.calls.booking_missed.body": "Phiếu vẫn giữ nguyên. Vào hàng chờ hoặc đặt giờ khác.",
    "notify.calls.booking_off.sms": (
        "{brand}: hen goi video {time} {day} khong con vi goi video tam ngung. Goi {hotline}."
    ),
    "notify.calls.booking_off.subject": "Hẹn gọi video {time} ngày {day} không còn",
    "notify.calls.booking_off.mail": (
        "Gọi video đang tạm ngưng nên hẹn lúc {time} ngày {day} cho số {number} không còn.\n\n"
        "Số vẫn được giữ. Gọi {hotline} để làm tiếp. Xin lỗi bạn vì thay đổi này."
    ),
    "notify.calls.booking_off.title": "Hẹn gọi video {time} ngày {day} không còn",
    "notify.calls.booking_off.body": "Gọi video đang tạm ngưng. Gọi {hotline} để làm tiếp.",
    "notify.calls.booking_called_off.sms": (
        "{brand}: hen goi video {time} {day} khong con vi to doi gio truc. Chon gio khac: {link}"
    ),
    "notify.calls.booking_called_off.subject": "Hẹn gọi video {time} ngày {day} không còn",
    "notify.calls.booking_called_off.mail": (
        "Tổ Video call vừa đổi giờ trực nên hẹn lúc {time} ngày {day} cho số {number} không còn.\n\n"
        "Chọn giờ khác trên trang gọi video. Xin lỗi bạn vì thay đổi này."
    ),
    "notify.calls.booking_called_off.title": "Hẹn gọi video {time} ngày {day} không còn",
    "notify.calls.booking_called_off.body": "Tổ Video call đổi giờ trực. Chọn giờ khác.",
}
