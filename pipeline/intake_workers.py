"""Opens the workers of an intake: here, or on the machines of a cluster.

Imports nothing heavy, so that workers can load what they need while the command loads
the register.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from os import cpu_count, environ
from pathlib import Path
from typing import TYPE_CHECKING

from models.settings import OfficeSettings
from pipeline.formats import ON_DEMAND
from pipeline.load_settings import load_settings, office_folder

if TYPE_CHECKING:
    from pipeline.work.pool import Pool
    from pipeline.work.seam import Workers

PRELOAD = (
    "pipeline.document:warm_up",
    "pipeline.reading.read_pdf",
    "pipeline.recognition.verdict",
    "stamps.on_pdf",
    "zxingcpp",
)
"""Loaded once, before the workers part: what nearly every dossier needs."""


@contextmanager
def open_workers(
    folder: Path, settings: OfficeSettings, workers: int, cluster: str | None
) -> Iterator["Workers"]:
    """Open workers.

    Args:
        folder: The work folder of the office.
        settings: Limits of a worker, and certificates of a cluster.
        workers: Processes at once.
        cluster: Address of a Dask scheduler whose workers do the work instead.
    """
    if cluster is None:
        with _pool(folder, settings, workers) as pool:
            yield pool
    else:
        from pipeline.work.cluster import cluster_pool

        with cluster_pool(
            cluster,
            folder,
            settings.limits,
            security=settings.cluster,
            on_demand=ON_DEMAND,
        ) as remote:
            yield remote


def _pool(
    folder: Path, settings: OfficeSettings, workers: int
) -> "AbstractContextManager[Pool]":
    from pipeline.work.pool import worker_pool

    return worker_pool(
        folder, workers, settings.limits, preload=PRELOAD, on_demand=ON_DEMAND
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Early:
    """What is known of an office before it is open."""

    folder: Path
    settings: OfficeSettings
    pool: "Pool | None"
    """None where it is of no use: of a cluster, or where the folder cannot be written,
    which opening the office says better."""


@contextmanager
def early_workers(
    option: Path | None, asked: int | None, cluster: str | None
) -> Iterator[Early]:
    """Open workers of the office that a command names, before it is opened itself.

    Raises:
        ConfigError: There is no office there, or its settings are wrong.
    """
    folder = office_folder(option, environ).resolve()
    settings = load_settings(folder)
    with ExitStack() as stack:
        pool = None
        if cluster is None:
            count = asked or settings.workers or cpu_count() or 1
            with suppress(OSError):
                pool = stack.enter_context(_pool(folder / "work", settings, count))
        yield Early(folder=folder, settings=settings, pool=pool)
