"""The letters of a stamp: widths for layout and small font files to embed.

The fonts in ``stamps/data`` hold every letter that a stamp can print and are made by
``scripts/make_stamp_fonts.py``. A document gets only the outlines it uses: the glyph
numbers stay and the unused outlines are left empty, which needs no font library and
takes under a millisecond. Knows no format that a stamp is drawn in.
"""

import struct
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from models.errors import LayoutError

DATA = Path(__file__).parent / "data"
STYLES = ("sans", "serif")
UNITS = 1000
"""Font units per em of all our fonts, and the unit of PDF glyph widths."""
Value = TypeVar("Value")
_EMBEDDED = ("glyf", "head", "hhea", "hmtx", "loca", "maxp")
REPLACED = {"\u2011": "-", "\u202f": "\u00a0", "\u2212": "–", "\t": " "}


def font_path(style: str, *, bold: bool = False) -> Path:
    """Return the font file of a style; an unknown style is drawn in sans."""
    family = style if style in STYLES else "sans"
    return DATA / f"{family}-{'bold' if bold else 'regular'}.ttf"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Face:
    """One font, read: which glyph draws a letter and how wide it is."""

    name: str
    tables: dict[str, bytes]
    advances: tuple[int, ...]
    """Width of each glyph in font units."""
    bounds: tuple[int, int, int, int]
    """Bounding box of all glyphs in font units, y up."""
    ascent: int
    descent: int
    widths: dict[str, int]
    """Width of each letter in font units."""
    codes: dict[str, int]
    """Glyph number of each letter."""
    hex_of: dict[int, str]
    """The same by code point, as four hexadecimal digits."""

    def glyphs(self, text: str) -> tuple[int, ...]:
        """Return the glyph numbers of a text.

        Raises:
            LayoutError: The font has no such letter; a stamp with a hole is no stamp.
        """
        return tuple(self._looked_up(self.codes, letter) for letter in text)

    def width(self, text: str, size_pt: float) -> float:
        """Return the width of a text in points."""
        units = sum(self._looked_up(self.widths, letter) for letter in text)
        return units * size_pt / UNITS

    def hex_codes(self, text: str) -> bytes:
        """Return a text as a PDF hex string of two-byte glyph numbers."""
        codes = text.translate(self.hex_of)
        if len(codes) != 4 * len(text):
            self.glyphs(text)
        return b"<%b>" % codes.encode("ascii")

    @staticmethod
    def _looked_up(table: "dict[str, Value]", letter: str) -> "Value":
        value = table.get(letter)
        if value is None:
            raise LayoutError(
                f"The stamp's font has no letter U+{ord(letter):04X}. "
                "Write the stamp's words with other letters.",
                slug="no-glyph",
            )
        return value


@lru_cache(maxsize=8)
def load_face(style: str, *, bold: bool = False) -> Face:
    """Read one of our fonts; kept for the life of the process."""
    data = font_path(style, bold=bold).read_bytes()
    tables = _tables(data)
    head, hhea = tables["head"], tables["hhea"]
    count = struct.unpack(">H", tables["maxp"][4:6])[0]
    metrics = struct.unpack(">H", hhea[34:36])[0]
    advances = [
        struct.unpack(">H", tables["hmtx"][4 * i : 4 * i + 2])[0]
        for i in range(metrics)
    ]
    advances += advances[-1:] * (count - metrics)
    ascent, descent = struct.unpack(">hh", hhea[4:8])
    glyph_of = {chr(k): v for k, v in _read_cmap(tables["cmap"]).items()}
    glyph_of |= {new: glyph_of[old] for new, old in REPLACED.items()}
    return Face(
        name=f"BelgiStamp{style.title()}" + ("-Bold" if bold else ""),
        tables=tables,
        advances=tuple(advances),
        bounds=struct.unpack(">hhhh", head[36:44]),
        ascent=ascent,
        descent=descent,
        widths={letter: advances[glyph] for letter, glyph in glyph_of.items()},
        codes=glyph_of,
        hex_of={ord(letter): f"{glyph:04x}" for letter, glyph in glyph_of.items()},
    )


def subset_file(face: Face, glyphs: frozenset[int]) -> bytes:
    """Return a TrueType file that draws only these glyphs, numbers unchanged."""
    long_loca = struct.unpack(">h", face.tables["head"][50:52])[0] == 1
    offsets = _loca(face.tables["loca"], long_loca)
    outlines, places = bytearray(), [0]
    for glyph in range(len(offsets) - 1):
        if glyph == 0 or glyph in glyphs:
            outlines += face.tables["glyf"][offsets[glyph] : offsets[glyph + 1]]
            outlines += b"\0" * (-len(outlines) % 4)
        places.append(len(outlines))
    head = bytearray(face.tables["head"])
    head[50:52] = struct.pack(">h", 1)
    changed = {
        "glyf": bytes(outlines),
        "head": bytes(head),
        "loca": struct.pack(f">{len(places)}L", *places),
    }
    return _sfnt({tag: changed.get(tag, face.tables[tag]) for tag in _EMBEDDED})


def _tables(data: bytes) -> dict[str, bytes]:
    found = {}
    for index in range(struct.unpack(">H", data[4:6])[0]):
        entry = data[12 + 16 * index : 28 + 16 * index]
        tag, _, offset, length = struct.unpack(">4sLLL", entry)
        found[tag.decode("ascii")] = data[offset : offset + length]
    return found


def _loca(table: bytes, is_long: bool) -> list[int]:
    if is_long:
        return list(struct.unpack(f">{len(table) // 4}L", table))
    return [2 * half for half in struct.unpack(f">{len(table) // 2}H", table)]


def _read_cmap(table: bytes) -> dict[int, int]:
    """Read the format 4 subtable; our fonts have no letter beyond U+FFFF."""
    for index in range(struct.unpack(">H", table[2:4])[0]):
        offset = struct.unpack(">L", table[8 + 8 * index : 12 + 8 * index])[0]
        if struct.unpack(">H", table[offset : offset + 2])[0] == 4:
            return _read_format_4(table[offset:])
    raise LayoutError("The stamp's font has no letters. Make stamps/data anew.")


def _read_format_4(sub: bytes) -> dict[int, int]:
    count = struct.unpack(">H", sub[6:8])[0] // 2
    words = struct.unpack(f">{(len(sub) - 14) // 2}H", sub[14 : 14 + (len(sub) - 14)])
    ends, rest = words[:count], words[count + 1 :]
    starts, deltas, ranges = (
        rest[:count],
        rest[count : 2 * count],
        rest[2 * count : 3 * count],
    )
    found = {}
    for segment, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for point in range(first, min(last, 0xFFFE) + 1):
            glyph = point
            if ranges[segment]:
                place = 2 * count + segment + ranges[segment] // 2 + point - first
                glyph = rest[place]
            if glyph or not ranges[segment]:
                found[point] = (glyph + deltas[segment]) % 0x10000
    return found


def _sfnt(tables: dict[str, bytes]) -> bytes:
    """Join tables to a TrueType file, checksums included."""
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    header = struct.pack(
        ">LHHHH",
        0x00010000,
        count,
        16 * power,
        power.bit_length() - 1,
        16 * (count - power),
    )
    offset, entries, bodies = 12 + 16 * count, b"", b""
    for tag in sorted(tables):
        body = tables[tag]
        padded = body + b"\0" * (-len(body) % 4)
        total = sum(struct.unpack(f">{len(padded) // 4}L", padded)) % (1 << 32)
        entries += struct.pack(">4sLLL", tag.encode(), total, offset, len(body))
        bodies += padded
        offset += len(padded)
    return header + entries + bodies
