"""Switching features on and off."""

TEXTS = {
    "switches.feature.esim": "eSIM",
    "switches.feature.physical_sim": "Sim vật lý",
    "switches.feature.home_delivery": "Giao SIM tại nhà",
    "switches.feature.store_pickup": "Nhận SIM tại cửa hàng",
    "switches.feature.cash_on_delivery": "Trả tiền khi nhận SIM",
    "switches.feature.video_call": "Xác thực qua cuộc gọi video",
    "switches.feature.identify_first": "Xác thực trước, giao SIM sau",
    "event.switches.set": "Bật, tắt tính năng",
    "event.switches.cleared": "Bỏ thiết lập tính năng",
    "refusal.switches.unknown_unit": "Không có đơn vị này. Tải lại trang rồi chọn lại.",
    "refusal.switches.window_backwards": "Ngày kết thúc phải từ ngày bắt đầu trở đi.",
}
