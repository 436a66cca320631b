"""Words of stores and of the blank cards in them."""

TEXTS = {
    # -- opening hours -------------------------------------------------------------------------
    "stores.open_until": "Đang mở, đến {time}",
    "stores.opens_at": "Đóng cửa, mở lại {when}",
    "stores.closed_long": "Tạm đóng cửa",
    "stores.today": "{time} hôm nay",
    "stores.tomorrow": "{time} ngày mai",
    "stores.weekday": "{time} {day}",
    "stores.date": "{time} ngày {date}",
    # -- demonstration -------------------------------------------------------------------------
    "stores.demo.store": "Cửa hàng {ward}",
    "stores.demo.warehouse": "Kho {unit}",
    "stores.demo.warehouse_address": "1 Đường Kho Mẫu",
    "stores.demo.note": "Dữ liệu mẫu, địa chỉ không có thật",
    # -- what happened to a card, for the look-up and the audit log ----------------------------
    "event.stores.in_stock": "Thẻ SIM về kho",
    "event.stores.bound": "Gắn thẻ SIM vào đơn",
    "event.stores.shipped": "Thẻ SIM rời kho",
    "event.stores.handed": "Giao thẻ SIM cho khách",
    "event.stores.active": "Thẻ SIM đã hòa mạng",
    "event.stores.damaged": "Ghi thẻ SIM hỏng",
    "event.stores.lost": "Ghi thẻ SIM thất lạc",
    "event.stores.written_off": "Ghi thẻ SIM hỏng, mất, tìm thấy",
    "event.stores.file_sent": "Gửi tệp thẻ SIM",
    "event.stores.import_begun": "Bắt đầu nhập kho SIM",
    "event.stores.import_over": "Kết thúc nhập kho SIM",
    "event.stores.saved": "Lưu cửa hàng",
    "event.stores.staffed": "Đổi cửa hàng của nhân viên",
    # -- the file that brings cards ------------------------------------------------------------
    "stores.import.exponent": "Excel đã đổi serial thành số mũ. Định dạng cột serial là Văn bản rồi lưu lại.",
    "stores.import.check_digit": "Sai một chữ số: số kiểm tra cuối không khớp.",
    "stores.import.serial": "Serial cần 19 hoặc 20 chữ số, bắt đầu bằng 89.",
    "stores.import.no_serial": "Dòng này chưa có serial.",
    "stores.import.store": "Mã cửa hàng không có, hoặc không thuộc đơn vị của bạn.",
    "stores.import.twice": "Serial này đã có ở dòng trên.",
    "stores.import.elsewhere": "Serial này đang ở kho {store}.",
    "ui.desk.stock": "Kho SIM",
    "ui.desk.stores": "Danh mục cửa hàng",
    # -- refusals ------------------------------------------------------------------------------
    "refusal.stores.store_not_found": "Không tìm thấy cửa hàng này. Chọn một cửa hàng trong danh sách.",
    "refusal.stores.store_closed": (
        "{store} đang tạm ngừng nhận đơn. Chọn cửa hàng khác hoặc giao SIM tại nhà."
    ),
    "refusal.stores.file_unreadable": (
        "Tệp này không đọc được. Lưu lại thành CSV UTF-8 rồi gửi lại."
    ),
    "refusal.stores.file_too_large": "Tệp lớn hơn {megabytes} MB. Chia thành nhiều tệp rồi gửi lần lượt.",
    "refusal.stores.columns_missing": (
        "Dòng đầu thiếu cột {missing}. Tệp cần hai cột serial và cua_hang."
    ),
    "refusal.stores.import_not_found": "Không tìm thấy lần nhập này. Gửi lại tệp, dòng đã nhập không bị trùng.",
    "refusal.stores.card_out_of_house": (
        "Thẻ này không nằm trong kho nên không ghi ở đây được. Mở đơn của thẻ để xử lý."
    ),
    "refusal.stores.reason_missing": "Ghi lý do trước khi xác nhận.",
    "refusal.stores.serial_unknown": (
        "Serial này không có trong kho. So lại với thẻ SIM; nếu đúng, báo quản lý kho để nhập thẻ."
    ),
    "refusal.stores.serial_of_another_order": (
        "Thẻ này đã dành cho một đơn khác. Để riêng thẻ ra và quét thẻ khác."
    ),
    "refusal.stores.serial_used": (
        "Thẻ này đã giao cho khách. Kiểm tra lại chồng thẻ và quét thẻ khác."
    ),
    "refusal.stores.serial_damaged": "Thẻ này đã ghi hỏng. Bỏ thẻ ra và quét thẻ khác.",
    "refusal.stores.serial_lost": (
        "Thẻ này đang ghi là thất lạc. Để riêng thẻ ra, báo quản lý kho và quét thẻ khác."
    ),
    "refusal.stores.serial_of_another_store": (
        "Thẻ này thuộc kho của cửa hàng khác. Quét một thẻ trong kho của bạn."
    ),
    "refusal.stores.order_has_card": (
        "Đơn này đã có thẻ đuôi {tail}. Bỏ thẻ đó khỏi đơn trước khi gắn thẻ khác."
    ),
    "refusal.stores.no_card_bound": "Đơn này chưa gắn thẻ SIM. Quét serial trên thẻ trước.",
    "refusal.stores.serial_not_of_order": (
        "Serial đuôi {tail} không phải thẻ đã giao cho phiếu này. So lại dãy số in trên thẻ, "
        "hoặc báo đổi thẻ nếu bạn nhận nhầm."
    ),
}
