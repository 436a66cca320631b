"""The recording of the call: what both are told, what an approval lacks, the player."""

TEXTS = {
    # -- to the customer -----------------------------------------------------------------------
    "recordings.notice.before": "Cuộc gọi được ghi hình và ghi âm để làm bằng chứng đăng ký thuê bao theo quy định. Bản ghi được mã hóa, chỉ người xử lý phiếu của bạn mới xem được.",
    "recordings.notice.live": "Đang ghi hình",
    # -- to the agent --------------------------------------------------------------------------
    "recordings.desk.on": "Đang ghi",
    "recordings.desk.off": "Chưa ghi",
    "recordings.desk.sending": "Đang gửi phần cuối của bản ghi",
    "recordings.desk.behind": "Bản ghi đang gửi chậm {seconds} giây. Kiểm tra mạng, giữ tab này mở, nói chậm lại với khách.",
    "recordings.desk.silent": "Bản ghi chưa có tiếng. Bấm vào trang một lần để bật.",
    "recordings.desk.unsupported": "Trình duyệt này không ghi được cuộc gọi. Mở bằng Chrome hoặc Edge bản mới.",
    "recordings.desk.refused": "Bản ghi không gửi được nữa. Kết thúc cuộc gọi và chọn Chưa trọn vẹn.",
    # -- what an approval lacks: `calls.verdicts.missing_for_approval` ------------------------------
    "calls.missing.recording.none": "bản ghi cuộc gọi",
    "calls.missing.recording.talking": "kết thúc cuộc gọi để chốt bản ghi",
    "calls.missing.recording.behind": "bản ghi gửi xong",
    "calls.missing.recording.gaps": "bản ghi đủ đến cuối cuộc gọi (gọi lại)",
    # -- refusals -------------------------------------------------------------------------------
    "refusal.recordings.recording_not_found": "Không có bản ghi này, hoặc nó không thuộc phiếu bạn đang xử lý.",
    "refusal.recordings.chunk_conflict": "Phần ghi này không khớp với phần đã nhận. Trình duyệt sẽ gửi tiếp từ chỗ còn thiếu.",
    "refusal.recordings.too_much": "Bản ghi dài hoặc lớn hơn mức cho phép. Kết thúc cuộc gọi và gọi lại nếu cần.",
    "refusal.activation.recording_not_ready": "Bản ghi cuộc gọi đang được chốt, thường xong trong một phút. Chờ rồi bấm Duyệt lại.",
    # -- the player ----------------------------------------------------------------------------
    "recordings.title": "Bản ghi cuộc gọi",
    "recordings.none": "Cuộc gọi này không có bản ghi.",
    "recordings.state.open": "Trình duyệt của nhân viên đang gửi bản ghi.",
    "recordings.state.sealed": "Bản ghi đang được chốt, thường xong trong một phút.",
    "recordings.state.finalised": "{length} · {size} MB",
    "recordings.state.unusable": "Bản ghi hỏng, không xem được. Từ chối hồ sơ và gửi lại bước video call.",
    "recordings.state.erased": "Bản ghi đã xóa khi hết thời hạn lưu.",
    "recordings.parts": "{count} đoạn",
    "recordings.lost": "thiếu {seconds} giây",
    "recordings.whole": "liền mạch",
    "recordings.play_from": "Xem từ {time}: {what}",
    "recordings.mark.still.face": "Ảnh khuôn mặt",
    "recordings.mark.still.card_front": "Ảnh mặt trước",
    "recordings.mark.still.card_back": "Ảnh mặt sau",
    "recordings.mark.live": "Thấy nhau",
    "recordings.mark.reconnecting": "Mất kết nối",
    "recordings.mark.wrapup": "Kết thúc",
    "recordings.mark.waiting": "Trở lại hàng đợi",
    "recordings.mark.connecting": "Nhân viên nhận cuộc gọi",
    "recordings.mark.customer_lost": "Khách mất kết nối",
    "recordings.mark.agent_lost": "Nhân viên mất kết nối",
    "recordings.mark.gap": "Ngắt {seconds} giây",
    "recordings.mark.stall": "Hình đứng {seconds} giây",
}
