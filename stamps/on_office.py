"""Stamps the office formats beside Word that have headers or slides of their own.

Chooses the drawer by kind and proves what was written; a carrier that cannot bear the
stamp as it is says so, and gets an accompanying sheet.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from lxml import etree

from models.errors import BelgiError, CorruptInput, LayoutError, UnsupportedInput
from stamps.on_docx import SHEET_INSTEAD, file_sha256, prove
from stamps.plan import Stamped, StampPlan
from stamps.zip_rewrite import Source

Draw = Callable[[Source, Path, StampPlan], tuple[tuple[str, ...], int | None]]
DRAWERS = {
    "odt": ("stamps.on_office_odt", "write_odt"),
    "xlsx": ("stamps.on_office_xlsx", "write_xlsx"),
    "pptx": ("stamps.on_office_pptx", "write_pptx"),
}


def stamp_office(source: Path, target: Path, plan: StampPlan, *, kind: str) -> Stamped:
    """Stamp an OpenDocument text, a workbook or a presentation, and prove it.

    Args:
        source: The received file; never changed.
        target: The new file, in a folder that exists.
        plan: Words, style, code and label.
        kind: odt, xlsx or pptx.

    Returns:
        The stamped file. With ``sheet-instead`` in the notes nothing was written: the
        carrier is signed, or has no room.

    Raises:
        InputError: The file cannot be read.
        OutputError: It cannot be written or proved.
    """
    if kind not in DRAWERS:
        raise UnsupportedInput("Files of this kind bear no stamp; use a sheet.")
    module, function = DRAWERS[kind]
    draw: Draw = getattr(import_module(module), function)
    try:
        with Source(source) as container:
            notes, pages = draw(container, target, plan)
    except LayoutError:
        notes, pages = (SHEET_INSTEAD, "no-place"), None
    except BelgiError:
        target.unlink(missing_ok=True)
        raise
    except (etree.LxmlError, ValueError, LookupError, RecursionError) as error:
        target.unlink(missing_ok=True)
        raise CorruptInput(
            "The file is damaged and cannot be stamped; ask for it again."
        ) from error
    if SHEET_INSTEAD in notes:
        target.unlink(missing_ok=True)
        return Stamped(
            path=target, sha256="", page_count=None, placements=(), notes=notes
        )
    prove(target, kind, plan)
    return Stamped(
        path=target,
        sha256=file_sha256(target),
        page_count=pages,
        placements=(),
        notes=notes,
    )
