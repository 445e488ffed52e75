"""A dossier that stands on a server is taken in as one on this machine is."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import fsspec
import pytest

from models.errors import DependencyError, InputError, LimitExceeded, UsageError
from models.settings import Limits
from pipeline.dossier import list_dossier
from pipeline.remote_dossier import list_address, parse_place
from tests.build_letters import letter_bytes, write_letter
from tests.run_belgi import SENDER, Belgi

FIELDS = ("file", "outcome", "reasons", "number", "degree", "sha256_in", "output")


class Quiet(SimpleHTTPRequestHandler):
    """A web server that serves a folder and says nothing."""

    def log_message(self, *_: object) -> None:
        """Be silent."""


class Lying(Quiet):
    """One whose listing names what lies elsewhere."""

    def do_GET(self) -> None:
        """List one file, and two that are not below."""
        if not self.path.endswith("/"):
            return super().do_GET()
        links = ("a.pdf", "../outside.pdf", "/etc/passwd", "x/../../up.pdf")
        body = "".join(f'<a href="{link}">{link}</a>' for link in links).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None


@contextmanager
def serving(folder: Path, kind: type[Quiet] = Quiet) -> Iterator[str]:
    """Serve a folder on this machine; gives its address."""
    handler = partial(kind, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    """Letters, one in a folder below; one is not marked."""
    root = tmp_path / "served" / "dossier"
    write_letter(root / "1.pdf")
    write_letter(root / "deep" / "2.pdf", "Совершенно секретно")
    write_letter(root / "3.pdf", None)
    return root


def test_a_web_servers_dossier_ends_as_one_on_disk(
    belgi: Belgi, dossier: Path, tmp_path: Path
) -> None:
    """Names, numbers, endings and hashes are the same."""
    office = ("--party", "KZ", "--name", "Бөлім")
    belgi("init", belgi.office, *office, office=False)
    here = belgi.take_in(dossier, out=tmp_path / "here").rows
    belgi.office = tmp_path / "other"
    belgi("init", belgi.office, *office, office=False)

    with serving(dossier.parent) as address:
        place = f"{address}/dossier/"
        words = ("intake", place, "--from", SENDER, "--workers", 1, "--json")
        there = belgi(*words, "--out", tmp_path / "there").rows
        again = belgi(*words, "--out", tmp_path / "there").rows

    assert [{key: row[key] for key in FIELDS} for row in there] == [
        {key: row[key] for key in FIELDS} for row in here
    ]
    assert again == there
    assert (tmp_path / "there" / there[0]["output"]).is_file()


def test_what_is_not_below_the_address_is_not_taken(tmp_path: Path) -> None:
    """A listing cannot lead a reader to other files."""
    folder = tmp_path / "served" / "dossier"
    folder.mkdir(parents=True)
    (folder / "a.pdf").write_bytes(letter_bytes())
    with serving(folder.parent, Lying) as address:
        found = {c.name: c.problem for c in list_address(f"{address}/dossier/")}

    assert found.pop("a.pdf") is None
    assert set(found.values()) <= {"bad-name"}


def test_a_server_that_is_gone_is_no_files_fault(tmp_path: Path) -> None:
    """The run ends, so that the same command can finish it; nothing is held."""
    (tmp_path / "a.pdf").write_bytes(letter_bytes())
    with serving(tmp_path) as address:
        (carrier,) = list_address(f"{address}/a.pdf")

    with pytest.raises(DependencyError):
        carrier.snapshot(tmp_path / "copy", limits=Limits())
    with pytest.raises(DependencyError):
        list_address(f"{address}/")


@pytest.fixture
def store() -> Iterator[fsspec.AbstractFileSystem]:
    """An object store in memory, empty before and after."""
    system = fsspec.filesystem("memory")
    yield system
    system.rm("/", recursive=True)


def test_a_copy_is_what_was_there(
    store: fsspec.AbstractFileSystem, tmp_path: Path
) -> None:
    """Bytes, hash and size; of mode 0600."""
    store.pipe("/dossier/a.pdf", b"abc")
    (carrier,) = list_dossier(["memory://dossier"])

    taken = carrier.snapshot(tmp_path / "copy", limits=Limits())

    assert (carrier.name, taken.size_bytes) == ("a.pdf", 3)
    assert taken.sha256 == carrier.sha256()
    assert taken.path.stat().st_mode & 0o777 == 0o600


def test_what_went_meanwhile_is_that_files_problem(
    store: fsspec.AbstractFileSystem, tmp_path: Path
) -> None:
    store.pipe("/dossier/a.pdf", b"abc")
    (carrier,) = list_address("memory://dossier")
    store.rm("/dossier/a.pdf")

    with pytest.raises(InputError) as told:
        carrier.snapshot(tmp_path / "copy", limits=Limits())

    assert told.value.slug == "removed"


def test_a_file_over_the_limit_is_not_copied(
    store: fsspec.AbstractFileSystem, tmp_path: Path
) -> None:
    store.pipe("/dossier/a.pdf", b"abc")
    (carrier,) = list_address("memory://dossier")

    with pytest.raises(LimitExceeded):
        carrier.snapshot(tmp_path / "copy", limits=Limits(file_bytes=2))
    assert not (tmp_path / "copy").exists()


@pytest.mark.parametrize(
    "address",
    [
        "zip://a.pdf::memory://x.zip",
        "zip:///tmp/x.zip",
        "simplecache::memory://x",
        "memory://nothing",
        "nosuch://x",
    ],
)
def test_addresses_that_cannot_be_used_say_so(
    store: fsspec.AbstractFileSystem, address: str
) -> None:
    """Containers are opened by workers only, and never on the way."""
    with pytest.raises(UsageError):
        list_address(address)


def test_a_file_address_is_a_path() -> None:
    """So that links in it are followed no further than in any folder."""
    assert parse_place("file:///srv/dossier") == Path("/srv/dossier")
    assert parse_place("dossier") == Path("dossier")
    assert parse_place("s3://bucket/dossier") == "s3://bucket/dossier"
