"""The pieces of work that `make bench` measures: ours, the peers', and the target."""

import functools
import itertools
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks import inputs, peers, stamping
from benchmarks.side_by_side import Piece, Way

BELGI = (sys.executable, "-m", "pipeline.cli.app")
PDFCPU = ("pdfcpu", "stamp", "add", "-mode", "pdf", "--")
WORKERS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How much is measured."""

    pages: int = 1000
    files: int = 500
    scans: int = 20


QUICK = Sizes(files=50, scans=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Where inputs lie and what is there to be compared with."""

    home: Path
    peers: Path | None
    sizes: Sizes

    def scratch(self, name: str) -> Path:
        """Return a fresh folder."""
        folder = self.home / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder


def make_inputs(bench: Bench) -> None:
    """Make every input; the same for the same sizes."""
    home, sizes = bench.home, bench.sizes
    (home / "one").mkdir(parents=True)
    inputs.make_pdf(home / "one" / "long.pdf", sizes.pages)
    (home / "short").mkdir()
    inputs.make_pdf(home / "short" / "short.pdf", 2)
    inputs.make_folder(home / "many", sizes.files, 10)
    (home / "scans").mkdir()
    inputs.make_scan(home / "scans" / "scan.pdf", sizes.scans)
    inputs.make_page_image().save(home / "page.png", dpi=(300, 300))
    inputs.make_docx(home / "letter.docx")
    inputs.make_report(home / "report.docx")
    stamping.make_text(home / "latin.pdf", sizes.pages)
    inputs.pack_objects(home / "latin.pdf", home / "latin-packed.pdf")
    shutil.copyfile(home / "one" / "long.pdf", home / "cyrillic.pdf")
    inputs.pack_objects(home / "cyrillic.pdf", home / "cyrillic-packed.pdf")
    stamping.make_overlay(home / "overlay.pdf")


STAMPED = (
    ("latin", "Latin"),
    ("latin-packed", "Latin, objects packed"),
    ("cyrillic", "Cyrillic"),
    ("cyrillic-packed", "Cyrillic, objects packed"),
)
"""What peers are fast on differs much between these; all are told."""


def all_groups(bench: Bench) -> list[list[Piece]]:
    """Return what is measured, in the order of the table; each group on one input."""
    stamped = [_stamping(bench, name, title) for name, title in STAMPED]
    rest = [*_intakes(bench), *_pictures(bench), *_starts(bench)]
    return [*stamped, *([piece] for piece in rest)]


def _stamping(bench: Bench, name: str, kind: str) -> list[Piece]:
    source, target = bench.home / f"{name}.pdf", bench.home / "out.pdf"
    overlay, pages = bench.home / "overlay.pdf", bench.sizes.pages
    others, missing = _overlays(bench, source, target, overlay)

    def ours(name: str, plan: stamping.StampPlan) -> Way:
        act = functools.partial(stamping.write_only, source, target, plan)
        return Way(name=name, act=act, ours=True)

    fixed = ours("belgi, fixed stamp, no read-back", stamping.FIXED)
    full = ours("belgi, full stamp, no read-back", stamping.FULL)
    copy = Way(
        name="copy + SHA-256 of both",
        act=functools.partial(stamping.copy_and_hash, source, target),
    )
    return [
        Piece(
            title=f"one fixed stamp on {pages} pages: {kind}",
            ways=(fixed, *others),
            at_most=1 / 12,
            missing=missing,
        ),
        Piece(
            title=f"page n of N and a code on each of {pages} pages: {kind}",
            ways=(full, *others),
            at_most=1 / 4,
            missing=missing,
        ),
        Piece(
            title=f"the fixed stamp, {pages} pages: {kind}",
            ways=(fixed, copy),
            at_most=6,
        ),
    ]


def _overlays(
    bench: Bench, source: Path, target: Path, overlay: Path
) -> tuple[tuple[Way, ...], tuple[str, ...]]:
    run = functools.partial
    merge = run(stamping.merge_with_pypdf, source, target, overlay)
    ways = [Way(name="pypdf merge_page", act=merge)]
    missing = []
    given = {
        "qpdf": ("qpdf", source, "--overlay", overlay, "--repeat=1", "--", target),
        "pdfcpu": (*PDFCPU, overlay, "sc:1", source, target),
    }
    for name, arguments in given.items():
        if peers.has_program(name):
            ways.append(Way(name=name, act=run(peers.run, *arguments)))
        else:
            missing.append(name)
    if peers.has_module("pymupdf", bench.peers):
        act = run(peers.mupdf, source, overlay, target, bench.peers)
        ways.append(Way(name="PyMuPDF show_pdf_page", act=act))
    else:
        missing.append("PyMuPDF")
    return tuple(ways), tuple(missing)


def intake_way(bench: Bench, dossier: Path, workers: int, *, ours: bool = True) -> Way:
    """Return the whole command on a dossier, each time into a new office."""
    counter = itertools.count()
    state: list[Path] = []

    def prepare() -> None:
        for old in state:
            shutil.rmtree(old)
        folder = bench.scratch(f"office-{dossier.name}-{workers}-{next(counter)}")
        state[:] = [folder]
        command = (*BELGI, "init", folder / "office", "--party", "KZ", "--name", "B")
        peers.run(*command)

    def act() -> None:
        folder = state[0]
        subprocess.run(
            [
                *(*BELGI, "intake", str(dossier), "--from", "BY:Bench", "--json"),
                *("--office", str(folder / "office"), "--out", str(folder / "out")),
                *("--workers", str(workers)),
            ],
            check=True,
            capture_output=True,
        )

    plural = "s" if workers > 1 else ""
    name = f"belgi intake, {workers} worker{plural}"
    return Way(name=name, act=act, prepare=prepare, ours=ours)


def _intakes(bench: Bench) -> list[Piece]:
    home, sizes, overlay = bench.home, bench.sizes, bench.home / "overlay.pdf"
    scratch = bench.scratch("three")

    def three(folder: Path) -> Way:
        act = functools.partial(peers.three_in_turn, folder, overlay, scratch)
        return Way(name="pdftotext -bbox, qpdf --overlay, sha256sum", act=act)

    one, many, scans = home / "one", home / "many", home / "scans"
    found = [
        Piece(
            title=f"whole intake of {sizes.pages} born-digital pages",
            ways=(intake_way(bench, one, WORKERS), three(one)),
            at_most=0.6,
        ),
        Piece(
            title=f"whole intake of {sizes.files} ten-page PDFs",
            ways=(intake_way(bench, many, WORKERS), three(many)),
            at_most=0.15,
        ),
        Piece(
            title=f"2 workers against 1, {sizes.files} files",
            ways=(
                intake_way(bench, many, WORKERS),
                intake_way(bench, many, 1, ours=False),
            ),
            at_most=1 / 1.8,
            rounds=3,
        ),
    ]
    ways = [intake_way(bench, scans, WORKERS)]
    missing = []
    if peers.has_module("ocrmypdf", bench.peers):
        act = functools.partial(
            peers.ocrmypdf, scans / "scan.pdf", home / "o.pdf", bench.peers, WORKERS
        )
        ways.append(Way(name="ocrmypdf", act=act))
    else:
        missing.append("ocrmypdf")
    title = f"intake of {sizes.scans} scanned pages"
    scanned = Piece(
        title=title, ways=tuple(ways), at_most=1 / 6, missing=tuple(missing), rounds=3
    )
    return [*found, scanned]


def _pictures(bench: Bench) -> list[Piece]:
    from models.settings import Limits
    from pipeline.document import examine
    from stamps.on_image import stamp_image

    page = bench.home / "page.png"
    run, plan, limits = functools.partial, stamping.FULL, Limits()
    read = run(examine, page, agreement="kz-by", sender="BY", limits=limits)
    png = bench.home / "out.png"
    return [
        Piece(
            title="recognise a page scanned at 300 dpi",
            ways=(
                Way(name="belgi", act=read, ours=True),
                Way(
                    name="tesseract, kaz+rus+bel",
                    act=run(peers.tesseract, page, bench.home / "t"),
                ),
            ),
            at_most=1 / 8,
        ),
        _word(bench, "letter", "a picture"),
        _word(bench, "report", "tables"),
        Piece(
            title="stamp a PNG, A4 at 300 dpi",
            ways=(
                Way(name="belgi", act=run(stamp_image, page, png, plan), ours=True),
                Way(
                    name="Pillow open and save",
                    act=run(peers.pillow_open_save, page, png),
                ),
            ),
            at_most=1 / 4,
        ),
    ]


def _word(bench: Bench, name: str, kind: str) -> Piece:
    from stamps.on_docx import stamp_docx

    source, target = bench.home / f"{name}.docx", bench.home / "out.docx"
    ours = functools.partial(stamp_docx, source, target, stamping.FULL)
    peer = functools.partial(peers.docx_open_save, source, target)
    return Piece(
        title=f"stamp a DOCX of 10 pages with {kind}",
        ways=(
            Way(name="belgi", act=ours, ours=True),
            Way(name="python-docx open and save", act=peer),
        ),
        at_most=1 / 5,
    )


def _starts(bench: Bench) -> list[Piece]:
    run = functools.partial
    asked = run(peers.run, *BELGI, "--help")
    short = bench.home / "short" / "short.pdf"
    inspected = run(peers.run, *BELGI, "inspect", short)
    return [
        Piece(
            title="belgi --help",
            ways=(Way(name="belgi", act=asked, ours=True),),
            at_most=None,
            limit_s=0.4,
        ),
        Piece(
            title="belgi inspect, one text PDF",
            ways=(Way(name="belgi", act=inspected, ours=True),),
            at_most=None,
            limit_s=1.0,
        ),
    ]
