"""Proves that a stamped office file bears its stamp in every place that is shown.

Reads the parts as any program would: what is in force, for each kind of page of each
section, and whether anything hides the words. It trusts nothing that the stampers
remember, so that ``verify`` can use it years later.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from models.errors import CorruptInput, UnsupportedInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What must be found."""

    running: tuple[str, ...]
    """Words of the running line, which every place in force holds."""
    first: tuple[str, ...] = ()
    """Words that the first page, sheet or slide holds besides."""
    watermark: str | None = None
    code: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeProof:
    """What was looked at, and what falls short."""

    places: int
    """How many headers, sheets or slides were looked at."""
    problems: tuple[str, ...]
    """Such as ``section 2 first: no running mark``; never text of the document."""


def verify_office(path: Path, *, kind: str, expected: Expected) -> OfficeProof:
    """Look at every place of an office file that must bear the stamp.

    Args:
        path: The stamped file.
        kind: docx, docm, odt, xlsx or pptx.
        expected: The words to find.

    Raises:
        InputError: The file cannot be read.
    """
    verifier = _verifier(kind)
    try:
        return verifier(path, expected)
    except (etree.LxmlError, ValueError, LookupError, RecursionError) as error:
        raise CorruptInput(
            "The file is damaged and cannot be verified; compare it with the register."
        ) from error


def _verifier(kind: str) -> Callable[[Path, Expected], OfficeProof]:
    if kind in ("docx", "docm"):
        from stamps.docx_readback import verify_docx

        return verify_docx
    if kind == "odt":
        from stamps.on_office_odt import verify_odt

        return verify_odt
    if kind == "xlsx":
        from stamps.on_office_xlsx import verify_xlsx

        return verify_xlsx
    if kind == "pptx":
        from stamps.on_office_pptx import verify_pptx

        return verify_pptx
    raise UnsupportedInput("Files of this kind bear no stamp that could be verified.")


def squeezed(text: str) -> str:
    """Return text without white space, for comparing."""
    return "".join(text.split())


def lacks(text: str, words: tuple[str, ...]) -> bool:
    """Tell whether any of the words is missing from the text."""
    plain = squeezed(text)
    return any(squeezed(word) not in plain for word in words)
