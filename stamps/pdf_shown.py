"""Whether the pages of a written PDF show what they should.

Several processes can look at one long file, some pages each. Opens the file with
pdfium; changes nothing.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from stamps.pdf_plan import Shown
from stamps.pdf_proof import Code, Template, make_template, prove_page
from stamps.pdf_render import PageHandle, open_page, open_pdf
from stamps.pdf_watermark import is_watermark_seen
from stamps.plan import StampPlan
from stamps.readback import Finding


def find_faults(
    path: Path,
    shown: Shown,
    plan: StampPlan,
    codes: Sequence[Code | None],
    indexes: Iterable[int],
) -> dict[int, Finding]:
    """Return the pages whose stamp isn't seen, isn't alone, or is too pale.

    Args:
        path: The written file.
        shown: Its pages as they should be.
        plan: By which it was stamped.
        codes: The code of every page, see ``make_codes``.
        indexes: Pages that are looked at, 0-based.
    """
    arts = [layout.art for layout in shown.layouts if layout.art is not None]
    template = make_template(plan, arts)
    found: dict[int, Finding] = {}
    document = open_pdf(path)
    try:
        for index in indexes:
            with open_page(document, index) as page:
                finding = _prove(page, shown, index, template, plan, codes[index])
            if finding is not Finding.GOOD:
                found[index] = finding
    finally:
        document.close()
    return found


def _prove(
    page: PageHandle,
    shown: Shown,
    index: int,
    template: Template,
    plan: StampPlan,
    code: Code | None,
) -> Finding:
    layout = shown.layouts[index]
    finding = prove_page(page, layout, template, code)
    if finding is not Finding.GOOD or plan.text.watermark is None:
        return finding
    seen = is_watermark_seen(page, layout, plan, outline=shown.opaque)
    return Finding.GOOD if seen else Finding.PALE
