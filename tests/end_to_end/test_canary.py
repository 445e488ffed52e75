"""A secret phrase in text, metadata and names comes out nowhere but in its carrier."""

import logging
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.build_docx import build_docx, paragraph
from tests.build_letters import letter_bytes
from tests.run_belgi import (
    NOON,
    SENDER,
    Belgi,
    command,
    environment,
    manifest_of,
)

CANARY = "Кенарейка-Сары-Торғай"
HIDDEN = "запад-орёл-семь"
TRACES = [
    word.encode(code) for word in (CANARY, HIDDEN) for code in ("utf-8", "utf-16-le")
]


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    """Carriers of every ending, with the phrase in their text and properties."""
    folder = tmp_path / "in"
    folder.mkdir()
    body = (f"Пароль: {CANARY}.", HIDDEN)
    for name, mark in (("done", "Секретно"), ("waits", None)):
        data = letter_bytes(mark, f"№ 7с {CANARY}", body, f"{CANARY} {HIDDEN}")
        (folder / f"{name}.pdf").write_bytes(data)
        (folder / f"{name}-cut.pdf").write_bytes(data[: len(data) * 2 // 3])
    marked = paragraph("Секретно", '<w:jc w:val="right"/>')
    build_docx(folder / "word.docx", marked + paragraph(f"{CANARY} {HIDDEN}"))
    build_docx(folder / "dsp.docx", paragraph(f"Для служебного пользования {CANARY}"))
    (folder / "note.txt").write_text(f"Секретно\n{CANARY}\n{HIDDEN}\n")
    return folder


def _plain_traces(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if CANARY in path.name or HIDDEN in path.name:
            yield path
        if path.is_file() and any(trace in path.read_bytes() for trace in TRACES):
            yield path


def test_no_text_of_a_document_leaves_it(
    belgi: Belgi, dossier: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    out = tmp_path / "out"
    with caplog.at_level(logging.DEBUG):
        belgi.take_in(dossier, out=out)
        belgi("inspect", dossier, office=False)
        belgi("inspect", dossier, "--json", office=False)
        belgi("held", "list")
        belgi("verify", out, dossier)
        for row in belgi.do("held", "list").rows:
            belgi("held", "show", row["id"])
        for document in manifest_of(out)["documents"]:
            if document["number"]:
                belgi("register", "show", document["number"], "--json")
        belgi("register", "export", "--out", tmp_path / "journals")
    for text in (*belgi.said, caplog.text):
        assert CANARY not in text
        assert HIDDEN not in text
    carriers = {out / d["output"] for d in manifest_of(out)["documents"] if d["output"]}
    waiting = set((out / "held").iterdir())
    found = set(_plain_traces(belgi.office)) | set(_plain_traces(tmp_path / "journals"))
    found |= set(_plain_traces(out)) - carriers - waiting
    assert found == set()
    assert len(carriers) >= 2


def test_a_killed_run_leaves_nothing_readable_after_the_next_start(
    belgi: Belgi, dossier: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    words = (
        "intake",
        dossier,
        "--from",
        SENDER,
        "--out",
        out,
        "--office",
        belgi.office,
    )
    for changes in (30, 60):
        line = [*command()[:1], "-m", "tests.die_at", str(changes), str(tmp_path / "n")]
        subprocess.run(
            [*line, *map(str, words)],
            env=environment(NOON),
            capture_output=True,
            check=False,
        )
        for path in (belgi.office / "work").rglob("*"):
            assert path.stat().st_mode & 0o077 == 0, path
    belgi("register", "list")
    assert set(_plain_traces(belgi.office)) == set()
