"""The manifest's three files: valid, equal for equal input, harmless, readable."""

import csv
import io
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from weakref import WeakSet

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import OutputError
from models.manifest import Manifest, ManifestDocument
from models.profile_file import load_profile
from pipeline.manifest_files import (
    NAMES,
    document_line,
    write_manifest,
)
from pipeline.manifest_reading import document_from_object
from pipeline.safe_text import safe_json
from tests.build_manifest import AGREEMENT, DONE, HELD, MANIFEST

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs" / "manifest.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
PROFILE = load_profile("KZ")


class Named(str):
    """A name that can be watched."""

    __slots__ = ("__weakref__",)


def published(manifest: Manifest) -> Any:
    return json.loads(written(manifest))


def written(manifest: Manifest) -> str:
    """Return the JSON file of a manifest."""
    with TemporaryDirectory() as folder:
        path, *_ = write_manifest(Path(folder), manifest, profile=PROFILE)
        return path.read_text("utf-8")


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_json_is_as_its_schema_says() -> None:
    VALIDATOR.validate(published(MANIFEST))


@pytest.mark.parametrize(
    "changes",
    [
        {"outcome": "unknown"},
        {"number": None},
        {"sha256_out": None},
        {"sha256_in": "abc"},
        {"reasons": ["Not a slug"]},
        {"kind": "original"},
        {"degree": "Секретно"},
        {"surprise": 1},
        {"outcome": "held", "sha256_out": None, "output": None, "reasons": []},
        {"outcome": "not_secret"},
    ],
    ids=range(10),
)
def test_the_schema_refuses_what_is_wrong(changes: dict[str, Any]) -> None:
    content = published(MANIFEST)
    content["documents"][0] |= changes

    assert not VALIDATOR.is_valid(content)


def test_the_keys_are_those_of_the_contract() -> None:
    content = published(MANIFEST)

    assert list(content) == [
        *("schema", "batch", "office", "from", "agreement", "received_at"),
        *("purpose", "contract", "program", "register"),
        *("protection", "totals", "documents"),
    ]
    assert content["totals"] == {"done": 1, "held": 1, "failed": 1, "not_secret": 1}
    assert content["received_at"] == "2026-11-22T09:30:00Z"
    assert content["documents"][0]["mark_found"]["page"] == 1


def test_documents_are_read_back_whole(tmp_path: Path) -> None:
    write_manifest(tmp_path, MANIFEST, profile=PROFILE)

    content = json.loads((tmp_path / "manifest.json").read_bytes())
    told = [document_from_object(d, agreement=AGREEMENT) for d in content["documents"]]
    assert told == list(MANIFEST.documents)
    assert content["protection"] == {"in_force": ["no-network"], "missing": ["memory"]}


@pytest.mark.parametrize("documents", [(), (DONE,), (DONE, HELD)], ids=len)
def test_the_json_is_laid_out_as_one_object_is(
    documents: tuple[ManifestDocument, ...],
) -> None:
    manifest = replace(MANIFEST, documents=documents)

    text = written(manifest)

    whole = json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    assert text == safe_json(whole) + "\n"


def test_documents_are_written_as_they_come(tmp_path: Path) -> None:
    alive: WeakSet[Named] = WeakSet()

    rounds = []

    class Many:
        def __iter__(self) -> Iterator[ManifestDocument]:
            rounds.append(1)
            for number in range(2000):
                name = Named(f"{number:04d}.pdf")
                alive.add(name)
                assert len(alive) < 10
                yield replace(DONE, file=name)
                del name

    write_manifest(tmp_path, replace(MANIFEST, documents=Many()), profile=PROFILE)

    assert len(rounds) == 2  # one to count them
    for name in ("manifest.json", "manifest.csv"):
        assert (tmp_path / name).read_text("utf-8").count("1999.pdf") == 1


@given(name=st.text(min_size=1))
def test_any_name_survives_and_nothing_invisible_is_written(name: str) -> None:
    document = replace(DONE, file=name)

    line = document_line(document)

    assert json.loads(line)["file"] == name
    assert line.isprintable() or all(c.isspace() for c in line if not c.isprintable())
    assert "\n" not in line


def test_equal_manifests_give_equal_bytes(tmp_path: Path) -> None:
    contents = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        paths = write_manifest(tmp_path / name, MANIFEST, profile=PROFILE)
        contents.append([path.read_bytes() for path in paths])
        time.sleep(0.01)

    assert contents[0] == contents[1]


def test_the_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    paths = write_manifest(tmp_path, MANIFEST, profile=PROFILE)

    assert tuple(path.name for path in paths) == NAMES
    assert {path.stat().st_mode & 0o777 for path in paths} == {0o600}
    assert {path.name for path in tmp_path.iterdir()} == set(NAMES)


def test_the_csv_holds_every_document_and_no_formula(tmp_path: Path) -> None:
    write_manifest(tmp_path, MANIFEST, profile=PROFILE)
    text = (tmp_path / "manifest.csv").read_text("utf-8")

    rows = list(csv.DictReader(io.StringIO(text)))

    assert [row["outcome"] for row in rows] == ["done", "held", "failed", "not_secret"]
    assert rows[0]["file"] == "письмо.pdf"
    assert rows[0]["mark_found"] == "Секретно"
    assert rows[1]["file"] == "'=cmd|'/C calc'!A0\\x1b[31m\\u202e.docx"
    assert "\x1b" not in text


def test_the_journal_is_ready_to_print(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    write_manifest(tmp_path, MANIFEST, profile=PROFILE)
    sheet = load_workbook(tmp_path / "manifest.xlsx").worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))

    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.oddHeader.left.text is not None
    assert "Бюро && Ко" in sheet.oddHeader.left.text
    assert rows[0][1] == PROFILE.journal["number"].text
    assert rows[1][1:3] == ("12с/2026", "Құпия (Секретно)")
    assert rows[5][1:3] == (PROFILE.journal["total"].text, 4)
    assert len(rows) == 1 + 4 + 1 + 4


@pytest.mark.parametrize(
    ("party", "remarks"),
    [
        ("BY", ["страница уменьшена для штампа", "обнаружены грифы разных степеней"]),
        (
            "XX",
            [
                "the page was made smaller for the stamp",
                "it bears marks of different degrees; the higher one is proposed",
            ],
        ),
    ],
)
def test_remarks_are_in_the_words_of_the_journal(
    tmp_path: Path, party: str, remarks: list[str]
) -> None:
    from openpyxl import load_workbook

    profile = load_profile(party)
    write_manifest(tmp_path, MANIFEST, profile=profile)
    head, *rows = load_workbook(tmp_path / "manifest.xlsx").worksheets[0].values

    place = head.index(profile.journal["remarks"].text)
    said = "; ".join(str(row[place]) for row in rows[:4])
    assert all(remark in said for remark in remarks)
    assert "page-scaled" not in said
    assert "conflict" not in said


def test_nothing_in_the_journal_is_a_formula(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    write_manifest(tmp_path, MANIFEST, profile=PROFILE)
    sheet = load_workbook(tmp_path / "manifest.xlsx").worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row]

    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert any(cell.quotePrefix for cell in cells)


def test_a_folder_that_is_not_there_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="could not be written"):
        write_manifest(tmp_path / "none", MANIFEST, profile=PROFILE)


def test_the_inspect_schema_is_one() -> None:
    text = (ROOT / "docs" / "inspect.schema.json").read_text("utf-8")

    jsonschema.Draft202012Validator.check_schema(json.loads(text))


def test_held_documents_have_no_carrier() -> None:
    assert json.loads(document_line(HELD))["output"] is None
