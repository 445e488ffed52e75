"""Word documents, each family one place or trick."""

import io

import docx
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.shared import Cm, Pt

from benchmarks.recognition.letter_words import (
    COPY,
    DEGREES,
    LIFTED,
    MARKS,
    OUTSIDE,
    SHORT,
    SUFFIX,
    letter,
    mention,
)

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


def _head(rng, path, which):
    made = letter(rng)
    d = docx.Document()
    s = d.sections[0]
    if which == "first":
        s.different_first_page_header_footer = True
        part = s.first_page_header
    elif which == "even":
        d.settings.odd_and_even_pages_header_footer = True
        part = s.even_page_header
    elif which == "footer":
        part = s.footer
    elif which == "ffooter":
        s.different_first_page_header_footer = True
        part = s.first_page_footer
    else:
        part = s.header
    p = part.paragraphs[0]
    p.text = made.mark
    p.alignment = rng.choice((WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER))
    if made.copy:
        right(part, made.copy, rng)
    rest(d, made, rng)
    if which == "even":
        d.add_page_break()
        for b in made.body:
            d.add_paragraph(b)
    d.save(path)
    return made


def header(rng, path):
    return _head(rng, path, "header")


def first_header(rng, path):
    return _head(rng, path, "first")


def even_header(rng, path):
    return _head(rng, path, "even")


def footer(rng, path):
    return _head(rng, path, rng.choice(("footer", "ffooter")))


def second_section(rng, path):
    made = letter(rng)
    d = docx.Document()
    rest(d, made, rng)
    s = d.add_section(WD_SECTION.NEW_PAGE)
    s.header.is_linked_to_previous = False
    p = s.header.paragraphs[0]
    p.text = made.mark
    p.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if made.copy:
        right(s.header, made.copy)
    d.add_paragraph(
        {"ru": "Приложение", "kk": "Қосымша", "be": "Дадатак"}[made.language]
    )
    d.add_paragraph(made.body[0])
    d.save(path)
    return made


def box_xml(paragraphs, kind):
    inner = "".join(
        f'<w:p><w:pPr><w:jc w:val="right"/></w:pPr><w:r><w:t xml:space="preserve">{t}</w:t></w:r></w:p>'
        for t in paragraphs
    )
    vml = (
        f'<w:pict><v:shape id="s1" type="#_x0000_t202" style="position:absolute;margin-left:300pt;margin-top:-30pt;width:180pt;height:50pt">'
        f"<v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict>"
    )
    dml = (
        '<w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0" '
        'layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="margin"><wp:align>right</wp:align></wp:positionH>'
        '<wp:positionV relativeFrom="page"><wp:posOffset>360000</wp:posOffset></wp:positionV><wp:extent cx="2200000" cy="600000"/><wp:wrapNone/>'
        '<wp:docPr id="7" name="Text Box 7"/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        '<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="2200000" cy="600000"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>'
        "</a:graphicData></a:graphic></wp:anchor></w:drawing>"
    )
    if kind == "vml":
        return f"<w:r {NS}>{vml}</w:r>"
    if kind == "dml":
        return f"<w:r {NS}>{dml}</w:r>"
    return (
        f'<w:r {NS}><mc:AlternateContent><mc:Choice Requires="wps">{dml}</mc:Choice><mc:Fallback>{vml}</mc:Fallback>'
        "</mc:AlternateContent></w:r>"
    )


def _box(rng, path, kind):
    made = letter(rng)
    d = docx.Document()
    host = (
        d.add_paragraph() if rng.random() < 0.7 else d.sections[0].header.paragraphs[0]
    )
    host._p.append(parse_xml(box_xml([t for t in (made.mark, made.copy) if t], kind)))
    rest(d, made, rng)
    d.save(path)
    return made


def box_dml(rng, path):
    return _box(rng, path, "dml")


def box_vml(rng, path):
    return _box(rng, path, "vml")


def box_both(rng, path):
    return _box(rng, path, "both")


def watermark(rng, path):
    made = letter(rng, copy=False)
    d = docx.Document()
    d.sections[0].header.paragraphs[0]._p.append(
        parse_xml(
            f'<w:r {NS}><w:pict><v:shape id="PowerPlusWaterMarkObject1" o:spid="_x0000_s2049" type="#_x0000_t136" '
            'style="position:absolute;margin-left:0;margin-top:0;width:450pt;height:120pt;rotation:315;z-index:-251" fillcolor="silver" stroked="f">'
            f'<v:textpath style="font-family:&quot;Calibri&quot;;font-size:1pt" string="{made.mark}"/></v:shape></w:pict></w:r>'
        )
    )
    rest(d, made, rng)
    d.save(path)
    return made


def table_cell(rng, path):
    made = letter(rng)
    d = docx.Document()
    t = d.add_table(1, rng.choice((2, 3)))
    if rng.random() < 0.5:
        t.style = "Table Grid"
    cell = t.rows[0].cells[-1]
    cell.text = made.mark
    if made.copy:
        cell.add_paragraph(made.copy)
    if rng.random() < 0.5:
        t.rows[0].cells[0].text = made.org
        for p in cell.paragraphs:
            p.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    rest(d, made, rng)
    d.save(path)
    return made


def sdt(rng, path):
    made = letter(rng)
    d = docx.Document()
    kind = rng.choice(
        (
            '<w:dropDownList><w:listItem w:displayText="Секретно" w:value="1"/><w:listItem w:displayText="Совершенно секретно" w:value="2"/>'
            '<w:listItem w:displayText="Особой важности" w:value="3"/></w:dropDownList>',
            "<w:text/>",
            "",
        )
    )
    xml = (
        f'<w:sdt {NS}><w:sdtPr><w:alias w:val="Гриф"/><w:id w:val="12"/>{kind}</w:sdtPr><w:sdtContent><w:p><w:pPr><w:jc w:val="right"/></w:pPr>'
        f"<w:r><w:t>{made.mark}</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    d.element.body.insert(0, parse_xml(xml))
    if made.copy:
        right(d, made.copy)
    rest(d, made, rng)
    d.save(path)
    return made


def field(rng, path):
    made = letter(rng)
    d = docx.Document()
    p = d.add_paragraph()
    p.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    code = rng.choice(
        ("DOCPROPERTY Grif", "MERGEFIELD Grif \\* MERGEFORMAT", "REF grif \\h")
    )
    if rng.random() < 0.5:
        p._p.append(
            parse_xml(
                f'<w:fldSimple {NS} w:instr=" {code} "><w:r><w:t>{made.mark}</w:t></w:r></w:fldSimple>'
            )
        )
    else:
        for piece in (
            '<w:fldChar w:fldCharType="begin"/>',
            f'<w:instrText xml:space="preserve"> {code} </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            f"<w:t>{made.mark}</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        ):
            p._p.append(parse_xml(f"<w:r {NS}>{piece}</w:r>"))
    if made.copy:
        right(d, made.copy)
    rest(d, made, rng)
    d.save(path)
    return made


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


def picture(rng, path):
    from benchmarks.recognition.letter_page import stamp_image

    made = letter(rng)
    d = docx.Document()
    im = stamp_image(made.mark.upper(), rng).rotate(rng.uniform(-12, 12), expand=True)
    from PIL import Image

    back = Image.new("RGB", im.size, "white")
    back.paste(im, mask=im.getchannel("A"))
    buf = io.BytesIO()
    back.save(buf, rng.choice(("PNG", "JPEG")))
    host = d.sections[0].header if rng.random() < 0.4 else d
    p = host.add_paragraph()
    p.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    p.add_run().add_picture(io.BytesIO(buf.getvalue()), width=Cm(rng.uniform(4, 7)))
    if made.copy:
        right(d, made.copy)
    rest(d, made, rng)
    d.save(path)
    return made


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


def outside(rng, path):
    made = letter(rng)
    simple(rng, path, made, mark=rng.choice(OUTSIDE))
    made.outcome, made.degree = "review", None
    return made


def outside_header(rng, path):
    made = letter(rng, marked=False)
    d = docx.Document()
    p = d.sections[0].header.paragraphs[0]
    p.text = rng.choice(OUTSIDE)
    p.alignment = rng.choice((0, 1, 2))
    rest(d, made, rng)
    d.save(path)
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


MARKED = (
    body,
    spaced,
    split_runs,
    line_break,
    caps,
    short,
    header,
    first_header,
    even_header,
    footer,
    second_section,
    box_dml,
    box_vml,
    box_both,
    watermark,
    table_cell,
    sdt,
    field,
    inserted,
    picture,
    cover,
    annex_only,
    bilingual,
)
OTHER = (
    deleted,
    struck,
    hidden,
    outside,
    outside_header,
    lifted,
    conflict,
    mentions,
    table_of_degrees,
    table_of_documents,
    form,
    unmarked,
    reminder,
)
FAMILIES = {f"docx_{f.__name__}": (f, "docx") for f in (*MARKED, *OTHER)}
