"""Stamped pictures of every sort of colour: palettes, clear places, deep grey."""

import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence

from stamps.on_image import stamp_image
from tests.build_bmp import bmp_with_alpha
from tests.build_stamp_plan import make_page, make_plan
from tests.stamps.stamped_pictures import DPI, opened, pixels_of, stamp, without


@pytest.mark.parametrize("white", [1.0, 3.0, 255.0, 65535.0])
def test_pages_of_real_numbers_take_ink_of_their_own_range(
    tmp_path: Path, white: float
) -> None:
    grey = np.asarray(make_page(mode="L"), np.float32) * (white / 255.0)

    source, stamped = stamp(tmp_path, "a.tif", Image.fromarray(grey), dpi=DPI)

    before, after = (np.asarray(opened(path)) for path in (source, stamped.path))
    place = stamped.placements[0]
    boxes = [place.box, place.running_box, place.code_box]
    assert np.array_equal(without(before, boxes), without(after, boxes))
    for box in boxes:
        assert box is not None
        left, top, right, bottom = pixels_of(box)
        inside = after[top:bottom, left:right]
        assert 0 == inside.min() < inside.max() <= white


@pytest.mark.parametrize("place", [0, 3, 7, 8, 9, 255])
def test_a_clear_entry_of_a_palette_is_no_ink(tmp_path: Path, place: int) -> None:
    page = make_page(mode="L").quantize(8)
    page.putpalette([*(page.getpalette() or [])[:24], 0, 0, 0])

    source, stamped = stamp(tmp_path, "a.gif", page, transparency=place)

    assert prints_alike(source, stamped.path)


@pytest.mark.parametrize("clear", [0, 7, 255, None])
@pytest.mark.parametrize("mode", ["1", "L"])
def test_a_gif_of_greys_keeps_each_of_them(
    tmp_path: Path, mode: str, clear: int | None
) -> None:
    shades = np.array(make_page(mode=mode).convert("L"))
    shades[1000:1256] = np.arange(256)[:, None] if mode == "L" else 255
    how = {} if clear is None else {"transparency": clear}

    source, stamped = stamp(tmp_path, "a.gif", Image.fromarray(shades), **how)

    assert prints_alike(source, stamped.path)


@pytest.mark.parametrize(("clear", "disposal"), [(0, 0), (0, 1), (3, 2), (255, 3)])
def test_frames_that_are_clear_in_part_show_stamp_and_page(
    tmp_path: Path, clear: int, disposal: int
) -> None:
    page = make_page(mode="RGB").quantize(16)
    other = page.copy()
    other.paste(3, (100, 600, 300, 700))

    source, stamped = stamp(
        tmp_path,
        "a.gif",
        page,
        save_all=True,
        append_images=[other],
        transparency=clear,
        disposal=disposal,
    )

    assert stamped.page_count == 2
    assert prints_alike(source, stamped.path)


def prints_alike(source: Path, stamped: Path) -> bool:
    """Tell whether all frames below the stamp look the same on paper."""
    before, after = shown_frames(source), shown_frames(stamped)
    return len(before) == len(after) and all(
        np.mean(np.abs(one[400:-200] - other[400:-200]) > 32) < 0.001
        for one, other in zip(before, after, strict=True)
    )


def shown_frames(path: Path) -> list[np.ndarray]:
    shown = []
    with Image.open(path) as image:
        for frame in ImageSequence.Iterator(image):
            clear = frame.convert("RGBA")
            paper = Image.new("RGBA", clear.size, "white")
            on_paper = Image.alpha_composite(paper, clear).convert("L")
            shown.append(np.asarray(on_paper, np.int16))
    return shown


def test_what_the_alpha_of_a_bmp_hides_stays(tmp_path: Path) -> None:
    page = make_page(mode="RGBA")
    pixels = np.array(page)
    pixels[:, 100:, 3] = 0
    source = tmp_path / "a.bmp"
    source.write_bytes(bmp_with_alpha(pixels, DPI[0]))

    stamped = stamp_image(source, tmp_path / "out.bmp", make_plan())

    below = (0, 300, page.width, page.height - 300)
    kept = np.asarray(opened(stamped.path).crop(below))
    assert np.array_equal(kept, np.asarray(page.convert("RGB").crop(below)))


def test_twelve_bits_become_sixteen_of_the_same_brightness(tmp_path: Path) -> None:
    values = np.asarray(make_page(mode="L"), np.uint16)[:, :1240] * 16 + 15
    source = tmp_path / "a.tif"
    source.write_bytes(tiff_of_twelve_bits(values))

    stamped = stamp_image(source, tmp_path / "out.tif", make_plan())

    after = np.asarray(opened(stamped.path))
    assert stamped.notes == ("depth-widened",)
    assert np.array_equal(after[400:1400] >> 4, values[400:1400])


def tiff_of_twelve_bits(values: np.ndarray) -> bytes:
    """Pack pairs of pixels into three bytes each, in one strip."""
    height, width = values.shape
    one, two = values[:, ::2], values[:, 1::2]
    three = [one >> 4, (one & 15) << 4 | two >> 8, two & 255]
    data = np.dstack(three).astype(np.uint8).tobytes()
    tags = [(256, width), (257, height), (258, 12), (259, 1), (262, 1), (273, 0)]
    tags += [(277, 1), (278, height), (279, len(data)), (282, 0), (283, 0), (296, 2)]
    after = 8 + 2 + 12 * len(tags) + 4
    told = {273: after + 8, 282: after, 283: after}
    rows = b"".join(
        struct.pack(
            "<HHII", tag, 5 if tag in (282, 283) else 4, 1, told.get(tag, value)
        )
        for tag, value in tags
    )
    head = struct.pack("<2sHIH", b"II", 42, 8, len(tags)) + rows + bytes(4)
    return head + struct.pack("<II", DPI[0], 1) + data


@pytest.mark.parametrize("alpha", [0, 255, None], ids=["empty", "full", "varied"])
def test_a_bmp_with_alpha_is_stamped_without_it(
    tmp_path: Path, alpha: int | None
) -> None:
    page = make_page(mode="RGBA")
    pixels = np.array(page)
    pixels[..., 3] = alpha if alpha is not None else np.arange(page.width) % 256
    source = tmp_path / "a.bmp"
    source.write_bytes(bmp_with_alpha(pixels, DPI[0]))

    stamped = stamp_image(source, tmp_path / "out.bmp", make_plan())

    after = opened(stamped.path)
    assert after.mode == "RGB"
    if alpha is not None:
        place = stamped.placements[0]
        boxes = [place.box, place.running_box, place.code_box]
        flat = (without(np.asarray(p.convert("RGB")), boxes) for p in (page, after))
        assert np.array_equal(*flat)


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_sixteen_bits_stay_sixteen(tmp_path: Path, channels: int) -> None:
    import cv2

    gray = np.asarray(make_page()).astype(np.uint16) * 257 - 3
    deep = gray if channels == 1 else np.dstack([gray] * channels)
    source = tmp_path / "deep.png"
    cv2.imwrite(str(source), deep)

    stamped = stamp_image(source, tmp_path / "out.png", make_plan())

    again = cv2.imread(str(stamped.path), cv2.IMREAD_UNCHANGED)
    place = stamped.placements[0]
    assert place.code_box is not None
    assert again.dtype == np.uint16
    changed = (again != deep).reshape(*again.shape[:2], -1).any(axis=2)
    assert 0 < changed.mean() < 0.05


@pytest.mark.parametrize("name", ["a.bmp", "a.gif", "a.png"])
@pytest.mark.parametrize("count", [40, 256])
def test_palettes_stay_palettes(tmp_path: Path, name: str, count: int) -> None:
    page = make_page(mode="RGB")
    steps = np.random.default_rng(3).integers(0, 255, (300, 300, 3), np.uint8)
    page.paste(Image.fromarray(steps), (300, 700))
    page = page.quantize(count)

    source, stamped = stamp(tmp_path, name, page, dpi=DPI)

    with Image.open(stamped.path) as after, Image.open(source) as before:
        is_full = count == 256
        assert (name == "a.png" and is_full) or after.mode == "P"
        seen = [
            np.asarray(image.convert("RGB")).astype(int) for image in (before, after)
        ]
    changed = (seen[0] != seen[1]).any(axis=2).mean()
    assert ("colours-merged" in stamped.notes) == (is_full and name != "a.png")
    assert changed < 0.03


def test_ink_is_never_a_clear_colour(tmp_path: Path) -> None:
    """Unused places of a palette may be told to be clear."""
    page = make_page(mode="RGB").quantize(16)
    page.putpalette([*(page.getpalette() or [])[:48], *[7] * (256 * 3 - 48)])
    clear = bytes([255] * 16 + [0] * 240)

    _, stamped = stamp(tmp_path, "a.png", page, dpi=DPI, transparency=clear)

    after = opened(stamped.path).convert("RGBA")
    assert after.getchannel("A").getextrema() == (255, 255)


def test_pictures_that_lose_by_being_coded_say_so(tmp_path: Path) -> None:
    _, lossy = stamp(tmp_path, "a.webp", make_page(mode="RGB"))
    _, exact = stamp(tmp_path, "b.webp", make_page(mode="RGB"), lossless=True)

    assert "coded-anew" in lossy.notes
    assert "coded-anew" not in exact.notes
