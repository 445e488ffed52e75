"""What a file might make a reader do; called in workers by the tests."""

import ctypes
import mmap
import os
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

from models.errors import CorruptInput
from pipeline.work.worker import scratch_path


def double(number: int) -> int:
    return 2 * number


def refuse(name: str) -> None:
    raise CorruptInput(f"{name} is damaged. Ask for it again.")


def stumble(secret: str) -> None:
    raise KeyError(secret)


def own_pid() -> int:
    return os.getpid()


def hang() -> None:
    time.sleep(60)


def hang_in_c() -> None:
    """Hold the interpreter's lock, so that no Python code can help."""
    ctypes.PyDLL(None).sleep(60)


def spin() -> None:
    while True:
        pass


def exit_quietly() -> None:
    os._exit(0)


def die(number: int) -> None:
    os.kill(os.getpid(), number)


def read_through_null() -> None:
    ctypes.string_at(0)


def eat_memory() -> None:
    eaten = []
    while True:
        eaten.append(bytearray(64 << 20))


def eat_memory_in_c() -> int:
    """What a C library sees at the limit: no memory, and no exception."""
    libc = ctypes.CDLL(None)
    libc.malloc.restype = ctypes.c_void_p
    return libc.malloc(ctypes.c_size_t(1 << 42)) or 0


def write_at(path: Path) -> None:
    path.write_text("out")


def read_at(path: Path) -> str:
    return path.read_text()


def change_mode(path: Path) -> None:
    path.chmod(0o777)


def remove(path: Path) -> None:
    path.unlink()


def link_to(path: Path) -> None:
    os.link(path, scratch_path() / "link")


def open_socket(family: int) -> None:
    socket.socket(family, socket.SOCK_STREAM)


def fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def start_program() -> None:
    subprocess.run(["/bin/true"], check=True)


def start_thread() -> int:
    heard: list[int] = []
    thread = threading.Thread(target=heard.append, args=(1,))
    thread.start()
    thread.join()
    return heard[0]


def signal_parent() -> None:
    os.kill(os.getppid(), signal.SIGTERM)


def write_endlessly() -> None:
    with (scratch_path() / "large").open("wb") as file:
        while True:
            file.write(bytes(1 << 20))


def open_many() -> None:
    for _ in range(10_000):
        os.open("/dev/null", os.O_RDONLY)


def leave_file(text: str) -> Path:
    path = scratch_path() / "result"
    path.write_text(text)
    return path


def leave_file_and_die(text: str) -> None:
    leave_file(text)
    os.abort()


def descriptors() -> list[str]:
    found = []
    for number in range(3, 64):
        try:
            os.fstat(number)
        except OSError:
            continue
        found.append(str(number))
    return found


def environment() -> dict[str, str]:
    return dict(os.environ)


def mask() -> int:
    return os.umask(0o077)


class Evil:
    """Unpickled by a trusting parent, it would run a program there."""

    def __reduce__(self):
        return (os.system, ("touch /tmp/belgi-was-here",))


def send_evil() -> Evil:
    return Evil()


def claim_endless_result() -> None:
    for number in range(3, 64):
        try:
            os.write(number, b"\xff" * 64)
        except OSError:
            continue
    time.sleep(60)


def fall_silent() -> None:
    os.closerange(3, 64)
    time.sleep(60)


def large_result(length: int) -> bytes:
    return bytes(length)


def nursery_pid() -> int:
    """Process number of the one that this worker was born of."""
    return os.getppid()


def use_ballast() -> int:
    """Use a module that is larger than a worker may be."""
    from tests.pipeline.work import ballast

    return ballast.SIZE


def use_what_is_missing() -> str:
    """Do without a module that cannot be had."""
    try:
        import no_such_module  # type: ignore[import-not-found]
    except ImportError:
        return "without"
    return str(no_such_module)


def nap(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def keep_mapped(megabytes: int) -> int:
    """Leave memory behind that nobody uses, and say which process does."""
    _kept.append(mmap.mmap(-1, megabytes << 20))
    return os.getpid()


_kept: list[mmap.mmap] = []


def find_no_room() -> None:
    """What the loader of libraries says when one does not fit into memory."""
    raise ImportError("x.so: failed to map segment from shared object")
