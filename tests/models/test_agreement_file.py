"""A right agreement loads; a wrong one is refused by file, line and key."""

from datetime import date
from pathlib import Path

import pytest

from models.agreement_file import load_agreement, shipped_ids
from models.errors import ConfigError, ExitCode
from tests.build_agreement import GOOD, made_agreement, write_agreement

DAY = date(2026, 11, 22)


def line_with(text: str, part: str) -> int:
    """1-based line on which a part of the text first stands."""
    return text[: text.index(part)].count("\n") + 1


def test_every_shipped_agreement_loads() -> None:
    assert {"kz-by", "cz-sk"} <= set(shipped_ids())
    for agreement_id in shipped_ids():
        agreement = load_agreement(agreement_id)

        assert agreement.id == agreement_id
        assert agreement.degrees == tuple(sorted(agreement.degrees, reverse=True))


@pytest.mark.parametrize("slug", ["special-importance", "top-secret", "secret"])
@pytest.mark.parametrize(("theirs", "ours"), [("BY", "KZ"), ("KZ", "BY")])
def test_article_2_is_symmetric(slug: str, theirs: str, ours: str) -> None:
    agreement = load_agreement("kz-by")
    degree = agreement.degree(slug)

    found = agreement.equivalents(
        from_party=theirs, degree=degree, to_party=ours, day=DAY
    )

    assert found == (degree,)


@pytest.mark.parametrize(
    ("slug", "printed"),
    [
        ("special-importance", ("Аса маңызды", "(Особой важности)")),
        ("top-secret", ("Өте құпия", "(Совершенно секретно)")),
        ("secret", ("Құпия", "(Секретно)")),
    ],
)
def test_our_marks_are_those_of_the_table(slug: str, printed: tuple[str, ...]) -> None:
    agreement = load_agreement("kz-by")
    degree = agreement.degree(slug)

    assert agreement.party("KZ").level(degree).printed == printed
    assert agreement.party("BY").level(degree).printed == (printed[1].strip("()"),)


def test_nothing_unverified_is_printed() -> None:
    for agreement_id in shipped_ids():
        for party in load_agreement(agreement_id).parties:
            for level in party.levels:
                shown = {line.strip("()") for line in level.printed}
                for form in level.forms:
                    assert form.certainty != "unverified" or form.text not in shown


def test_the_same_file_is_read_once() -> None:
    assert load_agreement("kz-by") is load_agreement("kz-by")


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    first = made_agreement(tmp_path)
    second = made_agreement(tmp_path, GOOD.replace("A made agreement", "Another"))

    assert (first.title, second.title) == ("A made agreement", "Another")


CASES = {
    "unknown-key": ("title =", "titel =", "titel =", "did you mean 'title'?"),
    "missing-key": ('id = "made"\n', "", "schema", "the key 'id' is missing"),
    "schema": ("agreement/1", "agreement/9", "schema =", "did you mean"),
    "id": ('"made"', '"Made one"', "id =", "small letters"),
    "wrong-type": ('title = "A made agreement"', "title = 3", "title", "a text"),
    "empty": ('"A made agreement"', '" "', "title =", "must not be empty"),
    "rank-type": ("rank = 2", 'rank = "2"', 'rank = "2"', "a whole number"),
    "rank-bool": ("rank = 2", "rank = true", "rank = true", "a whole number"),
    "rank-twice": ("rank = 2", "rank = 1", 'slug = "low"\nrank', "the rank 1"),
    "slug-twice": ('slug = "low"', 'slug = "high"', '"high"\nrank = 1', "twice"),
    "unknown-rule": ('"6(4)"', '"6(5)"', '"6(5)"', "did you mean"),
    "date-time": (
        "in_force_from = 2010-01-01",
        "in_force_from = 2010-01-01T00:00:00",
        "in_force_from",
        "without a time",
    ),
    "date-order": (
        "in_force_from = 2010-01-01",
        "in_force_from = 2010-01-01\nended_on = 2009-01-01",
        "ended_on",
        "comes before in_force_from",
    ),
    "level-degree": (
        'degree = "low"\nprinted = ["Beta"]',
        'degree = "lw"\nprinted = ["Beta"]',
        'degree = "lw"',
        "did you mean 'low'?",
    ),
    "level-order": (
        'degree = "low"\nprinted = ["Beta"]',
        'degree = "high"\nprinted = ["Beta"]',
        'degree = "high"\nprinted = ["Beta"]',
        "must come lower",
    ),
    "suffix-clash": (
        'suffix = "l"\nforms = [{ text = "Beta"',
        'suffix = "H"\nforms = [{ text = "Beta"',
        'suffix = "H"',
        "the suffix of high too",
    ),
    "suffix-digits": (
        'suffix = "h"\nforms = [\n',
        'suffix = "1/"\nforms = [\n',
        'suffix = "1/"',
        "one to six letters",
    ),
    "form-key": (
        '"Aleph", language = "aa", certainty',
        '"Aleph", language = "aa", certainity',
        "Aleph",
        "did you mean 'certainty'?",
    ),
    "form-language": (
        '{ text = "Gimel", language = "bb" }',
        '{ text = "Gimel", language = "bc" }',
        '{ text = "Gimel"',
        "did you mean 'bb'?",
    ),
    "form-script": ('"grek"', '"greek"', '"Beta", language', "did you mean 'grek'?"),
    "form-clash": (
        'script = "grek" }',
        'script = "grek" }, { text = "ALPHA", language = "aa" }',
        'text = "ALPHA"',
        "stand for high already",
    ),
    "printed-unverified": (
        '"(Alef)"',
        '"(Aleph)"',
        'printed = ["Alpha", "(Aleph)"',
        "attested or derived",
    ),
    "one-party": (
        GOOD[GOOD.index("[parties.BB]") : GOOD.index("[[equivalences]]")],
        "",
        "[parties.AA]",
        "at least two Parties",
    ),
    "row-degree": (
        'rows = { high = ["high"], low = ["low"] }\n\n[[equivalences]]',
        'rows = { high = ["high"], low = ["lo"] }\n\n[[equivalences]]',
        'low = ["lo"]',
        "did you mean 'low'?",
    ),
    "row-key": ("low = [] }", "lou = [] }", "lou = []", "did you mean 'low'?"),
    "row-party": (
        'from = "BB"\nto = "AA"',
        'from = "BB"\nto = "A"',
        'to = "A"\n',
        "is none of AA, BB",
    ),
    "row-self": (
        'from = "BB"\nto = "AA"',
        'from = "BB"\nto = "BB"',
        'to = "BB"\narticle = "2"\nrows = { high = ["high"], low = ["low"] }\n',
        "same Party",
    ),
    "row-twice": (
        '["high", "low"]',
        '["high", "high"]',
        '["high", "high"]',
        "names a degree twice",
    ),
    "rows-overlap": (
        "valid_from = 2020-01-01",
        "valid_from = 2019-12-31",
        'rows = { high = ["high", ',
        "same days",
    ),
    "row-dates": (
        "valid_until = 2019-12-31",
        "valid_from = 2020-01-01\nvalid_until = 2019-12-31",
        "valid_until",
        "comes before valid_from",
    ),
}


@pytest.mark.parametrize(("old", "new", "place", "says"), CASES.values(), ids=CASES)
def test_a_wrong_file_is_refused_by_line_and_key(
    tmp_path: Path, old: str, new: str, place: str, says: str
) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    path = write_agreement(tmp_path, text)

    with pytest.raises(ConfigError) as refused:
        load_agreement(str(path))

    message = str(refused.value)
    assert refused.value.exit_code is ExitCode.USAGE
    assert says in message
    assert message.startswith(f"{path}, line ")
    named = int(message.removeprefix(f"{path}, line ").split(":")[0])
    start = line_with(text, place)
    assert start <= named <= start + place.count("\n") + 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('schema = "belgi-agreement/1"\nid = made\n', "line 2: not valid TOML"),
        ("a = 1\na = 2\n", "line 2: not valid TOML"),
    ],
    ids=["bare-word", "key-twice"],
)
def test_a_syntax_error_names_its_line(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        load_agreement(str(write_agreement(tmp_path, text)))


def test_a_file_that_is_not_utf8_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "old.toml"
    path.write_bytes('schema = "x"\ntitle = "Соглашение"\n'.encode("cp1251"))

    with pytest.raises(ConfigError, match="line 2: not UTF-8"):
        load_agreement(str(path))


@pytest.mark.parametrize(
    ("name", "says"),
    [("kz-bi", "did you mean 'kz-by'"), ("./none.toml", "cannot be read")],
)
def test_an_agreement_that_is_not_there(name: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        load_agreement(name)


@pytest.mark.parametrize(
    ("day", "slug", "ours"),
    [
        (date(2019, 12, 31), "high", ("high",)),
        (date(2020, 1, 1), "high", ("high", "low")),
        (date(2019, 12, 31), "low", ("low",)),
        (date(2020, 1, 1), "low", ()),
    ],
    ids=["last-day", "first-day", "one", "none"],
)
def test_rows_hold_on_their_days(
    tmp_path: Path, day: date, slug: str, ours: tuple[str, ...]
) -> None:
    agreement = made_agreement(tmp_path)

    found = agreement.equivalents(
        from_party="AA", degree=agreement.degree(slug), to_party="BB", day=day
    )

    assert tuple(degree.slug for degree in found) == ours


@pytest.mark.parametrize(
    ("theirs", "slug", "ours"),
    [
        ("SK", "top-secret", ("top-secret", "secret", "confidential")),
        ("SK", "secret", ("confidential", "restricted")),
        ("CZ", "secret", ("top-secret",)),
        ("CZ", "top-secret", ("top-secret",)),
        ("CZ", "restricted", ("secret",)),
        ("CZ", "confidential", ("secret",)),
    ],
)
def test_a_second_table_with_choices(
    theirs: str, slug: str, ours: tuple[str, ...]
) -> None:
    agreement = load_agreement("cz-sk")
    other = {"SK": "CZ", "CZ": "SK"}[theirs]

    found = agreement.equivalents(
        from_party=theirs, degree=agreement.degree(slug), to_party=other, day=DAY
    )

    assert tuple(degree.slug for degree in found) == ours
