"""What a manifest says of its batch as a whole, and keeps saying."""

import json
from pathlib import Path

import pypdfium2
import pytest

from tests.build_letters import write_letter
from tests.run_belgi import SENDER, Belgi

OFFICE = ("--party", "KZ", "--name", "Бөлім")


@pytest.fixture
def taken(belgi: Belgi, tmp_path: Path) -> Path:
    """A batch folder with one carrier done and one held."""
    belgi("init", belgi.office, *OFFICE, office=False)
    write_letter(tmp_path / "in" / "1.pdf", "Секретно")
    write_letter(tmp_path / "in" / "2.pdf", None)
    out = tmp_path / "out"
    assert belgi.take_in(tmp_path / "in", out=out).code == 3
    return out


def manifest(folder: Path) -> dict[str, object]:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def test_protection_of_workers_is_recorded(taken: Path) -> None:
    """An auditor learns from the manifest what the files were opened under."""
    protection = manifest(taken)["protection"]

    assert protection == {
        "in_force": [
            *("no-network", "no-write-outside", "no-read-outside"),
            *("no-other-programs", "no-signals", "no-new-privileges"),
            *("no-capabilities", "memory", "no-core-dump", "dies-with-parent"),
        ],
        "missing": [],
    }


def test_copies_say_it_too(taken: Path, belgi: Belgi, tmp_path: Path) -> None:
    """Whatever opened files says under which protection."""
    given = ("--permits", "copy", "--copies", 1, "--from", SENDER, "--date")
    belgi.do("consent", "add", "Исх. 7", "--number", "1с/2026", *given, "2026-11-20")
    copies = tmp_path / "copies"

    belgi.do("copy", "1с/2026", "--consent", "Исх. 7", "--copies", 1, "--out", copies)

    assert manifest(copies)["protection"] == manifest(taken)["protection"]


def test_decision_keeps_what_is_said_of_the_batch(taken: Path, belgi: Belgi) -> None:
    """A manifest written anew after a decision loses nothing of its head."""
    before = manifest(taken)

    decided = ("--not-secret", "--by", "Ким В. В.", "--why", "черновик")
    (waiting,) = belgi("held", "list", "--json").rows
    belgi.do("held", "decide", waiting["id"], *decided)

    after = manifest(taken)
    assert before["totals"] != after["totals"]
    for key in ("register", "protection", "program", "received_at"):
        assert after[key] == before[key]


@pytest.mark.parametrize(
    ("party", "sender", "mark", "title"),
    [
        ("KZ", SENDER, "Секретно\nЭкз. № 1", "Ілеспе парақ · Сопроводительный лист"),
        ("BY", "KZ:Үлгілер бөлімі", "Құпия\nДана № 1", "Сопроводительный лист"),
    ],
)
def test_an_accompanying_sheet_speaks_the_words_of_our_party(
    party: str, sender: str, mark: str, title: str, belgi: Belgi, tmp_path: Path
) -> None:
    """Its title, sentence and rows are those of the profile, not English ones."""
    belgi.office = tmp_path / party
    belgi("init", belgi.office, "--party", party, "--name", "Б", office=False)
    (tmp_path / "note.txt").write_text(f"{mark}\n\nО ходе совместных работ.\n")

    taken = belgi.take_in(tmp_path / "note.txt", sender=sender, out=tmp_path / "out")

    with pypdfium2.PdfDocument(tmp_path / "out" / taken.rows[0]["output"]) as sheet:
        words = sheet[0].get_textpage().get_text_bounded()
    assert title in words
    assert "SHA-256" in words
    assert not {"Accompanying", "File", "Pages", "Number"} & set(words.split())


@pytest.mark.parametrize("kind", ["file", "below-a-file", "long-name", "link-nowhere"])
def test_a_wrong_batch_folder_begins_no_batch(
    kind: str, belgi: Belgi, tmp_path: Path
) -> None:
    """The next run, with a good one, takes the dossier in there."""
    belgi("init", belgi.office, *OFFICE, office=False)
    write_letter(tmp_path / "in" / "1.pdf", "Секретно")
    wrong = tmp_path / "wrong"
    if kind == "link-nowhere":
        wrong.symlink_to(tmp_path / "nowhere")
    elif kind != "long-name":
        wrong.touch()
    out = {
        "below-a-file": wrong / "deep" / "out",
        "long-name": tmp_path / "new" / ("n" * 300),
    }.get(kind, wrong)
    before = sorted(tmp_path.iterdir())

    refused = belgi.take_in(tmp_path / "in", out=out)
    assert refused.code in (2, 5)
    assert refused.out == ""
    assert sorted(tmp_path.iterdir()) == before

    good = belgi.take_in(tmp_path / "in", out=tmp_path / "good" / "out")
    assert good.code == 0
    assert (tmp_path / "good" / "out" / good.rows[0]["output"]).is_file()
