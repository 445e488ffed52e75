"""What shut the workers of a batch off, asked of one of them, for the manifest.

A worker tries what must not be possible; what it found is recorded with the end of the
batch, so that an auditor knows under which protection the files were opened.
"""

from collections.abc import Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from models.errors import BelgiError
from models.events import EventValue
from models.manifest import ProtectionEntry
from pipeline.work.sandbox import Protection, in_force

if TYPE_CHECKING:
    from pipeline.work.seam import Workers

PROBE_S = 60.0
"""Wall time that a worker may take to find out."""


def ask_protection(workers: "Workers") -> "Future[Protection]":
    """Have a worker find out what holds, beside its other work."""
    return workers.submit(in_force, str(workers.inbox), timeout_s=PROBE_S)


def protection_data(found: "Future[Protection]") -> dict[str, EventValue] | None:
    """Return what a worker found, for the register; None where none could tell."""
    try:
        protection = found.result()
    except BelgiError:
        return None
    missing = protection.missing()
    names = type(protection).__dataclass_fields__
    return {
        "in_force": [_slug(name) for name in names if name not in missing],
        "missing": [_slug(name) for name in missing],
    }


def protection_entry(data: Mapping[str, Any] | None) -> ProtectionEntry | None:
    """Return what the manifest says, from what the register holds."""
    if data is None:
        return None
    return ProtectionEntry(
        in_force=tuple(data["in_force"]), missing=tuple(data["missing"])
    )


def _slug(name: str) -> str:
    return name.replace("_", "-").removesuffix("-bytes")
