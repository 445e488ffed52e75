"""Looks at every header in force of a Word document for the stamp.

A word counts when its run says outright that it is shown, is large enough and is not
white. Knows Word's sections; not how the stamp was made.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from stamps.docx_package import Package
from stamps.docx_sections import Names, flag, kinds_shown, names_of, sections_of
from stamps.office_proof import Expected, OfficeProof, lacks, squeezed
from stamps.zip_rewrite import Source

Element = Any
"""An lxml element; lxml ships no types."""

OFF = ("0", "false", "off", "none")
SMALLEST_HALF_POINTS = 8
PALE = 0xE6


def verify_docx(path: Path, expected: Expected, *, fresh: bool = False) -> OfficeProof:
    """Prove the stamp for each kind of page of each section.

    Args:
        path: The stamped file.
        expected: The words to find.
        fresh: Whether it was written just now, of a main part known to be
            well-formed; then its sections may be read out of its bytes.

    Raises:
        InputError: The file cannot be read.
    """
    with Source(path) as container:
        package = Package(container)
        main = package.main_part("word/document.xml")
        document = package.outline(main, lambda outline: fresh or outline.is_sound())
        return _verify(package, main, document, expected)


def _verify(
    package: Package, main: str, document: Element, expected: Expected
) -> OfficeProof:
    names = names_of(document)
    targets = package.targets(main)
    headers = {
        identity: package.actual(target) or ""
        for identity, (kind, target) in targets.items()
        if kind == "header" and package.has(target)
    }
    settings = next(
        (
            package.tree(t)
            for k, t in targets.values()
            if k == "settings" and package.has(t)
        ),
        None,
    )
    even = flag(settings, "evenAndOddHeaders", names)
    problems: list[str] = []
    places = 0
    lines: dict[str, list[str]] = {}
    seen: dict[str, list[str]] = {}
    for index, section in enumerate(sections_of(document, headers, names)):
        for kind in kinds_shown(section, even):
            places += 1
            part = section.headers.get(kind)
            if part is None:
                problems.append(f"section {index + 1} {kind}: no header")
                continue
            if part not in seen:
                lines[part] = _lines(package.tree(part))
                seen[part] = _short(package, part, lines[part], expected)
            wrong = list(seen[part])
            whole = index == 0 and kind == "first"
            if whole and lacks("\n".join(lines[part]), expected.first):
                wrong.append("no mark")
            problems += [f"section {index + 1} {kind}: {what}" for what in wrong]
        if index == 0 and expected.first and not section.title_page:
            problems.append("section 1: no first page of its own")
    return OfficeProof(places=places, problems=tuple(problems))


def _lines(root: Element) -> list[str]:
    """Return the text of each paragraph that nothing hides."""
    names = names_of(root)
    return [visible_text(p, names) for p in root.iter(names.tag("p"))]


def _short(
    package: Package, part: str, lines: list[str], expected: Expected
) -> list[str]:
    """Say what a header lacks of what every page bears."""
    root = package.tree(part)
    wrong = []
    if all(lacks(line, expected.running) for line in lines):
        wrong.append("no running mark")
    if expected.watermark is not None and not _has_watermark(
        package, part, root, expected
    ):
        wrong.append("no watermark")
    if expected.code and not _shows(package, part, root, "belgi-code"):
        wrong.append("no code")
    return wrong


def visible_text(paragraph: Element, names: Names) -> str:
    """Return the text of a paragraph's runs that nothing hides."""
    frame = paragraph.find(f"{names.tag('pPr')}/{names.tag('framePr')}")
    if frame is not None:
        return ""
    words = []
    for piece in paragraph.iter(names.tag("t")):
        run = piece.getparent()
        own = run.tag == names.tag("r") and run.getparent() is paragraph
        if own and piece.text and is_shown(run, names):
            words.append(piece.text)
    return "".join(words)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The names of what a run's properties are asked for."""

    properties: str
    value: str
    vanish: str
    hidden: str
    size: str
    colour: str


@lru_cache(maxsize=2)
def _asked(space: str) -> _Asked:
    words = ("rPr", "val", "vanish", "webHidden", "sz", "color")
    return _Asked(*(f"{{{space}}}{word}" for word in words))


def is_shown(run: Element, names: Names) -> bool:
    """Tell whether a run itself says that it is shown, large and dark enough."""
    asked = _asked(names.w)
    properties = run.find(asked.properties)
    if properties is None:
        return False
    wanted = (asked.vanish, asked.hidden, asked.size, asked.colour)
    said = {
        child.tag: child.get(asked.value, "1")
        for child in properties.iterchildren(*wanted)
    }
    if said.get(asked.vanish, "1") not in OFF:
        return False
    if said.get(asked.hidden, "0") not in OFF:
        return False
    size = said.get(asked.size, "0")
    if not size.isdigit() or int(size) < SMALLEST_HALF_POINTS:
        return False
    try:
        channels = bytes.fromhex(said.get(asked.colour, "FFFFFF"))
    except ValueError:
        return False
    return len(channels) == 3 and min(channels) < PALE


def _has_watermark(
    package: Package, part: str, root: Element, expected: Expected
) -> bool:
    wanted = squeezed(expected.watermark or "")
    for element in root.iter("{urn:schemas-microsoft-com:vml}textpath"):
        if squeezed(element.get("string", "")) == wanted:
            return True
    for properties in root.iter("{*}docPr"):
        if squeezed(properties.get("descr", "")) == wanted:
            hidden = properties.get("hidden", "0") in ("1", "true")
            return not hidden and _shows(package, part, root, "belgi-watermark")
    return False


def _shows(package: Package, part: str, root: Element, name: str) -> bool:
    """Tell whether a picture of ours, known by its name, is placed in the part."""
    targets = package.targets(part)
    pictures = {
        value
        for blip in root.iter("{*}blip")
        for key, value in blip.attrib.items()
        if key.endswith("}embed")
    }
    return any(
        identity in pictures and name in target and package.has(target)
        for identity, (_, target) in targets.items()
    )
