"""Counts answers by family, with confidence intervals, and writes the table."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path

from benchmarks.recognition.cases import Case
from benchmarks.recognition.recognise import Answer

BEGIN, END = "<!-- recognition:begin -->", "<!-- recognition:end -->"


@dataclass
class Score:
    """What one program made of one family."""

    documents: int = 0
    right: int = 0
    missed: int = 0
    wrong: int = 0
    false: int = 0
    needless: int = 0
    copies: list[bool] = field(default_factory=list)
    numbers: list[bool] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, case: Case, answer: Answer, seconds: float) -> str:
        """Count one answer; return what is wrong with it, or an empty string."""
        truth, faults = case.truth, []
        self.documents += 1
        self.seconds += seconds
        allowed = truth.outcome.split("|")
        self.right += answer.outcome in allowed and not _wrong(case, answer)
        for name, hit in (
            ("missed", "unmarked" not in allowed and answer.outcome == "unmarked"),
            ("wrong", _wrong(case, answer)),
            ("false", "marked" not in allowed and answer.outcome == "marked"),
            ("needless", answer.outcome == "review" and "review" not in allowed),
        ):
            if hit:
                setattr(self, name, getattr(self, name) + 1)
                faults.append(name)
        if truth.copy_number is not None:
            self.copies.append(answer.copy_number == truth.copy_number)
            faults += [] if self.copies[-1] else ["copy number"]
        if truth.registration_number is not None:
            told = (answer.registration_number or "").lower()
            self.numbers.append(told == truth.registration_number.lower())
            faults += [] if self.numbers[-1] else ["registration number"]
        return ", ".join(faults)


def _wrong(case: Case, answer: Answer) -> bool:
    both = case.truth.outcome == "marked" and answer.outcome == "marked"
    return both and case.truth.degree != answer.degree


def total(scores: Iterable[Score]) -> Score:
    """Add scores up."""
    whole = Score()
    for score in scores:
        for name in ("documents", "right", "missed", "wrong", "false", "needless"):
            setattr(whole, name, getattr(whole, name) + getattr(score, name))
        whole.copies += score.copies
        whole.numbers += score.numbers
        whole.seconds += score.seconds
    return whole


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a share, in percent."""
    if not of:
        return 0.0, 100.0
    z, share = 1.96, hits / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    reach = (
        z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    )
    return max(0.0, 100 * (middle - reach)), min(100.0, 100 * (middle + reach))


def share(hits: int, of: int) -> str:
    """Return a share with its interval as text."""
    if not of:
        return "–"
    low, high = wilson(hits, of)
    return f"{hits}/{of} ({low:.0f}–{high:.0f} %)"


HEAD = (
    "| family | right outcome | missed | wrong degree | false mark | needless review"
    " | copy no. | reg. no. | CPU s a document |\n"
    "|---|---|---|---|---|---|---|---|---|\n"
)


def row(name: str, score: Score) -> str:
    """Return one line of the table."""
    cells = (
        share(score.right, score.documents),
        score.missed,
        score.wrong,
        score.false,
        score.needless,
        share(sum(score.copies), len(score.copies)),
        share(sum(score.numbers), len(score.numbers)),
        f"{score.seconds / max(1, score.documents):.2f}",
    )
    return f"| {name} | " + " | ".join(str(cell) for cell in cells) + " |\n"


def write(page: Path, text: str) -> None:
    """Put a text between the markers of a page."""
    old = page.read_text(encoding="utf-8")
    before, rest = old.split(BEGIN)
    after = rest.split(END)[1]
    page.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")
