"""Wording of one message: which channels a template speaks, and the texts with their parameters."""

import html
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chonso_app.core import texts

SMS_LONGEST = 160  # a longer one costs double and arrives in pieces; a test holds every text
_PARAGRAPH = "margin:0 0 16px;font:16px/1.5 'Segoe UI',Roboto,Arial,sans-serif;color:#0b1b3b"
_BUTTON = (
    "display:inline-block;padding:14px 22px;border-radius:14px;background:#1257e0;"
    "color:#ffffff;font:600 16px 'Segoe UI',Roboto,Arial,sans-serif;text-decoration:none"
)


@dataclass(frozen=True)
class MailText:
    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class InboxText:
    title: str
    body: str
    link: str  # a path of ours, or ""


def speaks(template: str, channel: str) -> bool:
    """Whether `template` has a text for `channel` ("sms", "email", "inbox", "push")."""
    part = {"sms": "sms", "email": "subject", "inbox": "title", "push": "title"}[channel]
    return texts.has(f"notify.{template}.{part}")


def sms(template: str, params: Mapping[str, object]) -> str:
    """Without accents: GSM-7, so that SMS_LONGEST letters fit in one part."""
    return unaccented(texts.say(f"notify.{template}.sms", **params))


def mail(template: str, params: Mapping[str, object], images: Sequence[str] = ()) -> MailText:
    """A plain text and the same as HTML; a `link` among the parameters becomes its button.

    `images`: file names of attached pictures, shown inside the HTML.
    """
    body = texts.say(f"notify.{template}.mail", **params)
    link = str(params.get("link", ""))
    closing = texts.say("notify.signature", **params)
    text = "\n\n".join(part for part in (body, link, closing) if part)
    subject = texts.say(f"notify.{template}.subject", **params)
    return MailText(subject, text, _as_html(body, images, link, closing))


def inbox(template: str, params: Mapping[str, object]) -> InboxText:
    title = texts.say(f"notify.{template}.title", **params)
    body_key = f"notify.{template}.body"
    body = texts.say(body_key, **params) if texts.has(body_key) else ""
    path = str(params.get("path", ""))
    return InboxText(title, body, path if re.match(r"/(?![/\\])", path) else "")


def push(template: str, params: Mapping[str, object], tag: str) -> str:
    """What goes to the browser: the title of the inbox and where a tap leads, nothing more.

    It may be read on a locked screen, so the body stays in the inbox.
    """
    told = inbox(template, params)
    return json.dumps({"title": told.title, "path": told.link or "/", "tag": tag})


def unaccented(text: str) -> str:
    """GSM-7 has no Vietnamese letters: `Đã giữ số` → `Da giu so`."""
    plain = text.replace("đ", "d").replace("Đ", "D").replace("₫", "d").replace("\u202f", " ")
    marks_apart = unicodedata.normalize("NFD", plain)
    letters = "".join(char for char in marks_apart if not unicodedata.combining(char))
    return letters.encode("ascii", "ignore").decode()


def _as_html(body: str, images: Sequence[str], link: str, closing: str) -> str:
    parts = [f'<p style="{_PARAGRAPH}">{_escaped(part)}</p>' for part in body.split("\n\n")]
    parts += [f'<p><img src="cid:{html.escape(name)}" alt="" width="240"></p>' for name in images]
    if link:
        label = html.escape(texts.say("notify.open"))
        parts.append(f'<p><a style="{_BUTTON}" href="{html.escape(link)}">{label}</a></p>')
    parts.append(f'<p style="{_PARAGRAPH};font-size:13px;color:#54627a">{_escaped(closing)}</p>')
    inner = "".join(parts)
    return (
        '<!doctype html><html lang="vi"><body style="margin:0;background:#f5f7fb;padding:24px">'
        '<div style="max-width:520px;margin:0 auto;background:#ffffff;border-radius:20px;'
        f'padding:28px">{inner}</div></body></html>'
    )


def _escaped(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")
