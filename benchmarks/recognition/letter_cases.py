"""Makes Word documents and hybrids, family by family, each with its truth."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.recognition import docx_families, hybrid_families
from benchmarks.recognition.cases import Case, Truth
from benchmarks.recognition.letter_words import Draw


def make_letters(folder: Path, *, split: str, each: int, seed: int) -> Iterator[Case]:
    """Make ``each`` documents of every family; the splits share no text and no font."""
    folder.mkdir(parents=True, exist_ok=True)
    for module in (docx_families, hybrid_families):
        for family, (make, suffix) in module.FAMILIES.items():
            for index in range(each):
                rng = Draw(f"{seed}-{split}-{family}-{index}", split=split)
                path = folder / f"{family}-{index:03d}.{suffix}"
                made = make(rng, path)
                marked = made.outcome == "marked"
                truth = Truth(
                    outcome=made.outcome,
                    degree=made.degree if marked else None,
                    copy_number=made.copy_number if marked else None,
                    registration_number=made.registration if marked else None,
                )
                yield Case(name=path.stem, family=family, path=path, truth=truth)
