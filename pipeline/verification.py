"""Are these carriers whole, marked on every page, and in the register?

The bytes are compared with the register, the codes with the office's key, and each page
that falls short is named. A scan or a photograph of a printed page has other bytes; its
code says which document, copy and page it is. The register says whether that exemplar
is one of ours still, and whether a change of degree put these bytes out of force.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from models.documents import Format
from models.errors import InputError, OutputError
from pipeline.carrier_reading import CarrierFacts, read_carrier, read_parts
from pipeline.carrier_standing import (
    Superseded,
    degree_now,
    ending_of,
    find_superseded,
    is_in_hand,
    last_change,
)
from pipeline.document import hash_file
from pipeline.office import Office
from pipeline.register import queries
from pipeline.register.entries import Exhibit
from pipeline.snapshot import unopened
from stamps.code2d import CodeFacts, check, misplaced, parse

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from pipeline.work.pool import Pool


class State(StrEnum):
    """What a check ends in."""

    WHOLE = "whole"
    """The very bytes that were proved and recorded, marked on every page."""
    RECOGNISED = "recognised"
    """Other bytes, such as a scan; its codes are ours."""
    SHORT = "short"
    """In the register, and not marked on every page."""
    ENDED = "ended"
    """Of an exemplar that was destroyed, returned, transferred or spoiled."""
    SUPERSEDED = "superseded"
    """The bytes of before a change of degree; another carrier is in force."""
    ALTERED = "altered"
    """Bears codes that say they are ours, and are not."""
    UNKNOWN = "unknown"
    """Neither its bytes nor any code on it are known."""
    UNREADABLE = "unreadable"


GOOD = frozenset({State.WHOLE, State.RECOGNISED})
NOT_KNOWN = "the register does not know this number"
CHANGED = "it was changed after belgi wrote it; its bytes are not the recorded ones"
OTHER_BYTES = "known by its codes alone; its bytes are not the recorded ones"


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
    """Each names the page or part that falls short, or why the carrier is no good."""
    notes: tuple[str, ...] = ()
    """What a reader of it should know besides."""


def verify_files(
    office: Office, files: Sequence[Path], *, workers: int
) -> Iterator[Verified]:
    """Check carriers one after the other, in the order of the files.

    Raises:
        UnwritableError: The office may not be written, and files are opened there.
    """
    from pipeline.work.pool import worker_pool

    office.check_work()
    limits = office.settings.limits
    folders = sorted({path.resolve().parent for path in files})
    with worker_pool(office.work, workers, limits, readable=folders) as pool:
        read = partial(read_carrier, limits=limits)
        rows = [(path.resolve(),) for path in files]
        futures = pool.submit_many(read, rows)
        superseded = _find_superseded(office)
        for path, future in zip(files, futures, strict=True):
            try:
                checked = _verify(office, pool, path, future.result(), superseded)
            except InputError as error:
                checked = Verified(
                    path=path, state=State.UNREADABLE, problems=(error.slug,)
                )
            yield checked


def _find_superseded(office: Office) -> Mapping[str, Superseded]:
    with office.register.reading() as connection:
        return find_superseded(connection)


def _verify(
    office: Office,
    pool: "Pool",
    path: Path,
    facts: CarrierFacts,
    superseded: Mapping[str, Superseded],
) -> Verified:
    try:
        sha256 = hash_file(path)
    except OSError as error:
        raise unopened(error) from error
    with office.register.reading() as connection:
        found = sorted(queries.find_output(connection, sha256), key=is_in_hand)
    if found and is_in_hand(found[-1]):
        return _verify_known(office, pool, path, sha256, facts, found[-1])
    if found:
        return _verify_ended(office, path, sha256, found[-1])
    if sha256 in superseded:
        return _verify_superseded(office, path, sha256, superseded[sha256])
    return _identify(office, path, sha256, facts)


def _verify_ended(
    office: Office, path: Path, sha256: str, exhibit: Exhibit
) -> Verified:
    with office.register.reading() as connection:
        how = ending_of(connection, exhibit) or exhibit.state
    return Verified(
        path=path,
        state=State.ENDED,
        sha256=sha256,
        number=exhibit.number,
        copy=exhibit.copy,
        exemplar=exhibit.state,
        problems=(how,),
    )


def _verify_superseded(
    office: Office, path: Path, sha256: str, old: Superseded
) -> Verified:
    with office.register.reading() as connection:
        exhibit = _exhibit(connection, old.number, old.copy)
        now = degree_now(connection, old.number)
    if exhibit is not None and not is_in_hand(exhibit):
        return _verify_ended(office, path, sha256, exhibit)
    where = exhibit.output if exhibit else None
    said = f"was {old.degree}, now {now}"
    return Verified(
        path=path,
        state=State.SUPERSEDED,
        sha256=sha256,
        number=old.number,
        copy=old.copy,
        exemplar=exhibit.state if exhibit else None,
        problems=(f"{said}; the carrier in force is {where}" if where else said,),
    )


def _exhibit(connection: "Connection", number: str, copy: int | None) -> Exhibit | None:
    rows = queries.exhibits(connection, number)
    return next((row for row in rows if row.copy == copy), None)


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
        notes=_changes(office, [exhibit.number]),
    )


def _changes(office: Office, numbers: Iterable[str]) -> tuple[str, ...]:
    with office.register.reading() as connection:
        said = [(number, last_change(connection, number)) for number in numbers]
    return tuple(f"{number} {change}" for number, change in said if change)


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
    several = list(dict.fromkeys((code.number, code.copy) for code in ours))
    with office.register.reading() as connection:
        rows = [(one, _exhibit(connection, *one)) for one in several]
        ends = [ending_of(connection, row) if row else None for _, row in rows]
    ended = [how for how in ends if how]
    problems = [*ended, *(NOT_KNOWN for _, row in rows if row is None)]
    problems += ["pages of several documents"] if len(several) > 1 else []
    problems += [CHANGED] if facts.drawn else []
    codes = [(p.page_no, _ours(office, p.payloads)[:1]) for p in facts.pages]
    problems += misplaced(codes) if len(several) == 1 else []
    if facts.format is Format.PDF and len(facts.pages) > len(ours):
        bare = [p.page_no for p in facts.pages if not _ours(office, p.payloads)]
        problems += [f"page {number}: no code of ours" for number in bare]
    state = State.SHORT if problems else State.RECOGNISED
    exhibit = rows[0][1]
    return Verified(
        path=path,
        state=State.ENDED if ended else state,
        sha256=sha256,
        number=first.number,
        copy=first.copy,
        exemplar=exhibit.state if exhibit else None,
        pages=tuple(code.page for code in ours),
        problems=tuple(problems),
        notes=(
            *((OTHER_BYTES,) if facts.format is Format.PDF and not facts.drawn else ()),
            *_changes(office, dict.fromkeys(number for number, _ in several)),
        ),
    )
