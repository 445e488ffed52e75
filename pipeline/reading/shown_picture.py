"""Gives a picture inside a document as people see it: its frames, each way it is laid.

Programs disagree on EXIF orientation, and a picture that is shown as in a mirror can be
read by people: where it matters, both ways are given. Knows pixels; not what they say.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from models.documents import Line
from pipeline.reading.shown_ways import Way
from pipeline.reading.sound_picture import is_torn, listening
from pipeline.reading.types_of_reading import Interest, RasterLines

if TYPE_CHECKING:
    from PIL import Image

_ORIENTATION = 0x0112
_MIRRORED_EXIF = (2, 4, 5, 7)
_MOVING = ("GIF", "WEBP", "TIFF")
"""Formats of which every frame may be shown."""
_STILL = ("PNG",)
"""Formats of several frames of which programs show one or another."""
_MOST_FRAMES = 40


UNDECODED = (OSError, ValueError, SyntaxError, EOFError)
"""What decoders raise of bytes that make no picture."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a file, on white paper."""

    page: "Image.Image"
    """As stored."""
    orientation: int
    """By EXIF, 1 to 8."""


@dataclass(frozen=True, slots=True)
class View:
    """A picture laid in one way."""

    image: "Image.Image"
    shown: bool
    """It is seen so; another view is only looked at lest a mark be missed."""


class ReadPicture(Protocol):
    """Reads a picture at a resolution that is known to it."""

    def __call__(self, image: "Image.Image", *, interest: Interest) -> RasterLines:
        """Return the lines of interest in the picture."""
        ...


def read_frames(
    frames: Iterable[Frame | None],
    ways: Collection[Way],
    interest: Interest,
    read: ReadPicture,
) -> tuple[tuple[Line, ...], bool]:
    """Return the lines of all frames of a picture, and whether nothing is in doubt.

    Args:
        frames: None among them stands for what was lost.
        ways: In which the document shows the picture.
        interest: Spans of a text which a mark could be made of.
        read: Reads one view.
    """
    lines: list[Line] = []
    sure = True
    for frame in frames:
        if frame is None:
            sure = False
            continue
        new, known = _read_views(views_of(frame, ways), interest, read)
        first = 1 + max((line.block for line in lines), default=-1)
        lines += [replace(line, block=first + line.block) for line in new]
        sure = sure and known
    return tuple(lines), sure


def _read_views(
    views: Iterable[View], interest: Interest, read: ReadPicture
) -> tuple[list[Line], bool]:
    """Read a picture in each way; one that is not shown settles a doubt if it reads."""
    lines: list[Line] = []
    sure = True
    for view in views:
        if not view.shown and sure and _tells(lines, interest):
            break
        found = read(view.image, interest=interest)
        clean = found.problem is None
        sure = (sure and clean) if view.shown else sure
        sure = sure or (clean and not view.shown and _tells(found.lines, interest))
        lines += found.lines
    return lines, sure


def _tells(lines: Iterable[Line], interest: Interest) -> bool:
    return any(interest(line.text) for line in lines)


def frames_of(image: "Image.Image", data: bytes) -> Iterator[Frame | None]:
    """Yield the pictures of a file, each once.

    Args:
        image: As it was opened.
        data: The file that it was opened from.

    Yields:
        None in place of what is lost, or more than is looked at.
    """
    from PIL import Image

    try:
        yield from _decoded(image, data)
    except (*UNDECODED, Image.DecompressionBombError):
        yield None


def _decoded(image: "Image.Image", data: bytes) -> Iterator[Frame | None]:
    count = getattr(image, "n_frames", 1)
    if count > 1 and image.format in _STILL:
        yield None
    known: set[bytes] = set()
    for index in range(count if image.format in _MOVING else 1):
        if index:
            image.seek(index)
        page, sure = _all_of(image, data)
        digest = hashlib.sha256(page.tobytes()).digest() if count > 1 else b""
        if digest in known:
            continue
        known.add(digest)
        if len(known) > _MOST_FRAMES:
            yield None
            return
        yield Frame(page, orientation_of(image)) if sure else None


def _all_of(image: "Image.Image", data: bytes) -> tuple["Image.Image", bool]:
    """Decode a picture onto white paper; tells whether nothing was lost."""
    from pipeline.reading.clear_picture import on_white

    with listening() as heard:
        image.load()
    torn = heard() or is_torn(image.format, lambda: data)
    page, sure = on_white(image, image.format)
    return page, sure and not torn


def orientation_of(image: "Image.Image") -> int:
    """Return the EXIF orientation of a picture, 1 to 8."""
    said = image.getexif().get(_ORIENTATION, 1)
    return said if said in range(1, 9) else 1


def views_of(frame: Frame, ways: Collection[Way]) -> Iterator[View]:
    """Yield a picture in each way that it may be seen, the shown ones first.

    Args:
        frame: The picture.
        ways: In which the document shows it.
    """
    upright = _upright(frame.page, frame.orientation)
    turned = [way for way in ways if way.is_turned]
    for way in turned:
        yield View(_laid(upright, way), shown=True)
    yield View(upright, shown=len(turned) < len(ways))
    if frame.orientation in _MIRRORED_EXIF:
        yield View(frame.page, shown=False)


def _upright(page: "Image.Image", orientation: int) -> "Image.Image":
    step = _transposed().get(orientation)
    return page if step is None else page.transpose(step)


def _transposed() -> "dict[int, Image.Transpose]":
    from PIL.Image import Transpose

    return {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }


def _laid(page: "Image.Image", way: Way) -> "Image.Image":
    from PIL.Image import Resampling, Transpose

    if way.mirrored:
        page = page.transpose(Transpose.FLIP_LEFT_RIGHT)
    if way.turn_deg == 0:
        return page
    if page.mode == "1":
        page = page.convert("L")
    white = 255 if page.mode == "L" else (255, 255, 255)
    return page.rotate(-way.turn_deg, Resampling.BICUBIC, expand=True, fillcolor=white)
