"""Reads Rich Text Format: body, headers, footers, notes, text boxes, pictures.

A small reader of our own: it follows groups and the few control words that say what is
shown, and never anything that acts.

Source: Rich Text Format Specification 1.9.1.
"""

import binascii
import io
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from models.documents import Source
from models.errors import CorruptInput, LimitExceeded
from models.settings import Limits
from pipeline.reading.docx_active import DDE, INCLUDE, REMOTE
from pipeline.reading.docx_lines import BREAK, Piece, lines_of, plain_lines
from pipeline.reading.docx_styles import Look
from pipeline.reading.read_office_facts import Facts
from pipeline.reading.types_of_reading import Interest, RasterReader

TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+"
    rb"|([^\\{}\r\n]+)",
    re.S | re.I,
)
STORIES = {
    "header": Source.HEADER, "headerl": Source.HEADER, "headerr": Source.HEADER,
    "headerf": Source.HEADER, "footer": Source.FOOTER, "footerl": Source.FOOTER,
    "footerr": Source.FOOTER, "footerf": Source.FOOTER, "footnote": Source.TEXT,
    "annotation": Source.ANNOTATION, "shptxt": Source.TEXTBOX,
}  # fmt: skip
SILENT = frozenset(
    [
        "fonttbl",
        "colortbl",
        "stylesheet",
        "info",
        "listtable",
        "listoverridetable",
        "rsidtbl",
        "generator",
        "filetbl",
        "revtbl",
        "latentstyles",
        "themedata",
        "colorschememapping",
        "datastore",
        "xmlnstbl",
        "mmathPr",
        "fldinst",
        "pict",
        "objdata",
        "blipuid",
        "sp",
        "picprop",
        "operator",
        "author",
        "title",
        "subject",
        "keywords",
        "comment",
        "doccomm",
        "company",
        "bkmkstart",
        "bkmkend",
        "nonshppict",
        "atnid",
        "atnauthor",
        "template",
        "pnseclvl",
        "listtext",
        "falt",
        "panose",
        "objclass",
        "objname",
        "wgrffmtfilter",
    ]
)
CHARACTERS = {
    "par": BREAK, "line": BREAK, "sect": BREAK, "page": BREAK, "cell": BREAK,
    "nestcell": BREAK, "row": BREAK, "nestrow": BREAK, "tab": " ", "emspace": " ",
    "enspace": " ", "qmspace": " ", "emdash": "—", "endash": "–", "bullet": "•",
    "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
}  # fmt: skip
ALIGNS = {"ql": "left", "qr": "right", "qc": "center", "qj": "both"}
TOGGLES = {"b": "b", "caps": "caps", "scaps": "smallCaps", "strike": "strike",
           "striked": "dstrike", "v": "vanish", "deleted": "vanish"}  # fmt: skip
CHARSETS = {
    0: "cp1252", 77: "mac-roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256",
    186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437",
}  # fmt: skip
DEEPEST = 500
PICTURES = ("pngblip", "jpegblip", "emfblip", "wmetafile", "dibitmap", "macpict")
USUAL_HALF_POINTS = 24

KNOWN = frozenset(
    {"cs", "ts", "ds", "f", "fs", "cf", "plain", "pard", *TOGGLES, *ALIGNS}
)
"""Words that make no destination, whatever stands before them."""
PROPERTY_NAME, PROPERTY_VALUE, LABEL = "sn", "sv", "listtext"
SHAPED_WORDS = "gtextUNICODE"
"""The property of a shape that holds words drawn as a picture."""
KEPT = frozenset({PROPERTY_NAME, PROPERTY_VALUE, LABEL})
ACTING = frozenset({"fldinst", "template"})
"""Destinations whose words may act."""


@dataclass(frozen=True, slots=True)
class _State:
    look: Look = field(default_factory=lambda: Look(half_points=USUAL_HALF_POINTS))
    source: Source = Source.TEXT
    silent: bool = False
    destination: str = ""
    skip: int = 1
    """Characters that stand in for a Unicode one (\\uc)."""
    encoding: str = "cp1252"


@dataclass(slots=True)
class _Walk:
    facts: Facts
    state: _State = field(default_factory=_State)
    stack: list[tuple[_State, list[Piece]]] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    pending: bytearray = field(default_factory=bytearray)
    to_skip: int = 0
    fonts: dict[int, str] = field(default_factory=dict)
    colours: list[str] = field(default_factory=list)
    channels: dict[str, int] = field(default_factory=dict)
    font: int = 0
    codepage: str = "cp1252"
    pictures: list[tuple[str, bytearray]] = field(default_factory=list)
    picture_kind: str = ""
    opened: bool = False
    """A group has just begun."""
    unseen: str = ""
    """Hidden and white words, and labels, up to where others stand."""
    property_name: str = ""
    shaped: list[str] = field(default_factory=list)
    said: dict[str, list[str]] = field(default_factory=dict)
    """What stands in the destinations that may act."""


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
    walk = _Walk(Facts())
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
    _flush(walk)
    _end_paragraphs(walk)
    _end_unseen(walk)
    for words in walk.shaped:
        plain_lines(words, walk.facts.found, Source.WATERMARK)
    walk.facts.found.active |= _acting(walk)
    _pictures(walk, limits, interest, raster)
    return walk.facts


def _token(walk: _Walk, match: "re.Match[bytes]") -> None:
    word, number, byte, symbol, brace, text = match.groups()
    if byte is not None:
        _bytes(walk, bytes([int(byte, 16)]))
        return
    if text is not None:
        _bytes(walk, text)
        return
    _flush(walk)
    if word is not None:
        _word(walk, word.decode("ascii"), None if number is None else int(number))
    elif symbol is not None:
        _symbol(walk, symbol.decode("latin-1"))
    elif brace is not None:
        _group(walk, opens=brace == b"{")
    walk.opened = brace == b"{"


def _group(walk: _Walk, *, opens: bool) -> None:
    """Enter a group, or leave it with its story and its formatting."""
    if opens:
        if len(walk.stack) >= DEEPEST:
            raise LimitExceeded("The file is nested beyond the limit.")
        walk.stack.append((walk.state, walk.pieces))
    elif walk.stack:
        before, pieces = walk.stack.pop()
        if walk.pieces is not pieces:
            _end_paragraphs(walk)
            walk.pieces = pieces
        walk.state = before


def _bytes(walk: _Walk, data: bytes) -> None:
    if walk.to_skip:
        cut = min(walk.to_skip, len(data))
        walk.to_skip -= cut
        data = data[cut:]
    destination = walk.state.destination
    if destination == "pict" and walk.pictures:
        walk.pictures[-1][1].extend(data)
    elif destination == "colortbl":
        for _ in range(data.count(b";")):
            rgb = [walk.channels.get(name, 0) for name in ("red", "green", "blue")]
            said = bytes(value & 0xFF for value in rgb).hex()
            walk.colours.append(said if walk.channels else "")
            walk.channels = {}
    elif destination in ACTING:
        walk.said.setdefault(destination, []).append(data.decode("latin-1"))
    elif not walk.state.silent or destination in KEPT:
        walk.pending += data


def _acting(walk: _Walk) -> set[str]:
    """Slugs of what acts: a template fetched from elsewhere, fields that fetch."""
    code = "".join(walk.said.get("fldinst", ()))
    template = "".join(walk.said.get("template", ())).strip()
    found = {"dde"} if DDE.search(code) else set()
    found |= {"external-link"} if INCLUDE.search(code) else set()
    return found | ({"remote-template"} if REMOTE.match(template) else set())


def _flush(walk: _Walk) -> None:
    if walk.pending:
        text = bytes(walk.pending).decode(walk.state.encoding, "replace")
        walk.pending.clear()
        _add(walk, text)


def _add(walk: _Walk, text: str) -> None:
    state = walk.state
    if state.destination in ACTING:
        walk.said.setdefault(state.destination, []).append(text)
    if state.destination in KEPT:
        _keep(walk, state.destination, text)
    if state.silent:
        return
    if state.look.concealed or state.look.hidden:
        walk.unseen += text
        return
    _end_unseen(walk)
    walk.pieces.append(Piece(text, state.look, state.source))
    if text == BREAK:
        _end_paragraphs(walk)


def _keep(walk: _Walk, destination: str, text: str) -> None:
    """Keep labels of lists, which may be seen, and words drawn as shapes."""
    if destination == LABEL:
        walk.unseen += text
    elif destination == PROPERTY_NAME:
        walk.property_name = text.strip()
        if walk.property_name == SHAPED_WORDS:
            walk.shaped.append("")
    elif walk.property_name == SHAPED_WORDS:
        walk.shaped[-1] += text


def _end_unseen(walk: _Walk) -> None:
    if walk.unseen.strip():
        walk.facts.found.concealed.append(walk.unseen)
    walk.unseen = ""


def _end_paragraphs(walk: _Walk) -> None:
    if walk.pieces:
        found = walk.facts.found
        last = walk.pieces[-1]
        found.lines += lines_of(
            walk.pieces,
            block=found.new_block(),
            look=last.look,
            base=walk.state.source,
        )
        walk.pieces.clear()


def _symbol(walk: _Walk, symbol: str) -> None:
    if symbol == "*":
        if not walk.opened:  # Word and others go on as if it were not there
            return
        walk.state = replace(walk.state, destination="*")
    elif symbol in "\r\n":
        _add(walk, BREAK)
    elif symbol in "{}\\":
        _add(walk, symbol)
    elif symbol == "~":
        _add(walk, " ")
    elif symbol == "_":
        _add(walk, "-")


def _word(walk: _Walk, word: str, number: int | None) -> None:
    if word in CHARACTERS:
        _add(walk, CHARACTERS[word])
    elif word == "u" and number is not None:
        _flush(walk)
        _add(walk, chr(number & 0xFFFF))
        walk.to_skip = walk.state.skip
    elif word in STORIES:
        walk.pieces = []
        walk.state = replace(
            walk.state, source=STORIES[word], destination="", silent=False
        )
    elif walk.state.destination == "*" and word in KNOWN:
        walk.state = replace(walk.state, destination="")
        _formatting(walk, word, number)
    elif word in SILENT or word in KEPT or walk.state.destination == "*":
        _destination(walk, word)
    elif not _formatting(walk, word, number):
        _table(walk, word, number)


def _destination(walk: _Walk, word: str) -> None:
    found = walk.facts.found
    if word in ("shppict", "shpinst", "do"):
        walk.state = replace(walk.state, destination="")
        return
    walk.state = replace(walk.state, destination=word, silent=True)
    if word == "pict":
        walk.pictures.append(("", bytearray()))
    elif word == "objdata":
        found.problems.add("embedded-object")
        found.active.add("ole-object")


def _formatting(walk: _Walk, word: str, number: int | None) -> bool:
    look = walk.state.look
    if word in TOGGLES:
        toggle = {TOGGLES[word]}
        toggles = look.toggles - toggle if number == 0 else look.toggles | toggle
        look = replace(look, toggles=frozenset(toggles))
    elif word == "plain":
        look = Look(half_points=USUAL_HALF_POINTS, align=look.align)
    elif word == "pard":
        look = replace(look, align=None)
    elif word in ALIGNS:
        look = replace(look, align=ALIGNS[word])
    elif word == "fs" and number:
        look = replace(look, half_points=number)
    elif word == "cf" and number is not None:
        known = 0 <= number < len(walk.colours)
        look = replace(look, colour=walk.colours[number] or None if known else None)
    elif word in ("highlight", "cb", "chcbpat", "cbpat", "clcbpat") and number:
        look = replace(look, shade="fill")
    else:
        return False
    walk.state = replace(walk.state, look=look)
    return True


def _table(walk: _Walk, word: str, number: int | None) -> None:
    """Follow fonts, code pages, colours and kinds of pictures."""
    state = walk.state
    if word == "uc" and number is not None:
        walk.state = replace(state, skip=max(number, 0))
    elif word == "ansicpg" and number:
        walk.codepage = _known(f"cp{number}")
        walk.state = replace(state, encoding=walk.codepage)
    elif word in ("f", "deff") and number is not None:
        walk.font = number
        encoding = walk.fonts.get(number, walk.codepage)
        walk.state = replace(state, encoding=encoding)
    elif word == "fcharset" and number is not None:
        walk.fonts[walk.font] = (
            CHARSETS.get(number, walk.codepage) if number > 1 else (walk.codepage)
        )
    elif word in ("red", "green", "blue"):
        walk.channels[word] = number or 0
    elif word in PICTURES and walk.pictures:
        walk.pictures[-1] = (word, walk.pictures[-1][1])


def _known(encoding: str) -> str:
    try:
        "".encode(encoding)
    except LookupError:
        return "cp1252"
    return encoding


def _pictures(
    walk: _Walk, limits: Limits, interest: Interest, raster: RasterReader | None
) -> None:
    """Read PNG and JPEG pictures; any other kind stays unread, which is said."""
    from PIL import Image

    from pipeline.reading.docx_pictures import UNREAD, USUAL_DPI, on_white, placed

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
            image.load()
            page, sure = on_white(image)
            read = raster(page, dpi=USUAL_DPI, interest=interest)
        except (ValueError, OSError, SyntaxError, Image.DecompressionBombError):
            found.problems.add(UNREAD)
            continue
        if read.problem is not None or not sure:
            found.problems.add(UNREAD)
        found.lines += placed(read.lines, found)
