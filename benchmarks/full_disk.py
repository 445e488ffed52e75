"""Run an intake on a real file system with ever so much room, then with enough.

    python -m benchmarks.full_disk [--step 16384] [--most 1048576]

Mounts a small file system, which only root may. Office, store, register, work and
batch folder are all on it. For each amount of room the command is given, then given
again with enough, and what stands then is compared with an undisturbed run.
"""

import argparse
import collections
import sys
import tempfile
from pathlib import Path

from benchmarks.faults import half_written, reset, run, scene
from tests.kill_runs import Stage, compare, prepare, run_here, state
from tests.run_belgi import command
from tests.small_disks import filled, small_disk

SIZE = "32m"
ENOUGH_SAID = ("room", "space")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--step", type=int, default=16_384, help="bytes")
    parser.add_argument("--most", type=int, default=1 << 20, help="bytes")
    options = parser.parse_args()
    ends: collections.Counter[str] = collections.Counter()
    wrong = 0
    with (
        tempfile.TemporaryDirectory(prefix="belgi-full-") as folder,
        small_disk(Path(folder) / "disk", size=SIZE) as disk,
    ):
        stage = prepare(scene(), disk)
        for left in range(0, options.most, options.step):
            end, problems = squeezed(stage, disk, left)
            ends[end] += 1
            wrong += bool(problems)
            for problem in problems:
                print(f"  {left} bytes left: {problem[-600:]}", flush=True)
    print(f"{sum(ends.values())} fillings, {wrong} ends differ, {dict(ends)}")
    return 1 if wrong else 0


def squeezed(stage: Stage, disk: Path, left: int) -> tuple[str, list[str]]:
    """Run with so much room, then with enough; say how it ended, and what differs."""
    reset(stage)
    words = stage.scene.words(stage.home)
    with filled(disk, left=left):
        first = run(command(*words))
    problems = half_written(stage.home)
    full = any(said in first.stderr for said in ENOUGH_SAID)
    if "Traceback" in first.stderr or (full and first.returncode != 5):
        problems.append(f"code {first.returncode}: {first.stderr}")
    if not full and first.returncode != stage.code:
        problems.append(f"code {first.returncode}, said: {first.stderr}")
    again, said = run_here(*words)
    if again != stage.code:
        problems.append(f"then code {again}, not {stage.code}: {said}")
    problems += compare(stage.end, state(stage.home))
    return ("full" if full else "had room"), problems


if __name__ == "__main__":
    sys.exit(main())
