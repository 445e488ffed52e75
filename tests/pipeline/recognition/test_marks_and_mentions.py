# ruff: noqa: E501  (tables of words read better in rows)
import pytest

from models.agreement_file import load_agreement
from models.documents import Source
from models.outcomes import Outcome
from pipeline.recognition.verdict import judge
from pipeline.recognition.vocabulary import Vocabulary, build_vocabulary
from tests.build_pages import letter_with, line_at, page_of, reading_of

S, TS, SI = "secret", "top-secret", "special-importance"

MARKS = [
    ("Секретно", S), ("СЕКРЕТНО", S), ("С е к р е т н о", S), ("С Е К Р Е Т Н О", S),
    ("Совершенно секретно", TS), ("СОВЕРШЕННО СЕКРЕТНО", TS), ("Совершенно|секретно", TS),
    ("С о в е р ш е н н о  с е к р е т н о", TS), ("Сов. секретно", TS), ("Сов.секретно", TS),
    ("СОВ. СЕКРЕТНО", TS), ("Соверш. секретно", TS), ("Особой важности", SI), ("ОСОБОЙ ВАЖНОСТИ", SI),
    ("Особая важность", SI), ("Особой|важности", SI), ("О с о б о й  в а ж н о с т и", SI),
    ("Құпия", S), ("ҚҰПИЯ", S), ("Қ ұ п и я", S), ("Өте құпия", TS), ("ӨТЕ ҚҰПИЯ", TS), ("Ө т е  қ ұ п и я", TS),
    ("Өте|құпия", TS), ("Аса маңызды", SI), ("АСА МАҢЫЗДЫ", SI), ("А с а  м а ң ы з д ы", SI),
    ("Ерекше маңызды", SI), ("Купия", S), ("КУПИЯ", S), ("Kyпия", S), ("Оте купия", TS), ("θTE ҚҰПИЯ", TS),
    ("Сакрэтна", S), ("САКРЭТНА", S), ("Зусім сакрэтна", TS), ("Цалкам сакрэтна", TS), ("Асаблівай важнасці", SI),
    ("CEKPETHO", S), ("Cекретнo", S), ("COBEPШEHHO CEKPETHO", TS), ("ΟСΟБΟЙ ΒΑЖΗΟСТИ", SI), ("CEҚPETHO", S),
    ("Се\u00adкрет\u00adно", S), ("С\u200bе\u200bк\u200bр\u200bе\u200bт\u200bн\u200bо", S), ("Сек\ufeffретно", S),
    ("Qūpiia", S), ("Qupi'i'a", S), ("Óte qupııa", TS), ("Öte qūpia", TS), ("Asa mańyzdy", SI), ("Asa mañyzdy", SI),
    ("Құпия (Секретно)", S), ("Құпия|(Секретно)", S), ("Өте құпия (Совершенно секретно)", TS),
    ("Аса маңызды / Особой важности", SI), ("Құпия|Секретно", S), ("Секретно|Экз. № 2", S), ("Секретно Экз. № 2", S),
    ("Секретно|п. 12 Перечня", S), ("С|Экз. № 2", S), ("СС|Экз. № 1", TS), ("ОВ|Экз. № 3", SI), ("қ|Дана № 1", S),
    ("өқ|№ 2 дана", TS), ("ем|Дана № 3", SI), ("СС Экз. № 2", TS), ("Секретно (по заполнении)", S), ("СЕКРЕТНО.", S),
    ("Секретно|Экз. единственный", S), ("Құпия (Секретно) · 12с/2026 · 1/3", S), ("СЕКРЕТН0", S),
]  # fmt: skip

MENTIONS = [
    "Документы с грифом «Секретно» хранятся в отдельном помещении.", "Работа велась секретно, и о ней знали немногие.",
    "Гриф «Совершенно секретно» присваивается по решению руководителя.", "О режиме секретности в учреждении",
    "СЕКРЕТАРИАТ", "Секретариат", "Секретарь совещания", "Генеральный секретариат", "О секретности переписки",
    "секретность", "Секретные материалы", "несекретно", "Не секретно", "НЕСЕКРЕТНО", "н е с е к р е т н о", "Құпия емес",
    "құпия ақпарат", "Құпия ақпаратты өзара қорғау туралы келісім", "ҚҰПИЯ АҚПАРАТТЫ ҚОРҒАУ ТУРАЛЫ КЕЛІСІМ",
    "Құпиялылық дәрежелерінің салыстырмалылығы", "құпиялылық белгісі", "Мемлекеттік құпиялар туралы заң",
    "құпиясыздандыру туралы ұсыныс енгізілді", "Бұл өте құпия әңгіме болды деп айтты куәгер.",
    "Аса маңызды мәселелер бойынша кеңес өтті.", "Ерекше маңызды объектілерді күзету туралы ереже бекітілді",
    "Вопросы особой важности рассматриваются на заседании совета.", "Следователь по делам особой важности Петров",
    "сведения особой важности, совершенно секретные и секретные сведения", "Это совершенно секретно, сказал он и ушёл.",
    "Степени: «особой важности», «совершенно секретно», «секретно»", "«Секретно»", "«Құпия»", "\"Өте құпия\"",
    "Закон «О государственных секретах» от 19 июля 2010 года", "Правила ведения секретного делопроизводства",
    "секрет но открытый для всех", "Секрет прост", "Дакументы з грыфам «Сакрэтна» захоўваюцца асобна.",
    "Аб дзяржаўных сакрэтах", "Аб асаблівай важнасці гэтага пытання гаварылі доўга", "Сакратарыят",
    "Приложение С", "группа С", "СС", "С", "ОВ", "Раздел ОВ: отопление и вентиляция", "қ", "ем", "литера С",
    "Таблица 5. СС и ОВ", "На № 45с от 12.05.2026 сообщаем следующее о ходе работ", "копия верна", "Копия", "Купон",
    "Купить", "важность вопроса", "Совершенно верно", "совершенно иначе", "Особой роли не играет", "Особой", "важности",
    "The secret of success is a good plan and steady work", "Secretary General", "Confidentiality of correspondence is assured",
    "Служебного пользования требуют многие документы этого архива", "ДСП-панели для пола, древесные плиты", "дсп",
    "Рассекречено не всё, что хранится в этом архиве с тех далёких пор и доныне", "Конфиденциальность гарантируется",
    "коммерческая тайна охраняется законом и договором сторон", "Он шепнул: секретно", "Секретно ли это? Заметки архивиста",
]  # fmt: skip


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return build_vocabulary(load_agreement("kz-by"))


@pytest.mark.parametrize(("rows", "degree"), MARKS, ids=[row for row, _ in MARKS])
def test_mark_in_the_corner_has_its_degree(
    rows: str, degree: str, vocabulary: Vocabulary
) -> None:
    verdict = judge(letter_with(*rows.split("|")), vocabulary=vocabulary)

    assert (verdict.outcome, str(verdict.degree)) == (Outcome.MARKED, degree)


@pytest.mark.parametrize("text", MENTIONS)
def test_mention_is_no_mark(text: str, vocabulary: Vocabulary) -> None:
    reading = letter_with(text, side="left", y=300.0)

    verdict = judge(reading, vocabulary=vocabulary)

    assert (verdict.outcome, verdict.marks) == (Outcome.UNMARKED, ())


@pytest.mark.parametrize(
    "text",
    [
        "Для служебного пользования", "ДЛЯ СЛУЖЕБНОГО|ПОЛЬЗОВАНИЯ", "ДСП", "ҚБП", "Қызмет бабында пайдалану үшін",
        "Конфиденциально", "СТРОГО КОНФИДЕНЦИАЛЬНО", "Коммерческая тайна", "SECRET", "TOP SECRET", "NATO SECRET",
        "RESTREINT UE/EU RESTRICTED", "COSMIC TOP SECRET", "Строго секретно", "Поверително", "TAJNE", "STRENG GEHEIM",
        "Для службовага карыстання", "Коммерциялық құпия", "Т а є м н о", "ДСП|Экз. № 2", "SECRET UE/EU SECRET",
    ],
)  # fmt: skip
def test_mark_of_another_table_goes_to_a_person(
    text: str, vocabulary: Vocabulary
) -> None:
    verdict = judge(letter_with(*text.split("|")), vocabulary=vocabulary)

    assert (verdict.outcome, verdict.degree) == (Outcome.REVIEW, None)
    assert "outside-table" in verdict.reasons


def test_two_degrees_are_a_conflict_with_the_higher_proposed(
    vocabulary: Vocabulary,
) -> None:
    pages = (
        page_of(line_at("Секретно", 40, side="right")),
        page_of(line_at("Особой важности", 40, side="right"), index=1),
    )

    verdict = judge(reading_of(*pages), vocabulary=vocabulary)

    assert (verdict.outcome, str(verdict.degree)) == (Outcome.REVIEW, SI)
    assert "conflict" in verdict.reasons
    assert len(verdict.marks) == 2


def test_struck_mark_goes_to_a_person(vocabulary: Vocabulary) -> None:
    struck = line_at("Секретно", 40, side="right", struck=True)

    verdict = judge(reading_of(page_of(struck)), vocabulary=vocabulary)

    assert (verdict.outcome, verdict.reasons) == (Outcome.REVIEW, ("struck-out",))


@pytest.mark.parametrize(
    "stamp",
    ["РАССЕКРЕЧЕНО", "Құпиясыздандырылды", "Рассекречено. Акт № 14", "Гриф снят"],
)
def test_lifted_mark_goes_to_a_person(stamp: str, vocabulary: Vocabulary) -> None:
    page = page_of(line_at("Секретно", 40, side="right"), line_at(stamp, 30))

    verdict = judge(reading_of(page), vocabulary=vocabulary)

    assert verdict.outcome == Outcome.REVIEW
    assert "declassified" in verdict.reasons


def test_marks_side_by_side_to_choose_from_are_no_mark(vocabulary: Vocabulary) -> None:
    rows = ["Гриф:", "□ Секретно", "□ Совершенно секретно", "□ Особой важности"]
    lines = [line_at(row, 200 + 16 * i) for i, row in enumerate(rows)]

    verdict = judge(reading_of(page_of(*lines)), vocabulary=vocabulary)

    assert verdict.outcome == Outcome.UNMARKED


def test_ticked_mark_goes_to_a_person(vocabulary: Vocabulary) -> None:
    rows = ["☐ Секретно", "☑ Совершенно секретно", "☐ Особой важности"]
    lines = [line_at(row, 200 + 16 * i) for i, row in enumerate(rows)]

    verdict = judge(reading_of(page_of(*lines)), vocabulary=vocabulary)

    assert verdict.outcome == Outcome.REVIEW


def test_unread_page_is_never_unmarked(vocabulary: Vocabulary) -> None:
    reading = reading_of(page_of(), page_of(index=1, problem="unreadable-page"))

    verdict = judge(reading, vocabulary=vocabulary)

    assert (verdict.outcome, verdict.reasons) == (Outcome.REVIEW, ("unreadable-page",))


def test_words_of_a_third_party_are_not_read_by_our_table(
    vocabulary: Vocabulary,
) -> None:
    verdict = judge(letter_with("Секретно"), vocabulary=vocabulary, sender="BG")

    assert (verdict.outcome, verdict.degree) == (Outcome.REVIEW, None)
    assert "outside-table" in verdict.reasons


def test_word_with_a_letter_wrong_is_found_on_a_scan_only(
    vocabulary: Vocabulary,
) -> None:
    read = line_at("СЕКРЕТКО", 40, side="right", source=Source.OCR)
    typed = line_at("СЕКРЕТКО", 40, side="right")

    found = judge(reading_of(page_of(read)), vocabulary=vocabulary)
    none = judge(reading_of(page_of(typed)), vocabulary=vocabulary)

    assert found.outcome != Outcome.UNMARKED
    assert none.outcome == Outcome.UNMARKED


@pytest.mark.parametrize(
    ("rows", "copy", "registration", "date"),
    [
        (("Секретно", "Экз. № 2", "№ 123с от 12.05.2026"), 2, "123с", "2026-05-12"),
        (("Құпия", "Дана № 3", "2026 жылғы 12 мамыр № 45қ"), 3, "45қ", "2026-05-12"),
        (("Секретно", "№ 7 дана", "№ 12/3-с"), 7, "12/3-с", None),
        (("Сакрэтна", "Асобнік № 1", "12 мая 2026 г. № 9с"), 1, "9с", "2026-05-12"),
        (("Секретно", "Экз. единственный", "Рег. № 5/77с"), 1, "5/77с", None),
        (("Секретно", "На № 99с от 01.02.2020", "№ 100с"), None, "100с", None),
        (("Секретно", "№ 31c"), None, "31с", None),
    ],
)  # fmt: skip
def test_numbers_beside_the_mark_are_read(
    rows: tuple[str, ...],
    copy: int | None,
    registration: str,
    date: str | None,
    vocabulary: Vocabulary,
) -> None:
    verdict = judge(letter_with(*rows), vocabulary=vocabulary)

    assert (verdict.copy_number, verdict.registration_number) == (copy, registration)
    assert date in (None, verdict.registration_date)
