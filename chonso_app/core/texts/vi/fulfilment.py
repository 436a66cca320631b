"""Danh sách đơn hàng: confirm, pack, hand over, cancel; and what the customer hears of it."""

TEXTS = {
    # -- messages ------------------------------------------------------------------------------
    "notify.delivery.handed_over.sms": "{brand}: SIM so {number} (phieu {code}) da giao cho don vi van chuyen. Giu may de shipper goi. Ho tro {hotline}.",
    "notify.delivery.handed_over.title": "SIM số {number} đang trên đường tới bạn",
    "notify.delivery.handed_over.body": "Phiếu {code}: đơn vị vận chuyển đã nhận hàng. Để ý điện thoại để người giao hàng liên lạc.",
    "notify.delivery.delivered.sms": "{brand}: Da giao SIM so {number}. Mo phieu {code} tren web, bam Hoa mang de dung so. Ho tro {hotline}.",
    "notify.delivery.delivered.subject": "Bạn đã nhận SIM số {number}, còn một bước hòa mạng",
    "notify.delivery.delivered.mail": "SIM số {number} đã tới tay bạn.\n\nMở phiếu {code}, bấm Hòa mạng và chuẩn bị giấy tờ tùy thân, khoảng 9 phút. SIM chỉ dùng được sau khi hòa mạng.\n\nNếu bạn chưa nhận được SIM, gọi ngay cho chúng tôi.",
    "notify.delivery.delivered.title": "Đã giao SIM số {number}",
    "notify.delivery.delivered.body": "Mở phiếu {code} và bấm Hòa mạng, khoảng 9 phút. Chưa nhận được SIM thì gọi ngay cho chúng tôi.",
    # -- what happened, for timelines and the audit log ------------------------------------------
    "event.delivery.cash_without_order": "Thu tiền của đơn đã hủy",
    "event.delivery.exchange_failed": "Đổi thẻ chưa thành",
    "event.delivery.contradicted": "Vận chuyển báo khác với đơn",
    "event.delivery.person_seen": "Xem người nhận để đóng gói",
    "event.delivery.slip_printed": "In phiếu gói",
    "event.delivery.list_printed": "In danh sách bàn giao",
    # -- packing slip ----------------------------------------------------------------------------
    "delivery.slip.title": "Phiếu gói SIM",
    "delivery.slip.printed": "in",
    "delivery.slip.to": "Người nhận",
    "delivery.slip.from": "Gửi từ:",
    "delivery.slip.note": "Dặn người giao:",
    "delivery.slip.collect": "Thu khi giao:",
    "delivery.slip.paid": "0 ₫, khách đã trả",
    "delivery.slip.number": "Số thuê bao",
    "delivery.slip.code": "Mã giữ số",
    "delivery.slip.serial": "Serial SIM",
    "delivery.slip.unpacked": "Chưa gắn thẻ SIM. Quét serial rồi in lại phiếu này.",
    "delivery.slip.inside": "Trong phong bì có",
    "delivery.slip.inside_1": "SIM trắng, ghi rõ serial ở trên",
    "delivery.slip.inside_2": "Mã giữ số, bằng chữ và mã QR",
    "delivery.slip.inside_3": "Hướng dẫn hòa mạng, ngay bên dưới",
    "delivery.slip.how": "Hòa mạng trong khoảng 9 phút",
    "delivery.slip.step_1": "Chưa lắp SIM. Quét mã QR ở trên, hoặc mở {page} và nhập mã {code}.",
    "delivery.slip.step_2": "Bấm Hòa mạng, chụp giấy tờ tùy thân và khuôn mặt.",
    "delivery.slip.step_3": "Gọi video với nhân viên để xác minh, khoảng 2 phút.",
    "delivery.slip.step_4": "Nhập hoặc quét serial SIM, chụp ảnh SIM, ký rồi bấm Gửi thông tin hòa mạng.",
    "delivery.slip.step_5": "Khi có tin báo Đã hòa mạng: lắp SIM, khởi động lại máy là dùng được.",
    "delivery.slip.help": "SIM sai hoặc hỏng được đổi miễn phí trên chính phiếu này. Hỗ trợ: {hotline}.",
    "delivery.list.title": "Danh sách bàn giao cho đơn vị vận chuyển",
    "delivery.list.summary": "{count} kiện, lập lúc {at}. Mỗi kiện là một phong bì nhỏ chứa một thẻ SIM.",
    "delivery.list.head_1": "STT",
    "delivery.list.head_2": "Phiếu giữ số",
    "delivery.list.head_3": "Mã vận đơn",
    "delivery.list.head_4": "Nơi đến",
    "delivery.list.head_5": "Serial",
    "delivery.list.head_6": "Tiền thu hộ",
    "delivery.list.unpacked": "chưa gói",
    "delivery.list.total": "Tổng tiền thu hộ",
    "delivery.list.giver": "Người giao",
    "delivery.list.taker": "Nhân viên lấy hàng",
    "delivery.list.sign_here": "Ký, ghi rõ họ tên và giờ",
    "refusal.delivery.nothing_to_print": "Không có đơn nào để in. Chọn ít nhất một đơn giao tận nhà.",
    "refusal.delivery.search_unclear": (
        "Nhập mã phiếu, số điện thoại, hoặc 3 đến 6 số cuối của số điện thoại."
    ),
    # -- refusals --------------------------------------------------------------------------------
    "refusal.delivery.past_pick_up_time": (
        "Giờ lấy hàng phải sau lúc này và trong 14 ngày tới. Chọn giờ khác rồi xác nhận lại."
    ),
    "refusal.delivery.outside_pick_up_hours": (
        "{store} làm việc {opens}–{closes} ngày đó. Chọn giờ lấy hàng trong khoảng này."
    ),
    "refusal.delivery.closed_on_pick_up_day": "{store} nghỉ ngày đó. Chọn ngày lấy hàng khác.",
    "refusal.delivery.worked_by_store": (
        "Khách nhận tại cửa hàng, nên cửa hàng xử lý đơn này. Bỏ đơn khỏi danh sách chọn."
    ),
    "refusal.delivery.not_identified_yet": (
        "Đơn vị này xác minh danh tính trước khi giao. Chờ khách xong eKYC và gọi video rồi xác nhận."
    ),
    "refusal.delivery.not_in_this_tab": (
        "Đơn đã sang bước khác trong lúc bạn làm. Mở lại đơn để xem tình trạng mới."
    ),
    "refusal.delivery.packed_elsewhere": (
        "Thẻ SIM của đơn này nằm ở {store}. Chọn nơi lấy hàng đó, hoặc bỏ thẻ và quét thẻ khác."
    ),
    "refusal.delivery.not_packed_yet": "Đơn chưa gắn thẻ SIM. Quét serial để đóng gói trước.",
    "refusal.delivery.carrier_not_ready": (
        "Đơn vị vận chuyển chưa nhận vận đơn này. Chờ mã vận đơn hiện trên đơn rồi bàn giao."
    ),
    "refusal.delivery.already_handed_over": (
        "Kiện đã giao cho shipper, không đổi được thẻ bên trong nữa."
    ),
    "refusal.delivery.too_many_at_once": "Mỗi lần làm tối đa {most} đơn. Bỏ bớt đơn đã chọn.",
}  # fmt: skip
