"""A later look at a carrier finds the codes of its pages, with nothing but the file."""

from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from models.errors import EncryptedInput, LimitExceeded
from models.settings import Limits
from pipeline.carrier_reading import CarrierFacts, read_carrier
from stamps.code2d import parse
from stamps.on_pdf import stamp_pdf
from tests.build_pdf import lock_attachments, make_plan, text_pdf


@pytest.fixture
def carrier(tmp_path: Path) -> Path:
    source = text_pdf(tmp_path / "in.pdf")
    return stamp_pdf(source, tmp_path / "out.pdf", make_plan()).path


def told(facts: CarrierFacts) -> list[list[int]]:
    """Return of each page the pages that its codes say it is."""
    codes = [[parse(one) for one in page.payloads] for page in facts.pages]
    return [[code.page for code in page if code is not None] for page in codes]


def test_every_page_is_found_in_order(carrier: Path) -> None:
    facts = read_carrier(carrier, limits=Limits())
    assert told(facts) == [[1], [2], [3]]
    assert facts.drawn


def test_pages_that_were_moved_or_added_say_so(carrier: Path, tmp_path: Path) -> None:
    with pikepdf.open(carrier) as pdf:
        pdf.pages.reverse()
        pdf.add_blank_page()
        pdf.save(tmp_path / "changed.pdf")
    facts = read_carrier(tmp_path / "changed.pdf", limits=Limits())
    assert told(facts) == [[3], [2], [1], []]


def test_a_carrier_of_more_pages_than_are_looked_at_is_refused(carrier: Path) -> None:
    with pytest.raises(LimitExceeded):
        read_carrier(carrier, limits=replace(Limits(), pages=2))


def test_a_carrier_of_which_a_part_is_locked_says_so(carrier: Path) -> None:
    with pytest.raises(EncryptedInput):
        read_carrier(lock_attachments(carrier), limits=Limits())
