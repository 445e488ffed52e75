"""A valid PDF/A stays one, whatever its part, colours and content, by a validator."""

import warnings
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, StreamDecodeLevel, String

from models.geometry import Box
from stamps.fonts import load_face
from stamps.on_pdf import stamp_pdf
from stamps.pdf_fonts import embed_font
from stamps.plan import LabelContent, StampPlan
from tests.build_pdf import A4, found, make_plan

validator = pytest.importorskip("page", reason="page-validation is not installed")

XMP = (
    "<x:xmpmeta xmlns:x='adobe:ns:meta/'>"
    "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
    "<rdf:Description xmlns:pdfaid='http://www.aiim.org/pdfa/ns/id/' rdf:about=''>"
    "<pdfaid:part>{part}</pdfaid:part>"
    "<pdfaid:conformance>{level}</pdfaid:conformance>"
    "</rdf:Description></rdf:RDF></x:xmpmeta>"
)
BLACK = {True: b"0 g ", False: b"/Own cs 0 0 0 sc "}
"""Device colours only where an output intent says what they mean."""
LABEL = LabelContent(
    policy="KZ",
    classification="Secret",
    found_policy="BY",
    found_classification="Secret",
    created=datetime(2026, 11, 22, tzinfo=UTC),
)
COPY = {"watermark": "Дана № 3 · Экз. № 3 · 12с/2026"}
PLANS: dict[str, StampPlan] = {
    "received": make_plan(label=LABEL),
    "copy": make_plan(words=COPY, is_copy=True),
    "changed": make_plan(
        words={"strike_found": True}, found=(found(Box(120, 110, 300, 130)),)
    ),
}


def archived(path: Path, part: int, *, intent: bool, full: bool, tags: bool) -> Path:
    """Write a valid PDF/A of one page of text."""
    pdf = pikepdf.new()
    face = load_face("sans")
    pdf.add_blank_page(page_size=A4)
    page = pdf.pages[0].obj
    letters = embed_font(pdf, face, "words of a pge")
    own = Array([Name.CalRGB, Dictionary(WhitePoint=Array([0.9505, 1, 1.089]))])
    page.Resources = Dictionary(
        Font=Dictionary(F1=letters), ColorSpace=Dictionary(Own=own)
    )
    margin, repeated = (4, 10) if full else (120, 4)
    line = face.hex_codes("words of a page " * repeated) + b" Tj T*\n"
    start = b"BT /F1 10 Tf 14 TL %d %d Td " % (margin, 842 - margin)
    content = BLACK[intent] + start + line * (60 if full else 40) + b"ET"
    if tags:
        _tag(pdf, page)
        content = b"/P <</MCID 0>> BDC " + content + b" EMC"
    page.Contents = pdf.make_stream(content)
    _claim(pdf, part, "A" if tags else "B", intent=intent)
    packing = ObjectStreamMode.disable if part == 1 else ObjectStreamMode.generate
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pdf.save(
            path,
            force_version="1.4" if part == 1 else "1.7",
            deterministic_id=True,
            compress_streams=False,
            stream_decode_level=StreamDecodeLevel.none,
            object_stream_mode=packing,
        )
    return path


def _claim(pdf: pikepdf.Pdf, part: int, level: str, *, intent: bool) -> None:
    packet = pdf.make_stream(XMP.format(part=part, level=level).encode())
    packet.Type, packet.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = packet
    if not intent:
        return
    profile = resources.files("pikepdf").joinpath("pdfa/data/sRGB.icc").read_bytes()
    stream = pdf.make_stream(profile)
    stream.N = 3
    pdf.Root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFA1,
                OutputConditionIdentifier=String("sRGB"),
                Info=String("sRGB"),
                DestOutputProfile=stream,
            )
        ]
    )


def _tag(pdf: pikepdf.Pdf, page: Any) -> None:
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    paragraph = pdf.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.P, P=root, Pg=page, K=0)
    )
    root.K = Array([paragraph])
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array([0, Array([paragraph])])))
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.Lang = String("en")
    page.StructParents = 0


def faults(path: Path) -> list[str]:
    return [failure.rule_id for failure in validator.validate_pdf(str(path)).failures]


@pytest.mark.parametrize("kind", PLANS, ids=str)
@pytest.mark.parametrize("shape", ["room", "full", "tagged", "no-intent"])
@pytest.mark.parametrize("part", [1, 2, 3])
def test_a_valid_file_stays_valid(
    tmp_path: Path, part: int, shape: str, kind: str
) -> None:
    source = archived(
        tmp_path / "in.pdf",
        part,
        intent=shape != "no-intent",
        full=shape == "full",
        tags=shape == "tagged",
    )
    assert faults(source) == []

    stamped = stamp_pdf(source, tmp_path / "out.pdf", PLANS[kind])

    assert faults(stamped.path) == []
