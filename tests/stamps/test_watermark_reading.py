"""A copy's watermark hides no text: OCR reads every word that it read before."""

from collections import Counter
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from pipeline.reading.ocr import find_tessdata
from samples import texts
from samples.draw import Sheet, as_bytes, draw_pdf, draw_scan
from stamps.on_image import stamp_image
from stamps.on_pdf import stamp_pdf
from tests.build_pdf import make_plan

DPI = 200
BODY = texts.LETTER_RU + texts.REPORT_RU + texts.LETTER_KK + texts.MEMO_RU
WATERMARK = "Дана № 3 · Экз. № 3 · 12с/2026"


def read_words(picture: Image.Image) -> Counter[str]:
    import tesserocr

    with tesserocr.PyTessBaseAPI(path=str(find_tessdata()), lang="rus+kaz") as engine:
        engine.SetVariable("user_defined_dpi", str(DPI))
        engine.SetImage(picture.convert("L"))
        words = engine.GetUTF8Text().split()
    return Counter(word for word in words if sum(map(str.isalpha, word)) >= 3)


def render(path: Path) -> Image.Image:
    document = pypdfium2.PdfDocument(path)
    try:
        return document[0].render(scale=DPI / 72, grayscale=True).to_pil()
    finally:
        document.close()


def lost(before: Counter[str], after: Counter[str]) -> list[str]:
    return sorted((before - after).elements())


@pytest.mark.parametrize("kind", ["pdf", "scan"])
def test_the_watermark_hides_no_word(tmp_path: Path, kind: str) -> None:
    sheet = Sheet(title="О ходе работ", body=BODY)
    plan = make_plan(words={"watermark": WATERMARK}, is_copy=True)
    if kind == "pdf":
        source, target = tmp_path / "in.pdf", tmp_path / "out.pdf"
        draw_pdf(source, [sheet])
        stamp_pdf(source, target, plan)
        before, after = render(source), render(target)
    else:
        source, target = tmp_path / "in.png", tmp_path / "out.png"
        scan = draw_scan(sheet, dpi=DPI)
        source.write_bytes(as_bytes(scan, "PNG", dpi=(DPI, DPI)))
        stamp_image(source, target, plan)
        before, after = Image.open(source), Image.open(target)

    words = read_words(before)

    assert sum(words.values()) > 100
    assert len(lost(words, read_words(after))) <= sum(words.values()) * 0.01
