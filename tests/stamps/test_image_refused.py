"""Pictures that are refused, and the received file, which is never touched."""

from pathlib import Path

import pytest
from PIL import Image

from models.errors import CorruptInput, EmptyInput, InputError, LimitExceeded
from models.settings import Limits
from stamps.on_image import stamp_image
from tests.build_stamp_plan import make_page, make_plan
from tests.stamps.test_on_image import ALL_NAMES

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
