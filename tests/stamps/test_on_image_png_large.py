"""Large PNGs, stamped some rows at a time, come out as small ones do."""

import tracemalloc
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from models.errors import CorruptInput, InputError
from stamps import image_png_large, png_bands
from stamps.on_image import stamp_image
from tests.build_stamp_plan import WATERMARK, make_page, make_plan


def page_of(kind: str) -> Image.Image:
    if kind == "P":
        return make_page(mode="RGB").quantize(12)
    if kind == "noise":
        return Image.effect_noise((800, 1100), 90)
    if kind == "turned":
        return make_page().rotate(90, expand=True)
    return make_page(mode=kind)


def pixels_of(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGBA"))


@pytest.fixture
def few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every picture be a large one, of bands as low as 50 rows."""
    monkeypatch.setattr(image_png_large, "LARGE_BYTES", 0)
    monkeypatch.setattr(png_bands, "_BAND_BYTES", 64_000)


@pytest.mark.parametrize(
    ("kind", "watermark"),
    [
        *((kind, None) for kind in ("1", "L", "LA", "RGB", "RGBA", "P", "noise")),
        *((kind, WATERMARK) for kind in ("1", "RGB", "noise")),
    ],
)
def test_bands_give_the_same_pixels(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    watermark: str | None,
) -> None:
    source = tmp_path / "a.png"
    page_of(kind).save(source, dpi=(150, 150))
    plan = make_plan(watermark=watermark)
    whole = stamp_image(source, tmp_path / "whole.png", plan)
    monkeypatch.setattr(image_png_large, "LARGE_BYTES", 0)
    monkeypatch.setattr(png_bands, "_BAND_BYTES", 64_000)

    parts = stamp_image(source, tmp_path / "parts.png", plan)

    seen = [pixels_of(path) for path in (whole.path, parts.path)]
    assert seen[0].shape == seen[1].shape
    differ = (seen[0] != seen[1]).any(axis=2).mean()
    assert parts.placements == whole.placements
    # The dots of a watermark begin anew in each band.
    assert differ == 0 if kind not in "1P" or not watermark else differ < 0.01


@pytest.mark.usefixtures("few_rows")
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_bands_keep_sixteen_bits(tmp_path: Path, channels: int) -> None:
    gray = np.asarray(make_page()).astype(np.uint16) * 257 - 3
    deep = gray if channels == 1 else np.dstack([gray] * channels)
    source = tmp_path / "deep.png"
    cv2.imwrite(str(source), deep)

    stamped = stamp_image(source, tmp_path / "out.png", make_plan())

    again = cv2.imread(str(stamped.path), cv2.IMREAD_UNCHANGED)
    assert again is not None and again.dtype == np.uint16
    changed = (again != deep).reshape(*again.shape[:2], -1).any(axis=2)
    assert 0.002 < changed.mean() < 0.05


@pytest.mark.usefixtures("few_rows")
@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_bands_are_upright_as_seen(tmp_path: Path, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = page_of("turned" if orientation > 4 else "L")
    stored.save(tmp_path / "a.png", exif=exif, dpi=(150, 150))

    stamped = stamp_image(tmp_path / "a.png", tmp_path / "out.png", make_plan())

    with Image.open(stamped.path) as after:
        assert after.getexif()[0x0112] == orientation
    assert stamped.placements[0].code_box is not None


@pytest.mark.usefixtures("few_rows")
def test_a_struck_mark_in_bands(tmp_path: Path) -> None:
    make_page().save(tmp_path / "a.png", dpi=(150, 150))

    stamped = stamp_image(
        tmp_path / "a.png", tmp_path / "out.png", make_plan(strike_found=True)
    )

    changed = pixels_of(tmp_path / "a.png") != pixels_of(stamped.path)
    assert changed[100:138, 960:1080].any()


DAMAGE: dict[str, Any] = {
    "cut": lambda data: data[: len(data) // 2],
    "flipped": lambda data: data[:3000] + b"\xff" + data[3001:],
    "no-pixels": lambda data: data[:41] + data[-12:],
}


@pytest.mark.usefixtures("few_rows")
@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_damaged_bands_are_refused(tmp_path: Path, damage: Any) -> None:
    source = tmp_path / "a.png"
    make_page().save(source)
    source.write_bytes(damage(source.read_bytes()))

    with pytest.raises((CorruptInput, InputError)):
        stamp_image(source, tmp_path / "out.png", make_plan())

    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]


def test_a_large_png_is_never_whole_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(image_png_large, "LARGE_BYTES", 0)
    monkeypatch.setattr(png_bands, "_BAND_BYTES", 128 * 1024)
    page = np.full((7000, 4900), 250, np.uint8)
    page[1500:6000:40, 800:4200] = 10
    source = tmp_path / "a.png"
    Image.fromarray(page).save(source, dpi=(600, 600), compress_level=1)

    tracemalloc.start()
    stamp_image(source, tmp_path / "out.png", make_plan())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < page.nbytes / 2
