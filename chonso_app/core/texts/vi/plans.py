"""Words about plans and promotions. The rest of what one reads about them is their own data."""

TEXTS = {
    "refusal.plans.plan_not_found": "Gói cước này vừa ngừng bán. Chọn gói khác hoặc chưa cần gói.",
    "refusal.plans.promotion_over": "Ưu đãi vừa hết lượt. Xem lại đơn không kèm ưu đãi rồi đặt tiếp.",
}
