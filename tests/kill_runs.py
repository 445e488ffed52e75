"""Kills commands at random instants, gives them again, and compares the two ends.

Each try starts from the same office at the same place; only the instant differs.
"""

import contextlib
import hashlib
import io
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.build_letters import letter_bytes, write_letter
from tests.run_belgi import (
    NOON,
    PEOPLE,
    SENDER,
    environment,
    leftovers,
    manifest_of,
)

LETTER = "№ 5/118"
Words = Sequence[object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A command to be killed, and what has to be there before it."""

    name: str
    before: Callable[[Path], Sequence[Words]]
    words: Callable[[Path], Words]


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One kill and what came of it."""

    scene: str
    at: int
    """The change of the file system at which it was killed."""
    killed: bool
    """False: the command was done before the instant came."""
    code: int
    problems: tuple[str, ...]


def run_here(*words: object, at: int = NOON) -> tuple[int, str]:
    """Run a command in this process; return its code and what it said."""
    from pipeline.cli.app import run

    os.environ["SOURCE_DATE_EPOCH"] = str(at)
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = run([str(word) for word in words])
    return code, said.getvalue()


def _dossier(home: Path) -> Path:
    folder = home / "in"
    for index, mark in enumerate(("Секретно", "Совершенно секретно", "Секретно")):
        write_letter(folder / f"{index}.pdf", mark)
    write_letter(folder / "3-unmarked.pdf", None)
    (folder / "4-cut.pdf").write_bytes(letter_bytes()[:700])
    write_letter(folder / "5.pdf")
    return folder


def _office(home: Path) -> list[Words]:
    name = ("--party", "KZ", "--name", "Үлгі тіркеу бөлімі")
    return [("init", home / "office", *name)]


def _letter(home: Path) -> list[Words]:
    write_letter(home / "in" / "letter.pdf")
    end = ("--office", home / "office")
    taken = ("intake", home / "in", "--from", SENDER, "--out", home / "first", *end)
    cleared = ("--clearance", "top-secret", "--until", "2030-01-01", *end)
    people = [("person", "add", name, *cleared) for name in PEOPLE]
    about = ("--number", "1с/2026", "--from", SENDER, "--date", "2026-11-20", *end)
    consents = [
        ("consent", "add", LETTER, "--permits", "copy", "--copies", "3", *about),
        (
            *("consent", "add", "№ 6", "--permits", "change-degree"),
            *("--degree", "top-secret", *about),
        ),
    ]
    return [*_office(home), taken, *people, *consents]


def _copied(home: Path) -> list[Words]:
    copies = ("copy", "1с/2026", "--copies", "2", "--consent", LETTER)
    placed = ("--out", home / "copies", "--office", home / "office")
    return [*_letter(home), (*copies, *placed)]


def _intake(home: Path) -> Words:
    taken = ("intake", _dossier(home), "--from", SENDER, "--out", home / "out")
    return (*taken, "--workers", 2, "--office", home / "office")


def _copy(home: Path) -> Words:
    asked = ("copy", "1с/2026", "--copies", "3", "--consent", LETTER)
    return (*asked, "--out", home / "out", "--office", home / "office")


def _change(home: Path) -> Words:
    asked = ("change-degree", "1с/2026", "--degree", "top-secret", "--consent", "№ 6")
    return (*asked, "--office", home / "office")


def _destroy(home: Path) -> Words:
    people = (part for name in PEOPLE for part in ("--person", name))
    asked = ("destroy", "1с/2026", "--act", "№ 1", *people)
    return (*asked, "--out", home / "acts", "--office", home / "office")


SCENES = (
    Scene(name="intake", before=_office, words=_intake),
    Scene(name="copy", before=_letter, words=_copy),
    Scene(name="change-degree", before=_copied, words=_change),
    Scene(name="destroy", before=_copied, words=_destroy),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A scene ready to be played: always at the same place, so that paths agree."""

    scene: Scene
    home: Path
    kept: Path
    writes: int
    """How often the undisturbed command changes the file system."""
    code: int
    end: dict[str, Any]


def prepare(scene: Scene, folder: Path) -> Stage:
    """Make what the scene needs, and play it once undisturbed."""
    home, kept = folder / "home", folder / "kept"
    home.mkdir(parents=True)
    for words in scene.before(home):
        code, said = run_here(*words, at=NOON - 3600)
        assert code == 0, (words, said)
    words = scene.words(home)
    shutil.copytree(home, kept)
    counted = folder / "count"
    done = subprocess.run(
        dying(0, counted, words), env=environment(), capture_output=True, check=False
    )
    assert counted.exists(), done.stderr
    end = state(home)
    return Stage(
        scene=scene,
        home=home,
        kept=kept,
        writes=int(counted.read_text()),
        code=done.returncode,
        end=end,
    )


def dying(at: int, counted: Path, words: Words) -> list[str]:
    """Return the command line of a belgi that dies at its n-th change; 0: never."""
    named = [str(word) for word in words]
    return [sys.executable, "-m", "tests.die_at", str(at), str(counted), *named]


def play(stage: Stage, at: int) -> Try:
    """Play the scene, kill it at its n-th change, give the command again, compare."""
    shutil.rmtree(stage.home)
    shutil.copytree(stage.kept, stage.home)
    words = stage.scene.words(stage.home)
    process = subprocess.run(
        dying(at, stage.home.with_name("count"), words),
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    # A worker's own folder may hold one until the next start; nothing else may.
    parts = stage.home.rglob("*.part")
    half = [str(path) for path in parts if "work" not in path.parts]
    killed = process.returncode == -signal.SIGKILL
    code, said = run_here(*words) if killed else (process.returncode, "")
    problems = list(half)
    if not _finished_already(code, said) and code != stage.code:
        problems.append(f"code {code}, not {stage.code}: {said[-300:]}")
    problems += compare(stage.end, state(stage.home))
    return Try(
        scene=stage.scene.name,
        at=at,
        killed=killed,
        code=code,
        problems=tuple(problems),
    )


def _finished_already(code: int, said: str) -> bool:
    """Tell whether the cut command had recorded its end, and only not said it yet."""
    empty = code == 2 and "is not empty" in said
    done = ("already" in said, "was destroyed" in said)
    return empty or (code == 4 and any(done))


def compare(wanted: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """Return in what two ends differ."""
    return [
        f"{key}: {_difference(wanted[key], found.get(key))}"
        for key in wanted
        if wanted[key] != found.get(key)
    ]


def _difference(wanted: Any, found: Any) -> str:
    if not (isinstance(wanted, list) and isinstance(found, list)):
        return f"{found!r} instead of {wanted!r}"
    less = [one for one in wanted if one not in found]
    more = [one for one in found if one not in wanted]
    return f"{more!r} instead of {less!r}"


def state(home: Path) -> dict[str, Any]:
    """Return everything that must be the same after any end."""
    from pipeline.office import open_office
    from pipeline.register import queries
    from pipeline.register.balance import balance

    facts: dict[str, Any] = {}
    with open_office(home / "office") as office:
        report = office.register.verify()
        with office.register.reading() as connection:
            rows = tuple(queries.list_documents(connection))
            day = office.standing(_day()).day
            facts["balance"] = balance(connection, day).lines
            exhibits = [
                one
                for row in rows
                for one in queries.exhibits(connection, row.number, reserved=True)
            ]
            facts["consents"] = queries.list_consents(connection, office.register.scale)
            facts["duties"] = [
                (d.duty, d.number, d.copy, d.until, d.body)
                for d in queries.list_duties(connection)
            ]
            batches = queries.list_batches(connection)
    facts["sound"] = [found.message for found in report.findings]
    facts["documents"] = [(r.number, r.state, r.degree, r.sha256_in) for r in rows]
    facts["exemplars"] = [
        (e.number, e.copy, e.state, e.sha256_out, e.output, e.vault_in, e.vault_out)
        for e in exhibits
    ]
    facts["batches"] = [(b.id, b.state) for b in batches]
    facts["files"] = _files(home)
    kept = [p for p in (home / "office/vault").rglob("*") if p.is_file()]
    facts["vault"] = sorted(path.name for path in kept)
    facts["leftovers"] = leftovers(home / "office", home)
    for folder in ("out", "copies", "first"):
        if (home / folder / "manifest.json").exists():
            facts[folder] = manifest_of(home / folder)["documents"]
    return facts


def _day() -> Any:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(NOON, UTC).date()


def _files(home: Path) -> dict[str, str]:
    """Return the files that people see, with their sums; manifests hold heads."""
    return {
        str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest()
        if path.stem != "manifest"
        else ""
        for path in sorted(home.rglob("*"))
        if path.is_file() and "office" not in path.relative_to(home).parts
    }


def instants(stage: Stage, count: int, *, seed: int) -> list[int]:
    """Return random changes of the command, the same for the same seed."""
    choose = random.Random(f"{stage.scene.name}{seed}")
    return sorted(choose.sample(range(1, stage.writes + 1), min(count, stage.writes)))
