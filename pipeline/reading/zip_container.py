"""Opens a zip container that came from outside, and counts before it unpacks.

Knows zip and XML, and what an OLE file holds; nothing of what the parts mean.
"""

import re
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from models.errors import (
    BelgiError,
    CorruptInput,
    EmptyInput,
    EncryptedInput,
    LimitExceeded,
    UnsupportedInput,
)
from models.settings import Limits

Element = Any
"""An lxml element; lxml ships no types."""

PARSER_DEPTH = 256
"""Elements in one another that libxml2 takes without being told to take more."""
RATIO_FREE_BYTES = 1024**2
"""Members below this size may be packed as tightly as they like."""
ZIP_ENCRYPTED = 0x1
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/([A-Za-z]+)/([A-Za-z]+)")
TRANSITIONAL = rb"http://schemas.openxmlformats.org/\1/2006/\2"
RESOURCE_WORDS = ("xcessive", "huge", "amplification", "too long", "too deep", "limit")


@dataclass(frozen=True, slots=True)
class Container:
    """An opened zip whose directory has been counted."""

    archive: zipfile.ZipFile
    limits: Limits
    names: frozenset[str]
    _trees: dict[str, Element] = field(default_factory=dict)

    def read(self, name: str) -> bytes:
        """Return the unpacked bytes of a member; CorruptInput where it is missing."""
        try:
            return self.archive.read(name)
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise CorruptInput(_damaged("a part is missing or broken")) from error
        except (OSError, ValueError) as error:  # a place outside of the file
            raise CorruptInput(_damaged("a part is missing or broken")) from error
        except NotImplementedError as error:
            raise UnsupportedInput(
                "The container is packed in a way that is not read; "
                "ask for the file to be saved again."
            ) from error

    def xml(self, name: str) -> Element:
        """Return the root of an XML member; each member is parsed once."""
        if name not in self._trees:
            self._trees[name] = parse_xml(
                self.read(name), most_depth=self.limits.xml_depth
            )
        return self._trees[name]


def _damaged(what: str) -> str:
    return f"The file is damaged: {what}; ask the sender for it again."


def parse_xml(data: bytes, *, most_depth: int = PARSER_DEPTH) -> Element:
    """Parse XML that came from outside; strict OOXML gets the usual namespaces.

    Args:
        data: Of one part.
        most_depth: Elements that may stand in one another.

    Raises:
        LimitExceeded: A document type, an entity, too deep or too large.
        CorruptInput: Not well-formed.
    """
    if b"purl.oclc.org/ooxml" in data:
        data = STRICT.sub(TRANSITIONAL, data)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if any(word in str(error) for word in RESOURCE_WORDS):
            raise LimitExceeded(
                "The file holds XML beyond the limits; look at it on an isolated "
                "machine."
            ) from None
        # Not chained: the parser quotes the text around the fault.
        raise CorruptInput(_damaged("a part is not well-formed XML")) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise LimitExceeded(
            "The file holds a document type definition, which office formats never "
            "do; look at it on an isolated machine."
        )
    if most_depth < PARSER_DEPTH and _deeper_than(most_depth)(root):
        raise LimitExceeded(
            "The file holds XML deeper than the limit; see the settings."
        )
    return root


@cache
def _deeper_than(depth: int) -> etree.XPath:
    return etree.XPath(f"boolean({'/*' * (depth + 1)})")


def open_container(path: Path, *, limits: Limits) -> Container:
    """Open a zip container and count what it would unpack to.

    Raises:
        InputError: Not a zip, damaged, encrypted, or beyond a limit.
    """
    size = path.stat().st_size
    if size == 0:
        raise EmptyInput("The file has no bytes; ask the sender for it again.")
    if size > limits.file_bytes:
        raise LimitExceeded("The file is larger than the limit; see the settings.")
    refuse_ole(path)
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, EOFError, OverflowError) as error:
        raise CorruptInput(_damaged("the zip container cannot be opened")) from error
    try:
        _count(archive, limits)
    except BelgiError:
        archive.close()
        raise
    return Container(archive, limits, frozenset(archive.namelist()))


def _count(archive: zipfile.ZipFile, limits: Limits) -> None:
    """Believe nothing before it is counted."""
    members = archive.infolist()
    if len(members) > limits.zip_members:
        raise LimitExceeded("The container holds more parts than the limit allows.")
    if sum(member.file_size for member in members) > limits.unpacked_bytes:
        raise LimitExceeded("The container unpacks to more than the limit allows.")
    for member in members:
        packed = max(member.compress_size, 1)
        if (
            member.file_size > RATIO_FREE_BYTES
            and member.file_size / packed > limits.unpack_ratio
        ):
            raise LimitExceeded("A part of the container is packed beyond the limit.")
    if any(member.flag_bits & ZIP_ENCRYPTED for member in members):
        raise EncryptedInput(
            "The container is encrypted; ask the sender for the password or for an "
            "open file."
        )
    names = Counter(m.filename.lower() for m in members if not m.is_dir())
    if names and max(names.values()) > 1:
        raise CorruptInput(_damaged("two parts have the same name"))


def refuse_ole(path: Path) -> None:
    """Refuse an OLE file by what it is: an encrypted package or an old format."""
    with path.open("rb") as stream:
        if stream.read(8) != OLE_MAGIC:
            return
    if ole_kind(path) == "encrypted":
        raise EncryptedInput(
            "The document is protected by a password; ask the sender for the "
            "password or for an open file."
        )
    raise UnsupportedInput(
        "The file is in an old Office format that is not read; ask for it as DOCX or "
        "PDF, or let a person decide."
    )


OLE_STREAMS = {
    "EncryptedPackage": "encrypted",
    "__properties_version1.0": "msg",
    "WordDocument": "doc",
    "Workbook": "xls",
    "Book": "xls",
    "PowerPoint Document": "ppt",
}


def ole_kind(path: Path) -> str | None:
    """Tell what an OLE file holds: encrypted, msg, doc, xls, ppt or None."""
    import olefile

    try:
        with olefile.OleFileIO(path) as ole:
            for stream, kind in OLE_STREAMS.items():
                if ole.exists(stream):
                    return kind
    except (OSError, ValueError, IndexError, TypeError, AttributeError, MemoryError):
        return None
    return None
