"""Reads plain text whose encoding nobody stated.

Every likely encoding is tried; where one that was not chosen shows something of
interest, that is said, since a wrong choice would hide a mark.
"""

import codecs
from pathlib import Path

from models.documents import Align, Line, Source, Word
from models.errors import CorruptInput
from models.settings import Limits
from pipeline.reading.docx_lines import SOFT_HYPHEN, Found
from pipeline.reading.read_office_facts import Facts
from pipeline.reading.shown_text import holds_packed, other_readings
from pipeline.reading.types_of_reading import Interest, RasterReader

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
EIGHT_BIT = ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic", "ptcp154")
COMMON = frozenset("оеаинтсрвлкмдпуыяьіқңғүұөәў ")
ENCODING = "unknown-encoding"
ATTACHMENTS = "attachments"
RIGHT_FROM = 36
"""Leading blanks from which a typed line stands at the right of an 80-column sheet."""
CENTRE_FROM = 14
TAB_WIDTH = 8
SAMPLE_BYTES = 64 * 1024


def read_text(
    path: Path,
    *,
    limits: Limits,
    interest: Interest,
    raster: RasterReader | None,
) -> Facts:
    """Read a text file: one line a line, blocks parted by empty lines."""
    text, problem = decode(path.read_bytes(), interest)
    facts = Facts()
    if problem is not None:
        facts.found.problems.add(problem)
    plain_text(text, facts.found, interest)
    return facts


def plain_text(text: str, found: Found, interest: Interest) -> None:
    """Take in text as it was typed, and doubt what is written in it as code."""
    typed_lines(text, found, Source.TEXT)
    if holds_packed(text):
        found.active.add("embedded-file")
        found.problems.add(ATTACHMENTS)
    if not interest(text) and any(map(interest, other_readings(text))):
        found.problems.add(ENCODING)


def decode(data: bytes, interest: Interest) -> tuple[str, str | None]:
    """Decode text; returns it with a problem's slug, where the encoding is in doubt.

    Raises:
        CorruptInput: Not text in any encoding that is known.
    """
    for bom, name in BOMS:
        if data.startswith(bom):
            return data.decode(name, "replace"), None
    if b"\0" in data[:SAMPLE_BYTES]:
        return _wide(data), None
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError:
        pass
    readings = {}
    for name in EIGHT_BIT:
        readings[name] = data.decode(name, "replace")
    best = max(EIGHT_BIT, key=lambda name: _score(readings[name][:SAMPLE_BYTES]))
    others = (text for name, text in readings.items() if name != best)
    doubt = not interest(readings[best]) and any(interest(text) for text in others)
    return readings[best], ENCODING if doubt else None


def _wide(data: bytes) -> str:
    """Decode text with zero bytes in it: UTF-16 without its byte order mark."""
    for name in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if sum(text.count(letter) for letter in "\n \r") * 40 > len(text):
            return text
    raise CorruptInput("The file is not text; ask the sender what it is.")


def _score(text: str) -> float:
    """Rate how much a decoding looks like Russian, Kazakh or Belarusian."""
    letters = [letter for letter in text if letter > "\x7f"]
    if not letters:
        return 0.0
    return sum(letter in COMMON for letter in letters) / len(letters)


def typed_lines(text: str, found: Found, source: Source) -> None:
    """Take in lines as a typewriter would place them, by their leading blanks."""
    block = found.new_block()
    for row in text.replace("\f", "\n\n").splitlines():
        shown = row.expandtabs(TAB_WIDTH).replace(SOFT_HYPHEN, "")
        words = tuple(Word(text=word) for word in shown.split())
        if not words:
            block = found.new_block()
            continue
        blanks = len(shown) - len(shown.lstrip())
        found.lines.append(
            Line(words=words, source=source, align=_align(blanks), block=block)
        )


def _align(blanks: int) -> Align:
    if blanks >= RIGHT_FROM:
        return Align.RIGHT
    return Align.CENTER if blanks >= CENTRE_FROM else Align.LEFT
