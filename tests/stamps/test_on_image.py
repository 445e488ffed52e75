"""Stamped pictures: the stamp is there, the rest is as it was, and so is the format."""

import hashlib
import io
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageOps, ImageSequence
from PIL.PngImagePlugin import PngInfo

from models.errors import CorruptInput, EmptyInput, InputError, LimitExceeded
from models.geometry import Box
from models.settings import Limits
from stamps.artwork import draw_line
from stamps.code2d import check, parse, read_codes
from stamps.image_frame import make_frame
from stamps.image_layout import PictureLayout
from stamps.image_paint import paint
from stamps.on_image import stamp_image
from stamps.plan import Stamped, StampPlan
from tests.build_bmp import bmp_with_alpha
from tests.build_stamp_plan import KEY, MARK_BOX, WATERMARK, make_page, make_plan
from tests.stamps.read_bindings import binding_texts

DPI = (150, 150)
ALL_NAMES = ["a.png", "a.jpg", "a.tif", "a.bmp", "a.webp", "a.gif"]


def stamp(
    folder: Path,
    name: str,
    page: Image.Image,
    plan: StampPlan | None = None,
    **how: Any,
) -> tuple[Path, Stamped]:
    """Save a page, stamp it, and return the received file and the result."""
    source = folder / name
    page.save(source, **how)
    return source, stamp_image(source, folder / f"out-{name}", plan or make_plan())


def opened(path: Path) -> Image.Image:
    # Given a path, Pillow maps a raw TIFF and mistakes rows for columns.
    with path.open("rb") as file, Image.open(file) as image:
        image.load()
        copy = image.copy()
    copy.info = image.info
    return copy


def pixels_of(box: Box, dpi: float = 150) -> tuple[int, int, int, int]:
    left, top, right, bottom = (
        round(v * dpi / 72) for v in (box.x0, box.y0, box.x1, box.y1)
    )
    return left, top, right, bottom


def without(pixels: np.ndarray, boxes: list[Box | None]) -> np.ndarray:
    """Return a copy with rectangles blanked, one pixel larger on each side."""
    copy = pixels.copy()
    for box in boxes:
        if box is not None:
            left, top, right, bottom = pixels_of(box)
            copy[max(0, top - 1) : bottom + 1, max(0, left - 1) : right + 1] = 0
    return copy


LOSSLESS = {
    "bilevel-png": ("1", "a.png", {}),
    "grey-png": ("L", "a.png", {}),
    "grey-alpha-png": ("LA", "a.png", {}),
    "palette-png": ("P", "a.png", {}),
    "rgb-png": ("RGB", "a.png", {}),
    "rgba-png": ("RGBA", "a.png", {}),
    "g4-tiff": ("1", "a.tif", {"compression": "group4"}),
    "g3-tiff": ("1", "a.tif", {"compression": "group3"}),
    "lzw-tiff": ("RGB", "a.tif", {"compression": "tiff_lzw"}),
    "cmyk-tiff": ("CMYK", "a.tif", {"compression": "tiff_adobe_deflate"}),
    "palette-tiff": ("P", "a.tif", {}),
    "raw-tiff": ("L", "a.tif", {}),
    "rgb-bmp": ("RGB", "a.bmp", {}),
}


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


@pytest.mark.parametrize("dpi", [60, 72, 85, 96, 130])
def test_no_letter_of_a_line_is_cut_at_its_end(dpi: int) -> None:
    plan = make_plan()
    art = draw_line("Құпия (Секретно) · 12с/2026 · 1/1", plan.style, 8.0)
    frame = make_frame(0, (8 * dpi, 11 * dpi), 1, (dpi, dpi))
    line = (art, Box(20, 20, 20 + art.width, 20 + art.height))

    patch = paint(PictureLayout(stamp=None, line=line, code=None), plan, frame)[0]

    assert patch.coverage[:, -1].max() < 128


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


@pytest.mark.parametrize(("mode", "name", "how"), LOSSLESS.values(), ids=LOSSLESS)
def test_only_the_stamp_changes(
    tmp_path: Path, mode: str, name: str, how: dict[str, Any]
) -> None:
    page = make_page(mode="RGB").quantize(16) if mode == "P" else make_page(mode=mode)

    source, stamped = stamp(tmp_path, name, page, dpi=DPI, **how)

    before, after = opened(source), opened(stamped.path)
    place = stamped.placements[0]
    boxes = [place.box, place.running_box, place.code_box]
    flat = [np.asarray(image.convert("RGBA")) for image in (before, after)]
    assert after.mode == before.mode
    assert after.info.get("compression") == before.info.get("compression")
    assert after.info["dpi"] == pytest.approx(before.info["dpi"])
    assert np.array_equal(without(flat[0], boxes), without(flat[1], boxes))
    for box in boxes:
        assert box is not None
        left, top, right, bottom = pixels_of(box)
        assert not np.array_equal(
            flat[0][top:bottom, left:right], flat[1][top:bottom, left:right]
        )


def test_stamp_stands_under_the_found_mark_and_covers_nothing(tmp_path: Path) -> None:
    page = make_page()

    _, stamped = stamp(tmp_path, "a.png", page, dpi=DPI)

    box = stamped.placements[0].box
    assert box is not None
    assert MARK_BOX.y1 <= box.y0 <= MARK_BOX.y1 + 60
    assert not box.overlaps(MARK_BOX)
    assert page.crop(pixels_of(box)).getextrema() == (255, 255)


@pytest.mark.parametrize("name", ALL_NAMES)
def test_the_code_says_which_page_it_is(tmp_path: Path, name: str) -> None:
    _, stamped = stamp(tmp_path, name, make_page(), dpi=DPI)

    (text,) = read_codes(opened(stamped.path))
    facts = parse(text)
    assert facts is not None
    assert (facts.number, facts.copy, facts.page, facts.pages) == ("12с/2026", 3, 1, 1)
    assert check(text, KEY)


def test_equal_input_gives_equal_bytes(tmp_path: Path) -> None:
    for name in ("a.png", "a.jpg", "a.tif"):
        _, first = stamp(tmp_path, name, make_page(), dpi=DPI)
        digest = hashlib.sha256(first.path.read_bytes()).hexdigest()
        _, second = stamp(tmp_path, name, make_page(), dpi=DPI)

        assert first.sha256 == second.sha256 == digest


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


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.tif"])
def test_stamp_is_upright_as_seen(tmp_path: Path, name: str, orientation: int) -> None:
    """Undoing the orientation by Pillow must give the page that was meant."""
    seen = make_page(100)
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = seen.transpose(TO_STORED[orientation]) if orientation > 1 else seen
    how: dict[str, Any] = {"exif": exif, "quality": 95}

    _, stamped = stamp(tmp_path, name, stored, dpi=(100, 100), **how)

    upright = ImageOps.exif_transpose(opened(stamped.path))
    _, plain = stamp(tmp_path, f"plain-{name}", seen, dpi=(100, 100), quality=95)
    difference = np.abs(
        np.asarray(upright.convert("L")).astype(int)
        - np.asarray(opened(plain.path).convert("L")).astype(int)
    )
    if name != "a.tif":  # Pillow turns the pixels of a TIFF while it reads them
        assert opened(stamped.path).getexif()[0x0112] == orientation
    assert difference.mean() < 1.0
    assert stamped.placements == plain.placements


TO_STORED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("subsampling", [0, 1, 2], ids=["444", "422", "420"])
@pytest.mark.parametrize("progressive", [False, True], ids=["baseline", "progressive"])
def test_jpeg_blocks_without_ink_show_the_same_pixels(
    tmp_path: Path, subsampling: int, progressive: bool
) -> None:
    how = {"subsampling": subsampling, "progressive": progressive, "quality": 60}
    source, stamped = stamp(tmp_path, "a.jpg", make_page(mode="RGB"), dpi=DPI, **how)

    place = stamped.placements[0]
    boxes = [
        box.grown(17 * 72 / 150)
        for box in (place.box, place.running_box, place.code_box)
        if box is not None
    ]
    before, after = (np.asarray(opened(path)) for path in (source, stamped.path))
    assert "coded-anew" not in stamped.notes
    assert np.array_equal(without(before, boxes), without(after, boxes))
    with Image.open(source) as received, Image.open(stamped.path) as written:
        assert vars(written)["quantization"] == vars(received)["quantization"]


@pytest.mark.parametrize("name", ALL_NAMES)
def test_tiny_picture_gets_a_border(tmp_path: Path, name: str) -> None:
    tiny = Image.new("RGB", (41, 23), (0, 90, 0))

    _, stamped = stamp(tmp_path, name, tiny)

    after = opened(stamped.path).convert("RGB")
    assert "border-added" in stamped.notes
    assert after.width > 100 and after.height > 60
    green = np.asarray(after)[-23:, :41]
    assert np.abs(green.astype(int) - (0, 90, 0)).mean() < 20


def test_a_page_full_of_ink_gets_a_border(tmp_path: Path) -> None:
    noise = Image.effect_noise((800, 1100), 90)

    source, stamped = stamp(tmp_path, "a.png", noise, dpi=(96, 96))

    after, before = (np.asarray(opened(path)) for path in (stamped.path, source))
    assert stamped.notes == ("border-added",)
    assert np.array_equal(after[-before.shape[0] :, : before.shape[1]], before)


def test_every_page_of_a_tiff_is_stamped(tmp_path: Path) -> None:
    pages = [make_page(mode="1") for _ in range(3)]

    _, stamped = stamp(
        tmp_path,
        "a.tif",
        pages[0],
        compression="group4",
        dpi=(204, 196),
        save_all=True,
        append_images=pages[1:],
    )

    texts = []
    with Image.open(stamped.path) as after:
        for index in range(3):
            after.seek(index)
            assert after.info["compression"] == "group4"
            texts += [parse(text) for text in read_codes(after)]
    assert [(fact.page, fact.pages) for fact in texts if fact] == [
        (1, 3),
        (2, 3),
        (3, 3),
    ]
    assert stamped.page_count == 3
    assert [place.box is not None for place in stamped.placements] == [
        True,
        False,
        False,
    ]


def test_metadata_is_kept(tmp_path: Path) -> None:
    profile = b"not a real profile, but kept"
    text = PngInfo()
    text.add_text("Author", "somebody")

    _, png = stamp(
        tmp_path, "a.png", make_page(), dpi=DPI, icc_profile=profile, pnginfo=text
    )
    _, jpeg = stamp(
        tmp_path, "a.jpg", make_page(), dpi=DPI, icc_profile=profile, comment=b"kept"
    )
    _, tiff = stamp(tmp_path, "a.tif", make_page(), dpi=DPI, icc_profile=profile)

    for stamped in (png, jpeg, tiff):
        assert opened(stamped.path).info["icc_profile"] == profile
    assert opened(png.path).info["Author"] == "somebody"
    assert opened(jpeg.path).info["comment"] == b"kept"


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.tif"])
def test_labels_are_bound_in_xmp(tmp_path: Path, name: str) -> None:
    _, stamped = stamp(tmp_path, name, make_page(), dpi=DPI)

    packet = opened(stamped.path).info["xmp"]
    packet = packet.encode() if isinstance(packet, str) else packet
    (binding,) = binding_texts(packet)
    assert 0 < binding.index("Секретно".encode()) < binding.index("Құпия".encode())


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "CMYK"])
def test_watermark_leaves_letters_alone(tmp_path: Path, mode: str) -> None:
    plan = make_plan(watermark=WATERMARK, label=None)

    source, stamped = stamp(tmp_path, "a.tif", make_page(mode=mode), plan=plan, dpi=DPI)

    before = np.asarray(opened(source).convert("L")).astype(int)
    after = np.asarray(opened(stamped.path).convert("L")).astype(int)
    middle = (slice(600, 1000), slice(400, 800))
    letters, paper = before[middle] < 100, before[middle] > 200
    darker = (before - after)[middle]
    assert (darker[paper] > 0).mean() > 0.002
    assert np.abs(darker[letters]).max() <= 40
    assert np.median(after[middle][paper]) > 180


def test_struck_marks_stay_legible(tmp_path: Path) -> None:
    source, stamped = stamp(
        tmp_path, "a.png", make_page(), plan=make_plan(strike_found=True), dpi=DPI
    )

    box = pixels_of(MARK_BOX)
    before, after = (
        np.asarray(opened(path).crop(box)).astype(int)
        for path in (source, stamped.path)
    )
    rows = (before != after).any(axis=1)
    assert 2 <= rows.sum() <= 4
    assert rows[len(rows) // 2 - 3 : len(rows) // 2 + 4].any()


def test_what_follows_a_jpeg_is_left_out(tmp_path: Path) -> None:
    """A second, unmarked picture behind the first must not travel along."""
    data = io.BytesIO()
    make_page().save(data, "JPEG", dpi=DPI)
    source = tmp_path / "a.jpg"
    source.write_bytes(data.getvalue() + data.getvalue())

    stamped = stamp_image(source, tmp_path / "out.jpg", make_plan())

    assert "trailing-data-removed" in stamped.notes
    assert stamped.path.read_bytes().count(b"\xff\xd8\xff") == 1


def test_without_a_code_there_is_none(tmp_path: Path) -> None:
    _, stamped = stamp(
        tmp_path, "a.png", make_page(), plan=make_plan(code=None), dpi=DPI
    )

    assert read_codes(opened(stamped.path)) == ()
    assert stamped.placements[0].code_box is None


BROKEN = {
    "empty": (b"", EmptyInput),
    "junk": (b"no picture at all" * 9, InputError),
    "png-head": (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, InputError),
    "jpeg-head": (b"\xff\xd8\xff\xe0" + b"\0" * 40, InputError),
    "tiff-head": (b"II*\0\x08\0\0\0\xff\xff", InputError),
}


@pytest.mark.parametrize(("data", "error"), BROKEN.values(), ids=BROKEN)
def test_broken_files_are_refused(
    tmp_path: Path, data: bytes, error: type[InputError]
) -> None:
    source = tmp_path / "a.png"
    source.write_bytes(data)

    with pytest.raises(error):
        stamp_image(source, tmp_path / "out.png", make_plan())

    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.tif"])
def test_cut_files_are_refused(tmp_path: Path, name: str) -> None:
    source = tmp_path / name
    make_page().save(source)
    source.write_bytes(source.read_bytes()[:-4000])

    with pytest.raises(CorruptInput):
        stamp_image(source, tmp_path / f"out-{name}", make_plan())


def test_limits_refuse_before_pixels_are_decoded(tmp_path: Path) -> None:
    source = tmp_path / "a.png"
    make_page().save(source)

    with pytest.raises(LimitExceeded):
        stamp_image(
            source, tmp_path / "out.png", make_plan(), limits=Limits(page_pixels=1000)
        )


def test_the_received_file_is_not_touched(tmp_path: Path) -> None:
    source = tmp_path / "a.jpg"
    make_page().save(source)
    before = source.read_bytes()

    stamp_image(source, tmp_path / "out.jpg", make_plan())

    assert source.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jpg", "out.jpg"]


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


@pytest.mark.parametrize(
    ("name", "mode", "has_label"),
    [
        ("a.bmp", "RGB", False),
        ("a.gif", "L", False),
        ("a.webp", "RGB", True),
        ("a.jpg", "CMYK", True),
    ],
)
def test_a_label_is_bound_or_said_to_be_left_out(
    tmp_path: Path, name: str, mode: str, has_label: bool
) -> None:
    _, stamped = stamp(tmp_path, name, make_page(mode=mode), dpi=DPI)

    packet = opened(stamped.path).info.get("xmp", b"")
    assert ("label-left-out" in stamped.notes) != has_label
    assert bool(binding_texts(packet)) == has_label


def test_pictures_that_lose_by_being_coded_say_so(tmp_path: Path) -> None:
    _, lossy = stamp(tmp_path, "a.webp", make_page(mode="RGB"))
    _, exact = stamp(tmp_path, "b.webp", make_page(mode="RGB"), lossless=True)

    assert "coded-anew" in lossy.notes
    assert "coded-anew" not in exact.notes


@pytest.mark.parametrize("name", ALL_NAMES)
def test_the_limit_is_the_offices_not_pillows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    source = tmp_path / name
    make_page(72, mode="RGB").save(source)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)

    stamped = stamp_image(source, tmp_path / f"out-{name}", make_plan())

    assert stamped.path.exists()
    assert Image.MAX_IMAGE_PIXELS == 1000
