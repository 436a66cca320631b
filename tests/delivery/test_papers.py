"""Packing slip and hand-over list: what is on them, who may print, what a scanner reads."""

import io
from datetime import datetime

import numpy
import pytest
import zxingcpp
from PIL import Image
from sqlmodel import Session, select

from chonso_app.core.audit import AuditEntry
from chonso_app.core.errors import NotAllowed
from chonso_app.delivery import papers
from chonso_app.orders.models import Order
from tests.delivery import desk
from tests.delivery.desk import CARD, OSP
from tests.orders.world import LAN


@pytest.fixture
def order(session: Session, now: datetime) -> Order:
    desk.furnish(session, now)
    order = desk.cod(session, now)
    desk.packed(session, order, now)
    return order


def scanned(paper: papers.Paper) -> dict[str, str]:
    picture = Image.open(io.BytesIO(papers.typeset(paper, picture=True))).convert("L")
    found = zxingcpp.read_barcodes(numpy.array(picture))
    return {one.format.name: one.text for one in found}


def test_a_scanner_reads_serial_and_code_off_the_slip(
    session: Session, now: datetime, order: Order
) -> None:
    read = scanned(papers.slips(session, OSP, [order.code], now=now))
    assert read["Code128"] == CARD
    assert read["QRCode"].endswith(f"/phieu/{order.code}")


def test_slip_and_list_are_pdf_and_each_look_is_logged(
    session: Session, now: datetime, order: Order
) -> None:
    for gather in (papers.slips, papers.hand_over):
        paper = gather(session, OSP, [order.code, "GS-NOSUCH"], now=now)
        assert papers.typeset(paper).startswith(b"%PDF")
    session.commit()
    actions = list(session.exec(select(AuditEntry.action)))
    assert "delivery.slip_printed" in actions
    assert "delivery.list_printed" in actions


def test_the_shippers_list_names_nobody(session: Session, now: datetime, order: Order) -> None:
    shown = str(papers.hand_over(session, OSP, [order.code], now=now).data)
    assert order.to_name not in shown
    assert order.to_address not in shown
    assert order.to_phone[2:] not in shown.replace(" ", "")


def test_another_unit_and_customers_print_nothing(
    session: Session, now: datetime, order: Order
) -> None:
    with pytest.raises(papers.NothingToPrint):
        papers.slips(session, desk.OTHER_UNIT, [order.code], now=now)
    with pytest.raises(NotAllowed):
        papers.slips(session, LAN, [order.code], now=now)


def test_what_a_person_typed_is_printed_as_typed(
    session: Session, now: datetime, order: Order
) -> None:
    order.to_note = '#import "x" [bad] $ \\ <b>'
    paper = papers.slips(session, OSP, [order.code], now=now)
    assert papers.typeset(paper).startswith(b"%PDF")
