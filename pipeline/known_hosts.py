"""Whose key an SFTP server must show: one that the known hosts of OpenSSH name.

fsspec trusts whatever key it meets unless it is told otherwise, so that anybody on the
way could stand in for the server. Knows no addresses and no files.

Source: sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT".
"""

import os
from pathlib import Path
from typing import Any

from models.errors import DependencyError

PLACES = ("~/.ssh/known_hosts", "/etc/ssh/ssh_known_hosts")


def known_hosts_only(protocol: str) -> dict[str, Any]:
    """Return what makes a file system of fsspec refuse a host that is not known.

    Raises:
        DependencyError: The installed fsspec cannot check keys.
        ImportError: What speaks SFTP is not installed.
    """
    from fsspec.registry import get_filesystem_class

    module = __import__(
        get_filesystem_class(protocol).__module__, fromlist=["HOST_KEY_POLICIES"]
    )
    if not module.__name__.startswith("fsspec."):
        return {}  # asyncssh, under sshfs, asks the known hosts of its own accord
    if not hasattr(module, "HOST_KEY_POLICIES"):
        raise DependencyError(
            f"the installed fsspec cannot check the keys of {protocol}:// hosts; "
            "install a newer one"
        )
    return {"host_key_policy": _policy()}


def _policy() -> Any:
    import paramiko

    class KnownHostsOnly(paramiko.MissingHostKeyPolicy):  # type: ignore[misc]
        def missing_host_key(self, client: Any, hostname: str, key: Any) -> None:
            """Let a host pass whose key is known, and no other."""
            known = paramiko.HostKeys()
            for place in map(os.path.expanduser, PLACES):
                if Path(place).is_file():
                    known.load(place)
            if not known.check(hostname, key):
                raise DependencyError(
                    f"the key that {hostname} shows ({key.get_name()} "
                    f"{key.fingerprint}) is not in {' or '.join(PLACES)}; enter it "
                    "once you have made sure that it is the right one"
                )

    return KnownHostsOnly()
