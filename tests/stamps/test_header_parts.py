"""Paragraphs stand in a header as if they had been put into its tree."""

import pytest
from lxml import etree

from stamps.docx_drawings import Slot
from stamps.docx_package import parse
from stamps.docx_words import (
    NAMESPACES,
    STANDARD,
    STRICT,
    W_NS,
    as_elements,
    first_page_paragraphs,
    whole_part,
    with_paragraphs,
)
from tests.stamps.build_word import plan

HERE = "<{0}:p/><!-- <{0}:p/> --><{0}:p><{0}:r><{0}:t>ұ &lt;</{0}:t></{0}:r></{0}:p>"
WORD = f'xmlns:w="{W_NS}"'


def header(
    spaces: str = WORD, before: str = "", prefix: str = "w", after: str = ""
) -> bytes:
    inside = HERE.format(prefix)
    return f"{before}<{prefix}:hdr {spaces}>{inside}</{prefix}:hdr>{after}".encode()


UNUSUAL = {
    "comment first": header(before="<!-- x -->"),
    "two bytes a letter": header(before="<?xml version='1.0' encoding='UTF-16'?>")
    .decode()
    .encode("utf-16"),
    "other letters": header(before="<?xml version='1.0' encoding='windows-1251'?>")
    .decode()
    .replace("ұ", "")
    .encode("cp1251"),
    "empty": f"<w:hdr {WORD}/>".encode(),
    "namespace in disguise": header(WORD + ' xmlns:a="urn&#58;a"'),
}
HEADERS = {
    "few namespaces": header(),
    "all namespaces": whole_part([HERE.format("w")], "hdr", strict=False),
    "declared": header(before="<?xml version='1.0' encoding='utf-8'?>\n", after="\n "),
    "byte order mark": b"\xef\xbb\xbf" + header(),
    "single quotes": header().replace(b'"', b"'"),
    "sign in a value": header(WORD + " w:x='>' "),
    "other prefix": header(f'xmlns:k="{W_NS}"', prefix="k"),
    "our prefix means another thing": header(
        f'xmlns:k="{W_NS}" xmlns:w="urn:w" xmlns:a="urn:a"', prefix="k"
    ),
    "no prefix": header(f'xmlns="{W_NS}"').replace(b"w:", b""),
    "something behind": header(after="<!-- </w:hdr> -->"),
} | UNUSUAL


def said(root: etree._Element) -> list[object]:
    return [
        (e.tag, sorted(e.attrib.items()), e.text, e.tail, len(e))
        if isinstance(e.tag, str)
        else e.text
        for e in root.iter()
    ]


def slot(*, strict: bool) -> Slot:
    return Slot(
        strict=strict,
        number=0,
        code_id="rId1",
        watermark_id="rId2" if strict else None,
        code_mm=15.0,
        code_in_margin=True,
        before_pt=0.0,
        align="right",
        watermark_pt=500.0,
    )


@pytest.mark.parametrize("strict", [False, True], ids=["transitional", "strict"])
@pytest.mark.parametrize("at_end", [False, True], ids=["first", "last"])
@pytest.mark.parametrize("case", HEADERS)
def test_both_ways_into_a_header_agree(case: str, at_end: bool, strict: bool) -> None:
    data = HEADERS[case]
    if strict:
        spaces = (W_NS, *NAMESPACES.values())
        for uri in spaces:
            data = data.replace(uri.encode(), STANDARD.sub(STRICT, uri).encode())
    paragraphs = first_page_paragraphs(plan(watermark="Дана <3>"), slot(strict=strict))
    tree = parse(data)
    place = len(tree) if at_end else 0
    for offset, element in enumerate(as_elements(paragraphs, strict=strict)):
        tree.insert(place + offset, element)

    made = with_paragraphs(data, paragraphs, strict=strict, at_end=at_end)

    unusual = case in UNUSUAL or (at_end and case == "something behind")
    assert (made is None) == unusual
    if made is not None:
        assert said(parse(made)) == said(parse(etree.tostring(tree)))
        assert data[:40] == made[:40] and data[-6:] == made[-6:]
