"""Hybrids: pictures of pages with layers, and mixed documents."""

import io

from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader

from benchmarks.recognition.letter_page import (
    canvas,
    head,
    letter_rest,
    pick_font,
    pictured,
    spoil,
    stamp_image,
    stamped_picture,
    wrap,
)
from benchmarks.recognition.letter_words import DEGREES, letter, mention


def scan_page(c, rng, im, layer):
    b = io.BytesIO()
    im.convert("RGB").save(b, "JPEG", quality=80)
    b.seek(0)
    c.drawImage(ImageReader(b), 0, 0, *A4)
    t = c.beginText(60, 780)
    t.setTextRenderMode(3)
    t.setFont("lserif", 10)
    for line in layer:
        t.textLine(line)
    c.drawText(t)
    c.showPage()


def empty_layer(rng, path):
    made = letter(rng)
    c = canvas(path)
    scan_page(c, rng, spoil(rng, pictured(made, rng, 200, size=13), 1), [])
    c.save()
    return made


def wrong_layer(rng, path):
    """The layer holds the body and garbles or leaves out the mark."""
    made = letter(rng)
    c = canvas(path)
    layer = [rng.choice(("", "Ceкpeт1o", "C0BEPШ", "~~ .,", "СЕКТОР"))] + [
        row for p in made.body for row in wrap(p, "lserif", 10, 440)
    ]
    scan_page(c, rng, spoil(rng, pictured(made, rng, 200, size=13), 1), layer)
    c.save()
    return made


def wrong_layer_stamp(rng, path):
    made = letter(rng)
    c = canvas(path)
    layer = [row for p in made.body for row in wrap(p, "lserif", 10, 440)]
    scan_page(c, rng, spoil(rng, stamped_picture(rng, made, 200), 1), layer)
    c.save()
    return made


def right_layer(rng, path):
    made = letter(rng)
    c = canvas(path)
    layer = [made.mark, made.copy or "", made.org, made.number_line or ""] + [
        row for p in made.body for row in wrap(p, "lserif", 10, 440)
    ]
    scan_page(c, rng, spoil(rng, pictured(made, rng, 200, size=13), 1), layer)
    c.save()
    return made


def text_then_scan(rng, path):
    made = letter(rng)
    c = canvas(path)
    f = pick_font(rng)
    cover = letter(rng, marked=False, language=made.language, number=False)
    letter_rest(c, cover, f, rng, 790)
    c.showPage()
    scan_page(
        c,
        rng,
        spoil(
            rng,
            pictured(made, rng, 200, size=13)
            if rng.random() < 0.5
            else stamped_picture(rng, made, 200),
            1,
        ),
        [],
    )
    c.save()
    return made


def scan_then_text(rng, path):
    made = letter(rng)
    c = canvas(path)
    plain = letter(rng, marked=False, language=made.language, number=False)
    scan_page(c, rng, spoil(rng, pictured(plain, rng, 200, mark=" "), 1), [])
    f = pick_font(rng)
    y = head(c, made, f, rng)
    letter_rest(c, made, f, rng, y)
    c.save()
    return made


def stamp_on_text(rng, path):
    made = letter(rng)
    c = canvas(path)
    f = pick_font(rng)
    y = head(c, made, f, rng, mark="") - 40
    letter_rest(c, made, f, rng, y)
    im = stamp_image(made.mark.upper(), rng).rotate(
        rng.uniform(-15, 15), expand=True, resample=Image.BICUBIC
    )
    im = im.resize((int(im.width * 0.45), int(im.height * 0.45)))
    w = rng.uniform(120, 180)
    h = w * im.height / im.width
    c.drawImage(
        ImageReader(im),
        A4[0] - w - 40,
        A4[1] - h - rng.uniform(60, 190),
        w,
        h,
        mask="auto",
    )
    c.save()
    return made


def parts(rng, path):
    """A composite: parts of different degrees."""
    made = letter(rng)
    other = letter(
        rng,
        degree=rng.choice([d for d in DEGREES if d != made.degree]),
        language=made.language,
    )
    c = canvas(path)
    scan_page(c, rng, spoil(rng, pictured(made, rng, 200, size=13), 1), [])
    f = pick_font(rng)
    y = head(c, other, f, rng)
    letter_rest(c, other, f, rng, y)
    c.save()
    made.outcome = "review"
    return made


def unmarked(rng, path):
    made = letter(rng, marked=False)
    c = canvas(path)
    layer = [made.org] + [row for p in made.body for row in wrap(p, "lserif", 10, 440)]
    scan_page(
        c,
        rng,
        spoil(rng, pictured(made, rng, 200, mark=" "), 1),
        rng.choice((layer, [])),
    )
    c.save()
    return made


def mentions(rng, path):
    made = mention(rng)
    c = canvas(path)
    layer = [row for p in made.body for row in wrap(p, "lserif", 10, 440)]
    scan_page(
        c,
        rng,
        spoil(rng, pictured(made, rng, 200, mark=" "), 1),
        rng.choice((layer, [])),
    )
    c.save()
    return made


def emblem(rng, path):
    """Unmarked text with a picture: an emblem or a photograph with a sign."""
    made = letter(rng, marked=False)
    c = canvas(path)
    f = pick_font(rng)
    letter_rest(c, made, f, rng, 740)
    im = stamp_image(
        rng.choice(("ГЕРБ", "AB", "КОПИЯ", "ОТДЕЛ КАДРОВ")), rng, frame=True
    )
    c.drawImage(
        ImageReader(im),
        rng.choice((270, 420, 70)),
        760,
        70,
        40,
        mask="auto",
        preserveAspectRatio=True,
    )
    c.save()
    return made


FAMILIES = {
    f"hybrid_{f.__name__}": (f, "pdf")
    for f in (
        empty_layer,
        wrong_layer,
        wrong_layer_stamp,
        right_layer,
        text_then_scan,
        scan_then_text,
        stamp_on_text,
        parts,
        unmarked,
        mentions,
        emblem,
    )
}
