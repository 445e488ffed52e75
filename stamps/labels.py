"""Machine-readable labels bound to a file: in OOXML, in XMP, beside it.

A label that is there already is never overwritten: an originator's label stays, ours
is added beside it as the alternative, and what is signed is left as it is. It must not
know how a PDF, an office file or a picture keeps these bytes.

Source: ADatP-4778.2, profiles ooxml:1:2, xmp:1:1 and sidecar:1:2.
"""

from collections.abc import Iterable
from pathlib import PurePosixPath
from urllib.parse import quote

from lxml import etree

from stamps.label_xml import (
    ALTERNATIVE,
    BINDING,
    LABEL,
    ORIGINATOR,
    SIGNATURE,
    Reference,
    as_bytes,
    binding,
    metadata_binding,
    parse_untrusted,
    roles,
)
from stamps.plan import LabelContent
from stamps.xmp import put_binding

OOXML_RELATIONSHIP = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
)
OOXML_RELATIONSHIP_STRICT = (
    "http://purl.oclc.org/ooxml/officeDocument/relationships/customXml"
)

_MEDIA_TYPES = {
    "bmp": "image/bmp",
    "emf": "image/x-emf",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "svg": "image/svg+xml",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "wmf": "image/x-wmf",
}


def ooxml_binding(
    label: LabelContent, part_names: Iterable[str], existing: bytes | None = None
) -> bytes:
    """Return the custom XML part that binds the labels to parts of a package.

    Args:
        label: What the labels say.
        part_names: Absolute names of the parts that are present, such as
            ``/word/document.xml``; the leading slash may be missing.
        existing: The package's own binding part, where it has one; its labels stay.

    Returns:
        The bytes of the part; ``existing`` itself where nothing may be added to it.
    """
    references = tuple(_pack_reference(name) for name in part_names)
    if existing is not None:
        extended = _extended(label, existing, references)
        return existing if extended is None else _document(extended)
    return _document(binding(label, references))


def xmp_binding(label: LabelContent, existing_xmp: bytes | None) -> bytes:
    """Return an XMP packet that binds the labels to the whole file.

    Args:
        label: What the labels say.
        existing_xmp: The packet that the file has; all of it is kept.

    Returns:
        The packet. It is ``existing_xmp`` itself, unchanged, where that cannot be
        parsed or holds a label that must stay alone; the caller reports that.
    """
    whole_file = (Reference(""),)

    def extend(said: bytes) -> bytes | None:
        root = _extended(label, said, whole_file)
        return None if root is None else as_bytes(root)

    return put_binding(existing_xmp, as_bytes(binding(label, whole_file)), extend)


def _extended(
    label: LabelContent, existing: bytes, references: tuple[Reference, ...]
) -> etree._Element | None:
    root = parse_untrusted(existing)
    if root is None or root.tag != f"{{{BINDING}}}BindingInformation":
        return None
    container = root.find(f"{{{BINDING}}}MetadataBindingContainer")
    if container is None or root.find(f".//{{{SIGNATURE}}}Signature") is not None:
        return None
    wanted = _missing_roles(label, root)
    if not wanted:
        return None
    after = container.findall(f"{{{BINDING}}}MetadataBinding")
    place = container.index(after[-1]) + 1 if after else 0
    for role in reversed(wanted):
        ident = _free_ident(root, f"belgi-{role.removesuffix('ConfidentialityLabel')}")
        container.insert(place, metadata_binding(label, role, references, ident))
    return root


def _missing_roles(label: LabelContent, root: etree._Element) -> tuple[str, ...]:
    """Return the roles to add: what somebody else said of the originator stays alone.

    An alternative of our own policy that says the same is not said twice.
    """
    has_originator = root.find(f".//{{{LABEL}}}{ORIGINATOR}") is not None
    wanted = roles(label)
    if has_originator:
        wanted = (ALTERNATIVE,)
    said = {
        (
            element.findtext(f".//{{{LABEL}}}PolicyIdentifier"),
            element.findtext(f".//{{{LABEL}}}Classification"),
        )
        for element in root.iter(
            f"{{{LABEL}}}{ALTERNATIVE}", f"{{{LABEL}}}{ORIGINATOR}"
        )
    }
    ours = (label.policy, label.classification)
    return tuple(role for role in wanted if role == ORIGINATOR or ours not in said)


def _free_ident(root: etree._Element, wished: str) -> str:
    taken = {element.get("Id") for element in root.iter() if element.get("Id")}
    ident, count = wished, 2
    while ident in taken:
        ident, count = f"{wished}-{count}", count + 1
    return ident


def _pack_reference(part_name: str) -> Reference:
    suffix = PurePosixPath(part_name).suffix.lstrip(".").lower()
    uri = "pack:///" + quote(part_name.lstrip("/"), safe="/%")
    if suffix in ("xml", "rels"):
        return Reference(uri)
    return Reference(uri, _MEDIA_TYPES.get(suffix, "application/octet-stream"))


def _document(root: etree._Element) -> bytes:
    return b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n" + as_bytes(root)
