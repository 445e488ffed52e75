"""Labels and bindings: the published structure, and nobody's label overwritten."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from lxml import etree

from stamps.labels import ooxml_binding, xmp_binding
from tests.build_stamp_plan import make_label
from tests.stamps.read_bindings import binding_texts

SLAB = "{urn:nato:stanag:4774:confidentialitymetadatalabel:1:0}"
MB = "{urn:nato:stanag:4778:bindinginformation:1:0}"

LABEL_SCHEMA = """
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
  xmlns:s="urn:nato:stanag:4774:confidentialitymetadatalabel:1:0"
  targetNamespace="urn:nato:stanag:4774:confidentialitymetadatalabel:1:0"
  elementFormDefault="qualified">
  <xs:simpleType name="word"><xs:restriction base="xs:token">
    <xs:minLength value="1"/></xs:restriction></xs:simpleType>
  <xs:complexType name="policy"><xs:simpleContent><xs:extension base="s:word">
    <xs:attribute name="URI"><xs:simpleType><xs:restriction base="xs:anyURI">
      <xs:pattern value="urn:oid:[0-9.]+"/></xs:restriction></xs:simpleType>
    </xs:attribute></xs:extension></xs:simpleContent></xs:complexType>
  <xs:complexType name="information"><xs:sequence>
    <xs:element name="PolicyIdentifier" type="s:policy"/>
    <xs:element name="Classification" type="s:word"/>
    <xs:element name="PrivacyMark" type="xs:string" minOccurs="0"/>
  </xs:sequence></xs:complexType>
  <xs:complexType name="label"><xs:sequence>
    <xs:element name="ConfidentialityInformation" type="s:information"/>
    <xs:element name="CreationDateTime" type="xs:dateTime"/>
  </xs:sequence>
  <xs:attribute name="ReviewDateTime" type="xs:dateTime" use="required"/>
  </xs:complexType>
  <xs:element name="originatorConfidentialityLabel" type="s:label"/>
  <xs:element name="alternativeConfidentialityLabel" type="s:label"/>
</xs:schema>
"""
"""The part of ADatP-4774 that belgi writes, with what its prose asks for."""

BINDING_SCHEMA = """
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
  xmlns:m="urn:nato:stanag:4778:bindinginformation:1:0"
  targetNamespace="urn:nato:stanag:4778:bindinginformation:1:0"
  elementFormDefault="qualified">
  <xs:complexType name="metadata"><xs:sequence>
    <xs:any namespace="##any" processContents="lax"/></xs:sequence></xs:complexType>
  <xs:complexType name="reference">
    <xs:attribute name="URI" type="xs:anyURI" use="required"/>
    <xs:anyAttribute namespace="http://www.w3.org/2005/05/xmlmime"
      processContents="skip"/></xs:complexType>
  <xs:complexType name="bound"><xs:sequence>
    <xs:element name="Metadata" type="m:metadata"/>
    <xs:element name="DataReference" type="m:reference" maxOccurs="unbounded"/>
  </xs:sequence><xs:attribute name="Id" type="xs:ID"/></xs:complexType>
  <xs:complexType name="container"><xs:sequence>
    <xs:element name="MetadataBinding" type="m:bound" maxOccurs="unbounded"/>
    <xs:any namespace="##other" processContents="lax" minOccurs="0"
      maxOccurs="unbounded"/>
  </xs:sequence></xs:complexType>
  <xs:element name="BindingInformation"><xs:complexType><xs:sequence>
    <xs:element name="MetadataBindingContainer" type="m:container"/>
  </xs:sequence></xs:complexType></xs:element>
</xs:schema>
"""


def prove_structure(binding: bytes) -> etree._Element:
    """Validate a binding, and each label in it, and return its root."""
    root = etree.fromstring(binding)
    etree.XMLSchema(etree.fromstring(BINDING_SCHEMA)).assertValid(root)
    schema = etree.XMLSchema(etree.fromstring(LABEL_SCHEMA))
    for label in labels_of(root):
        schema.assertValid(etree.fromstring(etree.tostring(label)))
    return root


def labels_of(root: etree._Element) -> Iterator[etree._Element]:
    for metadata in root.iter(f"{MB}Metadata"):
        (label,) = metadata
        yield label


def said(root: etree._Element) -> list[tuple[str, str | None, str | None]]:
    return [
        (
            etree.QName(label).localname,
            label.findtext(f".//{SLAB}PolicyIdentifier"),
            label.findtext(f".//{SLAB}Classification"),
        )
        for label in labels_of(root)
    ]


BOTH = [
    ("originatorConfidentialityLabel", "BY", "Секретно"),
    ("alternativeConfidentialityLabel", "KZ", "Құпия"),
]


def test_found_mark_is_the_originators_and_ours_the_alternative() -> None:
    root = prove_structure(ooxml_binding(make_label(), ["/word/document.xml"]))

    assert said(root) == BOTH


def test_without_a_found_mark_ours_is_the_originators() -> None:
    label = make_label(found_policy=None, found_classification=None)

    root = prove_structure(ooxml_binding(label, ["/word/document.xml"]))

    assert said(root) == [("originatorConfidentialityLabel", "KZ", "Құпия")]


def test_package_parts_are_named_from_the_root() -> None:
    names = ["/word/document.xml", "word/media/picture 1.png", "/docProps/core.xml"]

    root = prove_structure(ooxml_binding(make_label(), names))

    uris = [ref.get("URI") for ref in root.iter(f"{MB}DataReference")]
    assert uris[:3] == [
        "pack:///word/document.xml",
        "pack:///word/media/picture%201.png",
        "pack:///docProps/core.xml",
    ]
    types = {ref.get("URI"): ref.items()[1:] for ref in root.iter(f"{MB}DataReference")}
    assert types["pack:///word/document.xml"] == []
    assert types[uris[1]] == [
        ("{http://www.w3.org/2005/05/xmlmime}contentType", "image/png")
    ]


def test_policy_uris_come_from_settings() -> None:
    label = make_label(policy_uri="urn:oid:2.25.1", found_policy_uri="urn:oid:2.25.2")

    root = prove_structure(ooxml_binding(label, ["/word/document.xml"]))

    uris = [element.get("URI") for element in root.iter(f"{SLAB}PolicyIdentifier")]
    assert uris == ["urn:oid:2.25.2", "urn:oid:2.25.1"]


@pytest.mark.parametrize(
    ("created", "review", "shown"),
    [
        (datetime(2026, 11, 22, 9, 30, tzinfo=UTC), None, "2036-11-22T09:30:00Z"),
        (datetime(2028, 2, 29, tzinfo=UTC), None, "2038-02-28T00:00:00Z"),
        (
            datetime(2026, 1, 1, 3, tzinfo=timezone(timedelta(hours=5))),
            None,
            "2035-12-31T22:00:00Z",
        ),
        (
            datetime(2026, 1, 1, tzinfo=UTC),
            datetime(2027, 1, 1, tzinfo=UTC),
            "2027-01-01T00:00:00Z",
        ),
    ],
    ids=["ten-years", "leap-day", "other-zone", "given"],
)
def test_review_date(created: datetime, review: datetime | None, shown: str) -> None:
    label = make_label(created=created, review=review)

    root = prove_structure(ooxml_binding(label, ["/word/document.xml"]))

    assert {found.get("ReviewDateTime") for found in labels_of(root)} == {shown}


def test_equal_labels_give_equal_bytes() -> None:
    assert xmp_binding(make_label(), None) == xmp_binding(make_label(), None)


def test_xmp_holds_a_valid_binding_to_the_whole_file() -> None:
    packet = xmp_binding(make_label(), None)

    (text,) = binding_texts(packet)
    root = prove_structure(text)
    assert packet.startswith(b"<?xpacket begin=")
    assert {ref.get("URI") for ref in root.iter(f"{MB}DataReference")} == {""}
    assert said(root) == BOTH


def packet_with(inside: str, *, attributes: str = "") -> bytes:
    return (
        '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF'
        ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="uuid:1" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"'
        ' xmlns:pdfx="http://ns.adobe.com/pdfx/1.3/"'
        f" {attributes}>{inside}</rdf:Description></rdf:RDF></x:xmpmeta>"
        '<?xpacket end="w"?>  \0\0'
    ).encode()


def test_what_a_packet_says_is_kept() -> None:
    packet = xmp_binding(make_label(), packet_with("<dc:format>kept</dc:format>"))

    root = etree.fromstring(packet)
    assert root.findtext(".//{http://purl.org/dc/elements/1.1/}format") == "kept"
    rdf = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
    about = {d.get(f"{rdf}about") for d in root.iter(f"{rdf}Description")}
    assert about == {"uuid:1"}
    assert len(binding_texts(packet)) == 1


def test_pdfa_gets_its_extension_schema() -> None:
    plain = xmp_binding(make_label(), packet_with(""))
    pdfa = xmp_binding(make_label(), packet_with("", attributes='pdfaid:part="2"'))

    assert b"pdfaExtension" not in plain
    assert pdfa.count(b"<pdfaProperty:name>bindingInformation<") == 1


@pytest.mark.parametrize(
    "existing", [b"no xml at all", b"<a>", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"]
)
def test_a_packet_that_cannot_be_parsed_stays(existing: bytes) -> None:
    assert xmp_binding(make_label(), existing) == existing


def test_an_originators_label_is_never_overwritten() -> None:
    theirs = make_label(
        policy="NATO",
        classification="SECRET",
        found_policy=None,
        found_classification=None,
    )
    existing = xmp_binding(theirs, None)

    packet = xmp_binding(make_label(), existing)

    (text,) = binding_texts(packet)
    assert said(prove_structure(text)) == [
        ("originatorConfidentialityLabel", "NATO", "SECRET"),
        ("alternativeConfidentialityLabel", "KZ", "Құпия"),
    ]


def test_our_label_is_not_said_twice() -> None:
    packet = xmp_binding(make_label(), None)

    assert xmp_binding(make_label(), packet) == packet


def test_a_signed_binding_stays_as_it_is() -> None:
    binding = ooxml_binding(make_label(), ["/word/document.xml"])
    signature = b'<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>'
    signed = binding.replace(
        b"<mb:MetadataBindingContainer>", signature + b"<mb:MetadataBindingContainer>"
    )

    assert ooxml_binding(make_label(policy="XX"), ["/a.xml"], signed) == signed
