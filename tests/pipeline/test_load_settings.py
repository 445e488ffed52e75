"""An office's settings: written, read back, and refused when wrong."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import ConfigError, UsageError
from models.settings import Body, CompetentBody, Limits, OfficeSettings
from models.strict_toml import parse_toml
from pipeline.load_settings import (
    SETTINGS_FILE,
    format_settings,
    load_office_agreement,
    load_settings,
    office_folder,
    parse_body,
    write_settings,
)
from tests.build_agreement import write_agreement

SETTINGS = OfficeSettings(
    party="KZ",
    name="Бюро «Восток»",
    bodies={"min": Body(party="BY", name="Министерство")},
    competent=(
        CompetentBody(body=Body(party="BY", name="Орган"), holds_from=date(2020, 1, 1)),
        CompetentBody(body=Body(party="KZ", name="Комитет")),
    ),
    policies={"KZ": "urn:oid:1.2"},
    database="postgresql+psycopg://host/db",
    keys_folder="/media/keys",
    passphrase_env="OFFICE_KEY",  # noqa: S106 (the name of a variable)
    encrypt_vault=False,
    workers=3,
    hold_active=("macro",),
    receipt_days=5,
    limits=Limits(pages=10, page_time_s=2.5),
)


@pytest.mark.parametrize("settings", [SETTINGS, OfficeSettings(party="BY", name="Б")])
def test_what_is_written_is_read_back(tmp_path: Path, settings: OfficeSettings) -> None:
    write_settings(tmp_path, settings)

    assert load_settings(tmp_path) == settings


@given(name=st.text(min_size=1), key=st.text(min_size=1))
def test_any_name_can_be_written(name: str, key: str) -> None:
    settings = OfficeSettings(
        party="KZ", name=name, bodies={key: Body(party="BY", name=name)}
    )

    root = parse_toml(format_settings(settings).encode(), file="s")

    assert root.child("bodies").names() == (key,)
    assert root.child("name").value == name


def test_settings_are_never_overwritten(tmp_path: Path) -> None:
    write_settings(tmp_path, SETTINGS)

    with pytest.raises(UsageError, match="already"):
        write_settings(tmp_path, replace(SETTINGS, name="Иное"))

    assert load_settings(tmp_path) == SETTINGS


def test_a_folder_without_settings_is_no_office(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="belgi init"):
        load_settings(tmp_path)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("workrs = 2", "line 4: workrs: unknown key; did you mean 'workers'?"),
        ('workers = "2"', "line 4: workers must be a whole number"),
        ("workers = 0", "line 4: workers must be 1 or more"),
        ("encrypt_vault = 1", "line 4: encrypt_vault must be true or false"),
        ('hold_active = ["macros"]', "did you mean 'macro'?"),
        ("[limits]\npagse = 2", "line 5: limits.pagse: unknown key; did you mean"),
        ("[limits]\npages = 0", "line 5: limits.pages must be more than 0"),
        ("[limits]\npages = 1.5", "line 5: limits.pages must be a whole number"),
        ('[bodies.x]\nparty = "BY"', "line 4: bodies.x: the key 'name' is missing"),
        ('agreement = "kz-bi"', "did you mean 'kz-by'?"),
        ("party = 'KZ'", "line 4: not valid TOML"),
    ],
    ids=range(11),
)
def test_a_wrong_setting_is_named(tmp_path: Path, line: str, says: str) -> None:
    text = f'schema = "belgi-office/1"\nparty = "KZ"\nname = "Бюро"\n{line}\n'
    (tmp_path / SETTINGS_FILE).write_text(text, encoding="utf-8")

    with pytest.raises(ConfigError) as refused:
        load_settings(tmp_path)

    assert says in str(refused.value)


def test_the_office_must_be_of_a_party(tmp_path: Path) -> None:
    write_settings(tmp_path, OfficeSettings(party="RU", name="Б"))

    with pytest.raises(ConfigError, match="line 2: party: 'RU' is no Party of kz-by"):
        load_settings(tmp_path)


def test_an_agreement_of_ones_own_moves_with_the_office(tmp_path: Path) -> None:
    office = tmp_path / "before"
    office.mkdir()
    write_agreement(office)
    write_settings(office, OfficeSettings(party="AA", name="Б", agreement="made.toml"))

    moved = office.rename(tmp_path / "after")

    settings = load_settings(moved)
    assert load_office_agreement(moved, settings).id == "made"


@pytest.mark.parametrize(
    ("option", "environ", "folder"),
    [
        (Path("a"), {"BELGI_OFFICE": "b"}, "a"),
        (None, {"BELGI_OFFICE": "b"}, "b"),
        (None, {"BELGI_OFFICE": ""}, "office"),
        (None, {}, "office"),
    ],
)
def test_the_office_folder(
    option: Path | None, environ: dict[str, str], folder: str
) -> None:
    assert office_folder(option, environ) == Path(folder)


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("min", Body(party="BY", name="Министерство")),
        ("BY:Комитет  по делам", Body(party="BY", name="Комитет по делам")),
        ("RU:Отдел: первый", Body(party="RU", name="Отдел: первый")),
    ],
)
def test_a_body_is_a_key_or_party_and_name(text: str, body: Body) -> None:
    assert parse_body(text, SETTINGS) == body


@pytest.mark.parametrize(
    "text",
    ["mim", "BY:", "BY: ", ":name", "by:Комитет", "BY:a\x1bb", "BY:" + "a" * 400],
)
def test_anything_else_is_no_body(text: str) -> None:
    with pytest.raises(UsageError, match="is not a body"):
        parse_body(text, SETTINGS)
