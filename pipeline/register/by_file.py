"""What a batch did, in the order of its files, without holding it in memory."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, RowMapping, Select, select

from pipeline.register.entries import Item, Row
from pipeline.register.records import read_item, read_row
from pipeline.register.schema import documents, items

AT_ONCE = 200
"""Rows that are fetched together."""


def documents_by_file(connection: Connection, batch: str) -> Iterator[Row]:
    """Yield the finished documents of a batch; of one file in order of numbers."""
    asked = (documents.c.batch == batch) & (documents.c.state == "done")
    file = _by_code_points(connection, documents.c.file)
    question = select(documents).where(asked)
    ordered = question.order_by(file, documents.c.year, documents.c.sequence)
    for row in _stream(connection, ordered):
        yield read_row(row)


def items_by_file(connection: Connection, batch: str) -> Iterator[Item]:
    """Yield the carriers of a batch that took no number."""
    asked = (items.c.batch == batch) & items.c.number.is_(None)
    file = _by_code_points(connection, items.c.file)
    for row in _stream(connection, select(items).where(asked).order_by(file)):
        yield read_item(row)


def _by_code_points(connection: Connection, column: Column[Any]) -> ColumnElement[Any]:
    """Order texts as Python does, whatever the language of the database."""
    sqlite = connection.dialect.name == "sqlite"
    return column.collate("BINARY" if sqlite else "C")


def _stream(connection: Connection, question: Select[Any]) -> Iterator[RowMapping]:
    options = {"yield_per": AT_ONCE}
    with connection.execute(question, execution_options=options) as rows:
        yield from rows.mappings()
