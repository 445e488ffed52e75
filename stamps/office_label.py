"""Puts machine-readable labels into OOXML packages and finds those that are there.

The XML is made in ``labels``; here is only where it goes.

Source: ADatP-4778.2, profile ooxml:1:2.
"""

import re

from stamps.docx_package import Package
from stamps.plan import LabelContent

BOUND = re.compile(
    r"(word|xl|ppt)/(document|workbook|presentation|styles|header\d*|footer\d*|"
    r"belgi-header\d*|footnotes|endnotes|comments|media/[^/]+|worksheets/[^/]+|"
    r"slides/[^/]+)(\.xml)?$|docProps/(core|app|custom)\.xml$"
)
ITEM = re.compile(r"customXml/[^/]+\.xml$", re.I)
BINDING = b"urn:nato:stanag:4778:bindinginformation:1:0"
XML_TYPE = "application/xml"


def bind_label(package: Package, main: str, label: LabelContent) -> None:
    """Add the labels to a package; a binding that is there keeps all it says.

    Side effects: adds or extends one custom XML part.
    """
    from stamps.labels import (
        OOXML_RELATIONSHIP,
        OOXML_RELATIONSHIP_STRICT,
        ooxml_binding,
    )

    names = package.names()
    bound = [name for name in names if BOUND.match(name)]
    for name in names:
        if not ITEM.match(name):
            continue
        data = package.read(name)
        if BINDING in data:
            package.put(name, ooxml_binding(label, bound, data))
            return
    part = package.free_name("customXml/item{}.xml")
    package.put(part, ooxml_binding(label, bound))
    package.default_type("xml", XML_TYPE)
    strict = b"purl.oclc.org" in package.read("_rels/.rels")
    kind = OOXML_RELATIONSHIP_STRICT if strict else OOXML_RELATIONSHIP
    package.relate(main, kind, part)
