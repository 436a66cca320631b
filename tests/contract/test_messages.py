"""SMS by eSMS and mail by SMTP, against the sandbox."""

import time

import pytest

from chonso_app.core.gateways import GatewayRefused, GatewayUnavailable
from chonso_app.notifications.esms import Esms
from chonso_app.notifications.gateway import Attachment, Mail
from chonso_app.notifications.smtp import Smtp
from tests.contract.conftest import Sandbox

PHONE = "84901236868"


@pytest.fixture
def esms(sandbox: Sandbox) -> Esms:
    chosen = sandbox.settings
    return Esms(
        url=chosen.esms_url, api_key=chosen.esms_api_key, secret_key=chosen.esms_secret_key,
        brandname="CHONSO",
    )  # fmt: skip


@pytest.fixture
def smtp(sandbox: Sandbox) -> Smtp:
    return Smtp(
        host="127.0.0.1", port=sandbox.settings.sandbox_smtp_port, user="", password="", tls=False,
        sender="Chọn Số Online <no-reply@chonso.example>",
    )  # fmt: skip


def test_a_text_reaches_the_phone_once(sandbox: Sandbox, esms: Esms) -> None:
    first = esms.send(PHONE, "Ma OTP 123456", key="m-1")
    again = esms.send(PHONE, "Ma OTP 123456", key="m-1")
    assert first
    assert again
    texts = sandbox.get("/sms/messages.json", phone="0901236868")
    assert [text["content"] for text in texts].count("Ma OTP 123456") == 1


def test_a_blocked_number_is_a_clear_no(sandbox: Sandbox, esms: Esms) -> None:
    sandbox.set("sms", code="99")
    with pytest.raises(GatewayRefused, match="99"):
        esms.send(PHONE, "x", key="m-2")


@pytest.mark.parametrize("switches", [{"fail": "1"}, {"down": "1"}, {"code": "103"}])
def test_an_outage_is_tried_again(sandbox: Sandbox, esms: Esms, switches: dict[str, str]) -> None:
    sandbox.set("sms", **switches)
    with pytest.raises(GatewayUnavailable):
        esms.send(PHONE, "x", key="m-3")
    sandbox.set("sms", fail="0", down="0", code="100")
    assert esms.send(PHONE, "x", key="m-3")


def test_texts_can_arrive_twice_and_out_of_order(sandbox: Sandbox, esms: Esms) -> None:
    phone = "84901230001"
    sandbox.set("sms", arrive="twice")
    esms.send(phone, "hai lan", key="m-4")
    assert len(sandbox.get("/sms/messages.json", phone=phone)) == 2
    sandbox.set("sms", arrive="shuffled")
    for count in range(5):
        esms.send(phone, "lon xon", key=f"m-5-{count}")
    for _ in range(100):
        if len(sandbox.get("/sms/messages.json", phone=phone)) == 7:
            return
        time.sleep(0.1)
    raise AssertionError("they never arrived")


def test_a_lost_answer_and_a_second_try_are_one_text(sandbox: Sandbox, esms: Esms) -> None:
    phone = "84901230002"
    sandbox.set("sms", lose="1")
    with pytest.raises(GatewayUnavailable):
        esms.send(phone, "mot lan", key="m-6")
    esms.send(phone, "mot lan", key="m-6")
    assert len(sandbox.get("/sms/messages.json", phone=phone)) == 1


def test_a_mail_arrives_with_marks_pictures_and_files(sandbox: Sandbox, smtp: Smtp) -> None:
    mail = Mail(
        to="lan@example.vn",
        subject="Hợp đồng của số 0901 23 6868",
        text="Chào bạn",
        html='<p>Chào bạn</p><img src="cid:qr.png">',
        attachments=(
            Attachment("hop-dong.pdf", b"%PDF-1.7", "application/pdf"),
            Attachment("qr.png", b"\x89PNG", "image/png", inline=True),
        ),
    )
    message_id = smtp.send(mail, key="mail-1")
    assert smtp.send(mail, key="mail-1") == message_id
    kept = sandbox.get("/mail/messages.json", to="lan@example.vn")
    assert len(kept) == 1
    assert kept[0]["subject"] == mail.subject
    assert {file["name"] for file in kept[0]["files"]} == {"hop-dong.pdf", "qr.png"}
    assert [file["cid"] for file in kept[0]["files"] if file["name"] == "qr.png"] == ["qr.png"]


def test_a_mailbox_that_says_no_is_refused_and_a_busy_one_tried_again(
    sandbox: Sandbox, smtp: Smtp
) -> None:
    mail = Mail(to="x@example.vn", subject="x", text="x")
    sandbox.set("mail", fail="1")
    with pytest.raises(GatewayUnavailable):
        smtp.send(mail, key="mail-2")
    sandbox.set("mail", refuse="1")
    with pytest.raises(GatewayRefused, match="550"):
        smtp.send(mail, key="mail-2")
