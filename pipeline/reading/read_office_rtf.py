"""Reads Rich Text Format: body, headers, footers, notes, text boxes, pictures.

A small reader of our own: it cuts the file into tokens, has ``rtf_walk`` follow them,
and reads the pictures; never anything that acts.

Source: Rich Text Format Specification 1.9.1.
"""

import binascii
import io
import re
from functools import partial
from pathlib import Path

from models.documents import Source
from models.errors import CorruptInput
from models.settings import Limits
from pipeline.reading.docx_active import DDE, INCLUDE, REMOTE
from pipeline.reading.docx_lines import plain_lines
from pipeline.reading.read_office_facts import Facts
from pipeline.reading.rtf_walk import (
    Walk,
    end,
    flush,
    take_bytes,
    take_group,
    take_symbol,
    take_word,
)
from pipeline.reading.shown_ways import AS_STORED
from pipeline.reading.types_of_reading import Interest, RasterReader

TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+"
    rb"|([^\\{}\r\n]+)",
    re.S | re.I,
)


def read_rtf(
    path: Path,
    *,
    limits: Limits,
    interest: Interest,
    raster: RasterReader | None,
) -> Facts:
    """Read an RTF file.

    Raises:
        CorruptInput: Not RTF.
        LimitExceeded: Nested beyond the limit.
    """
    data = path.read_bytes()
    if not data.lstrip().startswith(b"{\\rtf"):
        raise CorruptInput("The file is not rich text; ask the sender what it is.")
    walk = Walk(Facts())
    position = 0
    while position < len(data):
        match = TOKEN.match(data, position)
        if match is None:
            position += 1
            continue
        position = match.end()
        if match.group(1) == b"bin":
            position += max(int(match.group(2) or 0), 0)
        else:
            _token(walk, match)
    if position > len(data) or walk.stack:
        walk.facts.found.problems.add("damaged")  # cut short
    end(walk)
    for words in walk.shaped:
        plain_lines(words, walk.facts.found, Source.WATERMARK)
    walk.facts.found.active |= _acting(walk)
    _pictures(walk, limits, interest, raster)
    return walk.facts


def _token(walk: Walk, match: "re.Match[bytes]") -> None:
    """Hand one token to the walk; bytes of text gather until another sort follows."""
    word, number, byte, symbol, brace, text = match.groups()
    if byte is not None:
        take_bytes(walk, bytes([int(byte, 16)]))
        return
    if text is not None:
        take_bytes(walk, text)
        return
    flush(walk)
    if word is not None:
        take_word(walk, word.decode("ascii"), None if number is None else int(number))
    elif symbol is not None:
        take_symbol(walk, symbol.decode("latin-1"))
    elif brace is not None:
        take_group(walk, opens=brace == b"{")
    walk.opened = brace == b"{"


def _acting(walk: Walk) -> set[str]:
    """Slugs of what acts: a template fetched from elsewhere, fields that fetch."""
    code = "".join(walk.said.get("fldinst", ()))
    template = "".join(walk.said.get("template", ())).strip()
    found = {"dde"} if DDE.search(code) else set()
    found |= {"external-link"} if INCLUDE.search(code) else set()
    return found | ({"remote-template"} if REMOTE.match(template) else set())


def _pictures(
    walk: Walk, limits: Limits, interest: Interest, raster: RasterReader | None
) -> None:
    """Read PNG and JPEG pictures; any other kind stays unread, which is said."""
    from PIL import Image

    from pipeline.reading.docx_pictures import UNREAD, USUAL_DPI, placed
    from pipeline.reading.shown_picture import frames_of, read_frames

    found = walk.facts.found
    for kind, hexadecimal in walk.pictures:
        if not hexadecimal.strip():
            continue
        try:
            if kind not in ("pngblip", "jpegblip") or raster is None:
                raise ValueError(kind)
            data = binascii.unhexlify(b"".join(bytes(hexadecimal).split()))
            image = Image.open(io.BytesIO(data), formats=("PNG", "JPEG"))
            if image.width * image.height > limits.page_pixels:
                raise ValueError(kind)
        except (ValueError, OSError, SyntaxError, Image.DecompressionBombError):
            found.problems.add(UNREAD)
            continue
        lines, sure = read_frames(
            frames_of(image, data),
            (AS_STORED,),
            interest,
            partial(raster, dpi=USUAL_DPI),
        )
        if not sure:
            found.problems.add(UNREAD)
        found.lines += placed(lines, found)
