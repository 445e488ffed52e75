"""What a writer of pictures answers with, and the proof of a page's 2-D code.

It must not know file formats.
"""

from dataclasses import dataclass

from PIL import Image

from models.errors import OutputError
from stamps.code2d import read_codes
from stamps.image_canvas import Sheet
from stamps.image_frame import frame_of
from stamps.image_paint import Patch

_AROUND_MODULES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A picture that was written and read back."""

    pages: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()


def prove_code(image: Image.Image, sheet: Sheet) -> None:
    """Read the code of a written page where it was put.

    Args:
        image: The page as decoded from the written file.
        sheet: What was put on it.

    Raises:
        OutputError: It cannot be read or says something else.
    """
    if sheet.code_text is None:
        return
    patch = next(patch for patch in sheet.patches if patch.kind == "code")
    canvas = frame_of(image, sheet.frame.index)
    if (canvas.width, canvas.height) != (sheet.canvas.width, sheet.canvas.height):
        raise OutputError("The written picture has another size than its stamp needs.")
    if sheet.code_text not in read_codes(_crop(image, patch, sheet)):
        raise OutputError(
            "The 2-D code can't be read back from the picture. "
            "Convert the picture to grey or RGB and send it again.",
            slug="code-unreadable",
        )


def _crop(image: Image.Image, patch: Patch, sheet: Sheet) -> Image.Image:
    """Cut the code out of a stored page; the reader takes any turn of it."""
    box = stored_bounds(patch, sheet)
    around = max(8, (box[2] - box[0]) * _AROUND_MODULES // 25)
    left, top = max(0, box[0] - around), max(0, box[1] - around)
    part = image.crop((left, top, box[2] + around, box[3] + around))
    if part.mode.startswith(("I", "F")):
        from stamps.image_frame import eight_bits

        part = eight_bits(part)
    # A code as a mirror shows it is not looked for: undo a mirrored orientation.
    if sheet.frame.orientation in (2, 4, 5, 7):
        part = part.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return part


def stored_bounds(patch: Patch, sheet: Sheet) -> tuple[int, int, int, int]:
    """Return left, top, right, bottom of a patch in stored pixels of the canvas."""
    left, top, right, bottom = patch.bounds
    across, down = sheet.canvas.seen_size
    step_x, step_y = sheet.canvas.flips
    if step_x < 0:
        left, right = across - right, across - left
    if step_y < 0:
        top, bottom = down - bottom, down - top
    if sheet.canvas.orientation >= 5:
        return top, left, bottom, right
    return left, top, right, bottom
