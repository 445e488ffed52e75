"""Turns a document of a manifest, as the register keeps it, into its record again."""

from collections.abc import Mapping
from typing import Any

from models.accounts import DocumentKind
from models.agreement import Agreement
from models.degrees import Degree
from models.documents import Source
from models.manifest import FoundEntry, ManifestDocument, PartEntry
from models.outcomes import Ending


def document_from_object(
    value: Mapping[str, Any], *, agreement: Agreement
) -> ManifestDocument:
    """Return the record of a document from its published JSON object."""
    found = value["mark_found"]
    plain = {
        key: value[key]
        for key in (
            *("file", "number", "article", "mark_applied", "registration_number"),
            *("registration_date", "copy_number", "copies", "recipient", "language"),
            *("translator", "pages", "consent", "signature", "sha256_in"),
            *("sha256_out", "output"),
        )
    }
    return ManifestDocument(
        outcome=Ending(value["outcome"]),
        reasons=tuple(value["reasons"]),
        kind=DocumentKind(value["kind"]),
        degree=_degree(value["degree"], agreement),
        mark_found=_found(found, agreement) if found else None,
        parts=tuple(_part(part, agreement) for part in value.get("parts", ())),
        parents=tuple(value["parents"]),
        notes=tuple(value.get("notes", ())),
        **plain,
    )


def _degree(slug: str | None, agreement: Agreement) -> Degree | None:
    return agreement.degree(slug) if slug else None


def _part(part: Mapping[str, Any], agreement: Agreement) -> PartEntry:
    pages = part["pages"]
    return PartEntry(
        degree=agreement.degree(part["degree"]),
        pages=(pages[0], pages[1]) if pages else None,
        mark=_found(part["mark"], agreement),
    )


def _found(value: Mapping[str, Any], agreement: Agreement) -> FoundEntry:
    return FoundEntry(
        text=value["text"],
        degree=_degree(value["degree"], agreement),
        page=value["page"],
        source=Source(value["source"]),
        confidence=value["confidence"],
    )
