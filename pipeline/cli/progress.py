"""Progress of long work: on a terminal only, on stderr, never in the result."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pipeline.cli.console import on_terminal


class Report:
    """Counts what is done; shows it where somebody watches."""

    def __init__(self, bar: Any = None, task: Any = None) -> None:
        self.endings: Counter[str] = Counter()
        self.pages = 0
        self._bar = bar
        self._task = task

    def step(self, ending: str, pages: int | None = None) -> None:
        """Count one finished file."""
        self.endings[str(ending)] += 1
        self.pages += pages or 0
        if self._bar is not None:
            counts = ", ".join(f"{k} {v}" for k, v in sorted(self.endings.items()))
            self._bar.update(self._task, advance=1, endings=counts, pages=self.pages)


@contextmanager
def progress(total: int) -> Iterator[Report]:
    """Show files, pages, time left and endings so far while the work goes on."""
    if not on_terminal() or total < 2:
        yield Report()
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[pages]} pages"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[endings]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total, endings="", pages=0)
        yield Report(bar, task)
