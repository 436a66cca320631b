"""A place to drop one file that goes to a route of ours: `file_drop.jsx` beside this file."""

import reflex as rx

from chonso_app.ui.beside import beside


def _told(import_id: rx.Var[int]) -> tuple[rx.Var[int]]:
    return (import_id,)


class FileDrop(rx.Component):
    """Posts the raw body to `url`, which answers JSON with `id`, or a refusal with `text`.

    `words`: choose, note, sending, failed. The file's name is in the header X-File-Name.
    """

    library = beside(__name__, "file_drop.jsx")
    tag = "FileDrop"
    url: rx.Var[str]
    accept: rx.Var[str]
    words: rx.Var[dict[str, str]]
    on_sent: rx.EventHandler[_told]
