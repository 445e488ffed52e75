"""Leave out of a PDF what stands on layers that are switched off.

pdfium gives the text of hidden layers too; this makes a copy in memory without them.
Knows optional content, no words.
"""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.reading.pdf_streams import entries

MOST_DEPTH = 30
"""Expressions in one another that are followed."""


def without_hidden_layers(path: Path, *, most_pages: int) -> bytes | None:
    """Return the file without its hidden layers, None where no layer is hidden.

    What is printed counts as shown. pdfium goes by what a group says of its usage, and
    would hide more; the copy says nothing of groups.

    Source: ISO 32000-2, 8.11 (optional content).
    """
    import pikepdf

    with pikepdf.open(path) as file:
        properties: Any = file.Root.get("/OCProperties", {})
        hidden = _hidden(properties)
        told = [group for group in properties.get("/OCGs", []) if _tells_usage(group)]
        if not (hidden or told) or len(file.pages) > most_pages:
            return None
        seen: set[tuple[int, int]] = set()
        for page in file.pages:
            _clean(file, page.obj, hidden, seen)
            if (notes := page.obj.get("/Annots")) is not None:
                page.obj.Annots = pikepdf.Array(list(_shown(notes, hidden)))
        for group in told:
            del group["/Usage"]
        del file.Root["/OCProperties"]
        target = io.BytesIO()
        file.save(target)
        return target.getvalue()


def _shown(notes: Any, hidden: set[tuple[int, int]]) -> Iterator[Any]:
    """Yield the annotations that are on no hidden layer, and now on none."""
    for note in notes:
        if not _is_hidden(note.get("/OC"), hidden):
            if "/OC" in note:
                del note["/OC"]
            yield note


def _tells_usage(group: Any) -> bool:
    usage = entries(entries(group).get("/Usage"))
    return "/View" in usage or "/Print" in usage


def _hidden(properties: Any) -> set[tuple[int, int]]:
    """Return the numbers of the groups that are off, on the screen and on paper."""
    default = properties.get("/D", {})
    groups = {group.objgen for group in properties.get("/OCGs", [])}
    off = {group.objgen for group in default.get("/OFF", [])}
    if str(default.get("/BaseState", "/ON")) == "/OFF":
        off |= groups - {group.objgen for group in default.get("/ON", [])}
    return off - set(_printed(default))


def _printed(default: Any) -> Iterator[tuple[int, int]]:
    """Yield the groups that are switched on when the file is printed."""
    for rule in default.get("/AS", []):
        if str(entries(rule).get("/Event")) != "/Print":
            continue
        for group in rule.get("/OCGs", []):
            usage = entries(entries(group).get("/Usage"))
            if str(entries(usage.get("/Print")).get("/PrintState")) == "/ON":
                yield group.objgen


def _is_hidden(group: Any, hidden: set[tuple[int, int]]) -> bool:
    """Tell whether a group, or a membership of groups, is off."""
    group = entries(group)
    if str(group.get("/Type", "")) != "/OCMD":
        return getattr(group, "objgen", (0, 0)) in hidden
    rule = group.get("/VE")
    if rule is not None:
        return not _holds(rule, hidden, 0)
    members = group.get("/OCGs")
    listed = [members] if entries(members) else list(members or ())
    states = [member.objgen in hidden for member in listed]
    policy = str(group.get("/P", "/AnyOn"))
    if not states:
        return False
    if policy == "/AllOn":
        return any(states)
    if policy == "/AnyOff":
        return not any(states)
    return (not all(states)) if policy == "/AllOff" else all(states)


def _holds(rule: Any, hidden: set[tuple[int, int]], depth: int) -> bool:
    """Tell whether an expression of groups lets something be seen."""
    if entries(rule) or depth > MOST_DEPTH:
        return getattr(rule, "objgen", (0, 0)) not in hidden
    operator, *operands = list(rule)
    states = [_holds(one, hidden, depth + 1) for one in operands]
    if str(operator) == "/Not":
        return not all(states)
    return any(states) if str(operator) == "/Or" else all(states)


def _clean(
    file: Any, holder: Any, hidden: set[tuple[int, int]], seen: set[tuple[int, int]]
) -> None:
    """Empty hidden forms and cut hidden parts out of one content stream."""
    import pikepdf

    resources = holder.get("/Resources")
    if resources is None:
        return
    for item in entries(resources.get("/XObject")).values():
        if _is_hidden(item.get("/OC"), hidden):
            item.write(b"")  # a picture, too: a white one would cover what is shown
            item.Subtype, item.BBox = pikepdf.Name.Form, pikepdf.Array([0, 0, 0, 0])
        elif str(item.get("/Subtype")) == "/Form" and item.objgen not in seen:
            seen.add(item.objgen)
            _clean(file, item, hidden, seen)
        if "/OC" in item:
            del item["/OC"]
    _clean_content(file, holder, resources, hidden)


def _clean_content(
    file: Any, holder: Any, resources: Any, hidden: set[tuple[int, int]]
) -> None:
    named = entries(resources.get("/Properties"))
    off = {str(name) for name, group in named.items() if _is_hidden(group, hidden)}
    if off:
        content = _cut(holder, off)
        if str(holder.get("/Type", "")) == "/Page":
            holder.Contents = file.make_stream(content)
        else:
            holder.write(content)
    if "/Properties" in resources:
        del resources["/Properties"]


_PAINTS = {
    **dict.fromkeys(("Tj", "TJ", "Do", "sh", "INLINE IMAGE"), None),
    **dict.fromkeys(("f", "F", "f*", "B", "B*", "b", "b*", "S", "s"), "n"),
    "'": "T*",
    '"': "T*",
}
"""What paints, and what is left of it: the end of a path, the next line of a text."""


def _cut(holder: Any, off: set[str]) -> bytes:
    """Return the content without what is painted between the marks of hidden layers.

    What is set there, colours and places, holds for what follows.
    """
    import pikepdf

    kept: list[Any] = []
    depth = 0
    parsed: list[Any] = list(pikepdf.parse_content_stream(holder))
    for operands, operator in parsed:
        name = str(operator)
        if depth:
            depth += (name in ("BMC", "BDC")) - (name == "EMC")
        elif name == "BDC" and str(operands[0]) == "/OC" and str(operands[1]) in off:
            depth = 1
        else:
            kept.append((operands, operator))
            continue
        if name in ("BMC", "BDC", "EMC", "MP", "DP"):
            continue
        if name not in _PAINTS:
            kept.append((operands, operator))
        elif left := _PAINTS[name]:
            kept.append(([], pikepdf.Operator(left)))
    return pikepdf.unparse_content_stream(kept)
