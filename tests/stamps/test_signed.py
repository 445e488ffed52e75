"""Signed PDFs: every received byte stays, and every signature can be checked."""

import shutil
import subprocess
from pathlib import Path

import pikepdf
import pytest

from stamps.on_pdf import stamp_pdf
from stamps.signatures import has_signature, signature_status
from tests.build_pdf import make_plan, signed_pdf, text_pdf


@pytest.mark.parametrize(
    ("docmdp", "times"),
    [(None, 1), (None, 2), (3, 1), (3, 2)],
    ids=["approved", "approved-twice", "certified-3", "certified-3-and-approved"],
)
def test_the_stamp_is_added_behind_the_signed_bytes(
    tmp_path: Path, docmdp: int | None, times: int
) -> None:
    source = signed_pdf(tmp_path / "in.pdf", docmdp=docmdp, times=times)

    stamped = stamp_pdf(source, tmp_path / "out.pdf", make_plan())

    assert "signed-incremental" in stamped.notes
    assert stamped.path.read_bytes().startswith(source.read_bytes())
    status = signature_status(stamped.path)
    assert len(status) == times
    assert all(s.intact and s.valid and s.covers_revision for s in status)
    assert stamped.signatures is not None
    assert stamped.signatures["before"] == stamped.signatures["after"]


def test_the_stamp_is_a_locked_printable_annotation(tmp_path: Path) -> None:
    source = signed_pdf(tmp_path / "in.pdf")

    stamped = stamp_pdf(source, tmp_path / "out.pdf", make_plan())

    with pikepdf.open(stamped.path) as output:
        for page in output.pages:
            stamps = [a for a in page.Annots if a.Subtype == "/Stamp"]
            assert stamps
            assert all(int(a.F) == 4 | 64 | 128 and "/N" in a.AP for a in stamps)


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_the_increment_is_sound(tmp_path: Path) -> None:
    source = signed_pdf(tmp_path / "in.pdf", times=2)

    stamped = stamp_pdf(source, tmp_path / "out.pdf", make_plan())

    result = subprocess.run(["qpdf", "--check", stamped.path], capture_output=True)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("docmdp", [1, 2])
def test_what_may_not_be_touched_asks_for_a_sheet(tmp_path: Path, docmdp: int) -> None:
    source = signed_pdf(tmp_path / "in.pdf", docmdp=docmdp)

    stamped = stamp_pdf(source, tmp_path / "out.pdf", make_plan())

    assert stamped.notes == ("sheet-instead",)
    assert not (tmp_path / "out.pdf").exists()
    assert stamped.signatures is not None
    assert stamped.signatures["before"]


def test_a_copy_claims_no_signature_and_holds_no_original(tmp_path: Path) -> None:
    source = signed_pdf(tmp_path / "in.pdf", docmdp=2)
    plan = make_plan(is_copy=True, words={"watermark": "Дана № 2"})

    stamped = stamp_pdf(source, tmp_path / "out.pdf", plan)

    assert "signature-removed" in stamped.notes
    assert signature_status(stamped.path) == ()
    assert not stamped.path.read_bytes().startswith(source.read_bytes()[:200])
    with pikepdf.open(stamped.path) as output:
        assert not has_signature(output)


def test_a_broken_signature_is_told_and_left(tmp_path: Path) -> None:
    source = signed_pdf(tmp_path / "in.pdf")
    data = source.read_bytes()
    spot = data.find(b"words of a page")
    source.write_bytes(data[:spot] + b"WORDS" + data[spot + 5 :])

    stamped = stamp_pdf(source, tmp_path / "out.pdf", make_plan())

    (status,) = signature_status(stamped.path)
    assert status.intact is False


def test_the_same_signed_input_gives_the_same_bytes(tmp_path: Path) -> None:
    source = signed_pdf(tmp_path / "in.pdf")

    first = stamp_pdf(source, tmp_path / "one.pdf", make_plan())
    second = stamp_pdf(source, tmp_path / "two.pdf", make_plan())

    assert first.sha256 == second.sha256


def test_an_unsigned_file_has_no_signatures(tmp_path: Path) -> None:
    assert signature_status(text_pdf(tmp_path / "in.pdf")) == ()
