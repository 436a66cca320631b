"""The operator's seal: on a PDF (PAdES), on any bytes (a detached CMS), and how to see it is whole.

In production the certificate is a PKCS#12 file that the settings name. The demo makes itself a
certificate authority and a signing certificate at first use, under `var_dir`.
"""

import asyncio
import io
import logging
import os
import secrets
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.validation import async_validate_detached_cms, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from chonso_app.core.config import settings
from chonso_app.core.db import utc_now

_FIELD = "BenB"
_BEGINS = datetime(2026, 1, 1, tzinfo=UTC)  # demo cases lie before the day of installation
_TEN_YEARS = timedelta(days=3650)
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # it logs a traceback per refused seal


class NoSigningCertificate(RuntimeError):
    """The settings name no readable PKCS#12 file: nothing can be sealed."""


def seal(pdf: bytes) -> bytes:
    """Sign `pdf` for the operator. Starts an event loop of its own: never call it on one."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    about = PdfSignatureMetadata(
        field_name=_FIELD, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    return signers.sign_pdf(writer, about, signer=_signer()).getvalue()


def is_intact(pdf: bytes, *, roots: bytes = b"", at: datetime | None = None) -> bool:
    """Whether `pdf` is exactly what we sealed: every byte, nothing appended, our certificate.

    `roots`, `at`: see `is_signed`.
    """
    try:
        found = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        status = validate_pdf_signature(found[0], _trust(roots, at)) if len(found) == 1 else None
    except (PdfReadError, ValueError, SignatureValidationError):
        return False
    return (
        status is not None
        and status.bottom_line
        and status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    )


def sign_detached(data: bytes, *, at: datetime) -> bytes:
    """A CMS (DER) that speaks for `data`. Starts an event loop: never call it on one."""
    about = PdfCMSSignedAttributes(signing_time=at)
    made = _signer().async_sign_general_data(data, "sha256", signed_attr_settings=about)
    return asyncio.run(made).dump()


def is_signed(
    data: bytes, signature: bytes, *, roots: bytes = b"", at: datetime | None = None
) -> bool:
    """Whether `signature` is ours and speaks for exactly `data`. Starts an event loop.

    `roots`: PEM of whom to trust, for those who have no key of ours; empty: our own chain.
    `at`: as of when the certificate must have been valid; None: now.
    """
    try:
        signed = cms.ContentInfo.load(signature)["content"]
        checked = async_validate_detached_cms(data, signed, _trust(roots, at))
        return asyncio.run(checked).bottom_line
    except (ValueError, TypeError, KeyError, AttributeError, SignatureValidationError):
        return False


def certificates() -> bytes:
    """Our root certificates as PEM: what others need to check our seals, nothing secret."""
    return b"".join(one.public_bytes(serialization.Encoding.PEM) for one in _own_roots())


@cache
def _signer() -> signers.SimpleSigner:
    path, password = _pkcs12()
    signer = signers.SimpleSigner.load_pkcs12(str(path), passphrase=password)
    if signer is None:
        raise NoSigningCertificate(str(path))
    return signer


def _trust(roots: bytes, at: datetime | None) -> ValidationContext:
    """That chain and nobody else's."""
    trusted = x509.load_pem_x509_certificates(roots) if roots else _own_roots()
    der = (root.public_bytes(serialization.Encoding.DER) for root in trusted)
    return ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(one) for one in der],
        allow_fetching=False,
        moment=at,
    )


def _own_roots() -> list[x509.Certificate]:
    return _roots_in(*_pkcs12())


@cache  # opening the file is slow on purpose: its password is stretched
def _roots_in(path: Path, password: bytes) -> list[x509.Certificate]:
    chain = pkcs12.load_pkcs12(path.read_bytes(), password)
    return [extra.certificate for extra in chain.additional_certs] or [
        chain.cert.certificate  # pyright: ignore[reportOptionalMemberAccess]
    ]


def _pkcs12() -> tuple[Path, bytes]:
    if settings.signing_pkcs12:
        return Path(settings.signing_pkcs12), settings.signing_password.encode()
    if settings.production:
        raise NoSigningCertificate("CHONSO_SIGNING_PKCS12 is missing")
    return _development_pkcs12(), b"demo"


def _development_pkcs12() -> Path:
    """Made once. Two processes may arrive together: the first file in place wins."""
    path = settings.var_dir / "signing" / "development.p12"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_suffix(f".{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_bytes(_make_development_pkcs12(b"demo"))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path


def _make_development_pkcs12(password: bytes) -> bytes:
    ca_key, key = (rsa.generate_private_key(65537, 3072) for _ in range(2))
    ca_name = _name("Chon So Online Development CA")
    ca = _certificate(ca_name, ca_name, ca_key, ca_key, is_ca=True)
    mine = _certificate(_name("Chon So Online (development)"), ca_name, key, ca_key, is_ca=False)
    sealed = serialization.BestAvailableEncryption(password)
    return pkcs12.serialize_key_and_certificates(b"seal", key, mine, [ca], sealed)


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: rsa.RSAPrivateKey,
    issuer_key: rsa.RSAPrivateKey,
    *,
    is_ca: bool,
) -> x509.Certificate:
    use = x509.KeyUsage(
        digital_signature=not is_ca, content_commitment=not is_ca, key_cert_sign=is_ca,
        crl_sign=is_ca, key_encipherment=False, data_encipherment=False, key_agreement=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_BEGINS)
        .not_valid_after(utc_now() + _TEN_YEARS)
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .add_extension(use, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
        .sign(issuer_key, hashes.SHA256())
    )
