"""Words about plans, promotions and phones that can take an eSIM."""

TEXTS = {
    "plans.none": "Chưa cần gói",
    "plans.none_summary": "Dùng bao nhiêu trả bấy nhiêu",
    "plans.sim.sim": "SIM vật lý",
    "plans.sim.esim": "eSIM",
    "plans.phone.yes": "Máy này dùng được eSIM",
    "plans.phone.no": "Máy này không có eSIM, chọn Sim vật lý để dùng ngay",
    "plans.phone.depends": "Tùy nơi bán máy, kiểm tra bằng *#06# để chắc chắn",
    "plans.phone.unknown": "Chưa có máy này trong danh sách, kiểm tra bằng *#06#",
    "plans.phone.how": (
        "Mở bàn phím gọi, bấm *#06#. Thấy dòng EID gồm 32 chữ số là máy có eSIM. "
        "Không thấy EID thì chọn Sim vật lý."
    ),
    "plans.phone.unlocked": "Máy phải là bản quốc tế, không khóa mạng.",
    "plans.phone.never_blocked": "Bạn vẫn đặt eSIM được dù máy chưa có trong danh sách.",
    "refusal.plans.plan_not_found": "Gói cước này vừa ngừng bán. Chọn gói khác hoặc chưa cần gói.",
}
