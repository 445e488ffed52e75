"""Work on more than one machine, through a Dask scheduler and the same seam.

Every machine sees the office's work folder at the same path. A Dask worker opens no
received file itself: it keeps a pool of one shut-off worker, as a single machine does,
and hands each task to it. A machine that dies costs nothing but time: Dask gives its
tasks to another one.
"""

import contextlib
import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from models.errors import ConfigError, DependencyError
from models.settings import ClusterSecurity, Limits
from pipeline.work.pool import Pool, worker_pool
from pipeline.work.scratch import sweep, work_folder

T = TypeVar("T")
RETRIES = 3
"""How many dying workers a task survives; the file may be what kills them."""
CONNECT_S = 15

_pools: dict[Path, Pool] = {}
"""In a Dask worker: its pool for each work folder, kept warm."""
_open = ExitStack()


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One task as it travels."""

    content: bytes
    """Pickled function and arguments; ours on both ends."""
    timeout_s: float
    folder: Path
    inbox: Path
    limits: Limits
    on_demand: tuple[tuple[str, str], ...]
    """See ``worker_pool``."""


def run_call(call: Call) -> Any:
    """Do a task in the shut-off worker of this Dask worker."""
    pool = _pools.get(call.folder)
    if pool is None:
        pool = _open.enter_context(
            worker_pool(
                call.folder,
                1,
                call.limits,
                readable=(call.inbox,),
                on_demand=call.on_demand,
            )
        )
        _pools[call.folder] = pool
    function, args = pickle.loads(call.content)  # noqa: S301 - from our own parent
    return pool.submit(function, *args, timeout_s=call.timeout_s).result()


class ClusterPool:
    """Workers on other machines; made by ``cluster_pool``."""

    def __init__(
        self,
        client: Any,
        folder: Path,
        inbox: Path,
        limits: Limits,
        workers: int,
        *,
        on_demand: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self.inbox = inbox
        self.workers = workers
        self._folder = folder
        self._limits = limits
        self._on_demand = on_demand
        self._executor = client.get_executor(pure=False, retries=RETRIES)

    def submit(
        self, function: Callable[..., T], *args: Any, timeout_s: float | None = None
    ) -> "Future[T]":
        """Have a function called on some machine; see ``Pool.submit``."""
        call = Call(
            content=pickle.dumps((function, args)),
            timeout_s=timeout_s or self._limits.document_time_s,
            folder=self._folder,
            inbox=self.inbox,
            limits=self._limits,
            on_demand=self._on_demand,
        )
        future: Future[T] = self._executor.submit(run_call, call)
        return future


@contextlib.contextmanager
def cluster_pool(
    address: str,
    folder: Path,
    limits: Limits,
    *,
    security: ClusterSecurity | None,
    on_demand: tuple[tuple[str, str], ...] = (),
) -> Iterator[ClusterPool]:
    """Open the seam to a Dask scheduler.

    Args:
        address: Of the scheduler, such as ``tcp://10.0.0.5:8786``.
        folder: The work folder; every machine sees it at this path.
        limits: What one task may ask.
        security: Certificates for TLS; None: the network is trusted.
        on_demand: What workers need rarely; see ``worker_pool``.

    Raises:
        DependencyError: Dask is not installed, or the scheduler does not answer.
        ConfigError: A certificate that the settings name is not there.
    """
    client = _connect(address, security)
    try:
        sweep(folder)
        with work_folder(folder) as own:
            inbox = own / "in"
            inbox.mkdir(mode=0o700)
            shared = own / "cluster"
            shared.mkdir(mode=0o700)
            workers = max(1, len(client.scheduler_info(n_workers=-1)["workers"]))
            yield ClusterPool(
                client, shared, inbox, limits, workers, on_demand=on_demand
            )
    finally:
        client.close()


def _connect(address: str, security: ClusterSecurity | None) -> Any:
    try:
        from distributed import Client
        from distributed.security import Security
    except ImportError as error:
        raise DependencyError(
            "Dask is not installed; install it with: pip install 'belgi[cluster]'"
        ) from error
    tls = None
    if security is not None:
        _check_files(security)
        tls = Security(  # type: ignore[no-untyped-call]
            tls_ca_file=security.ca,
            tls_client_cert=security.cert,
            tls_client_key=security.key,
            require_encryption=True,
        )
    try:
        return Client(  # type: ignore[no-untyped-call]
            address, security=tls, timeout=CONNECT_S, set_as_default=False
        )
    except (OSError, TimeoutError, ValueError) as error:
        raise DependencyError(
            f"the scheduler {address} does not answer; start it with dask scheduler, "
            "or correct --cluster"
        ) from error


def _check_files(security: ClusterSecurity) -> None:
    """Say which certificate is not there, which Dask would hide behind a timeout."""
    for name in ("ca", "cert", "key"):
        path = getattr(security, name)
        if not Path(path).is_file():
            raise ConfigError(
                f"there is no file {path!r}, which [cluster] in the settings names as "
                f"{name}; correct the settings"
            )
