"""The content of a page's stamp: what pages share, and what each has of its own.

Turns a decided layout into streams and resources. Decides nothing and changes no page.
"""

from dataclasses import dataclass, field
from typing import Any

from pikepdf import Dictionary, Name

from models.geometry import Box
from stamps.artwork import Art
from stamps.fonts import load_face
from stamps.pdf_drawing import (
    ARTIFACT,
    FORM_STAMP,
    FORM_WATERMARK,
    STATE_MULTIPLY,
    STATE_SCREEN,
    STRIKE_PT,
    WATERMARK_GREY,
    WATERMARK_LINE_ON_DARK,
    WATERMARK_ON_DARK,
    around_code,
    draw,
    draw_ground,
    draw_strike,
    draw_watermark,
    make_form,
    numbers,
)
from stamps.pdf_fonts import make_stream
from stamps.pdf_job import Job
from stamps.pdf_plan import PageLayout
from stamps.pdf_proof import symbol_box

_END = b"Q EMC\n"
_PAGE = "{page}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Alike:
    """What pages with one layout share."""

    layout: PageLayout
    content: bytes
    """Begins the stamp, and ends it where nothing differs by page."""
    stream: Any
    """The same as a stream that pages share."""
    resources: dict[str, dict[str, Any]]
    rest: str | None
    """The running line from the page's number on; None where nothing differs."""
    after_line: bytes
    around_code: dict[int, tuple[bytes, bytes]]
    """What stands before and after a code's rows, by the modules on its side."""
    shared: dict[Any, Any] = field(default_factory=dict)
    """Resources that pages have in common, by what they said before."""


def alike_of(job: Job, layout: PageLayout) -> Alike:
    """Return what is shared by all pages that have this very layout."""
    found: Alike | None = job.shared.get(id(layout))
    if found is None:
        found = job.shared[id(layout)] = _make_alike(job, layout)
    return found  # keeps the layout, so that its id stays its own


def own_content(job: Job, index: int, alike: Alike) -> bytes:
    """Return what draws the rest of one page's stamp; empty where all is shared."""
    if alike.rest is None:
        return b""
    letters = load_face(job.plan.style.font).hex_codes(
        alike.rest.replace(_PAGE, str(index + 1))
    )
    code = job.codes[index]
    if code is None or not alike.around_code:
        return letters + alike.after_line + _END
    before, after = alike.around_code[code.side]
    return b"".join((letters, alike.after_line, before, code.rows, after, _END))


def _make_alike(job: Job, layout: PageLayout) -> Alike:
    face, running = load_face(job.plan.style.font), job.plan.text.running
    known, page, rest = running.replace("{pages}", str(len(job.pages))).partition(_PAGE)
    wide = face.hex_codes(job.wanted.line_art.runs[0].text)
    drawn = draw(job.wanted.line_art, job.palette)
    before, _, after = _at(layout.line, layout.frame.height, drawn).partition(wide)
    codes = _around_codes(job, layout)
    start, differs = _draw_start(job, layout) + before, bool(page or codes)
    if not differs:
        start += face.hex_codes(known) + after + _END
    elif known:
        start += face.hex_codes(known) + b" Tj\n"
    return Alike(
        layout=layout,
        content=start,
        stream=make_stream(job.pdf, start, {}),
        resources=_resources(job, layout),
        rest=page + rest if differs else None,
        after_line=after,
        around_code=codes,
    )


def _around_codes(job: Job, layout: PageLayout) -> dict[int, tuple[bytes, bytes]]:
    if layout.code is None:
        return {}
    symbol = symbol_box(layout.code)
    place = b"q 1 0 0 1 " + numbers(symbol.x0, layout.frame.height - symbol.y1)
    found = {}
    for side in {code.side for code in job.codes if code is not None}:
        before, after = around_code(side, symbol.width, job.palette.inks)
        found[side] = (place + b" cm\n" + before, after + b"Q\n")
    return found


def _draw_start(job: Job, layout: PageLayout) -> bytes:
    """Draw what pages of one kind have in common, from a restored state on."""
    palette, frame = job.palette, layout.frame
    parts = [b"\nQ\n", ARTIFACT, b"q ", numbers(*frame.matrix), b" cm\n"]
    if job.plan.text.watermark:
        name = _watermark(job, layout)[0].encode()
        if job.opaque:
            parts.append(name + b" Do\n")
        else:
            state = _state(job, layout)[0].encode()
            parts.append(b"q " + state + b" gs " + name + b" Do Q\n")
    for ground in layout.grounds:
        white = draw_ground(ground.width, ground.height, palette.inks)
        parts.append(_at(ground, frame.height, white))
    if layout.stamp is not None:
        name = palette.name(FORM_STAMP).encode()
        parts.append(_at(layout.stamp, frame.height, name + b" Do\n"))
    parts += [_strike(job, box, frame.height) for box in layout.strikes]
    return b"".join(parts)


def _at(box: Box, height: float, content: bytes) -> bytes:
    """Draw something with its lower left corner where a box as seen has it."""
    place = numbers(box.x0, height - box.y1)
    return b"q 1 0 0 1 " + place + b" cm\n" + content + b"Q\n"


def _strike(job: Job, box: Box, height: float) -> bytes:
    middle = (box.y0 + box.y1) / 2
    place = Box(box.x0 - 1, middle - STRIKE_PT, box.x1 + 1, middle + STRIKE_PT)
    drawn = draw_strike(place.width, job.plan.style.colour, job.palette.inks)
    return _at(place, height, drawn)


def _resources(job: Job, layout: PageLayout) -> dict[str, dict[str, Any]]:
    wanted = dict(job.palette.resources)
    forms = {}
    if layout.stamp is not None and layout.art is not None:
        forms[job.palette.name(FORM_STAMP)] = _stamp_form(job, layout.art)
    if job.plan.text.watermark:
        name, form = _watermark(job, layout)
        forms[name] = form
        if not job.opaque:
            wanted["/ExtGState"] = dict([_state(job, layout)])
    if forms:
        wanted["/XObject"] = forms
    return wanted


def _state(job: Job, layout: PageLayout) -> tuple[str, Any]:
    """Return name and state under which the watermark darkens or lightens a page."""
    short, mode = (STATE_MULTIPLY, Name.Multiply)
    if layout.is_dark:
        short, mode = (STATE_SCREEN, Name.Screen)

    def make() -> Any:
        return job.pdf.make_indirect(Dictionary(Type=Name.ExtGState, BM=mode))

    return job.palette.name(short), _shared(job, ("state", short), make)


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
    grey, kind = WATERMARK_GREY, (*size, layout.is_dark)
    if layout.is_dark:
        grey = WATERMARK_LINE_ON_DARK if job.opaque else WATERMARK_ON_DARK
    kinds = job.shared.setdefault("watermarks", {})
    name = palette.name(f"{FORM_WATERMARK}{kinds.setdefault(kind, len(kinds))}")

    def make() -> Any:
        content = draw_watermark(text, palette, *size, outline=job.opaque, grey=grey)
        return make_form(job.pdf, content, size, palette)

    return name, _shared(job, ("watermark", kind), make)


def _shared(job: Job, key: Any, make: Any) -> Any:
    if key not in job.shared:
        job.shared[key] = make()
    return job.shared[key]
