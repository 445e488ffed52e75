"""What is done with is let go at once, so that a long intake takes no more memory."""

import gc
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from benchmarks.mixed_files import make_odt
from tests.build_letters import write_letter
from tests.run_belgi import Belgi, by_file, manifest_of

HEAVY = {"Stamping", "Examined", "ManifestDocument", "Entry", "Column", "Alias"}


@pytest.fixture
def without_collector() -> Iterator[None]:
    """Nothing looks for what only points at itself, and what is found is kept."""
    gc.collect()
    gc.disable()
    yield
    gc.set_debug(0)
    gc.garbage.clear()
    gc.enable()


def write_odt(path: Path, *, parts: str) -> None:
    """Write a text with a mark that can be read, and not stamped."""
    path.write_bytes(make_odt("Секретно"))
    with ZipFile(path, "a") as file:
        file.writestr("META-INF/manifest.xml", parts)


def test_an_intake_leaves_nothing_to_the_garbage_collector(
    belgi: Belgi, tmp_path: Path, without_collector: None
) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    write_letter(folder / "a.pdf", "Секретно")
    write_odt(folder / "b.odt", parts="<no list of parts")
    (folder / "c.txt").write_text("ничего\n")
    belgi.take_in(folder, out=tmp_path / "first")  # loads what is made once
    gc.collect()
    (folder / "d.txt").write_text("ничего больше\n")
    answer = belgi.take_in(folder, out=out)
    assert by_file(manifest_of(out))["b.odt"]["outcome"] == "failed", answer
    gc.set_debug(gc.DEBUG_SAVEALL)
    gc.collect()
    found = Counter(type(one).__name__ for one in gc.garbage)
    assert not HEAVY & set(found), found.most_common(20)
