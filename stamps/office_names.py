"""The two sets of namespaces that office packages are written in.

Source: ISO/IEC 29500-1 (strict), ISO/IEC 29500-4 (transitional).
"""

from typing import Any

from lxml import etree


def relations_of(root: Any) -> str:
    """Return the relationship namespace that goes with a part's own."""
    space = str(etree.QName(root).namespace)
    if space.startswith("http://purl.oclc.org/"):
        return "http://purl.oclc.org/ooxml/officeDocument/relationships"
    return "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
