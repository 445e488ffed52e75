"""An SFTP server is listened to only where its key is among the known hosts.

Needs paramiko, which belgi itself does not install.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from models.errors import DependencyError
from models.settings import Limits
from pipeline.remote_dossier import list_address

paramiko: Any = pytest.importorskip("paramiko")


@contextmanager
def serving(key: Any) -> Iterator[int]:
    """Run a server that shows a key and lets nobody in; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as door:

        def answer() -> None:
            try:
                caller, _ = door.accept()
                transport = paramiko.Transport(caller)
                transport.add_server_key(key)
                transport.start_server(server=paramiko.ServerInterface())
                transport.join(5)
                transport.close()
            except (OSError, EOFError, paramiko.SSHException):
                pass

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield door.getsockname()[1]
        door.close()
        thread.join(10)


@pytest.mark.parametrize("knows", ["nothing", "another", "this"])
def test_only_a_known_host_is_spoken_to(
    knows: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A known one asks who we are, and we have no key it would take."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    shown, other = (paramiko.ECDSAKey.generate() for _ in range(2))
    with serving(shown) as port:
        if knows != "nothing":
            key = shown if knows == "this" else other
            line = f"[127.0.0.1]:{port} {key.get_name()} {key.get_base64()}\n"
            (tmp_path / ".ssh").mkdir()
            (tmp_path / ".ssh" / "known_hosts").write_text(line)
        with pytest.raises(DependencyError) as told:
            list_address(f"sftp://clerk@127.0.0.1:{port}/dossier", limits=Limits())

    refused = "is not in ~/.ssh/known_hosts" in str(told.value)
    assert refused == (knows != "this"), told.value
