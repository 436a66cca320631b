"""The nine regional companies and the 34 provinces each of them serves.

Province codes are those of the state's statistics since 01/07/2025. Which company serves which
province is data for the demonstration; the operator's own table replaces it.
"""

HEAD_OFFICE = ("TCT", "Tổng Công ty")
REGIONS = (  # code, shopcode, ((province code, name), …)
    ("KV1", "CSO1", (("01", "Hà Nội"),)),
    ("KV2", "CSO2", (("79", "TP. Hồ Chí Minh"),)),
    (
        "KV3",
        "CSO3",
        (("44", "Quảng Trị"), ("46", "Huế"), ("48", "Đà Nẵng"), ("51", "Quảng Ngãi")),
    ),
    (
        "KV4",
        "CSO4",
        (
            ("08", "Tuyên Quang"), ("11", "Điện Biên"), ("12", "Lai Châu"), ("14", "Sơn La"),
            ("15", "Lào Cai"), ("25", "Phú Thọ"),
        ),
    ),
    (
        "KV5",
        "CSO5",
        (
            ("04", "Cao Bằng"), ("19", "Thái Nguyên"), ("20", "Lạng Sơn"), ("22", "Quảng Ninh"),
            ("24", "Bắc Ninh"), ("31", "Hải Phòng"), ("33", "Hưng Yên"),
        ),
    ),
    (
        "KV6",
        "CSO6",
        (("37", "Ninh Bình"), ("38", "Thanh Hóa"), ("40", "Nghệ An"), ("42", "Hà Tĩnh")),
    ),
    ("KV7", "CSO7", (("52", "Gia Lai"), ("56", "Khánh Hòa"), ("66", "Đắk Lắk"))),
    ("KV8", "CSO8", (("68", "Lâm Đồng"), ("75", "Đồng Nai"), ("80", "Tây Ninh"))),
    (
        "KV9",
        "CSO9",
        (
            ("82", "Đồng Tháp"), ("86", "Vĩnh Long"), ("91", "An Giang"), ("92", "Cần Thơ"),
            ("96", "Cà Mau"),
        ),
    ),
)  # fmt: skip
