"""Stamps a Word document: a stamp in every header, a mark on the first page.

Only the parts that change are written anew; everything else is copied packed as it is.
What was written is opened again and every header in force looked at before it counts.
Knows no Party and no rule.
"""

import hashlib
from pathlib import Path

from lxml import etree

from models.errors import BelgiError, CorruptInput, LayoutError, OutputError
from stamps.docx_code import code_picture
from stamps.docx_headers import Stamping, stamp_headers
from stamps.docx_outline import Outline
from stamps.docx_package import Element, Package
from stamps.docx_sections import Names, names_of, sections_of, shape_of
from stamps.docx_strike import strike_found
from stamps.docx_words import running_fragments
from stamps.office_label import bind_label
from stamps.office_watermark import watermark_picture
from stamps.plan import Stamped, StampPlan
from stamps.readback_office import Expected, verify_office
from stamps.zip_rewrite import Source, rewrite

PNG_TYPE = "image/png"
SHEET_INSTEAD = "sheet-instead"
"""Note: nothing was written; the carrier stays as it is and gets a sheet."""
SHORT_PAGE = 0.6
"""Of a page's height, that the stamp may take at most."""


def stamp_docx(source: Path, target: Path, plan: StampPlan) -> Stamped:
    """Stamp a Word document of any flavour and prove that the stamp shows.

    Args:
        source: The received file; never changed.
        target: The new file, in a folder that exists.
        plan: Words, style, code and label.

    Returns:
        The stamped file; Word's pages are not known, so there are no placements. With
        ``sheet-instead`` in the notes nothing was written: the document is signed, or
        its pages have no room.

    Raises:
        InputError: The document cannot be read.
        OutputError: It cannot be written or proved.
    """
    try:
        notes = _write(source, target, plan)
    except LayoutError:
        notes = (SHEET_INSTEAD, "no-place")
    except BelgiError:
        target.unlink(missing_ok=True)
        raise
    except (etree.LxmlError, ValueError, LookupError, RecursionError) as error:
        target.unlink(missing_ok=True)
        raise CorruptInput(
            "The document is damaged and cannot be stamped; ask for it again."
        ) from error
    if SHEET_INSTEAD in notes:
        target.unlink(missing_ok=True)
        return Stamped(
            path=target, sha256="", page_count=None, placements=(), notes=notes
        )
    prove(target, "docx", plan)
    return Stamped(
        path=target,
        sha256=file_sha256(target),
        page_count=None,
        placements=(),
        notes=notes,
    )


def _write(source: Path, target: Path, plan: StampPlan) -> tuple[str, ...]:
    with Source(source) as container:
        package = Package(container)
        main = package.main_part("word/document.xml")
        if package.is_signed() and not plan.is_copy:
            # Any change breaks the signature, which is evidence of what was received.
            return (SHEET_INSTEAD, "signed")
        notes = stamp_package(package, main, plan)
        rewrite(
            container,
            target,
            changed=package.changes(),
            removed=frozenset(package.removed),
            clock=plan.clock,
        )
    return notes


def stamp_package(package: Package, main: str, plan: StampPlan) -> tuple[str, ...]:
    """Change the parts of a Word package; returns notes for the manifest."""
    notes = []
    if package.drop_signatures():
        notes.append("signature-removed")
    if plan.text.strike_found and not strike_found(package, main, plan.found):
        notes.append("found-mark-not-struck")
    document = package.outline(main, _serves)
    names = names_of(document)
    _check_room(document, names, plan)
    code = None
    if plan.code is not None:
        picture, side_mm = code_picture(plan.code)
        part = package.free_name("word/media/belgi-code-{}.png")
        package.put(part, picture)
        package.default_type("png", PNG_TYPE)
        code = (part, side_mm)
    watermark = None
    if plan.text.watermark is not None and names.strict:
        watermark = package.free_name("word/media/belgi-watermark-{}.png")
        drawn = watermark_picture(plan.text.watermark, plan.style.font)
        package.put(watermark, drawn)
        package.default_type("png", PNG_TYPE)
    notes += stamp_headers(
        package,
        main,
        Stamping(
            plan=plan, names=names, code=code, watermark=watermark, document=document
        ),
    )
    package.touch(main)
    if plan.label is not None:
        bind_label(package, main, plan.label)
    return tuple(notes)


def _serves(outline: Outline) -> bool:
    """Tell whether the sections are all that a stamp has to know of a document."""
    return outline.is_plain() and outline.is_sound()


def _check_room(document: Element, names: Names, plan: StampPlan) -> None:
    """Refuse a page that the stamp would fill."""
    sections = sections_of(document, {}, names)
    if not sections:
        raise CorruptInput("The document has no body; ask the sender for it again.")
    small = len(plan.text.details) + len(plan.text.notice)
    height = 1.2 * (
        len(plan.text.mark) * plan.style.mark_size_pt
        + small * plan.style.detail_size_pt
        + plan.style.running_size_pt
    )
    page = shape_of(sections[0], names)
    if height > page.height * SHORT_PAGE:
        raise LayoutError(
            "The first page is too small for the stamp; use an accompanying sheet."
        )


def prove(target: Path, kind: str, plan: StampPlan) -> None:
    """Open what was written and look at every place that must bear the stamp.

    Raises:
        OutputError: A place falls short; the target is deleted.
    """
    expected = Expected(
        running=running_fragments(plan.text.running),
        first=(*plan.text.mark, *plan.text.details),
        watermark=plan.text.watermark,
        code=plan.code is not None,
    )
    try:
        proof = verify_office(target, kind=kind, expected=expected, fresh=True)
    except BelgiError as error:
        target.unlink(missing_ok=True)
        raise OutputError(
            "The stamped file cannot be read back; report this with the kind of file."
        ) from error
    if proof.problems or not proof.places:
        target.unlink(missing_ok=True)
        raise OutputError(
            "The stamp cannot be proved on every kind of page "
            f"({', '.join(proof.problems) or 'no place'}); use an accompanying sheet.",
            slug="unproved",
        )


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
