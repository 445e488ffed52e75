"""What the fuzzer found, made small; each was a fault once."""

import io
import struct
import zipfile
from datetime import UTC, datetime

import pikepdf
import pytest

from models.errors import InputError
from models.outcomes import Outcome
from models.settings import Limits
from pipeline.document import StampOrder, apply_stamp, examine
from stamps.plan import StampPlan, StampStyle, StampText
from tests.build_scans import DPI, scan
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


def test_a_kind_of_document_that_does_not_unpack(tmp_path):
    """atheris, odt: the member that names the kind is no packed data."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        made.writestr("content.xml", "<a/>")
    data = bytearray(buffer.getvalue())
    start = 30 + len("mimetype")
    data[start : start + 8] = b"\xff" * 8
    path = tmp_path / "source"
    path.write_bytes(data)

    examined = examine(path, agreement="kz-by", sender=None, limits=Limits())

    assert examined.verdict.reasons == ("damaged",)


@pytest.mark.parametrize("suffix", ["PDF", "PNG"])
def test_a_page_that_takes_too_long_is_held_and_not_the_whole_time_lost(
    tmp_path, suffix
):
    """A public file: torn content drawn over itself took OCR over a minute."""
    path = tmp_path / "source"
    scan(mark=None, copy=None).save(path, suffix, resolution=DPI, dpi=(DPI, DPI))
    limits = Limits(page_time_s=0.0)

    verdict = examine(path, agreement="kz-by", sender=None, limits=limits).verdict

    assert (verdict.outcome, verdict.reasons) == (Outcome.REVIEW, ("unreadable-page",))


def test_a_resource_whose_name_is_no_text(tmp_path):
    """atheris, pdf: content that needs a form of its own, and such a name."""
    path = tmp_path / "source"
    with pikepdf.new() as made:
        page = made.add_blank_page()
        page.Resources = pikepdf.Object.parse(b"<</Font <<>> /#ff 1>>")
        page.Contents = made.make_stream(b"Q q 1 0 0 1 9 9 cm BT ET")
        made.save(path)
    order = StampOrder(plan=PLAN, kind="pdf", file_name="f")

    assert apply_stamp(path, tmp_path / "stem", order).page_count == 1
