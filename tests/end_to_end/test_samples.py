"""The sample dossier, taken in once: every carrier ends as its truth says."""

import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from samples.make_dossier import SENDER, make_dossier
from tests.run_belgi import (
    NOON,
    ROOT,
    Answer,
    by_file,
    fresh_office,
    leftovers,
    manifest_of,
    run_process,
)

TRUTH: dict[str, dict[str, Any]] = json.loads(
    (ROOT / "samples" / "truth.json").read_text(encoding="utf-8")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The dossier after its intake."""

    office: Path
    dossier: Path
    inventory: Path
    out: Path
    answer: Answer
    sums: dict[str, str]

    def again(self, *more: object) -> Answer:
        """Give the same command once more."""
        return run_process(
            *("intake", self.dossier, "--from", SENDER, "--json"),
            *("--inventory", self.inventory, "--office", self.office),
            *("--workers", 2, "--out", self.out, *more),
            at=NOON,
        )

    @property
    def carriers(self) -> Iterator[Path]:
        """The stamped carriers."""
        for document in manifest_of(self.out)["documents"]:
            if document["output"]:
                yield self.out / document["output"]


def sums(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def taken(office_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Taken:
    folder = tmp_path_factory.mktemp("samples")
    dossier = folder / "dossier"
    facts = {
        "office": fresh_office(office_template, folder / "office"),
        "dossier": dossier,
        "inventory": make_dossier(dossier),
        "out": folder / "out",
    }
    before = sums(dossier)
    nothing = Answer(code=-1, out="", err="")
    answer = Taken(**facts, answer=nothing, sums=before).again()
    return Taken(**facts, answer=answer, sums=before)


@pytest.mark.parametrize("file", TRUTH)
def test_every_sample_ends_as_its_truth_says(taken: Taken, file: str) -> None:
    document = by_file(manifest_of(taken.out))[file]
    assert {field: document.get(field) for field in TRUTH[file]} == TRUTH[file]


def test_the_run_says_that_a_document_failed_and_prints_each(taken: Taken) -> None:
    assert taken.answer.code == 5, taken.answer
    assert taken.answer.rows == manifest_of(taken.out)["documents"]
    assert set(by_file(manifest_of(taken.out))) == set(TRUTH)


def test_the_manifest_keeps_its_schema(taken: Taken) -> None:
    schema = json.loads((ROOT / "docs" / "manifest.schema.json").read_bytes())
    jsonschema.validate(manifest_of(taken.out), schema)


def test_the_received_bytes_are_as_they_came(taken: Taken) -> None:
    assert sums(taken.dossier) == taken.sums


def test_the_sums_of_the_manifest_are_those_of_the_files(taken: Taken) -> None:
    for document in manifest_of(taken.out)["documents"]:
        assert document["sha256_in"] == taken.sums[document["file"]]
        if document["output"]:
            data = (taken.out / document["output"]).read_bytes()
            assert hashlib.sha256(data).hexdigest() == document["sha256_out"]


def test_numbers_run_on_without_a_gap(taken: Taken) -> None:
    numbers = [d["number"] for d in manifest_of(taken.out)["documents"] if d["number"]]
    sequence = sorted(
        int("".join(c for c in n.split("/")[0] if c.isdigit())) for n in numbers
    )
    assert sequence == list(range(1, len(numbers) + 1))


def test_what_waits_lies_beside_its_reason(taken: Taken) -> None:
    waiting = {
        d["file"]
        for d in manifest_of(taken.out)["documents"]
        if d["outcome"] in ("held", "failed")
    }
    there = {path.name for path in (taken.out / "held").iterdir()}
    assert there == waiting | {f"{name}.reason.txt" for name in waiting}


def test_nothing_temporary_is_left(taken: Taken) -> None:
    assert leftovers(taken.office, taken.out) == []


def test_the_same_intake_again_adds_nothing(taken: Taken) -> None:
    verify = ("register", "verify", "--json", "--office", taken.office)
    before, files = run_process(*verify).rows[0], sums(taken.out)
    again = taken.again()
    assert again.code == taken.answer.code
    assert again.out == taken.answer.out
    assert run_process(*verify).rows[0] == before
    assert sums(taken.out) == files
    assert before["sound"]


def test_carriers_prove_whole(taken: Taken) -> None:
    answer = run_process("verify", taken.out, "--office", taken.office, "--json")
    assert answer.code == 0, answer
    assert {row["state"] for row in answer.rows} == {"whole"}
    assert len(answer.rows) == len(list(taken.carriers))


def test_stamped_pdfs_open_in_other_programs(taken: Taken) -> None:
    import pypdfium2

    pdfs = [path for path in taken.carriers if path.suffix == ".pdf"]
    assert len(pdfs) >= 4
    for path in pdfs:
        document = pypdfium2.PdfDocument(path)
        for page in document:
            bitmap = page.render(scale=0.2)
            assert bitmap.width > 50
            bitmap.close()
            page.close()
        document.close()


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_stamped_pdfs_are_clean_for_qpdf(taken: Taken) -> None:
    for path in (path for path in taken.carriers if path.suffix == ".pdf"):
        done = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True)
        assert (done.returncode, "WARNING" in done.stderr) == (0, False), done.stderr


def test_inspect_keeps_its_schema_and_reads_only(taken: Taken) -> None:
    schema = json.loads((ROOT / "docs" / "inspect.schema.json").read_bytes())
    names = ("01-pismo.pdf", "04-hat.docx", "14-povrezhden.pdf", "17-zapis.dat")
    files = [taken.dossier / name for name in names]
    answer = run_process("inspect", *files, "--json")
    outcomes = [row["outcome"] for row in answer.rows]
    for row in answer.rows:
        jsonschema.validate(row, schema)
    assert outcomes == ["marked", "marked", "unreadable", "unreadable"]
    assert sums(taken.dossier) == taken.sums
