"""What reaches a log line has no cookie, argument, phone, paper number or activation code."""

import logging
import sys

import pytest

from chonso_app.core.logs import Scrub, scrubbed


@pytest.mark.parametrize(
    ("written", "secret"),
    [
        ("Event(name='x', payload={'otp': '123456'}, router_data={})", "123456"),
        ("headers {'cookie': 'session=abcdef; visitor=q'}", "abcdef"),
        ("GET /_event?token=11-22&x=1", "11-22"),
        ("sent LPA:1$smdp.example$ABC-123 to customer", "ABC-123"),
        ("call 0901236868 now", "0901236868"),
        ("call +84901236868 now", "901236868"),
        ("paper 079088004567", "079088004567"),
    ],
)
def test_secrets_are_cut_out(written: str, secret: str) -> None:
    assert secret not in scrubbed(written)


def test_a_traceback_keeps_the_place_and_loses_the_values() -> None:
    record = logging.LogRecord("x", logging.ERROR, "", 1, "failed", (), None)
    try:
        int("name Nguyễn Văn A")
    except ValueError:
        record.exc_info = sys.exc_info()
    Scrub().filter(record)
    line = logging.Formatter().format(record)
    assert "ValueError" in line
    assert "Nguyễn" not in line
