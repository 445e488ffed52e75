"""What a stamp says: pure functions from a profile and facts to words.

They know neither pages nor drawing; what a Party's words are is data.
"""

import unicodedata
from collections.abc import Sequence
from datetime import date

from models.agreement import Level
from models.degrees import Degree
from models.errors import ConfigError
from models.profile import Profile
from stamps.plan import StampStyle, StampText

LINE_LIMIT = 120
"""Characters that a name or reference may take on a stamp."""
NUMBERS_A_LINE = 3


def received_text(
    profile: Profile,
    level: Level,
    *,
    number: str,
    day: date,
    copy_number: int | None = None,
) -> StampText:
    """Word our mark on what we received.

    Args:
        profile: Of our Party.
        level: Our equivalent degree.
        number: Our accounting number.
        day: Of registration.
        copy_number: Of the exemplar that came, as its giver numbered it.

    Source: article 6(1), first paragraph.
    """
    exemplar = [_say(profile, "exemplar", copy=copy_number)] if copy_number else []
    return StampText(
        mark=level.printed,
        details=(*exemplar, _registered(profile, number, day)),
        running=_running(profile, level.printed, number),
    )


def translation_text(
    profile: Profile,
    level: Level,
    *,
    number: str,
    day: date,
    original: str,
    from_language: str | None,
    language: str,
    translator: str,
    owners: Sequence[Profile],
) -> StampText:
    """Word the mark of a translation, and the notice whose information it holds.

    Args:
        profile: Of our Party.
        level: The degree that corresponds to the original's mark.
        number: The translation's own number.
        day: Of registration.
        original: Number of the original.
        from_language: Language of the original, None where it is unknown.
        language: Of the translation.
        translator: Who made it.
        owners: Profiles of the Parties whose secret information it holds.

    Raises:
        ConfigError: There are no words for a notice in this language.

    Source: article 6(1), second paragraph.
    """
    origins = profile.translated_from
    return StampText(
        mark=level.printed,
        details=(
            origins.get(from_language or "other", origins["other"]).text,
            _say(profile, "original", number=original),
            _say(profile, "translator", translator=_safe(translator)),
            _accounted(profile, number, day),
        ),
        running=_running(profile, level.printed, number),
        notice=tuple(_notice(profile, owner, language) for owner in owners),
    )


def copy_text(
    profile: Profile,
    level: Level,
    *,
    number: str,
    day: date,
    copy: int,
    copies: int,
    recipient: str | None = None,
    consent: str | None = None,
) -> StampText:
    """Word the mark of copy k of n.

    Args:
        profile: Of our Party.
        level: As the original's.
        number: Of the document that was copied.
        day: On which the copy was made.
        copy: Its number, from 1.
        copies: How many there are in all.
        recipient: For whom it is.
        consent: Reference of the giver's consent.

    Source: articles 6(1), second paragraph, and 6(4), first paragraph.
    """
    details = [_say(profile, "copy_of", copy=copy, copies=copies)]
    if recipient:
        details.append(_say(profile, "copy_for", recipient=_safe(recipient)))
    details.append(_registered(profile, number, day))
    if consent:
        details.append(_say(profile, "copy_consent", reference=_safe(consent)))
    return StampText(
        mark=level.printed,
        details=tuple(details),
        running=_running(profile, level.printed, number, copy),
        watermark=_say(profile, "watermark", copy=copy, number=number),
    )


def derived_text(
    profile: Profile, level: Level, *, number: str, day: date, sources: Sequence[str]
) -> StampText:
    """Word the mark of what arose on the basis of received documents.

    Source: article 6(1), third paragraph.
    """
    groups = [
        ", ".join(sources[start : start + NUMBERS_A_LINE])
        for start in range(0, len(sources), NUMBERS_A_LINE)
    ]
    lines = [_say(profile, "sources", numbers=group) for group in groups[:1]]
    return StampText(
        mark=level.printed,
        details=(*lines, *groups[1:], _accounted(profile, number, day)),
        running=_running(profile, level.printed, number),
    )


def joint_text(
    profile: Profile, level: Level, *, number: str, day: date, bodies: Sequence[str]
) -> StampText:
    """Word the mark of a document that bodies of both Parties created together.

    Source: article 6(3), second paragraph.
    """
    names = "; ".join(_safe(body) for body in bodies)
    return StampText(
        mark=level.printed,
        details=(
            _say(profile, "joint", bodies=names),
            _accounted(profile, number, day),
        ),
        running=_running(profile, level.printed, number),
    )


def changed_text(
    profile: Profile,
    level: Level | None,
    *,
    number: str,
    day: date,
    reference: str,
    copy: int | None = None,
) -> StampText:
    """Word the new mark beside the old one, which stays legible and struck through.

    Args:
        profile: Of our Party.
        level: The new degree; None: the document is declassified.
        number: Our accounting number.
        day: Of the change.
        reference: Of the consent or of the giver's notice.
        copy: Number of the copy, where the carrier is one.

    Source: articles 4.1(2) and 6(3).
    """
    lifted = tuple(line.text for line in profile.declassified_mark)
    mark = level.printed if level else lifted
    what = "changed" if level else "declassified"
    exemplar = [_say(profile, "exemplar", copy=copy)] if copy else []
    return StampText(
        mark=mark,
        details=(
            _say(profile, what, date=_day(profile, day)),
            _say(profile, "reference", reference=_safe(reference)),
            *exemplar,
            _accounted(profile, number, day),
        ),
        running=_running(profile, mark, number, copy),
        strike_found=True,
    )


def sheet_words(profile: Profile) -> dict[str, str]:
    """Return the words of an accompanying sheet, by what they stand for.

    Keys: title, accompanies, file, hash, size, pages, mark, number.
    """
    prefix = "sheet_"
    return {
        key.removeprefix(prefix): wording.text
        for key, wording in profile.words.items()
        if key.startswith(prefix)
    }


def style_of(profile: Profile, degree: Degree) -> StampStyle:
    """Return how the stamp of a degree looks."""
    return StampStyle(
        colour=profile.degree_colours.get(degree.slug, profile.colour),
        font=profile.font,
        mark_size_pt=profile.mark_size_pt,
        detail_size_pt=profile.detail_size_pt,
        running_size_pt=profile.running_size_pt,
        places=profile.places,
    )


def _say(profile: Profile, key: str, **facts: object) -> str:
    return profile.words[key].text.format(**facts)


def _day(profile: Profile, day: date) -> str:
    return _say(profile, "date", day=day.day, month=day.month, year=day.year)


def _registered(profile: Profile, number: str, day: date) -> str:
    return _say(profile, "registered", number=number, date=_day(profile, day))


def _accounted(profile: Profile, number: str, day: date) -> str:
    return _say(profile, "accounted", number=number, date=_day(profile, day))


def _running(
    profile: Profile, mark: Sequence[str], number: str, copy: int | None = None
) -> str:
    """Word the line of every page; page and pages stay to be filled in."""
    key = "running" if copy is None else "running_copy"
    left = {"page": "{page}", "pages": "{pages}"}
    return _say(profile, key, mark=" ".join(mark), number=number, copy=copy, **left)


def _notice(profile: Profile, owner: Profile, language: str) -> str:
    if language not in profile.notices or language not in owner.names:
        known = ", ".join(sorted(profile.notices))
        raise ConfigError(
            f"there are no words for a notice in the language {language!r}; the "
            f"profile has {known}: add the notice and the Party's name to it"
        )
    return profile.notices[language].text.format(party=owner.names[language].text)


def _safe(text: str) -> str:
    """Take control and invisible characters out of what people typed."""
    kept = "".join(
        " " if unicodedata.category(character) in ("Cc", "Zl", "Zp") else character
        for character in text
        if unicodedata.category(character) not in ("Cf", "Cs", "Co", "Cn")
    )
    words = " ".join(kept.split())
    return words if len(words) <= LINE_LIMIT else words[: LINE_LIMIT - 1] + "…"
