"""Stamped pictures: the stamp is there, the rest is as it was, and so is the format."""

import hashlib
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageOps
from PIL.PngImagePlugin import PngInfo

from models.geometry import Box
from stamps.artwork import draw_line
from stamps.code2d import check, parse, read_codes
from stamps.image_frame import make_frame
from stamps.image_layout import PictureLayout
from stamps.image_paint import paint
from stamps.on_image import stamp_image
from tests.build_stamp_plan import KEY, MARK_BOX, WATERMARK, make_page, make_plan
from tests.stamps.read_bindings import binding_texts
from tests.stamps.stamped_pictures import DPI, opened, pixels_of, stamp, without

ALL_NAMES = ["a.png", "a.jpg", "a.tif", "a.bmp", "a.webp", "a.gif"]
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


@pytest.mark.parametrize("dpi", [60, 72, 85, 96, 130])
def test_no_letter_of_a_line_is_cut_at_its_end(dpi: int) -> None:
    plan = make_plan()
    art = draw_line("Құпия (Секретно) · 12с/2026 · 1/1", plan.style, 8.0)
    frame = make_frame(0, (8 * dpi, 11 * dpi), 1, (dpi, dpi))
    line = (art, Box(20, 20, 20 + art.width, 20 + art.height))

    patch = paint(PictureLayout(stamp=None, line=line, code=None), plan, frame)[0]

    assert patch.coverage[:, -1].max() < 128


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
