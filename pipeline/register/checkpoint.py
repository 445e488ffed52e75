"""Checkpoints: the head of the chain, signed, to be kept where the register is not.

A checkpoint is a small file signed with Ed25519, or a line short enough for paper and
the telephone. The line bears no signature: the paper that it stands on is its proof.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from models.errors import ConfigError
from models.plain_file import read_plain
from pipeline.register.atomic import write_atomic
from pipeline.register.chain import Head, canonical
from pipeline.register.folder import make_folder
from pipeline.register.keys import OfficeKeys

SCHEMA = "belgi-checkpoint/1"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, which are misread."""
MISREAD = str.maketrans("ILO", "110")
REGISTER_LETTERS = 5
HASH_LETTERS = 20
"""100 bits of the head's hash."""
CHECK_PRIME = 1021
"""Largest prime below two letters' 1024: finds every wrong or swapped letter."""
LINE = re.compile(r"^belgi\s+(\d+)\s+((?:[0-9A-Z]{5}[-\s]?){5})([0-9A-Z]{2})$", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A head that somebody kept."""

    seq: int
    register: str
    """The whole id, or its first letters in base 32."""
    hash: str
    """The whole hash, or its first letters in base 32."""
    at: str | None = None
    signature: str | None = None
    """Hexadecimal; None for a line."""


def make_checkpoint(keys: OfficeKeys, register: str, head: Head) -> Checkpoint:
    """Sign a head."""
    plain = Checkpoint(seq=head.seq, register=register, hash=head.hash, at=head.at)
    key = Ed25519PrivateKey.from_private_bytes(keys.sign)
    signature = key.sign(_signed(plain)).hex()
    return Checkpoint(
        seq=head.seq,
        register=register,
        hash=head.hash,
        at=head.at,
        signature=signature,
    )


def is_signed_by(checkpoint: Checkpoint, public_key: str) -> bool:
    """Tell whether the key signed the checkpoint; never for a line."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(checkpoint.signature or ""), _signed(checkpoint))
    except (InvalidSignature, ValueError):
        return False
    return True


def write_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Write a checkpoint's file, whole or not at all.

    Raises:
        RegisterError: It cannot be written.
    """
    content = {**_content(checkpoint), "signature": checkpoint.signature}
    text = json.dumps(content, indent=1, sort_keys=True) + "\n"
    write_atomic(path, text.encode())


def keep_checkpoint(keys: OfficeKeys, checkpoint: Checkpoint) -> None:
    """Keep a copy in the keys folder, where verify looks for it."""
    folder = keys.folder / "checkpoints"
    make_folder(folder)
    write_checkpoint(folder / f"{checkpoint.seq:012}.json", checkpoint)


def kept_checkpoints(keys: OfficeKeys) -> tuple[Checkpoint, ...]:
    """Return the checkpoints in the keys folder, oldest first.

    Raises:
        ConfigError: One cannot be read.
    """
    files = sorted((keys.folder / "checkpoints").glob("*.json"))
    return tuple(read_checkpoint_file(file) for file in files)


def read_checkpoint_file(path: Path) -> Checkpoint:
    """Read a checkpoint from its file, or from a file that holds its line.

    Raises:
        ConfigError: It cannot be read, or is not a checkpoint.
    """
    try:
        return read_checkpoint(read_plain(path).decode("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"The checkpoint {str(path)!r} cannot be read. Name a file that belgi "
            "register checkpoint wrote, or its line.",
            slug="checkpoint",
        ) from error


def read_checkpoint(text: str) -> Checkpoint:
    """Read a checkpoint from the text of its file or from its line.

    Raises:
        ConfigError: It is neither, or a letter of the line is wrong.
    """
    if text.lstrip().startswith("{"):
        return _from_json(text)
    match = LINE.match(" ".join(text.split()))
    if match is None:
        raise _not_one("it is neither the file nor the line of a checkpoint")
    seq, letters, check = match.groups()
    body = re.sub(r"[-\s]", "", letters).upper().translate(MISREAD)
    if _check_letters(seq, body) != check.upper().translate(MISREAD):
        raise _not_one("a letter of the line was misread; its last two do not fit")
    return Checkpoint(
        seq=int(seq), register=body[:REGISTER_LETTERS], hash=body[REGISTER_LETTERS:]
    )


def checkpoint_line(checkpoint: Checkpoint) -> str:
    """Return the line for paper: ``belgi 2002 8F3K1-…-7Q``."""
    body = _register_letters(checkpoint.register) + _hash_letters(checkpoint.hash)
    groups = [body[at : at + 5] for at in range(0, len(body), 5)]
    check = _check_letters(str(checkpoint.seq), body)
    return f"belgi {checkpoint.seq} {'-'.join(groups)}-{check}"


def same_register(checkpoint: Checkpoint, register: str) -> bool:
    """Tell whether a checkpoint speaks of this register."""
    return checkpoint.register in (register, _register_letters(register))


def same_hash(checkpoint: Checkpoint, digest: str) -> bool:
    """Tell whether a checkpoint's hash is this one."""
    return checkpoint.hash in (digest, _hash_letters(digest))


def _content(checkpoint: Checkpoint) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "register": checkpoint.register,
        "seq": checkpoint.seq,
        "hash": checkpoint.hash,
        "at": checkpoint.at,
    }


def _signed(checkpoint: Checkpoint) -> bytes:
    return canonical(_content(checkpoint)).encode()


def _from_json(text: str) -> Checkpoint:
    try:
        said = json.loads(text)
        if said["schema"] != SCHEMA:
            raise _not_one("it is of another version")
        return Checkpoint(
            seq=int(said["seq"]),
            register=str(said["register"]),
            hash=str(said["hash"]),
            at=said["at"],
            signature=str(said["signature"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise _not_one("its file is damaged") from error


def _not_one(why: str) -> ConfigError:
    return ConfigError(
        f"The checkpoint cannot be used: {why}. Give the file that belgi register "
        "checkpoint wrote, or type its line again.",
        slug="checkpoint",
    )


def _register_letters(register: str) -> str:
    return _letters(hashlib.sha256(register.encode()).digest(), REGISTER_LETTERS)


def _hash_letters(digest: str) -> str:
    return _letters(bytes.fromhex(digest), HASH_LETTERS)


def _letters(content: bytes, count: int) -> str:
    bits = int.from_bytes(content, "big") >> (len(content) * 8 - count * 5)
    return "".join(ALPHABET[bits >> 5 * at & 31] for at in reversed(range(count)))


def _check_letters(seq: str, body: str) -> str:
    values = [ALPHABET.index(letter) for letter in seq + body if letter in ALPHABET]
    rest = sum(at * value for at, value in enumerate(values, start=1)) % CHECK_PRIME
    return ALPHABET[rest >> 5] + ALPHABET[rest & 31]
