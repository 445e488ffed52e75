"""A dossier that stands elsewhere: in an object store, on a file or web server.

Reads through fsspec, from the parent, and only where a person names an address. What a
listing says is untrusted, and taken up to a limit. Knows addresses and listings; files
are ``remote_carrier``'s.

Source: https://filesystem-spec.readthedocs.io (``AbstractFileSystem``).
"""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeVar
from urllib.parse import unquote

from models.errors import InputError, LimitExceeded, UsageError
from models.settings import Limits
from pipeline.remote_carrier import WEB, RemoteCarrier, answering, is_web
from pipeline.remote_place import MARK, open_place

T = TypeVar("T")
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


def list_address(address: str, *, limits: Limits) -> tuple[RemoteCarrier, ...]:
    """List the files at an address, with all that lies below it.

    Args:
        address: Such as ``s3://bucket/dossier``; of a web server's folder it ends on a
            slash.
        limits: What listings may hold, and how long they may take.

    Raises:
        UsageError: There is nothing, more than a limit allows, or the address cannot
            be used.
        DependencyError: What is needed to reach it is not installed, the other side
            does not answer, or nobody vouches for its key.
    """
    try:
        found = _in_time(lambda: _listed(address, limits), limits.listing_time_s)
    except LimitExceeded as error:
        raise UsageError(
            f"{address!r} cannot be listed: {error}; take it in as several dossiers, "
            "or raise that limit in the settings"
        ) from error
    except InputError as error:
        if error.slug != "removed":
            raise UsageError(f"{address!r} may not be read; {KEYS}") from error
        found = []
    if not found:
        raise UsageError(
            f"there is nothing at {address!r}, or some of it went while it was listed"
        )
    return tuple(found)


def _listed(address: str, limits: Limits) -> list[RemoteCarrier]:
    system, root = open_place(address, limits)
    with answering():
        return _list(system, root, limits.listed_entries)


def _in_time(work: Callable[[], T], most_s: float) -> T:
    """Return what work returns, or raise what it raises; give up when it takes long.

    What was given up goes on by itself and is heard no more: nothing in fsspec can be
    told to stop.
    """
    answers: SimpleQueue[Callable[[], T]] = SimpleQueue()

    def answer() -> None:
        try:
            done = work()
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            answers.put(partial(_raise, error))
        else:
            answers.put(lambda: done)

    Thread(target=answer, daemon=True).start()
    try:
        told = answers.get(timeout=most_s)
    except Empty:
        raise LimitExceeded(
            f"it takes longer than {most_s:g} s (listing_time_s)"
        ) from None
    return told()


def _raise(error: BaseException) -> Any:
    raise error


def _list(system: Any, root: str, most: int) -> list[RemoteCarrier]:
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
    waiting, listed, seen = [root], {base}, 0
    while waiting:
        for entry in system.ls(waiting.pop(), detail=True):
            seen += 1
            if seen > most:
                raise LimitExceeded(
                    f"it names more than {most} files and folders (listed_entries)"
                )
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
