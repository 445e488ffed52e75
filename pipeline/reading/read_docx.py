"""Reads a Word document: body, tables, headers in force, text boxes, notes, pictures.

Answers with one page of lines, since Word's pages exist only when it is laid out. Knows
what is where in the package; the walking is done in ``docx_text``.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from lxml import etree

from models.documents import Format, Line, Page, Reading, Signature, Source
from models.errors import BelgiError, CorruptInput, LimitExceeded
from models.settings import Limits
from pipeline.reading.docx_active import active_content, foreign_labels
from pipeline.reading.docx_lines import Found
from pipeline.reading.docx_package import (
    Relation,
    main_part,
    parts_of_kind,
    relations,
)
from pipeline.reading.docx_pictures import read_pictures
from pipeline.reading.docx_sections import running_parts
from pipeline.reading.docx_styles import read_styles
from pipeline.reading.docx_text import walk_blocks
from pipeline.reading.docx_unseen import bound_words, label_words, paper_pictures
from pipeline.reading.docx_walk import Place, Walk
from pipeline.reading.ooxml_graphics import graphic_lines
from pipeline.reading.types_of_reading import Interest, RasterReader
from pipeline.reading.zip_container import Container, Element, open_container

CONCEALED = "concealed-mark"
OUT_OF_FORCE = "mark-not-in-force"
NOTES = (
    ("footnotes", Source.TEXT),
    ("endnotes", Source.TEXT),
    ("comments", Source.ANNOTATION),
)


def read_docx(
    path: Path,
    *,
    limits: Limits,
    interest: Interest,
    raster: RasterReader | None = None,
) -> Reading:
    """Read a Word document of any flavour: docx, docm, dotx, dotm, strict.

    Args:
        path: The file.
        limits: What it may ask of us.
        interest: Says whether text that is not shown could be a mark.
        raster: Reads pictures inside; None: a picture is a problem.

    Returns:
        One page (index 0) with all lines that are shown.

    Raises:
        InputError: Empty, damaged, encrypted, an old format, or beyond a limit.
    """
    try:
        container = open_container(path, limits=limits)
        with container.archive:
            return _read(container, interest, raster)
    except BelgiError:
        raise
    except RecursionError:
        raise LimitExceeded(
            "The document is nested beyond the limit; look at it on an isolated "
            "machine."
        ) from None
    except (etree.LxmlError, OSError, ValueError, LookupError) as error:
        raise _damaged() from error
    except Exception as error:
        raise _damaged() from error


def _damaged() -> CorruptInput:
    return CorruptInput(
        "The document is damaged and cannot be read; ask the sender for it again."
    )


def _read(
    container: Container, interest: Interest, raster: RasterReader | None
) -> Reading:
    main = main_part(container, "word/document.xml")
    document = container.xml(main)
    rows = relations(container, main)
    settings = _first(container, rows, "settings")
    styles = read_styles(_first(container, rows, "styles"))
    found = Found()
    roots = [document]

    def story(part: str, source: Source, into: Found) -> None:
        root = document if part == main else container.xml(part)
        if root is not document:
            roots.append(root)
        own = rows if part == main else relations(container, part)
        walk_blocks(Walk(styles, own, into), root, Place(source))
        graphic_lines(container, own, into)

    headers = running_parts(document, rows, settings, "header")
    footers = running_parts(document, rows, settings, "footer")
    for part in _there(container, headers.in_force):
        story(part, Source.HEADER, found)
    story(main, Source.TEXT, found)
    for part in _there(container, footers.in_force):
        story(part, Source.FOOTER, found)
    for kind, source in NOTES:
        for part in parts_of_kind(container, rows, kind):
            story(part, source, found)
    paper_pictures(document, rows, found)
    found.concealed += label_words(_first(container, rows, "numbering"))
    found.concealed += bound_words(container, roots, found.lines)
    unused = Found()
    for part in _there(container, headers.out_of_force + footers.out_of_force):
        story(part, Source.HEADER, unused)
    _doubts(found, unused, interest)
    read_pictures(container, found, interest=interest, raster=raster)
    found.active |= active_content(container, roots)
    return _reading(container, found)


def _first(
    container: Container, rows: dict[str, Relation], kind: str
) -> Element | None:
    parts = parts_of_kind(container, rows, kind)
    return container.xml(parts[0]) if parts else None


def _there(container: Container, parts: Iterable[str]) -> list[str]:
    """Keep the parts that exist; Word shows nothing for one that does not."""
    return [part for part in parts if part in container.names]


def _doubts(found: Found, unused: Found, interest: Interest) -> None:
    """Turn what might be a mark, and is not shown as one, into problems."""
    if any(interest(text) for text in found.concealed):
        found.problems.add(CONCEALED)
    texts = [line.text for line in unused.lines] + unused.concealed
    if any(interest(text) for text in texts):
        found.problems.add(OUT_OF_FORCE)


def _reading(container: Container, found: Found) -> Reading:
    page = Page(
        index=0,
        width_pt=None,
        height_pt=None,
        lines=tuple(found.lines),
        line_count=len(found.lines),
        body_size_pt=body_size(found.lines),
    )
    return Reading(
        format=Format.DOCX,
        kind="docx",
        pages=(page,),
        page_count=stated_pages(container),
        signatures=_signatures(container),
        active_content=tuple(sorted(found.active)),
        labels=foreign_labels(container),
        problems=tuple(sorted(found.problems)),
    )


def body_size(lines: Iterable[Line]) -> float | None:
    """Return the commonest letter height of the body, in points."""
    sizes: Counter[float] = Counter()
    for line in lines:
        if line.size_pt is not None and line.source in (Source.TEXT, Source.TABLE):
            sizes[line.size_pt] += len("".join([word.text for word in line.words]))
    return sizes.most_common(1)[0][0] if sizes else None


def stated_pages(container: Container) -> int | None:
    """Return the number of pages that the last program wrote down, if any."""
    if "docProps/app.xml" not in container.names:
        return None
    try:
        root = container.xml("docProps/app.xml")
    except CorruptInput:
        return None
    for element in root:
        if isinstance(element.tag, str) and element.tag.endswith("}Pages"):
            text = (element.text or "").strip()
            pages = int(text) if text.isdigit() and len(text) < 7 else 0
            return pages or None
    return None


def _signatures(container: Container) -> tuple[Signature, ...]:
    """Name the digital signatures of the package; nobody has checked them."""
    return tuple(
        Signature(
            field=name,
            kind="approval",
            docmdp=None,
            intact=None,
            valid=None,
            covers_revision=None,
        )
        for name in sorted(container.names)
        if name.startswith("_xmlsignatures/") and name.endswith(".xml")
    )
