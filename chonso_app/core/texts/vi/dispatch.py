"""Dispatch: which regional company works a case, and why."""

TEXTS = {
    # -- why: one sentence for each step of a decision ---------------------------------------
    "dispatch.step.province": "Tỉnh {province} thuộc {unit}",
    "dispatch.step.home": "Phiếu này do {unit} xử lý",
    "dispatch.step.rule": "Luật {rule}: chuyển về {unit}",
    "dispatch.step.rule_province": "Luật {rule} cho tỉnh {province}: chuyển về {unit}",
    "dispatch.step.rule_referral": "Luật {rule} cho mã giới thiệu {referral}: chuyển về {unit}",
    "dispatch.step.on_duty": "{unit} đang trực {shift}",
    "dispatch.step.no_roster": "{unit} nhận việc cả ngày",
    "dispatch.step.off_duty": "{unit} ngoài giờ trực",
    "dispatch.step.full": "{unit} đã đủ việc: {load}/{most}",
    "dispatch.step.closed": "{unit} đang tắt tính năng này",
    "dispatch.step.neighbour_off_duty": "Láng giềng {rank}, {unit}: ngoài giờ trực",
    "dispatch.step.neighbour_full": "Láng giềng {rank}, {unit}: đã đủ việc, {load}/{most}",
    "dispatch.step.neighbour_closed": "Láng giềng {rank}, {unit}: đang tắt tính năng này",
    "dispatch.step.moved": "Chuyển từ {unit} sang {to} (láng giềng {rank}, đang trực {shift})",
    "dispatch.step.moved_no_roster": "Chuyển từ {unit} sang {to} (láng giềng {rank})",
    "dispatch.step.stays": "Không láng giềng nào nhận được lúc này: {unit} giữ lại và làm khi vào ca",
    "dispatch.step.adopted": "{unit} đã nhận từ trước khi có luật điều phối",
    "dispatch.step.overruled": "Giám sát chuyển từ {unit} sang {to}",
    "dispatch.step.shopcode": "Shopcode {shopcode}",
    # -- events, for the look-up and the audit log -------------------------------------------
    "event.dispatch.decided": "Điều phối về đơn vị",
    "event.dispatch.overruled": "Giám sát đổi đơn vị",
    "event.dispatch.looked_up": "Xem vì sao về đơn vị này",
    "event.dispatch.roster": "Xếp lịch trực",
    "event.dispatch.roster_forgotten": "Bỏ lịch trực",
    "event.dispatch.draft_opened": "Mở bản nháp luật điều phối",
    "event.dispatch.draft_dropped": "Bỏ bản nháp luật điều phối",
    "event.dispatch.put_live": "Áp dụng luật điều phối",
    "event.dispatch.rule_saved": "Ghi luật điều phối",
    "event.dispatch.rule_removed": "Xóa luật điều phối",
    "event.dispatch.rule_turned": "Bật, tắt luật điều phối",
    "event.dispatch.neighbours": "Đổi láng giềng",
    "event.dispatch.capacity": "Đổi sức chứa",
    "event.orders.rerouted": "Chuyển phiếu sang đơn vị khác",
    "event.activation.rerouted": "Chuyển hồ sơ sang đơn vị khác",
    # -- refusals ----------------------------------------------------------------------------
    "refusal.dispatch.unknown_province": "Không có tỉnh, thành phố này. Chọn lại trong danh sách.",
    "refusal.dispatch.not_dispatched": "Không tìm thấy phiếu này trong đơn vị của bạn.",
    "refusal.dispatch.unknown_unit": "Không có đơn vị này. Tải lại trang rồi chọn lại.",
    "refusal.dispatch.same_unit": "Phiếu đang ở đơn vị này rồi. Chọn đơn vị khác.",
    "refusal.backoffice.being_packed": (
        "Đơn vị cũ đang đóng gói hoặc đã giao SIM cho bên vận chuyển. "
        "Chuyển được khi phiếu chờ xử lý, hoặc sau khi đã giao."
    ),
    "refusal.backoffice.nothing_to_reroute": (
        "Phiếu này đã kết thúc hoặc chưa điền thông tin nên chưa thuộc đơn vị nào."
    ),
    "refusal.dispatch.reason_missing": "Ghi lý do chuyển để đơn vị nhận biết vì sao.",
    "refusal.dispatch.head_office_only": (
        "Luật điều phối do Tổng Công ty sửa. Bạn xem được, chạy thử được trên phiếu của đơn vị mình."
    ),
    "refusal.dispatch.no_draft": (
        "Chưa có bản nháp: bản trước đã được áp dụng hoặc đã bỏ. Bấm Sửa luật để mở bản mới."
    ),
    "refusal.dispatch.rule_not_found": "Luật này không còn trong bản nháp. Tải lại trang để xem bản mới.",
    "refusal.dispatch.bad_rule": "Luật chưa đúng. Xem lại ô được đánh dấu.",
    "refusal.dispatch.other_units_roster": "Bạn chỉ xếp lịch trực cho đơn vị của mình.",
    "refusal.dispatch.bad_shift": (
        "Ca trực chưa đúng: chọn ít nhất một ngày, giờ bắt đầu trước giờ kết thúc, ít nhất 1 người."
    ),
    "refusal.dispatch.nobody_all_week": (
        "Cả tuần không còn ca nào. Muốn ngừng nhận việc, tắt tính năng của đơn vị ở trang Tính năng; "
        "muốn nhận việc cả ngày, chọn Không theo lịch."
    ),
}
