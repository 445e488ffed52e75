"""Leave out of a PDF what stands on layers that are switched off.

pdfium gives the text of hidden layers too; this makes a copy in memory without them.
Knows optional content, no words.
"""

import io
from pathlib import Path
from typing import Any


def without_hidden_layers(path: Path, *, most_pages: int) -> bytes | None:
    """Return the file without its hidden layers, None where no layer is hidden.

    Source: ISO 32000-2, 8.11 (optional content).
    """
    import pikepdf

    with pikepdf.open(path) as file:
        hidden = _hidden(file)
        if not hidden or len(file.pages) > most_pages:
            return None
        seen: set[tuple[int, int]] = set()
        for page in file.pages:
            _clean(file, page.obj, hidden, seen)
            notes = page.obj.get("/Annots")
            if notes is not None:
                page.obj.Annots = pikepdf.Array(
                    [note for note in notes if not _is_hidden(note.get("/OC"), hidden)]
                )
        target = io.BytesIO()
        file.save(target)
        return target.getvalue()


def _hidden(file: Any) -> set[tuple[int, int]]:
    """Return the object numbers of the groups that are off when the file is opened."""
    properties = file.Root.get("/OCProperties")
    if properties is None:
        return set()
    default = properties.get("/D", {})
    groups = {group.objgen for group in properties.get("/OCGs", [])}
    off = {group.objgen for group in default.get("/OFF", [])}
    if str(default.get("/BaseState", "/ON")) == "/OFF":
        off |= groups - {group.objgen for group in default.get("/ON", [])}
    return off


def _is_hidden(group: Any, hidden: set[tuple[int, int]]) -> bool:
    """Tell whether a group, or a membership of groups, is off."""
    if group is None or not hasattr(group, "get"):
        return False
    if str(group.get("/Type", "")) != "/OCMD":
        return group.objgen in hidden
    members = group.get("/OCGs")
    if members is None:
        return False
    listed = [members] if hasattr(members, "keys") else list(members)
    states = [member.objgen in hidden for member in listed]
    policy = str(group.get("/P", "/AnyOn"))
    if policy == "/AllOn":
        return any(states)
    if policy == "/AnyOff":
        return not any(states)
    return (not all(states)) if policy == "/AllOff" else bool(states) and all(states)


def _clean(
    file: Any, holder: Any, hidden: set[tuple[int, int]], seen: set[tuple[int, int]]
) -> None:
    """Empty hidden forms and cut hidden parts out of one content stream."""
    import pikepdf

    resources = holder.get("/Resources")
    if resources is None:
        return
    for item in (resources.get("/XObject") or {}).values():
        if _is_hidden(item.get("/OC"), hidden):
            if str(item.get("/Subtype")) == "/Form":
                item.write(b"")
            else:
                item.Width, item.Height = 1, 1
                item.write(b"\xff")
                item.ColorSpace, item.BitsPerComponent = pikepdf.Name.DeviceGray, 8
        elif str(item.get("/Subtype")) == "/Form" and item.objgen not in seen:
            seen.add(item.objgen)
            _clean(file, item, hidden, seen)
    off = {
        str(name)
        for name, group in (resources.get("/Properties") or {}).items()
        if _is_hidden(group, hidden)
    }
    if off:
        content = _cut(holder, off)
        if str(holder.get("/Type", "")) == "/Page":
            holder.Contents = file.make_stream(content)
        else:
            holder.write(content)


def _cut(holder: Any, off: set[str]) -> bytes:
    """Return the content without what stands between the marks of hidden layers."""
    import pikepdf

    kept, depth = [], 0
    parsed: list[Any] = list(pikepdf.parse_content_stream(holder))
    for operands, operator in parsed:
        name = str(operator)
        if depth:
            depth += (name in ("BMC", "BDC")) - (name == "EMC")
            if name in ("q", "Q", "cm", "gs", "Tf") and depth:
                kept.append((operands, operator))
            continue
        if name == "BDC" and str(operands[0]) == "/OC" and str(operands[1]) in off:
            depth = 1
            continue
        kept.append((operands, operator))
    return pikepdf.unparse_content_stream(kept)
