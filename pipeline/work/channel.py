"""Messages between the parent and one worker, over one descriptor each way.

The parent trusts nothing that a worker says: a frame has a bounded length, and a result
may be made only of plain values, our own frozen data classes, enumerations and errors.
Unpickling anything else could run code in the parent. Must not know what is sent.
"""

import dataclasses
import enum
import importlib
import io
import os
import pickle
import re
import struct
from typing import Any

from models.errors import BelgiError
from pipeline.work.limits import MESSAGE_BYTES

_HEADER = struct.Struct("=QBQQ")
"""Task number, kind of message, memory of the sender, length of what follows."""
_OUR_PACKAGES = ("models", "stamps", "pipeline")
_PLAIN = frozenset(
    {
        ("builtins", "set"),
        ("builtins", "frozenset"),
        ("builtins", "complex"),
        ("builtins", "range"),
        ("collections", "OrderedDict"),
        ("datetime", "date"),
        ("datetime", "datetime"),
        ("datetime", "time"),
        ("datetime", "timedelta"),
        ("datetime", "timezone"),
        ("decimal", "Decimal"),
        ("fractions", "Fraction"),
        ("models.errors", "_rebuild"),
        ("pathlib", "PosixPath"),
        ("pathlib", "PurePosixPath"),
    }
)


class NotDataError(pickle.UnpicklingError):
    """A result holds something that the parent does not take; says its type."""


class Kind(enum.IntEnum):
    """What a message is; all but ``CALLS`` come from a worker."""

    READY = 0
    VALUE = 1
    ERROR = 2
    """One of ours, raised by the function."""
    BUG = 3
    """Any other exception: its type and place, never its words."""
    MEMORY = 4
    CALLS = 5
    WANTED = 6
    """The task needs what is loaded on demand, and begins anew in another worker."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One message."""

    kind: int
    payload: bytes
    task: int = 0
    """Number of the task that it is about; 0: of none."""
    memory_bytes: int = 0
    """What the sender has mapped."""

    def packed(self) -> bytes:
        """The message as it travels."""
        head = (self.task, self.kind, self.memory_bytes, len(self.payload))
        return _HEADER.pack(*head) + self.payload


def write_frame(descriptor: int, frame: Frame) -> None:
    """Send one message whole."""
    view = memoryview(frame.packed())
    while view:
        view = view[os.write(descriptor, view) :]


def read_payload(descriptor: int) -> bytes | None:
    """Wait for one message of the parent's; None when it is gone."""
    header = _read(descriptor, _HEADER.size)
    return None if header is None else _read(descriptor, _HEADER.unpack(header)[-1])


class Inbox:
    """Frames put together from the pieces that a worker sends."""

    def __init__(self) -> None:
        self._pieces = bytearray()

    def feed(self, piece: bytes) -> list[Frame]:
        """Take what was received and give the frames that are now whole.

        Raises:
            ValueError: The worker announces more than a result may have.
        """
        self._pieces += piece
        frames = []
        start = 0
        while len(self._pieces) - start >= _HEADER.size:
            task, kind, memory, length = _HEADER.unpack_from(self._pieces, start)
            if length > MESSAGE_BYTES:
                raise ValueError("a worker announces too long a message")
            end = start + _HEADER.size + length
            if len(self._pieces) < end:
                break
            payload = bytes(self._pieces[start + _HEADER.size : end])
            frames.append(
                Frame(task=task, kind=kind, payload=payload, memory_bytes=memory)
            )
            start = end
        del self._pieces[:start]
        return frames


def load_result(payload: bytes) -> object:
    """Make a worker's result again, if it is made of harmless things only.

    Raises:
        NotDataError: It names something else.
    """
    return _Guarded(io.BytesIO(payload)).load()


class _Guarded(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _PLAIN:
            return getattr(importlib.import_module(module), name)
        if module.split(".")[0] in _OUR_PACKAGES and "__" not in module:
            found = getattr(importlib.import_module(module), name, None)
            if isinstance(found, type) and _is_data(found):
                return found
        untrusted_name = f"{module}.{name}"[:100]
        words = re.sub(r"[^\w.]", "?", untrusted_name, flags=re.ASCII)
        raise NotDataError(f"a result held {words}, which is not data")


def _is_data(kind: type) -> bool:
    if issubclass(kind, (enum.Enum, BelgiError)):
        return True
    parameters = getattr(kind, "__dataclass_params__", None)
    return dataclasses.is_dataclass(kind) and bool(getattr(parameters, "frozen", False))


def _read(descriptor: int, length: int) -> bytes | None:
    pieces = bytearray()
    while len(pieces) < length:
        piece = os.read(descriptor, min(length - len(pieces), 1 << 20))
        if not piece:
            return None
        pieces += piece
    return bytes(pieces)
