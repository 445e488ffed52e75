"""What a PDF claims to be: PDF/A part and colour of its output intent.

Knows metadata; nothing of stamps.

Source: ISO 19005-1, 6.2.2, 6.4 and 6.7.11; ISO 19005-2, 6.2.4.3 and 6.2.10.
"""

import re
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary

from stamps.pdf_drawing import Inks

_PART = re.compile(rb"pdfaid:part\s*(?:>|=\s*[\"'])\s*(\d)")
_COMPONENTS = {1: Inks.GREY, 3: Inks.RGB, 4: Inks.CMYK}


def pdfa_part(pdf: pikepdf.Pdf) -> int | None:
    """Return the part of PDF/A that the file claims to follow, or None."""
    packet = xmp_packet(pdf)
    match = _PART.search(packet) if packet else None
    return int(match[1]) if match else None


def is_opaque(pdf: pikepdf.Pdf) -> bool:
    """Tell whether nothing may be transparent without breaking a claimed PDF/A.

    The first part knows no transparency; the others ask for a colour space to blend
    in, which without an output intent each page would have to name.
    """
    part = pdfa_part(pdf)
    return part == 1 or (part is not None and inks_of(pdf) is Inks.CALIBRATED)


def inks_of(pdf: pikepdf.Pdf) -> Inks:
    """Return the colours that a stamp may use without breaking a claimed PDF/A."""
    if pdfa_part(pdf) is None:
        return Inks.RGB
    intents = pdf.Root.get("/OutputIntents")
    for intent in intents if isinstance(intents, Array) else ():
        profile = intent.get("/DestOutputProfile") if _is_dict(intent) else None
        if isinstance(profile, pikepdf.Stream):
            return _COMPONENTS.get(int(profile.get("/N", 0)), Inks.CALIBRATED)
    return Inks.CALIBRATED


def xmp_packet(pdf: pikepdf.Pdf) -> bytes | None:
    """Return the document's XMP packet, or None where it has none to be read."""
    stream = pdf.Root.get("/Metadata")
    if not isinstance(stream, pikepdf.Stream):
        return None
    try:
        return bytes(stream.read_bytes())
    except (pikepdf.PdfError, UnicodeDecodeError):  # its message may quote any byte
        return None


def _is_dict(value: Any) -> bool:
    return isinstance(value, Dictionary)
