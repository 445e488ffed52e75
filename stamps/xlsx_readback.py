"""Proves the stamp in every print header in force of every sheet.

Reads the parts as any program would; trusts nothing that the stamper remembers.
"""

import re
from pathlib import Path

from stamps.docx_package import Package
from stamps.office_proof import Expected, OfficeProof, lacks
from stamps.xlsx_sheets import child_of, kinds_in_force, sheet_parts, text_of
from stamps.zip_rewrite import Source

CODES = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|\d{1,3}|[A-Za-z]|&)')


def verify_xlsx(path: Path, expected: Expected) -> OfficeProof:
    """Prove the stamp in every print header in force of every sheet.

    The code is looked for only where the sheet had no header pictures of its own.

    Raises:
        InputError: The file cannot be read.
    """
    problems: list[str] = []
    places = 0
    with Source(path) as source:
        package = Package(source)
        main = package.main_part("xl/workbook.xml")
        for number, part in enumerate(sheet_parts(package, main), start=1):
            header = child_of(package.tree(part), "headerFooter")
            kinds = ["oddHeader"] if header is None else kinds_in_force(header)
            for kind in kinds:
                places += 1
                text = "" if header is None else text_of(header, kind)
                wrong = _short(text, expected)
                if number == 1 and kind == "firstHeader":
                    plain = CODES.sub(_shown, text)
                    wrong += ["no mark"] if lacks(plain, expected.first) else []
                problems += [f"sheet {number} {kind}: {what}" for what in wrong]
            if number == 1 and expected.first and "firstHeader" not in kinds:
                problems.append("sheet 1: no first page of its own")
    return OfficeProof(places=places, problems=tuple(problems))


def _shown(match: "re.Match[str]") -> str:
    return "&" if match.group() == "&&" else ""


def _short(text: str, expected: Expected) -> list[str]:
    plain = CODES.sub(_shown, text)
    wrong = ["no running mark"] if lacks(plain, expected.running) else []
    if expected.watermark is not None and lacks(plain, (expected.watermark,)):
        wrong.append("no watermark")
    return wrong
