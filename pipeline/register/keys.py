"""The office's keys: made once, kept in a folder of their own, loaded at a start.

The office key is an age identity, kept as a file or under a passphrase. It opens the
secrets (seal of the chain, check value of the codes, signing key of the checkpoints)
and wraps the key of each document. No cryptography of our own: age and Ed25519.
"""

import hmac
import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyrage import passphrase as age_passphrase
from pyrage import x25519

from models.errors import ConfigError, RegisterError
from models.plain_file import read_plain
from pipeline.register.atomic import write_atomic

OFFICE_KEY = "office.key"
SECRETS = "secrets.age"
SECRET_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeKeys:
    """What the office can prove and open."""

    folder: Path
    identity: x25519.Identity = field(repr=False)
    seal: bytes = field(repr=False)
    """Seals each event of the chain (HMAC-SHA-256)."""
    code: bytes = field(repr=False)
    """Checks the 2-D codes."""
    sign: bytes = field(repr=False)
    """Ed25519 seed that signs checkpoints."""

    recipient: x25519.Recipient = field(init=False, repr=False)
    """To whom the keys of documents are wrapped."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "recipient", self.identity.to_public())

    @property
    def public(self) -> str:
        """The public half of the signing key, hexadecimal."""
        key = Ed25519PrivateKey.from_private_bytes(self.sign)
        return key.public_key().public_bytes_raw().hex()

    def sealed(self, text: str) -> str:
        """Return the seal of a text, hexadecimal."""
        return hmac.digest(self.seal, text.encode(), "sha256").hex()


def make_keys(folder: Path, *, passphrase: str | None) -> OfficeKeys:
    """Make the keys of a new office; ``folder`` stands already.

    Raises:
        ConfigError: There are keys already; they are never written over.
        RegisterError: The folder cannot be written.
    """
    if has_keys(folder):
        raise ConfigError(
            f"There are keys in {str(folder)!r} already. Choose another folder, or "
            "move them away if no office needs them."
        )
    identity = x25519.Identity.generate()
    text = str(identity).encode()
    office = age_passphrase.encrypt(text, passphrase) if passphrase else text + b"\n"
    names = ("seal", "code", "sign")
    made = {name: secrets.token_bytes(SECRET_BYTES).hex() for name in names}
    wrapped = pyrage.encrypt(json.dumps(made).encode(), [identity.to_public()])
    write_atomic(folder / OFFICE_KEY, office)
    write_atomic(folder / SECRETS, wrapped)
    return _unwrap(folder, identity, wrapped)


def has_keys(folder: Path) -> bool:
    """Tell whether a folder holds the keys of an office."""
    return (folder / SECRETS).exists()


def load_keys(folder: Path, *, passphrase: str | None) -> OfficeKeys:
    """Load the keys of an office.

    Raises:
        ConfigError: A key is lost, or the passphrase is missing or wrong. Nothing
            was changed.
    """
    office = _read(folder / OFFICE_KEY)
    if office.startswith(b"age-encryption.org"):
        office = _with_passphrase(folder, office, passphrase)
    try:
        identity = x25519.Identity.from_str(office.decode().strip())
    except (pyrage.IdentityError, UnicodeDecodeError) as error:
        raise _wrong(folder, "the office key is not an age identity") from error
    return _unwrap(folder, identity, _read(folder / SECRETS))


def read_passphrase(variable: str | None) -> str | None:
    """Return the passphrase that the settings speak of; None where they name none.

    Raises:
        ConfigError: The variable is not set.
    """
    if variable is None:
        return None
    value = os.environ.get(variable)
    if not value:
        raise ConfigError(
            f"The office key needs a passphrase, and the variable {variable} is not "
            "set. Set it and run the same command again."
        )
    return value


def _with_passphrase(folder: Path, office: bytes, passphrase: str | None) -> bytes:
    if passphrase is None:
        raise _wrong(folder, "the office key is under a passphrase; none was given")
    try:
        return bytes(age_passphrase.decrypt(office, passphrase))
    except pyrage.DecryptError as error:
        raise _wrong(folder, "the passphrase is wrong") from error


def _unwrap(folder: Path, identity: x25519.Identity, wrapped: bytes) -> OfficeKeys:
    try:
        made = json.loads(pyrage.decrypt(wrapped, [identity]))
        return OfficeKeys(
            folder=folder,
            identity=identity,
            seal=bytes.fromhex(made["seal"]),
            code=bytes.fromhex(made["code"]),
            sign=bytes.fromhex(made["sign"]),
        )
    except (pyrage.DecryptError, ValueError, KeyError, TypeError) as error:
        raise _wrong(folder, "the office key does not open its secrets") from error


def _read(path: Path) -> bytes:
    try:
        return read_plain(path)
    except OSError as error:
        raise _wrong(path.parent, f"{path.name} cannot be read") from error


def _wrong(folder: Path, what: str) -> ConfigError:
    return ConfigError(
        f"The keys in {str(folder)!r} cannot be used: {what}. Put the right keys "
        "folder in place, or name it as keys_folder in the settings; nothing was "
        "changed.",
        slug="office-key",
    )


def need_keys(keys: OfficeKeys | None) -> OfficeKeys:
    """Return the keys, or say that nothing can be written without them."""
    if keys is None:
        raise RegisterError(
            "The register was opened without its keys, so nothing can be recorded. "
            "Put the keys folder in place and run the same command again.",
            slug="office-key",
        )
    return keys
