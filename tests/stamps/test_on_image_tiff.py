"""TIFF pages stamped strip by strip: what bears no ink stays as it was packed."""

import struct
import time
import tracemalloc
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from models.errors import CorruptInput, InputError, LimitExceeded
from stamps.code2d import check, read_codes
from stamps.on_image import stamp_image
from stamps.tiff_coding import unpack
from stamps.tiff_file import STRIP_COUNTS, STRIPS, Tag, read_structure
from stamps.tiff_segments import grid_of, read_chunk
from tests.build_stamp_plan import KEY, WATERMARK, make_page, make_plan
from tests.build_tiff import build_tiff

PRIVATE = {65000: Tag(2, 6, b"kept!\0")}


def deep_page(samples: int) -> np.ndarray:
    """Make a page of 16 bits whose low bits say something too."""
    gray = np.asarray(make_page()).astype(np.uint16) * 257 - 7
    return np.dstack([gray - 11 * index for index in range(samples)])


def pixels_of(path: Path, page: int = 0) -> np.ndarray:
    with path.open("rb") as file:
        structure = read_structure(file, most_pages=9)
        grid = grid_of(structure, structure.pages[page])
        assert grid is not None
        whole = np.zeros((grid.height, grid.width, grid.samples), grid.dtype)
        for index, place in enumerate(grid.places()):
            piece = unpack(read_chunk(file, grid, index), grid, place)
            part = whole[place.top :, place.left :][: place.height, : place.width]
            planes = slice(place.plane, place.plane + grid.per_place)
            part[..., planes] = piece[: part.shape[0], : part.shape[1]]
    return whole


DEEP: dict[str, dict[str, Any]] = {
    "raw": {},
    "motorola": {"order": ">"},
    "big": {"is_big": True},
    "lzw": {"compression": 5, "predictor": 2},
    "deflate": {"compression": 8, "predictor": 2, "order": ">"},
    "packbits": {"compression": 32773},
    "planes": {"is_planar": True},
    "tiles": {"tile": (256, 320), "compression": 8},
    "one-strip": {"rows": 5000},
    "turned": {"orientation": 6},
    "cmyk": {"colours": "cmyk"},
    "clear": {"alpha": "plain"},
}


@pytest.mark.parametrize("how", DEEP.values(), ids=DEEP)
def test_colours_of_sixteen_bits_stay_sixteen(
    tmp_path: Path, how: dict[str, Any]
) -> None:
    samples = 4 if {"cmyk", "plain"} & set(map(str, how.values())) else 3
    page = deep_page(samples)
    if how.get("colours") == "cmyk":
        page = 65535 - page
    how = {"colours": "rgb", "extra": PRIVATE, **how}
    source = build_tiff(tmp_path / "a.tif", [page], **how)

    stamped = stamp_image(source, tmp_path / "out.tif", make_plan())

    before, after = pixels_of(source), pixels_of(stamped.path)
    assert np.array_equal(before, page)
    assert after.dtype == np.uint16
    changed = (before != after).any(axis=2)
    assert 0.002 < changed.mean() < 0.05
    with source.open("rb") as one, stamped.path.open("rb") as other:
        old, new = (
            read_structure(one, most_pages=9),
            read_structure(other, most_pages=9),
        )
    assert (new.order, new.is_big) == (old.order, old.is_big)
    moved = (STRIPS, STRIP_COUNTS, 278, 324, 325, 700)
    for number, tag in old.pages[0].items():
        assert number in moved or new.pages[0][number] == tag, number


def test_another_decoder_sees_the_stamp_in_sixteen_bits(tmp_path: Path) -> None:
    page = deep_page(3)
    source = build_tiff(tmp_path / "a.tif", [page], colours="rgb", compression=5)

    stamped = stamp_image(source, tmp_path / "out.tif", make_plan())

    seen = cv2.imread(str(stamped.path), cv2.IMREAD_UNCHANGED)
    assert seen is not None and seen.dtype == np.uint16
    changed = (seen[..., ::-1] != page).any(axis=2)
    assert 0.002 < changed.mean() < 0.05
    (text,) = read_codes(Image.fromarray((seen[..., 1] >> 8).astype(np.uint8)))
    assert check(text, KEY)


@pytest.mark.parametrize("bits", [8, 16])
def test_white_is_zero_is_stamped_dark(tmp_path: Path, bits: int) -> None:
    gray = deep_page(1) if bits == 16 else np.asarray(make_page())
    source = build_tiff(tmp_path / "a.tif", [gray], colours="inverted")

    stamped = stamp_image(source, tmp_path / "out.tif", make_plan())

    box = stamped.placements[0].code_box
    assert box is not None
    left, top, right, bottom = (
        round(v * 150 / 72) for v in (box.x0, box.y0, box.x1, box.y1)
    )
    after = pixels_of(stamped.path)
    assert stamped.notes == ()
    assert after[top:bottom, left:right].min() == 0
    assert np.median(after) > 0.9 * (2**bits - 1)


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_strips_of_jpeg_without_ink_are_copied(tmp_path: Path, mode: str) -> None:
    source = tmp_path / "a.tif"
    make_page(mode=mode).save(source, compression="jpeg", dpi=(150, 150), quality=60)

    stamped = stamp_image(source, tmp_path / "out.tif", make_plan())

    with source.open("rb") as one, stamped.path.open("rb") as other:
        chunks = []
        for file in (one, other):
            structure = read_structure(file, most_pages=9)
            grid = grid_of(structure, structure.pages[0])
            assert grid is not None
            count = len(grid.chunks)
            chunks.append([read_chunk(file, grid, index) for index in range(count)])
    same = [old == new for old, new in zip(*chunks, strict=True)]
    with Image.open(source) as old, Image.open(stamped.path) as new:
        changed = np.asarray(old.convert("L")) != np.asarray(new.convert("L"))
    assert stamped.notes == ()
    assert any(same) and not all(same)
    assert 0.002 < changed.mean() < 0.05


def test_pages_of_several_kinds_stay_what_they_are(tmp_path: Path) -> None:
    pages = [deep_page(3), deep_page(3)[:900, :1000]]
    source = build_tiff(tmp_path / "a.tif", pages, colours="rgb", order=">")

    stamped = stamp_image(source, tmp_path / "out.tif", make_plan())

    assert stamped.page_count == 2
    assert pixels_of(stamped.path, 1).shape == (900, 1000, 3)
    assert stamped.placements[1].box is None


def test_a_full_page_of_sixteen_bits_gets_a_border(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 65535, (900, 700, 3), np.uint16)
    source = build_tiff(tmp_path / "a.tif", [noise], colours="rgb", compression=8)

    stamped = stamp_image(source, tmp_path / "out.tif", make_plan())

    after = pixels_of(stamped.path)
    assert stamped.notes == ("border-added",)
    assert np.array_equal(after[-900:, :700], noise)


def test_a_large_page_is_never_whole_in_memory(tmp_path: Path) -> None:
    page = np.full((8000, 6000), 250, np.uint8)
    page[1000:7000:40, 500:5500] = 10
    source = build_tiff(tmp_path / "a.tif", [page], dpi=600, rows=8000)
    plan = make_plan()
    stamp_image(source, tmp_path / "out.tif", plan)  # what is loaded once

    tracemalloc.start()
    stamp_image(source, tmp_path / "out.tif", plan)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < page.nbytes * 0.7


def test_copies_of_sixteen_bits_bear_a_watermark(tmp_path: Path) -> None:
    source = build_tiff(tmp_path / "a.tif", [deep_page(3)], colours="rgb")

    stamped = stamp_image(source, tmp_path / "out.tif", make_plan(watermark=WATERMARK))

    before, after = pixels_of(source), pixels_of(stamped.path)
    assert ((before != after).any(axis=2)[600:1000, 400:800]).mean() > 0.05
    assert np.median(after[600:1000, 400:800]) > 40000


def test_circles_of_directories_are_refused(tmp_path: Path) -> None:
    source = build_tiff(tmp_path / "a.tif", [deep_page(3)], colours="rgb")
    data = bytearray(source.read_bytes())
    data[-4:] = data[4:8]  # the last directory points at itself
    source.write_bytes(data)

    with pytest.raises(InputError):
        stamp_image(source, tmp_path / "out.tif", make_plan())


def _with_tag(path: Path, number: int, kind: int, value: int) -> None:
    """Change the value of a short tag of the only page, in place."""
    data = bytearray(path.read_bytes())
    (place,) = struct.unpack("<L", data[4:8])
    (count,) = struct.unpack_from("<H", data, place)
    for index in range(count):
        row = place + 2 + 12 * index
        if struct.unpack_from("<H", data, row)[0] == number:
            struct.pack_into("<HLL", data, row + 2, kind, 1, value)
    path.write_bytes(data)


TRAPS = {
    "height": (257, 2**32 - 1),
    "width": (256, 2**32 - 1),
    "samples": (277, 65535),
    "tile": (322, 2**31),
}


@pytest.mark.parametrize(("number", "value"), TRAPS.values(), ids=TRAPS)
def test_sizes_that_cannot_be_are_refused_at_once(
    tmp_path: Path, number: int, value: int
) -> None:
    page = deep_page(1)
    tile = (256, 256) if number == 322 else None
    source = build_tiff(tmp_path / "a.tif", [page], tile=tile)
    _with_tag(source, number, 4, value)
    start = time.process_time()

    with pytest.raises(InputError):
        stamp_image(source, tmp_path / "out.tif", make_plan())

    assert time.process_time() - start < 5
    assert [path.name for path in tmp_path.iterdir()] == ["a.tif"]


def test_one_place_told_by_many_tags_does_not_fill_the_memory(tmp_path: Path) -> None:
    large = 64 * 1024**2
    rows = b"".join(struct.pack("<HHLL", 60000 + n, 1, large, 8) for n in range(99))
    source = tmp_path / "a.tif"
    head = b"II*\0" + struct.pack("<L", 8 + large)
    tail = struct.pack("<H", 99) + rows + struct.pack("<L", 0)
    source.write_bytes(head + bytes(large) + tail)

    with source.open("rb") as file, pytest.raises(LimitExceeded):
        read_structure(file, most_pages=9)


def test_damage_in_metadata_alone_is_forgiven(tmp_path: Path) -> None:
    source = tmp_path / "a.tif"
    make_page().save(source, dpi=(150, 150))
    data = source.read_bytes()
    lost = struct.pack("<HHLL", 34665, 4, 1, 2**31)
    old = struct.pack("<H", 282)  # the resolution's place is taken
    place = data.index(old, struct.unpack("<L", data[4:8])[0])
    source.write_bytes(data[:place] + lost + data[place + 12 :])

    assert stamp_image(source, tmp_path / "out.tif", make_plan()).page_count == 1


def test_strips_that_are_cut_short_are_refused(tmp_path: Path) -> None:
    source = build_tiff(tmp_path / "a.tif", [deep_page(3)], colours="rgb")
    with source.open("r+b") as file:
        structure = read_structure(file, most_pages=1)
        places = structure.numbers(structure.pages[0], STRIPS)
        data = source.read_bytes()
        broken = data.replace(
            structure.tag(4, *places).data,
            structure.tag(4, *([len(data)] * len(places))).data,
        )
    source.write_bytes(broken)

    with pytest.raises(CorruptInput):
        stamp_image(source, tmp_path / "out.tif", make_plan())
