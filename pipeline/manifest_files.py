"""The manifest as files: JSON for programs, CSV for tables, XLSX for people.

Equal manifests give equal bytes. Documents are written as they come, and none is kept.
It knows neither register nor carriers.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from models.degrees import Degree
from models.manifest import (
    SCHEMA,
    FoundEntry,
    Manifest,
    ManifestDocument,
    PartEntry,
    ProtectionEntry,
)
from models.profile import Profile
from models.settings import Body
from pipeline.remark_words import remark
from pipeline.safe_text import safe_json
from pipeline.spreadsheet import Cell, Column, Sheet, write_xlsx, writing_csv
from pipeline.write_whole import writing_whole

JSON_NAME = "manifest.json"
CSV_NAME = "manifest.csv"
XLSX_NAME = "manifest.xlsx"
NAMES = (JSON_NAME, CSV_NAME, XLSX_NAME)

_CSV_FIELDS = (
    *("file", "outcome", "reasons", "number", "kind", "degree", "article"),
    *("mark_found", "mark_applied", "registration_number", "registration_date"),
    *("copy_number", "copies", "recipient", "language", "translator", "pages"),
    *("parents", "consent", "signature", "sha256_in", "sha256_out", "output"),
    "notes",
)
_PRINTED: tuple[tuple[str, float], ...] = (
    ("position", 6),
    ("number", 13),
    ("mark_applied", 15),
    ("kind", 13),
    ("outcome", 14),
    ("file", 28),
    ("registration_number", 17),
    ("copy_number", 8),
    ("pages", 9),
    ("copies", 9),
    ("remarks", 28),
    ("output", 22),
)
"""Columns of the printed journal and their widths in characters."""
_REMARKS = ("recipient", "translator", "parents", "consent")


def write_manifest(
    folder: Path, manifest: Manifest, *, profile: Profile
) -> tuple[Path, ...]:
    """Write the three files into a batch folder, each complete or not at all.

    Args:
        folder: The batch folder.
        manifest: What the batch did.
        profile: Of our Party; its words head the printed journal.

    Raises:
        OutputError: A file cannot be written.
    """
    totals = manifest.totals()
    with (
        writing_whole(folder / JSON_NAME) as text,
        writing_whole(folder / CSV_NAME) as table,
        writing_whole(folder / XLSX_NAME) as journal,
        writing_csv(table, _CSV_FIELDS) as put,
    ):
        text.write(_json_head(manifest, totals).encode())

        def told(document: ManifestDocument, place: int) -> dict[str, Any]:
            """Write a document into two of the files, for the third to go on with."""
            values = document_object(document)
            text.write(_json_document(values, place).encode())
            put(_csv_row(document, values))
            return values

        sheet = _journal(manifest, profile, totals, told)
        write_xlsx(journal, sheet, clock=manifest.received_at)
        text.write(_json_tail(sum(totals.values())).encode())
    return tuple(folder / name for name in NAMES)


def _json_head(manifest: Manifest, totals: Mapping[str, int]) -> str:
    head = json.dumps(_head(manifest, totals), ensure_ascii=False, indent=2)
    return safe_json(head.removesuffix("\n}")) + ',\n  "documents": ['


def _json_document(values: Mapping[str, Any], place: int) -> str:
    text = json.dumps(values, ensure_ascii=False, indent=2)
    between = ",\n    " if place else "\n    "
    return between + safe_json(text.replace("\n", "\n    "))


def _json_tail(documents: int) -> str:
    return "\n  ]\n}\n" if documents else "]\n}\n"


def document_line(document: ManifestDocument) -> str:
    """Return one object of JSON Lines, without the end of line."""
    return safe_json(json.dumps(document_object(document), ensure_ascii=False))


def _head(manifest: Manifest, totals: Mapping[str, int]) -> dict[str, Any]:
    """Return a manifest without its documents, as the published schema says."""
    return {
        "schema": SCHEMA,
        "batch": manifest.batch,
        "office": _body_object(manifest.office),
        "from": _body_object(manifest.sender) if manifest.sender else None,
        "agreement": manifest.agreement,
        "received_at": _time(manifest.received_at),
        "purpose": manifest.purpose,
        "contract": manifest.contract,
        "program": manifest.program,
        "register": {
            "head_before": manifest.head_before,
            "head_after": manifest.head_after,
        },
        "protection": _protection_object(manifest.protection),
        "totals": dict(totals),
    }


def _protection_object(protection: ProtectionEntry | None) -> dict[str, Any] | None:
    if protection is None:
        return None
    return {
        "in_force": list(protection.in_force),
        "missing": list(protection.missing),
    }


def document_object(document: ManifestDocument) -> dict[str, Any]:
    """Return one document as the published schema describes it."""
    values = {name: getattr(document, name) for name in _CSV_FIELDS}
    found, signature = document.mark_found, document.signature
    return values | {
        "outcome": document.outcome.value,
        "kind": document.kind.value,
        "reasons": list(document.reasons),
        "degree": _slug(document.degree),
        "mark_found": _found_object(found) if found else None,
        "parts": [_part_object(part) for part in document.parts],
        "parents": list(document.parents),
        "signature": dict(signature) if signature is not None else None,
        "notes": list(document.notes),
    }


def _part_object(part: PartEntry) -> dict[str, Any]:
    return {
        "degree": _slug(part.degree),
        "pages": list(part.pages) if part.pages else None,
        "mark": _found_object(part.mark),
    }


def _found_object(found: FoundEntry) -> dict[str, Any]:
    return {
        "text": found.text,
        "degree": _slug(found.degree),
        "page": found.page,
        "source": found.source.value,
        "confidence": round(found.confidence, 4),
    }


def _slug(degree: Degree | None) -> str | None:
    return degree.slug if degree else None


def _body_object(body: Body) -> dict[str, str]:
    return {"party": body.party, "name": body.name}


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _csv_row(document: ManifestDocument, values: Mapping[str, Any]) -> list[Cell]:
    found = document.mark_found
    shown = {**values, "mark_found": found.text if found else None}
    return [_flat(shown[name]) for name in _CSV_FIELDS]


def _flat(value: object) -> Cell:
    if isinstance(value, list):
        return "; ".join(str(element) for element in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return value  # type: ignore[return-value]


def _journal(
    manifest: Manifest,
    profile: Profile,
    totals: Mapping[str, int],
    told: Callable[[ManifestDocument, int], Mapping[str, Any]],
) -> Sheet:
    """Lay the manifest out as the journal that people print.

    Args:
        manifest: Its documents are gone through once, as the sheet is written.
        profile: Of our Party.
        totals: Of the manifest.
        told: Hears of each document and its place, from 0; returns its object.
    """
    words = _words(profile)
    sender = f"{words['from']}: {manifest.sender.name}" if manifest.sender else ""
    blank: list[Cell] = [None] * (len(_PRINTED) - 3)
    return Sheet(
        title=f"{words['title']} · {manifest.office.name}",
        heading=f"{sender} · {_time(manifest.received_at)[:10]}".lstrip("· "),
        footing=words["page_of"],
        columns=tuple(Column(title=words[key], width=w) for key, w in _PRINTED),
        rows=(
            _printed_row(place + 1, entry, told(entry, place), profile)
            for place, entry in enumerate(manifest.documents)
        ),
        totals=[
            [None, words["total"], sum(totals.values()), *blank],
            *([None, words[ending], count, *blank] for ending, count in totals.items()),
        ],
    )


def _printed_row(
    position: int,
    document: ManifestDocument,
    told: Mapping[str, Any],
    profile: Profile,
) -> list[Cell]:
    values, words = dict(told), _words(profile)
    remarks = [f"{words[key]}: {_flat(values[key])}" for key in _REMARKS if values[key]]
    theirs = (document.registration_number, document.registration_date)
    values |= {
        "position": position,
        "outcome": words[document.outcome.value],
        "kind": words[document.kind.value],
        "registration_number": ", ".join(part for part in theirs if part) or None,
        "remarks": "; ".join((*remarks, *_said(document, profile))) or None,
    }
    return [_flat(values[key]) for key, _ in _PRINTED]


def _said(document: ManifestDocument, profile: Profile) -> Iterable[str]:
    """Return reasons and notes in words, each once."""
    slugs = (*document.reasons, *document.notes)
    return dict.fromkeys(remark(slug, profile.language) for slug in slugs)


def _words(profile: Profile) -> dict[str, str]:
    return {key: wording.text for key, wording in profile.journal.items()}
