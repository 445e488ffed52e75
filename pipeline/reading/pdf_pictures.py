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


def can_be_drawn(item: object) -> bool:
    """Tell whether a picture shows, all of it."""
    return _decodes(item) and not _is_cut_jpeg(item)


def _decodes(item: object) -> bool:
    """Tell whether a picture decodes; one that does not is left out without a word."""
    bitmap = pdfium.FPDFImageObj_GetBitmap(item)
    if not bitmap:
        return False
    pdfium.FPDFBitmap_Destroy(bitmap)
    return True


def _is_cut_jpeg(item: object) -> bool:
    """Tell whether a JPEG lacks its end: pdfium fills what is lost with grey."""
    if pdfium.FPDFImageObj_GetImageFilterCount(item) != 1:
        return False
    name = ctypes.create_string_buffer(16)
    pdfium.FPDFImageObj_GetImageFilter(item, 0, name, len(name))
    if name.value != b"DCTDecode":
        return False
    size = pdfium.FPDFImageObj_GetImageDataRaw(item, None, 0)
    data = ctypes.create_string_buffer(size)
    pdfium.FPDFImageObj_GetImageDataRaw(item, data, size)
    return JPEG_END not in data[max(0, size - JPEG_TAIL) :]
