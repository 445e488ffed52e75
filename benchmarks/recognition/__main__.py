"""Measure recognition on made documents: python -m benchmarks.recognition."""

import argparse
import os
import resource
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

os.environ["OMP_THREAD_LIMIT"] = "1"

from benchmarks.recognition import recognise, table
from benchmarks.recognition.cases import Case
from benchmarks.recognition.letter_cases import make_letters
from benchmarks.recognition.scan_families import make_scans
from benchmarks.recognition.text_families import make_texts

PAGE = Path(__file__).parents[2] / "docs" / "recognition.md"
PROGRAMS = {
    "belgi": recognise.belgi,
    "Tesseract + keywords": recognise.tesseract,
    "pdftotext + Tesseract + keywords": recognise.pdftotext,
}


def main() -> None:
    """Make the documents, ask every program, write the table."""
    asked = _arguments()
    scores: dict[str, dict[str, table.Score]] = {
        name: defaultdict(table.Score) for name in PROGRAMS
    }
    errors: list[str] = []
    recognise.belgi_ready()
    with tempfile.TemporaryDirectory() as folder:
        for case, peers in _cases(Path(folder), asked):
            for name, program in PROGRAMS.items():
                if name != "belgi" and not peers:
                    continue
                before = _seconds()
                answer = program(case.path)
                fault = scores[name][case.family].add(case, answer, _seconds() - before)
                if fault and name == "belgi":
                    errors.append(
                        f"- `{case.name}` ({case.truth.outcome},"
                        f" {case.truth.degree}): {fault}; said {answer.outcome},"
                        f" {answer.degree}"
                    )
            case.path.unlink()
    text = _report(scores, errors, asked)
    print(text)
    if not asked.dry:
        table.write(PAGE, text)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few of every family")
    parser.add_argument("--split", default="test", choices=("train", "test"))
    parser.add_argument("--seed", type=int, default=2027)
    parser.add_argument(
        "--kind", default="all", choices=("all", "texts", "scans", "letters")
    )
    parser.add_argument(
        "--peers", type=int, default=2, help="documents of a family for the peers"
    )
    parser.add_argument("--only", default="", help="families whose name holds this")
    parser.add_argument("--dry", action="store_true", help="leave docs as they are")
    parser.add_argument("--each", type=int, help="documents of every family")
    return parser.parse_args()


def _cases(folder: Path, asked: argparse.Namespace) -> Iterator[tuple[Case, bool]]:
    """Yield every case, and whether the peers are asked too."""
    each = asked.each or (6 if asked.quick else 20)
    makers = {
        "texts": (make_texts,),
        "scans": (make_scans,),
        "letters": (make_letters,),
    }
    for maker in makers.get(asked.kind, (make_texts, make_scans, make_letters)):
        seen: dict[str, int] = defaultdict(int)
        place = folder / maker.__name__
        for case in maker(place, split=asked.split, each=each, seed=asked.seed):
            if asked.only not in case.family:
                continue
            seen[case.family] += 1
            yield case, seen[case.family] <= asked.peers


def _seconds() -> float:
    """Processor time of this process and of those it started."""
    spent = 0.0
    for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        usage = resource.getrusage(whose)
        spent += usage.ru_utime + usage.ru_stime
    return spent


def _report(
    scores: dict[str, dict[str, table.Score]],
    errors: list[str],
    asked: argparse.Namespace,
) -> str:
    how = "--quick " if asked.quick else ""
    how += f"--kind {asked.kind} " if asked.kind != "all" else ""
    how += f"--each {asked.each} " if asked.each else ""
    parts = [
        f"Split `{asked.split}`, seed {asked.seed}; made documents, not found ones.\n"
        f"Run: `python -m benchmarks.recognition {how}--split {asked.split}"
        f" --seed {asked.seed} --peers {asked.peers}`\n\n"
        "### All families together\n\n",
        table.HEAD.replace("family", "program", 1),
    ]
    for name, by_family in scores.items():
        parts.append(table.row(name, table.total(by_family.values())))
    parts += ["\n### belgi, family by family\n\n", table.HEAD]
    parts += [table.row(name, score) for name, score in scores["belgi"].items()]
    parts += [f"\n### What belgi got wrong ({len(errors)})\n\n"]
    return "".join(parts) + ("\n".join(errors) or "Nothing.")


if __name__ == "__main__":
    main()
