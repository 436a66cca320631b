"""The sheet to sign on: `signature.jsx` beside this file, drawing by npm signature_pad."""

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.ui.beside import beside

_WORDS = (
    "document", "end", "read", "page_alt", "pad_title", "pad_label", "pad_hint", "pad_again",
    "pad_signed", "consent", "need_consent", "need_reading", "sealing", "send_failed",
)  # fmt: skip


def _nothing() -> tuple[()]:
    return ()


class SigningSheet(rx.NoSSRComponent):
    """Reader, pad, consent and the sending button. `on_signed` fires once the seal is on."""

    library = beside(__name__, "signature.jsx")
    tag = "SigningSheet"
    lib_dependencies: list[str] = ["signature_pad@5.1.4"]
    code: rx.Var[str]
    number: rx.Var[str]
    pages: rx.Var[int]
    version: rx.Var[str]  # of the text: what the consent is to
    name: rx.Var[str]
    words: rx.Var[dict[str, str]]
    on_signed: rx.EventHandler[_nothing]


def words(number: str, pages: int, today: str) -> dict[str, str]:
    """What the sheet says; `{read}` and `{page}` are filled in the browser."""
    params = {"number": number, "pages": pages, "read": "{read}", "page": "{page}"}
    said = {name: say(f"contracts.{name}", **params) for name in _WORDS}
    return said | {
        "document_line": say("contracts.document_line", **params),
        "too_small": say("refusal.contracts.signature_too_small"),
        "send": say("activation.send"),
        "send_note": say("activation.send_note"),
        "today": today,
    }
