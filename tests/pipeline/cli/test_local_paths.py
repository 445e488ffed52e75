"""An address is no folder, wherever a path of this machine is meant."""

from pathlib import Path

import pytest

from tests.run_belgi import SENDER, Belgi

MEANT_AS_PATHS = {
    "init": ("init", "s3://b/office", "--party", "KZ", "--name", "x"),
    "init-keys": ("init", "o", "--party", "KZ", "--name", "x", "--keys", "s3://b/k"),
    "inspect": ("inspect", "https://host/dossier/"),
    "evidence": ("inspect", "a.pdf", "--evidence", "gs://b/e"),
    "watch": ("watch", "sftp://host/in", "--from", SENDER),
    "intake-out": ("intake", "a.pdf", "--from", SENDER, "--out", "s3://bucket/out"),
    "inventory": ("intake", "a.pdf", "--from", SENDER, "--inventory", "s3://b/i.csv"),
    "office": ("register", "list", "--office", "s3://bucket/office"),
    "export": ("register", "export", "--out", "file:///srv/out"),
    "checkpoint": ("register", "verify", "--checkpoint", "https://host/line"),
    "translation": (
        *("translate", "1с/2026", "s3://b/f.pdf", "--language", "kk"),
        *("--translator", "x"),
    ),
    "demo": ("demo", "s3://bucket/demo"),
}


@pytest.mark.parametrize("words", MEANT_AS_PATHS.values(), ids=MEANT_AS_PATHS)
def test_an_address_is_refused_and_nothing_is_made(
    words: tuple[str, ...], belgi: Belgi, tmp_path: Path
) -> None:
    belgi.patch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())

    answer = belgi(*words, office=False)

    assert (answer.code, answer.out) == (2, "")
    assert "begins like an address" in answer.err
    assert sorted(tmp_path.iterdir()) == before


def test_a_folder_so_called_can_be_named_from_the_root(
    belgi: Belgi, tmp_path: Path
) -> None:
    words = ("--party", "KZ", "--name", "x")

    assert belgi("init", tmp_path / "s3:" / "office", *words, office=False).code == 0
