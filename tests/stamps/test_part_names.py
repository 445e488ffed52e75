"""Relationships name parts as the standard library would, whatever they hold."""

import posixpath
from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from stamps.docx_package import resolve

STEPS = st.sampled_from(
    [
        *("word", "media", "a.png", ".", "..", "", "x y", "%2e%2e", "a#b", "é"),
        *("_rels", ".rels", "-", "a\\b", "a\n", "document.xml"),
    ]
)
NAMES = st.lists(STEPS, max_size=4).map("/".join)


@given(part=NAMES, target=NAMES)
def test_a_target_is_the_part_that_it_leads_to(part, target):
    plain = unquote(target.split("#", 1)[0]).replace("\\", "/")
    folder = "" if plain.startswith("/") else posixpath.dirname(part)
    expected = posixpath.normpath(posixpath.join(folder, plain.lstrip("/")))

    assert resolve(part, target) == expected
