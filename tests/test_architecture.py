"""The arrows between the rooms: models <- stamps <- pipeline, and no cycles."""

import ast
import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("models", "stamps", "pipeline", "samples")
SIBLINGS = tuple(
    f"pipeline.{room}" for room in ("recognition", "rules", "register", "work")
)


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in found if name.split(".")[0] in PACKAGES}


MODULES = {
    module_name(path): imports_of(path)
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
    if "migrations" not in path.parts
}

FORBIDDEN = {
    "models": ("stamps", "pipeline", "samples"),
    "stamps": ("pipeline", "samples"),
    "pipeline.reading": ("stamps", *SIBLINGS),
    **{
        room: ("stamps", "pipeline.reading", *(set(SIBLINGS) - {room}))
        for room in SIBLINGS
    },
}


def inside(module: str, room: str) -> bool:
    return module == room or module.startswith(room + ".")


@pytest.mark.parametrize("room", FORBIDDEN)
def test_no_arrow_points_the_wrong_way(room: str) -> None:
    wrong = [
        (module, target)
        for module, targets in MODULES.items()
        if inside(module, room)
        for target in targets
        if any(inside(target, other) for other in FORBIDDEN[room])
    ]

    assert wrong == []


def test_there_are_no_cycles() -> None:
    edges = {
        module: {t for t in targets if t in MODULES and t != module}
        for module, targets in MODULES.items()
    }
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " -> ".join((*trail, module))
        if module in done:
            return
        for target in sorted(edges[module]):
            visit(target, (*trail, module))
        done.add(module)

    for module in sorted(edges):
        visit(module, ())


UNNAMED = ("pipeline.cli", "models.recogniser")
"""Rooms whose files the page tells of together."""


def test_the_page_names_every_module() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    names = re.findall(r"[a-z0-9_]+_\*|\*_[a-z0-9_]+|[a-z0-9_]+", page)
    modules = {m for m in MODULES if not any(inside(m, room) for room in UNNAMED)}
    shorts = {m.rsplit(".", 1)[-1] for m in modules if m.count(".")}

    assert {s for s in shorts if not any(fnmatch(s, name) for name in names)} == set()


def test_the_commands_do_not_load_heavy_libraries() -> None:
    import subprocess
    import sys

    heavy = "spacy,cv2,numpy,tesserocr,pikepdf,docx,pypdf,pyhanko,sqlalchemy,openpyxl"
    code = (
        "import sys; import pipeline.cli.families; "
        f"print(*[m for m in '{heavy}'.split(',') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT
    )

    assert (done.returncode, done.stdout.strip()) == (0, "")
