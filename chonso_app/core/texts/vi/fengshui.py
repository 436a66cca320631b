"""Words of phong thủy: each reading with its rule and where it comes from."""

TEXTS = {
    "fengshui.for_fun": "Phong thủy số chỉ để tham khảo cho vui, không phải căn cứ khoa học.",
    "fengshui.element.kim": "Kim",
    "fengshui.element.thuy": "Thủy",
    "fengshui.element.hoa": "Hỏa",
    "fengshui.element.tho": "Thổ",
    "fengshui.element.moc": "Mộc",
    "fengshui.level.dai_cat": "Đại cát",
    "fengshui.level.cat": "Cát",
    "fengshui.level.binh_thuong": "Bình thường",
    "fengshui.level.hung": "Hung",
    "fengshui.level.dai_hung": "Đại hung",
    "fengshui.count": "{name} {count}",
    # -- in one line of a list -------------------------------------------------------------------
    "fengshui.short.nut": "{nut} nút",
    "fengshui.short.linh_so": "linh số {linh_so}, {level}",
    "fengshui.short.element": "số hành {element}",
    "fengshui.short.balance": "{evens} số chẵn, {odds} số lẻ",
    "fengshui.short.hexagram": "quẻ {name}",
    "fengshui.short.period": "{count} số 9",
    "fengshui.short.stars": "{good} cặp lành, {bad} cặp dữ",
    # -- what a number's element is to a person's: 0 is the best -----------------------------------
    "fengshui.tier.0": "số hành {number} sinh mệnh {person}",
    "fengshui.tier.1": "số cùng hành {person} với bạn",
    "fengshui.tier.2": "mệnh {person} sinh hành {number} của số",
    "fengshui.tier.3": "mệnh {person} khắc hành {number} của số",
    "fengshui.tier.4": "hành {number} của số khắc mệnh {person}",
    "fengshui.tier_name.0": "Rất hợp",
    "fengshui.tier_name.1": "Hợp",
    "fengshui.tier_name.2": "Tạm hợp",
    "fengshui.tier_name.3": "Ít hợp",
    "fengshui.tier_name.4": "Không hợp",
    # -- the readings: title, how it came about, rule, source --------------------------------------
    "fengshui.title.nut": "Tổng nút",
    "fengshui.text.nut": "Cộng mười chữ số được {total}, tính là {nut} nút.",
    "fengshui.rule.nut": (
        "Cộng cả mười chữ số rồi lấy hàng đơn vị, số 0 tính là 10 nút. Nhiều người cũng gọi là số "
        "nước. Từ 8 nút trở lên được xem là cao, có nơi tính từ 7 nút."
    ),
    "fengshui.source.nut": "Cách tính dân gian, các trang SIM phong thủy đều dùng.",
    "fengshui.title.linh_so": "80 linh số",
    "fengshui.text.linh_so": "Bốn số cuối {tail} chia 80 dư {linh_so}, bảng ghi là {level}.",
    "fengshui.rule.linh_so": (
        "Lấy bốn số cuối chia cho 80, phần dư là linh số, dư 0 tính là 80. Bảng xếp 80 linh số "
        "thành năm mức: đại cát, cát, bình thường, hung, đại hung."
    ),
    "fengshui.source.linh_so": "Bảng 80 linh số của các cửa hàng SIM. Có nơi dùng bảng 81 dòng, chúng tôi dùng bảng 80.",
    "fengshui.title.element": "Ngũ hành của số",
    "fengshui.text.element": "Chín số sau số 0 đầu có {counts}. Số này hành {element}.",
    "fengshui.rule.element": (
        "Mỗi chữ số có một hành: 0, 1 Thủy; 2, 5, 8 Thổ; 3, 4 Mộc; 6, 7 Kim; 9 Hỏa. Hành của số "
        "là hành có nhiều chữ số nhất trong chín số sau số 0 đầu. Bằng nhau thì lấy hành của chữ "
        "số đứng sau."
    ),
    "fengshui.source.element": "Bảng ngũ hành của chữ số trên các trang SIM phong thủy. Riêng số 0, có nơi không xếp hành.",
    "fengshui.title.tier": "Hợp mệnh",
    "fengshui.text.tier": "Bậc {place} trên 5: {said}.",
    "fengshui.rule.tier": (
        "Tương sinh: Mộc, Hỏa, Thổ, Kim, Thủy, mỗi hành sinh hành kế tiếp. Tương khắc: Mộc, Thổ, "
        "Thủy, Hỏa, Kim, mỗi hành khắc hành kế tiếp. Xếp từ tốt xuống: số sinh mệnh, cùng hành, "
        "mệnh sinh số, mệnh khắc số, số khắc mệnh."
    ),
    "fengshui.source.tier": "Ngũ hành tương sinh, tương khắc. Mệnh lấy theo nạp âm của năm âm lịch.",
    "fengshui.title.balance": "Âm dương",
    "fengshui.text.balance": "Có {evens} số chẵn (âm) và {odds} số lẻ (dương).",
    "fengshui.rule.balance": (
        "Số chẵn là âm, số lẻ là dương, tính cả mười chữ số. Năm chẵn năm lẻ là cân bằng, bốn và "
        "sáu là gần cân bằng."
    ),
    "fengshui.source.balance": "Thuyết âm dương, cách tính của các trang SIM phong thủy.",
    "fengshui.balance.even": "Cân bằng",
    "fengshui.balance.near": "Gần cân bằng",
    "fengshui.balance.yin": "Nhiều âm",
    "fengshui.balance.yang": "Nhiều dương",
    "fengshui.title.hexagram": "Quẻ chủ",
    "fengshui.text.hexagram": "Quẻ số {place}, {upper} trên {lower}: {meaning}. Xếp là {fortune}.",
    "fengshui.rule.hexagram": (
        "Cộng năm số đầu chia 8, phần dư là quẻ trên. Cộng năm số cuối chia 8, phần dư là quẻ "
        "dưới. 1 Càn, 2 Đoài, 3 Ly, 4 Chấn, 5 Tốn, 6 Khảm, 7 Cấn, dư 0 là Khôn. Tốt hay chưa tốt "
        "xếp theo nghĩa tên quẻ: thuận, thông, thêm, sáng, vui, bền là tốt; nạn, hiểm, tranh, "
        "mất, hại là chưa tốt; còn lại là trung bình."
    ),
    "fengshui.source.hexagram": "Kinh Dịch, cách lập quẻ từ số điện thoại của các trang SIM phong thủy. Cách xếp tốt xấu mỗi nơi một khác.",
    "fengshui.title.inner": "Quẻ hỗ",
    "fengshui.text.inner": "Quẻ số {place}, {upper} trên {lower}: {meaning}. Xếp là {fortune}.",
    "fengshui.rule.inner": (
        "Từ quẻ chủ, hào đếm từ dưới lên: hào 2, 3, 4 làm quẻ dưới; hào 3, 4, 5 làm quẻ trên."
    ),
    "fengshui.source.inner": "Cách lấy quẻ hỗ trong Kinh Dịch.",
    "fengshui.title.changed": "Quẻ biến",
    "fengshui.text.changed": (
        "Đổi hào {line} của quẻ chủ được quẻ số {place}, {upper} trên {lower}: {meaning}. Xếp là "
        "{fortune}."
    ),
    "fengshui.rule.changed": (
        "Cộng mười chữ số chia 6, phần dư là hào động, dư 0 là hào 6. Đổi hào đó từ liền sang đứt "
        "hoặc từ đứt sang liền."
    ),
    "fengshui.source.changed": "Mai Hoa Dịch Số. Ít trang SIM dùng quẻ này.",
    "fengshui.title.period": "Số 9 của vận 9",
    "fengshui.text.period": "Trong số có {count} chữ số 9.",
    "fengshui.rule.period": (
        "Cửu tinh chia thời gian thành các vận 20 năm. Từ 2024 đến 2043 là vận 9, số 9 được xem là "
        "vượng. Bài viết cũ tính số 8 của vận 8 (2004–2023)."
    ),
    "fengshui.source.period": "Cửu tinh (huyền không).",
    "fengshui.title.stars": "Bát cực linh số",
    "fengshui.text.stars": "Các cặp số cạnh nhau: {told}.",
    "fengshui.rule.stars": (
        "Mỗi cặp chữ số cạnh nhau là một trong tám sao. Lành: Sinh Khí, Thiên Y, Diên Niên, Phục "
        "Vị. Dữ: Họa Hại, Lục Sát, Ngũ Quỷ, Tuyệt Mệnh. Cặp có 0 hoặc 5 không tính."
    ),
    "fengshui.source.stars": (
        "Phái Bát Trạch, xem riêng, không cộng chung với cách khác: đuôi 79 ở đây là Ngũ Quỷ mà dân "
        "gian lại gọi là thần tài. Nhiều trang không dùng cách này cho số điện thoại."
    ),
    "fengshui.no_star": "không có cặp nào tính",
    "fengshui.star.sinh-khi": "Sinh Khí",
    "fengshui.star.thien-y": "Thiên Y",
    "fengshui.star.dien-nien": "Diên Niên",
    "fengshui.star.phuc-vi": "Phục Vị",
    "fengshui.star.hoa-hai": "Họa Hại",
    "fengshui.star.luc-sat": "Lục Sát",
    "fengshui.star.ngu-quy": "Ngũ Quỷ",
    "fengshui.star.tuyet-menh": "Tuyệt Mệnh",
    "refusal.numbers.birth_out_of_range": (
        "Lịch của chúng tôi có các năm {first} đến {last}. Xem lại năm sinh."
    ),
}
