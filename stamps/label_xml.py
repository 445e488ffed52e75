"""Confidentiality labels and their bindings as XML, by the published structure.

Source: ADatP-4774 (label, XSD 1.3) and ADatP-4778 (binding, XSD 1.4). It must not know
what kind of file the XML goes into.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from stamps.plan import LabelContent

LABEL = "urn:nato:stanag:4774:confidentialitymetadatalabel:1:0"
BINDING = "urn:nato:stanag:4778:bindinginformation:1:0"
XMIME = "http://www.w3.org/2005/05/xmlmime"
SIGNATURE = "http://www.w3.org/2000/09/xmldsig#"

ORIGINATOR = "originatorConfidentialityLabel"
ALTERNATIVE = "alternativeConfidentialityLabel"

_PREFIXES = {"mb": BINDING, "slab": LABEL, "xmime": XMIME}
_REVIEW_YEARS = 10


@dataclass(frozen=True, slots=True)
class Reference:
    """What a label is bound to."""

    uri: str
    """Empty: the whole file that the binding stands in."""
    content_type: str | None = None
    """Required of data that is not XML."""


def parse_untrusted(data: bytes) -> etree._Element | None:
    """Parse XML that came with a document; None where it is not well formed.

    Entities are not resolved, nothing is fetched, depth and size stay limited.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def as_bytes(root: etree._Element) -> bytes:
    """Return an element as UTF-8, without a declaration."""
    return bytes(etree.tostring(root, encoding="utf-8"))


def binding(label: LabelContent, references: Iterable[Reference]) -> etree._Element:
    """Return ``BindingInformation`` with each label in a binding of its own.

    The mark of the originator is the originator's label and ours the alternative; where
    none was found we made the document, and ours is the originator's.
    """
    root = etree.Element(f"{{{BINDING}}}BindingInformation", nsmap=_PREFIXES)
    container = etree.SubElement(root, f"{{{BINDING}}}MetadataBindingContainer")
    kept = tuple(references)
    for role in roles(label):
        container.append(metadata_binding(label, role, kept))
    return root


def roles(label: LabelContent) -> tuple[str, ...]:
    """Return the roles in which labels are written, the originator's first."""
    if label.found_policy is None or label.found_classification is None:
        return (ORIGINATOR,)
    return (ORIGINATOR, ALTERNATIVE)


def metadata_binding(
    label: LabelContent, role: str, references: tuple[Reference, ...], ident: str = ""
) -> etree._Element:
    """Return one ``MetadataBinding``: exactly one label, then what it is bound to."""
    bound = etree.Element(f"{{{BINDING}}}MetadataBinding", nsmap=_PREFIXES)
    bound.set("Id", ident or f"belgi-{role.removesuffix('ConfidentialityLabel')}")
    metadata = etree.SubElement(bound, f"{{{BINDING}}}Metadata")
    metadata.append(_label(label, role))
    for reference in references:
        element = etree.SubElement(bound, f"{{{BINDING}}}DataReference")
        element.set("URI", reference.uri)
        if reference.content_type is not None:
            element.set(f"{{{XMIME}}}contentType", reference.content_type)
    return bound


def _label(label: LabelContent, role: str) -> etree._Element:
    theirs = role == ORIGINATOR and len(roles(label)) > 1
    policy = label.found_policy if theirs else label.policy
    uri = label.found_policy_uri if theirs else label.policy_uri
    degree = label.found_classification if theirs else label.classification
    element = etree.Element(f"{{{LABEL}}}{role}", nsmap={"slab": LABEL})
    # The prose asks for a review date wherever no succession is laid down.
    element.set("ReviewDateTime", _stamp_of(label.review or _later(label.created)))
    information = etree.SubElement(element, f"{{{LABEL}}}ConfidentialityInformation")
    identifier = etree.SubElement(information, f"{{{LABEL}}}PolicyIdentifier")
    identifier.text = policy
    if uri is not None:
        identifier.set("URI", uri)
    etree.SubElement(information, f"{{{LABEL}}}Classification").text = degree
    created = etree.SubElement(element, f"{{{LABEL}}}CreationDateTime")
    created.text = _stamp_of(label.created)
    return element


def _later(moment: datetime) -> datetime:
    year = moment.year + _REVIEW_YEARS
    try:
        return moment.replace(year=year)
    except ValueError:  # 29 February
        return moment.replace(year=year, day=28)


def _stamp_of(moment: datetime) -> str:
    """Return an xs:dateTime in UTC, in whole seconds."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
