"""What a batch did, by file, on both databases and with rows fetched in pieces."""

import pytest

from pipeline.register import by_file
from pipeline.register.by_file import documents_by_file, items_by_file
from pipeline.register.entries import Item
from pipeline.register.store import Register
from tests.pipeline.register.build_office import NOW, take_in

NAMES = ["Я.pdf", "а.pdf", "b.pdf", "B.pdf", "_.pdf", "ё.pdf", "\U0001f4c4.pdf", "1 2"]


def test_files_come_in_the_order_of_their_letters_codes(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_file, "AT_ONCE", 3)
    take_in(register, NAMES)
    left = [
        Item(batch="b1", file=f"x{name}", ending="held", sha256=None, reasons=("a",))
        for name in NAMES
    ]
    with register.writing(at=NOW) as desk:
        desk.put_items(left)

    with register.reading() as connection:
        pairs = zip(
            documents_by_file(connection, "b1"),
            items_by_file(connection, "b1"),
            strict=True,
        )
        files = [(done.file, item.file) for done, item in pairs]

    assert files == [(name, f"x{name}") for name in sorted(NAMES)]
