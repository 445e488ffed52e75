"""Plans and page setups for tests that stamp Word documents."""

from datetime import UTC, datetime

from stamps.plan import (
    CodeContent,
    LabelContent,
    StampPlan,
    StampStyle,
    StampText,
)
from tests.build_docx import paragraph

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
