"""The folded part of the filters: what the digits say in phong thủy."""

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.numbers.filters_parts import ROW, asked, choice
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import link

# name in the address → its values; the words are find.filter.<name>.<value>
_GROUPS = {
    "nut": ("10", "9", "8", "7", "6"),
    "linh-so": ("dai-cat", "cat", "binh-thuong"),
    "so-menh": ("kim", "moc", "thuy", "hoa", "tho"),
    "am-duong": ("5-5", "4-6"),
    "que": ("tot",),
}


def more_traits() -> rx.Component:
    """Open when something in it is ticked. Asking by birth date has a page of its own."""
    return rx.el.details(
        rx.el.summary(
            rx.el.span(
                rx.el.span(say("find.filter.traits"), class_name="block text-body font-semibold"),
                rx.el.span(say("find.filter.traits_note"), class_name="block text-note text-muted"),
            ),
            icon("down", "size-5 text-muted"),
            class_name=(
                "flex min-h-13 list-none items-center justify-between gap-3 "
                "[&::-webkit-details-marker]:hidden"
            ),
        ),
        *[_group(name, values) for name, values in _GROUPS.items()],
        link(
            icon("yin", "size-5"),
            say("find.filter.by_birth"),
            href="/phong-thuy",
            class_name=(
                "mt-4 inline-flex h-11 items-center gap-2 text-note font-semibold text-brand-600"
            ),
        ),
        open=asked.has_traits,
        class_name="border-t border-line pt-2",
    )


def _group(name: str, values: tuple[str, ...]) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(say(f"find.filter.{name}"), class_name="text-note font-medium"),
        rx.el.div(
            *[choice(name, value, say(f"find.filter.{name}.{value}")) for value in values],
            class_name=ROW,
        ),
        class_name="mt-5",
    )
