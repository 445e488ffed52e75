"""Nothing in the code knows a Party: agreements and profiles alone name them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PARTY = re.compile(r"KZ|BY|CZ|SK|Kazakhstan\w*|Belarus|Казахстан\w*|Беларус\w*")
"""A whole constant that is a code or a name; help texts may give an example."""
MODULES = sorted(
    path.relative_to(ROOT)
    for folder in ("models", "stamps", "pipeline")
    for path in (ROOT / folder).rglob("*.py")
    if "recogniser" not in path.parts and not path.name.startswith("demo")
)
"""The demo's office and dossier are samples, and samples are of some Party."""


def constants(tree: ast.Module) -> Iterator[str]:
    """Texts of a module, its docstrings and help left out."""
    skipped = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "help":
            skipped |= {id(inner) for inner in ast.walk(node.value)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in skipped:
            yield str(node.value)


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_no_module_knows_a_party(module: Path) -> None:
    tree = ast.parse((ROOT / module).read_text("utf-8"))

    assert [text for text in constants(tree) if PARTY.fullmatch(text)] == []
