"""Fields of forms. Uncontrolled: `name` and `default_value`, read by `on_submit`.

`error` may be a Var (`State.errors["phone"]`): empty means nothing is wrong.
"""

from typing import Any

import reflex as rx

from chonso_app.ui.icons import icon
from chonso_app.ui.parts.links import Text, given

_BOX = (
    "mt-1.5 flex h-13 items-center gap-2 rounded-field px-4 focus-within:ring-2 "
    "focus-within:ring-brand-600 "
)
_FINE, _WRONG = "bg-surface ring-1 ring-line-strong", "bg-bad-50 ring-2 ring-bad-600"
_INPUT = "h-12 min-w-0 flex-1 bg-transparent text-lead outline-none placeholder:text-faint"
_DESK_BOX = (
    "h-8 w-full rounded-control border bg-surface px-2.5 text-ui text-ink placeholder:text-muted "
)
_DESK_FINE, _DESK_WRONG = "border-edge", "border-bad-700 ring-3 ring-bad-100"


def field(
    label: Text,
    name: str,
    *,
    error: Text = "",
    hint: Text = "",
    note: Text = "",
    before: rx.Component | None = None,
    after: rx.Component | None = None,
    class_name: str = "",
    **props: Any,
) -> rx.Component:
    """One line of text. `hint` stands beside the label, `note` beneath the box."""
    control = rx.el.input(**_named(name, error), class_name=_INPUT, **props)
    return _with_label(label, name, hint, error, note, [before, control, after], class_name)


def select_field(
    label: Text,
    name: str,
    options: Any,
    *,
    default_value: Text = "",
    placeholder: str = "",
    error: Text = "",
    hint: Text = "",
    note: Text = "",
    class_name: str = "",
    **props: Any,
) -> rx.Component:
    """A native list. `options`: pairs of value and text, or a Var of list[list[str]]."""
    control = rx.el.select(
        *([rx.el.option(placeholder, value="")] if placeholder else []),
        _options(options),
        **_named(name, error),
        key=default_value,  # a default that arrives later makes a new list: React ignores it else
        default_value=default_value,
        class_name=_INPUT + " appearance-none",
        **props,
    )
    arrow = icon("down", "size-5 pointer-events-none text-muted")
    return _with_label(label, name, hint, error, note, [control, arrow], class_name)


def text_area(
    label: Text, name: str, *, error: Text = "", hint: Text = "", note: Text = "", rows: int = 3,
    class_name: str = "", **props: Any,
) -> rx.Component:  # fmt: skip
    look = (
        "mt-1.5 block w-full rounded-field px-4 py-3 text-lead outline-none "
        "placeholder:text-faint focus:ring-2 focus:ring-brand-600 "
    )
    control = rx.el.textarea(
        **_named(name, error), rows=str(rows), class_name=look + _state(error), **props
    )
    return rx.el.div(
        _label(label, name, hint), control, *_under(name, error, note), class_name=class_name
    )


def desk_field(
    label: Text, name: str, *, error: Text = "", note: Text = "", class_name: str = "",
    **props: Any,
) -> rx.Component:  # fmt: skip
    """The staff's dense field."""
    control = rx.el.input(
        **_named(name, error), class_name=_DESK_BOX + _state(error, desk=True), **props
    )
    return _desk_labelled(label, name, control, error, note, class_name)


def desk_select(
    label: Text,
    name: str,
    options: Any,
    *,
    default_value: Text = "",
    placeholder: str = "",
    error: Text = "",
    note: Text = "",
    class_name: str = "",
    **props: Any,
) -> rx.Component:
    control = rx.el.select(
        *([rx.el.option(placeholder, value="")] if placeholder else []),
        _options(options),
        **_named(name, error),
        key=default_value,
        default_value=default_value,
        class_name=_DESK_BOX + _state(error, desk=True),
        **props,
    )
    return _desk_labelled(label, name, control, error, note, class_name)


def desk_text_area(
    label: Text, name: str, *, error: Text = "", note: Text = "", rows: int = 3,
    class_name: str = "", **props: Any,
) -> rx.Component:  # fmt: skip
    look = "w-full rounded-control border bg-surface px-2.5 py-1.5 text-ui placeholder:text-muted "
    control = rx.el.textarea(
        **_named(name, error), rows=str(rows), class_name=look + _state(error, desk=True), **props
    )
    return _desk_labelled(label, name, control, error, note, class_name)


def fix_button(text: Text, **props: Any) -> rx.Component:
    """Under a field's error: what we guess was meant, taken over by one tap."""
    look = (
        "mt-1.5 inline-flex h-11 items-center gap-1.5 rounded-full bg-surface px-4 text-note "
        "font-medium ring-1 ring-line"
    )
    return rx.el.button(text, type="button", class_name=look, **props)


def field_error(error: Text, name: str = "") -> rx.Component:
    """The line of an error, for parts that are no `field`."""
    look = "mt-1.5 text-note font-medium text-bad-700"
    named: dict[str, Any] = {"id": f"{name}-error"} if name else {}
    return rx.cond(error, rx.el.p(error, class_name=look, role="alert", **named))


def _named(name: str, error: Text) -> dict[str, Any]:
    return {
        "id": name,
        "name": name,
        "aria_invalid": rx.cond(error, "true", "false"),
        "aria_describedby": f"{name}-error {name}-note",
    }


def _state(error: Text, *, desk: bool = False) -> Any:
    fine, wrong = (_DESK_FINE, _DESK_WRONG) if desk else (_FINE, _WRONG)
    return rx.cond(error, wrong, fine)


def _with_label(
    label: Text, name: str, hint: Text, error: Text, note: Text,
    inside: list[rx.Component | None], class_name: str,
) -> rx.Component:  # fmt: skip
    alarm = rx.cond(error, icon("alert", "size-5 text-bad-700"))
    box = rx.el.div(*[one for one in inside if one], alarm, class_name=_BOX + _state(error))
    return rx.el.div(
        _label(label, name, hint), box, *_under(name, error, note), class_name=class_name
    )


def _label(label: Text, name: str, hint: Text) -> rx.Component:
    beside = rx.el.span(hint, class_name="font-normal text-muted")
    return rx.el.label(
        label,
        *([" ", beside] if given(hint) else []),
        html_for=name,
        class_name="block text-note font-medium",
    )


def _under(name: str, error: Text, note: Text) -> list[rx.Component]:
    look = "mt-1.5 text-note text-muted"
    said = given(note)
    noted = [rx.el.p(note, id=f"{name}-note", class_name=look)] if said else []
    return [field_error(error, name), *noted]


def _desk_labelled(
    label: Text, name: str, control: rx.Component, error: Text, note: Text, class_name: str
) -> rx.Component:
    said = given(note)
    small = "mt-1 text-xs "
    return rx.el.div(
        rx.el.label(label, html_for=name, class_name="mb-1 block text-xs font-medium text-muted"),
        control,
        rx.cond(
            error,
            rx.el.p(error, id=f"{name}-error", role="alert", class_name=small + "text-bad-700"),
        ),
        *([rx.el.p(note, id=f"{name}-note", class_name=small + "text-muted")] if said else []),
        class_name=class_name,
    )


def _options(options: Any) -> Any:
    if isinstance(options, rx.Var):
        return rx.foreach(options, lambda pair: rx.el.option(pair[1], value=pair[0]))
    return rx.fragment(*[rx.el.option(text, value=value) for value, text in options])
