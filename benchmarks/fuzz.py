"""Feed the readers and the stampers mutated files, in shut-off workers.

    python -m benchmarks.fuzz [--seconds 300] [--workers 2] [--seed 1] [--keep DIR]

The seeds are made by code. Expected ends are an answer or one of our errors; what is
counted as found: a fault of ours (internal-error), a crash, a hang, memory, a file
called unmarked whose sibling bore a mark and whose bytes did not decode. Files that
found something are kept.

Coverage-guided fuzzing of the parsers themselves is the business of their projects;
what is tried here is our code around them, and the isolation.
"""

import argparse
import hashlib
import io
import json
import random
import sys
import tempfile
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.mixed_files import KINDS, MARKS
from benchmarks.stamping import FULL
from models.errors import BelgiError, InputError, OutputError
from models.outcomes import Outcome
from models.settings import Limits
from pipeline.document import Examined, StampOrder, examine, stamp_in_worker
from pipeline.reading.detect_format import detect_format
from pipeline.work.pool import Pool, WorkerFailed, worker_pool

LIMITS = Limits(memory_bytes=1 << 30, document_time_s=20.0, pages=500)
FAULTS = {"internal-error", "crashed", "timeout", "memory"}
ZIPPED = ("docx", "xlsx", "odt")
AHEAD = 32
NAME = "benchmarks.fuzz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One mutated file on its way through a worker."""

    kind: str
    step: str
    path: Path
    future: "Future[object]"


def main() -> int:
    options = parse()
    chance = random.Random(options.seed)
    seeds = {kind: [make(mark) for mark in MARKS] for kind, (make, _) in KINDS.items()}
    weights = [max(4, weight) if weight > 1 else 1 for _, weight in KINDS.values()]
    counts: Counter[tuple[str, str, str]] = Counter()
    found: list[dict[str, str]] = []
    keep = Path(options.keep)
    started = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="belgi-fuzz-") as folder,
        worker_pool(Path(folder), options.workers, LIMITS, preload=[NAME]) as pool,
    ):
        waiting: list[Trial] = []
        for number in range(10**9):
            if time.monotonic() - started > options.seconds:
                break
            kind = chance.choices(list(seeds), weights)[0]
            data = mutate(kind, chance.choice(seeds[kind]), chance)
            path = pool.inbox / f"{number}.{kind}"
            path.write_bytes(data)
            waiting += trials(pool, kind, path)
            while len(waiting) > AHEAD:
                settle(waiting.pop(0), counts, found, keep)
        for trial in waiting:
            settle(trial, counts, found, keep)
    report(counts, found, time.monotonic() - started)
    return 1 if found else 0


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", default="fuzz-found", help="where finds are kept")
    return parser.parse_args()


def trials(pool: Pool, kind: str, path: Path) -> Iterator[Trial]:
    """Give one file to its reader and to its stamper."""
    look = partial(examine, agreement="kz-by", sender=None, limits=LIMITS)
    yield Trial(kind=kind, step="read", path=path, future=pool.submit(look, path))
    yield Trial(kind=kind, step="stamp", path=path, future=pool.submit(stamp, path))


def stamp(path: Path) -> str:
    """Stamp a file as the program would; runs in a worker."""
    order = StampOrder(plan=FULL, kind=detect_format(path), file_name="f")
    try:
        stamp_in_worker(path, order)
    except OutputError as error:
        return f"refused: {error.slug}"
    return "stamped"


def settle(
    trial: Trial,
    counts: Counter[tuple[str, str, str]],
    found: list[dict[str, str]],
    keep: Path,
) -> None:
    end, detail = end_of(trial.future)
    counts[trial.kind, trial.step, end] += 1
    if end in FAULTS:
        data = trial.path.read_bytes() if trial.path.exists() else b""
        name = f"{end}-{hashlib.sha256(data).hexdigest()[:12]}.{trial.kind}"
        keep.mkdir(parents=True, exist_ok=True)
        (keep / name).write_bytes(data)
        found.append({"file": name, "step": trial.step, "detail": detail})
    if trial.step == "stamp":
        trial.path.unlink(missing_ok=True)


def end_of(future: "Future[object]") -> tuple[str, str]:
    try:
        answer = future.result()
    except WorkerFailed as error:
        return error.slug, str(error)
    except (InputError, BelgiError) as error:
        return f"error: {error.slug}", ""
    if isinstance(answer, Examined):
        reasons = answer.verdict.reasons
        unread = answer.verdict.outcome is Outcome.UNREADABLE
        return f"unreadable: {reasons[0]}" if unread else str(
            answer.verdict.outcome
        ), ""
    return str(answer), ""


def report(
    counts: Counter[tuple[str, str, str]], found: list[dict[str, str]], spent_s: float
) -> None:
    tried: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    for (kind, step, end), times in counts.items():
        tried[f"{step} {kind}"] += times
        ends[f"{step} {end}"] += times
    print(
        json.dumps(
            {
                "seconds": round(spent_s),
                "tried": sum(counts.values()),
                "by_kind": dict(sorted(tried.items())),
                "ends": dict(ends.most_common()),
                "found": found,
            },
            indent=1,
        )
    )


# How a file is changed.


def mutate(kind: str, data: bytes, chance: random.Random) -> bytes:
    """Change a file: its bytes, or those of one packed part or stream in it."""
    deep = chance.random() < 0.6
    if deep and kind in ZIPPED:
        return mutate_part(data, chance)
    if deep and kind == "pdf":
        return mutate_stream(data, chance)
    return change(data, chance)


def mutate_part(data: bytes, chance: random.Random) -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        names = old.namelist()
        chosen = chance.choice(names)
        for name in names:
            part = old.read(name)
            new.writestr(name, change(part, chance) if name == chosen else part)
    return buffer.getvalue()


def mutate_stream(data: bytes, chance: random.Random) -> bytes:
    """Change what is packed in one stream; the rest of the file stays as it is."""
    starts = [n for n in range(len(data)) if data.startswith(b"stream\n", n)]
    starts = [n + 7 for n in starts if not data[:n].endswith(b"end")]
    if not starts:
        return change(data, chance)
    start = chance.choice(starts)
    end = data.find(b"endstream", start)
    try:
        content = zlib.decompress(data[start:end])
    except zlib.error:
        return data[:start] + change(data[start:end], chance) + data[end:]
    return data[:start] + zlib.compress(change(content, chance)) + data[end:]


TOKENS = (
    *(b"0", b"-1", b"2147483648", b"4294967295", b"1e308", b"NaN", b"65536"),
    *(b"<<", b">>", b"[", b"]", b"/Kids", b"/Parent", b"/Length", b" 0 R", b"null"),
    *(b"<w:p>", b"</w:p>", b"&a;", b"\x00", b"\xff\xff\xff\xff", b"{", b"}", b"\\bin"),
    *(b"\xd8\x00", "\u202e".encode(), "Секретно".encode(), b"\r\n\r\n", b"--"),
)


def change(data: bytes, chance: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(2 ** chance.randrange(6)):
        CHANGES[chance.randrange(len(CHANGES))](made, chance)
    return bytes(made)


def _flip(made: bytearray, chance: random.Random) -> None:
    if made:
        made[chance.randrange(len(made))] ^= 1 << chance.randrange(8)


def _set(made: bytearray, chance: random.Random) -> None:
    if made:
        made[chance.randrange(len(made))] = chance.choice((0, 1, 127, 128, 255))


def _remove(made: bytearray, chance: random.Random) -> None:
    place = chance.randrange(len(made) + 1)
    del made[place : place + chance.randrange(1, 200)]


def _repeat(made: bytearray, chance: random.Random) -> None:
    place = chance.randrange(len(made) + 1)
    piece = made[place : place + chance.randrange(1, 400)]
    made[place:place] = piece * chance.choice((1, 2, 20, 400))


def _token(made: bytearray, chance: random.Random) -> None:
    place = chance.randrange(len(made) + 1)
    made[place:place] = chance.choice(TOKENS) * chance.choice((1, 1, 1, 300))


def _number(made: bytearray, chance: random.Random) -> None:
    digits = [n for n, byte in enumerate(made) if 48 <= byte <= 57]
    if digits:
        place = chance.choice(digits)
        made[place : place + 1] = str(chance.choice((0, 9, 99, 10**6, 2**31))).encode()


def _cut(made: bytearray, chance: random.Random) -> None:
    if chance.random() < 0.1:
        del made[chance.randrange(len(made) + 1) :]


CHANGES: tuple[Callable[[bytearray, random.Random], None], ...] = (
    *(_flip, _set, _remove, _repeat, _token, _number, _cut),
)


if __name__ == "__main__":
    # Workers look functions up by the name of their module, which is not __main__.
    from benchmarks.fuzz import main as run

    sys.exit(run())
