"""Hồ sơ khách mang đến cửa hàng."""

TEXTS = {
    "ui.desk.brought_files": "Hồ sơ khách",
    "backoffice.counter.title": "Hồ sơ khách mang đến",
    "backoffice.counter.field": "Mã khách đưa",
    "backoffice.counter.hint": "GS-7K3Q68",
    "backoffice.counter.open": "Mở hồ sơ",
    "backoffice.counter.start_title": "Nhập mã khách đưa",
    "backoffice.counter.start": "Khách đã hết lượt xác thực trên mạng có mã GS- trên phiếu và trong tin nhắn. Mỗi lần mở hồ sơ đều được ghi vào nhật ký.",
    "refusal.backoffice.no_prepared_file": "Chưa có hồ sơ nào chuẩn bị với mã này. So lại mã trên phiếu của khách, hoặc khách còn lượt xác thực trên mạng.",
}
