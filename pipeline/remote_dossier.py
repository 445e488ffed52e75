"""A dossier that stands elsewhere: in an object store, on a file or web server.

Reads through fsspec, from the parent, and only where a person names an address. What a
listing says is untrusted. Knows addresses and listings; files are ``remote_carrier``'s.

Source: https://filesystem-spec.readthedocs.io (``AbstractFileSystem``).
"""

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from models.errors import DependencyError, InputError, UsageError
from pipeline.remote_carrier import WEB, RemoteCarrier, answering, is_web, told

MARK = "://"
INTERPRETING = frozenset(
    (
        *("zip", "tar", "libarchive", "reference", "git", "dir", "data", "generic"),
        *("filecache", "simplecache", "blockcache", "cached"),
    )
)
"""File systems that open what they hold, or keep copies outside of the office folder:
received files are opened by workers only."""
PATIENCE_S = 60.0
"""Wall time in which a web server must send something more."""
KEYS = "keys to a place stand where fsspec looks for them (docs/scaling.md)"
_PROBLEMS = {"link": "link", "other": "not-a-file"}
"""What cannot be taken, by what a file system calls it."""
_USER = re.compile(r"://([^/@]*)@")
_SORTED = re.compile(r"\?C=[NMSD];O=[AD]")
"""A link of a web server's listing to the same listing in another order."""


def parse_place(text: str) -> Path | str:
    """Return a path of this machine, or the address of a place elsewhere as it is."""
    protocol, mark, rest = text.partition(MARK)
    if not mark:
        return Path(text)
    return Path(rest) if protocol in ("file", "local") else text


def refuse_secrets(address: str) -> None:
    """Refuse an address that may hold a key: it would come into names and messages.

    Raises:
        UsageError: It names a password, or of a web server a user or a query. The
            address is not repeated.
    """
    web = address.partition(MARK)[0].lower() in WEB
    users = _USER.findall(address)
    if any(web or ":" in user for user in users) or (web and "?" in address):
        raise UsageError(
            "an address must hold no password, and of a web server neither a user nor "
            f"what follows a question mark; {KEYS}"
        )


def list_address(address: str) -> tuple[RemoteCarrier, ...]:
    """List the files at an address, with all that lies below it.

    Args:
        address: Such as ``s3://bucket/dossier``; of a web server's folder it ends on a
            slash.

    Raises:
        UsageError: There is nothing, or the address cannot be used.
        DependencyError: What is needed to reach it is not installed, or the other side
            does not answer.
    """
    try:
        system, root = _open(address)
        with answering():
            found = _list(system, root)
    except InputError as error:
        if error.slug != "removed":
            raise UsageError(f"{address!r} may not be read; {KEYS}") from error
        found = []
    if not found:
        raise UsageError(
            f"there is nothing at {address!r}, or some of it went while it was listed"
        )
    return tuple(found)


def _list(system: Any, root: str) -> list[RemoteCarrier]:
    """Return the files at a place and below; a part that cannot be listed is an error.

    A listing may say what it likes, also what does not lie below: that is named with
    its problem, and never followed.
    """
    web = is_web(system)
    # A web server calls everything a file; what ends on a slash is a listing.
    if not root.endswith("/") and (web or system.info(root).get("type") == "file"):
        last = root.rpartition("/")[2]
        return [_carrier(system, root, _unquoted(last) if web else last)]
    base = root.rstrip("/") + "/"
    found: dict[str, RemoteCarrier] = {}
    waiting, listed = [root], {base}
    while waiting:
        for entry in system.ls(waiting.pop(), detail=True):
            path = _straight(entry["name"], base) if web else entry["name"]
            is_folder = entry["type"] == "directory"
            if (is_folder and path.rstrip("/") + "/" in listed) or (
                web and _SORTED.fullmatch(path.rpartition("/")[2])
            ):
                continue
            name = path.removeprefix(base)
            name = _unquoted(name) if web else name
            is_below = path.startswith(base) and _is_plain(name, is_folder=is_folder)
            if is_folder and is_below:
                listed.add(path.rstrip("/") + "/")
                waiting.append(path)
                continue
            problem = _PROBLEMS.get(entry["type"]) if is_below else "bad-name"
            found[path] = _carrier(system, path, name, problem)
    return list(found.values())


def _straight(path: str, base: str) -> str:
    """Leave out steps that lead nowhere, as in ``./a.pdf``."""
    if not path.startswith(base):
        return path
    steps = path.removeprefix(base).split("/")
    return base + "/".join(step for step in steps if step != ".")


def _unquoted(name: str) -> str:
    """Return a name as people write it; inventories do."""
    return unquote(name, errors="backslashreplace")


def _is_plain(name: str, *, is_folder: bool) -> bool:
    steps = (name.rstrip("/") if is_folder else name).split("/")
    return "\0" not in name and not any(step in ("", ".", "..") for step in steps)


def _carrier(
    system: Any, path: str, name: str, problem: str | None = None
) -> RemoteCarrier:
    name = name.encode("utf-8", "backslashreplace").decode()
    return RemoteCarrier(name=name, where=path, system=system, problem=problem)


def _open(address: str) -> tuple[Any, str]:
    protocol = address.partition(MARK)[0]
    if "::" in address or protocol in INTERPRETING:
        raise UsageError(
            f"{address!r} would be opened on the way; name the place of the files "
            "themselves"
        )
    try:
        from fsspec.core import url_to_fs

        system, root = url_to_fs(address, **_patience(protocol))
    except ImportError as error:
        raise DependencyError(
            f"what reads {protocol}:// is not installed ({error.name or error}); "
            "pip install 'belgi[cluster]' and fsspec's package for it"
        ) from error
    except ValueError as error:
        raise UsageError(f"{address!r} is no address that can be read") from error
    except Exception as error:  # some file systems ask the other side at once
        raise told(error) from error
    return system, root


def _patience(protocol: str) -> dict[str, Any]:
    """Return how long to wait for more of an answer, however long it is."""
    if protocol not in WEB:
        return {}
    from aiohttp import ClientTimeout

    limit = ClientTimeout(total=None, sock_connect=PATIENCE_S, sock_read=PATIENCE_S)
    return {"timeout": limit}
