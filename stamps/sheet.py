"""The accompanying sheet: one page of A4 that bears the mark for what cannot bear it.

It names the carrier by file name, hash, size and pages; the stamp, the code and the
label come from the PDF stamper like on any other page. It must not know why a carrier
gets a sheet.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name

from models.errors import LayoutError, OutputError
from stamps.artwork import Art, Run, break_line
from stamps.fonts import Face, load_face
from stamps.on_pdf import stamp_pdf
from stamps.pdf_drawing import FONT_BOLD, FONT_PLAIN, Inks, Palette, draw
from stamps.pdf_fonts import embed_font, make_stream
from stamps.plan import Stamped, StampPlan

NOTE = "sheet"

_WIDTH_PT, _HEIGHT_PT = 595.276, 841.89
_LEFT_PT, _RIGHT_PT, _TOP_PT = 72.0, 56.0, 190.0
_LABEL_WIDTH_PT = 130.0
_TITLE_PT, _TEXT_PT = 16.0, 10.5
_LEADING = 1.4
_ROW_GAP_PT = 7.0
_LOWEST_PT = 110.0
"""Nothing of the sheet's own stands nearer to the lower edge."""
_PREFIX = "Sh"
_NOTHING = "—"
_LONGEST_NAME = 300
_HASH_GROUP = 16


def make_sheet(
    target: Path,
    plan: StampPlan,
    *,
    file_name: str,
    sha256: str,
    size_bytes: int,
    pages: int | None,
) -> Stamped:
    """Make the sheet that accompanies a carrier, stamp it and read it back.

    Args:
        target: Appears whole or not at all.
        plan: What the carrier would bear; found marks are named, not looked for.
        file_name: As received; untrusted, printed with escapes where it has to be.
        sha256: Of the received file, as hex.
        size_bytes: Of the received file.
        pages: Of the carrier, None where it has none or they are not known.

    Raises:
        LayoutError: The words do not fit on one page.
        OutputError: The sheet cannot be proved.

    Side effects: writes ``target`` and, while it works, files beside it.
    """
    words = plan.sheet_words
    number = plan.code.number if plan.code else None
    marks = tuple(dict.fromkeys(mark.text for mark in plan.found))
    rows = (
        (words["file"], printable(file_name[:_LONGEST_NAME], plan.style.font)),
        (words["hash"], _grouped(sha256)),
        (words["size"], str(size_bytes)),
        (words["pages"], _NOTHING if pages is None else str(pages)),
        (words["mark"], printable(", ".join(marks), plan.style.font) or _NOTHING),
        (words["number"], number or _NOTHING),
    )
    base = target.with_name(f".{target.name}.base")
    bare = replace(plan, found=(), text=replace(plan.text, strike_found=False))
    try:
        _write_base(base, tuple(_lines(words, rows, plan)), plan)
        stamped = stamp_pdf(base, target, bare)
        _read_back(target, sha256)
    except OutputError:
        target.unlink(missing_ok=True)
        raise
    finally:
        base.unlink(missing_ok=True)
    return replace(stamped, notes=tuple(dict.fromkeys((*stamped.notes, NOTE))))


def printable(untrusted: str, style: str) -> str:
    r"""Return a text with an escape for whatever our letters can't show safely.

    Control and direction characters and letters that the font lacks become
    ``\u{XXXX}``, so that two names never look the same by a trick.
    """
    face = load_face(style)
    return "".join(
        letter if _is_shown(letter, face) else f"\\u{{{ord(letter):04X}}}"
        for letter in untrusted
    )


def _is_shown(letter: str, face: Face) -> bool:
    if not letter.isprintable() or letter == "\\":
        return False
    try:
        face.glyphs(letter)
    except LayoutError:
        return False
    return True


def _grouped(sha256: str) -> str:
    parts = range(0, len(sha256), _HASH_GROUP)
    return " ".join(sha256[start : start + _HASH_GROUP] for start in parts)


def _lines(
    words: dict[str, str], rows: tuple[tuple[str, str], ...], plan: StampPlan
) -> Iterator[Run]:
    """Set title, sentence and rows; places are from the page's top left."""
    face = load_face(plan.style.font)
    room = _WIDTH_PT - _LEFT_PT - _RIGHT_PT
    y = _TOP_PT
    for part in break_line(words["title"], face, _TITLE_PT, room):
        yield Run(text=part, x=_LEFT_PT, y=y, size_pt=_TITLE_PT, bold=True)
        y += _TITLE_PT * _LEADING
    for part in break_line(words["accompanies"], face, _TEXT_PT, room):
        yield Run(text=part, x=_LEFT_PT, y=y, size_pt=_TEXT_PT)
        y += _TEXT_PT * _LEADING
    y += 2 * _ROW_GAP_PT
    for label, value in rows:
        left = break_line(label, face, _TEXT_PT, _LABEL_WIDTH_PT - 10)
        right = break_line(value, face, _TEXT_PT, room - _LABEL_WIDTH_PT)
        for index in range(max(len(left), len(right))):
            if index < len(left):
                yield Run(text=left[index], x=_LEFT_PT, y=y, size_pt=_TEXT_PT)
            if index < len(right):
                x = _LEFT_PT + _LABEL_WIDTH_PT
                yield Run(text=right[index], x=x, y=y, size_pt=_TEXT_PT)
            y += _TEXT_PT * _LEADING
        y += _ROW_GAP_PT
    if y > _HEIGHT_PT - _LOWEST_PT:
        raise LayoutError(
            "The words of the accompanying sheet take more than a page. "
            "Shorten them in the profile."
        )


def _write_base(path: Path, runs: tuple[Run, ...], plan: StampPlan) -> None:
    """Write the page without a stamp."""
    with pikepdf.new() as pdf:
        fonts = {
            f"/{_PREFIX}{name}": embed_font(
                pdf,
                load_face(plan.style.font, bold=bold),
                "".join(run.text for run in runs if run.bold == bold),
            )
            for name, bold in ((FONT_PLAIN, False), (FONT_BOLD, True))
        }
        palette = Palette(
            style=replace(plan.style, colour=(0.0, 0.0, 0.0)),
            inks=Inks.GREY,
            prefix=_PREFIX,
            resources={"/Font": fonts},
        )
        art = Art(width=_WIDTH_PT, height=_HEIGHT_PT, runs=runs)
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, _WIDTH_PT, _HEIGHT_PT]),
            Resources=Dictionary(Font=Dictionary(fonts)),
            Contents=make_stream(pdf, draw(art, palette), {}),
        )
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        path.touch(mode=0o600)
        pdf.save(path, deterministic_id=True)


def _read_back(path: Path, sha256: str) -> None:
    """Find the hash of the carrier in the text of the written page."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        text = document[0].get_textpage().get_text_bounded()
    finally:
        document.close()
    if sha256 not in "".join(text.split()):
        raise OutputError("The accompanying sheet does not name its carrier.")
