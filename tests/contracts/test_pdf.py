"""What is printed is what was agreed, and a seal that a changed byte breaks."""

import hashlib
import io

import pypdf
import pytest
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from chonso_app.contracts import pdf, seal, signature
from chonso_app.contracts.models import TEXT_VERSION

TERMS = pdf.Terms(
    number="2026/GS-7K3Q68", order_code="GS-7K3Q68", drafted_on="25/11/2026",
    operator="MobiFone", hotline="9090", text_version=TEXT_VERSION,
    name="Nguyễn Ngọc Lan #[evil] $x$ *b*", birth_date="14/02/1998", id_number="079198001214",
    address="12 Lê Lợi, Phường Bến Thành", phone="0912 34 5678", email="lan@example.vn",
    msisdn="0901 23 6868", sim_kind="eSIM", plan="D90", promotion="KMTN4G, 15 GB trong 10 ngày",
    costs=(pdf.Cost("Giá số", "1.250.000 ₫"), pdf.Cost("eSIM", "25.000 ₫")), total="1.275.000 ₫",
).to_json()  # fmt: skip


def drawn(*, width: int = 1074, height: int = 588, stroke: bool = True) -> bytes:
    """A picture as the pad sends it: ink on nothing."""
    picture = Image.new("RGBA", (width, height))
    if stroke:
        path = [(width * x / 10, height * (0.3 + 0.4 * (x % 2))) for x in range(1, 9)]
        ImageDraw.Draw(picture).line(path, fill=(11, 27, 59, 255), width=9)
    sent = io.BytesIO()
    picture.save(sent, "PNG")
    return sent.getvalue()


def words_of(data: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.fixture(scope="module")
def sealed() -> bytes:
    return seal.seal(pdf.typeset(TERMS, signature.clean(drawn()), "12:00 25/11/2026"))


def test_the_pdf_says_who_what_and_how_much(sealed: bytes) -> None:
    words = words_of(sealed)
    for said in (
        "2026/GS-7K3Q68", "Nguyễn Ngọc Lan", "14/02/1998", "079198001214", "0901 23 6868", "D90",
        "1.250.000 ₫", "1.275.000 ₫", "KMTN4G", TEXT_VERSION, "Ký lúc 12:00 25/11/2026",
    ):  # fmt: skip
        assert said in words


def test_what_a_customer_types_stays_text(sealed: bytes) -> None:
    assert "#[evil] $x$ *b*" in words_of(sealed)


def test_the_pdf_says_of_itself_that_it_is_pdf_a_2b(sealed: bytes) -> None:
    assert b"pdfaid:part>2<" in sealed
    assert b"pdfaid:conformance>B<" in sealed


def test_a_seal_is_whole_until_something_is_changed(sealed: bytes) -> None:
    assert seal.is_intact(sealed)
    middle = len(sealed) // 3
    assert not seal.is_intact(sealed[:middle] + bytes([sealed[middle] ^ 1]) + sealed[middle + 1 :])


def test_something_appended_breaks_the_seal(sealed: bytes) -> None:
    writer = pypdf.PdfWriter(io.BytesIO(sealed), incremental=True)
    writer.add_metadata({"/Subject": "changed later"})
    longer = io.BytesIO()
    writer.write(longer)
    assert longer.getvalue().startswith(sealed[:1000])
    assert not seal.is_intact(longer.getvalue())


def test_an_unsealed_contract_is_not_intact() -> None:
    assert not seal.is_intact(pdf.typeset(TERMS, signature.clean(drawn()), "12:00 25/11/2026"))
    assert not seal.is_intact(b"not a PDF at all")


def test_the_pages_are_pictures_of_the_same_text() -> None:
    pages = pdf.pages(TERMS)
    assert len(pages) == 2
    assert all(page.startswith(b"\x89PNG") for page in pages)
    assert pdf.pages(TERMS, signature.clean(drawn()), "12:00 25/11/2026")[-1] != pages[-1]


def test_a_new_wording_needs_a_new_version() -> None:
    """Consent is to a version. Whoever changes the words raises TEXT_VERSION and this digest."""
    digest = hashlib.sha256(pdf.TEMPLATE.read_bytes()).hexdigest()[:16]
    assert (TEXT_VERSION, digest) == ("2026-11.1", "ef22c50695d8db13")


@pytest.mark.parametrize(
    "picture",
    [b"", b"GIF89a", b"\x89PNG\r\n\x1a\nbroken", b"\x89PNG\r\n\x1a\n" + b"0" * 400_000],
)
def test_what_is_no_picture_is_refused(picture: bytes) -> None:
    with pytest.raises(signature.SignatureUnreadable):
        signature.clean(picture)


def test_a_picture_of_too_many_dots_is_refused() -> None:
    with pytest.raises(signature.SignatureUnreadable):
        signature.clean(drawn(width=9000, height=4000))


def test_nothing_and_a_dot_are_no_signature() -> None:
    with pytest.raises(signature.SignatureTooSmall):
        signature.clean(drawn(stroke=False))
    picture = Image.open(io.BytesIO(drawn(stroke=False)))
    ImageDraw.Draw(picture).ellipse((500, 300, 520, 320), fill=(0, 0, 0, 255))
    sent = io.BytesIO()
    picture.save(sent, "PNG")
    with pytest.raises(signature.SignatureTooSmall):
        signature.clean(sent.getvalue())


def test_the_kept_picture_holds_nothing_but_the_ink() -> None:
    source = Image.open(io.BytesIO(drawn()))
    sent = io.BytesIO()
    about = PngInfo()
    about.add_text("Comment", "secret")
    source.save(sent, "PNG", pnginfo=about)
    kept = Image.open(io.BytesIO(signature.clean(sent.getvalue())))
    assert kept.info == {}
    assert kept.width < source.width
