"""What the fuzzer found, made small; each was a fault once."""

import struct
from datetime import UTC, datetime

import pytest

from models.errors import InputError
from pipeline.document import StampOrder, apply_stamp
from stamps.plan import StampPlan, StampStyle, StampText
from tests.hostile.bombs_office import docx

PLAN = StampPlan(
    text=StampText(mark=("Құпия",), details=("1с/2026",), running="{page}/{pages}"),
    style=StampStyle(),
    code=None,
    label=None,
    clock=datetime(2026, 11, 22, tzinfo=UTC),
)


def test_a_part_that_stands_outside_of_the_file(tmp_path):
    """Seed 3: the stamper met an OSError of zipfile."""
    data = bytearray(docx())
    place = data.index(b"PK\x05\x06") + 16
    start = struct.unpack_from("<I", data, place)[0]
    # All members are taken to stand so much further to the front.
    struct.pack_into("<I", data, place, start + 100_000)
    source = tmp_path / "source"
    source.write_bytes(data)
    order = StampOrder(plan=PLAN, kind="docx", file_name="f")

    with pytest.raises(InputError):
        apply_stamp(source, tmp_path / "stem", order)
