"""Reads a dossier's inventory: the accompanying documentation of article 1(4).

Every row is checked before one is believed; a wrong file is refused by its rows. It
does not know what was found on the carriers.
"""

import re
from datetime import date, datetime
from pathlib import Path, PurePosixPath

from models.accounts import ContractItem, InventoryRow
from models.agreement import Agreement
from models.degrees import Degree
from models.strict_toml import nearest
from pipeline.read_table import Row, convert_rows, read_table

COLUMNS = ("file", "registration_number", "date", "degree", "copy_number", "sheets")
ITEM_COLUMNS = ("item", "degree", "registration_number", "file")
_DATES = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y")
_COUNT = re.compile(r"(?:[^\W\d]+\.?\s*)?(?:№\s*)?(\d{1,6})")
"""A number that may have a word before it: «Экз. № 3»."""


def read_inventory(path: Path, *, agreement: Agreement) -> tuple[InventoryRow, ...]:
    """Read an inventory in CSV or XLSX, in file order.

    Args:
        path: Its header is ``file,registration_number,date,degree,copy_number,sheets``;
            columns other than file may be left out, and cells may be empty.
        agreement: Whose slugs or words the degrees are written in.

    Raises:
        ConfigError: The file cannot be read or is wrong; the message names the rows.
    """
    rows = read_table(path, columns=COLUMNS, required=("file",))
    seen: dict[str, int] = {}

    def entry(row: Row) -> InventoryRow:
        made = _inventory_row(row, agreement)
        if seen.setdefault(made.file, row.number) != row.number:
            raise row.error(f"the same file as in row {seen[made.file]}")
        return made

    return convert_rows(rows, entry)


def read_contract_items(
    path: Path, *, agreement: Agreement
) -> tuple[ContractItem, ...]:
    """Read a contract's list of information with its degrees, in CSV or XLSX.

    Args:
        path: Its header is ``item,degree,registration_number,file``; the last two may
            be left out. A row that names a document by number or file holds for that
            one, any other for whatever bears its degree.
        agreement: Whose slugs or words the degrees are written in.

    Raises:
        ConfigError: The file cannot be read or is wrong; the message names the rows.

    Source: article 7.
    """
    rows = read_table(path, columns=ITEM_COLUMNS, required=("item", "degree"))
    return convert_rows(rows, lambda row: _contract_item(row, agreement))


def _inventory_row(row: Row, agreement: Agreement) -> InventoryRow:
    if "file" not in row.cells:
        raise row.error("the file is not named")
    return InventoryRow(
        file=_file(row, row.cells["file"]),
        registration_number=row.cells.get("registration_number"),
        date=_date(row),
        degree=_degree(row, agreement),
        copy_number=_count(row, "copy_number"),
        sheets=_count(row, "sheets"),
        row=row.number,
    )


def _contract_item(row: Row, agreement: Agreement) -> ContractItem:
    degree = _degree(row, agreement)
    if degree is None or "item" not in row.cells:
        raise row.error("an item and its degree must both be there")
    file = row.cells.get("file")
    return ContractItem(
        item=row.cells["item"],
        degree=degree,
        registration_number=row.cells.get("registration_number"),
        file=_file(row, file) if file else None,
    )


def _file(row: Row, untrusted_name: str) -> str:
    """Return a name inside the dossier, with forward slashes."""
    name = untrusted_name.replace("\\", "/")
    if name.startswith("/") or re.match(r"[A-Za-z]:/", name):
        raise row.error("the file has an absolute path; name it within the dossier")
    parts = PurePosixPath(name).parts
    if ".." in parts or not parts:
        raise row.error("the file lies outside the dossier")
    return "/".join(parts)


def _date(row: Row) -> str | None:
    """Return an ISO date; 22.11.2026 is read too."""
    text = row.cells.get("date")
    if text is None:
        return None
    for form in _DATES:
        try:
            return _parsed(text, form).isoformat()
        except ValueError:
            continue
    raise row.error("the date is none; write it as 2026-11-22")


def _parsed(text: str, form: str) -> date:
    return datetime.strptime(text, form).date()  # noqa: DTZ007 (a date has no zone)


def _count(row: Row, column: str) -> int | None:
    text = row.cells.get(column)
    if text is None:
        return None
    found = _COUNT.fullmatch(text)
    if found is None:
        raise row.error(f"{column} is not a whole number")
    return int(found[1])


def _degree(row: Row, agreement: Agreement) -> Degree | None:
    """Return the degree that a slug or a Party's words stand for."""
    text = row.cells.get("degree")
    if text is None:
        return None
    known = _degree_words(agreement)
    folded = _folded(text)
    degrees = known.get(folded, set())
    if len(degrees) == 1:
        return next(iter(degrees))
    if degrees:
        raise row.error("the degree's words stand for several; write its slug")
    slugs = [degree.slug for degree in agreement.degrees]
    raise row.error(
        f"unknown degree{nearest(folded, known)}; write one of {', '.join(slugs)}"
    )


def _degree_words(agreement: Agreement) -> dict[str, set[Degree]]:
    words: dict[str, set[Degree]] = {}
    for degree in agreement.degrees:
        words.setdefault(_folded(degree.slug), set()).add(degree)
    for party in agreement.parties:
        for level in party.levels:
            printed = " ".join(level.printed)
            for text in (printed, *(form.text for form in level.forms)):
                words.setdefault(_folded(text), set()).add(level.degree)
    return words


def _folded(text: str) -> str:
    return " ".join(text.casefold().strip("«»\"'() ").split())
