"""What is installed, what protects, what is missing and how to get it.

Every fact is found out by trying. Prints nothing, and changes nothing but a work folder
that is gone afterwards.
"""

import importlib.metadata
import os
import platform
import re
import stat
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from models.errors import BelgiError, DependencyError
from models.settings import Limits, OfficeSettings

OLDEST_PYTHON = (3, 11)
OCR_LANGUAGES = ("kaz", "rus", "bel")
OCR_HINT = (
    "install Tesseract's data: apt install tesseract-ocr-kaz tesseract-ocr-rus "
    "tesseract-ocr-bel, or dnf install tesseract-langpack-…, or set TESSDATA_PREFIX "
    "to a folder that holds the .traineddata files"
)
PIP_HINT = "install belgi again, with its dependencies, in an environment of its own"
_PROTECTIONS = {
    "no_network": "workers have no network",
    "no_write_outside": "workers write only in their own folder",
    "no_read_outside": "workers read only the received files and the program",
    "no_other_programs": "workers start no programs or processes",
    "no_signals": "workers cannot end or trace other processes",
    "no_new_privileges": "workers gain no privileges",
    "no_capabilities": "workers have no powers of root",
    "memory_bytes": "workers have a limit of memory",
    "no_core_dump": "workers leave no core dump",
    "dies_with_parent": "workers end with the program",
}


class State(StrEnum):
    """How a fact is to be taken."""

    OK = "ok"
    NOTE = "note"
    """Worth knowing; everything works."""
    MISSING = "missing"
    """Something does not work, or does not protect, without it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that was looked at."""

    topic: str
    """python, package, ocr, font, protection, terminal, register, keys, database."""
    name: str
    state: State
    detail: str = ""
    hint: str = ""
    """What to do about it; empty if nothing."""


def examine_machine() -> Iterator[Fact]:
    """Look at what belgi needs of the machine, whatever the office."""
    yield _python()
    yield from _packages()
    yield from _ocr()
    yield from _fonts()
    yield from _protections()
    yield from _terminal()


def examine_office(folder: Path, settings: OfficeSettings) -> Iterator[Fact]:
    """Look at an office folder: whether it is private, its keys, its database.

    Args:
        folder: The office folder.
        settings: As read from it.
    """
    yield _private("office", "office folder", folder)
    keys = folder / (settings.keys_folder or "keys")
    yield _private("keys", "keys folder", keys)
    if keys.is_dir():
        for key in sorted(keys.iterdir()):
            if key.is_file() and not key.name.endswith(".pub"):
                yield _private("keys", f"key {key.name}", key)
    if settings.passphrase_env and settings.passphrase_env not in os.environ:
        yield Fact(
            topic="keys",
            name="passphrase of the office key",
            state=State.MISSING,
            detail=f"the variable {settings.passphrase_env} is not set",
            hint="set it before a command that opens stored documents",
        )
    yield _database(folder, settings)


def is_well(facts: list[Fact]) -> bool:
    """Tell whether nothing is missing."""
    return all(fact.state is not State.MISSING for fact in facts)


def _python() -> Fact:
    version = platform.python_version()
    ok = sys.version_info[:2] >= OLDEST_PYTHON
    return Fact(
        topic="python",
        name="Python",
        state=State.OK if ok else State.MISSING,
        detail=f"{version} on {platform.system()} {platform.machine()}",
        hint="" if ok else "install Python 3.11 or later",
    )


def _packages() -> Iterator[Fact]:
    """Yield every package that the installed belgi asks for, with its version."""
    try:
        wanted = importlib.metadata.requires("belgi") or []
    except importlib.metadata.PackageNotFoundError:
        yield Fact(topic="package", name="belgi", state=State.MISSING, hint=PIP_HINT)
        return
    for line in sorted(wanted):
        found = re.match(r"[\w.-]+", line)
        extra = re.search(r"extra == ['\"]([\w-]+)", line)
        if found:
            yield _package(found[0], extra[1] if extra else None)


def _package(name: str, extra: str | None) -> Fact:
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        if extra:
            return Fact(
                topic="package",
                name=name,
                state=State.NOTE,
                detail=f"not installed; only for {extra}",
                hint=f"pip install 'belgi[{extra}]'",
            )
        return Fact(topic="package", name=name, state=State.MISSING, hint=PIP_HINT)
    return Fact(topic="package", name=name, state=State.OK, detail=version)


def _ocr() -> Iterator[Fact]:
    from pipeline.reading.ocr import find_tessdata

    try:
        folder = find_tessdata()
    except DependencyError as error:
        yield Fact(
            topic="ocr",
            name="recognition of scans",
            state=State.MISSING,
            detail=str(error),
            hint=OCR_HINT,
        )
        return
    for language in OCR_LANGUAGES:
        data = folder / f"{language}.traineddata"
        there = data.is_file()
        yield Fact(
            topic="ocr",
            name=f"language {language}",
            state=State.OK if there else State.MISSING,
            detail=str(data) if there else f"not in {folder}",
            hint="" if there else OCR_HINT,
        )


def _fonts() -> Iterator[Fact]:
    from stamps.fonts import STYLES, font_path

    for style in STYLES:
        for bold in (False, True):
            path = font_path(style, bold=bold)
            there = path.is_file()
            yield Fact(
                topic="font",
                name=path.name,
                state=State.OK if there else State.MISSING,
                hint="" if there else PIP_HINT,
            )


def _protections() -> Iterator[Fact]:
    """Yield what holds in a worker, from a worker that tried it."""
    from pipeline.work.pool import worker_pool

    try:
        with (
            tempfile.TemporaryDirectory(prefix="belgi-") as folder,
            worker_pool(Path(folder), 1, Limits()) as pool,
        ):
            protection = pool.protection()
    except BelgiError as error:
        yield Fact(
            topic="protection",
            name="isolated workers",
            state=State.MISSING,
            detail=str(error),
            hint="no received file can be opened; see docs/reliability.md",
        )
        return
    missing = set(protection.missing())
    for name, words in _PROTECTIONS.items():
        yield Fact(
            topic="protection",
            name=words,
            state=State.MISSING if name in missing else State.OK,
            hint=_protection_hint() if name in missing else "",
        )


def _protection_hint() -> str:
    if sys.platform == "linux":
        return "use a kernel with Landlock and seccomp (Linux 5.13 or later)"
    return f"{platform.system()} offers limits of memory and time only; use Linux"


def _terminal() -> Iterator[Fact]:
    encoding = (sys.stdout.encoding or "none").lower()
    unicode = encoding.replace("-", "") == "utf8"
    yield Fact(
        topic="terminal",
        name="encoding",
        state=State.OK if unicode else State.NOTE,
        detail=encoding,
        hint="" if unicode else "set PYTHONUTF8=1 or a UTF-8 locale to see all letters",
    )
    file_names = sys.getfilesystemencoding()
    yield Fact(topic="terminal", name="file names", state=State.OK, detail=file_names)


def _private(topic: str, name: str, path: Path) -> Fact:
    """Look whether only its owner can reach a file or folder."""
    try:
        found = path.lstat()
    except OSError as error:
        detail = error.strerror or type(error).__name__
        return Fact(
            topic=topic,
            name=name,
            state=State.MISSING,
            detail=f"{path}: {detail}",
            hint="say in the settings where it is, or bring it back from your copy",
        )
    mode = stat.S_IMODE(found.st_mode)
    open_to_others = bool(mode & 0o077)
    return Fact(
        topic=topic,
        name=name,
        state=State.MISSING if open_to_others else State.OK,
        detail=f"{path}, mode {mode:04o}",
        hint=f"chmod go= '{path}'" if open_to_others else "",
    )


def _database(folder: Path, settings: OfficeSettings) -> Fact:
    from pipeline.register.store import Register

    try:
        Register.open(folder, settings, with_keys=False).close()
    except BelgiError as error:
        return Fact(
            topic="database",
            name="register",
            state=State.MISSING,
            detail=str(error),
            hint="belgi register verify says more",
        )
    kind = "SQLite" if settings.database is None else settings.database.split(":")[0]
    return Fact(topic="database", name="register", state=State.OK, detail=kind)
