"""A filter of system calls for the process that reads a received file.

Builds a classic BPF program from ``pipeline.work.syscalls`` and hands it to the kernel.
Must not know why a call is refused. Works on Linux, x86_64 and aarch64.

Source: seccomp(2); Linux ``Documentation/userspace-api/seccomp_filter.rst``.
"""

import ctypes
import errno
import os
import platform
import struct

from pipeline.work import syscalls

_ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
"""Column of the table of calls, and AUDIT_ARCH constant."""

_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _JUMP_ANY_BIT, _RETURN = (
    0x20,
    0x15,
    0x35,
    0x45,
    0x06,
)
_ALLOW, _KILL_PROCESS, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_NR, _ARCH, _ARG0 = 0, 4, 16
"""Offsets in struct seccomp_data; an argument's low half, as both are little-endian."""
_X32_BIT = 0x40000000
_CLONE_THREAD = 0x00010000
_SET_MODE_FILTER, _FLAG_TSYNC = 1, 1

_Instruction = tuple[int, int, int, int]


def install_filter() -> bool:
    """Refuse, from now on and for all threads, what reading a file never needs.

    PR_SET_NO_NEW_PRIVS has to be set already.

    Returns:
        False where the kernel or the machine offers no such filter.
    """
    architecture = _ARCHITECTURES.get(platform.machine())
    if architecture is None:
        return False
    code = _assemble(_program(*architecture, own_pid=os.getpid()))
    buffer = ctypes.create_string_buffer(code, len(code))

    class Program(ctypes.Structure):
        _fields_ = (("count", ctypes.c_ushort), ("code", ctypes.c_void_p))

    program = Program(len(code) // 8, ctypes.addressof(buffer))
    number = syscalls.SECCOMP[architecture[0]]
    libc = ctypes.CDLL(None, use_errno=True)
    result = libc.syscall(
        ctypes.c_long(number or 0),
        ctypes.c_uint(_SET_MODE_FILTER),
        ctypes.c_uint(_FLAG_TSYNC),
        ctypes.byref(program),
    )
    return bool(result == 0)


def _program(column: int, audit_arch: int, *, own_pid: int) -> list[_Instruction]:
    """The filter as instructions: look at the number, decide, else allow."""
    code: list[_Instruction] = [
        (_LOAD, 0, 0, _ARCH),
        (_JUMP_EQUAL, 1, 0, audit_arch),
        _give(_KILL_PROCESS),
        (_LOAD, 0, 0, _NR),
        (_JUMP_AT_LEAST, 0, 1, _X32_BIT),
        _give(_ERRNO | errno.ENOSYS),
    ]
    for table, answer in (
        (syscalls.REFUSED, errno.EPERM),
        (syscalls.PRETENDED, 0),
        # glibc falls back to clone, whose flags can be looked at.
        ({"clone3": syscalls.CLONE3}, errno.ENOSYS),
    ):
        for numbers in table.values():
            number = numbers[column]
            if number is not None:
                code += [(_JUMP_EQUAL, 0, 1, number), _give(_ERRNO | answer)]
    code += _only_if(syscalls.CLONE[column], _JUMP_ANY_BIT, _CLONE_THREAD)
    code += _only_if(syscalls.KILL[column], _JUMP_EQUAL, own_pid)
    code += _only_if(syscalls.TGKILL[column], _JUMP_EQUAL, own_pid)
    code += _only_if(syscalls.PRLIMIT64[column], _JUMP_EQUAL, 0)
    return [*code, _give(_ALLOW)]


def _only_if(number: int | None, test: int, value: int) -> list[_Instruction]:
    """Allow a call only if its first argument passes a test, otherwise refuse it."""
    if number is None:
        return []
    return [
        (_JUMP_EQUAL, 0, 4, number),
        (_LOAD, 0, 0, _ARG0),
        (test, 0, 1, value),
        _give(_ALLOW),
        _give(_ERRNO | errno.EPERM),
    ]


def _give(answer: int) -> _Instruction:
    return (_RETURN, 0, 0, answer)


def _assemble(code: list[_Instruction]) -> bytes:
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in code)
