"""What PDF itself does to a mark: turns, layers, lying fonts, pictures, passwords."""

import re
from dataclasses import replace
from pathlib import Path

import pikepdf

from benchmarks.recognition import text_words as words
from benchmarks.recognition.cases import Truth
from benchmarks.recognition.made_text import Made, letter, simple
from benchmarks.recognition.text_page import Sheet, fonts


def rotated(m: Made, path: Path) -> Truth:
    truth = simple(m, path, m.cased())
    angle = m.rng.choice([90, 180, 270])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for page in pdf.pages:
            page.rotate(angle, relative=True)
            # the content is turned back, so that a person reads it upright
            w, h = 595, 842
            box = [0, 0, w, h]
            matrix = {
                90: f"0 1 -1 0 {h} 0",
                180: f"-1 0 0 -1 {w} {h}",
                270: f"0 -1 1 0 0 {w}",
            }[angle]
            page.contents_add(f"q {matrix} cm".encode(), prepend=True)
            page.contents_add(b"Q")
            page.MediaBox = [0, 0, h, w] if angle != 180 else box
        pdf.save(path)
    return truth


def cropped(m: Made, path: Path) -> Truth:
    """The page has a CropBox; in half of them the only mark lies outside of it."""
    outside = m.rng.random() < 0.5
    if outside:
        s = Sheet(path, m.font)
        s.text(s.w - 60, 18, m.cased(), 10, align="right")
        m.copy = None
        s.text(85, 100, "№ 77", 11)
        s.body(150, m.lines, m.rng, 20)
        s.save()
        truth = Truth(outcome="unmarked", registration_number="77")
    else:
        truth = simple(m, path, m.cased())
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for page in pdf.pages:
            page.CropBox = [20, 20, 585, 842 - 30]
        pdf.save(path)
    return truth


def hidden_layer(m: Made, path: Path) -> Truth:
    """A mark on a layer that is switched off; in half of them one that is on."""
    simple(
        m, path, None if (off := m.rng.random() < 0.5) else m.cased(), numbered=not off
    )  # type: ignore[arg-type]
    if not off:
        m_truth = m.truth()
    s = Sheet(path.with_suffix(".tmp"), m.font)
    s.text(s.w - 60, 40, words.MARKS["ru"]["special-importance"][0], 14, align="right")
    s.save()
    with (
        pikepdf.open(path, allow_overwriting_input=True) as pdf,
        pikepdf.open(path.with_suffix(".tmp")) as over,
    ):
        layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="L"))
        pdf.Root.OCProperties = pikepdf.Dictionary(
            OCGs=[layer], D=pikepdf.Dictionary(OFF=[layer])
        )
        page = pdf.pages[0]
        page.add_overlay(over.pages[0])
        form = next(v for k, v in page.Resources.XObject.items())
        form.OC = layer
        pdf.save(path)
    path.with_suffix(".tmp").unlink()
    return Truth(outcome="unmarked") if off else m_truth


def invisible(m: Made, path: Path) -> Truth:
    s = Sheet(path, m.font)
    mode = m.rng.choice(["mode3", "white", "covered"])
    letter(m, s, mark=None, numbered=False)
    c = s.c
    if mode == "mode3":
        t = c.beginText(400, s.h - 40)
        t.setFont(m.font, 14)
        t.setTextRenderMode(3)
        t.textOut(m.cased())
        c.drawText(t)
    else:
        if mode == "white":
            c.setFillColorRGB(1, 1, 1)
        s.text(400, 40, m.cased(), 14)
        if mode == "covered":
            c.setFillColorRGB(1, 1, 1)
            c.rect(380, s.h - 60, 200, 50, stroke=0, fill=1)
    s.save()
    return Truth(outcome="unmarked")


def annotation(m: Made, path: Path) -> Truth:
    simple(m, path, None)  # type: ignore[arg-type]
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        page = pdf.pages[m.rng.choice([0, -1])]
        page.Annots = pdf.make_indirect(pikepdf.Array([
            pdf.make_indirect(pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, Rect=[400, 780, 560, 810],
                Contents=m.cased(), DA="/Helv 14 Tf 0 g", F=4,
            ))
        ]))  # fmt: skip
        pdf.save(path)
    return replace(m.truth(), copy_number=None)


def form_field(m: Made, path: Path) -> Truth:
    s = Sheet(path, m.font)
    letter(m, s, mark=None)
    s.c.acroForm.textfield(
        name="f", x=400, y=s.h - 60, width=160, height=22, value="", borderWidth=0
    )
    s.save()
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        field = pdf.Root.AcroForm.Fields[0]
        field.V = m.cased()
        pdf.save(path)
    return replace(m.truth(), copy_number=None)


def rubbish(m: Made, path: Path) -> Truth:
    """The fonts' mapping to letters is gone or wrong."""
    truth = simple(m, path, m.cased())
    kind = m.rng.choice(["none", "shifted", "latin"])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for item in pdf.objects:
            if (
                isinstance(item, pikepdf.Dictionary)
                and item.get("/Type") == "/Font"
                and "/ToUnicode" in item
            ):
                if kind == "none":
                    del item["/ToUnicode"]
                else:
                    data = item.ToUnicode.read_bytes().decode("latin-1")
                    item.ToUnicode = pdf.make_stream(
                        _spoil(data, kind).encode("latin-1")
                    )
        pdf.save(path)
    return truth


def rubbish_mark(m: Made, path: Path) -> Truth:
    """Only the mark is set in a font without a usable mapping."""
    s = Sheet(path, m.font)
    names = [name for name in fonts(m.half) if name != m.font]
    other = m.rng.choice(names or [m.font])
    letter(m, s, mark=None)
    s.text(s.w - 50, 45, m.cased(), 14, align="right", font=other)
    s.save()
    kind = m.rng.choice(["none", "shifted"])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for item in pdf.objects:
            if (
                isinstance(item, pikepdf.Dictionary)
                and item.get("/Type") == "/Font"
                and "/ToUnicode" in item
            ):
                if str(item.BaseFont).endswith("+" + other):
                    if kind == "none":
                        del item["/ToUnicode"]
                    else:
                        data = item.ToUnicode.read_bytes().decode("latin-1")
                        item.ToUnicode = pdf.make_stream(
                            _spoil(data, kind).encode("latin-1")
                        )
        pdf.save(path)
    return replace(m.truth(), copy_number=None)


def _spoil(cmap: str, kind: str) -> str:
    import re

    def other(match: "re.Match[str]") -> str:
        code = int(match.group(1), 16)
        if kind == "shifted":
            code = 0x21 + code % 90
        elif code >= 0x400:
            code = 0xC0 + (code - 0x410) % 64
        return f"<{code:04X}>"

    return re.sub(
        r"(?<=> )<([0-9A-Fa-f]{4})>|(?m:^)<([0-9A-Fa-f]{4})>(?=\s*$)",
        lambda m: other(m) if m.group(1) else m.group(),
        cmap,
    )


def outlined(m: Made, path: Path) -> Truth:
    s = Sheet(path, m.font)
    letter(m, s, mark=None)
    s.outlines(390, 45, m.cased(), 15)
    s.save()
    return replace(m.truth(), copy_number=None)


def stamp_picture(m: Made, path: Path) -> Truth:
    s = Sheet(path, m.font)
    end = letter(m, s, mark=None)
    text = m.cased()
    x, y = m.rng.choice([(380, 40), (340, 30), (60, 30), (300, end - 30)])
    s.picture(
        text,
        x,
        y,
        m.rng.choice([14, 18]),
        colour=m.rng.choice(["#b00020", "#203090", "black"]),
        angle=m.rng.choice([0, 0, 5, -6]),
        frame=m.rng.random() < 0.5,
    )
    s.save()
    return replace(m.truth(), copy_number=None)


def truncated(m: Made, path: Path) -> Truth:
    simple(m, path, m.cased(), pages=3)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * m.rng.choice([0.4, 0.6, 0.9]))])
    return Truth(outcome="unreadable|review", reasons=("damaged",))


def encrypted(m: Made, path: Path) -> Truth:
    simple(m, path, m.cased())
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(user="x", owner="y"))
    return Truth(outcome="unreadable|review", reasons=("encrypted",))


def owner_password(m: Made, path: Path) -> Truth:
    truth = simple(m, path, m.cased())
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(user="", owner="y"))
    return truth


def picture_beside_text(m: Made, path: Path) -> Truth:
    """A plain page with an emblem or a diagram, which bears no mark."""
    s = Sheet(path, m.font)
    s.picture(
        m.rng.choice(["Схема 1", "ОРИОН", "Рис. 2"]), 250, 400, 20, colour="#404040"
    )
    letter(m, s, mark=None, numbered=False)
    s.save()
    return Truth(outcome="unmarked")
