"""Reads the bindings of labels out of an XMP packet, as another program would."""

from lxml import etree

from stamps.xmp import BINDING_XMP

PROPERTY = f"{{{BINDING_XMP}}}bindingInformation"


def binding_texts(packet: bytes) -> tuple[bytes, ...]:
    """Return the bindings that a packet holds, as XML; none of one that is no XML."""
    try:
        root = etree.fromstring(packet.strip(b"\0\t\r\n "))
    except etree.XMLSyntaxError:
        return ()
    found = []
    for element in root.iter(etree.Element):
        if element.tag == PROPERTY:
            inside = [etree.tostring(child) for child in element]
            found += inside or [(element.text or "").strip().encode()]
        elif PROPERTY in element.attrib:
            found.append(str(element.get(PROPERTY)).encode())
    return tuple(found)
