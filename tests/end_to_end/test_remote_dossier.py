"""A dossier that stands on a server is taken in as one on this machine is."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import ClassVar

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from models.errors import DependencyError, InputError, LimitExceeded, UsageError
from models.settings import Body, Limits
from pipeline.dossier import list_dossier
from pipeline.intake_request import IntakeRequest
from pipeline.remote_dossier import list_address, parse_place, refuse_secrets
from tests.build_letters import letter_bytes, write_letter
from tests.run_belgi import SENDER, Belgi

FIELDS = ("file", "outcome", "reasons", "number", "degree", "sha256_in", "output")


class Quiet(SimpleHTTPRequestHandler):
    """A web server that serves a folder and says nothing."""

    def log_message(self, *_: object) -> None:
        """Be silent."""


class Listing(Quiet):
    """One that lists links of its own choice."""

    links: tuple[str, ...] = ()

    def do_GET(self) -> None:
        """Say the links, whatever there is."""
        if not self.path.endswith("/"):
            return super().do_GET()
        links = self.links if self.path == "/dossier/" else ("b.pdf",)
        body = "".join(f'<a href="{link}">{link}</a>' for link in links).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None


class Lying(Listing):
    """One whose listing names what lies elsewhere."""

    links = ("a.pdf", "../outside.pdf", "/etc/passwd", "x/../../up.pdf", "../up/")


class Apache(Listing):
    """One whose listing holds links to itself and to what is above."""

    links = ("?C=N;O=D", "?C=M;O=A", "/", "./", "./a.pdf", "a.pdf", "deep/")


class Short(Quiet):
    """One that goes away half way."""

    def do_GET(self) -> None:
        """Say more than what follows."""
        self.do_HEAD()
        self.wfile.write(bytes(10))

    def do_HEAD(self) -> None:
        """Say how long a file is."""
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.end_headers()


class Store(MemoryFileSystem):  # type: ignore[misc]  # of a package without types
    """What is in memory, under another name."""

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(super()._strip_protocol(path.rpartition("://")[2]))


class Dying(Store):
    """A store whose files cannot be read to their end."""

    protocol = "dying"

    def open(self, path: str, mode: str = "rb", **_: object) -> "Dying":
        """Begin to read."""
        return self

    def __enter__(self) -> "Dying":
        return self

    def __exit__(self, *_: object) -> None: ...

    def read(self, size: int) -> bytes:
        """Be gone."""
        raise ConnectionResetError


class Wordy(Store):
    """A store that says more of a file when it is asked about that file alone."""

    protocol = "wordy"
    listed: ClassVar[dict[str, dict[str, object]]] = {}
    times = count()

    def info(self, path: str, **_: object) -> dict[str, object]:
        """Say what the listing said, until that is to be forgotten."""
        alone = {"ETag": "1", "time": next(self.times)}
        return self.listed.get(path) or {**super().info(path), **alone}

    def ls(
        self, path: str, detail: bool = True, **_: object
    ) -> list[dict[str, object]]:
        """List, and keep what was said."""
        found: list[dict[str, object]] = super().ls(path, detail=True)
        self.listed.update({str(one["name"]): one for one in found})
        return found

    def invalidate_cache(self, path: str | None = None) -> None:
        """Forget it."""
        self.listed.clear()


fsspec.register_implementation("dying", Dying)
fsspec.register_implementation("wordy", Wordy)


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
    write_letter(root / "Вх. 3 %.pdf", None)
    (root / "Thumbs.db").write_bytes(b"x")
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


def test_a_place_is_listed_once(belgi: Belgi, tmp_path: Path) -> None:
    write_letter(tmp_path / "served" / "dossier" / "1.pdf")
    asked: list[str] = []

    class Counting(Quiet):
        """One that tells what it was asked for."""

        def do_GET(self) -> None:
            """Note the path."""
            asked.append(self.path)
            super().do_GET()

    belgi("init", belgi.office, "--party", "KZ", "--name", "Бөлім", office=False)
    with serving(tmp_path / "served", Counting) as address:
        words = ("intake", f"{address}/dossier/", "--from", SENDER, "--workers", 1)
        rows = belgi(*words, "--json", "--out", tmp_path / "out").rows

    assert [row["file"] for row in rows] == ["1.pdf"]
    assert asked.count("/dossier/") == 1


def test_what_is_not_below_the_address_is_not_taken(tmp_path: Path) -> None:
    """A listing cannot lead a reader to other files."""
    folder = tmp_path / "served" / "dossier"
    folder.mkdir(parents=True)
    (folder / "a.pdf").write_bytes(letter_bytes())
    with serving(folder.parent, Lying) as address:
        found = {
            c.name: c.problem
            for c in list_address(f"{address}/dossier/", limits=Limits())
        }

    assert found.pop("a.pdf") is None
    assert set(found.values()) == {"bad-name"}


def test_a_listing_may_hold_links_to_itself(tmp_path: Path) -> None:
    """They are no files, and lead nowhere."""
    with serving(tmp_path, Apache) as address:
        found = [
            (c.name, c.problem)
            for c in list_address(f"{address}/dossier/", limits=Limits())
        ]

    assert sorted(found) == [("a.pdf", None), ("deep/b.pdf", None)]


def test_a_file_that_a_web_server_has_no_more_is_held(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"abc")
    with serving(tmp_path) as address:
        (carrier,) = list_address(f"{address}/a.pdf", limits=Limits())
        (tmp_path / "a.pdf").unlink()
        assert carrier.size() == 0
        with pytest.raises(InputError) as told:
            carrier.snapshot(tmp_path / "copy", limits=Limits())

    assert told.value.slug == "removed"


def test_a_server_that_is_gone_is_no_files_fault(tmp_path: Path) -> None:
    """The run ends, so that the same command can finish it; nothing is held."""
    (tmp_path / "a.pdf").write_bytes(letter_bytes())
    with serving(tmp_path) as address:
        (carrier,) = list_address(f"{address}/a.pdf", limits=Limits())

    with pytest.raises(DependencyError):
        carrier.snapshot(tmp_path / "copy", limits=Limits())
    for there in (f"{address}/", address.replace("http", "ftp")):
        with pytest.raises(DependencyError):
            list_address(there, limits=Limits())


def test_a_large_file_comes_from_a_server_that_gives_no_parts(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(letter_bytes() + bytes(6 << 20))
    with serving(tmp_path) as address:
        (carrier,) = list_address(f"{address}/a.pdf", limits=Limits())
        taken = carrier.snapshot(tmp_path / "copy", limits=Limits())

        assert taken.path.read_bytes() == (tmp_path / "a.pdf").read_bytes()
        assert taken.sha256 == carrier.sha256(limits=Limits())


def test_a_web_server_that_dies_half_way_is_no_files_fault(tmp_path: Path) -> None:
    with serving(tmp_path, Short) as address:
        (carrier,) = list_address(f"{address}/a.pdf", limits=Limits())
        with pytest.raises(DependencyError):
            carrier.snapshot(tmp_path / "copy", limits=Limits())


def test_a_store_that_dies_half_way_is_no_files_fault(
    store: fsspec.AbstractFileSystem, tmp_path: Path
) -> None:
    store.pipe("/dossier/a.pdf", b"abc")
    (carrier,) = list_address("dying://dossier", limits=Limits())

    with pytest.raises(DependencyError):
        carrier.snapshot(tmp_path / "copy", limits=Limits())
    with pytest.raises(DependencyError):
        carrier.sha256(limits=Limits())


def test_what_is_said_in_other_words_is_not_changed(
    store: fsspec.AbstractFileSystem, tmp_path: Path
) -> None:
    """A listing says less of a file, and reading moves the time of its last use."""
    store.pipe("/dossier/a.pdf", b"abc")
    (carrier,) = list_address("wordy://dossier", limits=Limits())

    assert carrier.snapshot(tmp_path / "copy", limits=Limits()).size_bytes == 3


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
    (carrier,) = list_dossier(["memory://dossier"], limits=Limits())

    taken = carrier.snapshot(tmp_path / "copy", limits=Limits())

    assert (carrier.name, taken.size_bytes) == ("a.pdf", 3)
    assert taken.sha256 == carrier.sha256(limits=Limits())
    assert taken.path.stat().st_mode & 0o777 == 0o600


def test_what_went_meanwhile_is_that_files_problem(
    store: fsspec.AbstractFileSystem, tmp_path: Path
) -> None:
    store.pipe("/dossier/a.pdf", b"abc")
    (carrier,) = list_address("memory://dossier", limits=Limits())
    store.rm("/dossier/a.pdf")

    with pytest.raises(InputError) as told:
        carrier.snapshot(tmp_path / "copy", limits=Limits())

    assert told.value.slug == "removed"


def test_a_file_over_the_limit_is_not_copied(
    store: fsspec.AbstractFileSystem, tmp_path: Path
) -> None:
    store.pipe("/dossier/a.pdf", b"abc")
    (carrier,) = list_address("memory://dossier", limits=Limits())

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
        list_address(address, limits=Limits())


def test_a_file_address_is_a_path() -> None:
    """So that links in it are followed no further than in any folder."""
    assert parse_place("file:///srv/dossier") == Path("/srv/dossier")
    assert parse_place("dossier") == Path("dossier")
    assert parse_place("s3://bucket/dossier") == "s3://bucket/dossier"


@pytest.mark.parametrize(
    "address",
    [
        "sftp://user:hunter2@host/dossier",
        "ftp://:hunter2@host/dossier",
        "zip://a.pdf::ftp://user:hunter2@host/x.zip",
        "https://hunter2@host/dossier/",
        "HTTPS://hunter2@host/dossier/",
        "https://host/a.pdf?signature=hunter2",
    ],
)
def test_an_address_that_holds_a_key_is_refused_and_not_repeated(
    address: str,
) -> None:
    """It would come into the register, into names and into messages."""
    with pytest.raises(UsageError) as told:
        IntakeRequest(paths=(address,), sender=Body(party="BY", name="x"))

    assert "hunter2" not in str(told.value)


def test_a_user_alone_may_be_named() -> None:
    refuse_secrets("sftp://user@host/10:30@x.pdf")
    refuse_secrets("s3://bucket/what?.pdf")
