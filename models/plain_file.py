"""Reads a small file that a person named, and nothing that has no end.

A named pipe would be waited for, and a device read, for ever. Knows no contents.
"""

import errno
import os
import stat
from pathlib import Path


def read_plain(path: Path) -> bytes:
    """Return all bytes of a plain file.

    Raises:
        OSError: It cannot be read, or is none.
    """
    # A pipe that nobody writes to is opened at once, where that is asked for.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as stream:
        mode = os.fstat(handle).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "it is not a plain file", str(path))
        return stream.read()
