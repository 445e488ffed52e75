"""Old marks are struck as words of their own, and never within another word."""

import pytest

from stamps.office_marks import folded, marks_in


@pytest.mark.parametrize(
    ("pieces", "struck"),
    [
        (["Құпия"], ["Құпия"]),
        (["(Құпия)"], ["Құпия"]),
        (["Құпиялылық белгісі"], []),
        (["өтеқұпия"], []),
        (["Құпиялылық: ", "Құпия"], ["Құпия"]),
        (["Қ ұ п и я"], ["Қ ұ п и я"]),
        (["Құ", "пия", " № 3"], ["Құ", "пия"]),
        (["Құ\u00adпия"], ["Құ\u00adпия"]),
    ],
)
def test_a_mark_within_a_word_is_not_struck(
    pieces: list[str], struck: list[str]
) -> None:
    keyed = list(enumerate(pieces))

    spans, hit = marks_in(keyed, {folded("Құпия")})

    assert [pieces[key][a:b] for key, (a, b) in sorted(spans.items())] == struck
    assert bool(hit) is bool(struck)
