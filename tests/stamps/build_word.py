"""Plans, page setups and documents for tests that stamp Word documents."""

from datetime import UTC, datetime
from pathlib import Path

from stamps.on_docx import stamp_docx
from stamps.plan import (
    CodeContent,
    LabelContent,
    StampPlan,
    StampStyle,
    StampText,
)
from tests.build_docx import LANDSCAPE, PAGE, build_docx, paragraph

CLOCK = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
KEY = b"k" * 32
TEXT = paragraph("Текст")
BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def plan(**text: object) -> StampPlan:
    words = StampText(
        mark=("Құпия", "(Секретно)"),
        details=("Дана № 3", "№ 12с/2026 · 22.11.2026"),
        running="Құпия · 12с/2026 · стр. {page} из {pages}",
        **text,  # type: ignore[arg-type]
    )
    return StampPlan(
        text=words,
        style=StampStyle(),
        code=CodeContent(number="12с/2026", copy=3, key=KEY),
        label=LabelContent(
            policy="KZ",
            classification="secret",
            found_policy="BY",
            found_classification="secret",
            created=CLOCK,
        ),
        clock=CLOCK,
        is_copy="watermark" in text,
    )


def reference(kind: str, part: str, story: str = "header") -> str:
    return f'<w:{story}Reference w:type="{kind}" r:id="{part}"/>'


def section(inside: str) -> str:
    return f"<w:p><w:pPr><w:sectPr>{inside}</w:sectPr></w:pPr></w:p>"


def last(inside: str) -> str:
    return f"<w:sectPr>{inside}</w:sectPr>"


HEADERS = {"header1": paragraph("Верхний"), "header2": paragraph("Первый")}
FOOTERS = {"footer1": paragraph("Нижний")}
CASES: dict[str, tuple[str, dict[str, str], str]] = {
    "no section": (TEXT, {}, ""),
    "no header": (TEXT + last(PAGE), {}, ""),
    "default header": (
        TEXT + last(reference("default", "header1") + PAGE),
        HEADERS,
        "",
    ),
    "first page header": (
        TEXT
        + BREAK
        + last(
            reference("default", "header1")
            + reference("first", "header2")
            + PAGE
            + "<w:titlePg/>"
        ),
        HEADERS,
        "",
    ),
    "first header switched off": (
        TEXT + last(reference("first", "header2") + PAGE),
        HEADERS,
        "",
    ),
    "even pages": (
        TEXT + BREAK + TEXT + BREAK + last(reference("even", "header1") + PAGE),
        HEADERS,
        "<w:evenAndOddHeaders/>",
    ),
    "linked sections": (
        section(reference("default", "header1") + PAGE)
        + TEXT
        + last(LANDSCAPE + "<w:titlePg/>"),
        HEADERS,
        "",
    ),
    "linked first pages": (
        section(reference("first", "header1") + PAGE + "<w:titlePg/>")
        + TEXT
        + last(PAGE + "<w:titlePg/>"),
        HEADERS,
        "",
    ),
    "unlinked sections": (
        section(reference("default", "header1") + PAGE)
        + TEXT
        + last(reference("default", "header2") + LANDSCAPE),
        HEADERS,
        "",
    ),
    "negative top margin": (
        TEXT + last(PAGE.replace('w:top="1134"', 'w:top="-1134"')),
        {},
        "",
    ),
    "protected": (
        TEXT + last(PAGE),
        {},
        '<w:documentProtection w:edit="readOnly" w:enforcement="1"/>',
    ),
    "tracked former section": (
        TEXT
        + last(
            PAGE + '<w:docGrid w:linePitch="360"/><w:sectPrChange w:id="1"><w:sectPr/>'
            "</w:sectPrChange>"
        ),
        {},
        "",
    ),
}


def stamped(
    tmp_path: Path, case: str, made: StampPlan, *, strict: bool = False
) -> Path:
    body, stories, settings = CASES[case]
    source = build_docx(
        tmp_path / "in.docx", body, stories=stories, settings=settings, strict=strict
    )
    before = source.read_bytes()
    target = tmp_path / "out.docx"
    result = stamp_docx(source, target, made)
    assert result.path == target
    assert source.read_bytes() == before
    return target
