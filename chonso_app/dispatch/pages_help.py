"""The tab of neighbours and capacities."""

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.dispatch.forms import RANKS
from chonso_app.dispatch.pages_rules import NOTE
from chonso_app.dispatch.state import BookState, HelpRow
from chonso_app.ui.parts import (
    cell,
    data_table,
    desk_button,
    desk_field,
    desk_form,
    desk_select,
    table_row,
)

_TEAMS = ("osp", "video", "activation")


def help_tab() -> rx.Component:
    heads = [say(f"dispatch.help.{name}") for name in ("unit", "neighbours", *_TEAMS)] + [""]
    return rx.el.section(
        rx.el.div(
            rx.el.p(say("dispatch.help_note")),
            rx.cond(
                BookState.may_write & ~BookState.drafting,
                rx.el.p(say("dispatch.open_draft_first"), class_name="whitespace-nowrap"),
            ),
            class_name=f"{NOTE} flex items-center justify-between gap-4",
        ),
        data_table(heads, BookState.help, _row, label=say("dispatch.tab.help")),
        class_name="flex min-h-0 flex-1 flex-col bg-surface",
    )


def _row(row: HelpRow) -> rx.Component:
    return table_row(
        cell(row.unit, class_name="font-medium"),
        row.neighbours,
        row.osp,
        row.video,
        row.activation,
        cell(
            rx.cond(
                BookState.drafting & BookState.may_write,
                desk_button(say("dispatch.rule.edit"), on_click=BookState.edit_help(row.unit_id)),
            ),
            class_name="text-right",
        ),
        key=row.unit_id,
    )


def help_dialog() -> rx.Component:
    helped, errors = BookState.helped, BookState.errors
    ranks = {1: helped.rank_1, 2: helped.rank_2, 3: helped.rank_3}
    most = {
        "osp": helped.most_osp,
        "video": helped.most_video,
        "activation": helped.most_activation,
    }
    return desk_form(
        helped.unit,
        rx.el.div(
            *[
                desk_select(
                    say("dispatch.rank", rank=rank), f"rank_{rank}", BookState.unit_choices,  # pyright: ignore[reportArgumentType]
                    default_value=ranks[rank], placeholder=say("dispatch.nobody"),
                )
                for rank in RANKS
            ],
            class_name="grid grid-cols-3 gap-3",
        ),
        rx.el.div(
            *[
                desk_field(
                    say(f"dispatch.help.{team}"), f"most_{team}", type="number", min=1,
                    default_value=most[team], error=errors[f"most_{team}"],
                    note=say("dispatch.no_limit_note"),
                )
                for team in _TEAMS
            ],
            class_name="grid grid-cols-3 gap-3",
        ),
        id="help",
        open=helped.unit_id > 0,
        submit=say("dispatch.save"),
        on_submit=BookState.save_help,
        on_close=BookState.close_help,
    )  # fmt: skip
