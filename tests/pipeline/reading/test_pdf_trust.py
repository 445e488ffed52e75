"""Whether a text layer can be believed: short cuts change no answer."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.reading import pdf_trust
from pipeline.reading.pdf_text import Frame, PageText, line_bounds

FRAME = Frame(x0=0.0, y0=0.0, x1=595.0, y1=842.0, rotation=0)
ODD = "\x01\ue000¬"
LETTERS = f"абвгд sdfgh ÀÁÂÃ {ODD} !#$;({{ \n 12"
FOUR_BYTES = "\U0001d400"


@given(st.text(alphabet=LETTERS, max_size=200))
def test_odd_characters_are_counted_as_one_by_one(text: str) -> None:
    filled = len(text.replace(" ", "").replace("\n", ""))
    inner = r"[^\W\d_][!#$%&*+(\[\]^~|<>=?;\"{}]+[^\W\d_]"
    counted = (
        sum(char in ODD for char in text) > 0.06 * filled
        or 3 * len(re.findall("[\u00c0-\u00ff]{3}", text)) > 0.3 * filled
        or (filled > 60 and len(re.findall(inner, text)) > filled / 25)
    )
    assert pdf_trust.has_odd_characters(text, filled) == counted


@given(
    st.lists(st.sampled_from(["а", "б в", "г,", "слово", "а" * 50, ""]), max_size=30)
)
def test_lines_of_scraps_are_those_of_few_letters_in_a_row(rows: list[str]) -> None:
    text = "\n".join(rows)
    page = PageText(handle=None, text=text, chars=len(text), frame=FRAME)
    found = pdf_trust.scattered_lines(page, line_bounds(text))
    scraps = [row for row in rows if row]
    expected: list[str] = []
    run: list[str] = []
    for row in [*scraps, "слово"]:
        if len(row) <= 3:
            run.append(row)
            continue
        expected += run if len(run) >= 4 else []
        run = []
    assert [text[start:end] for start, end in found] == expected


def _odd(text: str) -> bool:
    page = PageText(handle=None, text=text, chars=len(text), frame=FRAME)
    return bool(pdf_trust.odd_lines(page, line_bounds(text)))


def test_a_line_overprinted_in_part_is_not_believed() -> None:
    assert _odd("Соввершенно ссеккреттно")
    assert not _odd("Классный отдел Россельхознадзора")


@given(
    st.lists(
        st.one_of(
            st.sampled_from(["ссеккреттно", "Россия", "ааббвв", "аabb!!", "(№", " "]),
            st.text(alphabet="аабᄑ Ѐ.1\x10", max_size=12),
        ),
        max_size=12,
    ).map("".join)
)
@example("ааббвв слово слово слово слово слово слово слово слово")
@example("Совершенно ссеккреттно")
def test_lines_passed_over_have_nothing_odd(line: str) -> None:
    """Letters that stand twice are looked for in the whole page at once.

    Where one of its letters takes four bytes, they are looked for everywhere.
    """
    page = f"много\n{line}\nслов"

    assert _odd(page) == _odd(f"{page}\n{FOUR_BYTES}")
