"""Drive each reader and the stamp of each format by coverage, with atheris.

    python -m benchmarks.guided --kind pdf [--seconds 120] [--keep DIR] [--seeds DIR…]

Our code is instrumented, the compiled parsers are not. atheris chooses what to change
by what it reached; how, our own mutator says (parts of containers, unpacked streams)
or libFuzzer's. Expected ends are an answer or one of our errors. A fault is kept with
the file, and the run goes on; a fault in a compiled parser ends it, with the file.

atheris is for this alone and no dependency: ``pip install atheris``.
"""

import argparse
import hashlib
import importlib
import io
import json
import os
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import mixed_files

OURS = ("pipeline.reading", "pipeline.document", "pipeline.recognition", "stamps")
SLOW_S = 10.0
"""An input of some KB that takes longer is a find."""
LARGEST_BYTES = 1 << 16


def small_picture(form: str) -> Callable[[str | None], bytes]:
    """Pictures small enough that reading letters does not take all the time."""

    def make(mark: str | None) -> bytes:
        from PIL import Image, ImageDraw, ImageFont

        from stamps.fonts import font_path

        image = Image.new("L", (300, 200), 255)
        font = ImageFont.truetype(str(font_path("sans")), 20)
        ImageDraw.Draw(image).text((120, 10), mark or "Поставка", font=font, fill=0)
        buffer = io.BytesIO()
        image.save(buffer, form, dpi=(100, 100))
        return buffer.getvalue()

    return make


def other_office(sort: str, inside: str) -> Callable[[str | None], bytes]:
    def make(mark: str | None) -> bytes:
        import zipfile

        names = "urn:oasis:names:tc:opendocument:xmlns:"
        spaces = "".join(
            f' xmlns:{short}="{names}{name}:1.0"'
            for short, name in (
                *(("o", "office"), ("t", "text"), ("b", "table")),
                *(("d", "drawing"), ("p", "presentation")),
            )
        )
        text = inside.replace("@", f"<t:p>{mark or 'Поставка'}</t:p>")
        content = f"<o:document-content{spaces}><o:body>{text}</o:body>"
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as made:
            made.writestr("mimetype", f"application/vnd.oasis.opendocument.{sort}")
            made.writestr("content.xml", content + "</o:document-content>")
        return buffer.getvalue()

    return make


def make_pptx(mark: str | None) -> bytes:
    from pptx import Presentation

    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = mark or "Поставка"
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def make_msg(mark: str | None) -> bytes:
    """A compound file; only its directory is like a message's."""
    from tests.hostile.bombs_office import ole_loop

    return ole_loop() + (mark or "").encode("utf-16-le") * 40


SEEDS: dict[str, Callable[[str | None], bytes]] = {
    **{kind: make for kind, (make, _) in mixed_files.KINDS.items()},
    "ods": other_office(
        "spreadsheet",
        "<o:spreadsheet><b:table><b:table-row><b:table-cell>@</b:table-cell>"
        "</b:table-row></b:table></o:spreadsheet>",
    ),
    "odp": other_office(
        "presentation",
        "<o:presentation><d:page><d:frame><d:text-box>@</d:text-box></d:frame>"
        "</d:page></o:presentation>",
    ),
    "pptx": make_pptx,
    "msg": make_msg,
    "png": small_picture("PNG"),
    "jpg": small_picture("JPEG"),
    "tif": small_picture("TIFF"),
    "bmp": small_picture("BMP"),
    "gif": small_picture("GIF"),
    "webp": small_picture("WEBP"),
}


class Driver:
    """What atheris calls, and what came of it."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self.kind: str = options.kind
        self.keep = Path(options.keep)
        self.until_s = time.process_time() + options.seconds
        self.folder = folder
        self.ends: Counter[str] = Counter()
        self.found: dict[str, str] = {}

    def try_one(self, data: bytes) -> None:
        """Give one input to its reader and its stamper."""
        path = self.folder / "input"
        path.write_bytes(data)
        started = time.process_time()
        for name, step in (("read", _read), ("stamp", _stamp)):
            try:
                self.ends[f"{name} {step(path, self.folder)}"] += 1
            except Exception as error:  # noqa: BLE001 whatever comes is a find
                self.note(data, f"{name}: {_place(error)}")
        spent_s = time.process_time() - started
        if spent_s > SLOW_S:
            self.note(data, f"slow: {spent_s:.0f} s")
        if time.process_time() > self.until_s:
            self.report()
            sys.stdout.flush()
            os._exit(1 if self.found else 0)  # libFuzzer knows no other way out

    def note(self, data: bytes, place: str) -> None:
        """Keep the first file of each fault."""
        self.ends["fault"] += 1
        if place in self.found:
            return
        name = f"{hashlib.sha256(data).hexdigest()[:12]}.{self.kind}"
        self.keep.mkdir(parents=True, exist_ok=True)
        (self.keep / name).write_bytes(data)
        self.found[place] = name

    def change(self, data: bytes, most: int, seed: int) -> bytes:
        """Change an input: half the time what is packed in it, or as libFuzzer does."""
        import atheris  # type: ignore[import-not-found, unused-ignore]

        from benchmarks.fuzz import change, mutate

        chance = random.Random(seed)
        if chance.random() < 0.1:
            return bytes(atheris.Mutate(data, most))
        try:
            made = mutate(self.kind, data, chance)
        except Exception:  # noqa: BLE001 it is no whole container any more
            made = change(data, chance)
        return made[:most]

    def report(self) -> None:
        tried = sum(n for end, n in self.ends.items() if end != "fault")
        result: dict[str, Any] = {
            "kind": self.kind,
            "tried": tried + self.ends["fault"],
            "ends": dict(self.ends.most_common()),
            "found": self.found,
            "processor_s": round(time.process_time()),
        }
        print(json.dumps(result, ensure_ascii=False))


def _read(path: Path, _: Path) -> str:
    from models.settings import Limits
    from pipeline.document import examine

    limits = Limits(pages=5, page_pixels=4_000_000)
    examined = examine(path, agreement="kz-by", sender=None, limits=limits)
    return str(examined.verdict.outcome)


def _stamp(path: Path, folder: Path) -> str:
    from benchmarks.stamping import FULL
    from models.errors import BelgiError
    from pipeline.document import StampOrder, apply_stamp
    from pipeline.reading.detect_format import detect_format

    try:
        order = StampOrder(plan=FULL, kind=detect_format(path), file_name="f")
        apply_stamp(path, folder / "out", order)
    except BelgiError as error:
        return f"error {error.slug}"
    return "done"


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if "site-packages" not in f.filename] or frames
    return f"{type(error).__name__} at {Path(ours[-1].filename).name}:{ours[-1].lineno}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kind", choices=sorted(SEEDS), default="pdf")
    parser.add_argument("--seconds", type=float, default=120, help="processor time")
    parser.add_argument("--keep", default="fuzz-found")
    parser.add_argument("--seeds", nargs="*", default=[], help="folders of more seeds")
    options = parser.parse_args()
    import atheris

    with atheris.instrument_imports(include=list(OURS)):
        for name in _modules():
            importlib.import_module(name)
    with tempfile.TemporaryDirectory(prefix="belgi-guided-") as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        for number, mark in enumerate(mixed_files.MARKS):
            (corpus / str(number)).write_bytes(SEEDS[options.kind](mark))
        for number, path in enumerate(_more_seeds(options)):
            (corpus / f"more-{number}").write_bytes(path.read_bytes())
        driver = Driver(options, Path(folder))
        arguments = [
            *(sys.argv[0], str(corpus), f"-max_len={LARGEST_BYTES}", "-timeout=900"),
            *("-rss_limit_mb=3000", "-verbosity=0", "-print_final_stats=0"),
            *(f"-artifact_prefix={driver.keep}/{options.kind}-", "-detect_leaks=0"),
        ]
        driver.keep.mkdir(parents=True, exist_ok=True)
        atheris.Setup(
            arguments,
            driver.try_one,
            custom_mutator=lambda data, most, seed: driver.change(data, most, seed),
        )
        atheris.Fuzz()


def _modules() -> list[str]:
    """Everything of ours that a reader or stamper may import, now or later."""
    names = []
    for package in OURS:
        names.append(package)
        folder = Path(__file__).resolve().parents[1] / package.replace(".", "/")
        names += [f"{package}.{path.stem}" for path in sorted(folder.glob("*.py"))]
    return [name for name in names if not name.endswith("__init__")]


def _more_seeds(options: argparse.Namespace) -> list[Path]:
    return [
        path
        for folder in options.seeds
        for path in sorted(Path(folder).rglob(f"*.{options.kind}"))
        if path.stat().st_size < LARGEST_BYTES
    ]


if __name__ == "__main__":
    main()
