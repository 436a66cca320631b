"""Words of Báo khi có số: the sheet, the page of one's own, the messages."""

TEXTS = {
    "alerts.title": "Báo khi có số",
    "alerts.offer": "Báo khi có số",
    "alerts.not_yet": "Chưa thấy số ưng ý?",
    "alerts.lead": "Có số đúng ý về kho, chúng tôi báo bạn. Mỗi ngày nhiều nhất một tin, trong 90 ngày.",
    "alerts.question": "Số bạn đang tìm",
    "alerts.by_inbox": "Tin đến hộp thư trong tài khoản của bạn, và trên máy này nếu bạn đã bật thông báo.",
    "alerts.set": "Báo cho tôi",
    "alerts.email": "Email nhận tin",
    "alerts.email_hint": "chỉ dùng để báo số",
    "alerts.email_placeholder": "ten@gmail.com",
    "alerts.send_link": "Gửi thư xác nhận",
    "alerts.sent_title": "Mở thư để bật báo số",
    "alerts.sent_before": "Chúng tôi vừa gửi thư xác nhận tới ",
    "alerts.sent_after": (
        ". Bấm nút trong thư trong 48 giờ, chưa bấm thì chưa có tin nào được gửi."
    ),
    "alerts.done_title": "Đã đặt báo số",
    "alerts.done_text": "Có số đúng ý, tin đến hộp thư của bạn. Báo đến ngày",
    "alerts.mine": "Số đang chờ báo",
    "alerts.close": "Đóng",
    # -- /bao-so -------------------------------------------------------------------------------
    "alerts.page.title": "Báo khi có số",
    "alerts.page.until": "Báo đến {until}",
    "alerts.page.told": "Báo lần cuối {at}",
    "alerts.page.see": "Xem kết quả",
    "alerts.page.remove": "Bỏ báo",
    "alerts.page.removed": "Đã bỏ báo số này.",
    "alerts.page.none": "Bạn chưa đặt báo số nào",
    "alerts.page.none_text": "Tìm số bạn thích, rồi bấm Báo khi có số ở trang kết quả.",
    "alerts.page.search": "Tìm số",
    "alerts.page.guest": "Đăng nhập để xem các số đang chờ báo",
    "alerts.page.guest_text": "Tin đặt bằng email thì dừng bằng nút trong thư.",
    "alerts.page.sign_in": "Đăng nhập",
    "alerts.page.ask_title": "Bật báo số này?",
    "alerts.page.ask_text": "Có số đúng ý, chúng tôi gửi thư cho bạn, mỗi ngày nhiều nhất một thư.",
    "alerts.page.confirm": "Bật báo số",
    "alerts.page.refuse": "Không phải tôi, xóa email này",
    "alerts.page.on_title": "Đang báo số này",
    "alerts.page.on_text": "Có số đúng ý, thư đến email của bạn, mỗi ngày nhiều nhất một thư.",
    "alerts.page.stop": "Dừng báo",
    "alerts.page.stopped": "Đã dừng, email của bạn đã được xóa",
    "alerts.page.stopped_text": "Bạn không nhận thêm thư nào về số này.",
    "alerts.page.dead": "Liên kết này không còn dùng được",
    "alerts.page.dead_text": "Tin báo đã dừng hoặc hết hạn. Tìm lại số rồi bấm Báo khi có số để đặt lại.",
    # -- messages ------------------------------------------------------------------------------
    "notify.numbers.alert.title": "Có số đúng ý bạn: {first}",
    "notify.numbers.alert.body": "{words}. Hiện có {count} số trong kho.",
    "notify.numbers.alert.subject": "Có số đúng ý bạn: {first}",
    "notify.numbers.alert.mail": (
        "Bạn đang chờ: {words}.\n\nVừa về kho:\n{numbers}\n\n"
        "Hiện có {count} số đúng ý trong kho. Số chưa được giữ cho bạn, ai bấm Giữ số trước thì được.\n\n"
        "Tin báo này chạy đến {until}. Không muốn nhận nữa: {stop}"
    ),
    "notify.numbers.alert_confirm.subject": "Bật báo khi có số",
    "notify.numbers.alert_confirm.mail": (
        "Có người, chắc là bạn, nhờ báo tới địa chỉ này khi có số: {words}.\n\n"
        "Bấm nút dưới đây để bật. Chúng tôi báo mỗi ngày nhiều nhất một thư, đến {until}.\n\n"
        "Không phải bạn thì bỏ qua thư này, chưa có gì được bật và địa chỉ của bạn được xóa sau 48 giờ."
    ),
    # -- refusals ------------------------------------------------------------------------------
    "refusal.numbers.alert_too_wide": (
        "Chưa có điều kiện nào để báo. Gõ số bạn thích hoặc chọn bộ lọc rồi bấm lại."
    ),
    "refusal.numbers.too_many_alerts": (
        "Bạn đã đặt {most} tin báo, nhiều nhất có thể. Bỏ bớt một tin rồi đặt lại."
    ),
    "refusal.numbers.not_an_email": "Địa chỉ email chưa đúng. Ví dụ ten@gmail.com.",
    "refusal.numbers.too_many_confirmations": (
        "Hôm nay địa chỉ này đã nhận đủ thư xác nhận. Mở thư gần nhất, hoặc thử lại ngày mai."
    ),
    "refusal.numbers.alert_not_found": (
        "Tin báo này đã dừng hoặc hết hạn. Tìm lại số rồi bấm Báo khi có số để đặt lại."
    ),
}
