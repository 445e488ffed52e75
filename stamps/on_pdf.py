"""Stamping a PDF: the whole way from the received file to a proved one.

One shared set of fonts and forms, one small stream a page, saved without packing
anything again; then every page is rendered where its stamp should stand, and pages
where it can't be seen, or isn't alone, are laid out anew. Signed files go another way
(``stamps.on_signed_pdf``).
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import TypeVar

import pikepdf
import pypdfium2 as pdfium

from models.errors import CorruptInput, EmptyInput, EncryptedInput, OutputError
from stamps.on_signed_pdf import SHEET_INSTEAD, may_annotate, save_increment
from stamps.pdf_job import Job, open_job
from stamps.pdf_pages import NameTaken
from stamps.pdf_plan import PageLayout, Shown, Unproved
from stamps.pdf_proof import make_codes
from stamps.pdf_shown import find_faults
from stamps.pdf_write import save
from stamps.plan import PagePlacement, Stamped, StampPlan
from stamps.readback import Finding
from stamps.signatures import has_signature, remove_signatures, signature_status

_PREFIXES = ("Bg", "Bh", "Bi", "Bj", "Bk", "Bl", "Bm", "Bn")
"""Another one for each time that a file passes through our hands."""
_MOST_ROUNDS = 8
_T = TypeVar("_T")


def stamp_pdf(source: Path, target: Path, plan: StampPlan) -> Stamped:
    """Stamp every page of a PDF and prove it.

    Args:
        source: The received file; never changed.
        target: Where the stamped file goes; appears complete or not at all.
        plan: Words, style, code, labels and found marks.

    Returns:
        Where each stamp stands, with notes for the manifest: ``page-scaled``,
        ``page-enlarged``, ``own-ground``, ``empty-password``, ``repaired``,
        ``signed-incremental``, ``signature-removed``; with ``sheet-instead`` nothing
        was written, since a signed file has to stay as it is.

    Raises:
        EncryptedInput: It needs a password that we do not have.
        CorruptInput: It can't be opened, or its pages can't be rendered.
        EmptyInput: It has no pages.
        LayoutError: A page has no room for the stamp.
        OutputError: A page's stamp can't be proved.

    Side effects: writes ``target`` and, while it works, a file beside it.
    """
    with _part_of(target) as part:
        stamped = _with_job(source, part, plan, _stamp)
        if SHEET_INSTEAD in stamped.notes:
            return stamped
        part.replace(target)
        return replace(stamped, path=target)


def write_pdf(source: Path, target: Path, plan: StampPlan) -> Unproved | None:
    """Stamp every page, and leave the proof to ``prove_share``; see ``stamp_pdf``.

    Returns:
        None for a signed file, which nobody but ``stamp_pdf`` may write. Where a page
        can't be proved, ``stamp_pdf`` begins anew and tries other places.
    """
    with _part_of(target) as part:
        unproved = _with_job(source, part, plan, _write_once)
        if unproved is None:
            return None
        part.replace(target)
        return replace(unproved, stamped=replace(unproved.stamped, path=target))


def prove_share(
    path: Path, plan: StampPlan, shown: Shown, part: tuple[int, int]
) -> bool:
    """Tell whether the stamp is seen, alone, on each of a share of the pages.

    Args:
        path: The file that ``write_pdf`` wrote.
        plan: By which it was.
        shown: What it should show.
        part: Which share of the pages, of how many shares; the first is 0.
    """
    count = len(shown.layouts)
    first, end = (count * (part[0] + more) // part[1] for more in (0, 1))
    codes = make_codes(plan, count)
    return not find_faults(path, shown, plan, codes, range(first, end))


@contextmanager
def _part_of(target: Path) -> Iterator[Path]:
    """Give the name under which a file grows; nothing is left there afterwards."""
    part = target.with_name(target.name + ".part")
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def _with_job(
    source: Path, part: Path, plan: StampPlan, act: Callable[[Job], _T]
) -> _T:
    """Open a file for stamping under names that are free in it, and act."""
    for prefix in _PREFIXES:
        with suppress(NameTaken), _opened(source, part, plan, prefix) as job:
            return act(job)
    raise OutputError(
        f"{source.name} was stamped too often. Stamp the file that was first received."
    )


@contextmanager
def _opened(source: Path, part: Path, plan: StampPlan, prefix: str) -> Iterator[Job]:
    try:
        with pikepdf.open(source) as pdf:
            if not len(pdf.pages):
                raise EmptyInput(f"{source.name} has no pages. Ask for it again.")
            with open_job(pdf, source, part, plan, prefix) as job:
                yield job
    except pikepdf.PasswordError as error:
        raise EncryptedInput(
            f"{source.name} needs a password. Ask the sender for it."
        ) from error
    except (pikepdf.PdfError, pdfium.PdfiumError) as error:
        raise CorruptInput(
            f"{source.name} is not a whole PDF. Ask the sender for it again."
        ) from error


def _stamp(job: Job) -> Stamped:
    if has_signature(job.pdf):
        return _stamp_signed(job)
    _until_proved(job, save)
    return _answer(job, job.part)


def _write_once(job: Job) -> Unproved | None:
    if has_signature(job.pdf):
        return None
    job.decide_first()
    save(job)
    return Unproved(stamped=_answer(job, job.part), shown=job.shown())


def _stamp_signed(job: Job) -> Stamped:
    """Stamp a signed file behind its bytes; a copy loses what claims to be signed."""
    before = signature_status(job.source)
    facts: dict[str, object] = {"before": [asdict(s) for s in before], "after": []}
    if job.plan.is_copy:
        remove_signatures(job.pdf)
        job.notes.append("signature-removed")
        _until_proved(job, save)
        return replace(_answer(job, job.part), signatures=facts)
    kept = replace(_unstamped(job.source), signatures=facts)
    if not may_annotate(before) or job.pdf.is_encrypted:
        return kept
    job.rigid = True
    job.notes.append("signed-incremental")
    try:
        _until_proved(job, save_increment)
    except OutputError:
        # No room, or no way to add anything: the original stays what it is.
        return kept
    after = signature_status(job.part)
    if after != before:
        return kept
    facts["after"] = [asdict(s) for s in after]
    return replace(_answer(job, job.part), signatures=facts)


def _unstamped(source: Path) -> Stamped:
    """Say that the file stays as it is and wants an accompanying sheet."""
    return Stamped(
        path=source,
        sha256=_digest(source),
        page_count=None,
        placements=(),
        notes=(SHEET_INSTEAD,),
    )


def _until_proved(job: Job, write: Callable[[Job], None]) -> None:
    """Write, look, and do again what can't be seen, a few times at most."""
    job.decide_first()
    for _ in range(_MOST_ROUNDS):
        write(job)
        findings = job.prove()
        if not findings:
            return
        if not job.decide_again(findings):
            break
    pages = ", ".join(str(index + 1) for index in sorted(findings)[:10])
    kind = "seen" if Finding.MISSING in findings.values() else "kept apart"
    raise OutputError(
        f"The stamp can't be {kind} on page {pages} of {job.source.name}. "
        "Stamp a print of it by hand.",
        slug="not-proved",
    )


def _answer(job: Job, part: Path) -> Stamped:
    placements = tuple(_placements(job.layouts))
    return Stamped(
        path=part,
        sha256=_digest(part),
        page_count=len(placements),
        placements=placements,
        notes=job.all_notes(),
    )


def _placements(layouts: list[PageLayout]) -> Iterator[PagePlacement]:
    """Return each page's places in points; pages that are alike share a layout."""
    known: dict[int, PagePlacement] = {}
    for index, layout in enumerate(layouts):
        one = known.get(id(layout))
        if one is None:
            one = known[id(layout)] = _placement(index, layout)
        yield PagePlacement(
            page_index=index,
            box=one.box,
            running_box=one.running_box,
            code_box=one.code_box,
            scaled=one.scaled,
        )


def _placement(index: int, layout: PageLayout) -> PagePlacement:
    in_points = layout.frame.in_points
    return PagePlacement(
        page_index=index,
        box=layout.stamp and in_points(layout.stamp),
        running_box=in_points(layout.line),
        code_box=layout.code and in_points(layout.code),
        scaled=layout.shrink.scale if layout.shrink else 1.0,
    )


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
