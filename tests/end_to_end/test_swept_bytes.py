"""What a cut run kept of a file that is there no more goes, with its reason."""

import signal
import subprocess
from pathlib import Path

from tests.build_letters import write_letter
from tests.run_belgi import NOON, SENDER, Belgi, command, environment

DYING = (
    "import os, signal, sys; from pipeline.register.vault import Vault;"
    "put = Vault.put_many;"
    "Vault.put_many = lambda *a: (put(*a), os.kill(os.getpid(), signal.SIGKILL));"
    "from pipeline.cli.app import run; run(sys.argv[1:])"
)


def _kept(belgi: Belgi) -> list[Path]:
    folders = (belgi.office / "vault", belgi.office / "keys" / "documents")
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


def test_the_bytes_of_a_file_that_vanished_after_a_cut_are_swept(
    belgi: Belgi, tmp_path: Path
) -> None:
    lost = write_letter(tmp_path / "in" / "a.pdf")
    write_letter(tmp_path / "in" / "b.pdf")
    words = ("intake", tmp_path / "in", "--from", SENDER, "--out", tmp_path / "out")
    line = [*words, "--workers", 1, "--office", belgi.office]
    program = [command()[0], "-c", DYING, *map(str, line)]
    cut = subprocess.run(program, env=environment(NOON), check=False)
    assert cut.returncode == -signal.SIGKILL
    assert len(_kept(belgi)) == 8
    lost.unlink()
    assert belgi(*words, "--workers", 1).code == 0
    assert len(_kept(belgi)) == 4
    (shown,) = belgi.do("register", "show", "1с/2026").rows
    (swept,) = [e for e in shown["events"] if e["kind"] == "recovered"]
    assert (swept["data"]["reason"], len(swept["data"]["swept"])) == ("not-finished", 2)
    states = {r["number"]: r["state"] for r in belgi.do("register", "list").rows}
    assert states == {"1с/2026": "void", "2с/2026": "done"}
    belgi.sound()
