"""Make the small fonts in stamps/data out of the font packages.

Keeps every letter that a stamp can print (Cyrillic with Kazakh and Belarusian letters,
Latin with Central European ones, digits, punctuation), drops hinting and layout tables,
and renames the family, as the OFL asks of changed fonts. Run it again after a new
version of the packages: ``python scripts/make_stamp_fonts.py``.
"""

import importlib
import shutil
from pathlib import Path

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

TARGET = Path(__file__).parent.parent / "stamps" / "data"
SOURCES = {
    "sans": ("font_source_sans_pro", "SourceSansPro", "Belgi Stamp Sans"),
    "serif": ("font_source_serif_pro", "SourceSerifPro", "Belgi Stamp Serif"),
}
WEIGHTS = {"regular": "Regular", "bold": "Bold"}
RANGES = ((0x20, 0x7E), (0xA0, 0x17F), (0x218, 0x21B), (0x400, 0x45F))
SINGLE = "ҐґҒғҚқҢңҮүҰұҺһӘәӨөҖҗҲҳҶҷӢӣӮӯ–—‘’‚“”„†•…‰‹›№→←−×≥≤"
NAME_IDS = (1, 2, 3, 4, 6)


def wanted() -> set[int]:
    """Return the code points that a stamp can print."""
    points = {ord(letter) for letter in SINGLE}
    for first, last in RANGES:
        points.update(range(first, last + 1))
    return points


def flatten(font: TTFont) -> None:
    """Turn composite glyphs into outlines, so that each glyph stands alone."""
    glyphs = font.getGlyphSet()
    flat = {}
    for name in font.getGlyphOrder():
        if font["glyf"][name].isComposite():
            recording = DecomposingRecordingPen(glyphs)
            glyphs[name].draw(recording)
            pen = TTGlyphPen(None)
            recording.replay(pen)
            flat[name] = pen.glyph()
    for name, glyph in flat.items():
        font["glyf"][name] = glyph


def rename(font: TTFont, family: str, weight: str) -> None:
    """Give the changed font a name of its own."""
    names = font["name"]
    for record in [r for r in names.names if r.nameID not in (0, 13, 14)]:
        names.removeNames(nameID=record.nameID)
    plain = family.replace(" ", "")
    values = (family, weight, f"{plain}-{weight}", f"{family} {weight}")
    for name_id, value in zip(NAME_IDS, (*values, f"{plain}-{weight}"), strict=True):
        names.setName(value, name_id, 3, 1, 0x409)


def main() -> None:
    """Write the fonts and their licence."""
    TARGET.mkdir(exist_ok=True)
    for style, (package, stem, family) in SOURCES.items():
        folder = Path(importlib.import_module(package).__file__ or "").parent / "files"
        for weight, suffix in WEIGHTS.items():
            font = TTFont(folder / f"{stem}-{suffix}.ttf", recalcTimestamp=False)
            options = Options(
                hinting=False, layout_features=[], name_IDs=["*"], notdef_outline=True
            )
            options.drop_tables += ["GSUB", "GPOS", "GDEF", "DSIG", "BASE"]
            subsetter = Subsetter(options)
            subsetter.populate(unicodes=wanted() & set(font.getBestCmap()))
            subsetter.subset(font)
            flatten(font)
            rename(font, family, suffix)
            font.save(TARGET / f"{style}-{weight}.ttf")
        shutil.copy(folder / "LICENSE.txt", TARGET / f"OFL-{style}.txt")


if __name__ == "__main__":
    main()
