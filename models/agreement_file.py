"""Reads an agreement's file, strictly: a wrong one is refused by key and line.

It checks that the table makes sense; it knows no Party, degree or word by name.
"""

import functools
import re
from collections.abc import Iterable
from datetime import date
from importlib import resources
from pathlib import Path

from models.agreement import Agreement, Equivalence, Level, MarkForm, PartyTerms
from models.degrees import Degree
from models.errors import ConfigError
from models.plain_file import read_plain
from models.strict_toml import Node, nearest, parse_toml

SCHEMA = "belgi-agreement/1"
SCRIPTS = ("cyrl", "latn", "grek")
KINDS = ("canonical", "synonym", "abbreviation", "translit")
CERTAINTIES = ("attested", "derived", "unverified")
RULES = (
    *("2", "4.1(2)", "4.1(4)", "4.1(5)", "4.2", "5.1", "5.2", "5.4", "5.5"),
    *("6(1)", "6(2)", "6(3)", "6(4)", "7", "11", "14(4)"),
)
"""Rules that the program knows, by the article of the first agreement."""
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SUFFIX = re.compile(r"[^\W\d_]{1,6}")

Degrees = dict[str, Degree]
Parties = dict[str, PartyTerms]


def load_agreement(id_or_path: str) -> Agreement:
    """Load an agreement that ships with belgi, by id, or one's own file, by path.

    Raises:
        ConfigError: There is no such file, or it is wrong; the message names the
            file, the line, the key and, for a misspelt key, the nearest valid one.
    """
    if _ID.fullmatch(id_or_path):
        return _parse(_shipped(id_or_path), f"{id_or_path}.toml")
    try:
        content = read_plain(Path(id_or_path))
    except OSError as error:
        raise ConfigError(
            f"{id_or_path}: the agreement's file cannot be read "
            f"({error.strerror}); give an id ({', '.join(shipped_ids())}) or a path"
        ) from error
    return _parse(content, id_or_path)


def shipped_ids() -> tuple[str, ...]:
    """Return the ids of the agreements that ship with belgi."""
    folder = resources.files("models") / "agreements"
    names = (entry.name for entry in folder.iterdir())
    return tuple(sorted(n.removesuffix(".toml") for n in names if n.endswith(".toml")))


@functools.lru_cache(maxsize=16)
def _shipped(agreement_id: str) -> bytes:
    known = shipped_ids()
    if agreement_id not in known:
        raise ConfigError(
            f"there is no agreement {agreement_id!r} among {', '.join(known)}"
            f"{nearest(agreement_id, known)}; give one of them or a path to a file"
        )
    file = resources.files("models") / "agreements" / f"{agreement_id}.toml"
    return file.read_bytes()


@functools.lru_cache(maxsize=16)
def _parse(content: bytes, file: str) -> Agreement:
    """Read an agreement; the same bytes are read once."""
    root = parse_toml(content, file=file).only(
        ("schema", "id", "title", "rules", "degrees", "parties", "equivalences"),
        ("in_force_from", "ended_on", "articles"),
    )
    root.child("schema").one_of((SCHEMA,))
    if not _ID.fullmatch(root.child("id").string()):
        raise root.child("id").error(" must be small letters, digits and hyphens")
    starts, ends = _period(root, "in_force_from", "ended_on")
    degrees = _degrees(root.child("degrees"))
    parties = _parties(root.child("parties"), degrees)
    return Agreement(
        id=root.child("id").string(),
        title=root.child("title").string(),
        in_force_from=starts,
        ended_on=ends,
        degrees=tuple(sorted(degrees.values(), reverse=True)),
        parties=tuple(parties.values()),
        equivalences=_equivalences(root.child("equivalences"), parties),
        rules=frozenset(r.one_of(RULES) for r in root.child("rules").items()),
        articles=root.optional("articles", _articles) or (),
    )


def _articles(node: Node) -> tuple[tuple[str, str], ...]:
    """Read which article says each rule; a rule without one stays without."""
    node.only((), RULES)
    return tuple((rule, node.child(rule).string()) for rule in node.names())


def _period(node: Node, first: str, last: str) -> tuple[date | None, date | None]:
    """Read two dates of which the second must not come before the first."""
    starts, ends = node.optional(first, Node.day), node.optional(last, Node.day)
    if starts and ends and ends < starts:
        raise node.child(last).error(f" comes before {first}")
    return starts, ends


def _degrees(node: Node) -> Degrees:
    degrees: Degrees = {}
    for row in _filled(node):
        row.only(("slug", "rank"))
        slug, rank = row.child("slug").string(), row.child("rank").integer()
        if not _ID.fullmatch(slug):
            raise row.child("slug").error(" must be small letters and hyphens")
        if slug in degrees:
            raise row.child("slug").error(f": the degree {slug!r} is there twice")
        if rank in {degree.rank for degree in degrees.values()}:
            raise row.child("rank").error(f": two degrees have the rank {rank}")
        degrees[slug] = Degree(rank, slug)
    return degrees


def _filled(node: Node) -> tuple[Node, ...]:
    """Return the elements of a list that must have some."""
    rows = node.items()
    if not rows:
        raise node.error(" must not be empty")
    return rows


def _parties(node: Node, degrees: Degrees) -> Parties:
    if len(node.names()) < 2:
        raise node.error(": an agreement has at least two Parties")
    return {code: _party(node.child(code), code, degrees) for code in node.names()}


def _party(node: Node, code: str, degrees: Degrees) -> PartyTerms:
    node.only(("name", "languages", "levels"))
    languages = node.child("languages").strings()
    rows = _filled(node.child("levels"))
    levels = tuple(_level(row, degrees, languages) for row in rows)
    _check_levels(rows, levels)
    _check_forms(rows, levels)
    return PartyTerms(
        code=code,
        name=node.child("name").string(),
        languages=languages,
        levels=levels,
    )


def _level(node: Node, degrees: Degrees, languages: tuple[str, ...]) -> Level:
    node.only(("degree", "printed", "suffix", "forms"), ("suffix_certainty",))
    if node.has("suffix_certainty"):
        node.child("suffix_certainty").one_of(CERTAINTIES)
    suffix = node.child("suffix").string()
    if not _SUFFIX.fullmatch(suffix):
        raise node.child("suffix").error(" must be one to six letters")
    forms = tuple(_form(row, languages) for row in _filled(node.child("forms")))
    printable = {form.text for form in forms if form.certainty != "unverified"}
    for line in _filled(node.child("printed")):
        if line.string().strip("()") not in printable:
            raise line.error(" is not among the attested or derived forms")
    return Level(
        degree=degrees[node.child("degree").one_of(degrees)],
        printed=node.child("printed").strings(),
        suffix=suffix,
        forms=forms,
    )


def _form(node: Node, languages: Iterable[str]) -> MarkForm:
    node.only(("text", "language"), ("script", "kind", "certainty"))

    def choice(key: str, allowed: tuple[str, ...], default: str) -> str:
        return node.optional(key, lambda value: value.one_of(allowed)) or default

    return MarkForm(
        text=node.child("text").string(),
        language=node.child("language").one_of(languages),
        script=choice("script", SCRIPTS, "cyrl"),
        kind=choice("kind", KINDS, "canonical"),
        certainty=choice("certainty", CERTAINTIES, "attested"),
    )


def _check_levels(rows: tuple[Node, ...], levels: tuple[Level, ...]) -> None:
    """Refuse levels out of order, and numbers that could not be told apart."""
    suffixes: dict[str, str] = {}
    for index, (row, level) in enumerate(zip(rows, levels, strict=True)):
        if index and levels[index - 1].degree <= level.degree:
            raise row.child("degree").error(" must come lower than the one before it")
        folded = level.suffix.casefold()
        if folded in suffixes:
            raise row.child("suffix").error(
                f": {level.suffix!r} is the suffix of {suffixes[folded]} too"
            )
        suffixes[folded] = level.degree.slug


def _check_forms(rows: tuple[Node, ...], levels: tuple[Level, ...]) -> None:
    """Refuse a word that stands for two degrees of one Party, or twice for one."""
    seen: dict[str, str] = {}
    for row, level in zip(rows, levels, strict=True):
        for form in row.child("forms").items():
            text = form.child("text")
            folded = text.string().casefold()
            if folded in seen:
                raise text.error(f": the same words stand for {seen[folded]} already")
            seen[folded] = level.degree.slug


def _equivalences(node: Node, parties: Parties) -> tuple[Equivalence, ...]:
    rows: list[Equivalence] = []
    for block in node.items():
        block.only(("from", "to", "article", "rows"), ("valid_from", "valid_until"))
        for entry in _block_rows(block, parties):
            new = _equivalence(block, entry, parties)
            if any(_overlap(new, old) for old in rows):
                raise entry.error(": an earlier row holds for some of the same days")
            rows.append(new)
    return tuple(rows)


def _block_rows(block: Node, parties: Parties) -> tuple[Node, ...]:
    """Return the rows of one block, once its Parties and degrees are known good."""
    source = block.child("from").one_of(parties)
    if block.child("to").one_of(parties) == source:
        raise block.child("to").error(" is the same Party as from")
    rows = block.child("rows")
    rows.only((), _slugs(parties[source]))
    return tuple(rows.child(slug) for slug in rows.names())


def _equivalence(block: Node, entry: Node, parties: Parties) -> Equivalence:
    source, target = block.child("from").string(), block.child("to").string()
    starts, ends = _period(block, "valid_from", "valid_until")
    ours = {level.degree.slug: level.degree for level in parties[target].levels}
    degrees = tuple(ours[element.one_of(ours)] for element in entry.items())
    if len(set(degrees)) != len(degrees):
        raise entry.error(" names a degree twice")
    slug = str(entry.path[-1])
    return Equivalence(
        from_party=source,
        from_degree=_of_party(parties[source], slug),
        to_party=target,
        to_degrees=degrees,
        article=block.child("article").string(),
        valid_from=starts,
        valid_until=ends,
    )


def _slugs(party: PartyTerms) -> tuple[str, ...]:
    return tuple(level.degree.slug for level in party.levels)


def _of_party(party: PartyTerms, slug: str) -> Degree:
    return next(lvl.degree for lvl in party.levels if lvl.degree.slug == slug)


def _overlap(one: Equivalence, other: Equivalence) -> bool:
    """Tell whether two rows answer the same question on some day."""
    if (one.from_party, one.from_degree, one.to_party) != (
        other.from_party,
        other.from_degree,
        other.to_party,
    ):
        return False
    starts = max(row.valid_from or date.min for row in (one, other))
    ends = min(row.valid_until or date.max for row in (one, other))
    return starts <= ends
