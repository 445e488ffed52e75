"""Stamping a signed PDF so that its signatures can still be checked.

The received bytes stay as they are; the stamp is added behind them as annotations with
an appearance of their own. Knows pypdf's incremental writer; where the stamp stands
and whether it can be seen is settled by the same job as for other PDFs.

Source: ISO 32000-2, 12.5.6.12 (stamp annotations), 12.8.2.2 (DocMDP).
"""

import io
import re
from typing import Any, cast

import pikepdf
from pikepdf import Array

from models.documents import Signature
from models.errors import OutputError
from stamps.pdf_annotations import stamp_annotations
from stamps.pdf_drawing import make_palette
from stamps.pdf_job import Job

SHEET_INSTEAD = "sheet-instead"
"""The file must stay as it is; the caller makes an accompanying sheet."""
_ANNOTATIONS_ALLOWED = 3
_SIZE = re.compile(rb"/Size (\d+)")


def may_annotate(signatures: tuple[Signature, ...]) -> bool:
    """Tell whether the signatures of a file let anybody add annotations."""
    levels = [s.docmdp for s in signatures if s.docmdp is not None]
    return all(level >= _ANNOTATIONS_ALLOWED for level in levels)


def save_increment(job: Job) -> None:
    """Write the received bytes and behind them the annotations of every page.

    Raises:
        OutputError: The file's structure leaves no way to add to it.
    """
    data = job.source.read_bytes()
    try:
        grown = _with_annotations(data, job)
    except Exception as error:
        raise OutputError(
            f"Nothing can be added to the signed file {job.source.name}. "
            "Give it an accompanying sheet.",
            slug=SHEET_INSTEAD,
        ) from error
    if not grown.startswith(data):
        raise OutputError(f"{job.source.name} was changed. Report this as a fault.")
    job.part.write_bytes(data + _mended(grown[len(data) :]))


def _with_annotations(data: bytes, job: Job) -> bytes:
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import ArrayObject, NameObject

    writer = PdfWriter(io.BytesIO(data), incremental=True)
    donor = PdfReader(io.BytesIO(_donor(job)))
    for index, page in enumerate(donor.pages):
        target = writer.pages[index]
        new = [
            writer._add_object(_annotation(item, target, writer))
            for item in cast("list[Any]", page["/Annots"])
        ]
        held = target.get("/Annots")
        held = held.get_object() if held is not None else None
        if isinstance(held, ArrayObject):
            held.extend(new)
        else:
            target[NameObject("/Annots")] = ArrayObject(new)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _annotation(item: Any, page: Any, writer: Any) -> Any:
    from pypdf.generic import DictionaryObject, NameObject

    source = item.get_object()
    made = DictionaryObject(
        {
            NameObject(key): source.raw_get(key).clone(writer)
            for key in source
            if key not in ("/P", "/AP")
        }
    )
    appearance = source["/AP"].raw_get("/N").clone(writer)
    made[NameObject("/AP")] = DictionaryObject({NameObject("/N"): appearance})
    made[NameObject("/P")] = page.indirect_reference
    return made


def _donor(job: Job) -> bytes:
    """Make a file whose pages hold the annotations that the signed one gets."""
    with pikepdf.new() as pdf:
        palette = make_palette(pdf, job.plan, job.palette.inks)
        for index in range(len(job.layouts)):
            pdf.add_blank_page(page_size=(72, 72))
            parts = stamp_annotations(pdf, job, index, palette)
            pdf.pages[-1].obj.Annots = Array(parts)
        out = io.BytesIO()
        pdf.save(out, static_id=True, compress_streams=False)
    return out.getvalue()


def _mended(tail: bytes) -> bytes:
    """Correct the size that pypdf claims: one more than the highest number used."""
    match = None
    for found in _SIZE.finditer(tail):
        match = found
    if match is None:
        return tail
    size = b"/Size %d" % (int(match[1]) - 1)
    return tail[: match.start()] + size.ljust(len(match[0])) + tail[match.end() :]
