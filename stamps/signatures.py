"""What the digital signatures of a PDF say, checked without a network.

Knows pyHanko and nothing of stamps. Whether the signer is to be trusted is for others
to say: only whether the bytes are those that were signed.
"""

from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary

from models.documents import Signature

_DEEPEST_FIELD = 32


def has_signature(pdf: pikepdf.Pdf) -> bool:
    """Tell whether a form field holds a signature, or the catalogue names one."""
    return bool(signed_fields(pdf)) or "/DocMDP" in (_permissions(pdf) or {})


def signed_fields(pdf: pikepdf.Pdf) -> list[Any]:
    """Return the form fields that hold a signature's bytes."""
    form = pdf.Root.get("/AcroForm")
    fields = form.get("/Fields") if isinstance(form, Dictionary) else None
    return _signed_below(fields, 0)


def remove_signatures(pdf: pikepdf.Pdf) -> None:
    """Empty every signature field, so that nothing claims to be signed any more."""
    for field in signed_fields(pdf):
        for key in ("/V", "/Lock", "/SV"):
            if key in field:
                del field[key]
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, Dictionary) and "/SigFlags" in form:
        del form["/SigFlags"]
    for key in ("/Perms", "/DSS"):
        if key in pdf.Root:
            del pdf.Root[key]


def signature_status(path: Path) -> tuple[Signature, ...]:
    """Check every signature of a file, in the order of the file.

    Returns:
        One record a signature; what can't be established is None. Empty where the
        file has none that can be read.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader

    with path.open("rb") as stream:
        try:
            embedded = list(PdfFileReader(stream, strict=False).embedded_signatures)
        except Exception:  # noqa: BLE001 -- a broken file has no signature to trust
            return ()
        return tuple(_check(signature) for signature in embedded)


def _check(embedded: Any) -> Signature:
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    name = str(embedded.field_name)
    try:
        level = embedded.docmdp_level
        certifies = _is_certification(embedded)
        embedded.compute_integrity_info(skip_diff=True)
        facts = _integrity(embedded)
        coverage = embedded.coverage
    except Exception:  # noqa: BLE001 -- what can't be checked isn't claimed
        return Signature(
            field=name,
            kind="approval",
            docmdp=None,
            intact=None,
            valid=None,
            covers_revision=None,
        )
    return Signature(
        field=name,
        kind="certification" if certifies else "approval",
        docmdp=None if level is None else int(level.value),
        intact=facts[0],
        valid=facts[1],
        covers_revision=coverage >= SignatureCoverageLevel.ENTIRE_REVISION,
    )


def _integrity(embedded: Any) -> tuple[bool, bool]:
    """Compare digests and check the signature value with the signer's certificate."""
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    intact, valid = validate_sig_integrity(
        embedded.signer_info,
        embedded.signer_cert,
        expected_content_type="data",
        actual_digest=embedded.compute_digest(),
    )
    return bool(intact), bool(valid)


def _is_certification(embedded: Any) -> bool:
    references = embedded.sig_object.get("/Reference", ())
    return any(
        reference.get_object().get("/TransformMethod") == "/DocMDP"
        for reference in references
    )


def _permissions(pdf: pikepdf.Pdf) -> Any:
    permissions = pdf.Root.get("/Perms")
    return permissions if isinstance(permissions, Dictionary) else None


def _signed_below(fields: Any, depth: int) -> list[Any]:
    if not isinstance(fields, Array) or depth > _DEEPEST_FIELD:
        return []
    found = []
    for field in fields:
        if not isinstance(field, Dictionary):
            continue
        value = field.get("/V")
        if isinstance(value, Dictionary) and "/ByteRange" in value:
            found.append(field)
        found += _signed_below(field.get("/Kids"), depth + 1)
    return found
