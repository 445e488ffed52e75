"""The high-water mark: how far the chain had come, kept outside the database.

Written after each commit into the keys folder, so that a register whose tail was cut,
or that was swapped for another, is seen at once. A kill between commit and mark leaves
the mark behind, never ahead.
"""

import fcntl
import hmac
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from models.errors import RegisterError
from pipeline.register.atomic import PART, write_atomic
from pipeline.register.chain import Head
from pipeline.register.folder import FILE_MODE, cannot_write
from pipeline.register.keys import OfficeKeys

MARK = "high-water.json"
LOCK = "high-water.lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What the mark says."""

    register: str
    seq: int
    hash: str


log = logging.getLogger(__name__)


def try_raise(keys: OfficeKeys, register: str, head: Head) -> None:
    """Raise the mark; where that fails, warn and go on.

    The work is durable already, and saying that it failed would be a lie; the next
    write raises the mark.
    """
    try:
        raise_mark(keys, register, head)
    except RegisterError as error:
        log.warning("The high-water mark was not raised. %s", error)


def raise_mark(keys: OfficeKeys, register: str, head: Head) -> None:
    """Write the mark unless another desk wrote a higher one meanwhile."""
    with _locked(keys.folder):
        found = read_mark(keys)
        if isinstance(found, Mark) and _covers(found, register, head):
            return
        said = f"{register} {head.seq} {head.hash}"
        content = {
            "register": register,
            "seq": head.seq,
            "hash": head.hash,
            "seal": keys.sealed(said),
        }
        text = json.dumps(content, sort_keys=True) + "\n"
        write_atomic(keys.folder / MARK, text.encode(), durable=False)


def _covers(mark: Mark, register: str, head: Head) -> bool:
    return mark.register == register and mark.seq >= head.seq


def read_mark(keys: OfficeKeys) -> Mark | str:
    """Return the mark, or a slug: missing, unreadable, or forged."""
    try:
        said = json.loads((keys.folder / MARK).read_bytes())
        mark = Mark(register=said["register"], seq=said["seq"], hash=said["hash"])
        seal = str(said["seal"])
    except FileNotFoundError:
        return "missing"
    except OSError:
        return "unreadable"
    except (ValueError, KeyError, TypeError):
        return "forged"
    ours = keys.sealed(f"{mark.register} {mark.seq} {mark.hash}")
    return mark if hmac.compare_digest(seal, ours) else "forged"


def sweep_parts(keys: OfficeKeys) -> None:
    """Remove what a killed process left of a mark half written."""
    with _locked(keys.folder):
        for part in keys.folder.glob(f"{PART}*"):
            part.unlink(missing_ok=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    try:
        handle = os.open(folder / LOCK, os.O_CREAT | os.O_RDWR, FILE_MODE)
    except OSError as error:
        raise cannot_write(folder / LOCK, error) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    except OSError as error:
        raise cannot_write(folder / LOCK, error) from error
    finally:
        os.close(handle)
