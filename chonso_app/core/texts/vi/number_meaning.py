"""Words of what was typed in the search box, and of the reasons that follow from it."""

TEXTS = {
    # -- how it was understood: `numbers.understood.*` of patterns are in numbers.py ------------
    "numbers.understood.born.full": "ngày sinh {date}: đuôi {tails}",
    "numbers.understood.born.month": "tháng sinh {date}: đuôi {tails}",
    "numbers.understood.born.day": "sinh nhật {date}: đuôi {tails}",
    "numbers.understood.born.year": "năm sinh {date}: đuôi {tails}",
    "numbers.understood.name_end": "tên {name}, bấm phím {digits}, ở cuối số",
    "numbers.understood.name_anywhere": "tên {name}, bấm phím {digits}, ở bất kỳ đâu",
    "numbers.or": "{first} hoặc {last}",
    # -- other readings, offered as links --------------------------------------------------------
    "numbers.instead.date": "Ngày sinh {date}",
    "numbers.instead.digits": "Tìm đúng dãy số đã gõ",
    "numbers.instead.only_tail": "Chỉ đuôi {tail}",
    "numbers.instead.name": "Chỉ tên {name}",
    "numbers.instead.letters": "Chỉ chữ {name}",
    "numbers.instead.anywhere": "Tên {name} ở bất kỳ đâu trong số",
    "numbers.instead.at_end": "Tên {name} chỉ ở cuối số",
    # -- why a number is in the list ---------------------------------------------------------------
    "numbers.why.name": "{digits} bấm ra chữ {name}",
    "numbers.why.born.full": "Đuôi {tail} là ngày {date}",
    "numbers.why.born.month": "Đuôi {tail} là tháng {month}/{year}",
    "numbers.why.born.day": "Đuôi {tail} là ngày {day}/{month}",
    "numbers.why.born.year": "Đuôi {tail} là năm {year}",
    "numbers.why.prefix": "đầu {prefix}",
    "numbers.why.kind.prepaid": "hòa mạng trả trước được",
    "numbers.why.kind.postpaid": "hòa mạng trả sau được",
    "numbers.why.stock": "ở kho bạn chọn",
    "numbers.why.without": "không có số {digits}",
    # -- what to leave out when nothing matches: the older ones are in finding.py ----------------
    "find.loosen.without": "Không tránh chữ số nào thì có {total} số.",
    "find.loosen.traits": "Bỏ điều kiện phong thủy thì có {total} số.",
    "find.loosen.stock": "Tìm ở mọi kho và cửa hàng thì có {total} số.",
    "find.loosen.kind": "Cả trả trước và trả sau thì có {total} số.",
    "find.loosen.reading": "{said}: có {total} số.",
    "find.loosen.neighbours": "Các số chỉ khác số cuối: có {total} số.",
    "refusal.numbers.date_unknown": (
        "Lịch không có ngày {typed}. Xem lại ngày và tháng, gõ ví dụ 15/08/1990 hoặc 15/8."
    ),
}
