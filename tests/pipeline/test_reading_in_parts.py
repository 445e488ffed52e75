"""A large PDF read in shares by several workers is judged as if read by one."""

from pathlib import Path

import pytest

from benchmarks.inputs import make_pdf
from models.documents import Reading
from models.errors import InputError
from models.settings import Limits
from pipeline.document import examine, examine_parts, hash_file, read_part

AGREEMENT = "kz-by"


def share(path: Path, part: int, parts: int) -> Reading:
    limits = Limits()
    return read_part(path, agreement=AGREEMENT, limits=limits, part=(part, parts))


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("parts") / "seven.pdf"
    make_pdf(path, 7)
    return path


@pytest.mark.parametrize("parts", [1, 2, 3, 7, 9])
def test_shares_together_are_the_whole(document: Path, parts: int) -> None:
    whole = examine(document, agreement=AGREEMENT, sender="BY", limits=Limits())
    read = tuple(share(document, part, parts) for part in range(parts))
    joined = examine_parts(
        read,
        agreement=AGREEMENT,
        sender="BY",
        sha256=hash_file(document),
        size_bytes=document.stat().st_size,
    )
    assert joined == whole
    assert sum(len(one.pages) for one in read) == 7, "each page is parsed once"


def test_what_is_no_pdf_is_not_read_in_shares(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDX" + b"text " * 100)
    with pytest.raises(InputError):
        share(path, 0, 2)
