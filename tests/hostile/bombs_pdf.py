"""PDF files that ask for too much, or run in circles; each is built here.

Where a page can be read at all it bears a mark, so that ``unmarked`` is never right.
"""

import functools
import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables.ttProgram import Program
from PIL import Image

from stamps.fonts import font_path


@functools.cache
def glyphs() -> dict[int, int]:
    """Glyph number of every letter of the font that the bombs embed."""
    with TTFont(font_path("sans")) as font:
        return {code: font.getGlyphID(n) for code, n in font.getBestCmap().items()}


def shown(text: str) -> bytes:
    """Text as the operand of an operator that shows it in our font."""
    return b"<" + b"".join(b"%04X" % glyphs()[ord(letter)] for letter in text) + b">"


MARK = b"BT /F1 14 Tf 400 780 Td " + shown("Секретно") + b" Tj ET\n"
MB = 1 << 20


def raw_pdf(*objects: bytes, trailer: bytes = b"/Root 1 0 R") -> bytes:
    """Put numbered objects into a file; each is the body of ``n 0 obj``."""
    objects = (*objects, *font_objects(len(objects) + 1))
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        body = body.replace(b"@FONT", b"%d 0 R" % (len(objects) - 2))
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(b"trailer\n<</Size %d %s>>\n" % (len(objects) + 1, trailer))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def font_objects(first: int) -> tuple[bytes, bytes, bytes]:
    """A font with all our letters, its outlines, and what its glyphs mean."""
    font = (
        b"<</Type/Font/Subtype/Type0/BaseFont/Sans/Encoding/Identity-H/ToUnicode %d 0 R"
        b"/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/Sans/DW 600"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        b"/CIDToGIDMap/Identity"
        b"/FontDescriptor<</Type/FontDescriptor/FontName/Sans/Flags 4"
        b"/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 900/Descent -200"
        b"/CapHeight 700/StemV 80/FontFile2 %d 0 R>>>>]>>" % (first + 2, first + 1)
    )
    data = font_path("sans").read_bytes()
    rows = b"".join(b"<%04X> <%04X>\n" % (g, c) for c, g in glyphs().items() if g)
    meaning = (
        b"/CIDInit/ProcSet findresource begin 12 dict begin begincmap"
        b"/CMapName/X def/CMapType 2 def 1 begincodespacerange<0000><FFFF>"
        b"endcodespacerange %d beginbfchar\n%sendbfchar endcmap end end"
        % (rows.count(b"\n"), rows)
    )
    return font, stream(data, b"/Length1 %d" % len(data)), stream(meaning)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(content), content)


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"


def page(entries: bytes = b"", resources: bytes = b"") -> bytes:
    return (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 @FONT>>"
        b"%s>>%s>>" % (resources, entries)
    )


def one_page(
    content: bytes, *more: bytes, entries: bytes = b"", resources: bytes = b""
) -> bytes:
    return raw_pdf(CATALOG, PAGES, page(entries, resources), content, *more)


def zeros(count: int) -> bytes:
    """A zlib stream of so many zeros, made of one packed megabyte over and over."""
    squeeze = zlib.compressobj(9, wbits=-15)
    block = squeeze.compress(bytes(MB)) + squeeze.flush(zlib.Z_FULL_FLUSH)
    count = count // MB * MB
    check = (count % 65_521) << 16 | 1  # Adler-32 of zeros
    return b"\x78\xda" + block * (count // MB) + b"\3\0" + struct.pack(">I", check)


def flate() -> bytes:
    twice = zlib.compress(zeros(1024 * MB), 9)
    return one_page(stream(twice, b"/Filter[/FlateDecode/FlateDecode]"))


def lzw() -> bytes:
    """Blocks of growing runs of zeros: 7 MB each, 200 of them."""
    codes: list[tuple[int, int]] = []
    for _ in range(200):
        codes.append((256, 9 if not codes else 12))
        codes.append((0, 9))
        codes += [(n, max(9, (n + 1).bit_length())) for n in range(258, 4094)]
    bits = "".join(f"{code:0{width}b}" for code, width in codes)
    bits += "0" * (-len(bits) % 8)
    data = int(bits, 2).to_bytes(len(bits) // 8, "big")
    return one_page(stream(data, b"/Filter/LZWDecode"))


def jbig2() -> bytes:
    def segment(number: int, kind: int, data: bytes) -> bytes:
        return struct.pack(">IBBBI", number, kind, 0, 1, len(data)) + data

    size = 65_535
    info = struct.pack(">IIIIBH", size, size, 0, 0, 0, 0)
    region = struct.pack(">IIIIBB", size, size, 0, 0, 0, 0) + bytes(8) + bytes(64)
    data = segment(0, 48, info) + segment(1, 38, region)
    image = stream(
        data,
        b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 1"
        b"/ColorSpace/DeviceGray/Filter/JBIG2Decode" % (size, size),
    )
    draw = stream(MARK + b"q 595 0 0 700 0 0 cm /I Do Q")
    return one_page(draw, image, resources=b"/XObject<</I 5 0 R>>")


def flate_image() -> bytes:
    image = stream(
        zeros(512 * MB),
        b"/Type/XObject/Subtype/Image/Width 65000/Height 65000/BitsPerComponent 8"
        b"/ColorSpace/DeviceGray/Filter/FlateDecode",
    )
    draw = stream(MARK + b"q 595 0 0 700 0 0 cm /I Do Q")
    return one_page(draw, image, resources=b"/XObject<</I 5 0 R>>")


def picture_alone(data: bytes, entries: bytes) -> bytes:
    """A page that shows nothing but a picture which cannot be drawn."""
    image = stream(data, b"/Type/XObject/Subtype/Image/ColorSpace/DeviceGray" + entries)
    draw = stream(b"q 595 0 0 842 0 0 cm /I Do Q")
    return one_page(draw, image, resources=b"/XObject<</I 5 0 R>>")


def scan_too_large() -> bytes:
    entries = b"/Width 65000/Height 65000/BitsPerComponent 8/Filter/FlateDecode"
    return picture_alone(zeros(512 * MB), entries)


def scan_cut() -> bytes:
    entries = b"/Width 2480/Height 3508/BitsPerComponent 8/Filter/DCTDecode"
    return picture_alone(b"\xff\xd8\xff\xe0" + bytes(200), entries)


def scan_half() -> bytes:
    """A scan whose lower half is lost."""
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize((2480, 3508)).save(buffer, "JPEG", quality=30)
    data = buffer.getvalue()
    entries = b"/Width 2480/Height 3508/BitsPerComponent 8/Filter/DCTDecode"
    return picture_alone(data[: len(data) // 2], entries)


def scan_unknown() -> bytes:
    entries = b"/Width 2480/Height 3508/BitsPerComponent 8/Filter/SecretDecode"
    return picture_alone(bytes(5000), entries)


def scan_jpx() -> bytes:
    entries = b"/Width 2480/Height 3508/BitsPerComponent 8/Filter/JPXDecode"
    return picture_alone(b"\xff\x4f\xff\x51" + bytes(500), entries)


def xref_loop() -> bytes:
    data = one_page(stream(MARK))
    start = data.index(b"xref\n")
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % start)


def page_tree_cycle() -> bytes:
    kids = b"<</Type/Pages/Kids[3 0 R 2 0 R]/Count 2>>"
    return raw_pdf(CATALOG, kids, page(), stream(MARK))


def page_tree_deep() -> bytes:
    """A chain of 50,000 nodes to the one page."""
    deep = 50_000
    chain = [
        b"<</Type/Pages/Kids[%d 0 R]/Count 1/Parent %d 0 R>>" % (n + 1, n - 1)
        for n in range(3, deep + 3)
    ]
    last = deep + 3
    leaf = page().replace(b"2 0 R", b"%d 0 R" % (last - 1), 1)
    leaf = leaf.replace(b"4 0 R", b"%d 0 R" % (last + 1))
    return raw_pdf(CATALOG, PAGES, *chain, leaf, stream(MARK))


def page_count_lie() -> bytes:
    kids = b"<</Type/Pages/Kids[3 0 R]/Count 2147483647>>"
    return raw_pdf(CATALOG, kids, page(), stream(MARK))


def same_page_often() -> bytes:
    """One page a hundred thousand times over."""
    kids = b"3 0 R " * 100_000
    pages = b"<</Type/Pages/Kids[%s]/Count 100000>>" % kids
    return raw_pdf(CATALOG, pages, page(), stream(MARK))


def many_annotations() -> bytes:
    note = b"<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(x)>>"
    return one_page(stream(MARK), entries=b"/Annots[%s]" % (note * 100_000))


def million_references() -> bytes:
    note = b"<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(x)>>"
    return one_page(
        stream(MARK), note, entries=b"/Annots[%s]" % (b"5 0 R " * 1_000_000)
    )


def nested_arrays() -> bytes:
    deep = 500_000
    return one_page(stream(MARK), entries=b"/X " + b"[" * deep + b"]" * deep)


def nested_dictionaries() -> bytes:
    deep = 200_000
    return one_page(stream(MARK), entries=b"/X " + b"<</X" * deep + b">>" * deep)


def nested_content() -> bytes:
    return one_page(stream(MARK + b"q " * 1_000_000 + b"[" * 100_000))


def form_cycle() -> bytes:
    form = stream(
        b"/X Do " + MARK,
        b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]"
        b"/Resources<</XObject<</X 5 0 R>>>>",
    )
    return one_page(stream(b"/X Do"), form, resources=b"/XObject<</X 5 0 R>>")


def form_laughs() -> bytes:
    """Forms that each draw the next one twice: 2^30 drawings."""
    levels = 30
    forms = [
        stream(
            b"/X Do /X Do",
            b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]"
            b"/Resources<</XObject<</X %d 0 R>>>>" % (n + 6),
        )
        for n in range(levels)
    ]
    last = stream(MARK, b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]")
    return one_page(stream(b"/X Do"), *forms, last, resources=b"/XObject<</X 5 0 R>>")


def outline_cycle() -> bytes:
    catalog = b"<</Type/Catalog/Pages 2 0 R/Outlines 5 0 R>>"
    outline = b"<</First 5 0 R/Last 5 0 R/Next 5 0 R/Prev 5 0 R/Title(x)/Count 9>>"
    return raw_pdf(catalog, PAGES, page(), stream(MARK), outline)


def field_cycle() -> bytes:
    catalog = b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]>>>>"
    form = b"<</FT/Tx/T(x)/V(x)/Kids[5 0 R]/Parent 5 0 R>>"
    return raw_pdf(catalog, PAGES, page(), stream(MARK), form)


def length_cycle() -> bytes:
    content = b"<</Length 4 0 R>>stream\n%s\nendstream" % MARK
    return raw_pdf(CATALOG, PAGES, page(), content)


def huge_page() -> bytes:
    big = page().replace(b"595 842", b"100000000 100000000")
    return raw_pdf(CATALOG, PAGES, big, stream(MARK))


def many_operators() -> bytes:
    path = b"0 0 m 9 9 l S\n" * 500_000 + MARK
    return one_page(stream(zlib.compress(path), b"/Filter/FlateDecode"))


def many_letters() -> bytes:
    line = shown("аааааааааааааааа") + b" Tj .1 .1 Td "
    text = b"BT /F1 1 Tf " + line * 300_000 + b"ET " + MARK
    return one_page(stream(zlib.compress(text), b"/Filter/FlateDecode"))


def looping_font() -> bytes:
    """A TrueType font whose program jumps back to itself for ever."""
    font = TTFont(font_path("sans"))
    loop = bytes((0xB8, 0xFF, 0xFD, 0x1C))  # PUSHW -3, JMPR
    for tag in ("fpgm", "prep"):
        font[tag] = table = newTable(tag)
        table.program = Program()
        table.program.fromBytecode(loop)
    outlines = io.BytesIO()
    font.save(outlines)
    data = outlines.getvalue()
    type0 = (
        b"<</Type/Font/Subtype/Type0/BaseFont/Loop/Encoding/Identity-H"
        b"/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/Loop/DW 600"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        b"/FontDescriptor<</Type/FontDescriptor/FontName/Loop/Flags 4"
        b"/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 900/Descent -200/CapHeight 700"
        b"/StemV 80/FontFile2 6 0 R>>>>]>>"
    )
    text = stream(MARK + b"BT /F2 20 Tf 90 700 Td <00240025002600270028> Tj ET")
    file = stream(data, b"/Length1 %d" % len(data))
    made = page().replace(b"/F1 @FONT", b"/F2 5 0 R/F1 @FONT")
    return raw_pdf(CATALOG, PAGES, made, text, type0, file)


def type3_cycle() -> bytes:
    """A font whose letter is drawn with the font itself."""
    glyph = stream(b"1000 0 0 0 1000 1000 d1 BT /F2 1 Tf (aa) Tj ET")
    font = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[.001 0 0 .001 "
        b"0 0]/CharProcs<</a 6 0 R>>/Encoding<</Differences[97/a]>>/FirstChar 97"
        b"/LastChar 97/Widths[1000]/Resources<</Font<</F2 5 0 R>>>>>>"
    )
    text = stream(MARK + b"BT /F2 20 Tf 90 700 Td (aaaa) Tj ET")
    made = page().replace(b"/F1 @FONT", b"/F2 5 0 R/F1 @FONT")
    return raw_pdf(CATALOG, PAGES, made, text, font, glyph)


def object_stream_cycle() -> bytes:
    """Object streams that extend each other."""
    with pikepdf.open(io.BytesIO(one_page(stream(MARK)))) as made:
        buffer = io.BytesIO()
        made.save(buffer, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    data = buffer.getvalue()
    number = int(data.split(b"/ObjStm")[0].rsplit(b" 0 obj", 1)[0].split()[-1])
    room = b"/Type /ObjStm"
    return data.replace(room, b"/Extends %d 0 R " % number + room)


def function_cycle() -> bytes:
    """A shading whose function stitches itself."""
    function = (
        b"<</FunctionType 3/Domain[0 1]/Functions[5 0 R 5 0 R]/Bounds[.5]"
        b"/Encode[0 1 0 1]>>"
    )
    shading = (
        b"/Shading<</S<</ShadingType 2/ColorSpace/DeviceGray/Coords[0 0 595 842]"
        b"/Function 5 0 R>>>>"
    )
    return one_page(stream(MARK + b"/S sh"), function, resources=shading)


PDF_BOMBS: dict[str, Callable[[], bytes]] = {
    make.__name__.replace("_", "-"): make
    for make in (
        *(flate, lzw, jbig2, flate_image, xref_loop, page_tree_cycle, page_tree_deep),
        *(page_count_lie, same_page_often, many_annotations, million_references),
        *(nested_arrays, nested_dictionaries, nested_content, form_cycle, form_laughs),
        *(outline_cycle, field_cycle, length_cycle, huge_page, many_operators),
        *(many_letters, looping_font, type3_cycle, object_stream_cycle),
        *(function_cycle, scan_too_large, scan_cut, scan_half, scan_unknown, scan_jpx),
    )
}


def write(folder: Path, name: str) -> Path:
    path = folder / f"{name}.pdf"
    path.write_bytes(PDF_BOMBS[name]())
    return path
