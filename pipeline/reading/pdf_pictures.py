"""Whether pictures of a PDF show: pdfium leaves out without a word what it can't draw.

Knows objects of pdfium; nothing of what stands where on a page.
"""

import ctypes

import pypdfium2.raw as pdfium

MOST_DEPTH = 25
"""Forms in one another that are looked into; pdfium shows some forty, others more."""
JPEG_END = b"\xff\xd9"
JPEG_TAIL = 1024
"""Bytes behind the end of a picture that some programs leave there."""
PICTURE_FILTERS = frozenset(
    {b"JPXDecode", b"CCITTFaxDecode", b"CCF", b"JBIG2Decode", b"DCT"}
)
"""What tells by itself how many pixels it holds."""
FEWER_BITS = (1, 2, 4, 8, 12, 24)
"""Bits that a pixel may have where pdfium tells more: those of the bitmap it makes."""


def can_be_drawn(item: object, page: object) -> bool:
    """Tell whether a picture shows, all of it.

    Args:
        item: FPDF_PAGEOBJECT, a picture.
        page: FPDF_PAGE on which it stands.
    """
    if not _decodes(item):
        return False
    coding = _last_filter(item)
    if coding == b"DCTDecode":
        return not _is_cut_jpeg(item)
    return coding in PICTURE_FILTERS or _has_all_rows(item, page)


def _decodes(item: object) -> bool:
    """Tell whether a picture decodes; one that does not is left out without a word."""
    bitmap = pdfium.FPDFImageObj_GetBitmap(item)
    if not bitmap:
        return False
    pdfium.FPDFBitmap_Destroy(bitmap)
    return True


def _last_filter(item: object) -> bytes:
    """Return the name of what was packed first; empty where nothing was."""
    count = pdfium.FPDFImageObj_GetImageFilterCount(item)
    name = ctypes.create_string_buffer(32)
    pdfium.FPDFImageObj_GetImageFilter(item, count - 1, name, len(name))
    return name.value if count > 0 else b""


def _is_cut_jpeg(item: object) -> bool:
    """Tell whether a JPEG lacks its end: pdfium fills what is lost with grey."""
    if pdfium.FPDFImageObj_GetImageFilterCount(item) != 1:
        return False
    size = pdfium.FPDFImageObj_GetImageDataRaw(item, None, 0)
    data = ctypes.create_string_buffer(size)
    pdfium.FPDFImageObj_GetImageDataRaw(item, data, size)
    return JPEG_END not in data[max(0, size - JPEG_TAIL) :]


def _has_all_rows(item: object, page: object) -> bool:
    """Tell whether all pixels come; what is missing is drawn black or left white."""
    facts = pdfium.FPDF_IMAGEOBJ_METADATA()
    if not pdfium.FPDFImageObj_GetImageMetadata(item, page, ctypes.byref(facts)):
        return True
    bits = facts.bits_per_pixel
    size = pdfium.FPDFImageObj_GetImageDataDecoded(item, None, 0)
    rows = {deep: -(-facts.width * deep // 8) for deep in (*FEWER_BITS, bits)}
    wanted = (facts.height * row for row in rows.values())
    return size >= (facts.height - 1) * rows[bits] or size in wanted
