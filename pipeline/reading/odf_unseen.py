"""Finds words an OpenDocument shows that stand outside of its paragraphs.

Footers of slides, labels of lists, words of form controls, pictures behind a page.
Knows where OpenDocument keeps them; whether they are a mark is judged elsewhere.

Source: OASIS OpenDocument 1.3, part 3.
"""

from collections.abc import Iterable

from pipeline.reading.odf_names import DRAW, FORM, HREF, PRESENTATION, STYLE, TEXT
from pipeline.reading.zip_container import Element

FORM_WORDS = tuple(FORM + name for name in ("label", "value", "current-value", "title"))
LABEL_WORDS = (f"{STYLE}num-prefix", f"{STYLE}num-suffix", f"{TEXT}bullet-char")
GROUNDS = (f"{DRAW}fill-image", f"{STYLE}background-image")


def attribute_words(roots: Iterable[Element]) -> list[str]:
    """Return what form controls and list labels show, which stands in attributes."""
    return [
        value
        for root in roots
        for element in root.iter("{*}*")
        for name, value in element.attrib.items()
        if name in LABEL_WORDS or name in FORM_WORDS
    ]


def ground_pictures(roots: Iterable[Element]) -> list[str]:
    """Return the addresses of pictures that fill pages, paragraphs and shapes."""
    addresses = {
        element.get(HREF, "") for root in roots for element in root.iter(*GROUNDS)
    }
    return sorted(address for address in addresses if address)


def declared(content: Element) -> dict[str, str]:
    """Return the words that slides may take for their footers and dates, by name."""
    return {
        element.get(f"{PRESENTATION}name", ""): "".join(element.itertext())
        for element in content.iter(
            f"{PRESENTATION}footer-decl",
            f"{PRESENTATION}header-decl",
            f"{PRESENTATION}date-time-decl",
        )
    }


def footers(
    slide: Element, styles: dict[str, Element], words: dict[str, str]
) -> tuple[str, ...]:
    """Return what a slide takes for its footer and date, where it shows them."""
    style = styles.get(slide.get(f"{DRAW}style-name", ""))
    properties = (
        None if style is None else style.find(f"{STYLE}drawing-page-properties")
    )
    if properties is None:
        return ()
    return tuple(
        words.get(slide.get(f"{PRESENTATION}use-{kind}-name", ""), "")
        for kind in ("footer", "date-time")
        if properties.get(f"{PRESENTATION}display-{kind}") == "true"
    )
