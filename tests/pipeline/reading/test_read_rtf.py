"""Rich text: what is shown is read where it stands, the rest is doubt."""

from pathlib import Path

import pytest

from models.documents import Align, Source
from tests.pipeline.reading.read_made import MARK, marks, read_kind


def rtf(body: str) -> bytes:
    escaped = "".join(c if ord(c) < 128 else f"\\u{ord(c)}?" for c in body)
    return ("{\\rtf1\\ansi\\ansicpg1251 " + escaped + "}").encode()


RTF = {
    "text": (MARK, Source.TEXT),
    "header": ("{\\header " + MARK + "\\par}text", Source.HEADER),
    "footnote": ("a{\\footnote " + MARK + "}", Source.TEXT),
    "text box": ("{\\shp{\\*\\shpinst{\\shptxt " + MARK + "\\par}}}", Source.TEXTBOX),
    "split": ("Секр{\\b етно}", Source.TEXT),
    "style in passing": ("{\\f0\\*\\cs7 " + MARK + "}", Source.TEXT),
    "style": ("{\\*\\cs7 " + MARK + "}", Source.TEXT),
    "shaped words": (
        "{\\shp{\\*\\shpinst{\\sp{\\sn gtextUNICODE}{\\sv " + MARK + "}}}}",
        Source.WATERMARK,
    ),
}


@pytest.mark.parametrize("case", RTF)
def test_rich_text_is_read_where_it_stands(tmp_path: Path, case: str) -> None:
    body, source = RTF[case]
    path = tmp_path / "a.rtf"
    path.write_bytes(rtf(body))

    assert marks(read_kind(path, "rtf")) == [(0, source)]


def test_rich_text_in_a_code_page_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    escaped = "".join(f"\\'{byte:02x}" for byte in MARK.encode("cp1251"))
    path.write_bytes(b"{\\rtf1\\ansi\\ansicpg1251\\qr\\b " + escaped.encode() + b"}")

    line = read_kind(path, "rtf").pages[0].lines[0]

    assert (line.text, line.align, line.bold) == (MARK, Align.RIGHT, True)


@pytest.mark.parametrize("word", ["v", "deleted"])
def test_hidden_rich_text_does_not_count(tmp_path: Path, word: str) -> None:
    path = tmp_path / "a.rtf"
    path.write_bytes(rtf("{\\" + word + " " + MARK + "}"))

    assert marks(read_kind(path, "rtf")) == []


@pytest.mark.parametrize("group", ["\\listtext", "\\v"])
def test_labels_and_hidden_words_of_rich_text_are_doubt(
    tmp_path: Path, group: str
) -> None:
    path = tmp_path / "a.rtf"
    path.write_bytes(rtf("{" + group + " " + MARK + "}text"))

    assert read_kind(path, "rtf").problems == ("concealed-mark",)


def test_other_properties_of_shapes_are_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    path.write_bytes(rtf("{\\sp{\\sn wzName}{\\sv " + MARK + "}}{\\*\\x " + MARK + "}"))

    assert marks(read_kind(path, "rtf")) == []


def test_struck_rich_text_is_known(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    path.write_bytes(rtf("{\\strike " + MARK + "}"))

    assert read_kind(path, "rtf").pages[0].lines[0].words[0].struck
