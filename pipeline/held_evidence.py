"""Cuts pictures of the marks out of a held carrier, for the person who decides."""

from functools import partial
from pathlib import Path

from models.errors import UsageError
from pipeline.document import examine_with_pictures
from pipeline.office import Office
from pipeline.register.entries import Item
from pipeline.write_whole import write_whole


def write_evidence(office: Office, item: Item, folder: Path) -> tuple[Path, ...]:
    """Write a PNG of each mark into a folder and return their paths.

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
        _, pictures = pool.submit(look, source).result()
    paths = [(folder / f"H{item.seq}-{name}.png", png) for name, png in pictures]
    for path, png in paths:
        write_whole(path, png)
    return tuple(path for path, _ in paths)
