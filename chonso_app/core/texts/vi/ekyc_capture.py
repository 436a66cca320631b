"""The camera that helps: hints, moves, what it says when there is none."""

TEXTS = {
    # -- the moves
    "ekyc.moves.title": "Vài động tác ngắn",
    # -- refusals
    "refusal.ekyc.challenge_over": "Đã hết thời gian của bước này. Làm lại từ đầu, khoảng mười giây.",
    "refusal.ekyc.challenge_incomplete": "Chưa nhận đủ hình. Kiểm tra mạng rồi làm lại.",
    "refusal.ekyc.frame_out_of_place": "Hình này không thuộc bước nào. Làm lại từ đầu.",
    "refusal.ekyc.no_portrait_yet": "Chụp chân dung trước, rồi làm theo hướng dẫn.",
    "refusal.ekyc.too_many_challenges": "Bạn đã thử quá nhiều lần hôm nay. Cứ gọi video, nhân viên sẽ giúp, hoặc gọi {hotline}.",
}
