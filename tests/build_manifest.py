"""A manifest with one document of every ending, for tests."""

from dataclasses import replace
from datetime import UTC, datetime

from models.accounts import DocumentKind
from models.agreement_file import load_agreement
from models.documents import Source
from models.manifest import (
    FoundEntry,
    Manifest,
    ManifestDocument,
    PartEntry,
    ProtectionEntry,
)
from models.outcomes import Ending
from models.settings import Body

AGREEMENT = load_agreement("kz-by")
SECRET = AGREEMENT.degree("secret")
_FOUND = FoundEntry(
    text="Секретно", degree=SECRET, page=1, source=Source.TEXT, confidence=0.98
)

DONE = ManifestDocument(
    file="письмо.pdf",
    outcome=Ending.DONE,
    number="12с/2026",
    kind=DocumentKind.RECEIVED,
    degree=SECRET,
    article="6(1)",
    mark_found=_FOUND,
    mark_applied="Құпия (Секретно)",
    registration_number="7с",
    registration_date="2026-10-01",
    copy_number=2,
    recipient="А. Оспанов",
    language="ru",
    pages=3,
    signature={"before": [], "after": []},
    sha256_in="a" * 64,
    sha256_out="b" * 64,
    output="12с-2026 письмо.pdf",
    notes=("page-scaled",),
)
HELD = ManifestDocument(
    file="=cmd|'/C calc'!A0\x1b[31m\u202e.docx",
    outcome=Ending.HELD,
    reasons=("conflict",),
    kind=DocumentKind.RECEIVED,
    parts=(
        PartEntry(degree=SECRET, pages=(1, 4), mark=_FOUND),
        PartEntry(degree=SECRET, pages=None, mark=_FOUND),
    ),
    sha256_in="c" * 64,
)
MANIFEST = Manifest(
    batch="20261122-1",
    office=Body(party="KZ", name="Бюро & Ко"),
    sender=Body(party="BY", name="Министерство"),
    agreement="kz-by",
    received_at=datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
    purpose="Испытания",
    contract=None,
    program="0.1.0",
    head_before="0" * 64,
    head_after="1" * 64,
    protection=ProtectionEntry(in_force=("no-network",), missing=("memory",)),
    documents=(
        DONE,
        HELD,
        replace(HELD, file="b\udc80.pdf", outcome=Ending.FAILED, reasons=("damaged",)),
        replace(HELD, file="c.txt", outcome=Ending.NOT_SECRET, reasons=()),
    ),
)
