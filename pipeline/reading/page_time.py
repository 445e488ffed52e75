"""The processor time that reading one page's picture may take.

Asked before letters are read, which is where such time goes. Knows no page, nor what
becomes of one that took too long.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import inf
from time import process_time

_ends_at: ContextVar[float] = ContextVar("_ends_at", default=inf)


class OutOfTime(Exception):
    """The page at hand has had its time."""


@contextmanager
def page_time(most_s: float) -> Iterator[None]:
    """Give what is read inside so many seconds of this process's processor time.

    The processor's time, not the clock's: a busy machine must not change a verdict.
    """
    before = _ends_at.set(process_time() + most_s)
    try:
        yield
    finally:
        _ends_at.reset(before)


def stop_when_out_of_time() -> None:
    """Go on while the page has time left.

    Raises:
        OutOfTime: It has none.
    """
    if process_time() > _ends_at.get():
        raise OutOfTime
