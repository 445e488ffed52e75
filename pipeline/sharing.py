"""One large PDF among several workers: each reads, and later proves, some pages of it.

What comes of it is what one worker alone would find and write. Must not know rules or
register.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import InputError
from models.settings import Limits
from pipeline.document import (
    Examined,
    StampOrder,
    examine_parts,
    prove_in_worker,
    read_part,
    stamp_in_worker,
    write_in_worker,
)
from pipeline.snapshot import Snapshot
from stamps.plan import Stamped

if TYPE_CHECKING:
    from pipeline.work.seam import Workers

SHARED_BYTES, LONE_BYTES = 1 << 20, 1 << 17
"""A PDF from this size on is shared by several workers, and one that comes with so few
others that workers would be idle."""
PART_BYTES = 8 << 20
"""A larger share of a PDF is cut, so that each is done within the time of one step."""
PDF_START = b"%PDF-"


def shares_of(snapshot: Snapshot, *, workers: int, lone: bool) -> int:
    """Return in how many shares a file is worked on; 1 for what is no PDF."""
    count = count_shares(snapshot.size_bytes, workers=workers, lone=lone)
    return count if count > 1 and _is_pdf(snapshot.path) else 1


def count_shares(size_bytes: int, *, workers: int, lone: bool) -> int:
    """Return in how many shares a PDF is worked on.

    Args:
        size_bytes: Of the file.
        workers: How many may work at once.
        lone: It comes with fewer others than there are workers.
    """
    least = LONE_BYTES if lone else SHARED_BYTES
    spread = workers if size_bytes >= least else 1
    return max(spread, size_bytes // PART_BYTES)


def _is_pdf(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(len(PDF_START)) == PDF_START


def examine_shared(
    workers: "Workers",
    snapshot: Snapshot,
    whole: Callable[[Path], Examined],
    *,
    count: int,
    agreement: str,
    sender: str,
    limits: Limits,
) -> Callable[[], Examined]:
    """Have several workers read a large file, each some of its pages.

    Args:
        workers: Who reads.
        snapshot: The file.
        whole: What one worker would do; asked where a share can't be read.
        count: Of shares.
        agreement: Id or path of the agreement whose marks are looked for.
        sender: Code of the Party that sent it.
        limits: What the file may ask of us.

    Returns:
        Waits for all of them.
    """
    step = partial(read_part, agreement=agreement, limits=limits)
    parts = [
        workers.submit(partial(step, part=(index, count)), snapshot.path)
        for index in range(count)
    ]
    judge = partial(
        examine_parts,
        agreement=agreement,
        sender=sender,
        sha256=snapshot.sha256,
        size_bytes=snapshot.size_bytes,
    )

    def join() -> Examined:
        try:
            read = tuple(part.result() for part in parts)
        except InputError as error:
            error.__traceback__ = None  # it holds the whole group
            # How a file that cannot be read ends is said in one place.
            return workers.submit(whole, snapshot.path).result()
        return workers.submit(judge, read).result()

    return join


def stamp_shared(
    workers: "Workers", source: Path, order: StampOrder, *, count: int
) -> Callable[[], Stamped]:
    """Have one worker write a large carrier, and several prove it.

    Where a page can't be proved as it was first written, one worker does it all anew,
    as it would have alone, so that the bytes are the same.

    Returns:
        Waits for all of them.
    """
    writing = workers.submit(write_in_worker, source, order)

    def join() -> Stamped:
        unproved = writing.result()
        if unproved is not None:
            path = workers.inbox / f"{source.name}.out"
            unproved.stamped.path.replace(path)  # where every worker can read it
            prove = partial(prove_in_worker, path, order, unproved.shown)
            proofs = [workers.submit(prove, (part, count)) for part in range(count)]
            if all([proof.result() for proof in proofs]):
                return replace(unproved.stamped, path=path)
            path.unlink()
        return workers.submit(stamp_in_worker, source, order).result()

    return join
