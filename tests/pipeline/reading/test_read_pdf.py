"""Readings of small PDFs, each with one trick of the format."""

import io
from collections.abc import Callable
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

import pikepdf
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from models.agreement_file import load_agreement
from models.errors import CorruptInput, EmptyInput, EncryptedInput, LimitExceeded
from models.outcomes import Outcome, Verdict
from models.settings import Limits
from pipeline.reading.evidence import crop_marks
from pipeline.reading.read_pdf import read_pdf
from pipeline.reading.types_of_reading import Interest, RasterLines
from pipeline.recognition.verdict import judge
from pipeline.recognition.vocabulary import build_vocabulary
from tests.build_pdf import lock_attachments

VOCABULARY = build_vocabulary(load_agreement("kz-by"))
AGREEMENT_LIKE = [
    "Стороны обмениваются сведениями и обязуются беречь құпия ақпарат друг друга.",
    "Белгілер былайша салыстырылады:",
    '" Ө т е  қ ұ п и я "',
    '("Совершенно секретно")',
    '"Құпия" ("Секретно") "Секретно"',
    "1-бап. Құпия ақпаратты өзара қорғау туралы ұғымдар",
    "Құпия ақпаратты көшіру жазбаша келісім бойынша жүзеге асырылады.",
]


def no_pixels(image: object, *, dpi: float, interest: Interest) -> RasterLines:
    return RasterLines(lines=(), line_count=0)


def read(path: Path, limits: Limits | None = None) -> Verdict:
    reading = read_pdf(
        path,
        limits=limits or Limits(),
        interest=VOCABULARY.interest,
        raster=no_pixels,  # type: ignore[arg-type]
    )
    return judge(reading, vocabulary=VOCABULARY)


def make(path: Path, draw: Callable[[Canvas], None]) -> Path:
    font = files("font_source_serif_pro") / "files" / "SourceSerifPro-Regular.ttf"
    pdfmetrics.registerFont(TTFont("Serif", str(font)))
    canvas = Canvas(str(path), pagesize=(595, 842), invariant=1)
    canvas.setFont("Serif", 12)
    draw(canvas)
    canvas.save()
    return path


def letter(canvas: Canvas) -> None:
    canvas.drawRightString(550, 800, "Секретно")
    canvas.drawRightString(550, 785, "Экз. № 2")
    canvas.drawString(60, 770, "№ 123с от 12.05.2026")
    canvas.drawString(60, 700, "Направляем материалы о ходе работ.")


def plain(canvas: Canvas) -> None:
    canvas.drawString(60, 700, "Направляем материалы о ходе работ.")


def test_mark_and_numbers_are_read_with_their_place(tmp_path: Path) -> None:
    verdict = read(make(tmp_path / "a.pdf", letter))

    assert (verdict.outcome, verdict.copy_number) == (Outcome.MARKED, 2)
    assert verdict.registration_number == "123с"
    box = verdict.marks[0].box
    assert box is not None
    assert (490 < box.x0 < 515, 28 < box.y0 < 45) == (True, True)


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_turned_page_has_boxes_as_seen(tmp_path: Path, angle: int) -> None:
    path = make(tmp_path / "a.pdf", letter)
    with pikepdf.open(path, allow_overwriting_input=True) as file:
        file.pages[0].Rotate = angle
        file.save(path)

    box = read(path).marks[0].box

    assert box is not None
    seen = {90: (800, 525), 180: (70, 804), 270: (40, 70)}[angle]
    assert abs(box.x0 - seen[0]) < 30 and abs(box.y0 - seen[1]) < 30


@pytest.mark.parametrize(
    "inherited",
    [
        {"/MediaBox": [0, 0, 595, 842]},
        {"/MediaBox": [0, 0, 595, 842], "/CropBox": [0, 700, 595, 842]},
        {"/MediaBox": [0, 0, 1200, 1700], "/CropBox": [0, 0, 595, 842]},
        {"/MediaBox": [0, 0, 595, 842], "/Rotate": 90},
    ],
    ids=["size", "crop", "crop of a larger page", "turn"],
)
def test_what_a_page_inherits_holds_for_it(
    tmp_path: Path, inherited: dict[str, object]
) -> None:
    """Pages whose size stands in the page tree were read as American letters."""
    path = make(tmp_path / "a.pdf", letter)
    with pikepdf.open(path, allow_overwriting_input=True) as file:
        page = file.pages[0].obj
        for key in ("/MediaBox", "/Rotate"):
            del page[key]
        for key, value in inherited.items():
            file.Root.Pages[key] = value
        file.save(path)

    verdict = read(path)

    assert (verdict.outcome, verdict.copy_number) == (Outcome.MARKED, 2)
    (mark,) = verdict.marks
    assert mark.box is not None
    turned = "/Rotate" in inherited
    across, down = (mark.box.y0, mark.box.x0) if turned else (mark.box.x0, mark.box.y0)
    assert 490 < across < 515
    assert 795 < down < 815 if turned else 28 < down < 45


def test_words_outside_the_cropbox_are_not_seen(tmp_path: Path) -> None:
    path = make(tmp_path / "a.pdf", letter)
    with pikepdf.open(path, allow_overwriting_input=True) as file:
        file.pages[0].CropBox = [0, 0, 595, 750]
        file.save(path)

    assert read(path).outcome == Outcome.UNMARKED


@pytest.mark.parametrize("way", ["mode3", "white"])
def test_invisible_words_are_not_seen(tmp_path: Path, way: str) -> None:
    def draw(canvas: Canvas) -> None:
        plain(canvas)
        text = canvas.beginText(450, 800)
        text.setTextRenderMode(3 if way == "mode3" else 0)
        if way == "white":
            text.setFillColorRGB(1, 1, 1)
        text.textOut("Секретно")
        canvas.drawText(text)

    assert read(make(tmp_path / "a.pdf", draw)).outcome == Outcome.UNMARKED


def test_line_drawn_across_strikes_the_mark(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        letter(canvas)
        canvas.line(495, 803.5, 555, 803.5)

    verdict = read(make(tmp_path / "a.pdf", draw))

    assert (verdict.outcome, verdict.reasons) == (Outcome.REVIEW, ("struck-out",))


def test_underline_does_not_strike(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        letter(canvas)
        canvas.line(495, 797.5, 555, 797.5)

    assert read(make(tmp_path / "a.pdf", draw)).outcome == Outcome.MARKED


def test_free_text_annotation_bears_a_mark(tmp_path: Path) -> None:
    path = make(tmp_path / "a.pdf", plain)
    with pikepdf.open(path, allow_overwriting_input=True) as file:
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.FreeText,
            Rect=[430, 780, 560, 810],
            Contents="Өте құпия",
            DA="/Helv 12 Tf 0 g",
            F=4,
        )
        file.pages[0].Annots = pikepdf.Array([file.make_indirect(note)])
        file.save(path)

    verdict = read(path)

    assert (verdict.outcome, str(verdict.degree)) == (Outcome.MARKED, "top-secret")


def test_text_like_the_agreement_is_unmarked(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for index, row in enumerate(AGREEMENT_LIKE * 5):
            canvas.drawString(60, 780 - 16 * index, row)

    verdict = read(make(tmp_path / "a.pdf", draw))

    assert (verdict.outcome, verdict.marks) == (Outcome.UNMARKED, ())


def test_picture_without_a_reader_is_never_unmarked(tmp_path: Path) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    def draw(canvas: Canvas) -> None:
        data = io.BytesIO()
        picture = Image.new("L", (400, 600), 255)
        picture.paste(0, (50, 50, 300, 90))
        picture.save(data, "PNG")
        data.seek(0)
        canvas.drawImage(ImageReader(data), 0, 0, 595, 842)

    path = make(tmp_path / "a.pdf", draw)
    reading = read_pdf(path, limits=Limits(), interest=VOCABULARY.interest, raster=None)

    verdict = judge(reading, vocabulary=VOCABULARY)
    assert (verdict.outcome, verdict.reasons) == (Outcome.REVIEW, ("unreadable-page",))


def test_bad_files_say_why(tmp_path: Path) -> None:
    empty, junk, locked = (tmp_path / name for name in ("e.pdf", "j.pdf", "l.pdf"))
    empty.write_bytes(b"")
    junk.write_bytes(b"%PDF-1.7\nnothing")
    with pikepdf.open(make(tmp_path / "a.pdf", letter)) as file:
        file.save(locked, encryption=pikepdf.Encryption(user="u", owner="o"))

    for path, error in (
        (empty, EmptyInput),
        (junk, CorruptInput),
        (locked, EncryptedInput),
    ):
        with pytest.raises(error):
            read(path)
    with pytest.raises(LimitExceeded):
        read(tmp_path / "a.pdf", Limits(pages=0))


def test_pdf_whose_attachments_alone_need_a_password_says_so(tmp_path: Path) -> None:
    with pytest.raises(EncryptedInput):
        read(lock_attachments(make(tmp_path / "a.pdf", plain)))


def test_cut_off_file_is_never_unmarked(tmp_path: Path) -> None:
    path = make(tmp_path / "a.pdf", plain)
    path.write_bytes(path.read_bytes()[:-300])

    with suppress(CorruptInput):
        assert read(path).outcome == Outcome.REVIEW


def test_evidence_is_cut_around_the_mark(tmp_path: Path) -> None:
    path = make(tmp_path / "a.pdf", letter)

    pictures = crop_marks(path, "pdf", read(path))

    assert [name for name, _ in pictures] == ["mark-1-page-1.png"]
    assert pictures[0][1].startswith(b"\x89PNG")


def wide_letters(canvas: Canvas) -> None:
    text = canvas.beginText(300, 800)
    text.setFont("Serif", 10)
    text.setCharSpace(9)
    text.textOut("Совершенно секретно")
    canvas.drawText(text)


def test_letters_set_wide_apart_stay_one_mark(tmp_path: Path) -> None:
    verdict = read(make(tmp_path / "a.pdf", wide_letters))

    assert (verdict.outcome, verdict.degree and verdict.degree.slug) == (
        Outcome.MARKED,
        "top-secret",
    )


@pytest.mark.parametrize("letters", ["Секретно", "Се кр ет но"], ids=["word", "pieces"])
def test_words_retold_by_the_file_are_read_from_pixels(
    tmp_path: Path, letters: str
) -> None:
    """This test ensures that /ActualText cannot hide a mark from the eye."""

    def draw(canvas: Canvas) -> None:
        plain(canvas)
        canvas._code.append("/Span <</ActualText (Draft)>> BDC")
        x = 480.0
        for piece in letters.split():
            canvas.drawString(x, 800, piece)
            x += pdfmetrics.stringWidth(piece, "Serif", 12)
        canvas._code.append("EMC")

    assert asked_for_pixels(make(tmp_path / "a.pdf", draw))


@pytest.mark.parametrize("times", [2, 3])
def test_letters_printed_several_times_are_read_from_pixels(
    tmp_path: Path, times: int
) -> None:
    def draw(canvas: Canvas) -> None:
        plain(canvas)
        for step in range(times):
            x = 440.0 + 1.5 * step
            for letter in "СЕКРЕТНО":
                canvas.drawString(x, 800, letter)
                x += pdfmetrics.stringWidth(letter, "Serif", 12)

    assert asked_for_pixels(make(tmp_path / "a.pdf", draw))


def test_a_word_drawn_as_one_shape_is_read_from_pixels(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        plain(canvas)
        shape = canvas.beginPath()
        shape.moveTo(480, 800)
        for step in range(40):
            shape.lineTo(480 + step, 800 + 10 * (step % 2))
        canvas.drawPath(shape, stroke=0, fill=1)

    assert asked_for_pixels(make(tmp_path / "a.pdf", draw))


@pytest.mark.parametrize("copy", ["Экз. № 2", "ЭКЗ. № 2"])
@pytest.mark.parametrize("mark", ["-Секретно-", "-СЕКРЕТНО-"])
def test_a_hyphen_behind_a_mark_does_not_join_it_to_the_next_line(
    tmp_path: Path, mark: str, copy: str
) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawRightString(550, 800, mark)
        canvas.drawRightString(550, 785, copy)
        plain(canvas)

    verdict = read(make(tmp_path / "a.pdf", draw))

    assert (verdict.outcome, verdict.copy_number) == (Outcome.MARKED, 2)


def test_a_word_parted_at_the_end_of_a_line_is_one_word(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawRightString(550, 800, "СОВЕР-")
        canvas.drawRightString(550, 785, "ШЕННО СЕКРЕТНО")
        canvas.drawString(60, 740, "О режиме секретно-")
        canvas.drawString(60, 725, "сти в учреждении")
        plain(canvas)

    verdict = read(make(tmp_path / "a.pdf", draw))

    assert [mark.text for mark in verdict.marks] == ["Совершенно секретно"]


def test_a_code_of_ours_is_not_read_as_writing(tmp_path: Path) -> None:
    """This test ensures that a carrier we stamped can be taken in again."""
    import zxingcpp
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    symbol = zxingcpp.create_barcode("belgi/12", zxingcpp.BarcodeFormat.QRCode)
    picture = Image.fromarray(symbol.to_image(scale=4))

    def draw(canvas: Canvas) -> None:
        letter(canvas)
        canvas.drawImage(ImageReader(picture), 15, 15, 37, 37)

    assert not asked_for_pixels(make(tmp_path / "a.pdf", draw))


def test_a_place_to_open_at_is_no_damage(tmp_path: Path) -> None:
    path = make(tmp_path / "a.pdf", letter)
    with pikepdf.open(path, allow_overwriting_input=True) as file:
        place = [file.pages[0].obj, pikepdf.Name.XYZ, None, None, 0]
        file.Root.OpenAction = pikepdf.Array(place)
        file.save(path)

    assert read(path).reasons == ()


def asked_for_pixels(path: Path) -> bool:
    """Tell whether the reader of pictures is asked for a page."""
    asked = []

    def raster(image: object, *, dpi: float, interest: Interest) -> RasterLines:
        asked.append(dpi)
        return RasterLines(lines=(), line_count=0)

    read_pdf(path, limits=Limits(), interest=VOCABULARY.interest, raster=raster)  # type: ignore[arg-type]
    return bool(asked)
