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
    "evidence.consent.spoken_in_call": "Lời đồng ý trong cuộc gọi, kịch bản {version}",
    "evidence.consent.being_recorded": "Đồng ý được ghi hình, kịch bản {version}",
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
    # -- the page of a case
    "evidence.case.title": "Bộ chứng cứ",
    "evidence.case.missing": "Không có phiếu này",
    "evidence.case.missing_note": "Mã sai, hoặc phiếu thuộc đơn vị khác. Tìm lại ở Tra cứu phiếu.",
    "evidence.case.make": "Lập bộ chứng cứ",
    "evidence.case.making": "Đang lập…",
    "evidence.case.asked": "Đang lập bộ chứng cứ, vài giây nữa có ở đây.",
    "evidence.case.none": "Chưa có bộ nào",
    "evidence.case.none_note": (
        "Bộ chứng cứ tự lập khi số hòa mạng. Cần sớm hơn thì bấm Lập bộ chứng cứ."
    ),
    "evidence.case.how": (
        "Bộ đã niêm phong không đổi nữa. Lập bộ mới sẽ thêm một bộ, bộ cũ vẫn còn. Mỗi lần tải "
        "đều ghi vào nhật ký. Tệp tải về chứa giấy tờ thật của khách hàng: chỉ giao cho người có "
        "quyền, xóa khi xong việc."
    ),
    "evidence.case.held": "Đang giữ theo yêu cầu, không được xóa",
    "evidence.case.bundle": "Bộ số {number}",
    "evidence.case.made": "{at} · {who} · {why}",
    "evidence.case.sealed": "{lines} dòng, {seals} con dấu",
    "evidence.case.zip": "Tải ZIP",
    "evidence.case.cover": "Xem bìa",
    "evidence.case.whole": "còn đủ",
    "evidence.case.erased": "đã xóa {erased}/{count}",
    "evidence.case.open": "Bộ chứng cứ",
    "evidence.bundle.queued": "Đang lập",
    "evidence.bundle.sealed": "Đã niêm phong",
    # -- the page of those who keep and erase
    "ui.desk.retention": "Lưu trữ",
    "evidence.keep.title": "Lưu trữ và xóa chứng cứ",
    "evidence.keep.find": "Mở phiếu",
    "evidence.keep.find_hint": "Mã phiếu, ví dụ GS-7K3Q68",
    "evidence.keep.rules": "Thời hạn giữ",
    "evidence.keep.rules_note": "Đổi trong cấu hình máy chủ (CHONSO_KEEP_…)",
    "evidence.keep.days": "{days} ngày",
    "evidence.keep.due": "{count} mục đến hạn, sẽ xóa trong ít phút",
    "evidence.keep.head.kept": "Loại chứng cứ",
    "evidence.keep.head.with_line": "Sau khi số ngừng hoạt động",
    "evidence.keep.head.without": "Phiếu không hòa mạng, sau khi kết thúc",
    "evidence.keep.head.code": "Phiếu",
    "evidence.keep.head.classes": "Giữ loại",
    "evidence.keep.head.reason": "Lý do",
    "evidence.keep.head.placed": "Từ lúc",
    "evidence.keep.head.do": "Thao tác",
    "evidence.keep.head.objects": "Số tệp",
    "evidence.keep.head.rule": "Theo thời hạn",
    "evidence.keep.head.at": "Xóa lúc",
    "evidence.keep.holds": "Giữ theo yêu cầu",
    "evidence.keep.gone": "Đã xóa",
    "evidence.keep.no_holds": "Không có yêu cầu giữ nào",
    "evidence.keep.no_holds_note": "Khi tòa án, công an hoặc tranh chấp cần, mở phiếu rồi giữ lại.",
    "evidence.keep.none_gone": "Chưa xóa gì",
    "evidence.keep.case": "Phiếu",
    "evidence.keep.ended": "Số ngừng hoạt động",
    "evidence.keep.end_day": "Ngày số ngừng hoạt động",
    "evidence.keep.end_note": "Thời hạn tính từ ngày này. Xóa trống rồi lưu để hủy.",
    "evidence.keep.end_save": "Lưu ngày",
    "evidence.keep.place": "Giữ lại",
    "evidence.keep.place_text": (
        "Các loại được chọn sẽ không bị xóa, dù hết thời hạn, cho đến khi gỡ."
    ),
    "evidence.keep.reason": "Lý do (số văn bản, cơ quan yêu cầu)",
    "evidence.keep.lift": "Gỡ lệnh giữ",
    "evidence.keep.lift_text": (
        "Chứng cứ đã quá hạn sẽ bị xóa vĩnh viễn trong ít phút sau khi gỡ."
    ),
    "evidence.keep.over": "Đã gỡ",
    "evidence.keep.back": "Quay lại",
    "evidence.keep.everything": "Tất cả",
    "evidence.keep.placed": "{at}, {who}",
    "evidence.keep.lifted": "Gỡ {at}, {who}: {why}",
    "evidence.keep.done_hold": "Đã giữ lại chứng cứ của {code}.",
    "evidence.keep.done_lift": "Đã gỡ lệnh giữ.",
    "evidence.keep.done_end": "Đã lưu ngày số ngừng hoạt động.",
    # -- the journal
    "event.evidence.asked": "Yêu cầu lập bộ chứng cứ",
    "event.evidence.sealed": "Bộ chứng cứ đã niêm phong",
    "event.evidence.sealed_again": "Bộ chứng cứ niêm phong lại sau khi xóa",
    "event.evidence.exported": "Tải bộ chứng cứ",
    "event.evidence.hold_placed": "Giữ chứng cứ theo yêu cầu",
    "event.evidence.hold_lifted": "Gỡ lệnh giữ chứng cứ",
    "event.evidence.line_ended": "Ghi ngày số ngừng hoạt động",
    "event.evidence.line_goes_on": "Bỏ ngày số ngừng hoạt động",
    "event.evidence.erasure_ordered": "Chứng cứ đến hạn xóa",
    "event.evidence.erased": "Đã xóa chứng cứ",
}
