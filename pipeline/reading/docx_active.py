"""Reports active content and foreign labels of an OOXML package.

Nothing here is executed or fetched; slugs go to the manifest, never an address.

Source: [MS-OFFCRYPTO] 2.6 (LabelInfo), TSCP BAILS, ADatP-4774 and ADatP-4778.
"""

import re

from models.documents import ForeignLabel
from models.errors import CorruptInput
from pipeline.reading.docx_package import PACKAGE_REL, W
from pipeline.reading.zip_container import Container, Element

BY_NAME = (
    (re.compile(r"(^|/)vbaProject\.bin$|(^|/)macrosheets/", re.I), "macro"),
    (re.compile(r"(^|/)activeX/", re.I), "activex"),
    (re.compile(r"(^|/)embeddings/oleObject", re.I), "ole-object"),
    (re.compile(r"(^|/)embeddings/[^/]+$", re.I), "embedded-file"),
    (re.compile(r"(^|/)externalLinks/[^/]+$", re.I), "external-link"),
    (re.compile(r"(^|/)customUI/", re.I), "custom-ui"),
    (re.compile(r"^xl/(connections\.xml$|queryTables/)", re.I), "external-link"),
)
EXTERNAL = {
    "attachedTemplate": "remote-template",
    "image": "remote-image",
    "oleObject": "ole-object",
    "hyperlink": None,
}
"""By relationship; any other that leads outside is an external link. Plain hyperlinks
do nothing by themselves and are not reported."""
REMOTE = re.compile(
    r"^(https?|ftps?|mhtml|ms-\w+):|^\\\\|^//|^file:(//[^/\\]|/*\\\\|/{4,}[^/])",
    re.I,
)
DDE = re.compile(r"\bDDE(AUTO)?\b", re.I)
INCLUDE = re.compile(r"\bINCLUDE(TEXT|PICTURE)\b", re.I)
GUID = re.compile(r"^MSIP_Label_([0-9A-Fa-f-]{36})_")
BAILS = re.compile(r"^urn:bails:([A-Za-z]{1,40}):")
LABEL_4774 = "urn:nato:stanag:4774:"
BINDING_4778 = "urn:nato:stanag:4778:"


def active_content(container: Container, roots: list[Element]) -> set[str]:
    """Return the slugs of what could act, from names, relationships and fields."""
    found = {
        slug
        for name in container.names
        for pattern, slug in BY_NAME
        if pattern.search(name)
    }
    for name in container.names:
        if name.endswith(".rels"):
            found |= _outside(container, name)
        elif re.search(r"(^|/)externalLinks/[^/]+\.xml$", name, re.I):
            tags = (str(element.tag) for element in container.xml(name).iter())
            found |= {"dde"} if any(tag.endswith("}ddeLink") for tag in tags) else set()
    for root in roots:
        code = "".join(text.text or "" for text in root.iter(f"{W}instrText"))
        code += " ".join(
            field.get(f"{W}instr", "") for field in root.iter(f"{W}fldSimple")
        )
        found |= {"dde"} if DDE.search(code) else set()
        found |= {"external-link"} if INCLUDE.search(code) else set()
    return found


def _outside(container: Container, name: str) -> set[str]:
    found = set()
    for row in container.xml(name).iter(f"{PACKAGE_REL}Relationship"):
        if row.get("TargetMode") != "External":
            continue
        kind = row.get("Type", "").rsplit("/", 1)[-1]
        slug = EXTERNAL.get(kind, "external-link")
        if slug == "remote-template" and not REMOTE.match(row.get("Target", "")):
            slug = None  # Word notes where the template stood on the author's disk.
        if slug is not None:
            found.add(slug)
    return found


def foreign_labels(container: Container) -> tuple[ForeignLabel, ...]:
    """Return the machine-readable labels that others put in."""
    found: dict[tuple[str, str], None] = {}
    for name in sorted(container.names):
        lower = name.lower()
        labels: list[tuple[str, str]] = []
        if lower == "docprops/custom.xml":
            labels = property_labels(_names_of_properties(container, name))
        elif lower == "docmetadata/labelinfo.xml":
            labels = _label_info(container, name)
        elif re.fullmatch(r"customxml/[^/]+\.xml", lower):
            labels = _labels_4774(container, name)
        found.update(dict.fromkeys(labels))
    return tuple(ForeignLabel(scheme=scheme, name=name) for scheme, name in found)


def _label_info(container: Container, name: str) -> list[tuple[str, str]]:
    identities = (e.get("id", "").strip("{}") for e in container.xml(name).iter())
    return [
        ("msip", identity.lower())
        for identity in identities
        if re.fullmatch(r"[0-9A-Fa-f-]{36}", identity)
    ]


def _names_of_properties(container: Container, name: str) -> list[str]:
    return [element.get("name", "") for element in container.xml(name).iter()]


def property_labels(names: list[str]) -> list[tuple[str, str]]:
    """Tell labels by the names of custom properties; values are not taken over."""
    found: dict[tuple[str, str], None] = {}
    for name in names:
        if guid := GUID.match(name):
            found["msip", guid.group(1).lower()] = None
        elif bails := BAILS.match(name):
            found["bails", bails.group(1)] = None
    return list(found)


def _labels_4774(container: Container, name: str) -> list[tuple[str, str]]:
    data = container.read(name)
    if LABEL_4774.encode() not in data and BINDING_4778.encode() not in data:
        return []
    try:
        root = container.xml(name)
    except CorruptInput:
        return [("adatp-4774", "unreadable")]
    return [
        ("adatp-4774", element.tag.rsplit("}", 1)[-1])
        for element in root.iter()
        if isinstance(element.tag, str)
        and element.tag.startswith("{" + LABEL_4774)
        and element.tag.endswith("ConfidentialityLabel")
    ]
