"""The act of destruction as a document: a page to print, sign and file.

Its words are those of our Party's profile, which practice has still to confirm.
"""

from importlib.resources import as_file, files
from io import BytesIO
from pathlib import Path
from typing import Any

from models.profile import Profile
from pipeline.destruction import Destruction
from pipeline.safe_text import safe_for_terminal
from pipeline.write_whole import sweep_parts, write_whole

FONT = "BelgiAct"
SIGNED = "{name}   ____________________"


def write_act(
    folder: Path, done: Destruction, profile: Profile, *, office: str
) -> Path:
    """Write the act as a PDF and return its path.

    Args:
        folder: Where acts stand.
        done: What was destroyed.
        profile: Of our Party.
        office: Our name, which stands above the act.

    Raises:
        OutputError: It cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    sweep_parts(folder)
    path = act_path(folder, done)
    write_whole(path, act_pdf(done, profile, office=office))
    return path


def act_path(folder: Path, done: Destruction) -> Path:
    """Return where the act of a destruction stands."""
    name = "".join(c if c.isalnum() else "-" for c in done.act) or "act"
    copy = f"-{done.copy}" if done.copy else ""
    return folder / f"act-{name}-{done.number.replace('/', '-')}{copy}.pdf"


def act_pdf(done: Destruction, profile: Profile, *, office: str) -> bytes:
    """Return the act as PDF bytes; the same for the same destruction."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

    _register_font()
    plain = ParagraphStyle("plain", fontName=FONT, fontSize=10, leading=14)
    title = ParagraphStyle("title", parent=plain, fontSize=14, leading=20)
    cell = ParagraphStyle("cell", parent=plain, fontSize=8, leading=10)

    def say(key: str, style: Any = plain, **facts: object) -> Any:
        return Paragraph(_escaped(_words(profile, key, **facts)), style)

    rows = [
        [Paragraph(_escaped(text), cell) for text in row]
        for row in _rows(done, profile)
    ]
    table = Table(
        rows,
        colWidths=(45, 90, 345),
        style=[("GRID", (0, 0), (-1, -1), 0.5, (0, 0, 0))],
    )
    day = profile.words["date"].text.format(
        day=done.at.day, month=done.at.month, year=done.at.year
    )
    story = [
        Paragraph(_escaped(office), plain),
        say("title", title, act=done.act),
        say("date", date=day),
        say("document", number=done.number),
        Spacer(1, 8),
        table,
        Spacer(1, 8),
        say("done"),
        say("deleted", count=len(done.deleted)),
    ]
    if done.missing:
        story.append(say("missing"))
        story += [Paragraph(_escaped(path), cell) for path in done.missing]
    story.append(Spacer(1, 24))
    names = (SIGNED.format(name=name) for name in done.people)
    story += [Paragraph(_escaped(name), plain) for name in names]
    buffer = BytesIO()
    SimpleDocTemplate(buffer, invariant=1, title=f"act {done.act}").build(story)
    return buffer.getvalue()


def _rows(done: Destruction, profile: Profile) -> list[tuple[str, str, str]]:
    return [
        (_words(profile, "copy"), _words(profile, "kind"), _words(profile, "hash")),
        *(
            (
                str(one.copy or "—"),
                profile.journal[one.kind.value].text,
                one.sha256_out or one.sha256_in or "",
            )
            for one in done.exhibits
        ),
    ]


def _words(profile: Profile, key: str, **facts: object) -> str:
    return profile.words[f"act_{key}"].text.format(**facts)


def _escaped(text: str) -> str:
    from models.xml_text import escape

    return escape(safe_for_terminal(text))


def _register_font() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    if FONT in pdfmetrics.getRegisteredFontNames():
        return
    source = files("font_source_sans_pro") / "files" / "SourceSansPro-Regular.ttf"
    with as_file(source) as path:
        pdfmetrics.registerFont(TTFont(FONT, str(path)))
