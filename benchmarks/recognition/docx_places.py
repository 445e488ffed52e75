# ruff: noqa: E501  (XML reads better in rows)
"""Word documents whose marks stand in headers, boxes, cells, fields and pictures."""

import io

import docx
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.shared import Cm

from benchmarks.recognition.letter_words import (
    OUTSIDE,
    letter,
)
from benchmarks.recognition.made_docx import NS, rest, right, simple


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
