"""Cuts the properties of a Word document's sections out of its bytes, and back in.

To stamp a document and to prove it, its sections are needed and not its text, which is
nearly all of it. Whatever could make a search in bytes find anything else than a tree
of the whole would is left to the tree: then there is no outline. Knows no package.

Source: XML 1.0, 2.4 (``<`` stands for markup only); Namespaces in XML, 6.
"""

import re
from dataclasses import dataclass

from lxml import etree

from stamps.xml_start import ATTRIBUTES, Start, read_start

LONGEST = 10_000_000
"""Bytes; the parser refuses a longer text, but only when it makes a tree."""
_ANCHOR = re.compile(rb"anchor[\s/>]")
_XMLNS = re.compile(b"xmlns")
_DECLARATION = re.compile(rb"xmlns(?::([\w.-]+))?\s*=\s*([\"'])([^\"'<&]*)\2")


class _NoTree:
    """Has a document read to its end and keeps nothing of it."""

    def close(self) -> None:
        """Finish."""


@dataclass(frozen=True, slots=True)
class Outline:
    """Where the sections' properties stand in a document, in bytes."""

    data: bytes
    prefix: bytes
    """Of WordprocessingML's names, with its colon."""
    head: int
    """Where the body's content begins."""
    spans: tuple[tuple[int, int], ...]
    """Start and end of each section's properties; the last ones are the body's."""

    def skeleton(self) -> bytes:
        """Return the document with nothing in it but its sections' properties."""
        *inner, (last, _) = self.spans
        pieces = [
            b"<%bp><%bpPr>%b</%bpPr></%bp>"
            % (self.prefix, self.prefix, self.data[start:end], self.prefix, self.prefix)
            for start, end in inner
        ]
        return b"".join([self.data[: self.head], *pieces, self.data[last:]])

    def is_plain(self) -> bool:
        """Tell whether it opens with a paragraph and nothing floats over its pages."""
        opens = re.compile(rb"\s*<%bp[\s/>]" % re.escape(self.prefix))
        floats = _ANCHOR.search(self.data, self.head)
        return floats is None and opens.match(self.data, self.head) is not None

    def is_sound(self) -> bool:
        """Tell whether the document is well-formed and all prefixes are declared."""
        parser = etree.XMLParser(
            target=_NoTree(), resolve_entities=False, no_network=True, load_dtd=False
        )
        try:
            etree.fromstring(self.data, parser)
        except etree.XMLSyntaxError:
            return False
        return not parser.error_log

    def with_sections(self, changed: bytes) -> bytes:
        """Return the whole document with the sections of a changed skeleton."""
        body = changed.find(b"<%bbody" % self.prefix)
        spans = _spans(changed, body, self.prefix) or ()
        pieces, done = [], 0
        for (start, end), (begin, stop) in zip(self.spans, spans, strict=True):
            pieces += [self.data[done:start], changed[begin:stop]]
            done = end
        return b"".join([*pieces, self.data[done:]])


def cut(data: bytes) -> Outline | None:
    """Find the sections' properties; None where only a tree can tell.

    Args:
        data: The main part. What is found holds if it is well-formed, which is not
            looked at here: ``Outline.is_sound`` tells.
    """
    start = read_start(data) if len(data) <= LONGEST else None
    if start is None or start.name != b"document":
        return None
    if _holds(data, b"<!", start.end) or _holds(data, b"<?", start.end):
        return None
    if not _keeps_to(start, data):
        return None
    prefix = start.prefix
    body = re.compile(rb"<%bbody%b>" % (re.escape(prefix), ATTRIBUTES))
    place = data.find(b"<%bbody" % prefix, start.end)
    found = None if place < 0 else body.match(data, place)
    if found is None or data.find(b"<%bbody" % prefix, place + 1) >= 0:
        return None
    spans = _spans(data, found.end(), prefix)
    return None if spans is None else Outline(data, prefix, found.end(), spans)


def _holds(data: bytes, mark: bytes, place: int) -> bool:
    """Tell whether a mark of two stands behind a place; most texts lack the second."""
    return data.find(mark[1:], place) >= 0 and data.find(mark, place) >= 0


def _keeps_to(start: Start, data: bytes) -> bool:
    """Tell whether names mean the same everywhere as they do at the root."""
    space = start.spaces.get(start.prefix)
    if space is None or list(start.spaces.values()).count(space) != 1:
        return False
    for found in _XMLNS.finditer(data, start.end):
        said = _DECLARATION.match(data, found.start())
        if said is None:
            return False
        prefix = b"" if said[1] is None else said[1] + b":"
        if start.spaces.get(prefix, said[3]) != said[3]:
            return False
        if said[3] == space and prefix != start.prefix:
            return False
    return True


def _spans(
    data: bytes, place: int, prefix: bytes
) -> tuple[tuple[int, int], ...] | None:
    """Return the spans of all section properties behind a place, if they are plain."""
    name = b"<%bsectPr" % prefix
    escaped = re.escape(prefix)
    opening = re.compile(rb"<%bsectPr%b(/?)>" % (escaped, ATTRIBUTES))
    closing = re.compile(rb"</%bsectPr\s*>" % escaped)
    inner = re.compile(rb"\s*</%bpPr\s*>" % escaped)
    last = re.compile(rb"\s*</%bbody\s*>\s*</%bdocument\s*>\s*\Z" % (escaped, escaped))
    spans = []
    place = data.find(name, place)
    while place >= 0:
        start = opening.match(data, place)
        if start is None:
            return None
        end = start if start[1] else closing.search(data, start.end())
        if end is None:
            return None
        spans.append((place, end.end()))
        place = data.find(name, start.end())
        if 0 <= place < end.end():
            return None
        follows = last if place < 0 else inner
        if follows.match(data, end.end()) is None:
            return None
    return tuple(spans) or None
