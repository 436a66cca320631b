"""The parts that screens are made of. Import them from here: `from chonso_app.ui.parts import …`.

Customers                                                 Staff (denser)
  button(text, kind, href=, icon_name=, busy=, busy_text=)  desk_button(text, kind, key="A", …)
    kinds: primary secondary tonal danger text                plain primary approve refuse ghost
  icon_button(name, label, href=)                           icon_button(…, desk=True), key_hint("A")
  field(label, name, error=, hint=, note=, before=, after=) desk_field, desk_select, desk_text_area
  select_field(label, name, [(value, text)]), text_area
  otp_input(name, error=, serial=, on_complete=)
  checkbox(label, name), option_card(name, value, title, note=, right=), segment   desk_segment
  card, section(title, …), number_card, skeleton_card       panel(title, …, right=), stat_tile
  class_badge(text) gold, status_badge(text, tone)          desk_badge(text, tone), tag(text)
    tones: ok warn bad now idle plum (may be Vars)
  chip(text, href= | on_click=, on=), chip_row
  link_group(link_row(title, href, icon_name=, note=), …), fact_row
  costs(cost_row(term, amount), …, cost_total(term, amount))
  timeline(timeline_step(title, state, note=, right=))      states: done now bad next
  countdown(until_iso, now=iso, paused=, plain=, on_end=)
  alert(title, text, tone=), empty(…), skeleton("h-4 w-32")  desk_alert, desk_empty
  sheet(title, …, id=, bar=), dialog(…)                     desk_dialog(…), desk_form(…, submit=)
    opened by `custom_attrs=opens("id")` on a button, or `open=State.flag, on_close=State.closed`;
    a button inside with `custom_attrs=CLOSES` shuts it     desk_search(label, find=, on_submit=)
    a form inside with `custom_attrs=AFRESH` keeps what was typed until the dialog is shut
  copy_button(text, label, words=)                          hotkey("J", State.next), key_target("/")
                                                            data_table, table_row, cell, pager, tabs
  link(…, href=): pages inside the app, /api/ and downloads by the browser (rx.el.a never does)
NativeForm posts without Reflex (log in, log out); QueryForm opens /page?name=value.
The result of an action is told by
`ui.edge.tell(self, text, "ok")`; the shells show it. Icons: `chonso_app.ui.icons.icon(name, size)`.
Classes are whole words in the source: Tailwind finds them by reading it.
"""

from chonso_app.ui.parts.buttons import button, desk_button, icon_button, key_hint, spinner
from chonso_app.ui.parts.choices import checkbox, desk_segment, option_card, segment
from chonso_app.ui.parts.copying import copy_button
from chonso_app.ui.parts.countdown import countdown
from chonso_app.ui.parts.desk import desk_alert, desk_badge, desk_empty, panel, stat_tile, tag
from chonso_app.ui.parts.desk_forms import desk_form, desk_search
from chonso_app.ui.parts.dialog import AFRESH, CLOSES, desk_dialog, dialog, opens, sheet
from chonso_app.ui.parts.fields import (
    desk_field,
    desk_select,
    desk_text_area,
    field,
    field_error,
    fix_button,
    select_field,
    text_area,
)
from chonso_app.ui.parts.forms import NativeForm, QueryForm
from chonso_app.ui.parts.hotkeys import Hotkeys, hotkey, key_target
from chonso_app.ui.parts.links import given, link
from chonso_app.ui.parts.otp import otp_input
from chonso_app.ui.parts.surfaces import (
    TONES,
    alert,
    by_tone,
    card,
    chip,
    chip_row,
    class_badge,
    cost_row,
    cost_total,
    costs,
    empty,
    fact_row,
    link_group,
    link_row,
    number_card,
    section,
    skeleton,
    skeleton_card,
    status_badge,
)
from chonso_app.ui.parts.tables import cell, data_table, pager, table_row, tabs
from chonso_app.ui.parts.timeline import timeline, timeline_step
from chonso_app.ui.parts.toast import notice_region

__all__ = [
    "AFRESH", "CLOSES", "TONES", "Hotkeys", "NativeForm", "QueryForm", "alert", "button",
    "by_tone", "card",
    "cell", "checkbox", "chip", "chip_row", "class_badge", "copy_button", "cost_row", "cost_total",
    "costs", "countdown", "data_table", "desk_alert", "desk_badge", "desk_button", "desk_dialog",
    "desk_empty", "desk_field", "desk_form", "desk_search", "desk_segment", "desk_select",
    "desk_text_area", "dialog", "empty", "fact_row", "field", "field_error", "fix_button", "given",
    "hotkey", "icon_button", "key_hint", "key_target", "link", "link_group", "link_row",
    "notice_region", "number_card", "opens", "option_card", "otp_input", "pager", "panel",
    "section", "segment", "select_field", "sheet", "skeleton", "skeleton_card", "spinner",
    "stat_tile", "status_badge", "table_row", "tabs", "tag", "text_area", "timeline",
    "timeline_step",
]  # fmt: skip
