"""What is said when the network carries only sound."""

TEXTS = {
    "calls.box.sound_only": "Mạng yếu: nhân viên vẫn nghe bạn, hình tạm tắt",
    "calls.box.their_sound_only": "Mạng yếu: bạn vẫn nghe nhân viên, hình tạm tắt",
    "calls.desk.box.sound_only": "Mạng của bạn yếu: khách chỉ còn nghe tiếng",
    "calls.desk.box.their_sound_only": "Mạng của khách yếu: còn tiếng và ảnh chụp",
    "refusal.calls.still_damaged": "Ảnh bị hỏng khi gửi. Nhân viên sẽ chụp lại.",
}
