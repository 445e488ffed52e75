# ruff: noqa: E501  (XML reads better in rows)
"""Word documents that speak of marks, list them, or bear none."""

import docx
from docx.oxml import parse_xml

from benchmarks.recognition.docx_places import box_xml
from benchmarks.recognition.letter_words import (
    DEGREES,
    MARKS,
    SUFFIX,
    letter,
    mention,
)
from benchmarks.recognition.made_docx import NS, rest, right


def mentions(rng, path):
    made = mention(rng)
    d = docx.Document()
    rest(d, made, rng)
    d.save(path)
    return made


def table_of_degrees(rng, path):
    made = letter(rng, marked=False)
    d = docx.Document()
    rest(d, made, rng)
    t = d.add_table(4, 3)
    t.style = "Table Grid"
    for c, w in zip(t.rows[0].cells, ("№", "Казахстан", "Беларусь"), strict=False):
        c.text = w
    for i, x in enumerate(DEGREES):
        for c, w in zip(
            t.rows[i + 1].cells,
            (str(i + 1), MARKS["kk", x][0], MARKS["ru", x][0]),
            strict=False,
        ):
            c.text = w
    d.save(path)
    return made


def table_of_documents(rng, path):
    """An inventory: its rows name the degree of other documents."""
    made = letter(rng, marked=False, language="ru")
    d = docx.Document()
    rest(d, made, rng)
    t = d.add_table(5, 5)
    t.style = "Table Grid"
    for c, w in zip(
        t.rows[0].cells,
        ("№ п/п", "Наименование документа", "Рег. №", "Гриф", "Экз."),
        strict=False,
    ):
        c.text = w
    for i in range(4):
        x = rng.choice(DEGREES)
        for c, w in zip(
            t.rows[i + 1].cells,
            (
                str(i + 1),
                "Схема узла связи",
                f"{rng.randint(2, 99)}{SUFFIX[x]}",
                MARKS["ru", x][0],
                str(i + 1),
            ),
            strict=False,
        ):
            c.text = w
    d.save(path)
    return made


def form(rng, path):
    made = letter(rng, marked=False)
    d = docx.Document()
    kind = rng.choice(("boxes", "slash", "sdt", "list"))
    if kind == "boxes":
        for x in DEGREES:
            right(d, "☐ " + MARKS["ru", x][0])
    elif kind == "slash":
        right(d, "(секретно, совершенно секретно, особой важности)")
    elif kind == "list":
        d.add_paragraph("Гриф (выбрать):")
        for x in DEGREES:
            d.add_paragraph(MARKS["ru", x][0], style="List Bullet")
    else:
        d.element.body.insert(
            0,
            parse_xml(
                f'<w:sdt {NS}><w:sdtPr><w:showingPlcHdr/><w:dropDownList><w:listItem w:displayText="Секретно" w:value="1"/>'
                '<w:listItem w:displayText="Совершенно секретно" w:value="2"/></w:dropDownList></w:sdtPr><w:sdtContent>'
                "<w:p><w:r><w:t>Выберите гриф</w:t></w:r></w:p></w:sdtContent></w:sdt>"
            ),
        )
    rest(d, made, rng)
    d.save(path)
    return made


def unmarked(rng, path):
    made = letter(rng, marked=False)
    d = docx.Document()
    rest(d, made, rng)
    d.save(path)
    return made


def reminder(rng, path):
    """A memo for staff in a text box, and comments: mentions."""
    made = mention(rng)
    d = docx.Document()
    rest(d, made, rng)
    p = d.add_paragraph()
    p._p.append(
        parse_xml(
            box_xml(
                ["Памятка исполнителю: гриф «Секретно» ставит автор."],
                rng.choice(("vml", "dml")),
            )
        )
    )
    d.save(path)
    return made
