"""Are these carriers whole, marked on every page, and in the register?

The bytes are compared with the register, the codes with the office's key, and each page
that falls short is named. A scan or a photograph of a printed page has other bytes; its
code says which document, copy and page it is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from models.documents import Format
from models.errors import InputError, OutputError
from pipeline.carrier_reading import CarrierFacts, read_carrier, read_parts
from pipeline.document import hash_file
from pipeline.office import Office
from pipeline.register import queries
from pipeline.register.entries import Exhibit
from stamps.code2d import CodeFacts, check, parse

if TYPE_CHECKING:
    from pipeline.work.pool import Pool


class State(StrEnum):
    """What a check ends in."""

    WHOLE = "whole"
    """The very bytes that were proved and recorded, marked on every page."""
    RECOGNISED = "recognised"
    """Other bytes, such as a scan; its codes are ours."""
    SHORT = "short"
    """In the register, and not marked on every page."""
    ALTERED = "altered"
    """Bears codes that say they are ours, and are not."""
    UNKNOWN = "unknown"
    """Neither its bytes nor any code on it are known."""
    UNREADABLE = "unreadable"


GOOD = frozenset({State.WHOLE, State.RECOGNISED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """One carrier and what was found."""

    path: Path
    state: State
    sha256: str | None = None
    number: str | None = None
    copy: int | None = None
    exemplar: str | None = None
    """Where the exemplar stands in the register: in_hand, returned, …"""
    pages: tuple[int, ...] = ()
    """1-based pages that the codes say these are."""
    problems: tuple[str, ...] = ()
    """Each names the page or part that falls short."""


def verify_files(
    office: Office, files: Sequence[Path], *, workers: int
) -> Iterator[Verified]:
    """Check carriers one after the other, in the order of the files."""
    from pipeline.work.pool import worker_pool

    limits = office.settings.limits
    folders = sorted({path.resolve().parent for path in files})
    with worker_pool(office.work, workers, limits, readable=folders) as pool:
        read = partial(read_carrier, limits=limits)
        rows = [(path.resolve(),) for path in files]
        futures = pool.submit_many(read, rows)
        for path, future in zip(files, futures, strict=True):
            try:
                facts = future.result()
            except InputError as error:
                yield Verified(
                    path=path, state=State.UNREADABLE, problems=(error.slug,)
                )
                continue
            yield _verify(office, pool, path, facts)


def _verify(office: Office, pool: "Pool", path: Path, facts: CarrierFacts) -> Verified:
    sha256 = hash_file(path)
    with office.register.reading() as connection:
        found = queries.find_output(connection, sha256)
    if found:
        return _verify_known(office, pool, path, sha256, facts, found[0])
    return _identify(office, path, sha256, facts)


def _verify_known(
    office: Office,
    pool: "Pool",
    path: Path,
    sha256: str,
    facts: CarrierFacts,
    exhibit: Exhibit,
) -> Verified:
    problems = (
        _short_pages(office, facts, exhibit)
        if facts.pages
        else _short_parts(pool, path, facts, exhibit)
    )
    return Verified(
        path=path,
        state=State.SHORT if problems else State.WHOLE,
        sha256=sha256,
        number=exhibit.number,
        copy=exhibit.copy,
        exemplar=exhibit.state,
        pages=tuple(page.page_no for page in facts.pages),
        problems=problems,
    )


def _short_pages(
    office: Office, facts: CarrierFacts, exhibit: Exhibit
) -> tuple[str, ...]:
    """Name the pages whose code is missing or says something else."""
    if "sheet" in _notes(exhibit):
        wanted = [(exhibit.number, exhibit.copy)] * len(facts.pages)
        said = [
            [(c.number, c.copy) for c in _ours(office, p.payloads)] for p in facts.pages
        ]
        pairs = zip(facts.pages, wanted, said, strict=True)
        return tuple(
            f"page {p.page_no}: no code of ours" for p, w, s in pairs if w not in s
        )
    total = len(facts.pages)
    short = []
    for page in facts.pages:
        expected = (exhibit.number, exhibit.copy, page.page_no, total)
        codes = _ours(office, page.payloads)
        if expected not in [(c.number, c.copy, c.page, c.pages) for c in codes]:
            short.append(f"page {page.page_no}: no code of ours")
    return tuple(short)


def _notes(exhibit: Exhibit) -> tuple[str, ...]:
    notes = exhibit.data.get("notes")
    return tuple(map(str, notes)) if isinstance(notes, list) else ()


def _short_parts(
    pool: "Pool", path: Path, facts: CarrierFacts, exhibit: Exhibit
) -> tuple[str, ...]:
    if facts.kind not in ("docx", "docm", "odt", "xlsx", "pptx"):
        return ()
    mark = str(exhibit.data.get("mark_applied") or "")
    words = tuple(word for word in (mark, exhibit.number) if word)
    try:
        return pool.submit(read_parts, path.resolve(), facts.kind, words, ()).result()
    except (InputError, OutputError) as error:
        return (error.slug,)


def _ours(office: Office, payloads: Sequence[str]) -> list[CodeFacts]:
    keys = office.register.keys
    facts = [parse(text) for text in payloads if keys and check(text, keys.code)]
    return [one for one in facts if one is not None]


def _identify(office: Office, path: Path, sha256: str, facts: CarrierFacts) -> Verified:
    """Say from its codes alone which document, copy and pages a picture shows."""
    payloads = [text for page in facts.pages for text in page.payloads]
    ours = _ours(office, payloads)
    if not ours:
        state = State.ALTERED if payloads else State.UNKNOWN
        problem = "its code is not ours" if payloads else "not in the register"
        return Verified(path=path, state=state, sha256=sha256, problems=(problem,))
    first = ours[0]
    with office.register.reading() as connection:
        exhibits = queries.exhibits(connection, first.number)
    exemplar = next((e.state for e in exhibits if e.copy == first.copy), None)
    several = {(code.number, code.copy) for code in ours}
    problems = ["pages of several documents"] if len(several) > 1 else []
    if exemplar is None:
        problems.append("the register does not know this number")
    if facts.format is Format.PDF and len(facts.pages) > len(ours):
        bare = [p.page_no for p in facts.pages if not _ours(office, p.payloads)]
        problems += [f"page {number}: no code of ours" for number in bare]
    return Verified(
        path=path,
        state=State.SHORT if problems else State.RECOGNISED,
        sha256=sha256,
        number=first.number,
        copy=first.copy,
        exemplar=exemplar,
        pages=tuple(code.page for code in ours),
        problems=tuple(problems),
    )
