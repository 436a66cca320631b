"""What is said when the network carries only sound, and how the call's history words it."""

TEXTS = {
    "calls.box.sound_only": "Mạng yếu: nhân viên vẫn nghe bạn, hình tạm tắt",
    "calls.box.their_sound_only": "Mạng yếu: bạn vẫn nghe nhân viên, hình tạm tắt",
    "calls.desk.box.sound_only": "Mạng của bạn yếu: khách chỉ còn nghe tiếng",
    "calls.desk.box.their_sound_only": "Mạng của khách yếu: còn tiếng và ảnh chụp",
    "calls.desk.box.own_lost": "Khách và bản ghi không thấy hoặc không nghe bạn: camera hay micro đã ngắt.",
    "calls.desk.box.own_again": "Bật lại",
    "calls.desk.event.media_lost": "Mất hình và tiếng",
    "calls.desk.event.media_back": "Có lại hình và tiếng",
    "calls.desk.event.app_left": "Khách rời màn hình",
    "calls.desk.event.app_back": "Khách quay lại",
    "calls.desk.event.camera_lost": "Camera bị ngắt",
    "calls.desk.event.camera_back": "Camera bật lại",
    "refusal.calls.still_damaged": "Ảnh bị hỏng khi gửi. Nhân viên sẽ chụp lại.",
}
