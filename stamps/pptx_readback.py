"""Proves the stamp on every slide of a presentation.

Reads the parts as any program would; trusts nothing that the stamper remembers.
"""

from pathlib import Path

from stamps.docx_package import Package
from stamps.office_proof import Expected, OfficeProof, lacks, squeezed
from stamps.on_office_places import slide_parts
from stamps.zip_rewrite import Source


def verify_pptx(path: Path, expected: Expected) -> OfficeProof:
    """Prove the stamp on every slide.

    Raises:
        InputError: The file cannot be read.
    """
    problems: list[str] = []
    with Source(path) as source:
        package = Package(source)
        main = package.main_part("ppt/presentation.xml")
        slides = slide_parts(package, main)
        for number, part in enumerate(slides, start=1):
            words = (*expected.running, *(expected.first if number == 1 else ()))
            wrong = _short(package, part, words, expected)
            problems += [f"slide {number}: {what}" for what in wrong]
    return OfficeProof(places=len(slides), problems=tuple(problems))


def _short(
    package: Package, part: str, words: tuple[str, ...], expected: Expected
) -> list[str]:
    texts, pictures = {}, set()
    for shape in package.tree(part).iter():
        if not isinstance(shape.tag, str) or not shape.tag.endswith(("}sp", "}pic")):
            continue
        named = next((e for e in shape.iter() if str(e.tag).endswith("}cNvPr")), None)
        if named is None or named.get("hidden", "0") in ("1", "true"):
            continue
        name = named.get("name", "")
        texts[name] = "\n".join(
            e.text or "" for e in shape.iter() if str(e.tag).endswith("}t")
        )
        pictures |= {
            v for e in shape.iter() for k, v in e.attrib.items() if k.endswith("}embed")
        }
    wrong = ["no running mark"] if lacks(texts.get("belgi stamp", ""), words) else []
    mark = squeezed(expected.watermark or "")
    if mark and squeezed(texts.get("belgi watermark", "")) != mark:
        wrong.append("no watermark")
    shown = {
        target
        for identity, (_, target) in package.targets(part).items()
        if identity in pictures and package.has(target)
    }
    if expected.code and not any("belgi-code" in target for target in shown):
        wrong.append("no code")
    return wrong
