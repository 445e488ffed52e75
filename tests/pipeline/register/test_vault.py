import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies

from models.errors import ConfigError, RegisterError
from models.settings import OfficeSettings
from pipeline.register.keys import load_keys, make_keys
from pipeline.register.sessions import open_session, sweep
from pipeline.register.store import Register
from pipeline.register.vault import Vault
from tests.pipeline.register.build_office import NOW, sha

PASSPHRASE = "верный ключ"  # noqa: S105
CANARY = b"The words of the document."


@pytest.fixture
def vault(lite: Register) -> Vault:
    return lite.vault


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Vault]:
    """A vault of an office whose settings switch encryption off."""
    office = OfficeSettings(party="KZ", name="Канцелярия", encrypt_vault=False)
    with Register.create(tmp_path / "plain", office, at=NOW) as register:
        yield register.vault


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_what_was_put_comes_back(vault: Vault, tmp_path: Path) -> None:
    source = tmp_path / "in.pdf"
    source.write_bytes(CANARY)

    ref = vault.put(source, owner="1с/2026")
    vault.open_to(ref.name, tmp_path / "out.pdf")

    assert (ref.sha256, ref.size_bytes) == (sha(CANARY.decode()), len(CANARY))
    assert vault.read(ref.name) == CANARY
    assert (tmp_path / "out.pdf").read_bytes() == CANARY


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(content=strategies.binary(max_size=5000))
def test_any_bytes_come_back(vault: Vault, content: bytes) -> None:
    assert vault.read(vault.put(content, owner="x").name) == content


def test_nothing_of_the_content_or_owner_shows_on_the_disk(
    vault: Vault, folder: Path
) -> None:
    vault.put(CANARY, owner="a telling name")

    for path in files(folder):
        assert CANARY not in path.read_bytes()
        assert "telling" not in str(path)


def test_the_same_bytes_of_one_owner_are_kept_once(vault: Vault) -> None:
    first, second = vault.put_many([(CANARY, "a"), (CANARY, "a")])
    third = vault.put(CANARY, owner="a")

    assert first.name == second.name == third.name
    assert len(files(vault.folder)) == 1


def test_equal_bytes_of_two_documents_have_keys_of_their_own(vault: Vault) -> None:
    first, second = vault.put_many([(CANARY, "a"), (CANARY, "b")])

    vault.destroy(first.name)

    assert not vault.has(first.name)
    assert vault.read(second.name) == CANARY


def test_destroying_removes_bytes_and_key(vault: Vault, folder: Path) -> None:
    ref = vault.put(CANARY, owner="a")
    backup = {path: path.read_bytes() for path in files(vault.folder)}

    assert vault.destroy(ref.name) is True
    assert vault.destroy(ref.name) is False
    assert files(vault.folder) == []
    assert files(folder / "keys" / "documents") == []

    for path, content in backup.items():
        path.write_bytes(content)
    with pytest.raises(RegisterError, match="key of a kept carrier"):
        vault.read(ref.name)


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda raw: raw[:-1], id="cut"),
        pytest.param(lambda raw: raw[:-1] + bytes([raw[-1] ^ 1]), id="flipped"),
        pytest.param(lambda raw: b"", id="emptied"),
    ],
)
def test_a_damaged_carrier_is_never_given_out(
    vault: Vault, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    ref = vault.put(CANARY, owner="a")
    (path,) = files(vault.folder)
    path.write_bytes(damage(path.read_bytes()))

    with pytest.raises(RegisterError, match="damaged or was tampered"):
        vault.open_to(ref.name, tmp_path / "out")

    assert list(tmp_path.glob("*out*")) == []
    assert list(tmp_path.glob(".part*")) == []


def test_the_keys_of_another_office_open_nothing(vault: Vault, tmp_path: Path) -> None:
    ref = vault.put(CANARY, owner="a")
    (tmp_path / "other").mkdir()
    other = make_keys(tmp_path / "other", passphrase=None)
    wrong = replace(vault.keys, identity=other.identity)

    with pytest.raises(RegisterError, match="does not open") as caught:
        Vault(vault.folder, vault.work, wrong).read(ref.name)
    assert caught.value.slug == "wrong-key"


def test_without_encryption_bytes_are_kept_as_they_are(plain: Vault) -> None:
    ref = plain.put(CANARY, owner="a")

    assert files(plain.folder)[0].read_bytes() == CANARY
    assert plain.read(ref.name) == CANARY
    assert plain.destroy(ref.name) is True


def test_files_are_for_their_owner_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        office = OfficeSettings(party="KZ", name="Канцелярия")
        with Register.create(tmp_path / "office", office, at=NOW) as register:
            register.vault.put(CANARY, owner="a")
            register.checkpoint(at=NOW)
            wrong = [
                path
                for path in (tmp_path / "office").rglob("*")
                if stat.S_IMODE(path.stat().st_mode)
                != (0o700 if path.is_dir() else 0o600)
            ]
    finally:
        os.umask(before)

    assert wrong == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b.age", "", "x\x00.age"])
def test_a_name_never_leads_out_of_the_vault(vault: Vault, name: str) -> None:
    with pytest.raises(RegisterError):
        vault.read(name)


def test_a_source_that_cannot_be_read_is_the_caller_s_affair(
    vault: Vault, tmp_path: Path
) -> None:
    with pytest.raises(FileNotFoundError):
        vault.put(tmp_path / "missing", owner="a")

    assert files(vault.folder) == []


def test_a_dead_session_is_swept_and_a_living_one_is_not(tmp_path: Path) -> None:
    alive = open_session(tmp_path)
    child = os.fork()
    if child == 0:
        open_session(tmp_path).path.joinpath("left").write_bytes(b"x")
        os._exit(0)
    os.waitpid(child, 0)
    stranger = tmp_path / "p-123"
    stranger.mkdir()

    removed = sweep(tmp_path)

    assert removed == 1
    assert sorted(tmp_path.iterdir()) == sorted([alive.path, alive.lock, stranger])
    alive.close()
    assert list(tmp_path.iterdir()) == [stranger]


def test_a_passphrase_opens_the_keys_and_nothing_else_does(tmp_path: Path) -> None:
    made = make_keys(tmp_path, passphrase=PASSPHRASE)

    assert load_keys(tmp_path, passphrase=PASSPHRASE).seal == made.seal
    for wrong in ("неверный", None):
        with pytest.raises(ConfigError, match="cannot be used") as caught:
            load_keys(tmp_path, passphrase=wrong)
        assert caught.value.slug == "office-key"
        assert "верный" not in str(caught.value)


def test_keys_are_never_written_over(tmp_path: Path) -> None:
    make_keys(tmp_path, passphrase=None)

    with pytest.raises(ConfigError, match="keys in"):
        make_keys(tmp_path, passphrase=None)


def test_keys_do_not_show_when_printed(lite: Register) -> None:
    keys = lite.keys

    assert keys is not None
    assert keys.seal.hex() not in repr(keys)
    assert "AGE-SECRET" not in repr(keys)
