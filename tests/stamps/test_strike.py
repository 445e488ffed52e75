"""Struck marks: every line of them is crossed, in whatever format they stand."""

import math
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from lxml import etree
from PIL import Image, ImageDraw, ImageFont

from models.geometry import Box
from stamps.fonts import font_path
from stamps.on_docx import stamp_docx
from stamps.on_image import stamp_image
from stamps.on_pdf import stamp_pdf
from stamps.pdf_render import open_pdf, render_part
from stamps.text_bands import line_boxes, slope_of, text_bands
from tests.build_docx import build_docx, paragraph
from tests.build_pdf import found, make_plan, signed_pdf
from tests.build_stamp_plan import found_marks
from tests.build_stamp_plan import make_plan as make_picture_plan

STAMP = ("Құпия", "(Секретно)")
DPI = 150
BOX = Box(400, 40, 500, 80)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def page_with(lines: tuple[str, ...]) -> Image.Image:
    """Draw the lines of a mark into ``BOX`` of a white page, centred."""
    page = Image.new("RGB", (1240, 1754), "white")
    font = ImageFont.truetype(str(font_path("sans", bold=True)), 28)
    across = round((BOX.x0 + BOX.x1) / 2 * DPI / 72)
    for number, line in enumerate(lines):
        down = round(BOX.y0 * DPI / 72) + 20 + 38 * number
        ImageDraw.Draw(page).text((across, down), line, "black", font, anchor="mm")
    return page


def rows_changed(before: np.ndarray, after: np.ndarray) -> list[tuple[int, int]]:
    """Return top and bottom of each run of rows that are crossed from side to side."""
    changed = np.abs(before.astype(int) - after.astype(int)) > 40
    rows = np.concatenate(([False], changed.mean(axis=1) > 0.4, [False]))
    return [tuple(e) for e in np.flatnonzero(rows[1:] != rows[:-1]).reshape(-1, 2)]


def cut(page: Image.Image, scale: float, box: Box = BOX) -> np.ndarray:
    edges = (round(side * scale) for side in (box.x0, box.y0, box.x1, box.y1))
    return np.asarray(page.convert("L").crop(tuple(edges)))


def assert_each_line_is_crossed(before: np.ndarray, after: np.ndarray) -> None:
    bands = text_bands(before)
    strokes = rows_changed(before, after)
    assert len(strokes) == len(bands)
    for (top, bottom), (first, last) in zip(bands, strokes, strict=True):
        middle = (first + last) / 2 / before.shape[0]
        assert top + 0.25 * (bottom - top) < middle < bottom - 0.25 * (bottom - top)


@pytest.mark.parametrize(
    "lines", [STAMP, STAMP[:1], STAMP[1:]], ids=["both", "first", "second"]
)
def test_bands_are_lines(lines: tuple[str, ...]) -> None:
    picture = cut(page_with(lines), DPI / 72)
    assert len(text_bands(picture)) == len(lines)
    assert len(line_boxes(BOX, picture)) == len(lines)


TURNS = (-20.0, -8.0, 0.0, 8.0, 20.0)


def turned_page(lines: tuple[str, ...], turn: float) -> tuple[Image.Image, Box]:
    """Turn the mark about the middle of ``BOX``; return where it stands then."""
    middle = ((BOX.x0 + BOX.x1) / 2 * DPI / 72, (BOX.y0 + BOX.y1) / 2 * DPI / 72)
    page = page_with(lines).rotate(
        turn, Image.BICUBIC, center=middle, fillcolor="white"
    )
    rows, columns = np.nonzero(np.asarray(page.convert("L")) < 128)
    edges = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    return page, Box(*(float(edge) * 72 / DPI for edge in edges))


@pytest.mark.parametrize("turn", TURNS)
def test_the_slope_of_lines_is_told(turn: float) -> None:
    page, box = turned_page(STAMP, turn)

    slope = slope_of(cut(page, DPI / 72, box))

    assert slope == pytest.approx(-math.tan(math.radians(turn)), abs=0.03)


@pytest.mark.parametrize("turn", [-20.0, -8.0, 8.0, 20.0])
def test_a_stroke_follows_a_mark_that_hangs(tmp_path: Path, turn: float) -> None:
    page, box = turned_page(STAMP, turn)
    page.save(tmp_path / "in.pdf", resolution=DPI)
    plan = make_plan(found=(found(box),), words={"strike_found": True})

    stamped = stamp_pdf(tmp_path / "in.pdf", tmp_path / "out.pdf", plan)

    level = []
    for path in (tmp_path / "in.pdf", stamped.path):
        document = open_pdf(path)
        around = BOX.grown(60)
        shown = Image.fromarray(render_part(document[0], around, 2.0))
        document.close()
        turned = shown.rotate(-turn, Image.BICUBIC, fillcolor=255)
        level.append(cut(turned, 2.0, Box(60, 60, 60 + BOX.width, 60 + BOX.height)))
    assert_each_line_is_crossed(*level)


def test_what_holds_no_line_stays_one_mark() -> None:
    blank = np.full((40, 90), 255, np.uint8)
    assert line_boxes(BOX, blank) == (BOX,)
    assert line_boxes(BOX, blank[:0]) == (BOX,)


@pytest.mark.parametrize("lines", [STAMP, STAMP[1:]], ids=["stamp", "one line"])
def test_each_line_on_a_pdf_is_crossed(tmp_path: Path, lines: tuple[str, ...]) -> None:
    page_with(lines).save(tmp_path / "in.pdf", resolution=DPI)
    plan = make_plan(found=(found(BOX),), words={"strike_found": True})

    stamped = stamp_pdf(tmp_path / "in.pdf", tmp_path / "out.pdf", plan)

    pictures = []
    for path in (tmp_path / "in.pdf", stamped.path):
        document = open_pdf(path)
        pictures.append(render_part(document[0], BOX, 2.0))
        document.close()
    assert_each_line_is_crossed(*pictures)


@pytest.mark.parametrize("suffix", ["png", "tif", "jpg"])
def test_each_line_on_a_picture_is_crossed(tmp_path: Path, suffix: str) -> None:
    source = tmp_path / f"in.{suffix}"
    page_with(STAMP).save(source, dpi=(DPI, DPI))
    plan = replace(make_picture_plan(strike_found=True), found=(found(BOX),))

    stamped = stamp_image(source, tmp_path / f"out.{suffix}", plan)

    with Image.open(source) as before, Image.open(stamped.path) as after:
        grown = round((after.height - before.height) * 72 / DPI)
        moved = Box(BOX.x0, BOX.y0 + grown, BOX.x1, BOX.y1 + grown)
        assert_each_line_is_crossed(cut(before, DPI / 72), cut(after, DPI / 72, moved))


def test_both_words_of_our_stamp_are_struck_in_a_text_document(tmp_path: Path) -> None:
    body = "".join(
        paragraph(line)
        for line in ("ҚҰПИЯ", *STAMP, "Құпия (Секретно) · 4с/2026 · 1/1", "Текст")
    )
    source = build_docx(tmp_path / "in.docx", body)
    plan = make_plan(words={"strike_found": True}, found=found_marks(*STAMP))

    result = stamp_docx(source, tmp_path / "out.docx", plan)

    with zipfile.ZipFile(result.path) as archive:
        document = etree.fromstring(archive.read("word/document.xml"))
    struck = [
        "".join(t.text or "" for t in run.iter(W + "t"))
        for run in document.iter(W + "r")
        if run.find(f".//{W}strike") is not None
    ]
    assert "".join(struck).replace(" ", "") == "ҚҰПИЯҚұпия(Секретно)Құпия(Секретно)"
    assert "found-mark-not-struck" not in result.notes


def test_a_signed_pdf_bears_the_stroke_as_an_annotation(tmp_path: Path) -> None:
    source = signed_pdf(tmp_path / "in.pdf")
    blank = Box(300, 20, 380, 34)
    plan = make_plan(found=(found(blank),), words={"strike_found": True})

    stamped = stamp_pdf(source, tmp_path / "out.pdf", plan)

    assert stamped.path.read_bytes().startswith(source.read_bytes())
    document = open_pdf(stamped.path)
    picture = render_part(document[0], blank, 2.0)
    document.close()
    dark = (picture < 150).mean(axis=1)
    assert dark[len(dark) // 2 - 2 : len(dark) // 2 + 2].max() > 0.95
    assert not dark[:8].any()
    assert not dark[-8:].any()
