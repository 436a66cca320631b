"""Every part draws itself, with plain texts and with Vars of a state."""

from dataclasses import dataclass

import pytest
import reflex as rx

from chonso_app.core.permissions import Permission
from chonso_app.ui import parts
from chonso_app.ui.access import public
from chonso_app.ui.icons import NAMES, icon
from chonso_app.ui.parts.links import link
from chonso_app.ui.shells import customer_page, staff_page


@dataclass(frozen=True)
class Step:
    title: str
    state: str


class PartsState(rx.State):
    text: str = ""
    tone: str = "ok"
    errors: dict[str, str] = {}
    busy: bool = False
    page: int = 1
    steps: list[Step] = []
    options: list[list[str]] = []

    @rx.event
    @public
    def pick(self, value: str) -> None:
        self.text = value

    @rx.event
    @public
    def turn(self, page: int) -> None:
        self.page = page

    @rx.event
    @public
    def shut(self) -> None:
        self.busy = False


S = PartsState
MADE = {
    "button": lambda: parts.button(S.text, busy=S.busy, busy_text="…", on_click=S.shut),
    "button as link": lambda: parts.button("a", "tonal", href="/tim", icon_name="lock"),
    "desk button": lambda: parts.desk_button("a", "approve", key="A", busy=S.busy),
    "field": lambda: parts.field("a", "b", error=S.errors["b"], hint="c", note="d"),
    "select": lambda: parts.select_field("a", "b", S.options, default_value=S.text),
    "text area": lambda: parts.text_area("a", "b", error=S.errors["b"]),
    "desk field": lambda: parts.desk_field("a", "b", error=S.errors["b"], note="c"),
    "desk select": lambda: parts.desk_select("a", "b", [("1", "eins")], placeholder="?"),
    "otp": lambda: parts.otp_input(error=S.errors["otp"], serial=S.page, on_complete=S.pick),
    "checkbox": lambda: parts.checkbox("a", "b", error=S.errors["b"], default_checked=S.busy),
    "option card": lambda: parts.option_card("a", "b", S.text, note="c", right="d"),
    "segment": lambda: parts.segment([("a", "A")], S.text, S.pick, label="b"),
    "desk segment": lambda: parts.desk_segment([("a", "A")], S.text, S.pick, label="b"),
    "class badge": lambda: parts.class_badge(S.text),
    "status badge": lambda: parts.status_badge(S.text, S.tone, icon_name="check"),
    "desk badge": lambda: parts.desk_badge(S.text, S.tone),
    "chips": lambda: parts.chip_row(parts.chip(S.text, href=S.text, on=True), parts.chip("a")),
    "links": lambda: parts.link_group(parts.link_row("a", "/b", icon_name="sim", note="c")),
    "costs": lambda: parts.costs(parts.cost_row("a", S.text), parts.cost_total("b", S.text)),
    "timeline": lambda: parts.timeline(
        rx.foreach(S.steps, lambda row: parts.timeline_step(row.title, row.state, right="a"))
    ),
    "countdown": lambda: parts.countdown(S.text, paused=S.busy, on_end=S.shut),
    "alert": lambda: parts.alert(S.text, "b", tone=S.tone),
    "desk alert": lambda: parts.desk_alert("a", S.text, tone=S.tone),
    "empty": lambda: parts.empty("a", "b", icon_name="search", action=parts.button("c")),
    "sheet": lambda: parts.sheet("a", "b", id="s", bar=parts.button("c")),
    "dialog": lambda: parts.dialog("a", "b", id="s", open=S.busy, on_close=S.shut),
    "desk dialog": lambda: parts.desk_dialog("a", "b", id="s", bar=parts.desk_button("c")),
    "desk form": lambda: parts.desk_form(
        "a", "b", id="s", open=S.busy, submit="c", on_submit=S.shut, on_close=S.shut
    ),
    "desk search": lambda: parts.desk_search("a", find="b", on_submit=S.shut, max_length=9),
    "copy": lambda: parts.copy_button(S.text, "a", words="b"),
    "hotkey": lambda: parts.hotkey("J", S.shut),
    "table": lambda: parts.data_table(
        ["a", ">b"],
        S.steps,
        lambda row: parts.table_row(row.title, parts.cell(row.state), current=row.title == S.text),
        label="c",
        none=parts.desk_empty("d"),
    ),
    "pager": lambda: parts.pager(S.page, S.page, S.page, S.turn),
    "tabs": lambda: parts.tabs([("a", "A", S.page), ("b", "B", None)], S.text, S.pick, label="c"),
    "customer page": lambda: customer_page(
        "a", title=S.text, back="/", step=1, steps=2, bar=parts.button("b"), help_code=S.text
    ),
    "staff page": lambda: staff_page(
        "a", title="b", here="/admin/phieu", need=Permission.AUDIT_READ
    ),
}


@pytest.mark.parametrize("name", MADE)
def test_the_part_draws_itself(name):
    assert MADE[name]().render()


def test_a_page_of_ours_is_opened_inside_the_app():
    assert link("a", href="/tim").render()["name"] == "ReactRouterLink"


@pytest.mark.parametrize("href", ["https://vnpay.vn", "//evil.example", "tel:9090", "/api/x", "#a"])
def test_everything_else_is_opened_by_the_browser(href):
    assert link("a", href=href).render()["name"] == '"a"'


def test_an_icon_that_was_not_drawn_is_refused():
    with pytest.raises(ValueError, match="no icon"):
        icon("unicorn")


def test_icons_are_read_from_the_drawings():
    assert {"search", "lock", "check-c"} <= NAMES
