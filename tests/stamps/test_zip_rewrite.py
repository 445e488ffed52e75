"""Parts of a container are read without trusting what it says of them."""

import struct
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.errors import CorruptInput, EncryptedInput, InputError
from stamps.zip_rewrite import Source, rewrite

CLOCK = datetime(2026, 11, 22, tzinfo=UTC)
BODY = b"<a>" + b"text of a part " * 400 + b"</a>"


def make(path: Path, *, packed: bool = True) -> Path:
    """Write a container of two members."""
    method = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("part.xml", BODY)
        archive.writestr("kept.bin", bytes(range(256)))
    return path


def changed(path: Path, place: int, value: bytes, *, central: bool = True) -> Path:
    """Overwrite a field of the first member's entry."""
    data = bytearray(path.read_bytes())
    start = data.index(b"PK\x01\x02") if central else 0
    data[start + place : start + place + len(value)] = value
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("packed", [True, False])
def test_a_part_is_read_as_it_was_written(tmp_path: Path, packed: bool) -> None:
    with Source(make(tmp_path / "a.zip", packed=packed)) as source:
        assert source.read("part.xml") == BODY


WRONG: dict[str, tuple[int, bytes, bool, type[InputError]]] = {
    "sum": (16, b"\1\2\3\4", True, CorruptInput),
    "larger than it is": (24, struct.pack("<L", 9_000), True, CorruptInput),
    "smaller than it is": (24, struct.pack("<L", 9), True, CorruptInput),
    "packed size beyond the end": (20, struct.pack("<L", 99_999), True, CorruptInput),
    "place": (42, struct.pack("<L", 5), True, CorruptInput),
    "encrypted": (8, b"\1\0", True, EncryptedInput),
    "patched": (8, b"\x20\0", True, CorruptInput),
    "another name before the bytes": (30, b"q", False, CorruptInput),
    "bytes that do not inflate": (40, b"\xff\xff\xff", False, CorruptInput),
}


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG)
def test_a_part_that_is_not_what_it_says_is_refused(
    tmp_path: Path, case: tuple[int, bytes, bool, type[InputError]]
) -> None:
    place, value, central, error = case
    path = changed(make(tmp_path / "a.zip"), place, value, central=central)

    with Source(path) as source, pytest.raises(error):
        source.read("part.xml")


def test_only_what_changed_is_packed_anew(tmp_path: Path) -> None:
    path = make(tmp_path / "a.zip")
    target = tmp_path / "b.zip"

    with Source(path) as source:
        before = source.packed(source.members["kept.bin"])
        rewrite(source, target, changed={"part.xml": BODY * 9}, clock=CLOCK)

    with Source(target) as written, zipfile.ZipFile(target) as archive:
        assert written.packed(written.members["kept.bin"]) == before
        assert archive.testzip() is None
        assert archive.read("part.xml") == BODY * 9
