"""Progress of long work: on a terminal only, on stderr, never in the result."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from pipeline.cli.console import on_terminal

LEAST_SHOWN = 2
"""Files from which on there is something to watch."""
ALWAYS_TOLD = ("done", "held", "failed")


@dataclass(slots=True)
class Report:
    """Counts what is done."""

    total: int = 0
    """Files that are worked on."""
    endings: Counter[str] = field(default_factory=Counter)
    pages: int = 0
    hears_total: Callable[[int], None] = field(default=lambda _: None, repr=False)
    """Told how much there is, once that is known."""

    @property
    def files(self) -> int:
        """Files that have ended."""
        return self.endings.total()

    def expect(self, total: int) -> None:
        """Hear how many files there are."""
        self.total = total
        self.hears_total(total)

    def step(self, ending: str, pages: int | None = None) -> None:
        """Count one finished file."""
        self.endings[str(ending)] += 1
        self.pages += pages or 0


def progress_line(report: Report, elapsed_s: float) -> str:
    """Say how far the work is, how fast, and how long it may still take."""
    files = report.files
    left = "–"
    if files:
        seconds = elapsed_s * max(report.total - files, 0) / files
        left = str(timedelta(seconds=round(seconds)))
    speed = report.pages / elapsed_s if elapsed_s > 0 else 0.0
    parts = (
        f"{files}/{report.total} files",
        f"{report.pages} pages",
        f"{speed:.1f} pages/s",
        f"{left} left",
        _endings(report.endings),
    )
    return " · ".join(parts)


def _endings(endings: Mapping[str, int]) -> str:
    """Name the three usual endings always, others where they came up."""
    names = (*ALWAYS_TOLD, *sorted(set(endings) - set(ALWAYS_TOLD)))
    return ", ".join(f"{name} {endings.get(name, 0)}" for name in names)


@contextmanager
def progress(total: int | None = None) -> Iterator[Report]:
    """Show files, pages a second, time left and endings while the work goes on.

    Args:
        total: Files; None: the report is told later.
    """
    report = Report(total=total or 0)
    if not on_terminal() or (total is not None and total < LEAST_SHOWN):
        yield report
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, ProgressColumn, Task
    from rich.text import Text

    class Line(ProgressColumn):
        def render(self, task: Task) -> Text:
            bar.update(task.id, completed=report.files)
            return Text(progress_line(report, task.elapsed or 0.0))

    columns = (BarColumn(bar_width=20), Line())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None, visible=False)

        def show(files: int) -> None:
            bar.update(task, total=files, visible=files >= LEAST_SHOWN)

        report.hears_total = show
        show(report.total)
        yield report
