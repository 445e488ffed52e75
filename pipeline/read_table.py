"""Reads small tables that people make: CSV in any usual dress, or XLSX.

What the columns mean is the business of those who call it. The file comes from outside:
its size is counted before anything of it is believed.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from models.errors import ConfigError
from models.plain_file import read_plain
from models.strict_toml import nearest
from pipeline.safe_text import safe_for_terminal

LIMIT_BYTES = 64 * 1024**2
UNPACKED_LIMIT_BYTES = 512 * 1024**2
LIMIT_ROWS = 1_000_000
LIMIT_CELL = 4_096
"""Characters of a cell."""
DELIMITERS = (",", ";", "\t")
ZIP_START = b"PK\x03\x04"
_EMPTY = frozenset({"", "-", "–", "—"})


ROWS_NAMED = 20
"""How many wrong rows one message names; the rest are counted."""
T = TypeVar("T")


class RowError(ConfigError):
    """A row of a table is wrong."""

    def __init__(self, row: "Row", what: str) -> None:
        super().__init__(f"{row.file}, row {row.number}: {what}")
        self.row = row
        self.what = what


@dataclass(frozen=True, slots=True)
class Row:
    """One row with the names of its columns."""

    file: str
    """Of the table, for messages."""
    number: int
    """1-based; the header is row 1."""
    cells: dict[str, str]
    """Only those that hold something."""

    def error(self, what: str) -> RowError:
        """Make the error that names table and row."""
        return RowError(self, what)


def read_table(
    path: Path, *, columns: Sequence[str], required: Sequence[str]
) -> tuple[Row, ...]:
    """Read the rows of a table that hold anything.

    Args:
        path: CSV (UTF-8, UTF-16 or Windows-1251; comma, semicolon or tab) or XLSX.
        columns: Names that the header may hold, in any order.
        required: Names that it must hold.

    Raises:
        ConfigError: It cannot be read, or its header or a row is wrong.
    """
    file = safe_for_terminal(str(path))
    try:
        if path.stat().st_size > LIMIT_BYTES:
            raise ConfigError(f"{file}: larger than {LIMIT_BYTES} bytes")
        content = read_plain(path)
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror}") from error
    is_workbook = content.startswith(ZIP_START)
    raw = _workbook_rows(content, file) if is_workbook else _csv_rows(content, file)
    numbered = enumerate(raw, start=1)
    _, first = next(numbered, (1, ()))
    header = _header(first, file, columns, required)
    rows = (_row(file, number, header, cells) for number, cells in numbered)
    return tuple(row for row in rows if row.cells)


def convert_rows(rows: Iterable[Row], convert: Callable[[Row], T]) -> tuple[T, ...]:
    """Convert every row, so that all that are wrong can be mended at once.

    Raises:
        ConfigError: Rows are wrong; the message names each of the first twenty.
    """
    found: list[T] = []
    wrong: list[RowError] = []
    for row in rows:
        try:
            found.append(convert(row))
        except RowError as error:
            wrong.append(error)
    if not wrong:
        return tuple(found)
    named = [f"row {error.row.number}: {error.what}" for error in wrong[:ROWS_NAMED]]
    if len(wrong) > ROWS_NAMED:
        named.append(f"and {len(wrong) - ROWS_NAMED} rows more")
    raise ConfigError(f"{wrong[0].row.file}, {'; '.join(named)}")


def _header(
    cells: Sequence[str], file: str, columns: Sequence[str], required: Sequence[str]
) -> list[str]:
    names = [cell.strip().casefold() for cell in cells]
    while names and not names[-1]:
        names.pop()
    where = Row(file, 1, {})
    for name in names:
        if name not in columns:
            shown = safe_for_terminal(name[:60])
            raise where.error(f"unknown column {shown!r}{nearest(name, columns)}")
        if names.count(name) > 1:
            raise where.error(f"the column {name!r} is there twice")
    for name in required:
        if name not in names:
            raise where.error(
                f"the column {name!r} is missing; the header is {','.join(columns)}"
            )
    return names


def _row(file: str, number: int, header: list[str], cells: Sequence[str]) -> Row:
    where = Row(file, number, {})
    if number > LIMIT_ROWS:
        raise where.error(f"more than {LIMIT_ROWS} rows")
    if any(cell.strip() for cell in cells[len(header) :]):
        raise where.error("more cells than the header has")
    if any(len(cell) > LIMIT_CELL for cell in cells):
        raise where.error(f"a cell is longer than {LIMIT_CELL} characters")
    pairs = zip(header, (cell.strip() for cell in cells), strict=False)
    return Row(file, number, {name: cell for name, cell in pairs if cell not in _EMPTY})


def _csv_rows(content: bytes, file: str) -> Iterator[Sequence[str]]:
    text = _decode(content, file)
    first_line = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise ConfigError(
            f"{file}, line {reader.line_num}: not CSV: {error}"
        ) from error


def _decode(content: bytes, file: str) -> str:
    """Decode what spreadsheet programs save here: UTF-8, UTF-16 or Windows-1251."""
    is_utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if is_utf16 else ("utf-8-sig", "cp1251"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ConfigError(f"{file}: neither CSV nor XLSX; save it as CSV in UTF-8")


def _workbook_rows(content: bytes, file: str) -> Iterator[Sequence[str]]:
    """Yield the rows of a workbook's first sheet."""
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > UNPACKED_LIMIT_BYTES:
            raise ConfigError(f"{file}: unpacks to more than {UNPACKED_LIMIT_BYTES}")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            for row in book.worksheets[0].iter_rows(values_only=True):
                yield [_text(value) for value in row]
        finally:
            book.close()
    except ConfigError:
        raise
    except Exception as error:  # the library's errors share no base class
        raise ConfigError(f"{file}: not a workbook that can be read") from error


def _text(value: object) -> str:
    """Write a cell as people see it: whole numbers without a point, ISO dates."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
