"""Logs say what happened, never to whom: no cookie, no argument, no name, no number."""

import logging
import re
import sys

_FORBIDDEN = (
    (re.compile(r"(?i)(cookie['\"]?\s*[:=]\s*)(['\"]).*?\2"), r"\1\2…\2"),
    (re.compile(r"(?i)(payload['\"]?\s*[:=]\s*).*", re.DOTALL), r"\1…"),
    (re.compile(r"(token=)[^&\s\"']+"), r"\1…"),
    (re.compile(r"LPA:1\$\S+"), "LPA:…"),
    (re.compile(r"(?<!\d)(?:\+?84|0)\d{9}(?!\d)"), "<phone>"),
    (re.compile(r"(?<!\d)\d{12}(?!\d)"), "<id>"),
)


class Scrub(logging.Filter):
    """On the handler, not the logger: a filter on a parent logger never sees its children."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            # a traceback of SQLAlchemy or pydantic quotes the values: keep the type and the place
            record.exc_text = None
            text = f"{text} [{type(record.exc_info[1]).__name__}{_place(record.exc_info[2])}]"
            record.exc_info = None
        record.msg, record.args = scrubbed(text), ()
        return True


def scrubbed(text: str) -> str:
    for pattern, instead in _FORBIDDEN:
        text = pattern.sub(instead, text)
    return text


def _place(trace: object) -> str:
    places = []
    while trace is not None:
        frame = trace.tb_frame  # pyright: ignore[reportAttributeAccessIssue]
        module = frame.f_globals.get("__name__", "?")
        if module.startswith("chonso_app"):
            places.append(f"{module}:{trace.tb_lineno}")  # pyright: ignore[reportAttributeAccessIssue]
        trace = trace.tb_next  # pyright: ignore[reportAttributeAccessIssue]
    return " at " + " < ".join(reversed(places[-3:])) if places else ""


def configure() -> None:
    """One handler on stderr for the process, scrubbed. Reflex's own loggers pass through it too."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    handler.addFilter(Scrub())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in ("httpx", "httpcore", "dbos", "alembic", "pyhanko", "aiosmtpd", "mail.log"):
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in list(logging.root.manager.loggerDict):
        if name.startswith(("reflex", "dbos")):
            logging.getLogger(name).handlers[:] = []
            logging.getLogger(name).propagate = True
