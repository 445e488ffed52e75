"""Kills intake, copy, change of degree and destroy at random instants, 200 in all.

    .venv/bin/python -m benchmarks.kills [COUNT] [SEED]

After each kill the same command is given again, and the office, the register, the
store and the batch folder are compared with those of an undisturbed run.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

from tests.kill_runs import SCENES, instants, play, prepare


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    wrong = 0
    print("| command | changes it makes | kills | ends that differ | s a try |")
    print("|---|---:|---:|---:|---:|")
    for scene in SCENES:
        with tempfile.TemporaryDirectory() as folder:
            stage = prepare(scene, Path(folder))
            begun = time.monotonic()
            moments = instants(stage, count // len(SCENES), seed=seed)
            tries = [play(stage, at) for at in moments]
        killed = [one for one in tries if one.killed]
        bad = [one for one in tries if one.problems]
        wrong += len(bad)
        each = (time.monotonic() - begun) / max(1, len(tries))
        cells = (scene.name, stage.writes, len(killed), len(bad), f"{each:.1f}")
        print(f"| {' | '.join(map(str, cells))} |", flush=True)
        for one in bad:
            print(f"  at {one.at}: {'; '.join(one.problems)[:600]}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
