"""What stands around a candidate and where: edges, feet, tables, sentences before."""

from dataclasses import replace

import pytest

from models.agreement_file import load_agreement
from models.documents import Align, Format, Line, Page, Reading, Source, Word
from models.geometry import Box
from models.outcomes import Outcome, Verdict
from pipeline.recognition.verdict import judge
from pipeline.recognition.vocabulary import build_vocabulary
from tests.build_pages import line_at, page_of, reading_of

VOCABULARY = build_vocabulary(load_agreement("kz-by"))
SENTENCE = "Он взял со стола конверт и прочёл надпись в углу."
TERMS = (
    *("қазақша", "орысша", "ағылшынша"),
    *("өте құпия", "совершенно секретно", "top secret"),
    *("құпия", "секретно", "secret"),
)


def without_places(*lines: Line) -> Verdict:
    page = Page(index=0, width_pt=None, height_pt=None, lines=lines, body_size_pt=12.0)
    reading = Reading(format=Format.DOCX, kind="docx", pages=(page,), page_count=None)
    return judge(reading, vocabulary=VOCABULARY)


def plain(text: str, source: Source = Source.TEXT, align: Align = Align.LEFT) -> Line:
    words = tuple(Word(text=word) for word in text.split())
    return Line(words=words, source=source, align=align, size_pt=12.0)


def test_a_word_after_a_sentence_is_no_mark_of_the_head() -> None:
    title = plain("ГЛАВА СЕДЬМАЯ", align=Align.CENTER)
    word = plain("СЕКРЕТНО", align=Align.CENTER)

    before = without_places(word, title, plain(SENTENCE))
    after = without_places(title, plain(SENTENCE), word, plain(SENTENCE))

    assert before.outcome == Outcome.MARKED
    assert after.outcome != Outcome.MARKED


def test_marks_of_other_tables_in_a_list_of_terms_are_mentions() -> None:
    cells = [plain(text, Source.TABLE) for text in TERMS]

    assert without_places(plain("Сөздік"), *cells).outcome == Outcome.UNMARKED


@pytest.mark.parametrize("angle", [90.0, -90.0])
def test_a_mark_along_the_edge_counts(angle: float) -> None:
    word = Word(text="СЕКРЕТНО", box=Box(8, 300, 24, 380))
    line = Line(words=(word,), source=Source.TEXT, size_pt=12.0, angle_deg=angle)

    verdict = judge(reading_of(page_of(line)), vocabulary=VOCABULARY)

    assert verdict.outcome == Outcome.MARKED


def test_a_mark_alone_in_the_foot_margin_counts() -> None:
    foot = line_at("Аса маңызды", 800)

    verdict = judge(reading_of(page_of(foot)), vocabulary=VOCABULARY)

    assert verdict.outcome == Outcome.MARKED


def test_halves_that_stand_apart_on_one_row_are_one_mark() -> None:
    first, second = (
        Word(text="Совершенно", box=Box(330, 40, 400, 52)),
        Word(text="секретно", box=Box(450, 40, 520, 52)),
    )
    line = line_at("Секретно", 40)
    halves = [replace(line, words=(word,)) for word in (first, second)]

    verdict = judge(reading_of(page_of(*halves)), vocabulary=VOCABULARY)

    assert verdict.degree is not None
    assert verdict.degree.slug == "top-secret"


def test_the_note_of_where_copies_went_is_no_copy_number() -> None:
    mark = line_at("Секретно", 40, side="right")
    trail = line_at("Экз. № 1 - адресату", 56, side="right")

    verdict = judge(reading_of(page_of(mark, trail)), vocabulary=VOCABULARY)

    assert verdict.copy_number is None


def test_the_end_of_a_sentence_in_taller_letters_is_no_mark() -> None:
    sentence = line_at("Дәрежелер мынадай: аса маңызды, өте құпия және", 80)
    rest = line_at("құпия.", 97, size=15.5)

    verdict = judge(reading_of(page_of(sentence, rest)), vocabulary=VOCABULARY)

    assert verdict.outcome == Outcome.UNMARKED


def test_the_label_of_a_row_speaks_about_marks() -> None:
    """This test ensures that «Гриф дела | Секретно» is no certain mark."""
    label = line_at("Гриф дела", 120)
    value = line_at("Секретно", 120, side="right")

    bare = judge(reading_of(page_of(value)), vocabulary=VOCABULARY)
    told = judge(reading_of(page_of(label, value)), vocabulary=VOCABULARY)

    assert bare.outcome == Outcome.MARKED
    assert told.outcome != Outcome.MARKED


def test_the_second_line_of_a_title_is_no_certain_mark() -> None:
    lines = [
        plain(text, align=Align.CENTER)
        for text in ("О РАССЛЕДОВАНИИ ДЕЛ", "ОСОБОЙ ВАЖНОСТИ")
    ]

    assert without_places(*lines).outcome != Outcome.MARKED
    assert without_places(lines[1], lines[0]).outcome == Outcome.MARKED


def test_dots_that_lead_to_a_page_make_a_mention() -> None:
    lines = [plain(f"{text} ....... 9") for text in ("Секретно: учёт", "Құпия: есеп")]

    assert without_places(plain("Оглавление"), *lines).outcome == Outcome.UNMARKED


def test_degrees_and_foreign_marks_side_by_side_are_a_table() -> None:
    words = ("Secret", "Секретно", "Top Secret", "Совершенно секретно")
    cells = [plain(text, Source.TABLE) for text in words]

    assert without_places(plain("Glossary"), *cells).outcome == Outcome.UNMARKED


def test_a_quotation_of_two_lines_is_no_certain_mark() -> None:
    lines = [
        line_at(text, y, side="right")
        for text, y in (("«Секретно", 330), ("Экз. № 1»", 344))
    ]

    verdict = judge(reading_of(page_of(*lines)), vocabulary=VOCABULARY)

    assert verdict.outcome != Outcome.MARKED


def test_small_letters_in_a_column_are_no_certain_mark() -> None:
    """This test ensures that rows of a list of files make no conflict."""
    mark = line_at("Совершенно секретно", 40, side="right")
    copy = line_at("Экз. № 2", 54, side="right")
    cells = [
        line_at(text, y, side="center")
        for text, y in (("совершенно секретно", 180), ("особой важности", 215))
    ]

    verdict = judge(reading_of(page_of(mark, copy, *cells)), vocabulary=VOCABULARY)

    certain = [found.text for found in verdict.marks if not found.doubts]
    assert certain == ["Совершенно секретно"]


def test_a_number_in_a_journal_tells_of_no_mark() -> None:
    row = [line_at(text, 120, side="center") for text in ("17/8сс",)]

    verdict = judge(reading_of(page_of(*row)), vocabulary=VOCABULARY)

    assert verdict.outcome == Outcome.UNMARKED


@pytest.mark.parametrize("mark", ["ҚҰПИЯ", "Ерекше маңызды"])
def test_a_word_close_behind_a_letterhead_is_doubted(mark: str) -> None:
    head = line_at(f"Министерство промышленности и связи {mark}", 61, side="right")

    verdict = judge(reading_of(page_of(head)), vocabulary=VOCABULARY)

    assert verdict.outcome == Outcome.REVIEW


@pytest.mark.parametrize("times", [1, 2, 3, 5])
def test_a_mark_said_again_and_again_in_its_place_is_never_a_mention(
    times: int,
) -> None:
    lines = [plain("Секретно", align=Align.RIGHT) for _ in range(times)]

    verdict = without_places(*lines, plain(SENTENCE))

    assert verdict.outcome in (Outcome.MARKED, Outcome.REVIEW)


def test_a_column_of_degrees_under_its_title_is_a_list() -> None:
    titles = [plain("Перечень степеней секретности изделий"), plain("Степень")]
    lines = [plain("Секретно") for _ in range(4)]

    assert without_places(*titles, *lines).outcome == Outcome.UNMARKED


def _headed(*head: Line) -> Verdict:
    text = "При планировании перевозок следует исходить из средней скорости хода"
    body = (line_at(text, 170.0), line_at(text, 186.0))
    return judge(reading_of(page_of(*head, *body)), vocabulary=VOCABULARY)


def test_a_title_over_running_text_is_no_certain_mark() -> None:
    chapter = line_at("ГЛАВА СЕДЬМАЯ", 130.0, side="center")
    title = line_at("СЕКРЕТНО", 148.0, side="center")

    assert _headed(chapter, title).outcome == Outcome.REVIEW
    assert _headed(title).outcome == Outcome.MARKED


def test_the_head_of_a_newspaper_is_no_certain_mark() -> None:
    head = line_at("СОВЕРШЕННО СЕКРЕТНО", 86.0, side="center")
    large = line_at("СОВЕРШЕННО СЕКРЕТНО", 86.0, side="center", size=30.0)
    below = line_at("Ежемесячник, март 2024 года", 130.0, side="center")
    copy = line_at("Экз. № 2", 130.0, side="center")

    assert _headed(large, below).outcome == Outcome.REVIEW
    assert _headed(head, below).outcome == Outcome.MARKED
    assert _headed(large, copy).outcome == Outcome.MARKED
