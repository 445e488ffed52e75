"""A large PDF read in shares by several workers is judged as if read by one."""

from pathlib import Path

import pytest

from benchmarks.inputs import make_pdf
from models.documents import Reading
from models.errors import InputError
from models.settings import Limits
from pipeline.document import examine, examine_parts, hash_file, read_part
from pipeline.sharing import count_shares

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


@pytest.mark.parametrize(
    ("size_bytes", "workers", "lone", "shares"),
    [
        pytest.param(50_000, 4, True, 1, id="small"),
        pytest.param(300_000, 4, False, 1, id="one-of-many"),
        pytest.param(300_000, 4, True, 4, id="nobody-else-to-read"),
        pytest.param(3 << 20, 2, False, 2, id="large"),
        pytest.param(3 << 20, 1, False, 1, id="large-one-worker"),
        pytest.param(2 << 30, 2, False, 256, id="scan-of-2-GB-in-pieces"),
    ],
)
def test_a_file_is_read_in_as_many_shares_as_help(
    size_bytes: int, workers: int, lone: bool, shares: int
) -> None:
    assert count_shares(size_bytes, workers=workers, lone=lone) == shares
