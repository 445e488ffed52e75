"""Proves that a stamped office file bears its stamp in every place that is shown.

Reads the parts as any program would: what is in force, for each kind of page of each
section, and whether anything hides the words. It trusts nothing that the stampers
remember, so that ``verify`` can use it years later.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from lxml import etree

from models.errors import CorruptInput, UnsupportedInput
from stamps.office_proof import Expected, OfficeProof

__all__ = ["Expected", "OfficeProof", "verify_office"]


def verify_office(
    path: Path, *, kind: str, expected: Expected, fresh: bool = False
) -> OfficeProof:
    """Look at every place of an office file that must bear the stamp.

    Args:
        path: The stamped file.
        kind: docx, docm, odt, xlsx or pptx.
        expected: The words to find.
        fresh: Whether the file was written just now, of parts that are well-formed.

    Raises:
        InputError: The file cannot be read.
    """
    verifier = _verifier(kind, fresh)
    try:
        return verifier(path, expected)
    except (etree.LxmlError, ValueError, LookupError, RecursionError) as error:
        raise CorruptInput(
            "The file is damaged and cannot be verified; compare it with the register."
        ) from error


def _verifier(kind: str, fresh: bool) -> Callable[[Path, Expected], OfficeProof]:
    if kind in ("docx", "docm"):
        from stamps.docx_readback import verify_docx

        return partial(verify_docx, fresh=fresh)
    if kind == "odt":
        from stamps.odt_readback import verify_odt

        return verify_odt
    if kind == "xlsx":
        from stamps.xlsx_readback import verify_xlsx

        return verify_xlsx
    if kind == "pptx":
        from stamps.pptx_readback import verify_pptx

        return verify_pptx
    raise UnsupportedInput("Files of this kind bear no stamp that could be verified.")
