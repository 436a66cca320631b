"""Words about parcels: events, labels, refusals, and what waits for a person."""

TEXTS = {
    "shipping.content": "Thẻ SIM, phong bì nhỏ",
    "event.delivery.requested": "Gọi đơn vị vận chuyển",
    "event.delivery.parcel": "Bưu kiện chuyển trạng thái",
    "event.delivery.create_refused": "Đơn vị vận chuyển không nhận",
    "event.delivery.called_off": "Hủy gọi đơn vị vận chuyển",
    "event.delivery.handed_over": "Đã giao hàng cho shipper",
    "event.delivery.parked": "Tin vận chuyển chờ xử lý",
    "event.delivery.event_cleared": "Đã xử lý tin vận chuyển",
    "event.delivery.label_seen": "In nhãn vận chuyển",
    "event.carriers.changed": "Đổi quy tắc đơn vị vận chuyển",
    "event.carriers.moved": "Đổi thứ tự đơn vị vận chuyển",
    "refusal.delivery.already_shipping": "Đơn này đã có bưu kiện đang đi. Xem trạng thái bưu kiện trước khi gọi lại.",
    "refusal.delivery.parcel_picked_up": (
        "Shipper đã lấy hàng nên không hủy được nữa. Khách có thể từ chối nhận khi shipper tới."
    ),
    "refusal.delivery.shipment_not_found": "Không có bưu kiện này. Tải lại trang để xem danh sách mới.",
    "refusal.delivery.label_not_found": "Chưa có nhãn cho bưu kiện này. Chờ đơn vị vận chuyển nhận đơn rồi thử lại.",
    "refusal.delivery.carrier_silent": "Đơn vị vận chuyển chưa trả nhãn. Thử lại sau một phút.",
    "refusal.delivery.event_not_found": "Tin này không còn trong danh sách chờ. Tải lại trang.",
    "shipping.parked.unknown_parcel": "Không có bưu kiện nào mang mã này",
    "shipping.parked.unknown_status": "Trạng thái lạ, hỏi đơn vị vận chuyển",
    "shipping.parked.contradiction": "Trái với kết quả đã ghi nhận",
    "shipping.parked.amount": "Số tiền thu hộ khác với đơn",
    "shipping.parked.unconfirmed": "Báo tin nhưng tra cứu không thấy",
    "shipping.parked.cancelled_by_carrier": "Đơn vị vận chuyển tự hủy, gọi lại shipper",
    "shipping.parked.partial_return": "Trả hàng một phần",
    "shipping.parked.too_late": "Hủy không kịp, gọi điện để đưa hàng về",
}
