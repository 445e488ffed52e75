"""Whether what pages are drawn with unpacks; what does not is left out without a word.

A page whose content is damaged is shown blank, or without its rest, by every renderer.
Knows streams of pikepdf, and nothing of what they draw.
"""

import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from pipeline.reading.ascii85 import Ascii85

KNOWN = frozenset(
    {"/FlateDecode", "/LZWDecode", "/ASCII85Decode", "/ASCIIHexDecode"}
    | {"/RunLengthDecode", "/Crypt", "/Fl", "/LZW", "/A85", "/AHx", "/RL"}
)
"""Filters by which content can be packed (ISO 32000-1, 7.4)."""
ASCII85 = ("/ASCII85Decode", "/A85")
PIECE_BYTES, MOST_BYTES = 1 << 20, 64 << 20
"""Unpacked at a time, and in all: from then on limits of the reader hold."""
CHECKSUM_BYTES = 4
_WRONG_CHECKSUM = "incorrect data check"


def torn_pages(
    file: Any, part: tuple[int, int] = (0, 1), *, most_streams: int
) -> frozenset[int]:
    """Return the pages some of whose content does not unpack whole.

    Args:
        file: A PDF open with pikepdf.
        part: Which share of the pages is asked about, of how many shares.
        most_streams: With more, nobody looks at all of them, and the page counts as
            one that does not unpack.
    """
    known: dict[tuple[int, int], bool] = {}
    letters = Ascii85(file)
    return frozenset(
        index
        for index, page in pages_of(file, part)
        if _is_page_torn(page, known, letters, most_streams)
    )


def pages_of(file: Any, part: tuple[int, int]) -> Iterator[tuple[int, Any]]:
    """Yield each page of a share with its index; asking by index costs ten times more.

    Args:
        file: A PDF open with pikepdf.
        part: Which share, of how many.
    """
    count = len(file.pages)
    first, end = (count * (part[0] + more) // part[1] for more in (0, 1))
    for index, page in islice(enumerate(file.pages), first, end):
        yield index, page.obj


def _is_page_torn(
    page: Any, known: dict[tuple[int, int], bool], letters: Ascii85, most: int
) -> bool:
    streams = list(islice(_streams(page), most + 1))
    return len(streams) > most or any(_is_torn(one, known, letters) for one in streams)


def _streams(page: Any) -> Iterator[Any]:
    """Yield what a page is drawn with: contents, appearances, forms within forms."""
    yield from filter(_is_stream, _many(page.get("/Contents")))
    seen: set[tuple[int, int]] = set()
    waiting = [*_named(page), *appearances(page)]
    while waiting:
        one = waiting.pop()
        if _is_stream(one) and one.objgen not in seen:
            seen.add(one.objgen)
            yield one
            waiting += _named(one)


def _named(holder: Any) -> Iterator[Any]:
    """Yield the forms and patterns that a page or another form may use."""
    resources = entries(holder.get("/Resources"))
    for one in entries(resources.get("/XObject")).values():
        if str(entries(one).get("/Subtype")) == "/Form":
            yield one
    yield from entries(resources.get("/Pattern")).values()


def appearances(page: Any) -> Iterator[Any]:
    """Yield how the annotations of a page look, in each of their states."""
    for note in _many(page.get("/Annots")):
        look = entries(entries(note).get("/AP")).get("/N")
        yield from (look,) if _is_stream(look) else entries(look).values()


def _is_stream(thing: Any) -> bool:
    return getattr(thing, "_type_name", None) == "stream"


def entries(thing: Any) -> Any:
    """Return what a dictionary or a stream says, nothing of whatever else it is."""
    kind = getattr(thing, "_type_name", None)
    return thing if kind in ("dictionary", "stream") else {}


def _many(things: Any) -> Iterable[Any]:
    if things is None:
        return ()
    return things if str(things._type_name) == "array" else (things,)


def _is_torn(stream: Any, known: dict[tuple[int, int], bool], letters: Ascii85) -> bool:
    key = stream.objgen
    if key not in known:
        known[key] = _does_not_unpack(stream, letters)
    return known[key]


def _does_not_unpack(stream: Any, letters: Ascii85) -> bool:
    filters = [str(one) for one in _many(stream.stream_dict.get("/Filter"))]
    if any(name not in KNOWN for name in filters):
        return True
    if not filters:
        return False
    as_letters = filters[0] in ASCII85
    left = filters[as_letters:]
    if left and left != ["/FlateDecode"] and left != ["/Fl"]:
        return not _is_read_through(stream)
    packed = stream.read_raw_bytes()
    if as_letters:
        try:
            packed = letters.decode(
                packed.strip().removesuffix(b"~>").removeprefix(b"<~")
            )
        except ValueError:
            return True
    return bool(left) and not unpacks_whole(packed)


def _is_read_through(stream: Any) -> bool:
    """Tell whether a stream that is packed in a seldom way comes without a fault.

    Readers differ in where they stop and in what they pass over.
    """
    import pikepdf

    try:
        stream.read_bytes()
    except (pikepdf.PdfError, UnicodeDecodeError):  # its message may quote any byte
        return False
    return True


def unpacks_whole(packed: bytes) -> bool:
    """Tell whether all of a zlib stream comes, and is what its checksum says.

    By zlib, as readers do it: quicker unpackers take some of what it refuses. A length
    that is some bytes short cuts off the checksum alone, and loses nothing.
    """
    unpacker = zlib.decompressobj()
    waiting, unpacked = packed, 0
    try:
        while waiting and not unpacker.eof and unpacked < MOST_BYTES:
            unpacked += len(unpacker.decompress(waiting, PIECE_BYTES))
            waiting = unpacker.unconsumed_tail
    except zlib.error:
        return False
    return unpacker.eof or unpacked >= MOST_BYTES or _lacks_checksum(unpacker)


def _lacks_checksum(unpacker: Any) -> bool:
    """Tell whether zeros for a checksum are all that is missing."""
    try:
        unpacker.decompress(bytes(CHECKSUM_BYTES), PIECE_BYTES)
    except zlib.error as error:
        return _WRONG_CHECKSUM in str(error)
    return bool(unpacker.eof)
