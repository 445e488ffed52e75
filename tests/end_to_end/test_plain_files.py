"""What is no plain file is refused where one is meant; a pipe is not waited for."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.run_belgi import SENDER, Belgi


@pytest.fixture(autouse=True)
def waits_not_for_ever() -> Iterator[None]:
    """End a test that waits for a writer that never comes."""

    def stop(*_: object) -> None:
        raise TimeoutError("it waits")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def pipe(path: Path) -> Path:
    os.mkfifo(path)
    return path


def zeros(path: Path) -> Path:
    """Return a device that can be read without end."""
    path.symlink_to("/dev/zero")
    return path


def folder(path: Path) -> Path:
    path.mkdir()
    return path


MEANT_AS_FILES: dict[str, tuple[object, ...]] = {
    "checkpoint": ("register", "verify", "--checkpoint"),
    "items": ("contract", "add", "К-1", "--items"),
    "agreement": ("agreement", "check"),
    "inventory": ("intake", "a.pdf", "--from", SENDER, "--inventory"),
    "letter": (
        *("consent", "add", "С-1", "--number", "1с/2026", "--permits", "copy"),
        *("--from", SENDER, "--date", "2026-11-01", "--file"),
    ),
}


@pytest.mark.parametrize("make", [pipe, zeros, folder])
@pytest.mark.parametrize("words", MEANT_AS_FILES.values(), ids=MEANT_AS_FILES)
def test_what_is_no_plain_file_is_refused(
    belgi: Belgi,
    tmp_path: Path,
    words: tuple[object, ...],
    make: Callable[[Path], Path],
) -> None:
    named = make(tmp_path / "named.csv")

    answer = belgi(*words, named, office=words[0] != "agreement")

    assert (answer.code, answer.out) == (2, "")
    assert str(named) in answer.err


def test_settings_that_are_a_pipe_are_refused(belgi: Belgi) -> None:
    settings = belgi.office / "settings.toml"
    assert settings.is_file()
    settings.unlink()
    os.mkfifo(settings)

    answer = belgi("register", "list")

    assert (answer.code, answer.out) == (2, "")
    assert "not a plain file" in answer.err
