"""Fonts of a stamp as PDF objects: composite, subset, with a mapping to text.

Knows PDF syntax and our fonts; nothing of what is drawn with them.

Source: ISO 32000-2, 9.7 (composite fonts), 9.8 (descriptors), 9.10.3 (ToUnicode).
"""

import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from stamps.fonts import UNITS, Face, subset_file

_SYMBOLIC = 4
_STEM = 80
_CAP_HEIGHT = 660


def make_stream(pdf: pikepdf.Pdf, content: bytes, entries: dict[str, Any]) -> Any:
    """Make a deflated stream object."""
    return packed_stream(pdf, zlib.compress(content, 6), entries)


def packed_stream(pdf: pikepdf.Pdf, packed: bytes, entries: dict[str, Any]) -> Any:
    """Make a stream object of bytes that are deflated already."""
    return pikepdf.Stream(pdf, packed, Filter=Name.FlateDecode, **entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subset:
    """The letters of a face as they go into a file, deflated."""

    name: str
    length: int
    """Of the font's program, not deflated."""
    program: bytes
    cid_set: bytes
    to_unicode: bytes
    widths: bytes
    """An array as PDF writes it."""


@lru_cache(maxsize=16)
def _subset(face: Face, letters: str) -> _Subset:
    """Cut a face to its letters; stamps of one office share it."""
    code_of = {letter: face.glyphs(letter)[0] for letter in letters}
    glyphs = frozenset(code_of.values())
    data = subset_file(face, glyphs)
    return _Subset(
        name=f"/{_tag(glyphs)}+{face.name}",
        length=len(data),
        program=zlib.compress(data, 6),
        cid_set=zlib.compress(_cid_set(glyphs), 6),
        to_unicode=zlib.compress(_to_unicode(code_of), 6),
        widths=_widths(face, glyphs),
    )


def embed_font(pdf: pikepdf.Pdf, face: Face, letters: str) -> Any:
    """Embed the letters of a face as a composite font with a text mapping."""
    subset = _subset(face, "".join(sorted(set(letters))))
    name = Name(subset.name)
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        Flags=_SYMBOLIC,
        FontBBox=Array(face.bounds),
        ItalicAngle=0,
        Ascent=face.ascent,
        Descent=face.descent,
        CapHeight=_CAP_HEIGHT,
        StemV=_STEM,
        FontFile2=packed_stream(pdf, subset.program, {"Length1": subset.length}),
        CIDSet=packed_stream(pdf, subset.cid_set, {}),
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor),
        DW=UNITS,
        W=pikepdf.Object.parse(subset.widths),
        CIDToGIDMap=Name.Identity,
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=name,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=packed_stream(pdf, subset.to_unicode, {}),
        )
    )


def _tag(glyphs: frozenset[int]) -> str:
    """Return the six capitals that name a subset, the same for the same letters."""
    value = zlib.crc32(b",".join(b"%d" % glyph for glyph in sorted(glyphs)))
    return "".join(chr(ord("A") + value // 26**place % 26) for place in range(6))


def _cid_set(glyphs: frozenset[int]) -> bytes:
    bits = bytearray(max(glyphs, default=0) // 8 + 1)
    for glyph in (0, *glyphs):
        bits[glyph // 8] |= 0x80 >> glyph % 8
    return bytes(bits)


def _widths(face: Face, glyphs: frozenset[int]) -> bytes:
    rows = [b"%d [%d]" % (glyph, face.advances[glyph]) for glyph in sorted(glyphs)]
    return b"[" + b" ".join(rows) + b"]"


def _to_unicode(code_of: dict[str, int]) -> bytes:
    rows = [b"<%04x> <%04x>" % (code, ord(letter)) for letter, code in code_of.items()]
    blocks = [
        b"%d beginbfchar\n%b\nendbfchar" % (len(part), b"\n".join(part))
        for part in (rows[i : i + 100] for i in range(0, len(rows), 100))
    ]
    return (
        b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        b"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
        b"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        b"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        + b"\n".join(blocks)
        + b"\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    )
