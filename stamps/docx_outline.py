"""Cuts the properties of a Word document's sections out of its bytes, and back in.

To stamp a document and to prove it, its sections are needed and not its text, which is
nearly all of it. Whatever could make a search in bytes find anything else than a tree
of the whole would is left to the tree: then there is no outline. Knows no package.

Source: XML 1.0, 2.4 (``<`` stands for markup only), 3.1 (tags); Namespaces in XML, 3.
"""

import re
from dataclasses import dataclass

from lxml import etree

LONGEST = 10_000_000
"""Bytes; the parser refuses a longer text, but only when it makes a tree."""
_VALUE = rb"(?:\"[^\"<]*\"|'[^'<]*')"
_ATTRIBUTES = rb"(?:\s+[^\s=<>\"'/]+\s*=\s*" + _VALUE + rb")*\s*"
_ATTRIBUTE = re.compile(rb"\s+([^\s=<>\"'/]+)\s*=\s*(" + _VALUE + rb")")
_START = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:<\?xml\s+version\s*=\s*[\"']1\.0[\"']"
    rb"(?:\s+encoding\s*=\s*[\"'](?i:utf-8)[\"'])?"
    rb"(?:\s+standalone\s*=\s*[\"'](?:yes|no)[\"'])?\s*\?>\s*)?"
    rb"<(?:([A-Za-z_][\w.-]*):)?document(" + _ATTRIBUTES + rb")>"
)
_ANCHOR = re.compile(rb"anchor[\s/>]")
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
        other = cut(changed)
        if other is None or len(other.spans) != len(self.spans):
            raise ValueError("the skeleton was changed beyond its sections")
        pieces, done = [], 0
        for (start, end), (begin, stop) in zip(self.spans, other.spans, strict=True):
            pieces += [self.data[done:start], changed[begin:stop]]
            done = end
        return b"".join([*pieces, self.data[done:]])


def cut(data: bytes) -> Outline | None:
    """Find the sections' properties; None where only a tree can tell.

    Args:
        data: The main part. What is found holds if it is well-formed, which is not
            looked at here: ``Outline.is_sound`` tells.
    """
    start = _START.match(data)
    if start is None or len(data) > LONGEST:
        return None
    head = start.end()
    if _holds(data, b"<!", head) or _holds(data, b"<?", head):
        return None
    spaces = _spaces(start[2])
    space = spaces.get(start[1])
    if space is None or list(spaces.values()).count(space) != 1:
        return None
    if not _keeps_to(spaces, space, data, head):
        return None
    prefix = b"" if start[1] is None else start[1] + b":"
    body = re.compile(rb"<%bbody%b>" % (re.escape(prefix), _ATTRIBUTES))
    place = data.find(b"<%bbody" % prefix, head)
    found = None if place < 0 else body.match(data, place)
    if found is None or data.find(b"<%bbody" % prefix, place + 1) >= 0:
        return None
    spans = _spans(data, found.end(), prefix)
    return None if spans is None else Outline(data, prefix, found.end(), spans)


def _holds(data: bytes, mark: bytes, place: int) -> bool:
    """Tell whether a mark of two stands behind a place; most texts lack the second."""
    return data.find(mark[1:], place) >= 0 and data.find(mark, place) >= 0


def _spaces(attributes: bytes) -> dict[bytes | None, bytes]:
    """Return prefix → namespace of the root's declarations."""
    return {
        None if name == b"xmlns" else name[6:]: value[1:-1]
        for name, value in _ATTRIBUTE.findall(attributes)
        if name == b"xmlns" or name.startswith(b"xmlns:")
    }


def _keeps_to(
    spaces: dict[bytes | None, bytes], space: bytes, data: bytes, head: int
) -> bool:
    """Tell whether names mean the same everywhere as they do at the root."""
    if any(b"&" in value for value in spaces.values()):
        return False
    for found in re.compile(b"xmlns").finditer(data, head):
        said = _DECLARATION.match(data, found.start())
        if said is None or spaces.get(said[1], said[3]) != said[3]:
            return False
        if said[3] == space and said[1] not in spaces:
            return False
    return True


def _spans(
    data: bytes, place: int, prefix: bytes
) -> tuple[tuple[int, int], ...] | None:
    """Return the spans of all section properties behind a place, if they are plain."""
    name = b"<%bsectPr" % prefix
    escaped = re.escape(prefix)
    opening = re.compile(rb"<%bsectPr%b(/?)>" % (escaped, _ATTRIBUTES))
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
