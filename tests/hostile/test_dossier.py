"""A dossier made to do harm, through the real program: names, links, a canary."""

import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from tests.hostile.bombs_office import document_with
from tests.hostile.bombs_pdf import MARK, one_page, shown, stream

CANARY = "канареечнаяфраза"
NAMES = (
    b"plain.pdf",
    b"\x1b[2J\x1b]0;title\x07.pdf",
    "a\u202efdp.exe.pdf".encode(),
    b"line\nbreak.pdf",
    b"not-utf8-\xff\xfe.pdf",
    b'=HYPERLINK("x").pdf',
    b"-o.pdf",
    b"CON.pdf",
    b"x" * 251 + b".pdf",
    "қ".encode() * 125 + b".pdf",
)

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="names of any bytes exist on Linux only"
)


def belgi(*arguments: object) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-m", "pipeline.cli.app", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, timeout=120)


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory):
    home = tmp_path_factory.mktemp("dossier")
    dossier = home / "dossier"
    (dossier / "sub").mkdir(parents=True)
    secret = home / "secret.txt"
    secret.write_text("elsewhere")
    text = MARK + b"BT /F1 9 Tf 60 400 Td " + shown(CANARY) + b" Tj ET"
    for number, name in enumerate(NAMES):
        data = one_page(stream(text + b"%% %d\n" % number))
        (Path(os.fsdecode(os.fsencode(dossier) + b"/" + name))).write_bytes(data)
    broken = document_with(f"<w:p><w:r><w:t>{CANARY}</w:t></w:r></w:q>")
    (dossier / "broken.docx").write_bytes(broken)
    (dossier / "sub" / "half.pdf").write_bytes(one_page(stream(text))[:-900])
    (dossier / "link.pdf").symlink_to(secret)
    (dossier / "up").symlink_to(home)
    os.mkfifo(dossier / "pipe.pdf")
    assert (
        belgi("init", home / "office", "--party", "KZ", "--name", "X").returncode == 0
    )
    common = ("--from", "BY:Sender", "--office", home / "office")
    run = belgi("intake", dossier, *common, "--out", home / "out")
    return (
        home,
        run,
        belgi("intake", dossier, *common, "--json", "--out", home / "out2"),
    )


def harmless(output: bytes) -> bool:
    text = output.decode()
    return all(c == "\n" or unicodedata.category(c)[0] != "C" for c in text)


def test_the_run_ends_and_nothing_raw_reaches_the_terminal(ended):
    _, run, second = ended

    assert run.returncode == 5
    assert second.returncode in (0, 3, 5)
    for done in (run, second):
        assert harmless(done.stdout)
        assert harmless(done.stderr)
        assert b"Traceback" not in done.stderr


def test_every_file_is_accounted_for_and_lies_in_the_batch_folder(ended):
    home, _, _ = ended
    documents = json.loads((home / "out" / "manifest.json").read_text())["documents"]

    assert len(documents) >= len(NAMES) + 2
    assert len({d["number"] for d in documents if d["number"]}) == len(NAMES)
    for document in documents:
        if document["output"]:
            path = home / "out" / document["output"]
            assert path.resolve().is_relative_to((home / "out").resolve())
            assert path.is_file()


def test_links_and_pipes_are_not_followed(ended):
    home, _, _ = ended

    for path in (home / "out").rglob("*"):
        assert not path.is_symlink()
        if path.is_file():
            assert b"elsewhere" not in path.read_bytes()


def test_the_canary_is_only_in_carriers(ended):
    home, run, second = ended
    canary = CANARY.encode()
    texts = {"stdout": run.stdout + second.stdout, "stderr": run.stderr + second.stderr}
    for path in home.rglob("*"):
        carrier = path.is_relative_to(home / "dossier") or path.suffix in (
            ".pdf",
            ".docx",
        )
        if path.is_file() and not carrier:
            texts[str(path.relative_to(home))] = path.read_bytes()

    found = [
        name
        for name, text in texts.items()
        if canary in text or CANARY.encode("utf-16-le") in text
    ]
    assert found == []
    assert not [path for path in home.rglob("*") if CANARY in path.name]


def test_no_work_file_is_left(ended):
    home, _, _ = ended

    left = [p for p in (home / "office" / "work").rglob("*") if p.is_file()]
    assert [path for path in left if path.stat().st_size] == []
