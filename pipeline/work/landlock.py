"""Landlock: which folders this process may still read and write.

One rule set, made once in a worker that is about to open received files. Must not know
what the folders hold. Linux 5.13 and later; the rights used follow what the kernel has.

Source: landlock(7); Linux ``include/uapi/linux/landlock.h``.
"""

import ctypes
import os
import struct
from collections.abc import Iterable
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
"""System calls; the same number on every machine."""
_RULE_PATH_BENEATH = 1
_VERSION_FLAG = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REMOVE_DIR, _REMOVE_FILE = 1 << 4, 1 << 5
_MAKE_DIR, _MAKE_REG = 1 << 7, 1 << 8
_FILE_RIGHTS = _EXECUTE | _WRITE_FILE | _READ_FILE | 1 << 14 | 1 << 15
_ALL_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
"""By the version of the interface from which they hold."""
_TRUNCATE = 1 << 14
_TCP = 0b11
"""Binding and connecting; from version 4."""
_SCOPES = 0b11
"""Abstract sockets and signals of others; from version 6."""

READ = _READ_FILE | _READ_DIR
WRITE = READ | _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG
WRITE |= _TRUNCATE


def abi_version() -> int:
    """The version of Landlock that the kernel offers; 0 for none."""
    version = _syscall(_CREATE_RULESET, None, 0, _VERSION_FLAG)
    return max(version, 0)


def confine(*, readable: Iterable[Path], writable: Iterable[Path]) -> bool:
    """Allow only reading beneath some paths and writing beneath others.

    Paths that do not exist are passed over. Executing is allowed nowhere; mapping a
    library counts as reading. PR_SET_NO_NEW_PRIVS has to be set already.

    Returns:
        False where the kernel has no Landlock.
    """
    abi = abi_version()
    if abi < 1:
        return False
    rights = _ALL_RIGHTS[max(version for version in _ALL_RIGHTS if version <= abi)]
    network = _TCP if abi >= 4 else 0
    scopes = _SCOPES if abi >= 6 else 0
    fields = (rights, network, scopes)[: 3 if abi >= 6 else 2 if abi >= 4 else 1]
    attributes = struct.pack(f"={len(fields)}Q", *fields)
    ruleset = _syscall(_CREATE_RULESET, attributes, len(attributes), 0)
    if ruleset < 0:
        return False
    try:
        for path in readable:
            _allow(ruleset, path, READ & rights)
        for path in writable:
            _allow(ruleset, path, WRITE & rights)
        return _syscall(_RESTRICT_SELF, ruleset, 0) == 0
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: Path, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not path.is_dir():
            rights &= _FILE_RIGHTS
        rule = struct.pack("=Qi", rights, descriptor)
        _syscall(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, rule, 0)
    finally:
        os.close(descriptor)


def _syscall(number: int, *arguments: int | bytes | None) -> int:
    """Call the kernel; a negative result means that it refused."""
    libc = ctypes.CDLL(None, use_errno=True)
    values = [
        ctypes.c_long(value) if isinstance(value, int) else value for value in arguments
    ]
    try:
        return int(libc.syscall(ctypes.c_long(number), *values))
    except (AttributeError, OSError):
        return -1
