"""Shut the process that reads received files off from all it does not need.

``enter`` is called once in a worker before the first file; ``in_force`` finds out by
trying which protections really hold. On Linux: resource limits, no new privileges, no
capabilities, Landlock, a filter of system calls; elsewhere only resource limits. Must
not know what kinds of files are read.
"""

import contextlib
import ctypes
import mimetypes
import os
import signal
import socket
import struct
import sys
import sysconfig
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from models.settings import Limits
from pipeline.work.landlock import confine
from pipeline.work.limits import limit_process
from pipeline.work.seccomp import install_filter

_PR_SET_PDEATHSIG, _PR_GET_PDEATHSIG = 1, 2
_PR_GET_DUMPABLE, _PR_SET_DUMPABLE = 3, 4
_PR_SET_NO_NEW_PRIVS, _PR_GET_NO_NEW_PRIVS = 38, 39
_CAPABILITY_VERSION_3 = 0x20080522
_CLONE_NEWNET, _CLONE_NEWUSER = 0x40000000, 0x10000000
_SYSTEM_PATHS = (
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/share",
    "/usr/local/share",
    "/lib",
    "/lib64",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/fonts",
    "/etc/ssl/openssl.cnf",
    "/proc/self",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/sys/vm/overcommit_memory",
    "/sys/devices/system/cpu",
    "/sys/fs/cgroup",
    "/dev/urandom",
    "/dev/random",
    "/dev/zero",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """What was seen to hold in a worker, each by trying it."""

    no_network: bool
    no_write_outside: bool
    no_read_outside: bool
    no_other_programs: bool
    no_signals: bool
    """Other processes cannot be ended or traced from it."""
    no_new_privileges: bool
    no_capabilities: bool
    memory_bytes: int | None
    """Address space in bytes; None: not limited."""
    no_core_dump: bool
    dies_with_parent: bool

    def missing(self) -> tuple[str, ...]:
        """Names of the protections that do not hold here."""
        return tuple(
            name
            for name in type(self).__dataclass_fields__
            if getattr(self, name) in (False, None)
        )


def die_with_parent(parent: int) -> None:
    """Let the kernel end this process when the one that started it is gone.

    Args:
        parent: Process number of that one, in case it is gone already.
    """
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def enter(*, scratch: Path, readable: Iterable[Path], limits: Limits) -> None:
    """Give up, for good, everything but reading some places and writing one.

    Args:
        scratch: The only folder where this process may write from now on.
        readable: Where the received files are.
        limits: Of memory and file size.

    Side effects: holds for the whole process; there is no way back.
    """
    os.umask(0o077)
    limit_process(limits)
    _prctl(_PR_SET_DUMPABLE, 0)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    places = (*runtime_paths(), *readable)
    if sys.platform == "linux":
        confine(readable=places, writable=(scratch, Path("/dev/null")))
        _drop_capabilities()
        if not install_filter():
            _leave_network()


def runtime_paths() -> tuple[Path, ...]:
    """What Python and the libraries read: code, fonts, OCR data, types, clocks."""
    paths = {Path(path) for path in _SYSTEM_PATHS}
    paths |= {Path(path) for path in sysconfig.get_paths().values()}
    paths |= {Path(entry) for entry in sys.path if entry and "-packages" in entry}
    paths |= {Path(prefix) / "lib" for prefix in (sys.prefix, sys.base_prefix)}
    paths |= {Path(prefix) / "pyvenv.cfg" for prefix in (sys.prefix,)}
    project = Path(__file__).resolve().parents[2]
    paths |= {project / name for name in ("models", "stamps", "pipeline")}
    paths |= {Path(name) for name in mimetypes.knownfiles}
    if prefix := os.environ.get("TESSDATA_PREFIX"):
        paths.add(Path(prefix))
    return tuple(sorted(paths))


def in_force(outside: str) -> Protection:
    """Try, from inside, what must not be possible.

    Args:
        outside: A folder in which the process must not be able to write; nothing stays
            in it.
    """
    return Protection(
        no_network=not _works(lambda: socket.socket(socket.AF_INET).close()),
        no_write_outside=not _works(lambda: _write_probe(Path(outside))),
        no_read_outside=not _works(lambda: list(Path("/").iterdir())),
        no_other_programs=not _works(_fork_probe),
        no_signals=not _works(lambda: os.kill(os.getppid(), 0)),
        no_new_privileges=_prctl(_PR_GET_NO_NEW_PRIVS) == 1,
        no_capabilities=_no_capabilities(),
        memory_bytes=_memory_limit(),
        no_core_dump=_prctl(_PR_GET_DUMPABLE) == 0 or _core_bytes() == 0,
        dies_with_parent=_death_signal() == signal.SIGKILL,
    )


def _works(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except OSError:
        return False
    return True


def _write_probe(folder: Path) -> None:
    probe = folder / f".belgi-probe-{os.getpid()}"
    os.close(os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    probe.unlink()


def _fork_probe() -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def _core_bytes() -> int:
    import resource

    return resource.getrlimit(resource.RLIMIT_CORE)[0]


def _memory_limit() -> int | None:
    import resource

    soft = resource.getrlimit(resource.RLIMIT_AS)[0]
    return None if soft == resource.RLIM_INFINITY else soft


def _death_signal() -> int:
    value = ctypes.c_int(0)
    _prctl(_PR_GET_PDEATHSIG, ctypes.addressof(value))
    return value.value


def _no_capabilities() -> bool:
    """Whether the process is an ordinary user's, whoever started it."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("CapEff:"):
                return int(line.split()[1], 16) == 0
    return hasattr(os, "getuid") and os.getuid() != 0


def _drop_capabilities() -> None:
    """Give up the powers of root, where we have them.

    Source: capset(2), version 3 of the interface.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    header = struct.pack("=Ii", _CAPABILITY_VERSION_3, 0)
    libc.capset(header, struct.pack("=6I", 0, 0, 0, 0, 0, 0))


def _leave_network() -> None:
    """Where no filter can be had: a name space with no network in it."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET) != 0:
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _prctl(option: int, value: int = 0) -> int:
    """Call prctl(2); -1 where there is none."""
    if sys.platform != "linux":
        return -1
    libc = ctypes.CDLL(None, use_errno=True)
    zero = ctypes.c_ulong(0)
    return int(libc.prctl(option, ctypes.c_ulong(value), zero, zero, zero))
