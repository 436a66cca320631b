"""The agent's console: what came with shifts, scripts, codes, chat. The rest is in `calls`."""

TEXTS = {
    # -- codes -------------------------------------------------------------------------------------
    "calls.reason.no_consent": "Không đồng ý ghi hình",
    "calls.reason.misconduct": "Lời lẽ, hành vi không phù hợp",
    "calls.reason.no_picture": "Mất hình",
    "calls.reason.no_recording": "Không ghi được hình",
    "calls.reason.staged_picture": "Hình dựng, phát lại",
    "calls.reason.coached": "Có người nhắc, ép",
    "calls.reason.abusive": "Dừng vì xúc phạm",
    "calls.told.no_consent": "bạn chưa đồng ý ghi hình, ghi âm",
    "calls.told.misconduct": "cuộc gọi trước có lời lẽ hoặc hành vi không phù hợp",
    "calls.told.no_picture": "Hai bên không thấy được nhau",
    "calls.told.no_recording": "Cuộc gọi chưa ghi hình được",
    "calls.fix.no_consent": "Pháp luật yêu cầu ghi hình khi xác minh. Gọi lại khi bạn đồng ý, hoặc đến cửa hàng.",
    "calls.fix.misconduct": "Gọi lại khi bạn sẵn sàng làm việc cùng nhân viên.",
    "calls.hint.consent": "Đồng ý ghi hình, ghi âm",
    "calls.hint.consent.text": "Nghe nhân viên đọc rồi trả lời",
    "calls.desk.step.consent": "Khách đồng ý ghi hình, ghi âm",
}
