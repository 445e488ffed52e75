"""Finds the parts of an OOXML package and how they point at each other.

Knows relationships and content types; nothing of what Word writes into its parts.
"""

import posixpath
from dataclasses import dataclass
from urllib.parse import unquote

from models.errors import CorruptInput
from pipeline.reading.zip_container import Container

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PACKAGE_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One row of a .rels part."""

    id: str
    kind: str
    """The last word of its type: header, image, attachedTemplate, …"""
    target: str
    """Name of a part, or the outside address where ``external``."""
    external: bool


def rels_name(part: str) -> str:
    """Name the part that holds a part's relationships."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def resolve(part: str, target: str) -> str:
    """Turn a relationship's target into the name of a part."""
    target = unquote(target.split("#", 1)[0]).replace("\\", "/")
    if target.startswith("/"):
        return posixpath.normpath(target.lstrip("/"))
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


def relations(container: Container, part: str) -> dict[str, Relation]:
    """Return a part's relationships by id; empty where it has none."""
    name = rels_name(part)
    if name not in container.names:
        return {}
    rows: dict[str, Relation] = {}
    for row in container.xml(name).iter(f"{PACKAGE_REL}Relationship"):
        external = row.get("TargetMode", "") == "External"
        target = row.get("Target", "")
        identity = row.get("Id", "")
        rows[identity] = Relation(
            id=identity,
            kind=row.get("Type", "").rsplit("/", 1)[-1],
            target=target if external else resolve(part, target),
            external=external,
        )
    return rows


def main_part(container: Container, usual: str) -> str:
    """Name the package's main part.

    Raises:
        CorruptInput: There is none, or it is not in the package.
    """
    for row in relations(container, "").values():
        if row.kind == "officeDocument" and row.target in container.names:
            return row.target
    if usual in container.names:
        return usual
    raise CorruptInput(
        "The file is damaged: it holds no document; ask the sender for it again."
    )


def parts_of_kind(
    container: Container, rows: dict[str, Relation], kind: str
) -> list[str]:
    """Name the parts of a kind that a part points at and that are there."""
    return [
        row.target
        for row in rows.values()
        if row.kind == kind and not row.external and row.target in container.names
    ]
