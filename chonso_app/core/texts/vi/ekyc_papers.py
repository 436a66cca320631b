"""Which paper a person shows, and what a passport says."""

TEXTS = {
    "ekyc.paper.card": "Căn cước",
    "ekyc.paper.passport": "Hộ chiếu",
    # -- checks, as rows
    "ekyc.check.liveness": "Người thật trước máy",
    "ekyc.check.other_face": "Khuôn mặt chưa đăng ký ở giấy tờ khác",
    # -- refusals
    "refusal.ekyc.passport_not_taken": "Bước này chỉ nhận căn cước gắn chip. Chưa có căn cước thì mang hộ chiếu đến cửa hàng để hòa mạng.",
    "refusal.ekyc.picture_not_needed": "Hộ chiếu chỉ cần ảnh trang có chân dung. Tải lại trang rồi chụp tiếp.",
}
