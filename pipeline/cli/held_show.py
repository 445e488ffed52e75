"""Prints one held carrier for the person who decides."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from models.manifest import ManifestDocument
from pipeline.cli.console import print_line
from pipeline.held import held_id
from pipeline.reason_words import reason_words
from pipeline.register.entries import Item
from pipeline.safe_text import safe_for_terminal

if TYPE_CHECKING:
    from pipeline.held_evidence import Evidence


def print_held(
    item: Item,
    document: ManifestDocument,
    evidence: "Evidence | None",
    choices: Sequence[str] = (),
) -> None:
    """Print what was found, why it waits, and how to decide.

    Args:
        item: What waits.
        document: As the manifest names it.
        evidence: Pictures of its marks, where they were asked for.
        choices: Our degrees that the agreement's table allows for its mark.
    """
    name = held_id(item)
    print_line(f"{name}  {safe_for_terminal(item.file)}  ({item.ending})")
    print_line(f"batch {item.batch}, SHA-256 {item.sha256 or 'unknown'}")
    for slug in item.reasons:
        print_line(f"  {slug}: {reason_words(slug)}")
    found = document.mark_found
    if found is not None:
        page = f", page {found.page}" if found.page else ""
        print_line(
            f"  found: «{safe_for_terminal(found.text)}»{page} ({found.source}, "
            f"confidence {found.confidence:.2f})"
        )
    for path in evidence.pictures if evidence else ():
        print_line(f"  picture: {safe_for_terminal(str(path))}")
    if evidence and evidence.problem:
        print_line(f"  picture: {evidence.problem}")
    print_line("Decide with one of")
    degrees = [f"--degree {slug}" for slug in choices or ("DEGREE",)]
    for choice in (*degrees, "--not-secret", "--reject"):
        print_line(f"  belgi held decide {name} {choice} --by NAME --why REASON")
