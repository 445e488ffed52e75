"""Labels that came with a carrier: whose they are and what they say, for the report.

Families: ADatP-4774 (bound by 4778), Microsoft sensitivity labels (MSIP), TSCP BAILS.
What they say is untrusted and says nothing of a visible mark; nothing here decides.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from stamps.label_xml import ALTERNATIVE, BINDING, LABEL, ORIGINATOR, parse_untrusted
from stamps.xmp import binding_texts

_METADATA_LABEL = "metadataConfidentialityLabel"
_LEGACY = "ConfidentialityLabel"
_ROLES = {
    ORIGINATOR: "originator",
    ALTERNATIVE: "alternative",
    _METADATA_LABEL: "metadata",
    _LEGACY: "originator",
}
_MIP = "http://schemas.microsoft.com/office/2020/mipLabelMetadata"
_MSIP = re.compile(r"MSIP_Label_(?P<id>[0-9A-Fa-f-]{36})_(?P<key>[A-Za-z]+)\Z")
_BAILS = re.compile(
    r"urn:bails:(?P<type>IntellectualProperty|NationalSecurity|ExportControl):"
    r"(?P<key>.+)\Z"
)
_BAILS_CATEGORY = "BusinessAuthorizationCategory:Name"
_BAILS_POLICY = "PolicyAuthority:Name"
_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignLabel:
    """A label that was there when the carrier came; its words are untrusted."""

    family: str
    """adatp-4774, msip or bails."""
    role: str
    """originator, alternative or metadata; originator where a family has no roles."""
    policy: str | None
    classification: str | None


def find_labels_in_xmp(packet: bytes) -> tuple[ForeignLabel, ...]:
    """Return the labels that an XMP packet holds; none where it cannot be parsed."""
    bound = [label for text in binding_texts(packet) for label in _in_binding(text)]
    root = parse_untrusted(packet.strip(b"\0\t\r\n "))
    named = {} if root is None else _named_texts(root)
    return (*bound, *find_in_properties(named))


def find_in_custom_xml(part: bytes) -> tuple[ForeignLabel, ...]:
    """Return the labels of a package's part, known by its root element.

    Understands a 4778 binding, ``docMetadata/LabelInfo.xml`` and
    ``docProps/custom.xml``.
    """
    root = parse_untrusted(part)
    if root is None:
        return ()
    if root.tag == f"{{{BINDING}}}BindingInformation":
        return _labels_under(root)
    if root.tag == f"{{{_MIP}}}labelList":
        return _mip_labels(root)
    properties = {
        str(element.get("name")): "".join(map(str, element.itertext()))
        for element in root.iter(etree.Element)
        if element.get("name")
    }
    return find_in_properties(properties)


def find_in_properties(properties: Mapping[str, str]) -> tuple[ForeignLabel, ...]:
    """Return the labels kept as named properties: PDF Info, custom properties, ODF."""
    return (*_msip(properties), *_bails(properties))


def _in_binding(text: bytes) -> tuple[ForeignLabel, ...]:
    root = parse_untrusted(text)
    return () if root is None else _labels_under(root)


def _labels_under(root: etree._Element) -> tuple[ForeignLabel, ...]:
    return tuple(
        ForeignLabel(
            family="adatp-4774",
            role=_ROLES[etree.QName(element).localname],
            policy=_cleaned(element.findtext(f".//{{{LABEL}}}PolicyIdentifier")),
            classification=_cleaned(element.findtext(f".//{{{LABEL}}}Classification")),
        )
        for element in root.iter(*(f"{{{LABEL}}}{name}" for name in _ROLES))
    )


def _mip_labels(root: etree._Element) -> tuple[ForeignLabel, ...]:
    return tuple(
        ForeignLabel(
            family="msip",
            role="originator",
            policy=_cleaned(element.get("siteId")),
            classification=_cleaned(element.get("id")),
        )
        for element in root.iter(f"{{{_MIP}}}label")
        if element.get("enabled") not in ("0", "false")
        and element.get("removed") not in ("1", "true")
    )


def _msip(properties: Mapping[str, str]) -> tuple[ForeignLabel, ...]:
    labels: dict[str, dict[str, str]] = {}
    for name, value in properties.items():
        match = _MSIP.search(name)
        if match is not None:
            labels.setdefault(match["id"].lower(), {})[match["key"]] = value
    return tuple(
        ForeignLabel(
            family="msip",
            role="originator",
            policy=_cleaned(said.get("SiteId")),
            classification=_cleaned(said.get("Name") or ident),
        )
        for ident, said in sorted(labels.items())
        if said.get("Enabled", "true").strip().lower() != "false"
    )


def _bails(properties: Mapping[str, str]) -> tuple[ForeignLabel, ...]:
    types: dict[str, dict[str, str]] = {}
    for name, value in properties.items():
        match = _BAILS.match(name)
        if match is not None:
            types.setdefault(match["type"], {})[match["key"]] = value
    return tuple(
        ForeignLabel(
            family="bails",
            role="originator",
            policy=_cleaned(said.get(_BAILS_POLICY) or kind),
            classification=_cleaned(said.get(_BAILS_CATEGORY)),
        )
        for kind, said in sorted(types.items())
    )


def _named_texts(root: etree._Element) -> dict[str, str]:
    """Return texts and attributes of a packet by their local names."""
    named: dict[str, str] = {}
    for element in root.iter(etree.Element):
        named[etree.QName(element).localname] = str(element.text or "")
        for name, value in element.attrib.items():
            named[etree.QName(name).localname] = str(value)
    return named


def _cleaned(untrusted: str | None) -> str | None:
    """Return printable characters only, shortened; None for nothing."""
    if untrusted is None:
        return None
    kept = "".join(c if c.isprintable() else " " for c in untrusted[:_LONGEST]).strip()
    return kept or None
