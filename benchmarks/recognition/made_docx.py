# ruff: noqa: E501  (XML reads better in rows)
"""A made letter as a Word document: its paragraphs and their places."""

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NS = (
    f'xmlns:w="{W}" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def right(where, text, rng=None, size=None, bold=False):
    p = where.add_paragraph()
    run = p.add_run(text)
    run.bold = bold
    if size:
        run.font.size = Pt(size)
    kind = rng.choice(("right", "indent", "tabs")) if rng else "right"
    if kind == "right":
        p.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    elif kind == "indent":
        p.paragraph_format.left_indent = Cm(11)
    else:
        run.text = "\t\t\t\t\t\t\t" + text
    return p


def rest(d, made, rng):
    p = d.add_paragraph(made.org)
    if rng.random() < 0.6:
        p.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if made.number_line:
        d.add_paragraph(made.number_line)
    if rng.random() < 0.4:
        d.add_heading(made.title, 1)
    else:
        p = d.add_paragraph()
        p.add_run(made.title).bold = True
        p.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for b in made.body:
        d.add_paragraph(b)
    d.add_paragraph(made.sign)


def simple(rng, path, made, mark=None, decorate=None):
    d = docx.Document()
    p = right(
        d,
        mark if mark is not None else made.mark,
        rng,
        rng.choice((None, 10, 14)),
        rng.random() < 0.5,
    )
    if decorate:
        decorate(p)
    if made.copy:
        right(d, made.copy, rng)
    rest(d, made, rng)
    d.save(path)
    return made
