"""Refusals and words that belong to no feature."""

TEXTS = {
    "brand.name": "Chọn Số Online",
    "refusal.core.not_an_iccid": "Đây chưa phải serial SIM: serial có 19 hoặc 20 chữ số, bắt đầu bằng 89. Hãy đọc lại dãy số in trên thẻ SIM.",
    "refusal.core.serial_mistyped": "Có một chữ số sai trong serial này. Hãy so lại từng nhóm 4 số với thẻ SIM, hoặc quét mã vạch.",
    "refusal.core.shop_error": "Chưa làm được bước này. Thử lại sau ít phút, dữ liệu đã nhập vẫn còn.",
    "refusal.core.not_allowed": "Tài khoản của bạn không có quyền làm việc này.",
    "refusal.core.forbidden_move": "Bước này đã được xử lý rồi. Tải lại trang để xem trạng thái mới nhất.",
    "refusal.core.changed_meanwhile": "Vừa có người khác cập nhật. Tải lại trang rồi làm tiếp.",
    "refusal.core.too_often": "Bạn thao tác hơi nhanh. Thử lại sau {seconds} giây.",
    "refusal.core.not_a_phone": "Số điện thoại chưa đúng. Nhập số di động 10 chữ số, ví dụ 0901 234 567.",
    "refusal.core.not_a_picture": "Tệp này không phải ảnh JPEG, PNG hoặc WebP mở được. Chụp lại hoặc chọn ảnh khác.",
    "refusal.core.picture_too_large": "Ảnh lớn hơn {megabytes} MB. Chụp lại ở độ phân giải thấp hơn hoặc chọn ảnh khác.",
    "core.unexpected": "Chưa làm được bước này. Thử lại sau ít phút, dữ liệu đã nhập vẫn còn.",
    "core.bad_input": "Thông tin gửi lên chưa đúng. Xem lại rồi thử lần nữa.",
    "core.session_ended": "Phiên đã hết hạn. Đăng nhập lại để làm tiếp.",
}
