"""Marks that a new one strikes in office files: struck, legible, never covered."""

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from models.geometry import Box
from stamps.on_office import stamp_office
from stamps.plan import StampPlan
from tests.build_stamp_plan import found_marks, make_plan
from tests.stamps.build_office_files import (
    BUILD,
    KINDS,
    build_odt,
    build_pptx,
    stamped,
)


def changed_plan(*old: str) -> StampPlan:
    """Make the plan of a change of degree."""
    plan = make_plan(strike_found=True, found=found_marks(*old))
    return replace(plan, text=replace(plan.text, mark=("Өте құпия",)))


def struck_in(path: Path, kind: str) -> tuple[str, list[str]]:
    """Return what is struck, and the parts that were looked at."""
    names = {"odt": ("content.xml", "styles.xml"), "pptx": ("ppt/slides/slide1.xml",)}
    words, parts = "", []
    with zipfile.ZipFile(path) as archive:
        for name in names[kind]:
            root = etree.fromstring(archive.read(name))
            parts.append("".join(root.itertext()))
            for element in root.iter():
                if kind == "odt":
                    is_struck = "BelgiStruck" in element.attrib.values()
                    is_struck &= str(element.tag).endswith("}span")
                else:
                    is_struck = element.find("{*}rPr[@strike='sngStrike']") is not None
                words += "".join(element.itertext()) if is_struck else ""
    return words, parts


@pytest.mark.parametrize("kind", ["odt", "pptx"])
def test_a_change_of_degree_strikes_the_old_mark(tmp_path: Path, kind: str) -> None:
    first = stamped(tmp_path, kind)

    result = stamp_office(
        first.path,
        tmp_path / f"again.{kind}",
        changed_plan("Құпия", "(Секретно)"),
        kind=kind,
    )

    words, parts = struck_in(result.path, kind)
    assert "sheet-instead" not in result.notes
    assert "Құпия(Секретно)" in words and "Өте" not in words
    assert any("Өте құпия" in part for part in parts)
    assert all("(Секретно)" in part for part in parts[-1:])


def test_a_mark_in_the_text_is_struck_and_its_letters_stay(tmp_path: Path) -> None:
    source = build_odt(tmp_path / "in.odt")
    marked = tmp_path / "marked.odt"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(marked, "w") as new:
        for name in old.namelist():
            body = "<text:p>Гриф: <text:span>Сек</text:span>ретно, экз. 1</text:p>"
            data = old.read(name)
            new.writestr(name, data.replace(b"<text:p>x</text:p>", body.encode()))

    result = stamp_office(
        marked, tmp_path / "out.odt", changed_plan("СЕКРЕТНО"), kind="odt"
    )

    words, parts = struck_in(result.path, "odt")
    assert words == "Секретно"
    assert "Гриф: Секретно, экз. 1" in parts[0]


@pytest.mark.parametrize("kind", KINDS)
def test_a_mark_that_cannot_be_struck_asks_for_a_sheet(
    tmp_path: Path, kind: str
) -> None:
    source = BUILD[kind](tmp_path / f"in.{kind}")

    result = stamp_office(
        source, tmp_path / f"out.{kind}", changed_plan("Особой важности"), kind=kind
    )

    assert result.notes == ("sheet-instead", "found-mark-not-struck")
    assert not (tmp_path / f"out.{kind}").exists()


def test_a_mark_on_a_layout_asks_for_a_sheet(tmp_path: Path) -> None:
    """What stands on a layout stays alive on the slides."""
    import pptx

    source = build_pptx(tmp_path / "in.pptx")
    deck = pptx.Presentation(str(source))
    deck.slides[0].shapes.title.text = "Секретно"
    box = deck.slide_layouts[0].placeholders[1]
    box.text_frame.text = "Секретно"
    deck.save(str(source))

    result = stamp_office(
        source, tmp_path / "out.pptx", changed_plan("Секретно"), kind="pptx"
    )

    assert result.notes == ("sheet-instead", "found-mark-not-struck")


def test_a_new_stamp_never_covers_the_struck_one(tmp_path: Path) -> None:
    """A ground of its own would hide the mark that must stay legible."""
    import pptx

    once = stamped(tmp_path, "pptx")

    result = stamp_office(
        once.path, tmp_path / "again.pptx", changed_plan("Құпия"), kind="pptx"
    )

    for slide in pptx.Presentation(str(result.path)).slides:
        first, *_, last = [s for s in slide.shapes if s.name == "belgi stamp"]
        boxes = [
            Box(s.left, s.top, s.left + s.width, s.top + s.height)
            for s in (first, last)
        ]
        assert not boxes[0].overlaps(boxes[1])
