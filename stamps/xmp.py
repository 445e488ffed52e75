"""The binding of labels inside an XMP packet, as PDF and pictures carry it.

What else the packet says is kept. It must not know what a label says, nor where a file
keeps its packet.

Source: ADatP-4778.2, profile xmp:1:1; ISO 19005-1, 6.7.8 (extension schemas).
"""

from collections.abc import Callable

from lxml import etree

from stamps.label_xml import as_bytes, parse_untrusted

BINDING_XMP = "urn:nato:stanag:4778:bindinginformation:1:0:xmp#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

_META = "adobe:ns:meta/"
_PDFA_ID = "http://www.aiim.org/pdfa/ns/id/"
_PDFA_EXTENSION = "http://www.aiim.org/pdfa/ns/extension/"
_PDFA_SCHEMA = "http://www.aiim.org/pdfa/ns/schema#"
_PDFA_PROPERTY = "http://www.aiim.org/pdfa/ns/property#"
_PROPERTY = f"{{{BINDING_XMP}}}bindingInformation"
_HEAD = b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
_TAIL = b'\n<?xpacket end="w"?>'


def put_binding(
    existing: bytes | None, binding: bytes, extend: Callable[[bytes], bytes | None]
) -> bytes:
    """Return the packet with a binding put in.

    Args:
        existing: The packet that the file has, if any; all of it is kept.
        binding: The binding for a packet that has none, as XML.
        extend: Makes of a binding that is there one that says ours too, or None where
            it must stay as it is.

    Returns:
        The packet; ``existing`` itself where that cannot be parsed or must stay.
    """
    # Padding may be of any kind; XML allows only white space there.
    trimmed = (existing or b"").strip(b"\0\t\r\n ")
    if not trimmed:
        return _new_packet(binding)
    root = parse_untrusted(trimmed)
    rdf = None if root is None else _rdf_of(root)
    if root is None or rdf is None or not _put(rdf, binding, extend):
        return existing or b""
    return _packet(root)


def _rdf_of(root: etree._Element) -> etree._Element | None:
    return root if root.tag == f"{{{RDF}}}RDF" else root.find(f".//{{{RDF}}}RDF")


def _held(rdf: etree._Element) -> list[tuple[etree._Element, bytes]]:
    """Return where bindings stand, as property elements or attributes, and they."""
    held = []
    for element in rdf.iter(etree.Element):
        if element.tag == _PROPERTY and len(element):
            held.append((element, as_bytes(element[0])))
        elif element.tag == _PROPERTY:
            held.append((element, (element.text or "").strip().encode()))
        elif _PROPERTY in element.attrib:
            held.append((element, str(element.get(_PROPERTY)).encode()))
    return held


def _put(
    rdf: etree._Element, binding: bytes, extend: Callable[[bytes], bytes | None]
) -> bool:
    """Add or extend the property; False where the one that is there must stay."""
    held = _held(rdf)
    if held:
        return len(held) == 1 and _replaced(*held[0], extend)
    _describe(rdf, binding)
    if any(_mentions_pdfa(element) for element in rdf.iter(etree.Element)):
        _declare_extension(rdf)
    return True


def _replaced(
    element: etree._Element, said: bytes, extend: Callable[[bytes], bytes | None]
) -> bool:
    more = extend(said)
    if more is None:
        return False
    if element.tag != _PROPERTY:
        element.set(_PROPERTY, more.decode())
    elif len(element):
        element.replace(element[0], etree.fromstring(more))
    else:
        element.text = more.decode()
    return True


def _describe(rdf: etree._Element, said: bytes) -> None:
    description = etree.SubElement(
        rdf, f"{{{RDF}}}Description", nsmap={"mbxmp": BINDING_XMP}
    )
    description.set(f"{{{RDF}}}about", _about(rdf))
    etree.SubElement(description, _PROPERTY).text = said.decode()


def _about(rdf: etree._Element) -> str:
    """Return what the packet speaks of; all its descriptions must say the same."""
    about = f"{{{RDF}}}about"
    others = (element.get(about) for element in rdf if isinstance(element.tag, str))
    return next((value for value in others if value), "")


def _mentions_pdfa(element: etree._Element) -> bool:
    mark = f"{{{_PDFA_ID}}}"
    names = (str(element.tag), *map(str, element.attrib))
    return any(name.startswith(mark) for name in names)


def _declare_extension(rdf: etree._Element) -> None:
    """Describe the property as PDF/A asks of everything that is not predefined."""
    bag = rdf.find(f".//{{{_PDFA_EXTENSION}}}schemas/{{{RDF}}}Bag")
    if bag is None:
        description = etree.SubElement(
            rdf, f"{{{RDF}}}Description", nsmap={"pdfaExtension": _PDFA_EXTENSION}
        )
        description.set(f"{{{RDF}}}about", _about(rdf))
        schemas = etree.SubElement(description, f"{{{_PDFA_EXTENSION}}}schemas")
        bag = etree.SubElement(schemas, f"{{{RDF}}}Bag")
    item = _resource(bag, f"{{{RDF}}}li", {"pdfaSchema": _PDFA_SCHEMA})
    _text(item, _PDFA_SCHEMA, "schema", "Metadata binding, ADatP-4778")
    _text(item, _PDFA_SCHEMA, "namespaceURI", BINDING_XMP)
    _text(item, _PDFA_SCHEMA, "prefix", "mbxmp")
    listed = etree.SubElement(item, f"{{{_PDFA_SCHEMA}}}property")
    order = etree.SubElement(listed, f"{{{RDF}}}Seq")
    entry = _resource(order, f"{{{RDF}}}li", {"pdfaProperty": _PDFA_PROPERTY})
    _text(entry, _PDFA_PROPERTY, "name", "bindingInformation")
    _text(entry, _PDFA_PROPERTY, "valueType", "Text")
    _text(entry, _PDFA_PROPERTY, "category", "external")
    _text(entry, _PDFA_PROPERTY, "description", "Labels bound to the whole file")


def _resource(
    parent: etree._Element, tag: str, nsmap: dict[str | None, str]
) -> etree._Element:
    element = etree.SubElement(parent, tag, nsmap=nsmap)
    element.set(f"{{{RDF}}}parseType", "Resource")
    return element


def _text(parent: etree._Element, namespace: str, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{namespace}}}{name}").text = text


def _new_packet(binding: bytes) -> bytes:
    root = etree.Element(f"{{{_META}}}xmpmeta", nsmap={"x": _META})
    rdf = etree.SubElement(root, f"{{{RDF}}}RDF", nsmap={"rdf": RDF})
    _describe(rdf, binding)
    return _packet(root)


def _packet(root: etree._Element) -> bytes:
    return _HEAD + as_bytes(root) + _TAIL
