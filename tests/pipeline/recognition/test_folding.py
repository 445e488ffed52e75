import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.agreement_file import load_agreement
from pipeline.recognition.folding import fold, kept_places, squeeze
from pipeline.recognition.forms import HitKind
from pipeline.recognition.vocabulary import Vocabulary, build_vocabulary

VOCABULARY: Vocabulary = build_vocabulary(load_agreement("kz-by"))
FORMS = [f for f in VOCABULARY.forms.values() if f.kind == HitKind.MARK]
LATIN = str.maketrans("АВСЕНКМОРТХУаеорсухкі", "ABCEHKMOPTXYaeopcyxki")
KAZAKH = str.maketrans("ҚқҰұӨөҮүҢң", "КкУуОоУуНн")
GREEK = str.maketrans("АВЕНКМОРТХӨө", "ΑΒΕΗΚΜΟΡΤΧΘθ")
IGNORED = ["", "\u00ad", "\u200b", "\u200d", "\ufeff"]


@st.composite
def disguised(draw: st.DrawFn) -> tuple[str, str]:
    form = draw(st.sampled_from(FORMS))
    text = draw(st.sampled_from([str.upper, str.lower, str.title, str]))(form.text)
    table = draw(st.sampled_from([{}, LATIN, KAZAKH, GREEK]))
    text = "".join(c.translate(table) if draw(st.booleans()) else c for c in text)
    way = draw(st.sampled_from(["plain", "spaced", "ignored", "lines"]))
    if way == "spaced":
        text = "  ".join(" ".join(word) for word in text.split())
    elif way == "ignored":
        text = "".join(c + draw(st.sampled_from(IGNORED)) for c in text)
    elif way == "lines":
        text = text.replace(" ", "\n")
    return form.skeleton, text


@given(disguised())
def test_every_disguise_of_a_mark_is_found(made: tuple[str, str]) -> None:
    skeleton, text = made

    assert [hit.form.skeleton for hit in VOCABULARY.find(text)] == [skeleton]
    assert VOCABULARY.interest(text)


@given(st.text(max_size=60))
def test_fold_keeps_places(text: str) -> None:
    folded = fold(text)

    assert len(folded) == len(text)
    assert "".join(folded[p] for p in kept_places(folded)) == squeeze(text)


@given(
    st.text(alphabet="абвгдежзийклмнопрстуфхцчшщыьэюяқұөәңғі", min_size=1, max_size=14)
)
def test_no_word_becomes_a_mark(word: str) -> None:
    skeletons = {form.skeleton for form in VOCABULARY.forms.values()}

    found = VOCABULARY.find(word)

    assert bool(found) == (squeeze(word) in skeletons and not _is_brief(word))


def _is_brief(word: str) -> bool:
    form = VOCABULARY.forms[squeeze(word)]
    return form.abbreviation and not word.isupper()


@pytest.mark.parametrize(
    "tail", ["сть", "сти", "й", "е", "ы", "ө", "лар", "лық", "сыз", "1"]
)
def test_longer_word_is_not_the_mark(tail: str) -> None:
    assert VOCABULARY.find("секретно" + tail) == ()
    assert VOCABULARY.find("құпия" + tail) == ()


@given(st.text(max_size=200))
def test_interest_is_in_order_and_inside_the_text(text: str) -> None:
    spans = VOCABULARY.interest(text)

    assert list(spans) == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
