"""Opens a place elsewhere: which addresses, how patiently, trusting whom.

Knows no listings and no files; those are ``remote_dossier``'s and ``remote_carrier``'s.

Source: https://filesystem-spec.readthedocs.io (``url_to_fs``).
"""

from typing import Any

from models.errors import (
    BelgiError,
    DependencyError,
    LimitExceeded,
    UsageError,
)
from models.settings import Limits
from pipeline.remote_carrier import WEB, told

MARK = "://"
INTERPRETING = frozenset(
    (
        *("zip", "tar", "libarchive", "reference", "git", "dir", "data", "generic"),
        *("filecache", "simplecache", "blockcache", "cached"),
    )
)
"""File systems that open what they hold, or keep copies outside of the office folder:
received files are opened by workers only."""
SHELLS = ("sftp", "ssh")
PATIENCE_S = 60.0
"""Wall time in which a web server must send something more."""


def open_place(address: str, limits: Limits) -> tuple[Any, str]:
    """Return the file system of an address, and the path in it.

    Raises:
        UsageError: The address cannot be used.
        InputError: It may not be read.
        DependencyError: What is needed to reach it is not installed, the other side
            does not answer, or nobody vouches for its key.
    """
    protocol = address.partition(MARK)[0]
    if "::" in address or protocol in INTERPRETING:
        raise UsageError(
            f"{address!r} would be opened on the way; name the place of the files "
            "themselves"
        )
    try:
        from fsspec.core import url_to_fs

        system, root = url_to_fs(address, **_terms(protocol, limits))
    except ImportError as error:
        raise DependencyError(
            f"what reads {protocol}:// is not installed ({error.name or error}); "
            "pip install 'belgi[cluster]' and fsspec's package for it"
        ) from error
    except ValueError as error:
        raise UsageError(f"{address!r} is no address that can be read") from error
    except BelgiError:
        raise
    except Exception as error:  # some file systems ask the other side at once
        raise told(error) from error
    return system, root


def _terms(protocol: str, limits: Limits) -> dict[str, Any]:
    """Return on what terms we speak to the other side.

    Of a web server: how long to wait for more of an answer, however long it is, and
    how much of a listing to take.
    """
    if protocol in SHELLS:
        from pipeline.known_hosts import known_hosts_only

        return known_hosts_only(protocol)
    if protocol not in WEB:
        return {}
    from aiohttp import ClientTimeout

    wait = ClientTimeout(total=None, sock_connect=PATIENCE_S, sock_read=PATIENCE_S)
    bounded = {"response_class": _bounded(limits.listing_bytes)}
    # fsspec keeps its file systems, and takes those of other limits for the same.
    anew = {"skip_instance_cache": True}
    return {"timeout": wait, "client_kwargs": bounded, **anew}


def _bounded(most_bytes: int) -> type[Any]:
    """Return a kind of answer that is not taken whole where it is long.

    Only listings are taken whole; files come in pieces.
    """
    from aiohttp import ClientResponse

    class BoundedResponse(ClientResponse):
        async def read(self) -> bytes:
            """Take the whole answer, up to the limit."""
            taken = bytearray()
            while self._body is None:
                piece = await self.content.readany()
                taken += piece
                if len(taken) > most_bytes:
                    self.close()
                    raise LimitExceeded(
                        f"a listing has more than {most_bytes} bytes (listing_bytes)"
                    )
                if not piece:
                    self._body = bytes(taken)
            return self._body

    return BoundedResponse
