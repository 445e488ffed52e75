"""Cut belgi at every system call that writes, and let each fail; then run it again.

    python -m benchmarks.faults [--fault kill|ENOSPC|EIO] [--every 1] [--offset 0]

strace counts the calls of one undisturbed intake of a small dossier, then ends the
program on entering each of them in turn, or has it fail as a full or a bad disk does.
After each the same command is given again, and office, register, store and batch folder
are compared with those of the undisturbed run. Only the parent is traced: workers write
nothing that lasts. What had been written but not synced is not lost here, as it may be
when power fails.
"""

import argparse
import collections
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.build_letters import letter_bytes, write_letter
from tests.kill_runs import Scene, Stage, Words, compare, prepare, run_here, state
from tests.run_belgi import NOON, SENDER, command, environment

CALLS = (
    *("write", "pwrite64", "writev", "fsync", "fdatasync", "ftruncate", "truncate"),
    *("rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat"),
    *("mkdir", "mkdirat", "rmdir", "chmod", "fchmod", "utimensat", "copy_file_range"),
    *("openat", "sendfile"),
)
FAULTS = ("kill", "ENOSPC", "EIO")
LIMIT_S = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One call that is not to succeed, and what came of it."""

    call: str
    number: int
    fault: str
    code: int
    problems: tuple[str, ...]


def scene() -> Scene:
    """A dossier of three: one to be stamped, one to be held, one broken."""
    return Scene(name="small", before=_office, words=_intake)


def _office(home: Path) -> list[Words]:
    folder = home / "in"
    write_letter(folder / "1.pdf", "Секретно")
    (folder / "2.txt").write_text("ничего\n")
    (folder / "3.pdf").write_bytes(letter_bytes()[:300])
    return [("init", home / "office", "--party", "KZ", "--name", "Бөлім")]


def _intake(home: Path) -> Words:
    placed = ("--out", home / "out", "--office", home / "office")
    return ("intake", home / "in", "--from", SENDER, "--workers", 1, *placed)


def traced(words: Words, *options: str) -> list[str]:
    """The command line of a belgi whose own calls are traced, not its workers'."""
    return ["strace", "-qq", "-o", "/dev/null", *options, *command(*words)]


def reset(stage: Stage) -> None:
    """Put everything back to before the command."""
    shutil.rmtree(stage.home)
    shutil.copytree(stage.kept, stage.home)


def run(argv: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        argv,
        env=environment(NOON, PYTHONDONTWRITEBYTECODE="1"),
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT_S,
    )


def count_calls(stage: Stage) -> dict[str, list[int]]:
    """Numbers, from 1, of the calls that the undisturbed command makes, by name.

    Of ``openat`` only those that make or write a file.
    """
    reset(stage)
    trace = stage.home.with_name("trace")
    options = ("-o", str(trace), "-e", f"trace={','.join(CALLS)}")
    run(traced(stage.scene.words(stage.home), *options))
    seen: collections.Counter[str] = collections.Counter()
    numbers: dict[str, list[int]] = {}
    for line in trace.read_text(errors="replace").splitlines():
        if found := re.match(r"(\w+)\((.*)", line):
            seen[found[1]] += 1
            if found[1] != "openat" or re.search("O_CREAT|O_WRONLY|O_RDWR", found[2]):
                numbers.setdefault(found[1], []).append(seen[found[1]])
    return numbers


def cut(stage: Stage, call: str, number: int, fault: str) -> Cut:
    """Play the scene with one fault in it, give the command again, and compare."""
    reset(stage)
    words = stage.scene.words(stage.home)
    what = "signal=KILL" if fault == "kill" else f"error={fault}"
    trace = ("-e", f"trace={call}", "-e", f"inject={call}:{what}:when={number}")
    first = run(traced(words, *trace))
    problems = half_written(stage.home)
    if "Traceback" in first.stderr or first.returncode == 1:
        problems.append(f"a bug: {first.stderr[-300:]}")
    again, said = run_here(*words)
    whole = again == stage.code or (again == 2 and "is not empty" in said)
    if not whole:
        problems.append(f"then code {again}, not {stage.code}: {said[-300:]}")
    problems += compare(stage.end, state(stage.home))
    return Cut(
        call=call,
        number=number,
        fault=fault,
        code=first.returncode,
        problems=tuple(problems),
    )


def half_written(home: Path) -> list[str]:
    """Files that look whole and are not: half of one has a name that says so."""
    parts = home.rglob("*.part")
    return [f"left: {path}" for path in parts if "work" not in path.parts]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fault", choices=FAULTS, action="append")
    parser.add_argument("--every", type=int, default=1, help="try each n-th call only")
    parser.add_argument("--offset", type=int, default=0, help="begin with the n-th")
    parser.add_argument("--only", nargs="*", help="such as rename:3")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="belgi-faults-") as folder:
        stage = prepare(scene(), Path(folder))
        numbers = count_calls(stage)
        print({name: len(found) for name, found in numbers.items()}, flush=True)
        points = [(name, n) for name, found in numbers.items() for n in found]
        if options.only:
            points = [(w.split(":")[0], int(w.split(":")[1])) for w in options.only]
        wrong = 0
        for fault in options.fault or FAULTS:
            begun = time.monotonic()
            chosen = points[options.offset :: options.every]
            cuts = [_told(cut(stage, name, n, fault)) for name, n in chosen]
            bad = sum(bool(one.problems) for one in cuts)
            wrong += bad
            codes = dict(collections.Counter(one.code for one in cuts))
            print(
                f"{fault}: {len(cuts)} of {len(points)} calls, {bad} ends differ, "
                f"codes {codes}, {time.monotonic() - begun:.0f} s",
                flush=True,
            )
    return 1 if wrong else 0


def _told(one: Cut) -> Cut:
    if one.problems:
        words = "; ".join(problem[-600:] for problem in one.problems)
        print(f"  {one.fault} at {one.call} {one.number}, code {one.code}: {words}")
        sys.stdout.flush()
    return one


if __name__ == "__main__":
    sys.exit(main())
