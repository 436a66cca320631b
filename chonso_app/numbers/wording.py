"""A number's shapes and a pattern, said in the catalogue's words."""

from chonso_app.core.texts import say
from chonso_app.numbers.pattern import Pattern
from chonso_app.numbers.query import Query
from chonso_app.numbers.rules import LENGTH, NumberClass, Shape


def class_name(cls: NumberClass | str) -> str:
    """The badge; "" for a number without one."""
    return say(f"numbers.class.{cls}") if cls else ""


def of_shape(national: str, shape: Shape) -> str:
    """`Dãy tiến 0-1-2-3`."""
    digits = national[shape.start : shape.end]
    half = len(digits) // 2
    pairs = [digits[i : i + 2] for i in range(0, len(digits), 2)]
    return say(
        f"numbers.shape.{shape.cls}",
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


def why(national: str, shapes: tuple[Shape, ...], query: Query) -> str:
    """Why the number is in this list: its match with the pattern, else the shape looked for."""
    if pattern := query.pattern:
        return say(_kind(pattern), head=pattern.head, tail=pattern.tail, middle=pattern.middle)
    shown = looked_for(shapes, query)
    return of_shape(national, shown) if shown else say("numbers.why.none")


def looked_for(shapes: tuple[Shape, ...], query: Query) -> Shape | None:
    """The shape that the query asked for, else the badge's."""
    asked = (shape for shape in shapes if shape.cls in query.classes)
    return next(asked, shapes[0] if shapes else None)


def emphasis(national: str, shapes: tuple[Shape, ...], query: Query) -> frozenset[int]:
    """The places to print strongly: what the pattern names, else what the shape is made of."""
    if query.pattern:
        return query.pattern.places(national) or frozenset()
    shown = looked_for(shapes, query)
    return frozenset(range(shown.start, shown.end)) if shown else frozenset()


def _kind(pattern: Pattern) -> str:
    if pattern.is_whole:
        return "numbers.why.whole"
    if "?" in pattern.text:
        return "numbers.why.mask"
    if pattern.middle:
        return "numbers.why.middle"
    parts = [name for name in ("head", "tail") if getattr(pattern, name)]
    return f"numbers.why.{'_'.join(parts)}"
