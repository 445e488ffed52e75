"""Makes PDFs for tests: ordinary pages, and pages as awkward as others make them."""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from models.documents import Source
from models.geometry import Box
from models.marks import FoundMark
from stamps.plan import CodeContent, StampPlan, StampStyle, StampText

KEY = b"k" * 32
CLOCK = datetime(2026, 11, 22, tzinfo=UTC)
A4 = (595.28, 841.89)
RUNNING = "Құпия (Секретно) · 12с/2026 · {page}/{pages}"


def make_plan(*, words: dict[str, Any] | None = None, **changes: Any) -> StampPlan:
    """Return a plan as a Kazakh office would have it."""
    text: dict[str, Any] = {
        "mark": ("Құпия", "(Секретно)"),
        "details": ("Дана № 1 · Экз. № 1", "12с/2026 · 22.11.2026"),
        "running": RUNNING,
    }
    plan: dict[str, Any] = {
        "text": StampText(**(text | (words or {}))),
        "style": StampStyle(),
        "code": CodeContent(number="12с/2026", copy=None, key=KEY),
        "label": None,
        "clock": CLOCK,
    }
    return StampPlan(**(plan | changes))


def found(box: Box, page_index: int = 0) -> FoundMark:
    """Return a mark found at a place."""
    return FoundMark(
        text="Секретно",
        degree=None,
        page_index=page_index,
        box=box,
        source=Source.TEXT,
        confidence=1.0,
    )


def text_content(width: float, height: float, *, margin: float = 60.0) -> bytes:
    """Return lines of text within margins, in a standard font."""
    lines = [b"BT /F1 10 Tf 14 TL %.1f %.1f Td" % (margin, height - margin)]
    count = int((height - 2 * margin) // 14)
    letters = max(int((width - 2 * margin) / 5.2), 1)
    lines += [b"(%s) Tj T*" % (b"words of a page " * 20)[:letters]] * count
    return b"\n".join([*lines, b"ET\n"])


def add_page(
    pdf: pikepdf.Pdf,
    content: bytes | list[bytes],
    size: tuple[float, float] = A4,
    **entries: Any,
) -> Any:
    """Add a page with content and further entries of its dictionary."""
    pdf.add_blank_page(page_size=size)
    page = pdf.pages[-1].obj
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.Resources = Dictionary(Font=Dictionary(F1=font))
    parts = [content] if isinstance(content, bytes) else content
    page.Contents = Array([pdf.make_stream(part) for part in parts])
    for key, value in entries.items():
        page[f"/{key}"] = value
    return page


def save(pdf: pikepdf.Pdf, path: Path, **options: Any) -> Path:
    """Write a file and return its path."""
    pdf.save(path, static_id=True, **options)
    pdf.close()
    return path


def text_pdf(path: Path, pages: int = 3, size: tuple[float, float] = A4) -> Path:
    """Write a plain text document."""
    pdf = pikepdf.new()
    for _ in range(pages):
        add_page(pdf, text_content(*size), size)
    return save(pdf, path)


def image_page(pdf: pikepdf.Pdf, grey: int, size: tuple[float, float] = A4) -> Any:
    """Add a page that is one picture of an even grey."""
    page = add_page(pdf, b"q %.2f 0 0 %.2f 0 0 cm /Im Do Q" % size, size)
    image = pikepdf.Stream(pdf, bytes([grey]) * 64)
    for key, value in {
        "Type": Name.XObject,
        "Subtype": Name.Image,
        "Width": 8,
        "Height": 8,
        "BitsPerComponent": 8,
        "ColorSpace": Name.DeviceGray,
    }.items():
        image[f"/{key}"] = value
    page.Resources.XObject = Dictionary(Im=pdf.make_indirect(image))
    return page


def signed_pdf(path: Path, *, docmdp: int | None = None, times: int = 1) -> Path:
    """Sign a document for real with a made certificate."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import MDPPerm
    from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata

    data = text_pdf(path).read_bytes()
    for turn in range(times):
        certifies = docmdp is not None and turn == 0
        extra = {"docmdp_permissions": MDPPerm(docmdp)} if certifies else {}
        meta = PdfSignatureMetadata(
            field_name=f"Sig{turn}", md_algorithm="sha256", certify=certifies, **extra
        )
        writer = IncrementalPdfFileWriter(io.BytesIO(data))
        data = signers.sign_pdf(writer, meta, signer=_signer()).getvalue()
    path.write_bytes(data)
    return path


def _signer() -> Any:
    from asn1crypto import keys
    from asn1crypto import x509 as asn1_x509
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID
    from pyhanko.sign import signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Made for tests")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2040, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    der = serialization.Encoding.DER
    private = key.private_bytes(
        der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(certificate.public_bytes(der)),
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore(),
    )


LOCK = (
    b"/CF << /StdCF << /AuthEvent /EFOpen /CFM /AESV2 /Length 16 >> >>"
    b" /EFF /StdCF /StmF /Identity /StrF /Identity /EncryptMetadata false"
    b" /Filter /Standard /V 4 /R 4 /Length 128 /P -1028"
    b" /O <%s> /U <%s>" % (b"5a" * 32, b"a5" * 32)
)
"""Entries of an encryption that holds for attachments only, of an unknown password."""


def lock_attachments(path: Path) -> Path:
    """Encrypt the attachments of a PDF, were there any, and leave all else plain."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        save(pdf, path, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    whole = path.read_bytes()
    trailer = b"trailer <<"
    assert whole.count(trailer) == 1
    path.write_bytes(whole.replace(trailer, trailer + b" /Encrypt << %s >>" % LOCK))
    return path
