"""Cuts pictures of the marks out of a held carrier, for the person who decides."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from models.errors import UsageError
from models.outcomes import Verdict
from pipeline.document import examine_with_pictures
from pipeline.office import Office
from pipeline.register.entries import Item, held_name
from pipeline.write_whole import write_whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The pictures that were written, or why there are none."""

    pictures: tuple[Path, ...] = ()
    problem: str | None = None


def write_evidence(office: Office, item: Item, folder: Path) -> Evidence:
    """Write a PNG of each mark into a folder; say so where there is none to write.

    Raises:
        UsageError: The carrier's bytes were never received.
    """
    from pipeline.work.pool import worker_pool

    if item.vault is None:
        raise UsageError("its bytes were never received; there is nothing to show")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    limits = office.settings.limits
    look = partial(
        examine_with_pictures,
        agreement=office.agreement_source,
        sender=None,
        limits=limits,
    )
    with worker_pool(office.work, 1, limits) as pool:
        source = pool.inbox / "held"
        office.vault.open_to(item.vault, source)
        examined, pictures = pool.submit(look, source).result()
    paths = [
        (folder / f"{held_name(item.seq)}-{name}.png", png) for name, png in pictures
    ]
    for path, png in paths:
        write_whole(path, png)
    return Evidence(
        pictures=tuple(path for path, _ in paths),
        problem=None if paths else _why_none(examined.verdict),
    )


def _why_none(verdict: Verdict) -> str:
    """Say why no picture could be cut; which pages are unreadable nobody kept."""
    if not verdict.marks:
        return "no mark was located, so no picture could be cut; look at every page"
    indices = {one.page_index for one in verdict.marks if one.page_index is not None}
    pages = ", ".join(str(index + 1) for index in sorted(indices))
    on = f" (page {pages})" if pages else ""
    return f"no picture could be cut of the marks that were found{on}"
