"""Writing the decided stamps into a PDF and saving it.

Makes the content of each page's stamp, shares what pages have in common, and saves
without packing streams again. Decides nothing.
"""

import mmap
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, StreamDecodeLevel

from models.geometry import Box
from stamps.artwork import Art, running_text
from stamps.fonts import load_face
from stamps.labels import xmp_binding
from stamps.pdf_annotations import stamp_annotations
from stamps.pdf_drawing import (
    ARTIFACT,
    FORM_STAMP,
    FORM_WATERMARK,
    STATE_MULTIPLY,
    STRIKE_PT,
    draw,
    draw_code,
    draw_ground,
    draw_strike,
    draw_watermark,
    make_form,
    numbers,
)
from stamps.pdf_fonts import make_stream
from stamps.pdf_job import Job
from stamps.pdf_pages import keep_original, move_annotations, set_boxes, write_page
from stamps.pdf_plan import Isolation, PageLayout
from stamps.pdf_proof import symbol_box
from stamps.pdf_standard import pdfa_part, xmp_packet

_TRANSPARENCY_VERSION = "1.4"


def save(job: Job) -> None:
    """Write every page whose layout changed, and the file."""
    for index in sorted(job.changed):
        _write(job, index)
    _bind_label(job)
    packed = _has_object_streams(job)
    job.pdf.save(
        job.part,
        min_version=_TRANSPARENCY_VERSION if job.plan.text.watermark else "",
        fix_metadata_version=False,
        preserve_pdfa=pdfa_part(job.pdf) is not None,
        compress_streams=packed,
        stream_decode_level=StreamDecodeLevel.none,
        object_stream_mode=ObjectStreamMode.preserve,
        encryption=False,
        deterministic_id=True,
    )


def _write(job: Job, index: int) -> None:
    page, layout = job.pages[index], job.layouts[index]
    original = job.originals.setdefault(index, keep_original(page))
    resources = _resources(job, layout)
    write_page(
        job.pdf,
        page,
        original,
        layout=layout,
        tail=_tail(job, index),
        opening=_shared(job, "opening", lambda: make_stream(job.pdf, b"q\n", {})),
        resources=resources,
    )
    if layout.isolation is Isolation.ANNOTATION:
        added = stamp_annotations(job.pdf, job, index, job.palette)
        page.Annots = Array([*original.annotations, *added])
    if layout.frame != job.kinds[index].frame:
        set_boxes(page, layout)
    if index not in job.moved and layout.shrink is not None:
        move_annotations(page, layout)
        job.moved.add(index)


def _resources(job: Job, layout: PageLayout) -> dict[str, dict[str, Any]]:
    wanted = dict(job.palette.resources)
    forms = {}
    if layout.stamp is not None and layout.art is not None:
        forms[job.palette.name(FORM_STAMP)] = _stamp_form(job, layout.art)
    if job.plan.text.watermark:
        name, form = _watermark(job, layout)
        forms[name] = form
        if not job.opaque:
            state = _shared(job, "multiply", lambda: _multiply(job))
            wanted["/ExtGState"] = {job.palette.name(STATE_MULTIPLY): state}
    if forms:
        wanted["/XObject"] = forms
    return wanted


def _multiply(job: Job) -> Any:
    return job.pdf.make_indirect(Dictionary(Type=Name.ExtGState, BM=Name.Multiply))


def _stamp_form(job: Job, art: Art) -> Any:
    size = (art.width, art.height)
    return _shared(
        job,
        ("stamp", art),
        lambda: make_form(job.pdf, draw(art, job.palette), size, job.palette),
    )


def _watermark(job: Job, layout: PageLayout) -> tuple[str, Any]:
    """Return name and form of the watermark for pages of this size."""
    size = (round(layout.frame.width, 2), round(layout.frame.height, 2))
    text, palette = job.plan.text.watermark or "", job.palette
    sizes = job.shared.setdefault("sizes", {})
    name = palette.name(f"{FORM_WATERMARK}{sizes.setdefault(size, len(sizes))}")

    def make() -> Any:
        content = draw_watermark(text, palette, *size, outline=job.opaque)
        return make_form(job.pdf, content, size, palette)

    return name, _shared(job, ("watermark", size), make)


def _shared(job: Job, key: Any, make: Any) -> Any:
    if key not in job.shared:
        job.shared[key] = make()
    return job.shared[key]


def _tail(job: Job, index: int) -> Any:
    content = draw_page(job, index)
    return _shared(job, content, lambda: make_stream(job.pdf, content, {}))


def draw_page(job: Job, index: int) -> bytes:
    """Return the operators of one page's stamp, beginning with a restored state."""
    layout = job.layouts[index]
    first = (layout.frame, layout.stamp, layout.grounds, layout.strikes)
    start = _shared(job, ("start", *first), lambda: _draw_start(job, layout))
    parts = [start, _draw_line(job, index)]
    code = job.codes[index]
    if layout.code is not None and code is not None:
        symbol = symbol_box(layout.code)
        drawn = draw_code(code.side, code.pixels, symbol.width, job.palette.inks)
        parts.append(_at(symbol, layout.frame.height, drawn))
    return b"".join(parts) + b"Q EMC\n"


def _draw_start(job: Job, layout: PageLayout) -> bytes:
    """Draw what pages of one kind have in common."""
    palette, frame = job.palette, layout.frame
    parts = [b"\nQ\n", ARTIFACT, b"q ", numbers(*frame.matrix), b" cm\n"]
    if job.plan.text.watermark:
        name = _watermark(job, layout)[0].encode()
        if job.opaque:
            parts.append(name + b" Do\n")
        else:
            state = palette.name(STATE_MULTIPLY).encode()
            parts.append(b"q " + state + b" gs " + name + b" Do Q\n")
    for ground in layout.grounds:
        white = draw_ground(ground.width, ground.height, palette.inks)
        parts.append(_at(ground, frame.height, white))
    if layout.stamp is not None:
        name = palette.name(FORM_STAMP).encode()
        parts.append(_at(layout.stamp, frame.height, name + b" Do\n"))
    parts += [_strike(job, box, frame.height) for box in layout.strikes]
    return b"".join(parts)


def _draw_line(job: Job, index: int) -> bytes:
    """Draw the running line; only its letters differ between pages of one kind."""
    layout = job.layouts[index]
    text = running_text(job.plan.text, index + 1, len(job.pages))
    face = load_face(job.plan.style.font)
    letters = _shared(job, ("letters", text), lambda: face.hex_codes(text))
    kind = ("line", layout.line, layout.frame.height)

    def make() -> tuple[bytes, bytes]:
        wide = face.hex_codes(job.wanted.line_art.runs[0].text)
        drawn = draw(job.wanted.line_art, job.palette)
        before, _, after = _at(layout.line, layout.frame.height, drawn).partition(wide)
        return before, after

    before, after = _shared(job, kind, make)
    return b"".join((before, letters, after))


def _at(box: Box, height: float, content: bytes) -> bytes:
    """Draw something with its lower left corner where a box as seen has it."""
    place = numbers(box.x0, height - box.y1)
    return b"q 1 0 0 1 " + place + b" cm\n" + content + b"Q\n"


def _strike(job: Job, box: Box, height: float) -> bytes:
    middle = (box.y0 + box.y1) / 2
    place = Box(box.x0 - 1, middle - STRIKE_PT, box.x1 + 1, middle + STRIKE_PT)
    drawn = draw_strike(place.width, job.plan.style.colour, job.palette.inks)
    return _at(place, height, drawn)


def _bind_label(job: Job) -> None:
    """Bind the machine-readable labels in the document's XMP, once."""
    if job.plan.label is None or "label" in job.shared:
        return
    job.shared["label"] = True
    packet = xmp_binding(job.plan.label, xmp_packet(job.pdf))
    stream = pikepdf.Stream(job.pdf, packet)
    stream.Type, stream.Subtype = Name.Metadata, Name.XML
    job.pdf.Root.Metadata = job.pdf.make_indirect(stream)


def _has_object_streams(job: Job) -> bool:
    """Tell whether the file packs objects; leaving those unpacked would bloat it."""
    with (
        job.source.open("rb") as stream,
        mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data,
    ):
        return data.find(b"/ObjStm") >= 0
