"""What the control words of rich text mean: tables, and how a word changes a look.

Knows words and looks; nothing of groups, or of where in a file a word stands.

Source: Rich Text Format Specification 1.9.1.
"""

from dataclasses import replace

from models.documents import Source
from pipeline.reading.docx_lines import BREAK
from pipeline.reading.docx_styles import Look

STORIES = {
    "header": Source.HEADER, "headerl": Source.HEADER, "headerr": Source.HEADER,
    "headerf": Source.HEADER, "footer": Source.FOOTER, "footerl": Source.FOOTER,
    "footerr": Source.FOOTER, "footerf": Source.FOOTER, "footnote": Source.TEXT,
    "annotation": Source.ANNOTATION, "shptxt": Source.TEXTBOX,
}  # fmt: skip
CHARACTERS = {
    "par": BREAK, "line": BREAK, "sect": BREAK, "page": BREAK, "cell": BREAK,
    "nestcell": BREAK, "row": BREAK, "nestrow": BREAK, "tab": " ", "emspace": " ",
    "enspace": " ", "qmspace": " ", "emdash": "—", "endash": "–", "bullet": "•",
    "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
}  # fmt: skip
ALIGNS = {"ql": "left", "qr": "right", "qc": "center", "qj": "both"}
TOGGLES = {"b": "b", "caps": "caps", "scaps": "smallCaps", "strike": "strike",
           "striked": "dstrike", "v": "vanish", "deleted": "vanish"}  # fmt: skip
SHADES = frozenset({"highlight", "cb", "chcbpat", "cbpat", "clcbpat"})
CHARSETS = {
    0: "cp1252", 77: "mac-roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256",
    186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437",
}  # fmt: skip
PICTURES = ("pngblip", "jpegblip", "emfblip", "wmetafile", "dibitmap", "macpict")

SILENT = frozenset({
    "fonttbl", "colortbl", "stylesheet", "info", "listtable", "listoverridetable",
    "rsidtbl", "generator", "filetbl", "revtbl", "latentstyles", "themedata",
    "colorschememapping", "datastore", "xmlnstbl", "mmathPr", "fldinst", "pict",
    "objdata", "blipuid", "sp", "picprop", "operator", "author", "title", "subject",
    "keywords", "comment", "doccomm", "company", "bkmkstart", "bkmkend", "nonshppict",
    "atnid", "atnauthor", "template", "pnseclvl", "listtext", "falt", "panose",
    "objclass", "objname", "wgrffmtfilter",
})  # fmt: skip
"""Destinations whose words no page shows."""
PROPERTY_NAME, PROPERTY_VALUE, LABEL = "sn", "sv", "listtext"
SHAPED_WORDS = "gtextUNICODE"
"""The property of a shape that holds words drawn as a picture."""
KEPT = frozenset({PROPERTY_NAME, PROPERTY_VALUE, LABEL})
"""Silent destinations whose words are looked at all the same."""
ACTING = frozenset({"fldinst", "template"})
"""Destinations whose words may act."""
KNOWN = frozenset(
    {"cs", "ts", "ds", "f", "fs", "cf", "plain", "pard", *TOGGLES, *ALIGNS}
)
"""Words that make no destination, whatever stands before them."""

USUAL_HALF_POINTS = 24
USUAL_ENCODING = "cp1252"


def formatted(
    look: Look, word: str, number: int | None, colours: list[str]
) -> Look | None:
    """Return the look after a word of formatting, None where it is no such word.

    Args:
        look: The look before it.
        word: The control word.
        number: What stands behind the word, if anything does.
        colours: The colour table of the file, as hexadecimal; "": as the program likes.
    """
    if word in TOGGLES:
        toggle = {TOGGLES[word]}
        toggles = look.toggles - toggle if number == 0 else look.toggles | toggle
        look = replace(look, toggles=frozenset(toggles))
    elif word == "plain":
        look = Look(half_points=USUAL_HALF_POINTS, align=look.align)
    elif word == "pard":
        look = replace(look, align=None)
    elif word in ALIGNS:
        look = replace(look, align=ALIGNS[word])
    elif word == "fs" and number:
        look = replace(look, half_points=number)
    elif word == "cf" and number is not None:
        known = 0 <= number < len(colours)
        look = replace(look, colour=colours[number] or None if known else None)
    elif word in SHADES and number:
        look = replace(look, shade="fill")
    else:
        return None
    return look


def charset(number: int, codepage: str) -> str:
    """Name the encoding of a font's characters; 0 and 1 are the file's own."""
    return CHARSETS.get(number, codepage) if number > 1 else codepage


def known_encoding(encoding: str) -> str:
    """Return an encoding, or the usual one where we do not know it."""
    try:
        "".encode(encoding)
    except LookupError:
        return USUAL_ENCODING
    return encoding
