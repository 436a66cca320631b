"""The evidence bundle: its cover, what the check says of it, and the pages of staff."""

TEXTS = {
    # -- classes
    "evidence.kept.pictures": "Ảnh giấy tờ, chân dung, SIM",
    "evidence.kept.stills": "Ảnh chụp trong cuộc gọi",
    "evidence.kept.recording": "Bản ghi cuộc gọi",
    "evidence.kept.template": "Mẫu khuôn mặt (dãy số)",
    "evidence.kept.papers": "Bản khai, hợp đồng, chữ ký, thanh toán",
    "evidence.kept.answers": "Trả lời gốc của dịch vụ bên ngoài",
    "evidence.kept.records": "Mã băm, mốc giờ, mã quyết định",
    # -- the cover
    "evidence.cover.title": "Bộ chứng cứ hồ sơ hòa mạng",
    "evidence.cover.line": "Phiếu {code} · bộ số {number}",
    "evidence.cover.footer": "Bộ chứng cứ {code}, số {number}",
    "evidence.cover.msisdn": "Số thuê bao",
    "evidence.cover.contract": "Hợp đồng",
    "evidence.cover.reason": "Lập vì",
    "evidence.cover.made": "Lập lúc",
    "evidence.cover.asked_by": "Người yêu cầu",
    "evidence.cover.status": "Trạng thái phiếu",
    "evidence.by_the_product": "hệ thống tự lập",
    "evidence.reason.activated": "số đã hòa mạng",
    "evidence.reason.asked": "nhân viên yêu cầu",
    "evidence.cover.times": "Các mốc của hồ sơ",
    "evidence.cover.inside": "Trong bộ có gì",
    "evidence.cover.consents": "Người đăng ký đã đồng ý",
    "evidence.cover.seal": "Niêm phong",
    "evidence.cover.seal_text": (
        "Bảng kê liệt kê từng tệp kèm mã băm SHA-256; mỗi dòng nối với dòng trước bằng mã băm. "
        "Bảng kê được ký số (CMS tách rời), tờ bìa này được ký số (PAdES) và mang mã băm của "
        "bảng kê. Sửa, thêm, bớt hay đổi chỗ bất cứ tệp hoặc dòng nào đều bị phát hiện."
    ),
    "evidence.cover.check": "Cách kiểm tra, không cần mạng:",
    "evidence.cover.files": "Các tệp",
    "evidence.cover.head.kept": "Loại",
    "evidence.cover.head.count": "Số tệp",
    "evidence.cover.head.size": "Dung lượng",
    "evidence.cover.head.state": "Tình trạng",
    "evidence.cover.head.line": "Dòng",
    "evidence.cover.head.path": "Tệp",
    "evidence.cover.head.sum": "SHA-256",
    "evidence.cover.state.whole": "còn đủ",
    "evidence.cover.state.erased": "đã xóa {erased}/{count}, ngày {date}",
    "evidence.cover.state.missing": "không có trong kho: {missing}",
    "evidence.cover.file.erased": "(đã xóa) {sum}",
    "evidence.cover.file.missing": "(không có trong kho)",
    "evidence.cover.digest.manifest": "Mã băm của bảng kê",
    "evidence.cover.digest.last": "Mã của dòng cuối",
    "evidence.cover.digest.lines": "Số dòng",
    "evidence.cover.digest.audit": "Nhật ký chung, dòng {seq}",
    "evidence.when.created_at": "Lập phiếu",
    "evidence.when.paid_at": "Thanh toán",
    "evidence.when.delivered_at": "Nhận SIM",
    "evidence.when.identified_at": "Xác minh qua cuộc gọi",
    "evidence.when.submitted_at": "Gửi thông tin hòa mạng",
    "evidence.when.approved_at": "Duyệt đấu nối",
    "evidence.when.refused_at": "Từ chối hòa mạng",
    "evidence.when.activated_at": "Đã hòa mạng",
    "evidence.when.ended_at": "Phiếu kết thúc",
    "evidence.consent.contract": "Hợp đồng, bản {version}",
    "evidence.consent.promotion_terms": "Thể lệ ưu đãi {version}",
    "evidence.consent.spoken_in_call": "Lời đồng ý trong cuộc gọi {version}",
    "evidence.consent.call_notice": "Thông báo ghi hình cuộc gọi {version}",
    # -- the check
    "evidence.verify.not_a_bundle": "Không mở được: đây không phải tệp ZIP của một bộ chứng cứ.",
    "evidence.verify.no_list": "Không có bảng kê đọc được: không thể kiểm tra gì trong tệp này.",
    "evidence.verify.chain.unreadable": "Dòng {line} của bảng kê không đọc được.",
    "evidence.verify.chain.changed": "Dòng {line} của bảng kê đã bị sửa.",
    "evidence.verify.chain.order": (
        "Chuỗi bị đứt ở dòng {line} của bảng kê: có dòng bị xóa, thêm hoặc đổi chỗ."
    ),
    "evidence.verify.seal.broken": (
        "Con dấu {name} không khớp với bảng kê, hoặc không phải chứng thư của nhà mạng."
    ),
    "evidence.verify.seal.missing": (
        "Không có con dấu nào đúng cho toàn bộ {lines} dòng của bảng kê: bảng kê bị cắt, bị thêm "
        "hoặc bị thay."
    ),
    "evidence.verify.file.missing": "Thiếu tệp {path} (dòng {line} của bảng kê).",
    "evidence.verify.file.changed": (
        "Tệp {path} đã bị sửa: mã băm khác với dòng {line} của bảng kê."
    ),
    "evidence.verify.file.added": "Tệp {path} không có trong bảng kê: bị thêm vào.",
    "evidence.verify.file.twice": "Tên {path} có hai lần trong tệp ZIP.",
    "evidence.verify.file.not_erased": (
        "Tệp {path} còn trong bộ, dù bảng kê nói đã xóa: bị thêm lại."
    ),
    "evidence.verify.cover.missing": "Thiếu tờ bìa.",
    "evidence.verify.cover.broken": "Tờ bìa bị sửa, hoặc không do nhà mạng ký.",
    "evidence.verify.cover.other": "Tờ bìa là của một bộ chứng cứ khác: mã băm không khớp bảng kê.",
    "evidence.verify.audit.changed": "Mục {seq} của nhật ký đã bị sửa.",
    "evidence.verify.audit.unreadable": "Nhật ký không đọc được.",
    "evidence.verify.note.case": "Phiếu {code}, bộ số {number}, lập {at}, {files} tệp.",
    "evidence.verify.note.erased": "{path} đã xóa {at}: {rule}.",
    "evidence.verify.note.missing": "{path} không có trong kho khi lập bộ.",
    "evidence.verify.rule": "{kept}, giữ {days} ngày {since}",
    "evidence.verify.whole": "NGUYÊN VẸN: không tệp nào, không dòng nào bị thay đổi.",
    "evidence.verify.broken": "KHÔNG NGUYÊN VẸN: {count} điều không đúng.",
    "evidence.since.line_ended": "sau khi số ngừng hoạt động",
    "evidence.since.activated": "sau khi hòa mạng",
    "evidence.since.no_line": "sau khi phiếu kết thúc mà không hòa mạng",
    # -- refusals
    "refusal.evidence.bundle_not_found": (
        "Chưa có bộ chứng cứ này. Kiểm tra mã phiếu, hoặc lập bộ rồi đợi vài giây."
    ),
    "refusal.evidence.reason_needed": "Ghi lý do, ít nhất vài chữ: nhật ký giữ lại câu này.",
    "refusal.evidence.nothing_chosen": "Chọn ít nhất một loại chứng cứ.",
    "refusal.evidence.hold_not_found": "Lệnh giữ này đã được gỡ. Tải lại trang để xem.",
    "refusal.evidence.no_line": "Phiếu này chưa hòa mạng nên không có ngày ngừng số.",
    "refusal.evidence.not_that_day": (
        "Ngày ngừng số phải từ ngày hòa mạng đến hôm nay. Kiểm tra lại ngày."
    ),
}
