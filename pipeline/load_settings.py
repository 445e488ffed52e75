"""Reads and writes the settings of an office, and finds its folder.

Settings are decided here once; nothing further in looks at the environment.
"""

import dataclasses
import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from models.agreement import Agreement
from models.agreement_file import load_agreement
from models.errors import ConfigError, UsageError
from models.plain_file import read_plain
from models.settings import (
    Body,
    ClusterSecurity,
    CompetentBody,
    Limits,
    OfficeSettings,
)
from models.strict_toml import Node, nearest, parse_toml
from pipeline.write_whole import write_whole

SETTINGS_FILE = "settings.toml"
SCHEMA = "belgi-office/1"
OFFICE_VARIABLE = "BELGI_OFFICE"
DEFAULT_OFFICE = "office"
ACTIVE_KINDS = (
    *("javascript", "launch", "uri", "embedded-file", "xfa", "macro", "activex"),
    *("ole-object", "dde", "external-link", "remote-image", "remote-template"),
    *("custom-ui", "rich-media", "submit-form", "unseen-actions"),
)
"""Slugs of active content that ``hold_active`` may name."""

_BODY = re.compile(r"([A-Z]{2,8}):(.*\S.*)", re.S)
_NAME_LIMIT = 300
_TEXT_KEYS = ("agreement", "database", "keys_folder", "passphrase_env")
_LIST_KEYS = (*("bodies", "competent", "policies", "hold_active", "limits", "cluster"),)
_OTHER_KEYS = ("encrypt_vault", "workers", "receipt_days")


def office_folder(option: Path | None, environ: Mapping[str, str]) -> Path:
    """Return the office folder: the option, else BELGI_OFFICE, else ./office."""
    if option is not None:
        return option
    return Path(environ.get(OFFICE_VARIABLE) or DEFAULT_OFFICE)


def load_settings(folder: Path) -> OfficeSettings:
    """Read the settings of an office folder.

    Raises:
        ConfigError: There is no office here, or its settings are wrong; the message
            names the line, the key and, for a misspelt key, the nearest valid one.
    """
    path = folder / SETTINGS_FILE
    try:
        content = read_plain(path)
    except FileNotFoundError as error:
        raise ConfigError(
            f"{str(folder)!r} is not an office folder: it has no {SETTINGS_FILE}; "
            "make one with belgi init, or name another with --office"
        ) from error
    except OSError as error:
        raise ConfigError(
            f"{str(path)!r} cannot be read: {error.strerror}; check its permissions"
        ) from error
    settings, root = _settings(parse_toml(content, file=str(path)))
    _check_party(settings, load_office_agreement(folder, settings), root)
    return settings


def load_office_agreement(folder: Path, settings: OfficeSettings) -> Agreement:
    """Load the agreement of an office; a path counts from the office folder."""
    return load_agreement(agreement_source(folder, settings))


def agreement_source(folder: Path, settings: OfficeSettings) -> str:
    """Return how a worker finds an office's agreement: its id, or an absolute path."""
    name = settings.agreement
    is_path = "/" in name or name.endswith(".toml")
    return str((folder / name).resolve()) if is_path else name


def write_settings(folder: Path, settings: OfficeSettings) -> Path:
    """Write the settings file of a new office and return its path.

    Raises:
        UsageError: The folder holds settings already; they are left as they are.
        OutputError: It cannot be written.
    """
    path = folder / SETTINGS_FILE
    if path.exists():
        raise UsageError(f"{str(folder)!r} is an office folder already")
    write_whole(path, format_settings(settings).encode())
    return path


def parse_body(text: str, settings: OfficeSettings) -> Body:
    """Return the body that ``PARTY:name``, or a key of the settings, stands for.

    Raises:
        UsageError: It is neither; the nearest key is named.
    """
    if text in settings.bodies:
        return settings.bodies[text]
    found = _BODY.fullmatch(text)
    if found and len(found[2]) <= _NAME_LIMIT and found[2].isprintable():
        return Body(party=found[1], name=" ".join(found[2].split()))
    raise UsageError(
        f"{text[:_NAME_LIMIT]!r} is not a body{nearest(text, settings.bodies)}; "
        "write PARTY:name, or the key of a body in the settings"
    )


def _settings(root: Node) -> tuple[OfficeSettings, Node]:
    root.only(("schema", "party", "name"), (*_TEXT_KEYS, *_LIST_KEYS, *_OTHER_KEYS))
    root.child("schema").one_of((SCHEMA,))
    values: dict[str, object] = {
        "party": root.child("party").string(),
        "name": root.child("name").string(),
    }
    readers = {
        **dict.fromkeys(_TEXT_KEYS, Node.string),
        "bodies": lambda node: {key: _body(node.child(key)) for key in node.names()},
        "competent": lambda node: tuple(_competent(row) for row in node.items()),
        "policies": lambda node: {k: node.child(k).string() for k in node.names()},
        "hold_active": lambda node: tuple(
            element.one_of(ACTIVE_KINDS) for element in node.items()
        ),
        "limits": _limits,
        "cluster": _cluster,
        "encrypt_vault": Node.boolean,
        "workers": _positive,
        "receipt_days": _positive,
    }
    for key in readers:
        if root.has(key):
            values[key] = readers[key](root.child(key))
    return OfficeSettings(**values), root  # type: ignore[arg-type]


def _cluster(node: Node) -> ClusterSecurity:
    node.only(("ca", "cert", "key"))
    ca, cert, key = (node.child(name).string() for name in ("ca", "cert", "key"))
    return ClusterSecurity(ca=ca, cert=cert, key=key)


def _positive(node: Node) -> int:
    number = node.integer()
    if number < 1:
        raise node.error(" must be 1 or more")
    return number


def _body(node: Node) -> Body:
    return _named_body(node.only(("party", "name")))


def _competent(node: Node) -> CompetentBody:
    node.only(("party", "name"), ("from",))
    return CompetentBody(
        body=_named_body(node), holds_from=node.optional("from", Node.day)
    )


def _named_body(node: Node) -> Body:
    name = " ".join(node.child("name").string().split())
    return Body(party=node.child("party").string(), name=name)


def _limits(node: Node) -> Limits:
    known = {field.name: field.type for field in dataclasses.fields(Limits)}
    node.only((), known)
    values: dict[str, float] = {}
    for key in node.names():
        child = node.child(key)
        is_whole = known[key] in (int, "int")
        values[key] = child.integer() if is_whole else child.number()
        if values[key] <= 0:
            raise child.error(" must be more than 0")
    return Limits(**values)  # type: ignore[arg-type]


def _check_party(settings: OfficeSettings, agreement: Agreement, root: Node) -> None:
    codes = tuple(party.code for party in agreement.parties)
    if settings.party not in codes:
        raise root.child("party").error(
            f": {settings.party!r} is no Party of {agreement.id} ({', '.join(codes)})"
        )


def format_settings(settings: OfficeSettings) -> str:
    """Write settings as the text of a settings file; defaults are left out."""
    lines = [f"schema = {_quoted(SCHEMA)}"]
    defaults = OfficeSettings(party="", name="")
    for name in ("party", "name", *_TEXT_KEYS, "hold_active", *_OTHER_KEYS):
        value = getattr(settings, name)
        if name == "agreement" or value != getattr(defaults, name):
            lines.append(f"{name} = {_literal(value)}")
    for key, body in settings.bodies.items():
        lines += ["", f"[bodies.{_quoted(key)}]", *_body_lines(body)]
    for competent in settings.competent:
        lines += ["", "[[competent]]", *_body_lines(competent.body)]
        if competent.holds_from:
            lines.append(f"from = {_literal(competent.holds_from)}")
    lines += _section("policies", settings.policies)
    lines += _section("limits", _changed_limits(settings.limits))
    if settings.cluster is not None:
        lines += _section("cluster", dataclasses.asdict(settings.cluster))
    return "\n".join(lines) + "\n"


def _body_lines(body: Body) -> list[str]:
    return [f"party = {_quoted(body.party)}", f"name = {_quoted(body.name)}"]


def _section(name: str, values: Mapping[str, object]) -> list[str]:
    rows = [f"{_quoted(key)} = {_literal(value)}" for key, value in values.items()]
    return ["", f"[{name}]", *rows] if rows else []


def _changed_limits(limits: Limits) -> dict[str, object]:
    values, usual = dataclasses.asdict(limits), dataclasses.asdict(Limits())
    return {key: value for key, value in values.items() if value != usual[key]}


def _literal(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(_literal(element) for element in value)}]"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value)


def _quoted(text: str) -> str:
    """Write a TOML basic string; JSON's escapes are all valid there."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
