"""The line of every key of a TOML text is found."""

import tomllib
from collections.abc import Iterator

import pytest

from models.agreement_file import shipped_ids
from models.toml_lines import Path, line_of

TEXT = '''\
# a comment with [brackets] = no key
top = 1
"quoted key" = """
[not.a.header]
many = "lines"
"""
[table]   # a header
one.two = 2
list = [
    # a comment, with "quotes"
    { a = 1, b = "x, [y] = {z}" },
    { a = 2,
      b = 'it' },
]
[[rows]]
key = 1
[rows.under]
deep = 1
[[rows]]
key = 2
inline = { a = [1, 2], b = { c = 3 } }
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 2),
        (("quoted key",), 3),
        (("table",), 7),
        (("table", "one", "two"), 8),
        (("table", "list", 0, "b"), 11),
        (("table", "list", 1), 12),
        (("table", "list", 1, "b"), 13),
        (("rows", 0, "key"), 16),
        (("rows", 0, "under", "deep"), 18),
        (("rows", 1), 19),
        (("rows", 1, "key"), 20),
        (("rows", 1, "inline", "b", "c"), 21),
        (("table", "missing"), 7),
        (("nothing",), 1),
    ],
    ids=str,
)
def test_line_of_a_path(path: Path, line: int) -> None:
    assert line_of(TEXT, path) == line


def leaves(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, index))
    else:
        yield path, value


@pytest.mark.parametrize("agreement_id", shipped_ids())
def test_every_text_of_a_shipped_file_stands_on_its_line(agreement_id: str) -> None:
    from importlib import resources

    file = resources.files("models") / "agreements" / f"{agreement_id}.toml"
    text = file.read_text(encoding="utf-8")
    lines = text.splitlines()

    for path, value in leaves(tomllib.loads(text)):
        assert str(value) in lines[line_of(text, path) - 1]
