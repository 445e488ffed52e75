"""Made born-digital documents, family by family, each with its truth."""

import random
from collections.abc import Iterator
from pathlib import Path

from benchmarks.recognition.cases import Case
from benchmarks.recognition.made_text import Family, Made
from benchmarks.recognition.text_carriers import (
    annotation,
    cropped,
    encrypted,
    form_field,
    hidden_layer,
    invisible,
    outlined,
    owner_password,
    picture_beside_text,
    rotated,
    rubbish,
    rubbish_mark,
    stamp_picture,
    truncated,
)
from benchmarks.recognition.text_marks import (
    annex_only,
    beside_letterhead,
    bilingual,
    cover,
    glyph_by_glyph,
    header_pages,
    letter_spaced,
    look_alikes,
    own_stamp,
    short_form,
    soft_hyphens,
    suffix_only,
    trail_note,
    two_lines,
    underlined,
    upper_right,
)
from benchmarks.recognition.text_mentions import (
    choice_form,
    conflict,
    equivalence_table,
    in_reply,
    inventory,
    lifted,
    not_secret,
    outside,
    plain,
    running_mentions,
    struck,
    wrapped_mentions,
)
from benchmarks.recognition.text_tricks import TRICKS

FAMILIES: tuple[Family, ...] = (
    upper_right, letter_spaced, two_lines, bilingual, look_alikes, soft_hyphens, glyph_by_glyph,
    header_pages, cover, short_form, suffix_only, rotated, cropped, hidden_layer, invisible, annotation,
    form_field, rubbish, rubbish_mark, outlined, stamp_picture, annex_only, beside_letterhead, own_stamp, running_mentions,
    wrapped_mentions, equivalence_table, choice_form, inventory, plain, in_reply, not_secret, outside, lifted, struck,
    underlined, conflict, trail_note, truncated, encrypted, owner_password, picture_beside_text,
*TRICKS,
)  # fmt: skip


def make_texts(folder: Path, *, split: str, each: int, seed: int) -> Iterator[Case]:
    """Make ``each`` documents of every family; the halves share no body and no font."""
    folder.mkdir(parents=True, exist_ok=True)
    half = 0 if split == "train" else 1
    for family in FAMILIES:
        for index in range(each):
            rng = random.Random(f"{seed}-{split}-{family.__name__}-{index}")
            name = f"{family.__name__}-{index:03d}"
            path = folder / f"{name}.pdf"
            truth = family(Made(rng, half), path)
            yield Case(name=name, family=family.__name__, path=path, truth=truth)
