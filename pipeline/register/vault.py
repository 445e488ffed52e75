"""Carriers at rest: each encrypted with a key of its own, named by its SHA-256.

The key of a carrier is an age identity, wrapped by the office key and kept in the keys
folder; without it no backup of the vault brings the bytes back. Knows no document and
no number: an owner is any text that says whose bytes they are.
"""

import hashlib
import io
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, BinaryIO

import pyrage
from pyrage import x25519

from models.errors import RegisterError
from pipeline.register.atomic import sync_many, sync_place
from pipeline.register.byte_streams import (
    CHUNK_BYTES,
    Hashing,
    copy_through,
    erase,
    new_file,
    open_source,
)
from pipeline.register.folder import cannot_write, make_folder
from pipeline.register.keys import OfficeKeys
from pipeline.register.sessions import Session, open_session

TAG_LETTERS = 16
"""Of the owner's hash; keeps equal bytes of two documents apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VaultRef:
    """Where a carrier lies; ``name`` is what the register keeps."""

    name: str
    sha256: str
    size_bytes: int


@dataclass(slots=True)
class Vault:
    """The vault of one office; close it at the end."""

    folder: Path
    work: Path
    keys: OfficeKeys
    encrypt: bool = True
    _session: Session | None = None
    _key_session: Session | None = None
    _shelves: set[str] = field(default_factory=set)
    """Folders that this process has made or found."""

    def put(self, source: Path | bytes, *, owner: str) -> VaultRef:
        """Keep one carrier; see ``put_many``."""
        return self.put_many([(source, owner)])[0]

    def put_many(
        self, sources: Sequence[tuple[Path | bytes, str]]
    ) -> tuple[VaultRef, ...]:
        """Keep carriers, each with its owner; on the disk when this returns.

        The same bytes of the same owner are kept once.

        Raises:
            RegisterError: The vault or the keys folder cannot be written.
            OSError: A source cannot be read.
        """
        written: dict[str, str] = {}
        refs = [self._stage(source, owner, written) for source, owner in sources]
        try:
            sync_many(written.values())
            # Keys come first in ``written``: bytes never stand without their key.
            for target, part in written.items():
                os.replace(part, target)
            shelves = set(map(os.path.dirname, written))
            sync_many(shelves | set(map(os.path.dirname, shelves)))
        except OSError as error:
            raise cannot_write(self.folder, error) from error
        return tuple(refs)

    def read(self, name: str) -> bytes:
        """Return the bytes of a carrier.

        Raises:
            RegisterError: It was destroyed, is lost, or was tampered with.
        """
        content = io.BytesIO()
        self._decrypt(name, content)
        return content.getvalue()

    def open_to(self, name: str, target: Path) -> None:
        """Write a carrier's plain bytes to a file that appears whole or not at all.

        Raises:
            RegisterError: It was destroyed, is lost, was tampered with, or the target
                cannot be written.
        """
        part = target.with_name(f".part-{os.getpid()}-{secrets.token_hex(4)}")
        try:
            with new_file(part) as stream:
                self._decrypt(name, stream)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(target)
            sync_place(target.parent)
        except OSError as error:
            raise cannot_write(target, error) from error
        finally:
            part.unlink(missing_ok=True)

    def has(self, name: str) -> bool:
        """Tell whether the bytes and, where there must be one, the key are there."""
        if not os.path.exists(self._place(name)):
            return False
        key = self._key_place(name)
        return key is None or os.path.exists(key)

    def owned_by(self, owner: str) -> tuple[str, ...]:
        """Return the names of everything that is kept for an owner.

        Goes through the whole vault: for what was cut short, not for every day.
        """
        bytes_ = {path.name for path in self.folder.glob(f"*/*.{_tag(owner)}.*")}
        keys = (self.keys.folder / "documents").glob(f"*/*.{_tag(owner)}.key")
        return tuple(sorted(bytes_ | {f"{key.stem}.age" for key in keys}))

    def destroy(self, name: str) -> bool:
        """Destroy a carrier's key and bytes; recovery is impossible afterwards.

        Returns:
            False where there was nothing left to destroy.

        Raises:
            RegisterError: A file cannot be removed.
        """
        key, path = self._key_path(name), self._path(name)
        found = path.exists() or (key is not None and key.exists())
        for file in (key, path):
            if file is not None and file.exists():
                erase(file)
        return found

    def close(self) -> None:
        """Remove the temporary folders."""
        for session in (self._session, self._key_session):
            if session is not None:
                session.close()
        self._session = self._key_session = None

    def _stage(
        self, source: Path | bytes, owner: str, written: dict[str, str]
    ) -> VaultRef:
        if self._session is None:
            self._session = open_session(self.work)
        part = f"{self._session.path}/{secrets.token_hex(8)}"
        identity = x25519.Identity.generate() if self.encrypt else None
        with open_source(source) as plain:
            reader = Hashing(plain)
            try:
                with new_file(part) as stream:
                    copy_through(reader, stream, identity)
            except OSError as error:
                if reader.failed is not None:
                    raise reader.failed from error
                raise cannot_write(Path(part), error) from error
        sha256 = reader.digest.hexdigest()
        name = f"{sha256}.{_tag(owner)}.{'age' if identity else 'bin'}"
        target = self._place(name)
        if target in written or self.has(name):
            os.unlink(part)
        else:
            if identity is not None:
                self._stage_key(name, identity, written)
            self._make_shelf(target)
            written[target] = part
        return VaultRef(name=name, sha256=sha256, size_bytes=reader.size_bytes)

    def _stage_key(
        self, name: str, identity: x25519.Identity, written: dict[str, str]
    ) -> None:
        if self._key_session is None:
            self._key_session = open_session(self.keys.folder / "work")
        part = f"{self._key_session.path}/{secrets.token_hex(8)}"
        wrapped = pyrage.encrypt(str(identity).encode(), [self.keys.recipient])
        target = self._key_place(name)
        if target is None:
            raise RuntimeError("an encrypted carrier without a place for its key")
        self._make_shelf(target)
        try:
            with new_file(part) as stream:
                stream.write(wrapped)
        except OSError as error:
            raise cannot_write(Path(part), error) from error
        written[target] = part

    def _make_shelf(self, target: str) -> None:
        shelf = os.path.dirname(target)
        if shelf not in self._shelves:
            make_folder(Path(shelf))
            self._shelves.add(shelf)

    def _decrypt(self, name: str, target: IO[bytes]) -> None:
        reader = _open_kept(self._path(name))
        with reader:
            writer = Hashing(target)
            key = self._key_path(name)
            if key is None:
                while chunk := reader.read(CHUNK_BYTES):
                    writer.write(chunk)
            else:
                identity = self._unwrap(key)
                try:
                    pyrage.decrypt_io(reader, writer, [identity])
                except (pyrage.DecryptError, OSError) as error:
                    if writer.failed is not None:
                        raise writer.failed from error
                    raise _damaged(name) from error
        if writer.digest.hexdigest() != name.split(".", 1)[0]:
            raise _damaged(name)

    def _unwrap(self, key: Path) -> x25519.Identity:
        try:
            wrapped = key.read_bytes()
            return x25519.Identity.from_str(
                pyrage.decrypt(wrapped, [self.keys.identity]).decode()
            )
        except OSError as error:
            raise RegisterError(
                f"The key of a kept carrier, {str(key)!r}, is not there. Put the right "
                "keys folder in place; without the key the carrier cannot be read.",
                slug="lost-key",
            ) from error
        except (pyrage.DecryptError, pyrage.IdentityError, ValueError) as error:
            raise RegisterError(
                f"The office key does not open {str(key)!r}. Put the right keys folder "
                "in place; nothing was changed.",
                slug="wrong-key",
            ) from error

    def _path(self, name: str) -> Path:
        return Path(self._place(name))

    def _key_path(self, name: str) -> Path | None:
        place = self._key_place(name)
        return None if place is None else Path(place)

    # Plain text, since a dossier asks for tens of thousands of them.

    def _place(self, name: str) -> str:
        _check_name(name)
        return f"{self.folder}/{name[:2]}/{name}"

    def _key_place(self, name: str) -> str | None:
        _check_name(name)
        if not name.endswith(".age"):
            return None
        return f"{self.keys.folder}/documents/{name[:2]}/{name[:-4]}.key"


def _open_kept(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise RegisterError(
            f"The kept carrier {str(path)!r} is not there: it was destroyed or lost. "
            "belgi register show says which.",
            slug="lost-carrier",
        ) from error


def _tag(owner: str) -> str:
    """Return what names the owner of a carrier in its file's name."""
    known = owner.encode("utf-8", "backslashreplace")
    return hashlib.sha256(known).hexdigest()[:TAG_LETTERS]


def _check_name(name: str) -> None:
    if not name.replace(".", "").isalnum() or not name.isascii():
        raise RegisterError("A carrier's name in the register is damaged.")


def _damaged(name: str) -> RegisterError:
    return RegisterError(
        f"The kept carrier {name[:12]}… is damaged or was tampered with. Put it back "
        "from a backup; belgi did not change it.",
        slug="damaged-carrier",
    )
