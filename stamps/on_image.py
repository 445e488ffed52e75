"""Stamping pictures: which writer takes a file, and what becomes of its errors.

It must not know pixels; a writer knows one kind of file.
"""

import hashlib
import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from models.errors import (
    BelgiError,
    CorruptInput,
    EmptyInput,
    LimitExceeded,
    UnsupportedInput,
)
from models.settings import Limits
from stamps.image_jpeg import write_jpeg
from stamps.image_plain import write_plain
from stamps.image_png import write_png
from stamps.image_tiff import write_tiff
from stamps.image_written import Written
from stamps.plan import Stamped, StampPlan

Writer = Callable[[Path, Path, Image.Image, StampPlan], Written]

WRITERS: dict[str, Writer] = {
    "PNG": write_png,
    "JPEG": write_jpeg,
    "MPO": write_jpeg,
    "TIFF": write_tiff,
    "BMP": write_plain,
    "DIB": write_plain,
    "GIF": write_plain,
    "WEBP": write_plain,
}
_OPENED = ("PNG", "JPEG", "TIFF", "BMP", "DIB", "GIF", "WEBP")
"""Pillow finds MPO by itself, as a JPEG, and knows it under no name."""


def stamp_image(
    source: Path, target: Path, plan: StampPlan, *, limits: Limits | None = None
) -> Stamped:
    """Put a stamp on every page of a picture and read it back.

    Args:
        source: The picture as received; never changed.
        target: Appears whole or not at all.
        plan: What to put on it.
        limits: What the picture may ask of us.

    Returns:
        Where the stamps stand, in points of the written pages.

    Raises:
        InputError: The picture is damaged, of no known kind or too large.
        LayoutError: The words of the stamp need more room than any sheet has.
        OutputError: The stamp can't be proved.
    """
    limits = limits or Limits()
    part = target.with_name(f".{target.name}.part")
    try:
        written = _write(source, part, plan, limits)
        _sync(part)
        with part.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return Stamped(
        path=target,
        sha256=digest,
        page_count=len(written.pages),
        placements=tuple(sheet.placement for sheet in written.pages),
        notes=_notes(written),
    )


def _write(source: Path, part: Path, plan: StampPlan, limits: Limits) -> Written:
    if source.stat().st_size == 0:
        raise EmptyInput(f"{source.name}: the file is empty; ask for it again.")
    if source.stat().st_size > limits.file_bytes:
        raise LimitExceeded(f"{source.name}: the file is larger than the limit.")
    part.touch(mode=0o600)
    try:
        with warnings.catch_warnings(), _pixels_allowed(limits):
            warnings.simplefilter("ignore")
            # Given a path, Pillow maps a raw TIFF and mistakes rows for columns
            # where its orientation turns the page.
            with source.open("rb") as file, Image.open(file, formats=_OPENED) as image:
                _count(source, image, limits)
                return WRITERS[image.format or ""](source, part, image, plan)
    except BelgiError:
        raise
    except UnidentifiedImageError as error:
        raise UnsupportedInput(
            f"{source.name}: not a picture that can be stamped; convert it to PNG."
        ) from error
    except Image.DecompressionBombError as error:
        raise LimitExceeded(
            f"{source.name}: a page has more pixels than the limit; scan it at 300 dpi."
        ) from error
    except Exception as error:  # readers of pictures raise anything at all
        raise CorruptInput(
            f"{source.name}: the picture is damaged or cut short; ask for it again."
        ) from error


@contextmanager
def _pixels_allowed(limits: Limits) -> Iterator[None]:
    """Let Pillow open what the office's limit allows, which may be more than its own.

    Pillow refuses twice of what it is told here.
    """
    before = Image.MAX_IMAGE_PIXELS
    Image.MAX_IMAGE_PIXELS = limits.page_pixels
    try:
        yield
    finally:
        Image.MAX_IMAGE_PIXELS = before


def _count(source: Path, image: Image.Image, limits: Limits) -> None:
    if image.width * image.height > limits.page_pixels:
        raise LimitExceeded(
            f"{source.name}: a page has more pixels than the limit; scan it at 300 dpi."
        )
    if getattr(image, "n_frames", 1) > limits.pages:
        raise LimitExceeded(f"{source.name}: it has more pages than the limit.")


def _notes(written: Written) -> tuple[str, ...]:
    border = any(sheet.has_border for sheet in written.pages)
    notes = (*written.notes, "border-added") if border else written.notes
    return tuple(dict.fromkeys(notes))


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
