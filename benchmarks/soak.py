"""Take thousands of mixed files in with the real program and watch the parent.

    python -m benchmarks.soak [--files 10000] [--workers 2] [--keep DIR]

Fails unless every file has exactly one entry in the manifest, no number comes twice,
and the parent's memory stays within a tenth of what it was after the first 500 files.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import psutil

from benchmarks.mixed_files import make_dossier

FIRST = 500
"""Files after which memory has to be flat."""
TOLERANCE = 0.10
SAMPLE_S = 0.5
BELGI = [sys.executable, "-m", "pipeline.cli.app"]


def main() -> int:
    options = parse()
    with tempfile.TemporaryDirectory(prefix="belgi-soak-") as temporary:
        home = Path(options.keep or temporary)
        broken = make_dossier(home / "dossier", options.files)
        belgi("init", home / "office", "--party", "KZ", "--name", "Soak")
        started = time.monotonic()
        samples, code, errors = take_in(home, options)
        spent_s = time.monotonic() - started
        report = judge(home, options.files, samples)
    report |= {"files": options.files, "broken": broken, "exit_code": code}
    report |= {"seconds": round(spent_s, 1), "workers": options.workers}
    report["files_per_s"] = round(options.files / spent_s, 1)
    print(json.dumps(report, indent=1, ensure_ascii=False))
    if errors:
        print(errors[-2000:], file=sys.stderr)
    return 0 if report["sound"] else 1


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", help="folder to work in and leave")
    return parser.parse_args()


def belgi(*arguments: object) -> None:
    subprocess.run([*BELGI, *map(str, arguments)], check=True)


def take_in(
    home: Path, options: argparse.Namespace
) -> tuple[list[tuple[int, int]], int, str]:
    """Run the intake; give samples of (carriers written, bytes the parent holds)."""
    command = [
        *(*BELGI, "intake", str(home / "dossier"), "--from", "BY:Soak"),
        *("--office", str(home / "office"), "--out", str(home / "out")),
        *("--workers", str(options.workers), "--json"),
    ]
    samples: list[tuple[int, int]] = []
    with (
        (home / "lines.jsonl").open("wb") as lines,
        (home / "errors.txt").open("w+") as errors,
        subprocess.Popen(command, stdout=lines, stderr=errors) as process,
    ):
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            try:
                memory = watched.memory_info().rss
            except psutil.Error:
                break
            samples.append((written(home), memory))
            time.sleep(SAMPLE_S)
        process.wait()
        errors.seek(0)
        return samples, process.returncode, errors.read()


def written(home: Path) -> int:
    """How far it is: carriers, and held files with their reasons."""
    folders = (home / "out", home / "out" / "held")
    return sum(
        not path.name.endswith(".reason.txt")
        for folder in folders
        if folder.is_dir()
        for path in folder.iterdir()
        if path.is_file()
    )


def judge(home: Path, count: int, samples: list[tuple[int, int]]) -> dict[str, object]:
    manifest = json.loads((home / "out" / "manifest.json").read_text())
    documents = manifest["documents"]
    files = Counter(document["file"] for document in documents)
    numbers = Counter(d["number"] for d in documents if d["number"])
    expected = {path.name for path in (home / "dossier").iterdir()}
    work = home / "office" / "work"
    after = [memory for done, memory in samples if done >= FIRST]
    middle = sorted(after)[len(after) // 2] if after else 0
    flat = all(abs(memory - middle) <= TOLERANCE * middle for memory in after)
    found = {
        "totals": manifest["totals"],
        "reasons": dict(Counter(r for d in documents for r in d["reasons"])),
        "lost": len(expected - set(files)),
        "doubled": sum(times > 1 for times in files.values()),
        "numbers_doubled": sum(times > 1 for times in numbers.values()),
        "left_in_work": sum(
            p.is_file() and p.stat().st_size > 0 for p in work.rglob("*")
        ),
        "parent_mb_after_500": [round(m / 1e6) for m in (after[0], after[-1])]
        if after
        else [],
        "parent_mb_peak": round(max(m for _, m in samples) / 1e6),
        "parent_mb_by_files": {
            done: round(memory / 1e6)
            for done, memory in sorted(
                {d // 1000 * 1000: m for d, m in samples}.items()
            )
        },
        "flat": flat,
    }
    zero = ("lost", "doubled", "numbers_doubled", "left_in_work")
    found["sound"] = flat and not any(found[name] for name in zero)
    return found


if __name__ == "__main__":
    sys.exit(main())
