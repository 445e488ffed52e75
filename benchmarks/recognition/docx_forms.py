# ruff: noqa: E501  (XML reads better in rows)
"""Word documents whose marks are written in many forms, or struck and deleted."""

import docx
from docx.oxml import parse_xml

from benchmarks.recognition.letter_words import (
    COPY,
    DEGREES,
    LIFTED,
    MARKS,
    SHORT,
    letter,
)
from benchmarks.recognition.made_docx import NS, rest, right, simple


def body(rng, path):
    return simple(rng, path, letter(rng))


def spaced(rng, path):
    made = letter(rng)
    return simple(
        rng,
        path,
        made,
        mark=rng.choice(("  ", "\u00a0\u00a0", "   ")).join(
            " ".join(w) for w in made.mark.split()
        ),
    )


def split_runs(rng, path):
    made = letter(rng)

    def cut(p):
        run = p.runs[0]
        text = run.text
        run.text = ""
        for ch in text:
            r = p.add_run(ch)
            if rng.random() < 0.3:
                r.bold = True

    return simple(rng, path, made, decorate=cut)


def line_break(rng, path):
    made = letter(rng, degree=rng.choice(("top-secret", "special-importance")))
    return simple(rng, path, made, mark=made.mark.replace(" ", "\n"))


def caps(rng, path):
    made = letter(rng)
    made.mark = made.mark.lower()

    def style(p):
        setattr(p.runs[0].font, rng.choice(("all_caps", "small_caps")), True)

    return simple(rng, path, made, decorate=style)


def short(rng, path):
    made = letter(rng, copy=True)
    made.copy = COPY[made.language][0].format(n=made.copy_number)
    made.mark = SHORT[made.language, made.degree]
    return simple(rng, path, made)


def cover(rng, path):
    made = letter(rng, copy=True)
    d = docx.Document()
    right(d, made.mark)
    right(d, made.copy)
    for _ in range(8):
        d.add_paragraph()
    d.add_heading(made.title, 0)
    if made.number_line:
        d.add_paragraph(made.number_line)
    d.add_page_break()
    for b in made.body:
        d.add_paragraph(b)
    d.save(path)
    return made


def annex_only(rng, path):
    made = letter(rng)
    d = docx.Document()
    rest(d, made, rng)
    d.add_page_break()
    right(d, made.mark)
    if made.copy:
        right(d, made.copy)
    right(
        d, {"ru": "Приложение 1", "kk": "1-қосымша", "be": "Дадатак 1"}[made.language]
    )
    for b in made.body:
        d.add_paragraph(b)
    d.save(path)
    return made


def bilingual(rng, path):
    made = letter(rng, language="kk")
    return simple(
        rng,
        path,
        made,
        mark=rng.choice(("{0} ({1})", "{0}\n({1})", "{0}/{1}")).format(
            made.mark, MARKS["ru", made.degree][0]
        ),
    )


def inserted(rng, path):
    """A mark in a tracked insertion is there; the old one deleted is not."""
    made = letter(rng)
    d = docx.Document()
    p = right(d, "")
    p._p.append(
        parse_xml(
            f'<w:ins {NS} w:id="3" w:author="A" w:date="2026-01-01T00:00:00Z"><w:r><w:t>{made.mark}</w:t></w:r></w:ins>'
        )
    )
    if made.copy:
        right(d, made.copy)
    rest(d, made, rng)
    d.save(path)
    return made


def deleted(rng, path):
    made = letter(rng)
    d = docx.Document()
    p = right(d, "")
    p._p.append(
        parse_xml(
            f'<w:del {NS} w:id="3" w:author="A" w:date="2026-01-01T00:00:00Z"><w:r><w:delText>{made.mark}</w:delText></w:r></w:del>'
        )
    )
    rest(d, made, rng)
    d.save(path)
    made.outcome = "review"
    return made


def struck(rng, path):
    made = letter(rng)

    def style(p):
        if rng.random() < 0.7:
            p.runs[0].font.strike = True
        else:
            p.runs[0].font.double_strike = True

    simple(rng, path, made, decorate=style)
    made.outcome = "review"
    return made


def hidden(rng, path):
    """Hidden words are not seen: either answer but marked would do; a person must look or nothing is there."""
    made = letter(rng, copy=False)

    def style(p):
        p.runs[0].font.hidden = True

    simple(rng, path, made, decorate=style)
    made.outcome = "review"
    return made


def lifted(rng, path):
    made = letter(rng)
    d = docx.Document()
    right(d, made.mark)
    if made.copy:
        right(d, made.copy)
    word = rng.choice(LIFTED[made.language])
    if rng.random() < 0.5:
        right(d, word)
        rest(d, made, rng)
    else:
        rest(d, made, rng)
        d.add_paragraph(word)
    d.save(path)
    made.outcome = "review"
    return made


def conflict(rng, path):
    made = letter(rng)
    d = docx.Document()
    d.sections[0].header.paragraphs[0].text = made.mark
    other = rng.choice([x for x in DEGREES if x != made.degree])
    d.sections[0].header.paragraphs[0].alignment = 2
    right(d, MARKS[made.language, other][0])
    rest(d, made, rng)
    d.save(path)
    made.outcome = "review"
    return made
