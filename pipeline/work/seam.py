"""The one shape in which work is given away: to processes, here or elsewhere."""

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Workers(Protocol):
    """Calls functions in shut-off workers; shaped like ``concurrent.futures``."""

    @property
    def inbox(self) -> Path:
        """A folder for copies of received files: every worker can read what is here."""

    @property
    def workers(self) -> int:
        """How many tasks run at once."""

    def submit(
        self, function: Callable[..., T], *args: Any, timeout_s: float | None = None
    ) -> "Future[T]":
        """Have a function called in a worker; see ``Pool.submit``."""
        ...
