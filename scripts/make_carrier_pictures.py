"""Make docs/stamping.md's pictures of pictures and office files.

``python -m scripts.make_carrier_pictures`` builds a file for each case, stamps it and
writes a small PNG to docs/pictures; office files are laid out by LibreOffice. Nothing
here is a real document.
"""

import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageOps

from models.documents import Source
from models.marks import FoundMark
from scripts.make_stamp_pictures import SIDE_PX, TARGET, picture
from stamps.on_docx import stamp_docx
from stamps.on_image import stamp_image
from stamps.on_office import stamp_office
from stamps.plan import StampPlan
from tests.build_docx import PAGE, build_docx, paragraph
from tests.build_stamp_plan import WATERMARK, make_page, make_plan

UPRIGHT, TURNED = 1, 6
WAIT_S = 120
PICTURES = {
    "colour": (make_page(mode="RGB"), "a.jpg", UPRIGHT),
    "fax": (make_page(mode="1"), "a.tif", UPRIGHT),
    "exif": (make_page(mode="RGB").rotate(90, expand=True), "a.jpg", TURNED),
    "black": (Image.new("L", (1240, 1754), 0), "a.png", UPRIGHT),
    "small": (Image.new("RGB", (120, 60), (0, 90, 160)), "a.png", UPRIGHT),
}
BODY = "".join(paragraph(f"{n}. " + "Слова документа. " * 24) for n in range(1, 9))


def _changed() -> StampPlan:
    mark = FoundMark(
        text="Құпия",
        degree=None,
        page_index=0,
        box=None,
        source=Source.TEXT,
        confidence=1.0,
    )
    plan = make_plan(strike_found=True, found=(mark,))
    words = replace(plan.text, mark=("Өте құпия",), running="Өте құпия · {page}")
    return replace(plan, text=words)


def pictures(folder: Path) -> None:
    """Stamp the pictures and show them as a viewer does."""
    for case, (page, name, way) in PICTURES.items():
        exif = Image.Exif()
        exif[0x0112] = way
        source, target = folder / name, folder / f"out-{name}"
        page.save(source, dpi=(150, 150), exif=exif)
        stamp_image(source, target, make_plan())
        with Image.open(target) as stamped:
            seen = ImageOps.exif_transpose(stamped).convert("RGB")
        seen.thumbnail((SIDE_PX, SIDE_PX))
        seen.quantize(64, method=Image.Quantize.FASTOCTREE).save(
            TARGET / f"stamp-picture-{case}.png", optimize=True
        )


def office(folder: Path) -> None:
    """Stamp office files and show the first page of each."""
    import pptx

    section = f"<w:sectPr>{PAGE}</w:sectPr>"
    source = build_docx(folder / "a.docx", BODY + section)
    stamp_docx(source, folder / "word.docx", make_plan())
    stamp_docx(source, folder / "word-copy.docx", make_plan(watermark=WATERMARK))
    stamp_docx(folder / "word.docx", folder / "word-changed.docx", _changed())
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text, slide.placeholders[1].text = "Доклад", "Слова доклада"
    deck.save(str(folder / "a.pptx"))
    first = folder / "slides.pptx"
    stamp_office(folder / "a.pptx", first, make_plan(), kind="pptx")
    stamp_office(first, folder / "slides-changed.pptx", _changed(), kind="pptx")
    program = shutil.which("soffice")
    if program is None:
        raise SystemExit("LibreOffice is needed to lay out office files.")
    made = sorted((*folder.glob("word*.docx"), *folder.glob("slides*.pptx")))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    options = (profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder))
    # A fixed program on files of our own.
    command = [program, *options, *map(str, made)]
    subprocess.run(command, check=True, capture_output=True, timeout=WAIT_S)
    for path in made:
        target = TARGET / f"stamp-{path.stem}.png"
        picture(path.with_suffix(".pdf"), target)
        with Image.open(target) as shown:
            small = shown.convert("RGB").quantize(64, method=Image.Quantize.FASTOCTREE)
        small.save(target, optimize=True)


def main() -> None:
    """Write one picture a case."""
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        pictures(Path(name))
        office(Path(name))


if __name__ == "__main__":
    main()
