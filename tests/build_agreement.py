"""A small made agreement whose text tests change one line at a time."""

from pathlib import Path

from models.agreement import Agreement
from models.agreement_file import load_agreement

GOOD = """\
schema = "belgi-agreement/1"
id = "made"
title = "A made agreement"
in_force_from = 2010-01-01
rules = ["2", "4.1(2)", "4.1(4)", "4.1(5)", "4.2", "5.1", "5.2", "5.4", "5.5",
    "6(1)", "6(2)", "6(3)", "6(4)", "7", "11", "14(4)"]

[[degrees]]
slug = "high"
rank = 2

[[degrees]]
slug = "low"
rank = 1

[parties.AA]
name = "Aland"
languages = ["aa"]

[[parties.AA.levels]]
degree = "high"
printed = ["Alpha", "(Alef)"]
suffix = "h"
forms = [
    { text = "Alpha", language = "aa" },
    { text = "Alef", language = "aa", certainty = "derived" },
    { text = "Aleph", language = "aa", certainty = "unverified" },
]

[[parties.AA.levels]]
degree = "low"
printed = ["Beta"]
suffix = "l"
forms = [{ text = "Beta", language = "aa", script = "grek" }]

[parties.BB]
name = "Beland"
languages = ["bb"]

[[parties.BB.levels]]
degree = "high"
printed = ["Gimel"]
suffix = "h"
forms = [{ text = "Gimel", language = "bb" }]

[[parties.BB.levels]]
degree = "low"
printed = ["Dalet"]
suffix = "l"
forms = [{ text = "Dalet", language = "bb" }]

[[equivalences]]
from = "AA"
to = "BB"
article = "2"
valid_until = 2019-12-31
rows = { high = ["high"], low = ["low"] }

[[equivalences]]
from = "AA"
to = "BB"
article = "2"
valid_from = 2020-01-01
rows = { high = ["high", "low"], low = [] }

[[equivalences]]
from = "BB"
to = "AA"
article = "2"
rows = { high = ["high"], low = ["low"] }
"""


def write_agreement(folder: Path, text: str = GOOD) -> Path:
    path = folder / "made.toml"
    path.write_text(text, encoding="utf-8")
    return path


def made_agreement(folder: Path, text: str = GOOD) -> Agreement:
    return load_agreement(str(write_agreement(folder, text)))
