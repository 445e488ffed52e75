"""Turns signals into a wish to stop, from the first moment on.

Imports next to nothing: what comes before it cannot be interrupted in an orderly way.
"""

import signal
import sys
from types import FrameType

INTERRUPTED = "interrupted; the same command again finishes what was begun"
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGALRM")
"""Not every one is known everywhere. SIGALRM is our own, see ``_tell_again``."""
AGAIN_S = 0.01
"""After which a wish that was lost is told again, wall time."""


class Interrupted(BaseException):
    """A signal asked the command to stop.

    Not a ``KeyboardInterrupt``: Typer answers that with a silent exit, and Python,
    when one was raised while a module was being made, dies of SIGINT at its end
    whatever the command returned.
    """


def take_signals() -> None:
    """Stop where we are at a signal: what was begun is finished by the next run."""
    for number in _known():
        # Ignored from the start is what nohup asks for. (SIGINT is as well where a
        # shell started us in the background; whoever sends it then means it.)
        is_hangup = signal.Signals(number).name == "SIGHUP"
        if not is_hangup or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _interrupt)
    sys.unraisablehook = _tell_again


def ignore_signals() -> None:
    """Stop no more: the command is leaving."""
    for number in _known():
        signal.signal(number, signal.SIG_IGN)


def _known() -> list[int]:
    return [getattr(signal, name) for name in SIGNALS if hasattr(signal, name)]


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise Interrupted


def _tell_again(lost: "sys.UnraisableHookArgs") -> None:
    """Tell a wish again that came where Python hands nothing on, as in destructors.

    The import system alone has many such places.
    """
    if lost.exc_type is Interrupted:
        signal.setitimer(signal.ITIMER_REAL, AGAIN_S)
    else:
        sys.__unraisablehook__(lost)
