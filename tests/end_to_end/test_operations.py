"""Every operation of articles 4 to 7, 11 and 14 at the command line."""

from pathlib import Path

import pypdfium2
import pytest

from tests.build_letters import letter_bytes, write_letter
from tests.run_belgi import OTHER_SENDER, PEOPLE, SENDER, Belgi

LETTER = "№ 5/118"
CLEARED, OTHER = PEOPLE


@pytest.fixture
def fresh(belgi: Belgi, tmp_path: Path) -> Belgi:
    """An office that took the letter in here: its working copies are its own."""
    write_letter(tmp_path / "in" / "letter.pdf")
    assert belgi.take_in(tmp_path / "in", purpose="joint tests").code == 0
    for name in PEOPLE:
        cleared = ("--clearance", "top-secret", "--until", "2030-01-01")
        belgi.do("person", "add", name, *cleared)
    return belgi


def permit(
    desk: Belgi, *permits: str, ref: str = LETTER, sender: str = SENDER, **more: object
) -> None:
    """Record the giver's consent to something."""
    named = [part for key, value in more.items() for part in (f"--{key}", value)]
    number = [] if "number" in more else ["--number", "1с/2026"]
    wanted = [part for one in permits for part in ("--permits", one)]
    about = [*wanted, "--from", sender, "--date", "2026-11-20", *number, *named]
    desk.do("consent", "add", ref, *about)


def refused(desk: Belgi, article: str, *arguments: object) -> None:
    """Demand a refusal that cites the article and leaves the books as they are."""
    before = desk.do("register", "balance").rows
    answer = desk(*arguments)
    assert answer.code == 4, answer
    assert f"article {article}" in answer.err, answer.err
    assert desk.do("register", "balance").rows == before
    desk.sound()


HAND_OUT = ("hand-out", "1с/2026", "--person", CLEARED, "--need", "дежурство")
TRANSFER = ("transfer", "1с/2026", "--to", SENDER, "--channel", "courier")
PAPERS = ("--confirmation", "№ 3", "--decision", "№ 4")
DESTROY = ("destroy", "1с/2026", "--act", "№ 1")
BOTH = ("--person", CLEARED, "--person", OTHER)

REFUSED = {
    "hand-out-unknown-person": (
        "4.2",
        (*HAND_OUT[:2], "--person", "Никто", "--need", "н"),
    ),
    "hand-out-without-need": ("4.2", HAND_OUT[:4]),
    "take-back-what-is-here": ("6(2)", ("take-back", "1с/2026")),
    "transfer-without-papers": ("5.1", TRANSFER),
    "transfer-by-post": (
        "5.4",
        (*TRANSFER[:4], "--channel", "post", *PAPERS),
    ),
    "return-by-post": ("5.4", ("return", "1с/2026", "--channel", "post")),
    "release-without-consent": ("4.1(5)", ("release", "1с/2026", "--to", "UZ:Бюро")),
    "use-for-another-purpose": ("4.1(4)", ("use", "1с/2026", "--purpose", "sale")),
    "copy-without-consent": ("6(4)", ("copy", "1с/2026", "--copies", "1")),
    "change-without-consent": (
        "6(3)",
        ("change-degree", "1с/2026", "--degree", "top-secret"),
    ),
    "declassify-without-consent": ("6(3)", ("declassify", "1с/2026")),
    "notice-of-another-body": (
        "6(3)",
        ("notice", "1с/2026", "--from", OTHER_SENDER, "--ref", "1", "--declassified"),
    ),
    "destroy-alone": ("6(4)", (*DESTROY, "--person", CLEARED)),
    "destroy-twice-the-same": (
        "6(4)",
        (*DESTROY, "--person", CLEARED, "--person", CLEARED),
    ),
    "destroy-without-act": ("6(4)", ("destroy", "1с/2026", *BOTH)),
    "open-for-a-stranger": (
        "4.2",
        ("open", "1с/2026", "--person", "Никто", "--out", "nowhere"),
    ),
}


@pytest.mark.parametrize("row", REFUSED.values(), ids=REFUSED)
def test_what_a_rule_asks_for_and_was_not_given_is_refused(
    desk: Belgi, row: tuple[str, tuple[str, ...]]
) -> None:
    article, arguments = row
    refused(desk, article, *arguments)
    recorded = desk.do("register", "show", "1с/2026").rows[0]["events"][-1]
    assert (recorded["kind"], recorded["article"]) == ("refused", article)


def test_an_exemplar_goes_to_a_person_and_comes_back(desk: Belgi) -> None:
    assert desk.do(*HAND_OUT).events == ["handed-out"]
    holder = desk.do("register", "show", "1с/2026").rows[0]["exemplars"][0]["holder"]
    assert holder == CLEARED
    refused(desk, "6(2)", *HAND_OUT)
    refused(desk, "6(2)", *DESTROY, *BOTH)
    assert desk.do("take-back", "1с/2026").events == ["taken-back"]
    desk.sound()


def test_a_transfer_leaves_a_receipt_to_wait_for(desk: Belgi) -> None:
    assert desk.do(*TRANSFER, *PAPERS).events == ["transferred", "fell-due"]
    total = desk.do("register", "balance").rows[-1]
    assert (total["issued"], total["transferred"], total["in_hand"]) == (1, 1, 0)
    due = {row["duty"]: row for row in desk.do("register", "due").rows}
    assert set(due) == {"confirm-receipt", "await-receipt"}
    desk.at += 400 * 86_400
    assert all(row["overdue"] for row in desk.do("register", "due").rows)
    for row in due.values():
        desk.do("register", "fulfil", row["id"], "--ref", "№ 7")
    assert desk.do("register", "due").rows == []
    assert (
        desk("register", "fulfil", due["await-receipt"]["id"], "--ref", "1").code == 2
    )
    refused(desk, "5.1", *HAND_OUT)
    desk.sound()


def test_what_was_returned_is_not_here_any_more(desk: Belgi) -> None:
    events = desk.do("return", "1с/2026", "--channel", "courier").events
    assert events == ["returned", "fell-due"]
    refused(desk, "6(4)", *HAND_OUT)
    refused(desk, "6(4)", "return", "1с/2026", "--channel", "courier")
    assert desk.do("register", "balance").rows[-1]["returned"] == 1


def test_a_third_party_and_another_purpose_need_a_consent_of_their_own(
    desk: Belgi,
) -> None:
    permit(desk, "release", ref="A", recipient="UZ:Бюро")
    permit(desk, "purpose", ref="B")
    refused(desk, "4.1(5)", "release", "1с/2026", "--to", "UZ:Завод", "--consent", "A")
    refused(desk, "4.1(5)", "release", "1с/2026", "--to", "UZ:Бюро", "--consent", "B")
    released = desk.do("release", "1с/2026", "--to", "UZ:Бюро", "--consent", "A")
    assert released.events == ["released"]
    assert desk.do("use", "1с/2026", "--purpose", "joint tests").events == []
    used = desk.do("use", "1с/2026", "--purpose", "sale", "--consent", "B")
    assert used.events == ["purpose-added"]
    assert desk.do("use", "1с/2026", "--purpose", "sale").events == []
    desk.sound()


CONSENTS: dict[str, tuple[str, dict[str, object]]] = {
    "another-body": ("is not from", {"sender": OTHER_SENDER}),
    "expired": ("ended on", {"until": "2026-11-22"}),
    "another-operation": ("does not permit", {"permits": "release"}),
    "too-few": ("has 1 copies left", {"copies": 1}),
}


@pytest.mark.parametrize("row", CONSENTS.values(), ids=CONSENTS)
def test_a_consent_that_does_not_cover_the_copies_is_refused(
    desk: Belgi, row: tuple[str, dict[str, object]]
) -> None:
    why, about = row
    more = dict(about)
    permit(desk, str(more.pop("permits", "copy")), **more)  # type: ignore[arg-type]
    asked = ("copy", "1с/2026", "--copies", "2", "--consent", LETTER)
    refused(desk, "6(4)", *asked)
    assert why in desk(*asked).err


def test_copies_are_numbered_on_and_never_beyond_the_consent(
    desk: Belgi, tmp_path: Path
) -> None:
    permit(desk, "copy", copies=3)
    made = desk.do(
        *("copy", "1с/2026", "--copies", "2", "--consent", LETTER),
        *("--for", "1-бөлім", "--for", "2-бөлім", "--out", tmp_path / "copies"),
    )
    assert [row["copy_number"] for row in made.rows] == [1, 2]
    assert [row["recipient"] for row in made.rows] == ["1-бөлім", "2-бөлім"]
    one = ("copy", "1с/2026", "--copies", "1", "--consent", LETTER)
    assert [row["copy_number"] for row in desk.do(*one).rows] == [3]
    refused(desk, "6(4)", *one)
    assert desk.do("consent", "show", LETTER).rows[0]["drawn"] == 3
    assert desk("verify", tmp_path / "copies").code == 0
    desk.sound()


def test_a_destruction_leaves_an_act_and_nothing_to_open(
    fresh: Belgi, tmp_path: Path
) -> None:
    permit(fresh, "copy", copies=2)
    out = tmp_path / "copies"
    copying = ("copy", "1с/2026", "--copies", "2", "--consent", LETTER, "--out", out)
    fresh.do(*copying)
    acts = ("--out", tmp_path / "acts")
    one = fresh.do("destroy", "1с/2026", "--copy", "2", "--act", "№ 1", *BOTH, *acts)
    assert Path(one.rows[0]["act"]).is_file()
    assert [p.name for p in out.glob("*.pdf")] == ["1с-2026 1 letter.pdf"]
    refused(
        fresh,
        "6(4)",
        *("hand-out", "1с/2026", "--copy", "2", "--person", CLEARED, "--need", "n"),
    )
    fresh.do("destroy", "1с/2026", "--act", "№ 2", *BOTH, *acts)
    assert not list(out.glob("*.pdf"))
    for row in fresh.do("register", "show", "1с/2026").rows[0]["exemplars"]:
        assert row["state"] == "destroyed"
    refused(
        fresh, "6(4)", "open", "1с/2026", "--person", CLEARED, "--out", tmp_path / "o"
    )
    refused(fresh, "6(4)", *copying[:-2])
    assert fresh.do("register", "balance").rows[-1]["destroyed"] == 3
    fresh.sound()


def test_an_opened_document_is_the_carrier_and_is_recorded(
    desk: Belgi, tmp_path: Path
) -> None:
    opened = desk.do("open", "1с/2026", "--person", CLEARED, "--out", tmp_path / "o")
    carrier = Path(opened.rows[0]["output"])
    assert carrier.stat().st_mode & 0o077 == 0
    assert list((tmp_path / "o").iterdir()) == [carrier]
    assert desk("verify", carrier).code == 0
    events = desk.do("register", "show", "1с/2026").rows[0]["events"]
    assert events[-1]["kind"] == "opened"


def test_opening_into_what_is_no_folder_says_so(desk: Belgi, tmp_path: Path) -> None:
    (tmp_path / "o").write_text("mine")
    answer = desk("open", "1с/2026", "--person", CLEARED, "--out", tmp_path / "o")
    assert (answer.code, "Choose another folder" in answer.err) == (5, True), answer
    assert (tmp_path / "o").read_text() == "mine"


def test_a_derived_document_is_never_lower_than_its_source(
    desk: Belgi, tmp_path: Path
) -> None:
    note = tmp_path / "note.pdf"
    note.write_bytes(letter_bytes(None))
    derive = ("derive", note, "--from", "1с/2026")
    higher = desk.do(*derive, "--degree", "top-secret").rows[0]
    assert (higher["number"], higher["degree"]) == ("2сс/2026", "top-secret")
    assert higher["parents"] == ["1с/2026"]
    low = ("derive", note, "--from", "2сс/2026", "--degree", "secret")
    refused(desk, "6(1)", *low)
    assert desk.do(*derive).rows[0]["degree"] == "secret"
    desk.sound()


def test_copies_of_what_two_bodies_gave_draw_on_the_consent_of_each(
    belgi: Belgi, tmp_path: Path
) -> None:
    for name, sender in (("a", SENDER), ("b", OTHER_SENDER)):
        write_letter(tmp_path / name / f"{name}.pdf")
        assert belgi.take_in(tmp_path / name, sender=sender).code == 0
    note = tmp_path / "note.pdf"
    note.write_bytes(letter_bytes(None))
    belgi.do("derive", note, "--from", "1с/2026", "--from", "2с/2026")
    number = "3с/2026"
    permit(belgi, "copy", ref="A", number=number, copies=5)
    permit(belgi, "copy", ref="B", number=number, copies=1, sender=OTHER_SENDER)
    asked = ("copy", number, "--copies", "1")
    refused(belgi, "6(4)", *asked, "--consent", "A")
    made = belgi.do(*asked, "--consent", "A", "--consent", "B").rows[0]
    assert made["consent"] == "A; B"
    drawn = {row["reference"]: row["drawn"] for row in belgi.do("consent", "list").rows}
    assert drawn == {"A": 1, "B": 1}
    refused(belgi, "6(4)", *asked, "--consent", "A", "--consent", "B")
    belgi.sound()


def test_a_joint_document_records_the_letter_and_changes_only_by_both(
    desk: Belgi, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.pdf"
    plan.write_bytes(letter_bytes(None))
    joint = ("joint", plan, "--with", SENDER, "--degree", "secret")
    refused(desk, "6(3)", *joint)
    refused(desk, "6(3)", *joint[:2], "--with", "UZ:Бюро", *joint[4:], "--consent", "J")
    made = desk.do(*joint, "--consent", "J").rows[0]
    assert (made["number"], made["kind"], made["consent"]) == ("2с/2026", "joint", "J")
    letter = desk.do("consent", "show", "J").rows[0]
    assert (letter["number"], letter["permits"]) == ("2с/2026", [])
    permit(desk, "declassify", ref="T", number="2с/2026")
    permit(
        desk, "declassify", ref="O", number="2с/2026", sender="KZ:Үлгі тіркеу бөлімі"
    )
    lift = ("declassify", "2с/2026")
    refused(desk, "6(3)", *lift, "--consent", "T")
    lifted = desk.do(*lift, "--consent", "T", "--consent", "O")
    assert lifted.events[0] == "declassified"
    desk.sound()


def test_a_contract_checks_each_document_against_its_list(
    belgi: Belgi, tmp_path: Path
) -> None:
    items = tmp_path / "items.csv"
    items.write_text("item,degree,file\nчертёж,secret,a.pdf\nотчёт,top-secret,b.pdf\n")
    for name in "abc":
        write_letter(tmp_path / "in" / f"{name}.pdf")
    answer = belgi.take_in(tmp_path / "in", contract="№ 9")
    assert (answer.code, "article 7" in answer.err) == (4, True)
    belgi.do("contract", "add", "№ 9", "--items", items)
    assert belgi("contract", "add", "№ 9", "--items", items).code == 2
    answer = belgi.take_in(tmp_path / "in", contract="№ 9")
    endings = {row["file"]: row["reasons"] for row in answer.rows}
    assert endings == {
        "a.pdf": [],
        "b.pdf": ["contract-degree"],
        "c.pdf": ["contract-not-listed"],
    }
    belgi.sound()


def test_after_the_end_of_the_agreement_nothing_new_gets_a_mark(
    desk: Belgi, tmp_path: Path
) -> None:
    assert desk.do("agreement", "end", "--date", "2026-11-22").events == [
        "agreement-ended"
    ]
    write_letter(tmp_path / "late" / "late.pdf")
    answer = desk.take_in(tmp_path / "late")
    assert answer.code == 3
    assert answer.rows[0]["reasons"] == ["agreement-ended"]
    refused(desk, "6(4)", "copy", "1с/2026", "--copies", "1")
    refused(desk, "6(3)", "declassify", "1с/2026")


def test_a_breach_tells_the_whole_life_and_is_due_at_once(desk: Belgi) -> None:
    desk.do(*HAND_OUT)
    life = desk.do("breach", "1с/2026", "--what", "утрата 23.11").rows[0]
    kinds = [event["kind"] for event in life["events"]]
    assert {"reserved", "received", "handed-out", "breach"} <= set(kinds)
    due = [r for r in desk.do("register", "due").rows if r["duty"] == "notify-breach"]
    assert due[0]["until"] == "2026-11-23"
    refused(desk, "11", "breach", "1с/2026", "--what", " ")


def test_journals_and_checkpoints_come_out_of_the_same_register(
    desk: Belgi, tmp_path: Path
) -> None:
    desk.do("register", "checkpoint", "--out", tmp_path / "kept")
    files = [
        Path(row["file"])
        for row in desk.do("register", "export", "--out", tmp_path / "journals").rows
    ]
    assert {path.suffix for path in files} == {".csv", ".xlsx"}
    assert any("1с/2026" in p.read_text() for p in files if p.suffix == ".csv")
    assert desk("register", "verify", "--checkpoint", tmp_path / "kept").code == 0


UNKNOWN = {
    "copy": ("copy", "9с/2026", "--copies", "1"),
    "hand-out": ("hand-out", "9с/2026", "--person", CLEARED, "--need", "n"),
    "show": ("register", "show", "9с/2026"),
    "destroy": ("destroy", "9с/2026", "--act", "1", *BOTH),
    "open": ("open", "9с/2026", "--person", CLEARED, "--out", "nowhere"),
    "change-degree": ("change-degree", "9с/2026", "--degree", "secret"),
    "held": ("held", "show", "H999"),
    "derive": ("derive", "missing.pdf", "--from", "1с/2026"),
}


@pytest.mark.parametrize("words", UNKNOWN.values(), ids=UNKNOWN)
def test_what_is_not_there_is_a_wrong_command_line(
    desk: Belgi, words: tuple[str, ...]
) -> None:
    answer = desk(*words)
    assert (answer.code, answer.out) == (2, ""), answer


def test_a_table_of_copies_tells_them_apart(fresh: Belgi, tmp_path: Path) -> None:
    """For people; one line for each exemplar."""
    permit(fresh, "copy", copies=2)
    copy = ("copy", "1с/2026", "--copies", "2", "--consent", LETTER)

    answer = fresh(*copy, "--out", tmp_path / "copies")

    assert "1с/2026 copy 1 " in answer.out
    assert "1с/2026 copy 2 " in answer.out


def test_the_act_speaks_the_words_of_our_party(fresh: Belgi, tmp_path: Path) -> None:
    """Also of what kind each exemplar was."""
    permit(fresh, "destroy")

    fresh.do(*DESTROY, *BOTH, "--out", tmp_path / "acts")

    (act,) = (tmp_path / "acts").iterdir()
    with pypdfium2.PdfDocument(act) as pdf:
        words = pdf[0].get_textpage().get_text_bounded()
    assert "алынған · полученный" in " ".join(words.split())
    assert "received" not in words
