"""Pages whose content does not unpack are never taken for pages without a mark."""

import io
import zlib
from base64 import a85encode
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from models.settings import Limits
from pipeline.document import examine
from pipeline.reading.pdf_streams import unpacks_whole
from tests.build_letters import letter_bytes

WHOLE = zlib.compress(b"".join(b"%d 0 Td " % n for n in range(2000)))
SPOILED = {
    "nothing": b"",
    "no-header": b"XX" + WHOLE[2:],
    "not-packed": b"BT (plain) Tj ET",
    "half": WHOLE[: len(WHOLE) // 2],
    "garbled": WHOLE[:900] + b"\xff" * 20 + WHOLE[920:],
    "wrong-checksum": WHOLE[:-4] + b"abcd",
    # Quicker unpackers than zlib take both of these, which no reader shows.
    "wide-window": b"\x88\x1c" + WHOLE[2:],
    "incomplete-code": bytes.fromhex("789c05c081080000008000b6fda50e000103d40146"),
}
SOUND = {
    "whole": WHOLE,
    "no-checksum": WHOLE[:-4],
    "short-checksum": WHOLE[:-1],
    "more-behind": WHOLE + b"\n\n",
}


@pytest.mark.parametrize("packed", SOUND.values(), ids=SOUND)
def test_all_of_a_sound_stream_comes(packed: bytes) -> None:
    assert unpacks_whole(packed)


@pytest.mark.parametrize("packed", SPOILED.values(), ids=SPOILED)
def test_a_spoiled_stream_is_not_whole(packed: bytes) -> None:
    assert not unpacks_whole(packed)


def _with_contents(path: Path, change: Callable[[pikepdf.Pdf, bytes], object]) -> Path:
    with pikepdf.open(io.BytesIO(letter_bytes(None))) as file:
        page = file.pages[0]
        page.contents_coalesce()
        page.Contents = change(file, page.Contents.read_bytes())
        level = pikepdf.StreamDecodeLevel.none
        file.save(path, compress_streams=False, stream_decode_level=level)
    return path


def _stream(file: pikepdf.Pdf, data: bytes, *filters: str) -> pikepdf.Object:
    stream = pikepdf.Stream(file, b"")
    names = pikepdf.Array([pikepdf.Name(name) for name in filters])
    stream.write(data, filter=names)
    return stream


def _spoil(data: bytes) -> bytes:
    """Put signs into the middle that stand for nothing there."""
    middle = len(data) // 2
    return data[:middle] + b"\xa9\xa9" + data[middle + 2 :]


def _lzw(data: bytes, *, bad: bool = False) -> bytes:
    """Pack by LZW as simply as it goes, with a code at half that nothing stands for."""
    codes: list[int] = []
    for start in range(0, len(data), 200):
        codes += [256, *data[start : start + 200]]
    if bad:
        codes[len(codes) // 2] = 510
    bits = "".join(format(code, "09b") for code in (*codes, 257))
    return int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(
        -(-len(bits) // 8), "big"
    )


WAYS: dict[str, Callable[[pikepdf.Pdf, bytes], object]] = {
    "alone": lambda file, _: _stream(file, b"no zlib at all", "/FlateDecode"),
    "unknown-filter": lambda file, data: _stream(file, data, "/Unknown"),
    "as-letters": lambda file, data: _stream(
        file,
        a85encode(zlib.compress(data)[:40]) + b"~>",
        "/ASCII85Decode",
        "/FlateDecode",
    ),
    "letters-alone": lambda file, data: _stream(
        file, _spoil(a85encode(data)) + b"~>", "/ASCII85Decode"
    ),
    "digits": lambda file, data: _stream(
        file, _spoil(data.hex().encode()) + b">", "/ASCIIHexDecode"
    ),
    "digits-of-packed": lambda file, data: _stream(
        file, _spoil(zlib.compress(data)).hex().encode(), "/AHx", "/Fl"
    ),
    "lzw": lambda file, data: _stream(file, _lzw(data, bad=True), "/LZWDecode"),
    "one-of-two": lambda file, data: pikepdf.Array(
        [
            file.make_indirect(_stream(file, zlib.compress(data), "/FlateDecode")),
            file.make_indirect(_stream(file, zlib.compress(data)[:40], "/FlateDecode")),
        ]
    ),
}


@pytest.mark.parametrize("change", WAYS.values(), ids=WAYS)
def test_a_page_with_torn_content_is_unreadable(
    tmp_path: Path, change: Callable[[pikepdf.Pdf, bytes], object]
) -> None:
    path = _with_contents(tmp_path / "a.pdf", change)
    found = examine(path, agreement="kz-by", sender="BY", limits=Limits())
    assert found.verdict.outcome.value != "unmarked"
    assert "unreadable-page" in found.verdict.reasons


WHOLE_WAYS: dict[str, Callable[[pikepdf.Pdf, bytes], object]] = {
    "letters": lambda file, data: _stream(
        file, a85encode(data, wrapcol=70) + b"\n~>\n", "/A85"
    ),
    "digits": lambda file, data: _stream(file, data.hex(" ").encode(), "/AHx"),
    "digits-of-packed": lambda file, data: _stream(
        file, zlib.compress(data).hex().encode() + b">\n", "/AHx", "/FlateDecode"
    ),
    "lzw": lambda file, data: _stream(file, _lzw(data), "/LZW"),
}


@pytest.mark.parametrize("change", WHOLE_WAYS.values(), ids=WHOLE_WAYS)
def test_a_page_that_is_packed_in_a_seldom_way_is_read(
    tmp_path: Path, change: Callable[[pikepdf.Pdf, bytes], object]
) -> None:
    path = _with_contents(tmp_path / "a.pdf", change)
    found = examine(path, agreement="kz-by", sender="BY", limits=Limits())
    assert found.verdict.outcome.value == "unmarked"


def test_a_page_with_a_torn_form_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with pikepdf.open(io.BytesIO(letter_bytes(None))) as file:
        form = _stream(file, b"torn", "/FlateDecode")
        form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        form.BBox = pikepdf.Array([0, 0, 100, 100])
        file.pages[0].add_resource(form, pikepdf.Name.XObject, pikepdf.Name.Torn)
        level = pikepdf.StreamDecodeLevel.none
        file.save(path, compress_streams=False, stream_decode_level=level)
    found = examine(path, agreement="kz-by", sender="BY", limits=Limits())
    assert "unreadable-page" in found.verdict.reasons
