"""Looks at many files at once and says what each bears; writes nothing of its own."""

import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from os import cpu_count
from pathlib import Path
from uuid import uuid4

from models.documents import Format
from models.errors import InputError
from models.marks import FoundMark, MarkedPart
from models.outcomes import Outcome, Verdict
from models.settings import Limits
from pipeline.document import Examined, examine, examine_with_pictures
from pipeline.formats import ON_DEMAND

AHEAD = 64
"""Files given to the workers before the first answer is waited for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """One file and what it bears."""

    path: Path
    sha256: str | None
    format: Format
    verdict: Verdict


def inspect_files(
    files: Sequence[Path],
    *,
    agreement: str,
    sender: str | None = None,
    workers: int | None = None,
    evidence: Path | None = None,
    limits: Limits | None = None,
) -> Iterator[Inspected]:
    """Examine files in shut-off workers; results come in the order of the files.

    Args:
        files: Plain files; they are only read.
        agreement: Id or path of the agreement.
        sender: Code of the Party that sent them.
        workers: Processes at once; None: one for each processor.
        evidence: A folder for pictures of the marks, made if need be.
        limits: What one file may ask.
    """
    from pipeline.work.pool import worker_pool

    limits = limits or Limits()
    count = min(workers or cpu_count() or 1, max(1, len(files)))
    step: Callable[..., object] = examine
    if evidence is not None:
        evidence.mkdir(parents=True, exist_ok=True, mode=0o700)
        step = examine_with_pictures
    look = partial(step, agreement=agreement, sender=sender, limits=limits)
    folders = {path.resolve().parent for path in files}
    with (
        tempfile.TemporaryDirectory(prefix="belgi-") as scratch,
        worker_pool(
            Path(scratch),
            count,
            limits,
            readable=sorted(folders),
            preload=_preload(files),
            on_demand=ON_DEMAND,
        ) as pool,
    ):
        waiting: deque[tuple[Path, Future[object]]] = deque()
        remaining = iter(files)

        def send() -> None:
            path = next(remaining, None)
            if path is None:
                return
            waiting.append((path, pool.submit(look, spelt(path.resolve(), pool.inbox))))

        for _ in range(AHEAD):
            send()
        while waiting:
            path, future = waiting.popleft()
            send()
            yield _inspected(path, future, evidence)


def spelt(path: Path, folder: Path) -> Path:
    """Return a path that every library can open: some know names in UTF-8 only.

    Args:
        path: Absolute.
        folder: Where a link is made, if need be, to a file with an odd name.
    """
    try:
        str(path).encode()
    except UnicodeEncodeError:
        link = folder / str(uuid4())
        link.symlink_to(path)
        return link
    return path


def _preload(files: Sequence[Path]) -> list[str]:
    """Name what is loaded once for all workers, by what the files seem to be."""
    usual = ["pipeline.document:warm_up", "pipeline.recognition.verdict"]
    if any(path.suffix.lower() == ".pdf" for path in files):
        usual.append("pipeline.reading.read_pdf")
    return usual


def _inspected(
    path: Path, future: "Future[object]", evidence: Path | None
) -> Inspected:
    try:
        answer = future.result()
    except InputError as error:
        verdict = Verdict(outcome=Outcome.UNREADABLE, reasons=(error.slug,))
        return Inspected(path=path, sha256=None, format=Format.OTHER, verdict=verdict)
    pictures: Sequence[tuple[str, bytes]] = ()
    if isinstance(answer, tuple):
        answer, pictures = answer
    if not isinstance(answer, Examined):
        raise TypeError("a worker answered with something else")
    if evidence is not None:
        _write_pictures(evidence, answer.sha256, pictures)
    return Inspected(
        path=path,
        sha256=answer.sha256,
        format=answer.format,
        verdict=answer.verdict,
    )


def _write_pictures(
    folder: Path, sha256: str, pictures: Sequence[tuple[str, bytes]]
) -> None:
    from pipeline.write_whole import write_whole

    for name, png in pictures:
        write_whole(folder / f"{sha256[:16]}-{name}.png", png)


def as_json(inspected: Inspected) -> dict[str, object]:
    """Return the object that ``inspect --json`` publishes."""
    verdict = inspected.verdict
    return {
        "file": str(inspected.path),
        "sha256": inspected.sha256,
        "format": str(inspected.format),
        "outcome": str(verdict.outcome),
        "degree": verdict.degree.slug if verdict.degree else None,
        "reasons": list(verdict.reasons),
        "copy_number": verdict.copy_number,
        "registration_number": verdict.registration_number,
        "proposed_registration_number": verdict.proposed_number,
        "language": verdict.language,
        "pages": verdict.page_count,
        "marks": [_mark_json(mark) for mark in verdict.marks],
        "parts": [_part_json(part) for part in verdict.parts],
    }


def _part_json(part: MarkedPart) -> dict[str, object]:
    return {
        "degree": part.degree.slug,
        "pages": part_pages(part),
        "marks": [_mark_json(mark) for mark in part.marks],
    }


def part_pages(part: MarkedPart) -> list[int] | None:
    """Return a part's first and last page, from 1; None where pages are not known."""
    first, last = part.first_page_index, part.last_page_index
    return None if first is None or last is None else [first + 1, last + 1]


def _mark_json(mark: FoundMark) -> dict[str, object]:
    box = mark.box
    corners = (box.x0, box.y0, box.x1, box.y1) if box else None
    return {
        "text": mark.text,
        "degree": mark.degree.slug if mark.degree else None,
        "page": None if mark.page_index is None else mark.page_index + 1,
        "box": None if corners is None else [round(v, 1) for v in corners],
        "source": str(mark.source),
        "confidence": round(mark.confidence, 3),
        "doubts": list(mark.doubts),
    }
