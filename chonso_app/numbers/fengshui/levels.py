"""The tables of totals: nút (the digit sum's last digit) and the 80 linh số of the last four."""

from enum import IntEnum


class Level(IntEnum):
    """What the table of 80 linh số says of the last four digits, in the order of the bits."""

    DAI_CAT = 0
    CAT = 1
    BINH_THUONG = 2
    HUNG = 3
    DAI_HUNG = 4


LINH_SO = 80
# A dealer's list; what it does not name is HUNG. A table of 81 exists too: we use 80.
_NAMED = {
    Level.DAI_CAT: (3, 5, 16, 18, 23, 28, 30, 31, 38, 40, 46, 47, 66, 78, 80),
    Level.CAT: (
        1, 6, 7, 8, 11, 13, 15, 17, 21, 24, 25, 27, 32, 36, 42, 43, 51, 56, 62, 64, 67, 72, 76,
    ),
    Level.BINH_THUONG: (2, 14, 34, 37, 39, 48, 49, 50, 53, 57, 59, 65, 70, 73, 74, 77),
    Level.DAI_HUNG: (55, 75),
}  # fmt: skip
LEVELS = {number: level for level, numbers in _NAMED.items() for number in numbers}


def total_of(national: str) -> int:
    return sum(map(int, national))


def nut_of(national: str) -> int:
    """1 to 10."""
    return total_of(national) % 10 or 10


def linh_so_of(national: str) -> int:
    """1 to 80."""
    return int(national[-4:]) % LINH_SO or LINH_SO


def level_of(linh_so: int) -> Level:
    return LEVELS.get(linh_so, Level.HUNG)
