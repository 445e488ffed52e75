"""Runs the program as a person would: a command line in, code and text out."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

NOON = int(datetime(2026, 11, 23, 12, tzinfo=UTC).timestamp())
DAY = 86_400
SENDER = "BY:Министерство образцов"
PEOPLE = ("Ахметов А. А.", "Ким В. В.")
"""Cleared for top secret in the office of the fixture ``desk``."""
OTHER_SENDER = "BY:Комитет проб"
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The JSON Lines that it printed."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def events(self) -> list[str]:
        """The kinds of the events that it printed."""
        return [row["kind"] for row in self.rows]


@dataclass(slots=True)
class Belgi:
    """The program with one office, in this process."""

    office: Path
    capture: pytest.CaptureFixture[str]
    patch: pytest.MonkeyPatch
    at: int = NOON
    said: list[str] = field(default_factory=list)
    """Everything that was ever printed."""

    def __call__(self, *arguments: object, office: bool = True) -> Answer:
        from pipeline.cli.app import run

        words = [str(argument) for argument in arguments]
        self.patch.setenv("SOURCE_DATE_EPOCH", str(self.at))
        self.capture.readouterr()
        code = run([*words, "--office", str(self.office)] if office else words)
        out, err = self.capture.readouterr()
        self.said += [out, err]
        return Answer(code=code, out=out, err=err)

    def do(self, *arguments: object) -> Answer:
        """Run what must succeed, with JSON."""
        answer = self(*arguments, "--json")
        assert answer.code == 0, (arguments, answer)
        return answer

    def take_in(self, *paths: Path, sender: str = SENDER, **options: object) -> Answer:
        """Take files in with one worker, and print JSON."""
        named = [
            part for key, value in options.items() for part in (f"--{key}", str(value))
        ]
        return self(
            *("intake", *paths, "--from", sender, *named, "--workers", 1, "--json")
        )

    def sound(self) -> None:
        """Demand that the register is whole and its books balance."""
        for command in ("verify", "balance"):
            answer = self("register", command)
            assert answer.code == 0, answer


def environment(at: int | None = NOON, **more: str) -> dict[str, str]:
    """Return the environment of a process of belgi's own."""
    kept = {k: v for k, v in os.environ.items() if k != "SOURCE_DATE_EPOCH"}
    clock = {} if at is None else {"SOURCE_DATE_EPOCH": str(at)}
    paths = {"PYTHONPATH": str(ROOT), "OMP_THREAD_LIMIT": "1"}
    return {**kept, **paths, **clock, **more}


def command(*arguments: object) -> list[str]:
    """Return the command line of a process of belgi's own."""
    words = [str(argument) for argument in arguments]
    return [sys.executable, "-m", "pipeline.cli.app", *words]


def run_process(
    *arguments: object, at: int | None = NOON, env: Mapping[str, str] | None = None
) -> Answer:
    """Run belgi as a process of its own."""
    done = subprocess.run(
        command(*arguments),
        env=environment(at, **(env or {})),
        capture_output=True,
        check=False,
    )
    return Answer(
        code=done.returncode, out=done.stdout.decode(), err=done.stderr.decode()
    )


def manifest_of(folder: Path) -> dict[str, Any]:
    """Read the manifest of a batch folder."""
    read: dict[str, Any] = json.loads((folder / "manifest.json").read_bytes())
    return read


def by_file(manifest: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the documents of a manifest by file."""
    return {document["file"]: document for document in manifest["documents"]}


def fresh_office(template: Path, folder: Path) -> Path:
    """Copy an office; it can be moved, so that a copy is an office as well."""
    shutil.copytree(template, folder)
    return folder


def leftovers(office: Path, *folders: Path) -> list[Path]:
    """Return temporary files of the office and of batch folders."""
    work = [p for p in (office / "work").rglob("*") if p.is_file()]
    parts = [p for folder in folders for p in folder.rglob(".belgi-*")]
    return [p for p in work if "held" not in p.parent.name] + parts
