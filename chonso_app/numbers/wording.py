"""A number's shapes and a pattern, said in the catalogue's words."""

from chonso_app.core.texts import has, say
from chonso_app.numbers.pattern import Pattern
from chonso_app.numbers.rules import LENGTH, NumberClass, Shape


def class_name(cls: NumberClass | str) -> str:
    """The badge; "" for a number without one."""
    return say(f"numbers.class.{cls}") if cls else ""


def of_shape(national: str, shape: Shape) -> str:
    """`Dãy tiến 0-1-2-3`."""
    digits = national[shape.start : shape.end]
    half = len(digits) // 2
    pairs = [digits[i : i + 2] for i in range(0, len(digits), 2)]
    exact = f"numbers.shape.{shape.cls}.{digits[-2:]}"  # 39 is thần tài nhỏ, 79 lớn
    return say(
        exact if has(exact) else f"numbers.shape.{shape.cls}",
        digits=digits,
        first=digits[0],
        left=digits[:half],
        right=digits[-half:],
        pair=pairs[0],
        pairs=", ".join(pairs),
        dashed="-".join(digits),
        date="/".join([*pairs[:2], "".join(pairs[2:])]),
    )


def of_pattern(pattern: Pattern) -> str:
    """How we understood it: `đầu 09, đuôi 6868, 4 số còn lại bất kỳ`. "" for no pattern."""
    if not pattern:
        return ""
    if pattern.is_whole:
        return say("numbers.understood.whole", whole=pattern.text)
    if "?" in pattern.text:
        return say("numbers.understood.mask")
    named = {"head": pattern.head, "tail": pattern.tail, "middle": pattern.middle}
    parts = [say(f"numbers.understood.{part}", **{part: d}) for part, d in named.items() if d]
    if free := LENGTH - sum(map(str.isdigit, pattern.text)):
        parts.append(say("numbers.understood.rest", count=free))
    return ", ".join(parts)
