"""Translations, derived and joint documents: by which rule, with which words.

Source: article 6(1), second and third paragraphs; article 6(3), second paragraph.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from models.accounts import Account, Consent, DocumentKind
from models.agreement import Level
from models.degrees import Degree
from models.events import EventKind
from models.manifest import Manifest
from models.profile_file import load_profile
from models.rulings import Effect, Permitted
from models.settings import Body
from pipeline.brought_file import Task, givers_of, make_from_file
from pipeline.enacting import find_person, known
from pipeline.office import Office
from pipeline.records import consent_event
from pipeline.register import queries
from pipeline.register.entries import Reserved
from pipeline.rules import making as rules
from pipeline.rules.standing import require
from stamps import wording
from stamps.plan import StampText

if TYPE_CHECKING:
    from pipeline.register.desk import Desk


def translate(
    office: Office,
    number: str,
    path: Path,
    *,
    language: str,
    translator: str,
    out: Path | None,
    at: datetime,
) -> tuple[Path, Manifest]:
    """Give a translation the mark that corresponds to the original's.

    Source: article 6(1), second paragraph; article 4.2.
    """

    def judge(desk: "Desk", sources: Sequence[Account]) -> Permitted:
        person = find_person(office, desk, translator)
        standing = office.standing(at.date())
        ruling = rules.translate(
            sources[0], translator=person, name=translator, standing=standing
        )
        return require(ruling)

    def words(level: Level, **facts: object) -> StampText:
        with office.register.reading() as connection:
            row = queries.document(connection, number)
            accounts = [known(office, connection, number)]
        spoken = row.data.get("language") if row else None
        return wording.translation_text(
            load_profile(office.settings.party),
            level,
            original=number,
            from_language=spoken if isinstance(spoken, str) else None,
            language=language,
            translator=translator,
            owners=[load_profile(code) for code in _owners(office, accounts)],
            **facts,  # type: ignore[arg-type]
        )

    task = Task(
        command="translate",
        path=path,
        sources=(number,),
        kind=DocumentKind.TRANSLATION,
        event=EventKind.TRANSLATED,
        arguments=(language, translator),
        judge=judge,
        words=words,
        language=language,
        translator=translator,
    )
    return make_from_file(office, task, out=out, at=at)


def derive(
    office: Office,
    path: Path,
    sources: Sequence[str],
    *,
    degree: Degree | None,
    out: Path | None,
    at: datetime,
) -> tuple[Path, Manifest]:
    """Give a document a mark not lower than that of its highest source.

    Source: article 6(1), third paragraph.
    """

    def judge(desk: "Desk", accounts: Sequence[Account]) -> Permitted:
        standing = office.standing(at.date())
        return require(rules.derive(accounts, degree=degree, standing=standing))

    profile = load_profile(office.settings.party)
    task = Task(
        command="derive",
        path=path,
        sources=tuple(sources),
        kind=DocumentKind.DERIVED,
        event=EventKind.DERIVED,
        arguments=(degree.slug if degree else None,),
        judge=judge,
        words=partial(wording.derived_text, profile, sources=tuple(sources)),
    )
    return make_from_file(office, task, out=out, at=at)


def make_joint(
    office: Office,
    path: Path,
    *,
    partner: Body,
    degree: Degree,
    reference: str | None,
    sources: Sequence[str],
    out: Path | None,
    at: datetime,
) -> tuple[Path, Manifest]:
    """Enter a document that was created together with a body of the other Party.

    Source: article 6(3), second paragraph.
    """

    def judge(desk: "Desk", accounts: Sequence[Account]) -> Permitted:
        letter = _letter(office, desk, reference)
        ruling = rules.joint(
            partner=partner,
            degree=degree,
            reference=reference,
            recorded=letter,
            sources=accounts,
            standing=office.standing(at.date()),
        )
        return require(ruling)

    def also(desk: "Desk", permitted: Permitted, made: Sequence[Reserved]) -> None:
        if Effect.RECORD_CONSENT in permitted.effects and reference:
            consent = Consent(
                reference=reference,
                number=made[0].number,
                permits=(),
                giver=partner,
                given_on=at.date(),
                degree=degree,
            )
            desk.record([consent_event(consent, at=at)])

    ours = Body(party=office.settings.party, name=office.settings.name)
    profile = load_profile(office.settings.party)
    names = [f"{body.party}:{body.name}" for body in (ours, partner)]
    task = Task(
        command="joint",
        path=path,
        sources=tuple(sources),
        kind=DocumentKind.JOINT,
        event=EventKind.JOINT_MADE,
        arguments=(partner.party, partner.name, degree.slug, reference),
        judge=judge,
        words=partial(wording.joint_text, profile, bodies=names),
        consent=reference,
        givers=(ours, partner),
        also=also,
    )
    return make_from_file(office, task, out=out, at=at)


def _letter(office: Office, desk: "Desk", reference: str | None) -> Consent | None:
    if reference is None:
        return None
    found = queries.list_consents(
        desk.connection, office.register.scale, reference=reference
    )
    return found[0] if found else None


def _owners(office: Office, sources: Sequence[Account]) -> list[str]:
    """Return the Parties whose secret information a translation holds."""
    codes = [body.party for body in givers_of(sources)]
    others = [code for code in codes if code != office.settings.party]
    return list(dict.fromkeys(others)) or [office.settings.party]
