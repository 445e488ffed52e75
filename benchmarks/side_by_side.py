"""Times several ways of doing one piece of work in turn, in one run, and compares.

Wall time decides; processor time of everything that was started is kept beside it,
since on a machine that others use too it is the steadier figure.
"""

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from benchmarks.processes import processor_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way of doing the work."""

    name: str
    act: Callable[[], object]
    """Returns its own seconds where it alone can tell them, else anything else."""
    prepare: Callable[[], object] = lambda: None
    """Done before each time, unmeasured."""
    ours: bool = False
    counts_cpu: bool = True
    """Its processor time is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of work, its ways, and how ours should stand to the fastest peer."""

    title: str
    ways: tuple[Way, ...]
    at_most: float | None
    missing: tuple[str, ...] = ()
    """Peers that are not installed."""
    rounds: int | None = None
    """Fewer than usual for what takes long."""
    limit_s: float | None = None
    """Seconds instead of a ratio, where there is no peer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """What was measured of one way."""

    way: Way
    wall_s: list[float] = field(default_factory=list)
    cpu_s: list[float] = field(default_factory=list)

    @property
    def wall(self) -> float:
        """Median of wall seconds."""
        return statistics.median(self.wall_s)

    @property
    def cpu(self) -> float:
        """Median of processor seconds, children's included."""
        return statistics.median(self.cpu_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A piece of work, measured."""

    piece: Piece
    timed: tuple[Timed, ...]
    rounds: int

    def ours(self) -> Timed:
        """Return our way."""
        return next(one for one in self.timed if one.way.ours)

    def fastest(self) -> Timed | None:
        """Return the fastest peer that is here."""
        peers = [one for one in self.timed if not one.way.ours]
        return min(peers, key=lambda one: one.wall, default=None)

    def ratio(self, kind: str = "wall") -> float | None:
        """Return our time over the fastest peer's; None without a peer."""
        peer = self.fastest()
        if peer is None:
            return None
        counted = kind == "wall" or all(
            one.way.counts_cpu for one in (self.ours(), peer)
        )
        mine, theirs = getattr(self.ours(), kind), getattr(peer, kind)
        return float(mine / theirs) if theirs and counted else None


def compare(pieces: Sequence[Piece], rounds: int) -> list[Outcome]:
    """Do every way once unmeasured, then all in turn, as often as asked.

    Args:
        pieces: On the same input; a way that several have is measured once for all.
        rounds: How often; fewer where a piece says so.
    """
    rounds = min([rounds, *(piece.rounds for piece in pieces if piece.rounds)])
    timed = {id(way): Timed(way=way) for piece in pieces for way in piece.ways}
    for turn in range(rounds + 1):
        for one in timed.values():
            one.way.prepare()
            cpu, started = processor_s(), time.perf_counter()
            own = one.way.act()
            wall = time.perf_counter() - started
            if turn:
                one.wall_s.append(own if isinstance(own, float) else wall)
                one.cpu_s.append(processor_s() - cpu)
    outcomes = []
    for piece in pieces:
        print(f"  {piece.title}", file=sys.stderr, flush=True)
        ways = tuple(timed[id(way)] for way in piece.ways)
        outcomes.append(Outcome(piece=piece, timed=ways, rounds=rounds))
    return outcomes
