"""An OOXML package that is being stamped: parts, relationships, content types.

Parts are parsed when asked for, and only changed ones are written. Knows nothing of
what the parts mean.

Source: ISO/IEC 29500-2 (Open Packaging Conventions).
"""

import posixpath
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, unquote

from lxml import etree

from models.errors import CorruptInput, LimitExceeded
from stamps.docx_outline import Outline, cut
from stamps.zip_rewrite import Source

Element = Any
"""An lxml element; lxml ships no types."""

PACKAGE_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}"
CONTENT_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
RELS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
TYPES_PART = "[Content_Types].xml"
TRANSITIONAL = "http://schemas.openxmlformats.org/"
STRICT = "http://purl.oclc.org/ooxml/"
SIGNATURE_ORIGIN = "digital-signature/origin"
_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
)
_PLAIN = re.compile(r"(?:[A-Za-z0-9_][\w.-]*/)*[A-Za-z0-9_][\w.-]*", re.ASCII)
"""A name in which nothing is escaped and no step leads back."""


def parse(data: bytes) -> Element:
    """Parse XML that came from outside, without entities and without a network.

    Raises:
        CorruptInput: Not well-formed.
        LimitExceeded: A document type definition.
    """
    try:
        root = etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError:
        # Not chained: the parser quotes the text around the fault.
        raise CorruptInput(
            "A part of the document is not well-formed; ask the sender for it again."
        ) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise LimitExceeded(
            "The document holds a document type definition, which office formats "
            "never do; look at it on an isolated machine."
        )
    return root


def serialise(root: Element) -> bytes:
    """Return the bytes of a part."""
    data: bytes = etree.tostring(
        root.getroottree(), encoding="UTF-8", xml_declaration=True, standalone=True
    )
    return data


def rels_name(part: str) -> str:
    """Name the part that holds a part's relationships."""
    folder, slash, name = part.rpartition("/")
    return f"{folder}{slash}_rels/{name}.rels"


def resolve(part: str, target: str) -> str:
    """Turn a relationship's target into the name of a part."""
    if _PLAIN.fullmatch(target) and (not part or _PLAIN.fullmatch(part)):
        return part[: part.rfind("/") + 1] + target
    target = unquote(target.split("#", 1)[0]).replace("\\", "/")
    if target.startswith("/"):
        return posixpath.normpath(target.lstrip("/"))
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


class Package:
    """The parts of one OOXML file, and what has become of them."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._trees: dict[str, Element] = {}
        self._outlines: dict[str, tuple[Outline, Element]] = {}
        self._dirty: set[str] = set()
        self._data: dict[str, bytes] = {}
        self.removed: set[str] = set()
        self._plain_names = {name.lower(): name for name in source.members}

    def has(self, part: str) -> bool:
        """Tell whether a part is there; names differ by more than case."""
        return self.actual(part) is not None

    def actual(self, part: str) -> str | None:
        """Return a part's name as the container spells it."""
        if part in self._data or part in self._trees:
            return part
        name = self._plain_names.get(part.lower())
        return None if name is None or name in self.removed else name

    def read(self, part: str) -> bytes:
        """Return a part's bytes as they are now."""
        name = self.actual(part) or part
        if name in self._dirty:
            return self._written(name)
        return self._data[name] if name in self._data else self.source.read(name)

    def tree(self, part: str) -> Element:
        """Return a part's root, parsed once."""
        name = self.actual(part) or part
        if name not in self._trees:
            self._trees[name] = parse(self.read(name))
            self._outlines.pop(name, None)
        return self._trees[name]

    def outline(self, part: str, serves: Callable[[Outline], bool]) -> Element:
        """Return a document's root with no more than its sections' properties.

        Args:
            part: The main part of a Word document.
            serves: Says whether an outline will do.

        Returns:
            The root of the whole, where it will not, bytes cannot tell, or a tree was
            made before.
        """
        name = self.actual(part) or part
        if name not in self._trees and name not in self._outlines:
            found = cut(self.read(name))
            if found is None or not serves(found):
                return self.tree(part)
            try:
                self._outlines[name] = found, parse(found.skeleton())
            except CorruptInput:
                # A prefix is declared between the root and the section.
                return self.tree(part)
        return self._outlines[name][1] if name in self._outlines else self.tree(part)

    def touch(self, part: str) -> None:
        """Note that a part's tree was changed."""
        self._dirty.add(self.actual(part) or part)

    def put_tree(self, part: str, root: Element) -> None:
        """Add or replace a part by its tree."""
        self._trees[part] = root
        self._dirty.add(part)

    def put(self, part: str, data: bytes) -> None:
        """Add or replace a part by its bytes."""
        self._trees.pop(part, None)
        self._dirty.discard(part)
        self._data[part] = data

    def remove(self, part: str) -> None:
        """Leave a part out of the new package."""
        name = self.actual(part)
        if name is not None:
            self.removed.add(name)

    def names(self) -> list[str]:
        """Return the names of all parts as they are now, sorted."""
        kept = set(self.source.members) - self.removed
        return sorted(kept | self._dirty | set(self._data))

    def changes(self) -> dict[str, bytes]:
        """Return the bytes of every part that is written anew, in a fixed order."""
        result = dict(self._data)
        for name in self._dirty:
            result[name] = self._written(name)
        return {name: result[name] for name in sorted(result)}

    def _written(self, name: str) -> bytes:
        """Return a changed part's bytes."""
        if name in self._outlines:
            found, root = self._outlines[name]
            return found.with_sections(serialise(root))
        return serialise(self._trees[name])

    # Relationships

    def relations(self, part: str) -> Element:
        """Return the root of a part's relationships, made where there are none."""
        name = rels_name(part)
        if not self.has(name):
            tag = f"{PACKAGE_REL}Relationships"
            root = etree.Element(tag, nsmap={None: PACKAGE_REL[1:-1]})
            self.put_tree(name, root)
            self.default_type("rels", RELS_TYPE)
        return self.tree(name)

    def has_relations(self, part: str) -> bool:
        """Tell whether a part points at anything."""
        return self.has(rels_name(part))

    def targets(self, part: str) -> dict[str, tuple[str, str]]:
        """Return id → (kind, part name) of the relationships that stay inside."""
        if not self.has_relations(part):
            return {}
        found = {}
        for row in self.relations(part).iter(f"{PACKAGE_REL}Relationship"):
            if row.get("TargetMode") != "External":
                kind = row.get("Type", "").rsplit("/", 1)[-1]
                found[row.get("Id", "")] = (kind, resolve(part, row.get("Target", "")))
        return found

    def relate(self, part: str, kind_uri: str, target: str) -> str:
        """Point from a part to another and return the relationship's id."""
        root = self.relations(part)
        taken = {row.get("Id") for row in root}
        number = len(taken) + 1
        while f"rIdBelgi{number}" in taken:
            number += 1
        row = etree.SubElement(root, f"{PACKAGE_REL}Relationship")
        row.set("Id", f"rIdBelgi{number}")
        row.set("Type", kind_uri)
        folder = part[: part.rfind("/") + 1]
        near = target.removeprefix(folder)
        if not target.startswith(folder):
            near = posixpath.relpath(target, folder)
        row.set("Target", quote(near, safe="/"))
        self.touch(rels_name(part))
        return f"rIdBelgi{number}"

    def main_part(self, usual: str) -> str:
        """Name the main part.

        Raises:
            CorruptInput: There is none.
        """
        if self.has("_rels/.rels"):
            for kind, target in self.targets("").values():
                actual = self.actual(target)
                if kind == "officeDocument" and actual is not None:
                    return actual
        actual = self.actual(usual)
        if actual is None:
            raise CorruptInput("The file holds no document; ask the sender for it.")
        return actual

    # Content types

    def content_type(self, part: str, kind: str) -> None:
        """State the content type of a new part."""
        row = etree.SubElement(self.tree(TYPES_PART), f"{CONTENT_TYPES}Override")
        row.set("PartName", "/" + quote(part, safe="/"))
        row.set("ContentType", kind)
        self.touch(TYPES_PART)

    def default_type(self, suffix: str, kind: str) -> None:
        """State the content type of a suffix, where none is stated yet."""
        root = self.tree(TYPES_PART)
        for row in root.iter(f"{CONTENT_TYPES}Default"):
            if row.get("Extension", "").lower() == suffix:
                return
        row = etree.Element(f"{CONTENT_TYPES}Default")
        row.set("Extension", suffix)
        row.set("ContentType", kind)
        root.insert(0, row)
        self.touch(TYPES_PART)

    def free_name(self, pattern: str) -> str:
        """Return the first name of a pattern with ``{}`` that no part bears."""
        number = 1
        while self.has(pattern.format(number)):
            number += 1
        return pattern.format(number)

    def is_signed(self) -> bool:
        """Tell whether the package bears digital signatures."""
        return any(n.startswith("_xmlsignatures/") for n in self.source.members)

    def drop_signatures(self) -> bool:
        """Take out digital signatures, which no changed package can keep.

        Returns:
            Whether there were any.
        """
        signed = [n for n in self.source.members if n.startswith("_xmlsignatures/")]
        if not signed:
            return False
        for name in signed:
            self.remove(name)
        root = self.relations("")
        for row in list(root):
            if row.get("Type", "").endswith(SIGNATURE_ORIGIN):
                root.remove(row)
        self.touch(rels_name(""))
        types = self.tree(TYPES_PART)
        for row in list(types):
            if unquote(row.get("PartName", "")).startswith("/_xmlsignatures/"):
                types.remove(row)
        self.touch(TYPES_PART)
        return True
