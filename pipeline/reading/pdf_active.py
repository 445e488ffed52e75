"""Says what of a PDF could act: scripts, programs, attached and outside files.

Looks wherever an action may hang: the document, its names, pages, annotations, fields,
outlines, and the chains behind them. Nothing is executed or fetched; only slugs are
given. Knows no marks.

Source: ISO 32000-2, 12.6 (actions), 7.11 (files), 12.7.8 (XFA).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

MOST_OBJECTS = 50_000
"""Annotations, fields, outlines and actions looked at; past them nobody knows."""
UNSEEN = "unseen-actions"
_ACTIONS = {
    "/JavaScript": "javascript",
    "/Launch": "launch",
    "/ImportData": "external-link",
    "/SubmitForm": "submit-form",
    "/URI": "uri",
    "/GoToR": "uri",
    "/RichMediaExecute": "rich-media",
    "/Rendition": "rich-media",
    "/Movie": "rich-media",
    "/Sound": "rich-media",
}
_LINKS = frozenset({"uri"})
"""Do nothing until somebody clicks; reported only where they act by themselves."""
_ANNOTATIONS = {
    "/FileAttachment": "embedded-file",
    "/RichMedia": "rich-media",
    "/Movie": "rich-media",
    "/Sound": "rich-media",
    "/Screen": "rich-media",
    "/3D": "rich-media",
}


@dataclass(slots=True)
class _Walk:
    """What was seen, and what it was."""

    found: set[str] = field(default_factory=set)
    seen: set[tuple[int, int]] = field(default_factory=set)
    left: int = MOST_OBJECTS

    def is_new(self, thing: Any) -> bool:
        """Whether to look at a dictionary: once, and not for ever."""
        if not hasattr(thing, "keys") or self.left <= 0:
            return False
        self.left -= 1
        if self.left <= 0:
            self.found.add(UNSEEN)
        if thing.is_indirect:
            if thing.objgen in self.seen:
                return False
            self.seen.add(thing.objgen)
        return True


def active_content(file: Any) -> set[str]:
    """Return slugs of what runs, or reaches outside, in an open PDF of pikepdf's."""
    walk, root = _Walk(), file.Root
    _document(walk, root)
    for page in file.pages:
        _page(walk, page.obj)
    return walk.found


def _document(walk: _Walk, root: Any) -> None:
    names = root.get("/Names", {})
    if "/JavaScript" in names:
        walk.found.add("javascript")
    if "/EmbeddedFiles" in names or "/AF" in root or "/Collection" in root:
        walk.found.add("embedded-file")
    _action(walk, root.get("/OpenAction"), alone=True)
    _more_actions(walk, root)
    form = root.get("/AcroForm")
    if form is not None:
        if "/XFA" in form:
            walk.found.add("xfa")
        _tree(walk, form.get("/Fields", []))
    _outlines(walk, root.get("/Outlines"))


def _page(walk: _Walk, page: Any) -> None:
    keys = page.keys()
    if "/AA" in keys:
        _more_actions(walk, page)
    if "/AF" in keys:
        walk.found.add("embedded-file")
    if "/Annots" in keys:
        _tree(walk, page.Annots)
    contents = page.get("/Contents")
    for stream in _many(contents):
        if hasattr(stream, "keys") and "/F" in stream:
            walk.found.add("external-link")


def _tree(walk: _Walk, things: Any) -> None:
    """Look at annotations or fields, and at what stands below them."""
    waiting = list(_many(things))
    while waiting:
        thing = waiting.pop()
        if not walk.is_new(thing):
            continue
        slug = _ANNOTATIONS.get(str(thing.get("/Subtype", "")))
        if slug is not None:
            walk.found.add(slug)
        _action(walk, thing.get("/A"), alone=False)
        _more_actions(walk, thing)
        waiting += _many(thing.get("/Kids"))


def _outlines(walk: _Walk, outlines: Any) -> None:
    waiting = [outlines]
    while waiting:
        item = waiting.pop()
        if not walk.is_new(item):
            continue
        _action(walk, item.get("/A"), alone=False)
        waiting += [item.get("/First"), item.get("/Next")]


def _more_actions(walk: _Walk, thing: Any) -> None:
    """Look at what happens by itself: opening, closing, printing, entering."""
    more = thing.get("/AA")
    if hasattr(more, "keys"):
        for key in more.keys():  # noqa: SIM118 no mapping of Python's
            _action(walk, more[key], alone=True)


def _action(walk: _Walk, action: Any, *, alone: bool) -> None:
    """Look at an action and those that follow on it.

    An array names a place to open at, as LibreOffice's files do, and does nothing.
    """
    import pikepdf

    waiting = [action]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array) or not walk.is_new(one):
            continue
        slug = _ACTIONS.get(str(one.get("/S", "")))
        if slug is not None and (alone or slug not in _LINKS):
            walk.found.add(slug)
        if "/JS" in one:
            walk.found.add("javascript")
        waiting += _many(one.get("/Next"))


def _many(things: Any) -> Iterable[Any]:
    """One thing, or those of an array; nothing for nothing."""
    import pikepdf

    if things is None:
        return ()
    if isinstance(things, pikepdf.Array):
        return islice(things, MOST_OBJECTS)
    return (things,)
