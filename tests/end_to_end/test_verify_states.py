"""What `verify` says of carriers whose time is over; what a change leaves behind."""

from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from pipeline.office import open_office
from pipeline.verification import verify_files
from tests.build_docx import build_docx, paragraph
from tests.build_letters import write_letter
from tests.run_belgi import DAY, PEOPLE, SENDER, Belgi

LETTER = "№ 5/118"
CLEARED, OTHER = PEOPLE
BOTH = ("--person", CLEARED, "--person", OTHER)
NUMBER = "1с/2026"


@pytest.fixture
def fresh(belgi: Belgi, tmp_path: Path) -> Belgi:
    """An office that took a letter in here and may copy and change it."""
    write_letter(tmp_path / "in" / "letter.pdf")
    assert belgi.take_in(tmp_path / "in").code == 0
    for name in PEOPLE:
        cleared = ("--clearance", "top-secret", "--until", "2030-01-01")
        belgi.do("person", "add", name, *cleared)
    permit(belgi, "copy", ref="C", copies=2)
    return belgi


def permit(belgi: Belgi, what: str, *, ref: str = LETTER, **more: object) -> None:
    """Record the giver's consent to something."""
    named = [part for key, value in more.items() for part in (f"--{key}", value)]
    about = ("--number", NUMBER, "--permits", what, "--from", SENDER)
    belgi.do("consent", "add", ref, *about, "--date", "2026-11-20", *named)


def raise_degree(belgi: Belgi, degree: str = "top-secret") -> dict[str, object]:
    """Change the degree and return the event that was printed."""
    permit(belgi, "change-degree", degree=degree)
    change = ("change-degree", NUMBER, "--degree", degree, "--consent", LETTER)
    row: dict[str, object] = belgi.do(*change).rows[0]
    return row


def carriers(belgi: Belgi) -> dict[int | None, Path]:
    """Return where the register says that the exemplars are."""
    rows = belgi.do("register", "show", NUMBER).rows[0]["exemplars"]
    return {row["copy"]: Path(row["output"]) for row in rows}


def copied(belgi: Belgi, folder: Path) -> dict[int | None, Path]:
    """Make two copies."""
    belgi.do("copy", NUMBER, "--copies", "2", "--consent", "C", "--out", folder)
    return carriers(belgi)


def checked(belgi: Belgi, path: Path, code: int) -> tuple[str, list[str], list[str]]:
    """Verify one carrier and return its state, problems and notes."""
    answer = belgi("verify", path, "--json", "--workers", 1)
    assert answer.code == code, answer
    row = answer.rows[0]
    return row["state"], row["problems"], row["notes"]


def scan(carrier: Path, target: Path) -> Path:
    """Make a picture of the first page, as a scanner would."""
    import pypdfium2

    document = pypdfium2.PdfDocument(carrier)
    document[0].render(scale=200 / 72).to_pil().convert("RGB").save(target)
    document.close()
    return target


def test_a_destroyed_copy_is_not_good_and_the_others_are(
    fresh: Belgi, tmp_path: Path
) -> None:
    paths = copied(fresh, tmp_path / "copies")
    kept = tmp_path / "kept.pdf"
    kept.write_bytes(paths[2].read_bytes())
    paper = scan(kept, tmp_path / "paper.png")
    fresh.do("destroy", NUMBER, "--copy", "2", "--act", "7", *BOTH, "--out", tmp_path)
    gone = ("ended", ["destroyed by act 7 on 2026-11-23"], [])
    assert checked(fresh, kept, 5) == gone
    assert checked(fresh, paper, 5) == gone
    said = fresh("verify", kept)
    assert "ended 1с/2026, copy 2 (destroyed by act 7 on 2026-11-23)" in said.out
    assert checked(fresh, paths[1], 0) == ("whole", [], [])
    assert checked(fresh, scan(paths[1], paper), 0)[0] == "recognised"


def test_a_stamp_painted_over_afterwards_is_found_though_its_code_stands(
    fresh: Belgi, tmp_path: Path
) -> None:
    path = tmp_path / "painted.pdf"
    with pikepdf.open(carriers(fresh)[None]) as pdf:
        pdf.pages[0].contents_add(b"q 1 g 300 600 290 240 re f Q", prepend=False)
        pdf.save(path)
    state, problems, _ = checked(fresh, path, 5)
    assert state == "short"
    assert problems == ["it was changed after belgi wrote it; " + OTHER]
    paper = tmp_path / "paper.pdf"
    with Image.open(scan(path, tmp_path / "paper.png")) as picture:
        picture.convert("L").save(paper, resolution=150)
    assert checked(fresh, paper, 0)[0] == "recognised"


OTHER = "its bytes are not the recorded ones"
LEFT = {
    "returned": ("return", NUMBER, "--channel", "courier"),
    "transferred": (
        *("transfer", NUMBER, "--to", SENDER, "--channel", "courier"),
        *("--confirmation", "№ 3", "--decision", "№ 4"),
    ),
}


@pytest.mark.parametrize("how", LEFT)
def test_what_left_us_is_not_good_any_more(
    fresh: Belgi, tmp_path: Path, how: str
) -> None:
    path = carriers(fresh)[None]
    paper = scan(path, tmp_path / "paper.png")
    fresh.do(*LEFT[how])
    assert checked(fresh, path, 5) == ("ended", [f"{how} on 2026-11-23"], [])
    assert checked(fresh, paper, 5)[0] == "ended"


def test_the_carriers_of_before_a_change_are_superseded(
    fresh: Belgi, tmp_path: Path
) -> None:
    old = copied(fresh, tmp_path / "copies")
    raise_degree(fresh)
    new = carriers(fresh)
    for copy, path in old.items():
        said = "was secret, now top-secret; the carrier in force is "
        assert checked(fresh, path, 5) == ("superseded", [f"{said}{new[copy]}"], [])
    note = "1с/2026 is top-secret since 2026-11-23"
    assert checked(fresh, new[2], 0) == ("whole", [], [note])
    paper = scan(old[2], tmp_path / "paper.png")
    assert checked(fresh, paper, 0) == ("recognised", [], [note])
    fresh.do("return", NUMBER, "--channel", "courier")
    assert checked(fresh, old[None], 5)[:1] == ("ended",)


def test_a_declassified_document_is_said_to_be_one(fresh: Belgi) -> None:
    old = carriers(fresh)[None]
    permit(fresh, "declassify")
    fresh.do("declassify", NUMBER, "--consent", LETTER)
    new = carriers(fresh)[None]
    said = f"was secret, now declassified; the carrier in force is {new}"
    assert checked(fresh, old, 5) == ("superseded", [said], [])
    note = "1с/2026 was declassified on 2026-11-23"
    assert checked(fresh, new, 0) == ("whole", [], [note])


def test_an_old_word_file_without_codes_is_superseded_too(
    belgi: Belgi, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    body = paragraph("Секретно", '<w:jc w:val="right"/>') + paragraph("Порядок.")
    build_docx(tmp_path / "in" / "letter.docx", body)
    assert belgi.take_in(tmp_path / "in").code == 0
    old = carriers(belgi)[None]
    raise_degree(belgi)
    state, problems, _ = checked(belgi, old, 5)
    assert (state, problems[0][:26]) == ("superseded", "was secret, now top-secret")
    assert checked(belgi, carriers(belgi)[None], 0)[0] == "whole"


def test_a_change_says_what_it_leaves_to_be_done(fresh: Belgi, tmp_path: Path) -> None:
    old = copied(fresh, tmp_path / "copies")
    looked = fresh.do("open", NUMBER, "--person", CLEARED, "--out", tmp_path / "o")
    held = ("--clearance", "secret", "--until", "2030-01-01")
    fresh.do("person", "add", "Омар Б.", *held)
    for copy, name in ((1, "Омар Б."), (2, CLEARED)):
        need = ("--person", name, "--need", "дежурство", "--copy", copy)
        fresh.do("hand-out", NUMBER, *need)
    old[2].unlink()
    row = raise_degree(fresh)
    new = carriers(fresh)
    assert row["kind"] == "degree-changed"
    assert row["in_force"] == [
        {"number": NUMBER, "copy": copy, "path": str(new[copy])} for copy in new
    ]
    plain = looked.rows[0]["output"]
    standing = {one["path"]: one["copy"] for one in row["outdated"]}
    assert standing == {str(old[None]): None, str(old[1]): 1, plain: None}
    why = "is cleared for secret only"
    assert row["uncleared"] == [
        {"number": NUMBER, "copy": 1, "person": "Омар Б.", "why": why}
    ]


def test_a_declassification_says_it_in_words(fresh: Belgi) -> None:
    old = carriers(fresh)[None]
    permit(fresh, "declassify")
    said = fresh("declassify", NUMBER, "--consent", LETTER)
    new = carriers(fresh)[None]
    assert said.code == 0
    assert f"{NUMBER}: the carrier in force is {new}\n" in said.out
    assert f"destroy or replace it: {old}\n" in said.out
    assert "holds it" not in said.out


def test_an_expired_clearance_is_named_after_a_notice(fresh: Belgi) -> None:
    until = ("--clearance", "top-secret", "--until", "2026-11-23")
    fresh.do("person", "add", CLEARED, *until)
    fresh.do("hand-out", NUMBER, "--person", CLEARED, "--need", "дежурство")
    fresh.at += DAY
    said = fresh(
        *("notice", NUMBER, "--from", SENDER, "--ref", "№ 8", "--degree", "top-secret")
    )
    assert said.code == 0, said
    late = f"{NUMBER}: {CLEARED} holds it and was cleared until 2026-11-23; take it"
    assert late in said.out


def test_evidence_that_shows_nothing_says_so(belgi: Belgi, tmp_path: Path) -> None:
    write_letter(tmp_path / "in" / "plain.pdf", None)
    assert belgi.take_in(tmp_path / "in").code == 3
    name = belgi.do("held", "list").rows[0]["id"]
    show = ("held", "show", name, "--evidence", tmp_path / "pictures")
    row = belgi.do(*show).rows[0]
    assert row["pictures"] == []
    assert "no mark was located" in row["pictures_problem"]
    assert f"picture: {row['pictures_problem']}\n" in belgi(*show).out
    without = belgi("held", "show", name).out
    assert "picture" not in without


TAKES_A_DEGREE = {
    **{name: (name,) for name in ("change-degree", "notice", "derive", "joint")},
    **{" ".join(words): words for words in (("held", "decide"), ("consent", "add"))},
    "person add": ("person", "add"),
}


@pytest.mark.parametrize("words", TAKES_A_DEGREE.values(), ids=TAKES_A_DEGREE)
def test_the_help_names_the_degrees(belgi: Belgi, words: tuple[str, ...]) -> None:
    answer = belgi(*words, "--help", office=False)
    assert answer.code == 0
    said = "".join(answer.out.split())
    assert "secret,top-secretorspecial-importance" in said


def test_a_carrier_that_goes_meanwhile_does_not_stop_the_others(
    fresh: Belgi, tmp_path: Path
) -> None:
    """What was read of it already counts for nothing."""
    paths = [tmp_path / f"{name}.pdf" for name in "abc"]
    for path in paths:
        path.write_bytes(carriers(fresh)[None].read_bytes())
    with open_office(fresh.office) as office:
        states = []
        for checked in verify_files(office, paths, workers=1):
            states.append((checked.state.value, checked.problems))
            paths[1].unlink(missing_ok=True)

    assert states == [("whole", ()), ("unreadable", ("removed",)), ("whole", ())]
