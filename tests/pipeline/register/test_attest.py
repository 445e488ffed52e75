"""A register that was cut, put back or edited is not written to, and not trusted."""

import shutil
import sqlite3
from pathlib import Path

from tests.run_belgi import Belgi

CLEAR = ("--clearance", "secret", "--until", "2030-01-01")


def letter(folder: Path) -> Path:
    from samples.draw import Sheet, draw_pdf

    path = folder / "letter.pdf"
    sheet = Sheet(mark=("Совершенно секретно", "Экз. № 1"), number="№ 5сс")
    draw_pdf(path, [sheet])
    return path


def test_an_older_state_that_was_put_back_is_never_written_to(
    belgi: Belgi, tmp_path: Path
) -> None:
    database = belgi.office / "register.sqlite"
    shutil.copy(database, tmp_path / "old")
    belgi.do("person", "add", "Потерянный", *CLEAR)
    for rest in belgi.office.glob("register.sqlite*"):
        rest.unlink()
    shutil.copy(tmp_path / "old", database)

    answers = [belgi("person", "add", f"N{index}", *CLEAR) for index in range(3)]

    assert [answer.code for answer in answers] == [6, 6, 6]
    assert "put back" in answers[0].err
    assert belgi("register", "verify").code == 6


def test_an_edited_table_gives_nobody_a_document(belgi: Belgi, tmp_path: Path) -> None:
    assert belgi.take_in(letter(tmp_path)).code == 0
    belgi.do("person", "add", "Болат", *CLEAR)
    with sqlite3.connect(belgi.office / "register.sqlite") as database:
        database.execute("update documents set degree = 'secret'")
    database.close()

    answer = belgi("hand-out", "1сс/2026", "--person", "Болат", "--need", "работа")

    assert answer.code == 6
    assert "not in its events" in answer.err


def test_a_number_typed_with_latin_letters_is_guessed(
    belgi: Belgi, tmp_path: Path
) -> None:
    assert belgi.take_in(letter(tmp_path)).code == 0

    answer = belgi("take-back", "1CC/2026")

    assert answer.code == 2
    assert "1сс/2026" in answer.err
