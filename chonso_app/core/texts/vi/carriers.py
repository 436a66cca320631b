"""Words about carriers: what administrators see, and what a customer is told of them."""

TEXTS = {
    "refusal.carriers.no_carrier_serves": (
        "Chưa có đơn vị vận chuyển nào giao tới địa chỉ này với số tiền thu hộ như vậy. "
        "Chọn thanh toán trực tuyến hoặc nhận sim tại cửa hàng."
    ),
    "refusal.carriers.carrier_not_found": "Không có đơn vị vận chuyển này. Tải lại trang để xem danh sách mới.",
    "refusal.carriers.bad_carrier_rule": "Giá trị “{what}” không dùng được. Kiểm tra mã tỉnh và số tiền.",
    "carriers.admin.title": "Đơn vị vận chuyển",
    "carriers.admin.lead": "Đơn vị đứng trên được chọn trước nếu giao tới tỉnh đó và được thu hộ đủ số tiền.",
    "carriers.status.requested": "Đang gửi sang đơn vị vận chuyển",
    "carriers.status.created": "Chờ lấy hàng",
    "carriers.status.picking": "Shipper đang tới lấy",
    "carriers.status.picked": "Shipper đã lấy",
    "carriers.status.in_transit": "Đang luân chuyển",
    "carriers.status.delivering": "Đang giao",
    "carriers.status.delivery_failed": "Giao chưa thành công",
    "carriers.status.returning": "Đang trả về",
    "carriers.status.cancelled": "Đã hủy lấy hàng",
    "carriers.status.returned": "Đã trả về",
    "carriers.status.damaged": "Hư hỏng",
    "carriers.status.lost": "Thất lạc",
    "carriers.status.delivered": "Đã giao",
}
