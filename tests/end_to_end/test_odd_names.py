"""A name that is no UTF-8, or a locale that knows none, changes no verdict."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.build_docx import build_docx, paragraph
from tests.build_letters import letter_bytes
from tests.run_belgi import Belgi, command, environment

pytestmark = pytest.mark.skipif(sys.platform == "darwin", reason="refuses such names")


def test_inspect_reads_a_file_whose_name_is_no_text(
    belgi: Belgi, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    Path(os.fsdecode(bytes(folder) + b"/\xff.pdf")).write_bytes(letter_bytes())
    text = map(paragraph, ("Секретно", "Экз. № 1", "О ходе совместных работ."))
    build_docx(Path(os.fsdecode(bytes(folder) + b"/\xfe.docx")), "".join(text))

    found = belgi("inspect", folder, "--json", "--workers", 1, office=False)

    assert [row["outcome"] for row in found.rows] == ["marked", "marked"]
    assert found.code == 0


def test_an_old_locale_changes_nothing(tmp_path: Path) -> None:
    """Neither what is read nor what is printed; UTF-8 is spoken throughout."""
    name = tmp_path / "письмо.pdf"
    name.write_bytes(letter_bytes())
    old = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}

    done = subprocess.run(
        command("inspect", name, "--json", "--workers", 1),
        env=environment(**old),
        capture_output=True,
        check=True,
    )

    row = json.loads(done.stdout.decode())
    assert (row["file"], row["outcome"]) == (str(name), "marked")
