"""Words of the stock of numbers: /admin/kho-so."""

TEXTS = {
    "ui.desk.numbers": "Kho số",
    "numbers.stock.status.available": "Đang bán",
    "numbers.stock.status.held": "Đang giữ",
    "numbers.stock.status.sold": "Đã bán",
    "numbers.stock.status.blocked": "Tạm khóa",
    # -- what becomes of a line ----------------------------------------------------------------
    "numbers.stock.outcome.new": "số mới",
    "numbers.stock.outcome.changed": "thay đổi",
    "numbers.stock.outcome.same": "đã đúng như vậy",
    "numbers.stock.outcome.priced": "đã có, giá khác",
    "numbers.stock.outcome.held": "đang có người giữ",
    "numbers.stock.outcome.sold": "đã bán",
    "numbers.stock.outcome.blocked": "đang tạm khóa",
    "numbers.stock.outcome.free": "đang bán",
    "numbers.stock.outcome.foreign": "thuộc kho đơn vị khác",
    "numbers.stock.outcome.unknown": "không có trong kho",
    "numbers.stock.outcome.no_rule": "chưa có quy tắc giá",
    "numbers.stock.outcome.elsewhere": "cửa hàng thuộc đơn vị khác",
    "numbers.stock.outcome.wrong": "dòng sai",
    # -- why a line of a file cannot go in -----------------------------------------------------
    "numbers.stock.wrong.empty": "Dòng này chưa có số.",
    "numbers.stock.wrong.short": "Thiếu chữ số. Số di động có 10 chữ số.",
    "numbers.stock.wrong.number": "Số chưa đúng. Cần số di động 10 chữ số, ví dụ 0901236868.",
    "numbers.stock.wrong.letter_o": "Có chữ O thay số 0. Sửa thành chữ số.",
    "numbers.stock.wrong.exponent": (
        "Excel đã đổi số thành số mũ. Định dạng cột so là Văn bản rồi lưu lại."
    ),
    "numbers.stock.wrong.prefix": "Đầu số không thuộc dải được cấp. Kiểm tra lại dải số.",
    "numbers.stock.wrong.price": "Giá không phải số tiền. Chỉ ghi chữ số, ví dụ 2500000.",
    "numbers.stock.wrong.price_range": "Giá cần từ 1 ₫ đến 10.000.000.000 ₫.",
    "numbers.stock.wrong.unit": "Mã vùng không có, hoặc không thuộc đơn vị của bạn.",
    "numbers.stock.wrong.store": "Mã cửa hàng không có, hoặc không thuộc đơn vị của bạn.",
    "numbers.stock.wrong.store_unit": "Cửa hàng này không thuộc vùng đã ghi. Sửa một trong hai cột.",
    "numbers.stock.wrong.kind": "Loại cần là tra_truoc, tra_sau hoặc ca_hai.",
    "numbers.stock.wrong.twice": "Số này đã có ở dòng trên. Giữ dòng đầu.",
    "numbers.stock.problem.line": "Dòng",
    "numbers.stock.problem.typed": "Số đã ghi",
    "numbers.stock.problem.why": "Lý do",
    # -- refusals ------------------------------------------------------------------------------
    "refusal.numbers.file_unreadable": (
        "Tệp này không đọc được. Lưu lại thành CSV UTF-8 rồi gửi lại."
    ),
    "refusal.numbers.file_too_large": (
        "Tệp lớn hơn {megabytes} MB. Chia thành nhiều tệp rồi gửi lần lượt."
    ),
    "refusal.numbers.columns_missing": (
        "Dòng đầu thiếu cột {missing}. Tệp cần cột so; các cột gia, vung, cua_hang, loai có thể bỏ."
    ),
    "refusal.numbers.too_many_lines": (
        "Tệp có hơn {most} dòng. Chia thành nhiều tệp rồi gửi lần lượt."
    ),
    "refusal.numbers.run_not_found": (
        "Không tìm thấy lượt này. Mở tab Lịch sử để xem các lượt của đơn vị bạn."
    ),
    "refusal.numbers.nothing_to_do": "Không có số nào thay đổi, nên không cần chạy.",
    "refusal.numbers.reason_missing": "Ghi lý do khóa số trước khi tiếp tục.",
    "refusal.numbers.head_office_only": (
        "Chuyển số sang vùng khác do Tổng công ty làm. Gửi danh sách số cho Tổng công ty."
    ),
    "refusal.numbers.place_unknown": "Không có vùng hoặc cửa hàng này. Chọn lại trong danh sách.",
    "refusal.numbers.price_out_of_range": "Giá cần từ 1 ₫ đến 10.000.000.000 ₫.",
    "refusal.numbers.no_selection": "Chưa chọn số nào. Lọc danh sách hoặc dán các số cần đổi.",
    "refusal.numbers.rule_not_found": "Không tìm thấy quy tắc giá này. Tải lại danh sách.",
    "refusal.numbers.rule_wrong": (
        "Quy tắc cần một mức giá hoặc một tỷ lệ, với ngày bắt đầu trước ngày kết thúc."
    ),
    "refusal.numbers.too_many_rules": "Đã có {most} quy tắc giá. Xóa bớt quy tắc cũ trước.",
}
