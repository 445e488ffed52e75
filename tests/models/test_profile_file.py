"""Profiles: data with a flag on each entry; a wrong one is refused by key and line."""

from pathlib import Path

import pytest

from models.errors import ConfigError
from models.profile import JOURNAL, PLACEHOLDERS
from models.profile_file import load_profile

CODES = ["KZ", "BY", "XX"]


@pytest.mark.parametrize("code", CODES)
def test_every_profile_says_everything(code: str) -> None:
    profile = load_profile(code)

    assert set(profile.words) == set(PLACEHOLDERS)
    assert set(profile.journal) == set(JOURNAL)
    assert profile.declassified_mark
    assert "other" in profile.translated_from
    assert {"kk", "ru", "be", "en"} <= set(profile.notices)
    assert {"kk", "ru", "be", "en"} <= set(profile.names)


def test_a_party_without_a_profile_gets_the_plain_one() -> None:
    profile = load_profile("XX")

    assert profile.party is None
    assert profile.words["exemplar"].text == "Copy No. {copy}"


def test_what_practice_has_still_to_confirm_is_listed() -> None:
    profile = load_profile("KZ")

    assert "words.watermark" in profile.unconfirmed
    assert "names.ru" not in profile.unconfirmed


def test_an_office_may_keep_a_profile_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "kz.toml").write_text(
        'schema = "belgi-profile/1"\n'
        "[style]\ncolour = [0, 0, 1]\ndegree_colours = { secret = [0, 0, 0] }\n"
        '[words]\nexemplar = { text = "Дана {copy}", confirmed = true }\n',
        encoding="utf-8",
    )

    profile = load_profile("KZ", folder=tmp_path)

    assert profile.colour == (0, 0, 1)
    assert profile.degree_colours == {"secret": (0, 0, 0)}
    assert profile.words["exemplar"].text == "Дана {copy}"
    assert "words.exemplar" not in profile.unconfirmed


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[word]\n", "line 2: word: unknown key; did you mean 'words'?"),
        (
            '[words]\nexemplr = { text = "x", confirmed = true }',
            "line 3: words.exemplr: unknown key; did you mean 'exemplar'?",
        ),
        (
            '[words]\nexemplar = { text = "x", confirmed = true }',
            "line 3: words.exemplar.text must be filled with {copy}",
        ),
        (
            '[words]\nexemplar = { text = "{copy} {key}", confirmed = true }',
            "must be filled with {copy}",
        ),
        ('[words]\nexemplar = { text = "{copy" , confirmed = true }', "line 3"),
        (
            '[words]\nexemplar = { text = "{copy.__class__}", confirmed = true }',
            "must be filled with {copy}",
        ),
        (
            '[words]\nexemplar = { text = "{copy}" }',
            "line 3: words.exemplar: the key 'confirmed' is missing",
        ),
        ("[style]\ncolour = [1, 2, 3]", "line 3: style.colour must be three numbers"),
        ("[style]\nmark_size_pt = 100", "4 to 72 points"),
        ('[style]\nplaces = ["top"]', "style.places[1]: 'top' is none of"),
    ],
    ids=range(10),
)
def test_a_wrong_profile_is_refused(tmp_path: Path, text: str, says: str) -> None:
    content = f'schema = "belgi-profile/1"\n{text}\n'
    (tmp_path / "xx.toml").write_text(content, encoding="utf-8")

    with pytest.raises(ConfigError) as refused:
        load_profile("XX", folder=tmp_path)

    assert says in str(refused.value)
