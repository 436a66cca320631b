"""Words of accounts: customers, staff, codes, sessions."""

TEXTS = {
    # -- refusals ------------------------------------------------------------------------------
    "refusal.accounts.no_browser": "Trình duyệt chưa cho lưu cookie nên chưa gửi được mã. Bật cookie rồi tải lại trang.",
    "refusal.accounts.otp_too_soon": "Mã vừa được gửi. Chờ {seconds} giây rồi bấm Gửi lại mã.",
    "refusal.accounts.otp_too_many": "Số này đã nhận nhiều mã trong một giờ. Thử lại sau {minutes} phút.",
    "refusal.accounts.otp_phone_closed": "Số này đã nhận đủ số mã trong ngày. Thử lại sau {hours} giờ.",
    "refusal.accounts.otp_busy": "Đang có quá nhiều yêu cầu gửi mã từ mạng này. Thử lại sau ít phút.",
    "refusal.accounts.otp_malformed": "Mã OTP gồm 6 chữ số. Xem lại tin nhắn mới nhất.",
    "refusal.accounts.otp_wrong": "Mã OTP không đúng. Xem lại tin nhắn mới nhất, còn {remaining} lần thử.",
    "refusal.accounts.otp_expired": "Mã OTP không đúng / quá hạn. Bấm Gửi lại mã để nhận mã mới.",
    "refusal.accounts.wrong_password": "Số điện thoại hoặc mật khẩu chưa đúng. Bạn còn {remaining} lần thử.",
    "refusal.accounts.login_locked": "Đã nhập sai nhiều lần. Thử lại sau {minutes} phút, hoặc đăng nhập bằng mã OTP.",
    "refusal.accounts.account_disabled": "Tài khoản này đang bị khóa. Gọi {hotline} để được mở lại.",
    "refusal.accounts.second_step_missing": "Tài khoản chưa bật mã xác thực. Nhờ quản trị viên gửi lại lời mời.",
    "refusal.accounts.second_step_needed": "Nhập mã 6 số trong ứng dụng mã, hoặc một mã dự phòng.",
    "refusal.accounts.ticket_dead": "Bước này đã quá thời gian. Làm lại từ đầu, chỉ mất khoảng 1 phút.",
    "refusal.accounts.password_refused": "{why}",
    "refusal.accounts.totp_wrong": "Mã xác thực chưa đúng. Bạn còn {remaining} lần thử.",
    "refusal.accounts.invitation_dead": "Liên kết này đã được dùng hoặc quá hạn. Nhờ quản trị viên gửi liên kết mới.",
    "refusal.accounts.login_taken": "Tên đăng nhập này đã có người dùng. Chọn tên khác.",
    "refusal.accounts.staff_not_found": "Không tìm thấy nhân viên này.",
    "refusal.accounts.not_yourself": "Bạn không thể tự khóa hay đổi vai trò của mình. Nhờ quản trị viên khác.",
    # -- messages ------------------------------------------------------------------------------
    "accounts.otp_purpose.register": "dang ky tai khoan",
    "accounts.otp_purpose.log_in": "dang nhap",
    "accounts.otp_purpose.reset": "dat lai mat khau",
    "accounts.otp_purpose.contact": "xac nhan so lien he cua phieu giu so",
    "accounts.otp_purpose.order": "xem phieu giu so",
    "accounts.otp_purpose.esim": "mo ma QR eSIM",
    "notify.accounts.otp.sms": "CHONSO: Ma OTP {purpose} la {code}, hieu luc 5 phut. Khong dua ma cho bat ky ai.",
    "notify.accounts.password_set.subject": "Mật khẩu vừa được đặt lại",
    "notify.accounts.password_set.mail": (
        "Chào bạn,\n\nMật khẩu tài khoản Chọn Số Online của bạn vừa được đặt lại. Các phiên đăng nhập "
        "khác đã đóng.\n\nNếu không phải bạn, gọi {hotline} ngay."
    ),
    "notify.accounts.password_set.title": "Mật khẩu vừa được đặt lại",
    "notify.accounts.password_set.body": "Các phiên đăng nhập khác đã đóng. Nếu không phải bạn, gọi {hotline} ngay.",
    "notify.accounts.invited.subject": "Lời mời vào bàn làm việc Chọn Số Online",
    "notify.accounts.invited.mail": (
        "Chào {name},\n\nBạn được mời vào bàn làm việc Chọn Số Online với vai trò {role}, tên đăng nhập "
        "{login}.\n\nMở liên kết để đặt mật khẩu và bật mã xác thực. Liên kết dùng một lần, trước {until}."
    ),
    "notify.accounts.reset_by_administrator.subject": "Đặt lại mật khẩu bàn làm việc",
    "notify.accounts.reset_by_administrator.mail": (
        "Chào {name},\n\nQuản trị viên vừa mở lại việc đặt mật khẩu cho tài khoản {login}. Mọi phiên "
        "đăng nhập đã đóng.\n\nLiên kết dùng một lần, trước {until}."
    ),
    # -- passwords -----------------------------------------------------------------------------
    "accounts.password_short": "Mật khẩu cần ít nhất {shortest} ký tự.",
    "accounts.password_long": "Mật khẩu dài nhất 128 ký tự.",
    "accounts.password_simple": "Mật khẩu cần có cả chữ và số, không lặp một ký tự.",
    "accounts.password_mismatch": "Hai lần nhập chưa giống nhau. Nhập lại mật khẩu xác nhận.",
    # -- roles ---------------------------------------------------------------------------------
    "accounts.role.customer": "Khách hàng",
    "accounts.role.video_agent": "Tổ Video call",
    "accounts.role.activation_clerk": "Tổ đấu nối",
    "accounts.role.order_clerk": "Nhân viên OSP",
    "accounts.role.store_clerk": "Nhân viên cửa hàng",
    "accounts.role.marketing": "Tổ KDO",
    "accounts.role.supervisor": "Giám sát",
    "accounts.role.administrator": "Quản trị",
}
