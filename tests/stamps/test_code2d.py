"""The 2-D code: what it says, that it can't be altered, that paper brings it back."""

import base64
import hashlib
import hmac
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from stamps.code2d import check, gray_modules, modules, parse, payload, read_codes
from stamps.code2d_batch import make_many
from stamps.plan import CodeContent
from tests.build_degraded_codes import KEY, WAYS, code_text, printed

NUMBERS = st.text(min_size=1, max_size=15)


def content(number: str = "12с/2026", copy: int | None = 3) -> CodeContent:
    return CodeContent(number=number, copy=copy, key=KEY)


def drawn(text: str, scale: int = 4) -> Image.Image:
    side, pixels = gray_modules(text)
    picture = Image.new("L", (side + 8, side + 8), 255)
    picture.paste(Image.frombytes("L", (side, side), pixels), (4, 4))
    return picture.resize([part * scale for part in picture.size], 0)


@given(NUMBERS, st.none() | st.integers(1, 10**6), st.integers(1, 10**6), st.data())
def test_any_number_comes_back_as_it_was(
    number: str, copy: int | None, pages: int, data: st.DataObject
) -> None:
    page = data.draw(st.integers(1, pages))

    facts = parse(payload(content(number, copy), page, pages))

    assert facts is not None
    assert (facts.number, facts.copy) == (number, copy)
    assert (facts.page, facts.pages) == (page, pages)


@given(NUMBERS)
def test_payload_stays_in_the_dense_alphabet(number: str) -> None:
    dense = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")

    assert set(payload(content(number), 1, 1)) <= dense


def test_usual_code_has_25_modules_a_side() -> None:
    assert len(modules(payload(content("12сс/2026", 12), 100, 300))) == 25


@given(
    number=st.text(alphabet="0123456789сқС/-A", min_size=1, max_size=24),
    copy=st.none() | st.integers(1, 10**6),
    pages=st.sampled_from((30, 120, 1000, 100_200)),
    key=st.binary(min_size=1, max_size=8),
)
@settings(max_examples=40)
def test_codes_made_together_are_those_made_one_by_one(
    number: str, copy: int | None, pages: int, key: bytes
) -> None:
    told = CodeContent(number=number, copy=copy, key=key)
    last = range(max(pages - 60, 1), pages + 1)
    texts = [payload(told, page, pages) for page in (*range(1, 20), *last)]

    assert make_many(texts, gray_modules) == [gray_modules(text) for text in texts]


@pytest.mark.parametrize(
    "end", ["0000000", "123456", "ABCDEFG", "z", "Қ", "A" * 20, "A" * 40], ids=ascii
)
def test_codes_of_any_text_can_be_made_together(end: str) -> None:
    texts = [f"{number:020d}{end}"[-30 - len(end) :] for number in range(40)]
    texts += [f"A:{number}:{end}" for number in range(100, 140)]

    assert make_many(texts, gray_modules) == [gray_modules(text) for text in texts]


def test_codes_of_a_long_document_take_few_turns_of_the_encoder() -> None:
    texts = [payload(content(), page, 3000) for page in range(1, 3001)]
    asked = []

    def make_one(text: str) -> tuple[int, bytes]:
        asked.append(text)
        return gray_modules(text)

    made = make_many(texts, make_one)

    assert len(set(made)) == 3000
    assert len(asked) < 60


def test_code_of_another_office_fails_the_check() -> None:
    text = payload(content(), 1, 2)

    assert check(text, KEY)
    assert not check(text, b"another key")


@given(st.integers(0, 200), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ.:/"))
def test_an_altered_code_fails_the_check(place: int, letter: str) -> None:
    text = payload(content(), 1, 2)
    place %= len(text)
    altered = text[:place] + letter + text[place + 1 :]

    assert check(altered, KEY) == (altered == text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://example.org",
        "B2:12:3:1:1:ABCDEFGHIJ",
        "B1:12:3:2:1:ABCDEFGHIJ",
        "B1:12:3:0:1:ABCDEFGHIJ",
        "B1:.4:3:1:1:ABCDEFGHIJ",
        "B1:%FFFFFF:3:1:1:ABCDEFGHIJ",
        "B1:12:3:1:1:abcdefghij",
        "B1:12:٣:1:1:ABCDEFGHIJ",
    ],
)
def test_what_is_not_ours_is_not_understood(text: str) -> None:
    assert parse(text) is None
    assert not check(text, KEY)


@pytest.mark.parametrize(("page", "pages"), [(0, 1), (2, 1), (-1, 5)])
def test_a_page_beyond_the_pages_is_refused(page: int, pages: int) -> None:
    with pytest.raises(ValueError, match="between 1"):
        payload(content(), page, pages)


def test_equal_content_gives_equal_modules() -> None:
    text = payload(content(), 1, 2)

    assert modules(text) == modules(text)
    assert modules(text) != modules(payload(content(), 2, 2))


@pytest.mark.parametrize("turn", [0, 90, 180, 270, 17])
def test_code_is_read_at_any_turn(turn: int) -> None:
    text = payload(content(), 1, 2)
    picture = drawn(text, 6).rotate(turn, expand=True, fillcolor=255)

    assert read_codes(picture) == (text,)


def test_codes_of_others_are_left_out() -> None:
    assert read_codes(drawn("HTTP://EXAMPLE.ORG")) == ()


def test_a_blank_picture_has_no_codes() -> None:
    assert read_codes(Image.new("L", (400, 300), 255)) == ()


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "RGBA", "CMYK", "P"])
def test_code_is_read_in_every_kind_of_picture(mode: str) -> None:
    text = payload(content(), 1, 2)

    assert read_codes(drawn(text).convert(mode)) == (text,)


@pytest.mark.parametrize("way", WAYS)
def test_paper_brings_the_code_back(way: str) -> None:
    """The rate over many more pages is measured by ``make bench-codes``."""
    missed = []
    for seed in range(12):
        rng = random.Random(seed)
        text = code_text(rng)
        if read_codes(WAYS[way](printed(text, rng), rng)) != (text,):
            missed.append(seed)

    assert missed == []


def test_the_check_value_is_the_beginning_of_an_hmac_in_base_32() -> None:
    text = payload(CodeContent(number="7/2026", copy=2, key=b"key" * 40), 3, 9)

    body, _, value = text.rpartition(":")

    made = hmac.new(b"key" * 40, b"belgi/code2d/1\0" + body.encode(), hashlib.sha256)
    assert value == base64.b32encode(made.digest()).decode()[:10]
