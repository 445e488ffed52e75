"""Every operation of articles 4 to 7, 11 and 14 at the command line."""

import pytest

from tests.run_belgi import OTHER_SENDER, PEOPLE, SENDER, Belgi

LETTER = "№ 5/118"
CLEARED, OTHER = PEOPLE


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
