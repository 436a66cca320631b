"""Why a number is in a list, and which of its digits say so."""

from chonso_app.core.texts import say
from chonso_app.numbers.pattern import Pattern
from chonso_app.numbers.query import Query
from chonso_app.numbers.rules import Shape
from chonso_app.numbers.wording import of_shape


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
