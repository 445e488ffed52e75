"""A received file is read once, and no link leads out of its dossier."""

import hashlib
import os
from pathlib import Path

import pytest

from models.errors import InputError, UsageError
from models.outcomes import Outcome
from models.settings import Limits
from pipeline.batch_folder import held_file_name
from pipeline.dossier import find_files, is_the_same, list_dossier, refuse_office
from pipeline.inspection import inspect_files
from pipeline.snapshot import take_snapshot


def test_bytes_and_hash_are_those_of_the_file(tmp_path: Path) -> None:
    source = tmp_path / "in" / "deep" / "a.pdf"
    source.parent.mkdir(parents=True)
    source.write_bytes(b"abc" * 1000)
    taken = take_snapshot(
        source, tmp_path / "copy", limits=Limits(), root=tmp_path / "in"
    )
    assert taken.path.read_bytes() == source.read_bytes()
    assert taken.sha256 == hashlib.sha256(source.read_bytes()).hexdigest()
    assert taken.size_bytes == 3000


@pytest.mark.parametrize("turned", ["a.pdf", "deep"])
def test_what_turns_into_a_link_after_it_was_listed_is_not_followed(
    tmp_path: Path, turned: str
) -> None:
    outside, root = tmp_path / "outside", tmp_path / "in"
    (outside / "deep").mkdir(parents=True)
    (outside / "deep" / "a.pdf").write_bytes(b"not of this dossier")
    (root / "deep").mkdir(parents=True)
    (root / "deep" / "a.pdf").write_bytes(b"of this dossier")
    (carrier,) = list_dossier([root], limits=Limits())
    if turned == "deep":
        (root / "deep").rename(root / "moved")
        (root / "deep").symlink_to(outside / "deep")
    else:
        (root / "deep" / "a.pdf").unlink()
        (root / "deep" / "a.pdf").symlink_to(outside / "deep" / "a.pdf")
    with pytest.raises(InputError):
        carrier.snapshot(tmp_path / "copy", limits=Limits())
    assert not (tmp_path / "copy").exists()


def test_a_link_that_a_person_named_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"abc")
    (tmp_path / "link.pdf").symlink_to(tmp_path / "a.pdf")
    (carrier,) = list_dossier([tmp_path / "link.pdf"], limits=Limits())
    taken = carrier.snapshot(tmp_path / "copy", limits=Limits())
    assert taken.size_bytes == 3


def test_no_two_received_names_give_one_held_name() -> None:
    plain = ["a.pdf", "Письмо № 1.docx", "a_b.pdf"]
    assert [held_file_name(name) for name in plain] == plain
    odd = ["x/a_b.pdf", "x - a_b.pdf", "a?b.pdf", "a*b.pdf", "a.pdf.reason.txt", "../a"]
    odd += [held_file_name("x/a_b.pdf"), "a.pdf.REASON.TXT", "я" * 200 + ".pdf"]
    names = [held_file_name(name) for name in (*plain, *odd)]
    assert len(set(names)) == len(names)
    assert not any("/" in name or name.endswith(".reason.txt") for name in names)
    assert all(len(name.encode()) < 200 for name in names)


@pytest.mark.parametrize(
    ("dossier", "out", "words"),
    [
        ("desk", None, "holds the office folder"),
        ("desk/office/work", None, "is inside the office folder"),
        ("in", "desk/office/out", "choose one outside it"),
        ("in", "in/out", "is inside the dossier"),
    ],
)
def test_a_dossier_and_what_is_ours_lie_apart(
    tmp_path: Path, dossier: str, out: str | None, words: str
) -> None:
    for folder in ("desk/office/work", "in"):
        (tmp_path / folder).mkdir(parents=True)
    with pytest.raises(UsageError, match=words):
        refuse_office(
            [tmp_path / dossier],
            (tmp_path / "desk/office").resolve(),
            tmp_path / out if out else None,
        )


def test_what_is_no_plain_file_is_not_opened_to_be_looked_at(tmp_path: Path) -> None:
    """A pipe would be waited for; inside a folder it is passed over."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    with pytest.raises(UsageError, match="not a plain file"):
        find_files([pipe])
    assert find_files([tmp_path]) == ()


def test_a_file_that_went_before_it_was_looked_at_is_told_as_such(
    tmp_path: Path,
) -> None:
    """Not as a fault of belgi, which is what any other exception of a worker means."""
    looked = inspect_files([tmp_path / "gone.pdf"], agreement="kz-by", workers=1)

    (found,) = looked
    assert found.verdict.outcome is Outcome.UNREADABLE
    assert found.verdict.reasons == ("removed",)


def test_a_file_that_went_meanwhile_is_not_the_inventory(tmp_path: Path) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text("file\n")
    facts = listed.stat()
    known = (facts.st_dev, facts.st_ino)

    assert is_the_same(listed, known)
    assert not is_the_same(tmp_path / "gone.pdf", known)
