"""Dossiers from hell: each carrier ends held or failed with its reason, others done."""

import ctypes
import hashlib
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.build_letters import letter_bytes, write_letter
from tests.run_belgi import (
    SENDER,
    Belgi,
    by_file,
    command,
    environment,
    leftovers,
    manifest_of,
)


def _locked(path: Path) -> None:
    import pikepdf

    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path, encryption=pikepdf.Encryption(user="secret", owner="secret"))


def _many_letters(folder: Path, name: str) -> None:
    (folder / name).write_bytes(letter_bytes())


BAD: dict[str, tuple[Callable[[Path], object], str, set[str]]] = {
    "empty": (lambda f: (f / "empty.pdf").touch(), "empty.pdf", {"empty"}),
    "truncated": (
        lambda f: (f / "cut.pdf").write_bytes(letter_bytes()[:900]),
        "cut.pdf",
        {"damaged"},
    ),
    "encrypted": (lambda f: _locked(f / "locked.pdf"), "locked.pdf", {"encrypted"}),
    "noise": (
        lambda f: (f / "noise.docx").write_bytes(b"PK\x03\x04" + os.urandom(400)),
        "noise.docx",
        {"damaged"},
    ),
    "link-out": (
        lambda f: (f / "link.pdf").symlink_to("/etc/passwd"),
        "link.pdf",
        {"link"},
    ),
    "dangling": (
        lambda f: (f / "gone.pdf").symlink_to("nowhere"),
        "gone.pdf",
        {"link"},
    ),
    "fifo": (lambda f: os.mkfifo(f / "pipe.pdf"), "pipe.pdf", {"not-a-file"}),
}


def _sums(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.is_file() and not path.is_symlink()
    }


def test_every_bad_carrier_ends_with_its_reason_and_the_others_are_done(
    belgi: Belgi, tmp_path: Path
) -> None:
    dossier, out = tmp_path / "in", tmp_path / "out"
    write_letter(dossier / "a-first.pdf")
    write_letter(dossier / "z-last.pdf")
    (dossier / "m-wrong-ending.docx").write_bytes(letter_bytes())
    for make, _, _ in BAD.values():
        make(dossier)
    before = _sums(dossier)
    answer = belgi.take_in(dossier, out=out)
    assert answer.code == 5, answer
    documents = by_file(manifest_of(out))
    assert len(documents) == len(BAD) + 3
    for _, name, reasons in BAD.values():
        document = documents[name]
        assert document["outcome"] in ("held", "failed"), document
        assert set(document["reasons"]) == reasons, document
        assert document["number"] is document["output"] is None
        assert (out / "held" / f"{name}.reason.txt").is_file()
    for name in ("a-first.pdf", "z-last.pdf", "m-wrong-ending.docx"):
        assert documents[name]["outcome"] == "done", documents[name]
    assert _sums(dossier) == before
    assert leftovers(belgi.office, out) == []
    belgi.sound()


def test_what_lies_in_folders_is_taken_in_and_links_there_are_not_followed(
    belgi: Belgi, tmp_path: Path
) -> None:
    dossier, out = tmp_path / "in", tmp_path / "out"
    for name in ("a.pdf", "more/b.pdf", "more/and more/c.pdf"):
        write_letter(dossier / name)
    (dossier / "empty").mkdir()
    (dossier / "more" / "out").symlink_to("/etc")
    for name in ("bad.pdf", "more/bad.pdf", "more - bad.pdf", "bad.pdf.reason.txt"):
        (dossier / name).write_text(f"%PDF-1.7 {name}")
    answer = belgi.take_in(dossier, out=out)
    assert answer.code == 5, answer
    documents = by_file(manifest_of(out))
    ended = {name: documents[name]["outcome"] for name in documents}
    assert ended == {
        "a.pdf": "done",
        "bad.pdf": "failed",
        "bad.pdf.reason.txt": "failed",
        "more - bad.pdf": "failed",
        "more/b.pdf": "done",
        "more/and more/c.pdf": "done",
        "more/bad.pdf": "failed",
        "more/out": "held",
    }
    assert documents["more/out"]["reasons"] == ["link"]
    kept = {path.read_text() for path in (out / "held").iterdir()}
    for name in ("bad.pdf", "more/bad.pdf", "more - bad.pdf", "bad.pdf.reason.txt"):
        assert f"%PDF-1.7 {name}" in kept
    assert len(kept) == 9
    assert belgi.take_in(dossier, out=out).rows == answer.rows
    belgi.sound()


NAMES = {
    "escape": "a\x1b[2Jb.pdf",
    "newline": "one\nH1 done.pdf",
    "right-to-left": "letter\u202efdp.exe",
    "255-bytes": "я" * 125 + "x.pdf",
    "not-utf-8": os.fsdecode(b"\xff\xfe letter.pdf"),
    "formula": '=HYPERLINK("http:x","y").pdf',
    "dots": "...pdf",
    "windows": "CON.pdf",
    "option": "--office=x.pdf",
    "our-part": ".belgi-1-x.pdf",
    "manifest": "manifest.json",
}
RAW = {chr(code) for code in range(32)} - {"\n", "\r", "\t"} | {"\x7f", "\u202e"}


def test_no_name_escapes_or_reaches_the_terminal_raw(
    belgi: Belgi, tmp_path: Path
) -> None:
    dossier, out = tmp_path / "in", tmp_path / "out"
    dossier.mkdir()
    for name in NAMES.values():
        _many_letters(dossier, name)
    told = belgi(*("intake", dossier, "--from", SENDER, "--out", out, "--workers", 1))
    assert told.code in (0, 3), told
    shown = [told, belgi("held", "list"), belgi("register", "list")]
    shown.append(belgi("register", "export", "--out", tmp_path / "journals"))
    shown.append(belgi("verify", out))
    texts = [answer.out + answer.err for answer in shown]
    texts += [path.read_text() for path in tmp_path.rglob("*.csv")]
    texts += [(out / "manifest.json").read_text()]
    for text in texts:
        assert RAW.isdisjoint(text), repr(text)
    assert len(told.out.splitlines()) == len(NAMES) + 4
    for line in (out / "manifest.csv").read_text().splitlines():
        assert not any(cell.startswith(("=", "+", "@")) for cell in line.split(","))
    documents = manifest_of(out)["documents"]
    assert len(documents) == len(NAMES)
    assert {document["outcome"] for document in documents} == {"done"}
    assert {p.parent for p in tmp_path.rglob("*.pdf")} <= {dossier, out, out / "held"}
    belgi.sound()


@pytest.mark.parametrize("name", ["../../out.pdf", "/etc/out.pdf", "x/../../y"])
def test_an_inventory_cannot_name_a_place_outside(
    belgi: Belgi, tmp_path: Path, name: str
) -> None:
    write_letter(tmp_path / "in" / "a.pdf")
    rows = tmp_path / "list.csv"
    rows.write_text(f"file,degree\na.pdf,secret\n{name},secret\n")
    answer = belgi.take_in(tmp_path / "in", inventory=rows, out=tmp_path / "out")
    assert (answer.code, answer.out) == (2, ""), answer
    assert not (tmp_path / "out").exists()


def test_what_the_inventory_names_and_nobody_brought_is_held(
    belgi: Belgi, tmp_path: Path
) -> None:
    write_letter(tmp_path / "in" / "a.pdf")
    write_letter(tmp_path / "in" / "surplus.pdf")
    rows = tmp_path / "list.csv"
    rows.write_text("file,degree,copy_number\na.pdf,secret,\nlost.pdf,secret,3\n")
    named = {"inventory": rows, "out": tmp_path / "out"}
    answer = belgi.take_in(tmp_path / "in", **named)
    reasons = {row["file"]: row["reasons"] for row in answer.rows}
    assert reasons == {
        "a.pdf": [],
        "lost.pdf": ["inventory-missing"],
        "surplus.pdf": ["inventory-surplus"],
    }
    assert (tmp_path / "out" / "held" / "lost.pdf.reason.txt").is_file()
    before = belgi.do("register", "verify").rows
    assert belgi.take_in(tmp_path / "in", **named).rows == answer.rows
    assert belgi.do("register", "verify").rows == before
    waiting = {row["file"]: row["id"] for row in belgi.do("held", "list").rows}
    by = ("--by", "Ким В. В.", "--why", "не поступил")
    assert belgi("held", "decide", waiting["lost.pdf"], "--degree", "secret", *by).code
    belgi.do("held", "decide", waiting["lost.pdf"], "--reject", *by)
    belgi.sound()


@pytest.mark.parametrize(
    ("choice", "says"),
    [(("--reject",), "a.pdf: rejected\n"), (("--not-secret",), "a.pdf: not secret\n")],
    ids=["reject", "not-secret"],
)
def test_a_decision_is_told_in_words(
    belgi: Belgi, tmp_path: Path, choice: tuple[str, ...], says: str
) -> None:
    write_letter(tmp_path / "in" / "a.pdf", None)
    belgi.take_in(tmp_path / "in", out=tmp_path / "out")

    (waiting,) = belgi.do("held", "list").rows

    by = ("--by", "Ким В. В.", "--why", "копия")
    answer = belgi("held", "decide", waiting["id"], *choice, *by)

    assert (answer.code, answer.out) == (0, says)


def _as_anybody() -> None:
    """Give up what lets root read everything."""
    libc = ctypes.CDLL(None)
    for capability in (1, 2):  # DAC_OVERRIDE, DAC_READ_SEARCH
        libc.prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


def test_what_may_not_be_read_is_held_and_the_rest_done(
    office: Path, tmp_path: Path
) -> None:
    write_letter(tmp_path / "in" / "closed.pdf").chmod(0)
    write_letter(tmp_path / "in" / "open.pdf")
    out = tmp_path / "out"
    words = ("intake", tmp_path / "in", "--from", SENDER, "--out", out)
    done = subprocess.run(
        command(*words, "--office", office, "--workers", 1),
        env=environment(),
        capture_output=True,
        check=False,
        preexec_fn=_as_anybody if os.geteuid() == 0 else None,
    )
    assert done.returncode == 3, done.stderr
    documents = by_file(manifest_of(out))
    assert documents["closed.pdf"]["reasons"] == ["no-permission"]
    assert documents["open.pdf"]["outcome"] == "done"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system with little room; only root may mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"none", bytes(folder), b"tmpfs", 0, b"size=1m") != 0:
        pytest.skip(f"no small file system: {os.strerror(ctypes.get_errno())}")
    yield folder
    libc.umount2(bytes(folder), 2)


def test_a_full_disk_costs_no_document_and_the_next_run_completes(
    belgi: Belgi, tmp_path: Path, small_disk: Path
) -> None:
    for name in "abc":
        write_letter(tmp_path / "in" / f"{name}.pdf")
    block = small_disk / "block"
    block.write_bytes(b"")
    with block.open("wb") as stream:
        room = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
        stream.write(bytes(room - 24_576))
    out = small_disk / "out"
    full = belgi.take_in(tmp_path / "in", out=out)
    assert full.code == 5, full
    assert not list(small_disk.rglob(".belgi-*"))
    for path in out.glob("*.pdf"):
        assert path.read_bytes()[-6:].strip() == b"%%EOF"
    belgi.sound()
    block.unlink()
    again = belgi.take_in(tmp_path / "in", out=out)
    assert again.code in (0, 5), again
    belgi.sound()
    for row in belgi.do("register", "list").rows:
        assert row["state"] in ("done", "void")
        assert row["state"] == "done" or row["reason"]
