"""A place elsewhere that never ends its listings, or its files, is given up."""

import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from models.errors import LimitExceeded, UsageError
from models.settings import Limits
from pipeline.remote_dossier import list_address
from tests.end_to_end.test_remote_dossier import Quiet, serving


class Deep(Quiet):
    """A web server each of whose folders holds another one."""

    def do_GET(self) -> None:
        """List one folder."""
        body = b'<a href="deeper/">deeper</a>'
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Endless(Quiet):
    """A web server whose listing has no end."""

    def do_GET(self) -> None:
        """List files until nobody listens."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        try:
            for number in count():
                self.wfile.write(b'<a href="%d.pdf">x</a>\n' % number)
        except OSError:
            pass


class Store(MemoryFileSystem):  # type: ignore[misc]  # of a package without types
    """What is in memory, under another name."""

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(super()._strip_protocol(path.rpartition("://")[2]))

    def info(self, path: str, **_: object) -> dict[str, object]:
        """Say that everything is a folder."""
        return {"name": path, "type": "directory"}


class Unending(Store):
    """A store that lists files for ever."""

    protocol = "unending"

    def ls(self, path: str, **_: object) -> Iterator[dict[str, object]]:
        """Name one after the other."""
        return ({"name": f"{path}/{n}.pdf", "type": "file"} for n in count())


class Slow(Store):
    """A store that never says what it holds."""

    protocol = "slow"

    def ls(self, path: str, **_: object) -> list[dict[str, object]]:
        """Think about it."""
        time.sleep(3600)
        return []


fsspec.register_implementation("unending", Unending)
fsspec.register_implementation("slow", Slow)


def refusal(address: str, limits: Limits) -> str:
    with pytest.raises(UsageError) as told:
        list_address(address, limits=limits)
    return str(told.value)


def test_a_listing_without_end_is_refused() -> None:
    """The message names the limit, its value and what to do."""
    said = refusal("unending://dossier", Limits(listed_entries=500))

    assert "more than 500 files and folders (listed_entries)" in said
    assert "several dossiers" in said


def test_folders_within_folders_without_end_are_refused(tmp_path: Path) -> None:
    with serving(tmp_path, Deep) as address:
        said = refusal(f"{address}/dossier/", Limits(listed_entries=50))

    assert "(listed_entries)" in said


def test_a_web_page_without_end_is_refused(tmp_path: Path) -> None:
    with serving(tmp_path, Endless) as address:
        said = refusal(f"{address}/dossier/", Limits(listing_bytes=100_000))

    assert "100000 bytes (listing_bytes)" in said


def test_a_place_that_says_nothing_is_given_up() -> None:
    said = refusal("slow://dossier", Limits(listing_time_s=0.2))

    assert "0.2 s (listing_time_s)" in said


def test_as_much_as_a_limit_allows_is_listed(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.pdf").write_bytes(b"abc")
    with serving(tmp_path) as address:
        found = list_address(f"{address}/", limits=Limits(listed_entries=3))

    assert len(found) == 3


def test_a_file_that_has_grown_is_not_hashed_to_its_end(tmp_path: Path) -> None:
    """A second run asks whether the files are the same."""
    (tmp_path / "a.pdf").write_bytes(b"abc")
    with serving(tmp_path) as address:
        (carrier,) = list_address(f"{address}/a.pdf", limits=Limits())
        (tmp_path / "a.pdf").write_bytes(bytes(3 << 20))
        with pytest.raises(LimitExceeded):
            carrier.sha256(limits=Limits(file_bytes=1 << 20))
