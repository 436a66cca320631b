"""The look of the sandbox's pages: plain HTML, one small style sheet, no script."""

from datetime import UTC, datetime
from html import escape
from pathlib import Path

from starlette.responses import HTMLResponse

from chonso_app.core.clock import vn
from chonso_app.core.config import settings
from chonso_app.sandbox.switches import SYSTEMS, switch

_STYLE = (Path(__file__).parent / "style.css").read_text()


def page(title: str, body: str, *, status: int = 200, note: str = "") -> HTMLResponse:
    """`body` is HTML; everything that came from outside must have gone through `escape`."""
    told = note or 'Hệ thống giả lập, chỉ có trong bản demo. <a href="/">Trang đầu sandbox</a>'
    return HTMLResponse(
        '<!doctype html><html lang="vi"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style>"
        f"<header>{told}</header><main><h1>{escape(title)}</h1>{body}</main></html>",
        status,
        headers={"Cache-Control": "no-store"},
    )


def switch_form(system: str) -> str:
    """The card with the switches of `system`."""
    rows = []
    for one in SYSTEMS[system]:
        now = switch(system, one.name)
        if one.choices:
            options = "".join(
                f'<option value="{escape(value)}"{" selected" if value == now else ""}>'
                f"{escape(label)}</option>"
                for value, label in one.choices
            )
            control = f'<select id="{one.name}" name="{one.name}">{options}</select>'
        else:
            control = f'<input id="{one.name}" name="{one.name}" value="{escape(now)}">'
        rows.append(f'<label for="{one.name}">{escape(one.label)}</label>{control}')
    return (
        f'<h2>Công tắc</h2><form class="card" method="post" action="/control/{system}">'
        f'{"".join(rows)}<div class="row"><button>Lưu công tắc</button></div></form>'
    )


def when(seconds: float) -> str:
    return vn(datetime.fromtimestamp(seconds, UTC)).strftime("%H:%M:%S %d/%m")


def table(heads: tuple[str, ...], rows: list[tuple[str, ...]], *, empty: str) -> str:
    """Cells are HTML already."""
    if not rows:
        return f'<p class="card muted">{escape(empty)}</p>'
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join(f"<tr>{_cells(heads, row)}</tr>" for row in rows)
    return f'<div class="card"><table><tr>{head}</tr>{body}</table></div>'


def _cells(heads: tuple[str, ...], row: tuple[str, ...]) -> str:
    """On a phone a row is a card: each cell then says under which head it stands."""
    return "".join(
        f'<td data-head="{escape(head)}">{cell}</td>'
        for head, cell in zip(heads, row, strict=True)
        if cell
    )


def shop_link(text: str = "Mở Chọn Số Online") -> str:
    return f'<a class="button quiet" href="{escape(settings.public_url)}">{escape(text)}</a>'
