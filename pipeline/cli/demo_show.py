"""`belgi demo`: the commands a registry gives in its first hour, on made samples.

Every line that it shows was run, through the same door as a command line.
"""

import json
import shlex
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from models.errors import ExitCode, UsageError
from pipeline.cli.console import print_line
from samples.make_dossier import SENDER, make_dossier, make_translation

MARKER = ".belgi-demo"
TRUTH = "truth.json"
TRANSLATOR = "Серікова А. Б."
LETTER = "№ 5/118 от 20.03.2026"

Run = Callable[[list[str]], int]


def show_demo(folder: Path, *, run: Run, workers: int | None) -> int:
    """Make the samples, run the commands on them, compare with the truth."""
    _make_folder(folder)
    dossier = folder / "dossier"
    inventory = make_dossier(dossier)
    translation = make_translation(folder / "translation")
    office, out = folder / "office", folder / "carriers"
    counted = ["--workers", str(workers)] if workers else []
    _step(run, ["init", str(office), "--party", "KZ", "--name", "Үлгі тіркеу бөлімі"])
    taken = ["intake", str(dossier), "--from", SENDER, "--inventory", str(inventory)]
    taken += ["--purpose", "joint tests", "--channel", "courier", "--out", str(out)]
    _step(run, [*taken, *counted, "--office", str(office)])
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    number = _number_of(manifest, "01-pismo.pdf")
    if number is not None:
        _go_on(run, folder, number, translation)
    return _compare(folder, manifest)


def _make_folder(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARKER).exists():
            raise UsageError(
                f"{str(folder)!r} is not empty and no demo made it; name another folder"
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).touch()


def _step(run: Run, arguments: list[str]) -> int:
    print_line()
    print_line("$ belgi " + shlex.join(arguments))
    return run(arguments)


def _go_on(run: Run, folder: Path, number: str, translation: Path) -> None:
    """Copy and translate the first letter, and check everything that was made."""
    office = ["--office", str(folder / "office")]
    clearance = ["--clearance", "top-secret", "--until", "2030-12-31"]
    copies, translated = str(folder / "copies"), str(folder / "translated")
    about = ["--number", number, "--permits", "copy", "--copies", "3"]
    dated = ["--from", SENDER, "--date", "2026-03-20"]
    drawn = ["--consent", LETTER, "--for", "1-бөлім", "--for", "2-бөлім"]
    by = ["--language", "kk", "--translator", TRANSLATOR]
    steps: Sequence[list[str]] = (
        ["copy", number, "--copies", "2", *office],
        ["consent", "add", LETTER, *about, *dated, *office],
        ["copy", number, "--copies", "2", *drawn, "--out", copies, *office],
        ["person", "add", TRANSLATOR, *clearance, "--post", "аудармашы", *office],
        ["translate", number, str(translation), *by, "--out", translated, *office],
        ["held", "list", *office],
        ["verify", str(folder / "carriers"), copies, translated, *office],
        ["register", "verify", *office],
        ["register", "balance", *office],
    )
    for arguments in steps:
        _step(run, arguments)


def _number_of(manifest: Mapping[str, Any], file: str) -> str | None:
    for document in manifest["documents"]:
        if document["file"] == file:
            number: str | None = document["number"]
            return number
    return None


def _compare(folder: Path, manifest: Mapping[str, Any]) -> int:
    """Say whether every sample ended as its truth says."""
    wrong = differences(manifest)
    print_line()
    for line in wrong:
        print_line(f"not as its truth says: {line}")
    if wrong:
        return int(ExitCode.FAILED)
    print_line(f"Every sample ended as its truth says. Look into {folder}:")
    print_line("  dossier/        what came in, untouched")
    print_line(
        "  carriers/       the marked carriers; held/ with reasons; the manifest"
    )
    print_line("  copies/         two numbered, watermarked copies")
    print_line("  translated/     a translation with its original's mark")
    print_line("  office/         settings, register, encrypted store")
    return int(ExitCode.OK)


def differences(manifest: Mapping[str, Any]) -> list[str]:
    """Return each field in which a document differs from the truth of the samples."""
    from importlib.resources import files

    text = (files("samples") / TRUTH).read_text(encoding="utf-8")
    truth: dict[str, dict[str, Any]] = json.loads(text)
    documents = {document["file"]: document for document in manifest["documents"]}
    wrong = [
        f"{name} is not in the manifest" for name in truth if name not in documents
    ]
    wrong += [f"{name} has no truth" for name in documents if name not in truth]
    for name, expected in truth.items():
        document = documents.get(name, {})
        wrong += [
            f"{name}: {field} is {document.get(field)!r}, not {value!r}"
            for field, value in expected.items()
            if document.get(field) != value
        ]
    return wrong
