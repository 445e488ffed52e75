"""Writing the decided stamps into a PDF and saving it.

Puts each page's stamp above its content, shares what pages have in common, and saves
without packing streams again. Decides nothing.
"""

import hashlib
import re
import struct
import zlib
from typing import Any, BinaryIO

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, StreamDecodeLevel

from stamps.labels import xmp_binding
from stamps.pdf_annotations import stamp_annotations
from stamps.pdf_content import Alike, alike_of, own_content
from stamps.pdf_fonts import make_stream
from stamps.pdf_job import Job
from stamps.pdf_pages import (
    Original,
    add_resources,
    keep_original,
    move_annotations,
    set_boxes,
    write_page,
)
from stamps.pdf_plan import Isolation
from stamps.pdf_soundness import content_streams
from stamps.pdf_standard import pdfa_part, xmp_packet

_TRANSPARENCY_VERSION = "1.4"
_END_BYTES = 1024
_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_STATIC_ID = re.compile(
    rb"/ID\s*\[\s*<[0-9a-f]*>\s*<(31415926535897932384626433832795)>"
)
"""How qpdf names a file that it is told to give no name of its own."""
_SEEN_BYTES = 4096
_CONTENTS, _RESOURCES = Name.Contents, Name.Resources
_FILTER, _DEFLATED = Name.Filter, Name.FlateDecode
_STORED = b"\x78\x01\x01"
"""Begins a deflated stream of a single block that is as it was."""
_LONGEST_STORED = 0xFFFF


def save(job: Job) -> None:
    """Write every page whose layout changed, and the file."""
    if "opening" not in job.shared:
        job.shared["opening"] = make_stream(job.pdf, b"q\n", {})
        job.shared["packs"] = _has_object_streams(job.pdf)
    for index in sorted(job.changed):
        _write(job, index)
    _bind_label(job)
    with job.part.open("w+b") as out:
        job.pdf.save(
            out,
            min_version=_TRANSPARENCY_VERSION if job.plan.text.watermark else "",
            fix_metadata_version=False,
            preserve_pdfa=pdfa_part(job.pdf) is not None,
            # Leaving packed objects unpacked would bloat the file.
            compress_streams=job.shared["packs"],
            stream_decode_level=StreamDecodeLevel.none,
            object_stream_mode=ObjectStreamMode.preserve,
            encryption=False,
            static_id=True,
        )
        _name_file(out, _identity(job))


def _write(job: Job, index: int) -> None:
    page, layout = job.pages[index], job.layouts[index]
    alike = alike_of(job, layout)
    if index not in job.contents:
        job.contents[index] = page.get("/Contents")
    is_plain = layout.isolation is Isolation.WRAPPED and layout.shrink is None
    if is_plain and index not in job.originals:
        _write_plain(job, index, alike)
    else:
        _write_changed(job, index, alike)


def _write_plain(job: Job, index: int, alike: Alike) -> None:
    """Put the stamp above the content of a page that stays as it is."""
    page, held, shared = job.pages[index], job.contents[index], job.shared
    own = [held] if isinstance(held, pikepdf.Stream) else content_streams(held)
    streams = [shared["opening"], *own, alike.stream]
    if alike.rest is not None:
        streams.append(_own_stream(job, own_content(job, index, alike)))
    page[_CONTENTS] = Array(streams)
    look = job.looks[index]
    if look is not None and look in alike.shared:
        page[_RESOURCES] = alike.shared[look]
    else:
        _share_resources(job, page, alike, look)


def _own_stream(job: Job, content: bytes) -> Any:
    """Make a stream of what one page alone shows, as it is.

    Packing it would take longer than all else here, and save 0.1 KB a page. Where all
    streams are packed that are not, it is written as one that was packed by nothing.
    """
    if not job.shared["packs"]:
        return pikepdf.Stream(job.pdf, content)
    stream = pikepdf.Stream(job.pdf, _stored(content))
    stream[_FILTER] = _DEFLATED
    return stream


def _stored(content: bytes) -> bytes:
    """Put what is not too long into a deflated stream as it is (RFC 1950 and 1951)."""
    size = len(content)
    if size > _LONGEST_STORED:
        return zlib.compress(content, 6)
    lengths = struct.pack("<HH", size, size ^ _LONGEST_STORED)
    return _STORED + lengths + content + struct.pack(">L", zlib.adler32(content))


def _share_resources(job: Job, page: Any, alike: Alike, look: bytes | None) -> None:
    """Add what the stamp draws with, once to what pages share or could share."""
    held = page.get("/Resources")
    key = held.objgen if isinstance(held, Dictionary) and held.is_indirect else None
    if key is None and look is not None:
        page.Resources = alike.shared[look] = job.pdf.make_indirect(held)
    elif key in alike.shared:
        return
    add_resources(page, alike.resources)
    if key is not None:
        alike.shared[key] = held


def _write_changed(job: Job, index: int, alike: Alike) -> None:
    page, layout = job.pages[index], job.layouts[index]
    if index not in job.originals:
        original = keep_original(page)
        job.originals[index] = Original(
            contents=job.contents[index],
            resources=original.resources,
            annotations=original.annotations,
        )
    original = job.originals[index]
    content = alike.content + own_content(job, index, alike)
    write_page(
        job.pdf,
        page,
        original,
        layout=layout,
        tail=make_stream(job.pdf, content, {}),
        opening=job.shared["opening"],
        resources=alike.resources,
    )
    if layout.isolation is Isolation.ANNOTATION:
        added = stamp_annotations(job.pdf, job, index, job.palette)
        page.Annots = Array([*original.annotations, *added])
    if layout.frame != job.kinds[index].frame:
        set_boxes(page, layout)
    if index not in job.moved and layout.shrink is not None:
        move_annotations(page, layout)
        job.moved.add(index)


def _bind_label(job: Job) -> None:
    """Bind the machine-readable labels in the document's XMP, once."""
    if job.plan.label is None or "label" in job.shared:
        return
    job.shared["label"] = True
    packet = xmp_binding(job.plan.label, xmp_packet(job.pdf))
    stream = pikepdf.Stream(job.pdf, packet)
    stream.Type, stream.Subtype = Name.Metadata, Name.XML
    job.pdf.Root.Metadata = job.pdf.make_indirect(stream)


def _has_object_streams(pdf: pikepdf.Pdf) -> bool:
    """Tell whether the file has a cross-reference stream, without which none packs."""
    return "/XRefStm" in pdf.trailer or pdf.trailer.get("/Type") == Name.XRef


def _identity(job: Job) -> bytes:
    """Return what names this output: the same for the same input and plan."""
    with job.source.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(size - _SEEN_BYTES, 0))
        end = stream.read()
    seen = hashlib.sha256(b"%d %b" % (size, end))
    seen.update(repr((job.plan, job.pdf.trailer.get("/ID"))).encode())
    return seen.hexdigest()[:32].encode("ascii")


def _name_file(out: BinaryIO, identity: bytes) -> None:
    """Write the file's own name over the one that all files saved so have.

    Naming it by its content would take as long as a third of saving it.
    """
    out.seek(max(out.seek(0, 2) - _END_BYTES, 0))
    start = _START.search(out.read())
    if start is None:
        return
    out.seek(int(start[1]))
    found = _STATIC_ID.search(out.read())
    if found is not None:
        out.seek(int(start[1]) + found.start(1))
        out.write(identity)
