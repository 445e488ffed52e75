"""Proves the stamp in every header of every page style of an OpenDocument text.

Reads the parts as any program would; trusts nothing that the stamper remembers.
"""

from pathlib import Path

from stamps.docx_package import parse
from stamps.odt_names import (
    CODE_PART,
    DRAW,
    KINDS,
    STYLE,
    TEXT,
    WATERMARK_PART,
    XLINK,
    Element,
    first_master,
    header_of,
)
from stamps.office_proof import Expected, OfficeProof, lacks
from stamps.zip_rewrite import Source


def verify_odt(path: Path, expected: Expected) -> OfficeProof:
    """Prove the stamp in every header of every page style.

    Raises:
        InputError: The file cannot be read.
    """
    with Source(path) as source:
        styles = parse(source.read("styles.xml"))
        content = parse(source.read("content.xml"))
        parts = set(source.members)
    first = first_master(styles, content)
    problems = ["the first page has no page style"] if first is None else []
    places = 0
    for number, master in enumerate(styles.iter(f"{STYLE}master-page"), start=1):
        for kind in KINDS:
            header = header_of(master, kind)
            off = header is not None and header.get(f"{STYLE}display") == "false"
            if header is None or off:
                needed = kind == "header" or (
                    kind == "header-first" and master is first
                )
                if needed and (kind != "header-first" or expected.first):
                    problems.append(f"page style {number} {kind}: no header")
                continue
            places += 1
            wrong = _short(header, expected, parts)
            if master is first and kind == "header-first":
                text = "\n".join(header.itertext())
                wrong += ["no mark"] if lacks(text, expected.first) else []
            problems += [f"page style {number} {kind}: {what}" for what in wrong]
    return OfficeProof(places=places, problems=tuple(problems))


def _short(header: Element, expected: Expected, parts: set[str]) -> list[str]:
    wrong = []
    lines = [
        "".join(paragraph.itertext())
        for paragraph in header.iter(f"{TEXT}p")
        if (paragraph.get(f"{TEXT}style-name") or "").startswith("Belgi")
    ]
    if all(lacks(line, expected.running) for line in lines):
        wrong.append("no running mark")
    pictures = {image.get(f"{XLINK}href") for image in header.iter(f"{DRAW}image")}
    if expected.code and not _has(pictures & parts, CODE_PART):
        wrong.append("no code")
    if expected.watermark is not None and not _has(pictures & parts, WATERMARK_PART):
        wrong.append("no watermark")
    return wrong


def _has(pictures: set[str], part: str) -> bool:
    begin, _, end = part.partition("{}")
    return any(name.startswith(begin) and name.endswith(end) for name in pictures)
