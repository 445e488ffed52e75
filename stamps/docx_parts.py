"""Adds headers and footers to a Word package: new ones, and copies of those there.

Knows what a part needs to belong to the package, and not what is written into it.
"""

import posixpath

from stamps.docx_package import Package, rels_name
from stamps.docx_sections import Names
from stamps.docx_words import whole_part

PART_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
STORIES = {"header": "hdr", "footer": "ftr"}


def new_part(package: Package, main: str, story: str, names: Names) -> tuple[str, str]:
    """Add a header or footer that shows nothing.

    Returns:
        Its name, and the id of its relationship at the main part.
    """
    folder = posixpath.dirname(main)
    name = package.free_name(posixpath.join(folder, f"belgi-{story}{{}}.xml"))
    # A footer cannot be without a paragraph; a header gets those of the stamp.
    content = ["<w:p/>"] if story == "footer" else []
    package.put(name, whole_part(content, STORIES[story], strict=names.strict))
    return name, _registered(package, main, name, story, names)


def copied_part(
    package: Package, main: str, part: str, names: Names
) -> tuple[str, str]:
    """Add a header that shows what another shows; returns the same as ``new_part``."""
    folder = posixpath.dirname(part)
    name = package.free_name(posixpath.join(folder, "belgi-header{}.xml"))
    package.put(name, package.read(part))
    if package.has_relations(part):
        package.put(rels_name(name), package.read(rels_name(part)))
    return name, _registered(package, main, name, "header", names)


def _registered(
    package: Package, main: str, name: str, story: str, names: Names
) -> str:
    package.content_type(name, PART_TYPE.format(story))
    return package.relate(main, f"{names.r}/{story}", name)
