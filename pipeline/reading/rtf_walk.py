"""Follows the groups of rich text, and gathers what their words say.

Takes tokens one after another and keeps what holds between them: formatting, story,
encoding, tables of fonts and colours. What a word means stands in ``rtf_words``.

Source: Rich Text Format Specification 1.9.1.
"""

from dataclasses import dataclass, field, replace

from models.documents import Source
from models.errors import LimitExceeded
from pipeline.reading.docx_lines import BREAK, Piece, lines_of
from pipeline.reading.docx_styles import Look
from pipeline.reading.read_office_facts import Facts
from pipeline.reading.rtf_words import (
    ACTING,
    CHARACTERS,
    KEPT,
    KNOWN,
    LABEL,
    PICTURES,
    PROPERTY_NAME,
    SHAPED_WORDS,
    SILENT,
    STORIES,
    USUAL_ENCODING,
    USUAL_HALF_POINTS,
    charset,
    formatted,
    known_encoding,
)

DEEPEST = 500
"""Groups inside one another."""


@dataclass(frozen=True, slots=True)
class _State:
    """What a group hands to the groups in it, and gets back when they end."""

    look: Look = field(default_factory=lambda: Look(half_points=USUAL_HALF_POINTS))
    source: Source = Source.TEXT
    silent: bool = False
    destination: str = ""
    """The word that says what the group holds; "*" before it is known."""
    skip: int = 1
    """Characters that stand in for a Unicode one (\\uc)."""
    encoding: str = USUAL_ENCODING


@dataclass(slots=True)
class Walk:
    """How far the file was followed, and what was gathered on the way."""

    facts: Facts
    state: _State = field(default_factory=_State)
    stack: list[tuple[_State, list[Piece]]] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    pending: bytearray = field(default_factory=bytearray)
    """Bytes of text that are not decoded yet."""
    to_skip: int = 0
    """Bytes to leave out, for they stand in for a Unicode character before them."""
    fonts: dict[int, str] = field(default_factory=dict)
    """The encoding of each font."""
    colours: list[str] = field(default_factory=list)
    channels: dict[str, int] = field(default_factory=dict)
    """Red, green and blue of the colour that is being listed."""
    font: int = 0
    codepage: str = USUAL_ENCODING
    pictures: list[tuple[str, bytearray]] = field(default_factory=list)
    """The kind of each picture, and its bytes in hexadecimal."""
    opened: bool = False
    """A group has just begun."""
    unseen: str = ""
    """Hidden and white words, and labels, up to where others stand."""
    property_name: str = ""
    shaped: list[str] = field(default_factory=list)
    """Words drawn as pictures."""
    said: dict[str, list[str]] = field(default_factory=dict)
    """What stands in the destinations that may act."""


def take_bytes(walk: Walk, data: bytes) -> None:
    """Take text, or what a destination holds instead of text."""
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


def flush(walk: Walk) -> None:
    """Decode the text that came in bytes; every other token ends a run of them."""
    if walk.pending:
        text = bytes(walk.pending).decode(walk.state.encoding, "replace")
        walk.pending.clear()
        _add(walk, text)


def take_group(walk: Walk, *, opens: bool) -> None:
    """Enter a group, or leave it with its story and its formatting.

    Raises:
        LimitExceeded: Nested beyond the limit.
    """
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


def take_symbol(walk: Walk, symbol: str) -> None:
    """Take a control word that is one sign and no letter."""
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


def take_word(walk: Walk, word: str, number: int | None) -> None:
    """Take a control word with the number behind it, if there is one."""
    if word in CHARACTERS:
        _add(walk, CHARACTERS[word])
    elif word == "u" and number is not None:
        flush(walk)
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


def end(walk: Walk) -> None:
    """Make lines of what was gathered and not ended by the file."""
    flush(walk)
    _end_paragraphs(walk)
    _end_unseen(walk)


def _add(walk: Walk, text: str) -> None:
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


def _keep(walk: Walk, destination: str, text: str) -> None:
    """Keep labels of lists, which may be seen, and words drawn as shapes."""
    if destination == LABEL:
        walk.unseen += text
    elif destination == PROPERTY_NAME:
        walk.property_name = text.strip()
        if walk.property_name == SHAPED_WORDS:
            walk.shaped.append("")
    elif walk.property_name == SHAPED_WORDS:
        walk.shaped[-1] += text


def _end_unseen(walk: Walk) -> None:
    if walk.unseen.strip():
        walk.facts.found.concealed.append(walk.unseen)
    walk.unseen = ""


def _end_paragraphs(walk: Walk) -> None:
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


def _destination(walk: Walk, word: str) -> None:
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


def _formatting(walk: Walk, word: str, number: int | None) -> bool:
    look = formatted(walk.state.look, word, number, walk.colours)
    if look is None:
        return False
    walk.state = replace(walk.state, look=look)
    return True


def _table(walk: Walk, word: str, number: int | None) -> None:
    """Follow fonts, code pages, colours and kinds of pictures."""
    state = walk.state
    if word == "uc" and number is not None:
        walk.state = replace(state, skip=max(number, 0))
    elif word == "ansicpg" and number:
        walk.codepage = known_encoding(f"cp{number}")
        walk.state = replace(state, encoding=walk.codepage)
    elif word in ("f", "deff") and number is not None:
        walk.font = number
        encoding = walk.fonts.get(number, walk.codepage)
        walk.state = replace(state, encoding=encoding)
    elif word == "fcharset" and number is not None:
        walk.fonts[walk.font] = charset(number, walk.codepage)
    elif word in ("red", "green", "blue"):
        walk.channels[word] = number or 0
    elif word in PICTURES and walk.pictures:
        walk.pictures[-1] = (word, walk.pictures[-1][1])
